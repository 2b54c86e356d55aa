"""Whether and by when a leak is reported: the published vectors, the thresholds, what must always hold."""

import datetime as dt

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.japan.business_days import is_business_day
from sekisho.procedures.reporting import Affected, Finding, ReportItem, Trigger, assess, deadlines, describe

DAY = dt.timedelta(days=1)
MET, POSSIBLE, OUT = Finding.MET, Finding.POSSIBLE, Finding.RULED_OUT
knowing_days = st.dates(dt.date(2025, 1, 1), dt.date(2034, 12, 31))


@pytest.mark.parametrize(
    ("known", "wrongful", "last"),
    [
        ("2026-04-01", False, "2026-04-30"),
        ("2026-04-01", True, "2026-06-01"),  # the 60th day is Saturday 30 May
        ("2025-12-01", False, "2026-01-05"),  # the 30th day is 30 December
        ("2026-04-04", False, "2026-05-07"),  # the 30th day is Sunday 3 May, holidays to the 6th
        ("2026-04-04", True, "2026-06-02"),
    ],
)
def test_last_day_of_the_full_report(known, wrongful, last):
    clocks = deadlines(dt.date.fromisoformat(known), wrongful=wrongful)
    assert clocks.final == dt.date.fromisoformat(last)


def test_the_preliminary_report_counts_closed_days_and_does_not_move():
    clocks = deadlines(dt.date(2026, 5, 1), wrongful=False)
    assert (clocks.preliminary_target, clocks.preliminary_limit) == (dt.date(2026, 5, 3), dt.date(2026, 5, 5))
    told = "知った日 令和8年5月1日、速報 令和8年5月3日から令和8年5月5日、確報 令和8年6月1日"
    assert describe(clocks) == told


@given(knowing_days, st.booleans())
def test_the_last_day_is_the_first_open_day_from_the_counted_one(known, wrongful):
    counted = known + (60 if wrongful else 30) * DAY - DAY
    final = deadlines(known, wrongful=wrongful).final
    assert final >= counted
    assert is_business_day(final)
    assert not any(is_business_day(counted + n * DAY) for n in range((final - counted).days))


@given(knowing_days)
def test_the_longer_clock_is_never_shorter(known):
    short, long = deadlines(known, wrongful=False), deadlines(known, wrongful=True)
    assert long.final >= short.final
    assert known < short.preliminary_target < short.preliminary_limit < short.final


@given(knowing_days, st.integers(0, 30))
def test_knowing_later_never_brings_a_day_forward(known, later):
    first, second = (deadlines(day, wrongful=False) for day in (known, known + later * DAY))
    assert second.final >= first.final
    assert second.preliminary_limit >= first.preliminary_limit


def test_days_beyond_the_calendar_are_refused():
    with pytest.raises(BadInput, match="祝日"):
        deadlines(dt.date(2035, 12, 20), wrongful=False)


def finding(trigger, **known):
    return next(one.finding for one in assess(Affected(**known)).found if one.trigger is trigger)


SPECIFIC = {"specific_personal_data": True}
PERSONAL = {"personal_data": True, "specific_personal_data": False}


