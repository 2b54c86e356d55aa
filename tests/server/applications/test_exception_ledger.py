"""The standing list of 例外措置: where each stands on a day, who is told, and how one goes on."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.japan.dates import format_wareki
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.applications import actions, duties, exception_ledger
from sekisho.server.applications.models import ExceptionMeasure
from sekisho.server.ledgers import governed, watchers
from sekisho.terms import ExceptionState

CLAUSE = "EXT-012"
WORDS = {"reason": "代わりがまだない", "measure": "毎日確かめる"}


def today():
    return timezone.localdate()


def after(days):
    return today() + dt.timedelta(days=days)


@pytest.fixture
def excused(decided, city):
    row = decided()

    def make(ends, state=ExceptionMeasure.GRANTED, clause=CLAUSE):
        return ExceptionMeasure.make(
            application=row,
            clause=clause,
            **WORDS,
            ends=ends,
            state=state,
            asked_by=city.people["staff"],
            asked_at=timezone.now(),
        )

    return make


@pytest.mark.parametrize(
    ("days", "standing"),
    [
        (31, ExceptionState.IN_FORCE),
        (30, ExceptionState.ENDING),
        (0, ExceptionState.ENDING),
        (-1, ExceptionState.ENDED),
    ],
)
def test_where_one_stands_turns_on_the_day(actor, excused, days, standing):
    row = excused(after(days))
    (found,) = exception_ledger.measures(actor("staff"))
    assert (found.pk, found.standing) == (row.pk, standing.value)


@pytest.mark.parametrize(
    ("days", "state"),
    [(31, None), (30, "wait"), (0, "wait"), (-1, "no"), (-30, "no"), (-31, None)],
)
def test_the_section_is_told_30_days_before_and_after(actor, city, excused, days, state):
    excused(after(days))
    told = {key: list(exception_ledger.todos(actor(key), today())) for key in city.people}
    assert {one.state for found in told.values() for one in found} == ({state} if state else set())
    reached = {key for key, found in told.items() if found}
    assert reached <= {"staff", "deputy", "manager", "service", "officer"}
    assert ("staff" in reached) is (state is not None)


def test_going_on_is_a_new_decision_and_the_old_one_stays(actor, excused):
    old = excused(after(10))
    ended = old.ends
    new = actions.prolong_exception(actor("staff"), old.pk, **WORDS, ends=after(100))
    old.refresh_from_db()
    assert (new.state, new.prolongs, old.ends) == (ExceptionMeasure.ASKED, old, ended)
    service = old.application.service
    (one,) = governed.among(governed.SERVICE, [service.pk], after(11))
    assert one.facts["exceptions"] == []
    with pytest.raises(Conflict):
        actions.prolong_exception(actor("staff"), old.pk, **WORDS, ends=after(120))
    with pytest.raises(Refused):
        actions.decide_exception(actor("manager"), new.pk, grant=True, note="x")
    actions.decide_exception(actor("ciso"), new.pk, grant=True, note="年度末まで")
    (one,) = governed.among(governed.SERVICE, [service.pk], after(11))
    assert one.facts["exceptions"] == [CLAUSE]
    (one,) = governed.among(governed.SERVICE, [service.pk], after(101))
    assert one.facts["exceptions"] == []
    assert list(exception_ledger.todos(actor("staff"), today())) == []


def test_what_was_refused_may_be_asked_again(actor, excused):
    old = excused(after(10))
    first = actions.prolong_exception(actor("staff"), old.pk, **WORDS, ends=after(100))
    actions.decide_exception(actor("ciso"), first.pk, grant=False, note="直すこと")
    assert actions.prolong_exception(actor("staff"), old.pk, **WORDS, ends=after(50)).pk != first.pk


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"reason": " "}, BadInput),
        ({"measure": ""}, BadInput),
        ({"ends": 10}, BadInput),
        ({"ends": 5}, BadInput),
        ({"ends": 367}, BadInput),
    ],
)
def test_what_does_not_go_on_is_refused(actor, excused, changed, error):
    old = excused(after(10))
    given = WORDS | {"ends": 100} | changed
    with pytest.raises(error):
        actions.prolong_exception(actor("staff"), old.pk, **given | {"ends": after(given["ends"])})
    assert ExceptionMeasure.objects.count() == 1


def test_only_its_own_section_asks_and_only_for_what_was_granted(actor, excused, other_city):
    old, refused = excused(after(10)), excused(after(10), ExceptionMeasure.REFUSED, "EXT-020")
    for key in ("staff2", "ciso", "auditor"):
        with pytest.raises(Refused):
            actions.prolong_exception(actor(key), old.pk, **WORDS, ends=after(100))
    with pytest.raises(Conflict):
        actions.prolong_exception(actor("staff"), refused.pk, **WORDS, ends=after(100))
    with in_body(other_city.body.pk), pytest.raises(NotFound):
        actions.prolong_exception(actor("staff"), old.pk, **WORDS, ends=after(100))


def test_a_decision_has_the_service_judged_again(actor, excused, monkeypatch):
    told = []
    monkeypatch.setattr(watchers, "_watchers", [lambda ledger, keys: told.append((ledger, list(keys)))])
    old = excused(after(10))
    new = actions.prolong_exception(actor("staff"), old.pk, **WORDS, ends=after(100))
    assert told == []
    actions.decide_exception(actor("ciso"), new.pk, grant=True, note="年度末まで")
    assert told == [("service", [old.application.service_id])]


def test_the_pages_narrow_lead_on_and_go_out(signed_in, excused):
    old = excused(after(10))
    excused(after(200), clause="EXT-020")
    staff = signed_in("staff")
    url = reverse("applications:exception_list")
    for query, there in (
        ({}, {CLAUSE, "EXT-020"}),
        ({"standing": "ending"}, {CLAUSE}),
        ({"standing": "refused"}, set()),
    ):
        page = staff.get(url, query).content.decode()
        assert {clause for clause in (CLAUSE, "EXT-020") if f">{clause}<" in page} == there
    assert CLAUSE not in signed_in("staff2").get(url).content.decode()
    detail = reverse("applications:exception_detail", args=[old.pk])
    prolong = reverse("applications:exception_prolong", args=[old.pk])
    assert prolong in staff.get(detail).content.decode()
    assert prolong not in signed_in("ciso").get(detail).content.decode()
    assert staff.post(prolong, WORDS | {"ends": "R1.5.1"}).status_code == 422
    assert staff.post(prolong, WORDS | {"ends": after(100).isoformat()}).status_code == 302
    assert prolong not in staff.get(detail).content.decode()
    sent = signed_in("manager").get(reverse("applications:exception_export", args=["xlsx"])).content
    head, *lines = openpyxl.load_workbook(io.BytesIO(sent)).active.iter_rows(values_only=True)
    assert [dict(zip(head, line, strict=True))["状態"] for line in lines] == [
        ExceptionState.ENDING.label,
        ExceptionState.ASKED.label,
        ExceptionState.IN_FORCE.label,
    ]
    assert signed_in("staff2").get(detail).status_code == 404


def test_the_number_of_queries_does_not_grow(signed_in, excused):
    client, url, counts = signed_in("policy"), reverse("applications:exception_list"), []
    for turn in range(2):
        for number in range(5):
            excused(after(10), clause=f"EXT-{turn}{number}0")
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("ends", "since", "told"),
    [
        (200, 0, "有効になった"),
        (200, -7, "有効になった"),
        (200, -8, None),
        (30, -100, "終わる"),
        (31, -100, None),
        (10, 0, "終わる"),
        (-30, -100, "終わる"),
        (-31, -100, None),
    ],
)
def test_the_ciso_is_told_of_what_begins_and_what_ends(actor, city, excused, ends, since, told):
    row = excused(after(ends))
    moment = timezone.now() + dt.timedelta(days=since)
    ExceptionMeasure.objects.update(decided_at=moment, decided_by=city.people["ciso"])
    found = [one.title for one in exception_ledger.told_to_decider(actor("ciso"), today())]
    assert [told in title for title in found] == ([True] if told else [])
    for other in ("general", "policy", "manager", "staff", "auditor"):
        assert list(exception_ledger.told_to_decider(actor(other), today())) == []
    ExceptionMeasure.objects.filter(pk=row.pk).update(state=ExceptionMeasure.REFUSED)
    assert list(exception_ledger.told_to_decider(actor("ciso"), today())) == []


def test_the_ciso_is_not_told_of_an_end_that_is_followed(actor, signed_in, excused):
    row = excused(after(5))
    assert "例外措置が終わる" in signed_in("ciso").get(reverse("home")).content.decode()
    actions.prolong_exception(actor("staff"), row.pk, **WORDS, ends=after(60))
    assert list(exception_ledger.told_to_decider(actor("ciso"), today())) == []


@pytest.mark.parametrize(
    ("day", "runs_until", "proposed"),
    [
        (dt.date(2026, 4, 1), None, dt.date(2027, 3, 31)),
        (dt.date(2027, 3, 31), None, dt.date(2027, 3, 31)),
        (dt.date(2027, 1, 10), dt.date(2027, 3, 31), dt.date(2028, 1, 11)),
        (dt.date(2027, 1, 10), dt.date(2027, 2, 1), dt.date(2027, 3, 31)),
        (dt.date(2027, 3, 31), dt.date(2027, 3, 31), dt.date(2028, 3, 31)),
        (dt.date(2026, 6, 1), dt.date(2026, 5, 1), dt.date(2027, 3, 31)),
    ],
)
def test_without_a_written_end_the_end_of_the_fiscal_year_is_proposed(day, runs_until, proposed):
    assert duties.proposed_end(day, runs_until) == proposed


def test_the_proposed_end_stands_in_the_forms_and_is_one_the_action_takes(actor, signed_in, excused):
    row = excused(after(5))
    url = reverse("applications:exception_prolong", args=[row.pk])
    proposed = duties.proposed_end(today(), row.ends)
    assert format_wareki(proposed) in signed_in("staff").get(url).content.decode()
    assert actions.prolong_exception(actor("staff"), row.pk, **WORDS, ends=proposed).ends == proposed
