"""How long certifications are valid, and when a scope covers what is used."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.procedures import evidence
from sekisho.procedures.evidence import Dates, compare, ismap_until, state
from sekisho.terms import CertificationKind, EvidenceState, ScopeAnswer

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31))
MAYBE = st.none() | DAYS
KINDS = st.sampled_from(list(CertificationKind))
DATES = st.builds(Dates, KINDS, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE)
NAMES = st.lists(st.text("あいうえおアイウABC", min_size=1, max_size=6), min_size=1, max_size=5, unique=True)


@pytest.mark.parametrize(
    ("end", "until"),
    [
        ((2024, 3, 31), (2025, 7, 31)),
        ((2024, 2, 29), (2025, 6, 30)),
        ((2024, 10, 30), (2026, 2, 28)),
        ((2022, 10, 30), (2024, 2, 29)),
        ((2024, 10, 31), (2026, 2, 28)),
        ((2024, 12, 31), (2026, 4, 30)),
        ((2024, 6, 15), (2025, 10, 15)),
    ],
)
def test_ismap_is_valid_for_a_year_and_four_months_from_the_day_after(end, until):
    assert ismap_until(dt.date(*end)) == dt.date(*until)


@given(DAYS, DAYS)
def test_a_later_audit_never_ends_earlier(one, other):
    first, second = sorted((one, other))
    assert ismap_until(first) <= ismap_until(second)
    assert 484 <= (ismap_until(one) - one).days <= 489


@given(DATES, DAYS)
def test_what_is_trusted_has_begun_and_has_not_ended(dates, day):
    if state(dates, day) in evidence.TRUSTED:
        assert evidence.valid_from(dates) <= day <= evidence.valid_until(dates)
        assert dates.withdrawn is None or dates.withdrawn > day


@given(KINDS, DAYS)
def test_unknown_is_never_valid(kind, day):
    assert state(Dates(kind), day) is EvidenceState.UNKNOWN


@given(DATES, DAYS, DAYS)
def test_what_has_lapsed_stays_lapsed(dates, one, other):
    earlier, later = sorted((one, other))
    if state(dates, earlier) is EvidenceState.LAPSED:
        assert state(dates, later) in {EvidenceState.LAPSED, EvidenceState.WITHDRAWN}


def test_sixty_days_before_its_end_it_is_expiring():
    dates = Dates(CertificationKind.ISO27001, issued=dt.date(2024, 1, 1), expires=dt.date(2026, 12, 31))
    assert state(dates, dt.date(2026, 10, 31)) is EvidenceState.VALID
    assert state(dates, dt.date(2026, 11, 1)) is EvidenceState.EXPIRING
    assert state(dates, dt.date(2027, 1, 1)) is EvidenceState.LAPSED


def test_a_bridge_letter_shortens_the_gap_and_nothing_else_does():
    report = {"period_start": dt.date(2025, 4, 1), "period_end": dt.date(2026, 3, 31)}
    day = dt.date(2026, 6, 30)
    alone = Dates(CertificationKind.SOC2, **report, expires=dt.date(2030, 1, 1))
    assert (state(alone, day), evidence.bridge_gap(alone, day)) == (EvidenceState.LAPSED, 91)
    bridged = Dates(CertificationKind.SOC2, **report, bridge_until=dt.date(2026, 6, 25))
    assert evidence.bridge_gap(bridged, day) == 5
    assert evidence.bridge_gap(Dates(CertificationKind.ISO27001, expires=day), day) is None


def test_a_register_may_end_a_registration_early_but_not_late():
    end = dt.date(2024, 3, 31)
    early, late = dt.date(2025, 1, 1), dt.date(2029, 1, 1)
    assert evidence.valid_until(Dates(CertificationKind.ISMAP, period_end=end, expires=early)) == early
    assert evidence.valid_until(Dates(CertificationKind.ISMAP, period_end=end, expires=late)) == ismap_until(
        end
    )


@given(NAMES)
def test_a_scope_without_the_service_is_never_yes(used):
    assert compare("市民窓口クラウド", used, "、".join(used), used).answer is ScopeAnswer.UNKNOWN


@given(NAMES)
def test_what_is_listed_is_covered_in_any_width(used):
    found = compare("窓口サービス", used, "窓口サービス", used)
    assert (found.answer, found.missing) == (ScopeAnswer.COVERED, ())


@pytest.mark.parametrize(
    ("text", "listed", "answer", "missing"),
    [
        ("ﾐﾄﾞﾘｸﾗｳﾄﾞ、文書保管、電子署名", (), ScopeAnswer.COVERED, ()),
        ("みどりクラウド、ミドリクラウド、文書保管", ("文書保管",), ScopeAnswer.NOT_COVERED, ("電子署名",)),
        ("ミドリクラウド、文書保管", (), ScopeAnswer.UNKNOWN, ("電子署名",)),
        ("ミドリクラウド、文書保管、ただし電子署名を除く", (), ScopeAnswer.NOT_COVERED, ("電子署名",)),
        ("", (), ScopeAnswer.UNKNOWN, ("文書保管", "電子署名")),
    ],
)
def test_the_scope_is_compared_function_by_function(text, listed, answer, missing):
    found = compare("ミドリクラウド", ["文書保管", "電子署名"], text, listed)
    assert (found.answer, found.missing) == (answer, missing)


def test_functions_not_known_are_not_covered():
    assert compare("ミドリクラウド", [], "ミドリクラウド、文書保管").answer is ScopeAnswer.UNKNOWN


GROUND = st.dictionaries(st.integers(1, 9), st.sampled_from("abc"), max_size=5)
TODAY_OF = st.dictionaries(
    st.integers(1, 9),
    st.builds(evidence.Now, st.sampled_from("abc"), st.sampled_from(list(EvidenceState))),
    max_size=9,
)


@given(GROUND, TODAY_OF, st.booleans())
def test_a_judgement_stands_only_on_what_is_as_it_was_and_still_valid(leaned, now, same):
    fallen = evidence.fallen(leaned, now, same_functions=same)
    stands = same and all(
        key in now and now[key].digest == digest and now[key].state in evidence.TRUSTED
        for key, digest in leaned.items()
    )
    assert stands is (not fallen)
    assert {one.key for one in fallen} <= {*leaned, 0}
