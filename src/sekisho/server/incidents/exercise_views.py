"""訓練: choose one, answer inject after inject, read the report."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sekisho.procedures.exercises import DATES, SCENARIOS
from sekisho.server.accounts.permissions import Permission
from sekisho.server.incidents import actions, case_details, case_queries, exercise_queries, forms
from sekisho.server.incidents.act_views import saved_by
from sekisho.server.site.routes import actor_of, page, posted_number
from sekisho.server.ui.printing import pdf
from sekisho.server.ui.templatetags.sekisho import wareki
from sekisho.server.ui.words import label, listed

if TYPE_CHECKING:
    from django.http import HttpRequest

    from sekisho.server.incidents.exercise_queries import Answered, Report
    from sekisho.server.incidents.models import Incident


@page(Permission.INCIDENT_EDIT)
def begin(request: HttpRequest) -> HttpResponse:
    """Choose an exercise and the firm it is played with."""
    form = forms.ExerciseForm(request.POST or None)
    actor = actor_of(request)
    row = saved_by(request, form, lambda: actions.begin_exercise(actor, **form.cleaned_data))
    if row is not None:
        return redirect("incidents:play", pk=row.pk)
    crumbs = [(_("訓練"), reverse("incidents:exercises")), (_("訓練を始める"), "")]
    return render(
        request,
        "incidents/begin.html",
        {"form": form, "crumbs": crumbs, "scenarios": SCENARIOS},
        status=422 if form.errors else 200,
    )


@page(Permission.INCIDENT_EDIT)
def play(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the inject that waits, or the report when the game is over; take the answers."""
    actor = actor_of(request)
    row = case_queries.incident(actor, pk, exercise=True)
    report = exercise_queries.report(row)
    if request.method == "POST" and report.current is not None:
        answers = {key: str(value) for key, value in request.POST.items()}
        actions.answer_exercise(actor, pk, posted_number(request.POST.get("place", ""), -1), answers)
        return redirect("incidents:play", pk=pk)
    return render(request, "incidents/play.html", _shown(row, report))


@page(Permission.INCIDENT_VIEW)
def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the report of an exercise."""
    row = case_queries.incident(actor_of(request), pk, exercise=True)
    given = _shown(row, exercise_queries.report(row)) | {"back": reverse("incidents:play", args=[pk])}
    made = pdf("incidents/print/exercise.html", given, request)
    headers = {"Content-Disposition": f'inline; filename="exercise-{row.pk}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _shown(row: Incident, report: Report) -> dict[str, Any]:
    day = report.inject.day if report.inject else 0
    return {
        "row": row,
        "report": report,
        "scope": _scope(row),
        "day": day,
        "time": _time(report.seconds),
        "rounds": [
            {
                "number": number,
                "inject": one.inject,
                "who": one.step.answered_by.name if one.step.answered_by else "",
                "shown_at": one.step.shown_at,
                "time": _time(one.seconds),
                "answers": [_answer(answer) for answer in one.answers],
            }
            for number, one in enumerate(report.played, 1)
        ],
        "breach_url": f"{reverse('incidents:breach')}?words={row.words}",
        "crumbs": case_details.crumbs(row, _("訓練を続ける") if report.current else _("訓練の報告")),
    }


def _scope(row: Incident) -> str:
    """Say on whose ledgers the answers are marked: those of the sections of who began the exercise."""
    left_out = exercise_queries.left_out(row)
    if not left_out:
        return _("団体全体の台帳で採点")
    told = {"sections": listed(section.name for section in row.sections.all()), "count": left_out}
    text = ngettext(
        "%(sections)sの分で採点（ほかに%(count)s課が関係しています）",
        "%(sections)sの分で採点（ほかに%(count)s課が関係しています）",
        left_out,
    )
    return text % told


def _answer(one: Answered) -> dict[str, Any]:
    return {
        "asked": label(one.asked),
        "answer": one.answer or "—",
        "expected": wareki(dt.date.fromisoformat(one.expected))
        if one.asked in DATES and one.expected[:1].isdecimal()
        else one.expected,
        "right": one.right,
    }


def _time(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return _("%(minutes)s分%(seconds)s秒") % {"minutes": minutes, "seconds": rest}
