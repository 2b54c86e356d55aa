"""What must be written and what is advised are seen while the form is filled in, not at its end."""

import datetime as dt

import pytest
from django.urls import reverse

from sekisho.errors import BadInput
from sekisho.server.applications import actions, steps
from sekisho.server.applications.answers import check_complete, lacks
from sekisho.server.applications.judged import judged
from sekisho.terms import Effect

TODAY = dt.date(2026, 6, 1)


def page(signed_in, row, step=1):
    answer = signed_in("staff").get(reverse("applications:edit", args=[row.pk, step]))
    return answer.content.decode()


def test_a_fresh_form_marks_every_step_that_lacks_something(draft, signed_in):
    row = draft({})
    strip = {one["label"][0]: one["note"] for one in steps.strip(row, 1)}
    lacking = {one["step"].number: len(one["fields"]) for one in steps.lacking(row)}
    assert lacking
    assert 5 not in lacking
    for number, count in lacking.items():
        assert strip[str(number)] == f"必須があと{count}"
    shown = page(signed_in, row)
    assert "書かれていない必須の欄" in shown
    for group in steps.lacking(row):
        for one in group["fields"]:
            assert one["label"] in shown
            assert one["url"] in shown


def test_what_is_written_is_no_longer_marked_at_once(draft, signed_in, actor):
    row = draft({})
    before = sum(len(one["fields"]) for one in steps.lacking(row))
    url = reverse("applications:autosave", args=[row.pk, 1])
    answer = signed_in("staff").post(url, {"version": row.version, "name": "地図"})
    row.refresh_from_db()
    assert sum(len(one["fields"]) for one in steps.lacking(row)) == before - 1
    assert "書かれていない必須の欄" in answer.content.decode()


def test_a_complete_form_marks_nothing_and_can_be_filed(draft, signed_in):
    row = draft()
    assert steps.lacking(row) == []
    check_complete(row.answers)
    assert "書かれていない必須の欄" not in page(signed_in, row)
    assert all(one["note"] == "" for one in steps.strip(row, 1))


@pytest.mark.parametrize("left_out", ["name", "purpose", "starts", "no_assets", "provider_name"])
def test_what_is_marked_is_what_filing_refuses(draft, actor, left_out):
    row = draft()
    answers = {name: value for name, value in row.answers.items() if name != left_out}
    (field,) = lacks(answers)
    assert field.name == ("asset_ids" if left_out == "no_assets" else left_out)
    with pytest.raises(BadInput, match=field.label):
        check_complete(answers)


def test_advice_is_shown_before_filing_with_what_would_satisfy_it(
    submitted, draft, sensitive, signed_in, actor
):
    row = draft(sensitive | {"certifications": []})
    found = judged(row, TODAY, row.changed_at)
    assert found.advice
    for one in found.advice:
        assert one["effect"] == Effect.ADVISE.value
        assert one["status"] in {"violated", "unknown"}
    shown = page(signed_in, row, 5)
    assert "助言（満たさなくても申請できます）" in shown
    for one in found.advice:
        assert one["title"] in shown
        assert one["remedy"] or one["asks"]
        for ask in one["asks"]:
            assert ask["label"] in shown


def test_advice_stops_nothing(draft, sensitive, actor):
    row = draft(sensitive)
    found = judged(row, TODAY, row.changed_at)
    filed = actions.submit(actor("staff"), row.pk, version=row.version)
    assert filed.submitted_at
    assert {one["clause"] for one in found.advice}.isdisjoint(one["clause"] for one in found.violated)
