"""No page a role can reach by links leaves Japanese on an English screen, but what people wrote.

What is Japanese on purpose is marked ``lang="ja"``. What people wrote is known by the database: a piece of a
page may hold its texts and nothing else that is Japanese. Pages for paper and the record keep the Japanese.
"""

from __future__ import annotations

import gettext as catalogues
import json
import re
import sqlite3
from html.parser import HTMLParser
from importlib.resources import files
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from test_every_page import FILES, MOST, kind_of

from conftest import serving
from sekisho.server.agreements import rules
from sekisho.server.demo import PASSWORD
from sekisho.storage.editions import english

JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff]")
ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")
"""An English sentence, which no element marked as Japanese holds."""
SHOWN = ("placeholder", "aria-label", "title", "alt", "data-label")
EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
APART = {"script", "style", "textarea", "pre"}
PAPER = re.compile(r"/print\b|^/journal/|logout")


class Pieces(HTMLParser):
    """Collects links, and the texts outside elements that are marked as Japanese."""

    def __init__(self):
        super().__init__()
        self.links, self.found, self.marked, self.apart = [], set(), set(), []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        apart = (self.apart and self.apart[-1]) or tag in APART or (given.get("lang") == "ja" and "ja")
        if not apart:
            self.found |= {" ".join(value.split()) for name, value in attrs if name in SHOWN and value}
        if tag not in EMPTY:
            self.apart.append(apart)

    def handle_endtag(self, tag):
        if tag not in EMPTY and self.apart:
            self.apart.pop()

    def handle_data(self, data):
        apart = self.apart[-1] if self.apart else False
        if not apart:
            self.found.add(" ".join(data.split()))
        elif apart == "ja":
            self.marked.add(" ".join(data.split()))


def texts_of(value):
    """Yield every text in a value of the database, those of JSON one by one."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_of(one)
    elif isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            yield from texts_of(json.loads(value))
        except ValueError:
            yield value
    elif isinstance(value, str):
        yield from (value, *value.splitlines(), *value.split("、"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A city of its own: in one where others walked stand the words of files they sent, in no table."""
    folder = tmp_path_factory.mktemp("english")
    with serving(folder, "--demo") as url:
        yield SimpleNamespace(url=url, data=folder, password=PASSWORD)


@pytest.fixture(scope="module")
def written(site):
    """What people wrote; texts of ours that are copied into rows are not among it."""
    ours = {*english(), *(line.title for line in (*rules.controls(), *rules.items()))}
    ours |= {text for line in rules.book().templates for text in (line.text, line.question)}
    found = set()
    base = sqlite3.connect(site.data / "sekisho.sqlite3")
    for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for row in base.execute(f'SELECT * FROM "{table}"'):  # noqa: S608  a name the database gave
            found |= {" ".join(text.split()) for value in row for text in texts_of(value)}
    base.close()
    people = {name for text in found if len(text) < 10 for name in text.split()}
    return sorted({one for one in found | people if JAPANESE.search(one)} - ours, key=len, reverse=True)


@pytest.fixture(scope="module")
def said():
    """The English of messages that hold a Japanese word on purpose, such as an example of a date."""
    with (files("sekisho.server") / "locale/en/LC_MESSAGES/django.mo").open("rb") as compiled:
        known = catalogues.GNUTranslations(compiled)._catalog
    return {" ".join(text.split()) for text in known.values() if JAPANESE.search(text)}


def left(html, written, said):
    pieces = Pieces()
    pieces.feed(html)
    odd = [one for one in pieces.found - said if JAPANESE.search(one) and not covered(one, written)]
    odd += [one for one in pieces.marked if ENGLISH.search(one)]
    return pieces.links, sorted(odd)


def covered(piece, written):
    """Tell whether every Japanese letter of a piece stands in something that people wrote."""
    open_places = {found.start() for found in JAPANESE.finditer(piece)}
    for text in written:
        at = piece.find(text)
        while at >= 0:
            open_places -= set(range(at, at + len(text)))
            at = piece.find(text, at + 1)
        if not open_places:
            return True
    return False


@pytest.mark.parametrize("account", ["general", "joho-1", "zeimu-1", "kansa"])
def test_no_english_page_is_left_in_japanese(page, site, sign_in, written, said, account):
    sign_in(page, account)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site.url}])
    seen, queue, opened, found = {"/?"}, ["/"], 0, {}
    while queue and opened < MOST:
        link = queue.pop(0)
        answer = page.request.get(site.url + link)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        opened += 1
        links, odd = left(answer.text(), written, said)
        if odd and not PAPER.search(link):
            found[link] = odd
        for one in links:
            one = urlsplit(link).path + one if one.startswith("?") else one.split("#")[0]  # noqa: PLW2901  the same link, written out
            kind = kind_of(one)
            if one.startswith("/") and kind not in seen and not FILES.search(one) and "logout" not in one:
                seen.add(kind)
                queue.append(one)
    assert opened > 50
    assert found == {}


def test_what_is_left_in_japanese_is_found():
    html = '<p>市民課 <b>却下する</b></p><p lang="ja">却下する</p><a href="/x" title="番号">市民課 課長</a>'
    assert left(html, ["市民課", "課 課長"], set()) == (["/x"], ["却下する", "番号"])
    assert left('<b lang="ja">Decide on 契約 of the city</b>', [], set())[1] == ["Decide on 契約 of the city"]
