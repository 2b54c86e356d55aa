"""The page of a service says what was answered and what the ledgers say today, each with its source."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from sekisho.server.access.actions import open_account
from sekisho.server.agreements import actions as agreements
from sekisho.server.applications import actions, service_facts
from sekisho.server.ledgers import governed
from sekisho.server.ledgers import queries as ledgers

ANSWERED = "申請の答え"


@pytest.fixture
def approved(reviewed, sensitive, actor):
    row = reviewed(sensitive)
    row = actions.consult(actor("manager"), row.pk, version=row.version, agrees=True)
    row = actions.decide(actor("general"), row.pk, version=row.version)
    return row, row.service


def part(actor, service, who="manager"):
    row = ledgers.service(actor("policy"), service.pk)
    return service_facts.beside_service(actor(who), row, timezone.localdate())


def test_every_fact_stands_with_its_source(actor, approved):
    application, service = approved
    shown = part(actor, service).values
    (one,) = governed.among(governed.SERVICE, [service.pk], timezone.localdate())
    known = [value for value in one.facts.values() if value is not None]
    assert 0 < len(shown["lines"]) <= len(known)
    by_label = {line.label: line for line in shown["lines"]}
    assert len(by_label) == len(shown["lines"])
    assert {line.source for line in shown["lines"]} == {
        "今の台帳",
        f"{ANSWERED}（{application.document_number}）",
    }
    assert shown["application"] == application


def test_a_table_of_today_stands_over_the_answer_and_both_are_shown(actor, approved, city):
    _, service = approved
    assert service.facts["mfa"] is True
    open_account(
        actor("policy"),
        service=service,
        login="x",
        kind="personal",
        person=city.people["staff"],
        mfa=False,
        opened_on=dt.date(2026, 6, 1),
    )
    differing = {line.label: line for line in part(actor, service).values["differing"]}
    (line,) = [one for label, one in differing.items() if "多要素" in label]
    assert (line.value, line.answered, line.source) == ("いいえ", "はい", "今の台帳")


def test_the_page_shows_it_to_those_who_see_the_service(actor, approved, signed_in):
    application, service = approved
    url = reverse("ledgers:service", args=[service.pk])
    page = signed_in("manager").get(url).content.decode()
    for words in ("確かめた事実と出どころ", ANSWERED, reverse("applications:detail", args=[application.pk])):
        assert words in page
    assert part(actor, service, "manager2") is None


def test_what_nobody_answered_is_not_invented(actor, approved):
    _, service = approved
    type(service).objects.filter(pk=service.pk).update(facts={})
    service.refresh_from_db()
    assert all(line.source == "今の台帳" for line in part(actor, service).values["lines"])


def test_an_answer_whose_table_was_not_begun_stands_among_what_differs(actor, approved, signed_in):
    _, service = approved
    answers = {"requirements_set": True, "responsibility_undecided": 0, "responsibility_nobody": 0}
    type(service).objects.filter(pk=service.pk).update(facts=service.facts | answers)
    told = {line.label: (line.value, line.answered) for line in part(actor, service).values["not_begun"]}
    assert told == {
        "セキュリティ要件": ("まだ定めていません", "はい"),
        "責任分界の未決の件数": ("まだ始めていません", "0"),
        "責任分界の担い手なしの件数": ("まだ始めていません", "0"),
    }
    page = signed_in("manager").get(reverse("ledgers:service", args=[service.pk])).content.decode()
    differing = page.split("申請と違うところ", 1)[1].split("すべての事実")[0]
    assert "まだ定めていません" in differing
    assert "まだ始めていません" in differing
    agreements.begin_split(actor("staff"), service, model="saas")
    agreements.set_requirements(actor("staff"), service, version=0)
    assert part(actor, service).values["not_begun"] == []


def test_who_answered_that_nothing_is_set_is_not_told_so_again(actor, approved):
    _, service = approved
    type(service).objects.filter(pk=service.pk).update(facts=service.facts | {"requirements_set": False})
    assert "セキュリティ要件" not in {line.label for line in part(actor, service).values["not_begun"]}
