"""What the templates of this slice are given: the phases, the open gates, what stands in the way."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sekisho.catalogue.conditions import needed_alone, parse_condition
from sekisho.judgement import FACTS
from sekisho.procedures.climbing import OF_BODY
from sekisho.procedures.phases import Kind, way
from sekisho.server.accounts.permissions import Permission
from sekisho.server.accounts.queries import holders_of
from sekisho.server.applications.judged import clause_row, fact_in_words
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.beside import Part
from sekisho.server.ledgers.models import ExternalService
from sekisho.server.lifecycle import nearest, obstacles, queries
from sekisho.server.ui.words import label, listed
from sekisho.terms import ClauseStatus, Effect, Outcome, Phase, Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping

    from django.utils.safestring import SafeString

    from sekisho.catalogue import Rulebook
    from sekisho.judgement import Decision
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.lifecycle.models import GatePassage
    from sekisho.server.lifecycle.queries import Counts, Led

_APART = ClauseStatus.NOT_APPLICABLE.value
_NAMED = 3
_SHOWN = 5
"""So many attempts stand on the page of a service or contract."""


def beside_row(actor: Actor, row: Any, day: dt.date) -> Part | None:  # noqa: ANN401  the row of either ledger
    """Return the phases and open gates of a service or contract for its page."""
    kind = Kind.SERVICE if isinstance(row, ExternalService) else Kind.CONTRACT
    led = queries.beside(kind, row, day)
    passages, owed = nearest.beside(actor, led, day, _SHOWN)
    return Part(
        "lifecycle/beside.html",
        {
            "steps": steps(led),
            "gates": gates(actor, led),
            "passages": passages,
        },
        owed,
    )


def steps(led: Led) -> list[dict[str, str]]:
    """Return the phases in order for the strip."""
    return [{"label": label(phase), "note": "", "state": state} for phase, state in way(led.kind, led.phase)]


def gates(actor: Actor, led: Led) -> list[dict[str, str]]:
    """Return the open gates as links, for who may pass them."""
    if not actor.may(Permission.GATE_OPEN, section=led.row.section_id):
        return []
    return [
        {
            "label": _(one.label),
            "url": reverse("lifecycle:gate", args=[led.kind.value, led.row.pk, one.to.value]),
        }
        for one in led.gates
    ]


def asked(decision: Decision) -> list[str]:
    """Return the facts a person may state so that the gate opens, in the order of the vocabulary."""
    wanted = obstacles.read_by_open(decision)
    known = {name for name in queries.ON_RECORD if name in decision.given}
    return [name for name in FACTS if name in wanted - known - queries.NOT_STATED]


def shown(found: Mapping[str, Any], book: Rulebook, mends: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Put a decision's plain data into the words of the screen; ``mends`` names the holders of the roles."""
    applying = [one for one in found.get("citations", ()) if one["status"] != _APART]
    rows = [clause_row(one, book) for one in applying]
    open_rows = [
        row for row in rows if row["status"] in {"violated", "unknown"} and row["effect"] != "advise"
    ]
    return {
        "outcome": found["outcome"],
        "sentence": _sentence(Outcome(found["outcome"])),
        "stops": [_stop(row, mends or {}) for row in open_rows],
        "open": open_rows,
        "met": [{**row, "status": row["shown"]} for row in rows if row["status"] == "satisfied"],
    }


def _stop(row: Mapping[str, Any], mends: Mapping[str, str]) -> SafeString:
    """Draw one clause that stops; the same clause says the same at many gates, so it is drawn once."""
    words = tuple((name, row[name]) for name in ("shown", "title", "clause", "url", "unsure", "remedy"))
    return _drawn((*words, ("mends", _mends(row, mends))), get_language())


@lru_cache(maxsize=2048)
def _drawn(words: tuple[tuple[str, Any], ...], language: str | None) -> SafeString:  # noqa: ARG001  kept apart by language
    return render_to_string("lifecycle/stop.html", {"row": dict(words)})


def _lacks(row: Mapping[str, Any], missing: Collection[str], book: Rulebook) -> str:
    """Name the facts of ``missing`` that a clause reads, in the words of the vocabulary."""
    rule = book.clauses.get(row["clause"])
    if rule is None or row["status"] != ClauseStatus.UNKNOWN.value:
        return ""
    reads = {*parse_condition(rule.applies).reads, *parse_condition(rule.requires).reads}
    return listed(_(FACTS[name].label) for name in missing if name in reads and name in FACTS)


def _sentence(outcome: Outcome) -> str:
    if outcome is Outcome.PERMIT:
        return _("この関門を通れます。")
    if outcome is Outcome.CONDITIONAL:
        return _("条件を引き受けて、この関門を通れます。")
    if outcome is Outcome.DENY:
        return _("このままでは通れません。満たしていない条文を見て、直してください。")
    return _("足りない事実を確かめると、通れるかどうかが決まります。")


