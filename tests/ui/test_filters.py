"""Era dates, labels, numbers, charts and the date field on screens of both languages."""

from __future__ import annotations

import datetime as dt

import pytest
from django import forms
from django.template import Context, Template
from django.test import SimpleTestCase
from django.utils import timezone, translation

from sekisho.server.ui import charts, picking, words
from sekisho.server.ui.fields import WarekiDateField, read_back
from sekisho.server.ui.home import Bar
from sekisho.server.ui.templatetags import sekisho as filters
from sekisho.terms import (
    ApplicationState,
    ClauseStatus,
    Confidentiality,
    FindingState,
    IncidentState,
    InspectionAnswer,
    Outcome,
)

DAY = dt.date(2026, 4, 1)


def test_dates_in_both_languages():
    moment = dt.datetime(2026, 3, 31, 15, 30, tzinfo=dt.UTC)
    assert filters.wareki(DAY) == "令和8年4月1日"
    assert filters.wareki(moment) == "令和8年4月1日", "days are those of the office's clock"
    assert filters.wareki_time(moment) == "令和8年4月1日 00:30"
    assert filters.wareki_short(DAY) == "R8.4.1"
    assert filters.weekday(DAY) == "水"
    with translation.override("en"):
        assert filters.wareki(DAY) == "2026-04-01 (R8.4.1)"
        assert filters.wareki_short(DAY) == "2026-04-01"
    assert filters.wareki(None) == filters.wareki_time(None) == filters.month_day(None) == ""


def test_near_days_are_short_and_late_days_are_counted():
    today = timezone.localdate()
    assert filters.month_day(today) == f"{today.month}月{today.day}日"
    assert filters.month_day(dt.date(2020, 5, 1)) == "令和2年5月1日"
    assert filters.days_late(today - dt.timedelta(10)) == 10
    assert filters.days_late(today) == filters.days_late(None) == 0


def test_words_of_the_glossary():
    page = Template(
        '{{ it|label }} {% word "ApplicationState" "approved" %} {{ 12480|number }} {{ none|number }}'
    )
    assert page.render(Context({"it": Outcome.CONDITIONAL})) == "条件付き可 決裁済み 12,480 —"
    assert words.word("Confidentiality", 3) is Confidentiality.THREE
    assert words.word("Confidentiality", "3") is Confidentiality.THREE
    assert words.word("ClauseStatus", "of an older version") == "of an older version"
    assert words.word("NoSuchKind", "x") == "x"
    with translation.override("en"):
        assert words.label(Confidentiality.THREE) == "Confidentiality 3"


@pytest.mark.parametrize("kind", [Outcome, ClauseStatus, ApplicationState])
def test_every_word_shown_as_a_badge_has_a_state(kind):
    assert all((kind, member.value) in words.STATES for member in kind)


def test_words_that_are_stored_alike_keep_their_own_badges():
    assert InspectionAnswer.DONE == FindingState.DONE
    assert words.state(InspectionAnswer.DONE) == "ok"
    assert words.state(FindingState.DONE) == "info"
    assert words.state(IncidentState.CLOSED) == "ok"
    assert words.state(FindingState.CLOSED) == "na"
    assert words.state("done") == "na"


def test_the_chart_and_its_spoken_text():
    chart = charts.bar_chart([Bar("満たす", 88, "ok"), Bar("満たさない", 1, "no"), Bar("わからない", 0)])
    assert [bar.length for bar in chart.bars] == [charts.LONGEST, 3, 0.0]
    assert chart.spoken == "満たす 88、満たさない 1、わからない 0"
    assert charts.bar_chart([]).height == 0


class DayForm(forms.Form):
    day = WarekiDateField(label="日付")


@pytest.mark.parametrize(
    "text", ["令和8年4月1日", "R8.4.1", "2026/4/1", "２０２６０４０１", "令和８年４月１日"]
)
def test_the_date_field_reads_what_offices_write(text):
    form = DayForm({"day": text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == DAY


def test_the_date_field_explains_and_shows_back():
    form = DayForm({"day": "令和8年2月30日"})
    assert "令和8年2月30日" in form.errors["day"][0]
    assert 'value="令和8年4月1日"' in str(DayForm(initial={"day": DAY})["day"])
    assert read_back("R8.4.1") == ("令和8年4月1日（水） と読みました", "ok")
    assert read_back("2月30日")[1] == "no"
    assert read_back("") == ("", "")


@pytest.mark.parametrize("chosen", [None, "", "2", 2, "<b>", "no such choice"])
def test_a_quick_select_offers_what_djangos_select_does(chosen):
    choices = [("", "すべて"), (1, "一"), ("2", 'a "b" & <c>'), ("<b>", "'")]
    attrs = {"id": "id_pick", "aria-describedby": "x"}
    quick, plain = (
        kind(attrs={"class": "few"}, choices=choices).render("pick", chosen, attrs)
        for kind in (picking.QuickSelect, forms.Select)
    )
    tester = SimpleTestCase()
    tester.assertHTMLEqual(quick, plain)
