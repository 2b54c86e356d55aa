"""Which questions a step asks of this application, and what was answered so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue.conditions import parse_condition
from sekisho.server.accounts.queries import staff_of
from sekisho.server.applications import judging
from sekisho.server.applications.answers import lacks, shown
from sekisho.server.applications.facts import chosen_assets
from sekisho.server.applications.fields import STEP_OF, STEPS, Field, Shape, field_of_fact
from sekisho.server.applications.fields import step as step_of
from sekisho.server.applications.forms import StepForm
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.site.routes import posted_number
from sekisho.terms import ClauseStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.models import Application
    from sekisho.server.ledgers.models import InformationAsset

_SHOWN = 30


def form_for(application: Application, number: int, data: QueryDict | None) -> StepForm:
    """Return the form of step ``number`` with the answers so far."""
    questions = asked(application, number)
    people = []
    if any(one.shape is Shape.PERSON for one in questions):
        today = timezone.localdate()
        people = [
            (one.pk, _("%(name)s（利用者ID %(id)s）") % {"name": one.name, "id": one.username})
            for one in staff_of(application.section_id, today)
        ]
    initial = {**application.answers, "version": application.version}
    return StepForm(data, questions=questions, people=people, initial=initial, use_required_attribute=False)


def asked(application: Application, number: int) -> tuple[Field, ...]:
    """Return the questions of a step: those always asked, and those a clause that may apply wants."""
    wanted = _wanted(application)
    if application.answers.get("sub_processors") is False:
        wanted.discard("sub_processors_approved")
    return tuple(
        field
        for field in step_of(number).fields
        if field.always or field.name in wanted or field.name in application.answers
    )


def strip(application: Application, here: int) -> list[dict[str, Any]]:
    """Return the steps of the form for the strip at the top."""
    rows = []
    missing = {one["step"].number: len(one["fields"]) for one in lacking(application)}
    for one in STEPS:
        state = "now" if one.number == here else "done" if _answered(application, one.number) else "todo"
        url = reverse("applications:edit", args=[application.pk, one.number])
        count = missing.get(one.number, 0)
        note = _("必須があと%(count)s") % {"count": count} if count else ""
        rows.append({"label": f"{one.number} {_(one.title)}", "state": state, "url": url, "note": note})
    return rows


def lacking(application: Application) -> list[dict[str, Any]]:
    """Return what must still be written before filing, by step: the step, and each field with its place."""
    found = lacks(application.answers)
    groups = []
    for one in STEPS:
        url = reverse("applications:edit", args=[application.pk, one.number])
        fields = [
            {"label": _(field.label), "url": f"{url}#id_{field.name}_field"}
            for field in found
            if STEP_OF[field.name] == one.number
        ]
        if fields:
            groups.append({"step": one, "fields": fields})
    return groups


def summary(application: Application) -> list[dict[str, Any]]:
    """Return every answer in words, by step, for the confirmation page, paper and Excel."""
    assets = chosen_assets(application)
    people = {one.pk: one.name for one in staff_of(application.section_id, timezone.localdate())}
    groups = []
    for one in STEPS[:-1]:
        rows = []
        for field in asked(application, one.number):
            value = application.answers.get(field.name)
            text = shown(field, value, _)
            if field.shape is Shape.ASSETS:
                text = "、".join(str(asset) for asset in assets)
            elif field.shape is Shape.PERSON and value:
                text = people.get(value, _("所属にいない職員"))
            rows.append({"label": _(field.label), "text": text, "required": field.required})
        groups.append({"step": one, "rows": rows})
    return groups


def assets_chosen(application: Application) -> list[InformationAsset]:
    """Return the assets chosen so far."""
    return chosen_assets(application)


def assets_found(
    actor: Actor, application: Application, words: str, ticked: Iterable[str] = ()
) -> list[tuple[InformationAsset, bool]]:
    """Return the section's assets to choose from: those ticked a moment ago, then those found by ``words``.

    Those chosen and saved stand elsewhere and are left out.
    """
    rows = ledgers.assets(actor).filter(section_id=application.section_id)
    rows = rows.exclude(pk__in=application.answers.get("asset_ids") or [])
    keys = [number for key in ticked if (number := posted_number(key))][:_SHOWN]
    kept = [(row, True) for row in rows.filter(pk__in=keys)] if keys else []
    return kept + [(row, False) for row in ledgers.found_by(rows, words[:100]).exclude(pk__in=keys)[:_SHOWN]]


def _wanted(application: Application) -> set[str]:
    """Return the fields whose facts are read by a clause that applies or may apply."""
    now = timezone.now()
    decision = judging.judge_application(application, now, timezone.localdate(now))
    names: set[str] = set()
    for row in decision.citations:
        if row.status is ClauseStatus.NOT_APPLICABLE:
            continue
        for text in (row.rule.applies, row.rule.requires):
            names.update(parse_condition(text).reads)
    fields = (field_of_fact(name) for name in names)
    return {field.name for field in fields if field is not None}


def _answered(application: Application, number: int) -> bool:
    required = [field for field in step_of(number).fields if field.required]
    given = [field for field in step_of(number).fields if field.name in application.answers]
    if number == STEPS[-1].number:
        return False
    return bool(given) and all(field.name in application.answers for field in required)