def _mends(row: Mapping[str, Any], mends: Mapping[str, str]) -> str:
    """Return who can mend what a clause lacks."""
    if row["who"] in mends:
        return mends[row["who"]]
    return label(Role(row["who"])) if row["who"] in {one.value for one in Role} else ""


def strip(passage: GatePassage, mends: Mapping[str, str]) -> dict[str, str]:
    """Say how an attempt ended, and whom it waits for."""
    if passage.passed:
        return {
            "where": _("通りました"),
            "next": _("「%(to)s」の条件を守る") % {"to": label(Phase(passage.to))},
            "who": passage.section.name,
        }
    return {
        "where": _("止まりました"),
        "next": _("満たしていない条文を直し、もう一度確かめる"),
        "who": waited_for(passage, mends) or passage.section.name,
    }


def counted(found: Iterable[Counts]) -> dict[str, Any]:
    """Put the counts by phase into rows; each number leads to the list it counts."""
    words = {Kind.SERVICE: _("外部サービス"), Kind.CONTRACT: _("契約")}
    rows = [
        {
            "label": words[one.kind],
            "cells": [
                {
                    "phase": label(phase),
                    "count": count,
                    "url": f"{reverse(f'ledgers:{one.kind.value}_list')}?phase={phase.value}",
                }
                for phase, count in one.by_phase.items()
            ],
        }
        for one in found
    ]
    return {"heads": [label(phase) for phase in Phase], "rows": rows}


def needed(decision: Decision) -> set[str]:
    """Return the facts without an answer to which the gate cannot open."""
    found = set(decision.missing)
    for one in decision.citations:
        open_still = one.status in {ClauseStatus.VIOLATED, ClauseStatus.UNKNOWN}
        if open_still and one.rule.effect is not Effect.ADVISE:
            found |= set(needed_alone(one.rule.requires))
    return found


def offices(passage: GatePassage, day: dt.date) -> dict[str, str]:
    """Return for each role that mends something who holds it today: role and names (one query)."""
    citations = passage.judgement.get("citations", ())
    roles = {str((one.get("remedy") or {}).get("who", "")) for one in citations}
    wanted = {role for role in Role if role.value in roles}
    names: dict[str, list[str]] = {}
    for post in holders_of(wanted, day):
        if Role(post.role) in OF_BODY or post.section_id == passage.section_id:
            names.setdefault(post.role, []).append(post.person.name)
    manager = passage.service.manager if passage.service else None
    if manager is not None:
        names[Role.SERVICE_MANAGER.value] = [manager.name]
    few = {role: listed(people[:_NAMED]) for role, people in names.items()}
    return {
        role.value: f"{label(role)}（{few[role.value]}）" if role.value in few else label(role)
        for role in wanted
    }


def waited_for(passage: GatePassage, mends: Mapping[str, str]) -> str:
    """Name the persons and offices a refused gate waits for, in the order of the clauses."""
    wanted = dict.fromkeys(
        (one.get("remedy") or {}).get("who", "")
        for one in passage.judgement.get("citations", ())
        if one["status"] in {"violated", "unknown"} and one.get("effect") != "advise"
    )
    return listed(mends[role] for role in wanted if role in mends)


def passed_words(actor: Actor, passage: GatePassage) -> str:
    """Say what passing a gate brought: the next phase, or what still comes before use."""
    if passage.service_id and passage.to == Phase.OPERATION:
        row = ledgers.service(actor, passage.service_id)
        if row.phase_now != passage.to:
            return _("関門を通りました。利用開始前の条件を済ませると、使い始められます。")
    return _("関門を通り、段階が進みました。")


def attempt_shown(row: GatePassage, book: Rulebook, day: dt.date) -> dict[str, Any]:
    """Put one attempt into the words of screen and paper (two queries at most)."""
    mends = offices(row, day)
    judged = shown({**row.judgement, "outcome": row.outcome}, book, mends)
    missing = row.judgement.get("missing", ())
    return {
        "row": row,
        "strip": strip(row, mends),
        "judged": judged,
        "open": [
            {**one, "mends": _mends(one, mends), "lacks": _lacks(one, missing, book)}
            for one in judged["open"]
        ],
        "stated": [fact_in_words(name, value) for name, value in row.stated.items()],
    }


def thing_url(passage: GatePassage) -> str:
    """Return the page of what was led."""
    if passage.service_id:
        return reverse("ledgers:service", args=[passage.service_id])
    return reverse("ledgers:contract", args=[passage.contract_id])
