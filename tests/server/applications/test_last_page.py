"""The decision record never ends on a page that holds nothing but its end."""

import subprocess

import pytest

from sekisho.server.applications import pdf
from sekisho.server.ui.printing import pdf as printed

FEWEST = 8


def lines_of_pages(data, folder):
    made = folder / "record.pdf"
    made.write_bytes(data)
    text = subprocess.run(
        ["pdftotext", "-layout", str(made), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    return [sum(bool(line.strip()) for line in page.splitlines()) for page in text.split("\f")[:-1]]


@pytest.mark.parametrize("more", range(12, 25, 3))
def test_however_long_the_history_the_last_page_is_worth_turning_to(decided, tmp_path, more):
    row = decided()
    context = pdf.context(row)
    history = list(context["events"])
    context["events"] = (history * 30)[: len(history) + more]
    pages = lines_of_pages(printed(pdf.TEMPLATE, context), tmp_path)
    assert len(pages) > 1
    assert pages[-1] >= FEWEST, pages
