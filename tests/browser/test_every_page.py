"""Every page a role can reach by links is accessible, asks no other host, and fits a narrow screen.

The walk follows links of the product itself and opens each kind of page (numbers in the address left
out) once for each role. Files to download are left to their own tests.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

FILES = re.compile(
    r"export|template|rejected|download|\.pdf|\.docx|\.csv|standing\.|\.xlsx|\.json|format=|/proof$|/file|attachment|excel|checkpoint"
    r"|/(?:pdf|docx|xlsx|csv)(?:$|\?)"
)
MOST = 400
"""More kinds of pages than there are: a walk that gets there went in circles."""


def kind_of(link: str) -> str:
    parts = urlsplit(link)
    return re.sub(r"\d+", "N", parts.path) + "?" + ",".join(sorted(re.findall(r"(\w+)=", parts.query)))


def links_of(page):
    return page.eval_on_selector_all("a[href]", "all => all.map(it => it.getAttribute('href'))")


def walk(page, visit):
    """Open every kind of page once, breadth first; tell all that is wrong; return the addresses opened."""
    seen, queue, opened, found_wrong = {"/?"}, ["/"], [], []
    while queue and len(opened) < MOST:
        link = queue.pop(0)
        answer = page.goto(link)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        opened.append(link)
        if answer.status >= 400:
            found_wrong.append(f"{link} answers {answer.status}")
        try:
            visit(page)
        except AssertionError as wrong:
            found_wrong.append(str(wrong))
        for found in links_of(page):
            if found.startswith("?"):
                found = urlsplit(page.url).path + found  # noqa: PLW2901  the same link, written out
            kind = kind_of(found)
            if found.startswith("/") and kind not in seen and not FILES.search(found):
                seen.add(kind)
                queue.append(found)
    assert not queue, f"{len(queue)} kinds of pages were not opened: {queue[:5]}"
    assert not found_wrong, "\n\n".join(found_wrong)
    return opened


@pytest.mark.parametrize("account", ["zeimu-1", "zeimu-hosa", "zeimu-kacho", "joho-1", "general", "kansa"])
def test_every_page_of_a_role(page, sign_in, check_page, account):
    sign_in(page, account)
    opened = walk(page, check_page)
    assert len(opened) >= 5


def test_every_page_fits_a_narrow_screen(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "general")

    def visit(page):
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, f"{page.url} is {width} pixels wide"
        check_page(page)

    walk(page, visit)
