"""Whose a row of the register is, what its scope lists, what a later edition says."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.procedures.registers import Firm, Ours, Service, change, functions_in, has_exceptions
from sekisho.terms import RegisterChange, RegisterMatch, RegisterState

ONE = Firm(1, "株式会社まちのクラウド", "1234567890123")
TWO = Firm(2, "東西電算㈱", "")
TWIN = Firm(3, "有限会社東西電算", "")
WINDOW, TALK = Service(11, "まちの窓口", 1), Service(12, "つどい", 2)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))


@pytest.mark.parametrize(
    ("row", "state", "firm", "services"),
    [
        ((ONE.number, "まちのクラウド", "まちの窓口"), RegisterMatch.SURE, 1, (11,)),
        ((ONE.number, "名前が変わった会社", "まちの　窓口"), RegisterMatch.SURE, 1, (11,)),
        ((ONE.number, ONE.name, "まちの窓口プラス"), RegisterMatch.DOUBTFUL, 1, (11,)),
        ((ONE.number, ONE.name, "別のサービス"), RegisterMatch.FIRM, 1, ()),
        (("", "㈱まちのクラウド", "まちの窓口"), RegisterMatch.DOUBTFUL, 1, (11,)),
        (("9999999999999", "株式会社まちのクラウド", "まちの窓口"), RegisterMatch.DOUBTFUL, 1, (11,)),
        (("", "東西電算", "つどい"), RegisterMatch.DOUBTFUL, 2, (12,)),
        (("", "販売会社", "つどい"), RegisterMatch.DOUBTFUL, 2, (12,)),
        (("", "販売会社", "どこにもない"), RegisterMatch.NONE, None, ()),
        (("", "", ""), RegisterMatch.NONE, None, ()),
    ],
)
def test_a_row_is_matched_by_number_then_by_name(row, state, firm, services):
    found = Ours([ONE, TWO], [WINDOW, TALK]).match(*row)
    assert (found.state, found.firm, found.services) == (state, firm, services)


def test_a_name_that_two_firms_bear_means_neither():
    found = Ours([TWO, TWIN], []).match("", "東西電算", "何か")
    assert (found.state, found.firm) == (RegisterMatch.DOUBTFUL, None)


@given(st.text(max_size=8), st.text(max_size=8), st.sampled_from(["", ONE.number, "9999999999999"]))
def test_only_number_and_name_together_are_sure(provider, service, number):
    found = Ours([ONE, TWO], [WINDOW, TALK]).match(number, provider, service)
    if found.state is RegisterMatch.SURE:
        assert number == ONE.number
        assert found.services


@pytest.mark.parametrize(
    ("scope", "listed"),
    [
        ("申込みフォーム、通知メール", ("申込みフォーム", "通知メール")),
        ("・申込みフォーム\n・通知メール（一斉）\n・申込みﾌｫｰﾑ", ("申込みフォーム", "通知メール（一斉）")),
        ("(1) 会議\n(2) 録画", ("会議", "録画")),
        ("①会議　②録画", ("会議　②録画",)),
        ("会議、録画を除く、画面共有", ("会議", "画面共有")),
        ("会議、次のものを除く：録画、文字起こし", ("会議",)),
        ("会議、以下は対象外\n録画\n文字起こし", ("会議",)),
        ("", ()),
        ("、、\n・", ()),
    ],
)
def test_a_scope_is_listed_one_by_one_without_its_exceptions(scope, listed):
    assert functions_in(scope) == listed


@given(st.text("会議録画、を除く以外\n・：", max_size=40))
def test_nothing_that_is_excepted_is_proposed(scope):
    assert not any(has_exceptions(name) for name in functions_in(scope))


@given(st.none() | DAYS, st.none() | DAYS)
def test_a_later_edition_says_what_changed(held, until):
    assert change(held, None, until) is RegisterChange.MISSING
    assert change(held, RegisterState.WITHDRAWN, until) is RegisterChange.WITHDRAWN
    assert change(held, RegisterState.SUSPENDED, until) is RegisterChange.SUSPENDED
    said = change(held, RegisterState.LISTED, until)
    if until is None or until == held:
        assert said is None
    elif held is not None and until < held:
        assert said is RegisterChange.SHORTER
    else:
        assert said is RegisterChange.LONGER
