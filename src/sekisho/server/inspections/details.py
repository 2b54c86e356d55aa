"""What the templates of this slice are given: where a thing stands, what may be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.improvement import Verb, verbs
from sekisho.server.accounts.permissions import Permission
from sekisho.server.catalogues import things
from sekisho.server.ledgers.standing import Strip
from sekisho.server.ui.templatetags.sekisho import wareki
from sekisho.server.ui.words import label
from sekisho.terms import FindingState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.inspections.models import Finding, Sheet

_ROUTES = {
    Verb.PLAN: ("finding_plan", Permission.INSPECTION_ANSWER),
    Verb.FINISH: ("finding_finish", Permission.INSPECTION_ANSWER),
    Verb.VERIFY: ("finding_verify", Permission.FINDING_VERIFY),
    Verb.RETURN: ("finding_return", Permission.FINDING_VERIFY),
    Verb.CLOSE: ("finding_close", Permission.FINDING_VERIFY),
}


def sheet_strip(row: Sheet, wanting: int, day: dt.date) -> Strip:
    """Say whether the sheet is in, what is next and whom it waits for."""
    if row.submitted_at is not None:
        where = _("%(day)sに提出しました") % {"day": wareki(row.submitted_at)}
        return Strip(where, _("することはありません"), _("だれも待っていません"))
    late = row.campaign.due < day
    where = _("提出期限を過ぎました") if late else _("%(day)sまでに提出") % {"day": wareki(row.campaign.due)}
    if wanting:
        return Strip(
            where,
            _("残り%(count)s件に答える") % {"count": wanting},
            _("%(section)sの職員") % {"section": row.section.name},
        )
    return Strip(where, _("提出する"), _("%(section)sの課長") % {"section": row.section.name})


def finding_strip(row: Finding, day: dt.date) -> Strip:
    """Say where the finding stands, what is next and whom it waits for."""
    state = FindingState(row.state)
    staff, verifier = _("%(section)sの職員") % {"section": row.section.name}, _("監査責任者か情報政策課")
    late = state is FindingState.PLANNED and row.due is not None and row.due < day
    where = _("改善の期限を過ぎました") if late else label(state)
    if state is FindingState.OPEN:
        return Strip(where, _("改善計画を立てる"), staff)
    if state is FindingState.PLANNED:
        return Strip(
            where, _("%(day)sまでに改善して報告する") % {"day": wareki(row.due)}, row.plan_who or staff
        )
    if state is FindingState.DONE:
        next_step = _("条文の判定が満たすになってから確かめる") if row.machine else _("改善を確かめる")
        return Strip(where, next_step, verifier)
    if state is FindingState.VERIFIED:
        return Strip(where, _("指摘を終える"), verifier)
    return Strip(where, _("することはありません"), _("だれも待っていません"))


def links(actor: Actor, row: Finding) -> list[dict[str, str]]:
    """Return what ``actor`` can do with a finding, as links; nobody is offered to verify their own."""
    found: list[dict[str, str]] = []
    for verb in verbs(FindingState(row.state)):
        route, permission = _ROUTES[verb]
        own = verb is Verb.VERIFY and row.done_by_id == actor.person
        if actor.may(permission, section=row.section_id) and not own:
            url = reverse(f"inspections:{route}", args=[row.pk])
            found.append({"label": label(verb), "url": url, "kind": "" if found else "solid"})
    return found


def things_of(actor: Actor, row: Finding) -> list[dict[str, str]]:
    """Return the things of a finding the actor may see, each with how the clause stands now."""
    judged = things.judged_now(row.clause, row.things) if row.machine else {}
    return [
        {**one, "status": status.value if (status := judged.get(one["name"])) else ""}
        for one in named(actor, row.things)
    ]


def named(actor: Actor, names: Collection[str], *, leaving: bool = False) -> list[dict[str, str]]:
    """Return the named things the actor may see (``leaving``: export): name, label, address, section."""
    return [
        {
            "name": f"{ledger}:{key}",
            "label": text,
            "url": reverse(f"ledgers:{ledger}", args=[key]),
            "section": section,
        }
        for ledger, text, key, section in things.named(actor, names, leaving=leaving)
    ]


def exports(route: str, args: list[object], forms: Collection[str], query: str = "") -> list[dict[str, str]]:
    """Return links to the files of a list."""
    texts = {"xlsx": "Excel", "csv": "CSV", "cp932": "CSV（Shift_JIS）", "pdf": "PDF", "oscal": "OSCAL"}
    tail = f"?{query}" if query else ""
    return [{"label": texts[form], "url": reverse(route, args=[*args, form]) + tail} for form in forms]
