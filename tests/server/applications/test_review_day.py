"""An approval always has an end: 利用期限, or a day on which the use is looked at again (見直す日)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import BadInput
from sekisho.server.applications import actions
from sekisho.server.applications.duties import review_day

DAY = dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("answers", "day"),
    [
        ({"starts": "2026-12-01"}, dt.date(2027, 3, 31)),
        ({"starts": "2027-04-01"}, dt.date(2028, 3, 31)),
        ({"starts": "2020-04-01"}, dt.date(2027, 3, 31)),
        ({"starts": "2026-12-01", "review_on": "2027-06-30"}, dt.date(2027, 6, 30)),
        ({"starts": "2026-12-01", "ends": "2027-09-30"}, None),
        ({"starts": "2026-12-01", "ends": "2029-09-30", "review_on": "2027-06-30"}, dt.date(2027, 6, 30)),
        ({}, dt.date(2027, 3, 31)),
    ],
)
def test_without_an_end_the_last_day_of_the_fiscal_year_is_the_day_of_review(answers, day):
    assert review_day(answers, DAY) == day


def test_the_day_is_named_before_filing_to_the_reviewer_and_in_the_ledger(draft, signed_in, actor, checks):
    row = draft()
    client = signed_in("staff")
    form = client.get(reverse("applications:edit", args=[row.pk, 1])).content.decode()
    assert "見直す日" in form
    confirm = client.get(reverse("applications:edit", args=[row.pk, 5])).content.decode()
    day = review_day(row.answers, timezone.localdate())
    words = f"令和{day.year - 2018}年3月31日"
    assert words in confirm
    row = actions.submit(actor("staff"), row.pk, version=row.version)
    review = signed_in("policy").get(reverse("applications:review", args=[row.pk])).content.decode()
    assert words in review
    assert "台帳と登録簿にある認定・認証" in review
    row = actions.review(actor("policy"), row.pk, version=row.version, checks=checks(row))
    row = actions.decide(actor("manager"), row.pk, version=row.version)
    duty = row.service.obligations.get(clause="PRO-014")
    assert (duty.due_on, duty.responsible) == (day, "manager")


def test_with_an_end_nothing_is_added(draft, actor, checks, words):
    row = draft(words.ordinary | {"ends": "2027-11-30"})
    row = actions.submit(actor("staff"), row.pk, version=row.version)
    row = actions.review(actor("policy"), row.pk, version=row.version, checks=checks(row))
    row = actions.decide(actor("manager"), row.pk, version=row.version)
    assert not row.service.obligations.filter(clause="PRO-014").exists()


def test_a_day_of_review_before_the_start_is_refused(draft, actor, words):
    row = draft(words.ordinary | {"review_on": "2026-11-30"})
    with pytest.raises(BadInput, match="見直す日"):
        actions.submit(actor("staff"), row.pk, version=row.version)
