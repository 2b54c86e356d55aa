"""On English pages clauses are read in English; what only a body wrote stays Japanese and is marked so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from sekisho.catalogue.english import JAPANESE
from sekisho.server.catalogues import actions, details, queries
from sekisho.server.ui.words import said, spoken

BINDING = "The Japanese text of clauses and questions is the binding one."


@pytest.fixture
def english(signed_in):
    client = signed_in("policy")
    client.cookies["django_language"] = "en"
    return client


def shown(client, name, *args, **data):
    return client.get(reverse(name, args=args), data).content.decode()


def test_every_clause_is_read_in_english(english, city):
    page = shown(english, "catalogues:clauses")
    for clause in queries.rulebook_in_force().clauses.values():
        assert clause.title not in page, clause.id
    assert "Nothing of confidentiality 2 or higher is placed on a service under terms only" in page
    assert page.count(BINDING) == 1


def test_a_clause_says_its_remedy_evidence_and_source_in_english(english, city):
    page = shown(english, "catalogues:clause", "EXT-021")
    for text in (
        "<title>Security requirements come from grades and handling restrictions before selection",
        "Write the security requirements for the selection and attach them to the application (",
        "Put the security requirements into the procurement specification, and check before the contract ",
        "Issues for new information security measures of local governments (draft)",
        "① page 5",
        BINDING,
    ):
        assert text in page


def test_the_heading_of_a_japanese_document_is_quoted_and_marked(english, city):
    source = queries.rulebook_in_force().clause("EXT-010").source
    quoted = f'(draft) ① page {source.page} <span lang="ja">{source.heading}</span></dd>'
    assert quoted in shown(english, "catalogues:clause", "EXT-010")
    assert quoted.replace("dd", "td") in shown(english, "catalogues:clauses")


def test_japanese_pages_are_as_before(signed_in, city):
    page = shown(signed_in("policy"), "catalogues:clause", "EXT-021")
    clause = queries.rulebook_in_force().clause("EXT-021")
    assert page.count(clause.title) >= 2
    assert clause.source.place == "① 5ページ"
    assert clause.source.place in page
    assert 'lang="ja">' not in page.split("<body", 1)[1]
    assert BINDING not in page


def test_a_clause_is_found_by_its_english_words(english, signed_in, city):
    assert "EXT-035" in shown(english, "catalogues:clauses", q="multi-factor", machine="yes")
    assert "EXT-035" in shown(english, "catalogues:clauses", q="多要素認証", machine="yes")
    assert "EXT-035" not in shown(signed_in("policy"), "catalogues:clauses", q="multi-factor", machine="yes")


def test_a_clause_of_the_body_stays_japanese_and_is_marked(english, actor, city):
    actions.set_local_clauses(actor("general"), text=details.EXAMPLE, seen="")
    title = queries.rulebook_in_force().clause("LOC-001").title
    assert f'<h1><span lang="ja">{title}</span></h1>' in shown(english, "catalogues:clause", "LOC-001")
    assert f'<span lang="ja">{title}</span>' in shown(english, "catalogues:clauses")


def test_a_wording_the_edition_no_longer_has_is_left_in_japanese():
    with translation.override("en"):
        assert said("約款による外部サービスに機密性2以上を置いてはならない") == (
            "約款による外部サービスに機密性2以上を置いてはならない"
        )
        assert spoken("<b>決まり</b>") == '<span lang="ja">&lt;b&gt;決まり&lt;/b&gt;</span>'
    assert spoken("決まり") == "決まり"


def test_the_api_keeps_the_binding_text(english, city):
    found = english.get("/api/v1/catalogue/clauses/EXT-021", headers={"accept-language": "en"}).json()
    assert JAPANESE.search(found["title"])
    assert JAPANESE.search(found["summary"])


@pytest.mark.parametrize("page", ["catalogues:clauses", "catalogues:standings"])
def test_english_costs_no_query(english, signed_in, city, page):
    counts = []
    for client in (signed_in("policy"), english):
        client.get(reverse(page))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse(page))
        counts.append(len(asked))
    assert counts[0] == counts[1]
