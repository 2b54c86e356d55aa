"""What stands before a gate beside its clauses: conditions, the day of use, what the tables say today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.catalogue.conditions import parse_condition
from sekisho.judgement import FACTS
from sekisho.procedures.phases import Kind
from sekisho.server.accounts.permissions import Permission
from sekisho.server.applications.judged import fact_words
from sekisho.server.ledgers import obligations
from sekisho.server.lifecycle import queries
from sekisho.server.ui.templatetags.sekisho import wareki
from sekisho.server.ui.words import label, said
from sekisho.terms import ClauseStatus, Effect, N, Phase, Role

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.catalogue import Rulebook
    from sekisho.judgement import Decision
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.lifecycle.queries import Led

_TABLES = {
    "responsibility_undecided": ("split", N("責任分界表")),
    "responsibility_nobody": ("split", N("責任分界表")),
    "requirements_set": ("requirements", N("セキュリティ要件")),
    "requirements_unmet": ("requirements", N("セキュリティ要件")),
    "contract_items_missing": ("items", N("契約項目の確認表")),
}
"""Facts that a table of what is agreed knows, with the page where it is mended; others: the ledger's page."""


def read_by_open(decision: Decision) -> set[str]:
    """Return the facts that the clauses read which are not met and must be."""
    wanted: set[str] = set()
    for one in decision.citations:
        open_still = one.status in {ClauseStatus.VIOLATED, ClauseStatus.UNKNOWN}
        if open_still and one.rule.effect is not Effect.ADVISE:
            wanted |= set(parse_condition(one.rule.requires).reads)
            wanted |= {one.missing} if one.missing else set()
    return wanted


def known_rows(actor: Actor, led: Led, decision: Decision) -> list[dict[str, str]]:
    """Return what the tables say of the facts that open clauses read, and where each is mended."""
    if led.found is None:
        return []
    here = led.found.known - queries.NOT_STATED
    return [_known(actor, led, name) for name in FACTS if name in read_by_open(decision) & here]


def _known(actor: Actor, led: Led, name: str) -> dict[str, str]:
    found = led.found
    held = found is None or name not in found.facts
    value = "" if found is None or held else fact_words(name, found.facts[name])[1]
    part, words = _TABLES.get(name, ("", ""))
    if part and actor.may(Permission.AGREEMENT_VIEW, section=led.row.section_id):
        url = reverse(f"agreements:{led.kind.value}_{part}", args=[led.row.pk])
    else:
        url, words = reverse(f"ledgers:{led.kind.value}", args=[led.row.pk]), N("台帳のページ")
    if held:
        value = _("相手方の答えが食い違い、どちらによるか決まっていません。")
    return {"label": _(FACTS[name].label), "value": value, "url": url, "page": _(words)}


def before(actor: Actor, led: Led, to: Phase, day: dt.date, book: Rulebook) -> list[dict[str, Any]]:
    """Return what must be done, and which day must come, before a service enters ``to`` (two queries)."""
    if led.kind is not Kind.SERVICE:
        return []
    owed = obligations.owed_before(led.row, to)
    names = obligations.names_of(owed, day) if owed else {}
    rows = [
        {
            "text": said(one.text),
            "clause": one.clause,
            "who": names.get(one.pk) or label(Role(one.responsible)),
            "clause_url": reverse("catalogues:clause", args=[one.clause])
            if one.clause in book.clauses
            else "",
            "url": reverse("ledgers:obligation_done", args=[one.pk])
            if obligations.may_finish(actor, one)
            else "",
        }
        for one in owed
    ]
    if to is Phase.OPERATION and led.row.starts > day:
        text = _("利用開始の日（%(day)s）が来る") % {"day": wareki(led.row.starts)}
        rows.append({"text": text, "clause": "", "who": "", "url": ""})
    return rows