@pytest.mark.parametrize(
    ("trigger", "known", "expected"),
    [
        # a number in such a system: one person is enough
        (Trigger.NUMBER_SYSTEM, SPECIFIC | {"number_system": True, "persons_low": 1, "persons_high": 1}, MET),
        (Trigger.NUMBER_SYSTEM, SPECIFIC | {"number_system": False}, OUT),
        (Trigger.NUMBER_SYSTEM, SPECIFIC, POSSIBLE),
        (Trigger.NUMBER_SYSTEM, PERSONAL | {"number_system": True}, OUT),
        (Trigger.NUMBER_SYSTEM, {"personal_data": False}, OUT),
        (Trigger.NUMBER_WRONGFUL, SPECIFIC | {"wrongful_purpose": True}, MET),
        (Trigger.NUMBER_WRONGFUL, SPECIFIC, POSSIBLE),
        (Trigger.NUMBER_WRONGFUL, SPECIFIC | {"wrongful_purpose": False}, OUT),
        (Trigger.NUMBER_PUBLIC, SPECIFIC | {"public_view": True}, MET),
        (Trigger.NUMBER_PUBLIC, SPECIFIC, POSSIBLE),
        (Trigger.NUMBER_PUBLIC, SPECIFIC | {"public_view": False}, OUT),
        # more than a hundred: not exactly a hundred; a possible maximum suffices; unknown stays possible
        (Trigger.NUMBER_MANY, SPECIFIC | {"persons_low": 101, "persons_high": 101}, MET),
        (Trigger.NUMBER_MANY, SPECIFIC | {"persons_low": 100, "persons_high": 100}, OUT),
        (Trigger.NUMBER_MANY, SPECIFIC | {"persons_low": 1, "persons_high": 101}, MET),
        (Trigger.NUMBER_MANY, SPECIFIC | {"persons_low": 101}, MET),
        (Trigger.NUMBER_MANY, SPECIFIC | {"persons_low": 100}, POSSIBLE),
        (Trigger.NUMBER_MANY, SPECIFIC, POSSIBLE),
        (Trigger.NUMBER_MANY, PERSONAL | {"persons_low": 101}, OUT),
        # the guideline asks for every one of them
        (Trigger.NUMBER_ANY, SPECIFIC, MET),
        (Trigger.NUMBER_ANY, {}, POSSIBLE),
        (Trigger.NUMBER_ANY, PERSONAL, OUT),
        (Trigger.SENSITIVE, PERSONAL | {"sensitive": True}, MET),
        (Trigger.SENSITIVE, PERSONAL, POSSIBLE),
        (Trigger.SENSITIVE, PERSONAL | {"sensitive": False}, OUT),
        (Trigger.PROPERTY, PERSONAL | {"property_risk": True}, MET),
        (Trigger.PROPERTY, PERSONAL, POSSIBLE),
        (Trigger.WRONGFUL, PERSONAL | {"wrongful_purpose": True}, MET),
        (Trigger.WRONGFUL, SPECIFIC | {"wrongful_purpose": True}, MET),  # a number is personal data, too
        (Trigger.WRONGFUL, PERSONAL, POSSIBLE),
        (Trigger.MANY, PERSONAL | {"persons_low": 101}, MET),
        (Trigger.MANY, PERSONAL | {"persons_low": 0, "persons_high": 100}, OUT),
        (Trigger.MANY, PERSONAL | {"persons_low": 0, "persons_high": 101}, MET),
        (Trigger.MANY, PERSONAL, POSSIBLE),
        (Trigger.MANY, {"personal_data": False, "persons_low": 5000}, OUT),
        (Trigger.ORDINANCE, PERSONAL | {"ordinance_sensitive": True}, MET),
        (Trigger.ORDINANCE, PERSONAL, POSSIBLE),
    ],
)  # fmt: skip
def test_threshold(trigger, known, expected):
    assert finding(trigger, **known) is expected


def test_nothing_known_means_nothing_is_ruled_out():
    assessment = assess(Affected())
    assert assessment.having(POSSIBLE) == tuple(Trigger)
    assert assessment.may_have_to_report
    assert not assessment.must_report
    assert not assessment.wrongful


def test_no_personal_data_means_no_report():
    assert assess(Affected(personal_data=False)).having(OUT) == tuple(Trigger)


def test_the_longer_clock_runs_only_when_a_wrongful_purpose_is_suspected():
    assert assess(Affected(personal_data=True, wrongful_purpose=True)).wrongful
    assert not assess(Affected(personal_data=True)).wrongful


@pytest.mark.parametrize(
    "known",
    [
        {"persons_low": 2, "persons_high": 1},
        {"persons_low": -1},
        {"specific_personal_data": True, "personal_data": False},
    ],
)
def test_contradictions_are_refused(known):
    with pytest.raises(BadInput):
        Affected(**known)


FACTS = [field.name for field in attrs.fields(Affected) if not field.name.startswith("persons")]


@st.composite
def learning(draw):
    """What was known before and after learning more: facts filled in, bounds drawn closer."""
    after = {name: draw(st.none() | st.booleans()) for name in FACTS}
    if after["specific_personal_data"] and after["personal_data"] is False:
        after["personal_data"] = True
    before = {name: draw(st.sampled_from([None, value])) for name, value in after.items()}
    low = draw(st.integers(0, 250))
    high = draw(st.none() | st.integers(low, 400))
    wider = draw(st.none() if high is None else st.none() | st.integers(high, 600))
    known = {"persons_low": draw(st.integers(0, low)), "persons_high": wider}
    return Affected(**before, **known), Affected(**after, persons_low=low, persons_high=high)


@given(learning())
def test_learning_more_takes_no_trigger_away_unless_a_bound_rules_it_out(pair):
    before, after = pair
    for old, new in zip(assess(before).found, assess(after).found, strict=True):
        if old.finding is MET and new.finding is not MET:
            assert new.finding is OUT
            assert old.trigger in {Trigger.MANY, Trigger.NUMBER_MANY}
            assert after.persons_high is not None
            assert after.persons_high <= 100
        if old.finding is OUT:
            assert new.finding is OUT


def test_the_report_has_nine_items():
    assert len(ReportItem) == 9
