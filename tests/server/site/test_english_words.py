"""On English pages no word of the product itself is left in Japanese: options, placeholders, labels, text.

What people and catalogues wrote stays as it was written. So a piece of a page counts only when it is, to the
letter, a message that has an English text.
"""

import gettext as catalogues
import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from test_routes import PAGES

from sekisho.server.accounts.models import Post, Section

JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
SHOWN = ("placeholder", "aria-label", "title", "alt", "data-label")


class Pieces(HTMLParser):
    """Collects the texts of a page, those of attributes that are read or shown among them."""

    def __init__(self):
        super().__init__()
        self.found, self.silent = set(), 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in {"script", "style"}
        self.found |= {value.strip() for name, value in attrs if name in SHOWN and value}

    def handle_endtag(self, tag):
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self.silent:
            self.found.add(data.strip())


@pytest.fixture(scope="module")
def messages():
    path = files("sekisho.server") / "locale" / "en" / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as compiled:
        known = catalogues.GNUTranslations(compiled)._catalog
    return {text for text, english in known.items() if isinstance(text, str) and text != english}


def left(page, messages, data):
    pieces = Pieces()
    pieces.feed(page)
    return sorted(one for one in pieces.found if JAPANESE.search(one) and one in messages - data)


@pytest.fixture
def data(city):
    """What the city itself is called: names of sections and posts that are also words of the product."""
    return {*Section.objects.values_list("name", flat=True), *Post.objects.values_list("title", flat=True)}


@pytest.mark.parametrize("who", ["policy", "general", "manager", "csirt", "auditor"])
def test_no_page_leaves_a_word_of_the_product_in_japanese(signed_in, messages, data, who):
    client = signed_in(who)
    client.cookies["django_language"] = "en"
    asked, found = 0, {}
    for route, _pattern in PAGES:
        if "<" in route or "logout" in route:
            continue
        answer = client.get("/" + route)
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            asked += 1
            if pieces := left(answer.content.decode(), messages, data):
                found[route] = pieces
    assert asked > 20
    assert found == {}


def test_a_word_left_in_japanese_is_found(messages, data):
    page = '<input placeholder="外部サービス"><option>審査中</option><p>税務課</p>'
    assert left(page, messages, data) == ["外部サービス", "審査中"]
