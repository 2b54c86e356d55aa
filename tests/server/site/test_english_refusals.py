"""A reader of English screens is told in English what was refused and why, at the field where it belongs."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers.models import InformationAsset

JAPANESE = re.compile(r"[\u3040-\u30ff]")


@pytest.fixture
def english(city):
    def enter(who):
        client = Client(headers={"accept-language": "en"})
        client.force_login(city.people[who], backend="sekisho.server.accounts.backends.BodyAccountBackend")
        return client

    return enter


def problem_of(page):
    """Return the text of the page's heading and of the facts under it."""
    html = page.content.decode()
    heading = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL).group(1)
    facts = re.search(r'<dl class="facts">(.*?)</dl>', html, re.DOTALL).group(1)
    return re.sub(r"<[^>]+>", " ", f"{heading} {facts}")


def test_a_page_without_permission(english):
    page = english("staff").get(reverse("catalogues:local"))
    assert page.status_code == 403
    told = problem_of(page)
    assert "You do not have the permission" in told
    assert "税務課 主事" in told, "the person's own post is quoted"
    assert not JAPANESE.search(told), told
    assert Permission.CATALOGUE_EDIT.value not in told


@pytest.mark.parametrize("route", ["applications:detail", "ledgers:asset", "ledgers:contract"])
def test_a_thing_that_is_not_there(route, english):
    page = english("policy").get(reverse(route, args=[987654]))
    assert page.status_code == 404
    assert "Not found" in problem_of(page) or "not found" in problem_of(page)
    assert not JAPANESE.search(problem_of(page))


def test_a_form_that_the_ledger_refuses_marks_the_field(english, city):
    page = english("policy").post(
        reverse("ledgers:asset_new"),
        {
            "number": "税-1", "name": "帳票", "section": city.sections["税務課"].pk, "confidentiality": 2,
            "integrity": 2, "availability": 1, "personal_data": "", "specific_personal_data": "on",
            "sensitive_personal_data": "unknown",
            "medium": "electronic", "zone": "lgwan", "person_count": 0,
            "registered_on": "2026-04-01",
        },
    )  # fmt: skip
    assert page.status_code == 422
    assert not InformationAsset.objects.exists()
    (field,) = page.context["form"].errors
    assert field == "personal_data"
    (text,) = page.context["form"].errors[field]
    assert text.startswith("It contains specific personal data")
    assert not JAPANESE.search(text)


def test_a_date_that_does_not_exist(english):
    page = english("policy").post(reverse("ledgers:asset_new"), {"registered_on": "2026-02-30"})
    (text,) = page.context["form"].errors["registered_on"]
    assert text == 'There is no day "2026-02-30". Check the date.'


def test_programs_are_still_told_in_japanese(english):
    found = english("staff").get("/api/v1/catalogue/clauses/NO-SUCH").json()
    assert JAPANESE.search(found["title"])
