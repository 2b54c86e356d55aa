"""分かったことを書く, 終結する, 再び開く."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, say
from sekisho.japan.dates import format_wareki
from sekisho.server.accounts.permissions import Permission
from sekisho.server.crossings.actions import record
from sekisho.server.incidents import case_queries
from sekisho.server.incidents.actions import ground
from sekisho.server.ledgers.actions.changes import own, plain, shorten
from sekisho.server.ledgers.checks import has_come, in_order, not_ahead, required
from sekisho.terms import IncidentState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.models import Incident

_WRITTEN = {*case_queries.TEXTS, *case_queries.CONTACT, "title", "attack"}
"""Texts people write: the record holds their digest, for a name may stand in them."""


def change(actor: Actor, pk: int, version: int, **values: Any) -> Incident:  # noqa: ANN401  the model's own fields
    """Write what is known by now; the clocks follow. Writes ``incident.changed``.

    ``firms`` and ``sections`` may be given as lists and replace what was there.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.case_at` says, or the case is closed.
        BadInput: facts contradict each other, or the case was known before it happened.
    """
    _one_answer(values)
    related: dict[str, list[Any]] = {}
    for given in ("firms", "sections"):
        if given in values:
            related[given] = list(values.pop(given))
    for name, rows in related.items():
        own({f"{name}{place}": one for place, one in enumerate(rows)})
    with transaction.atomic():
        row = ground.case_at(actor, pk, version)
        ground.refuse_closed(row)
        before = {name: _told(name, getattr(row, name)) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        _check(row)
        changes: dict[str, object] = {
            name: [before[name], _told(name, getattr(row, name))]
            for name in values
            if before[name] != _told(name, getattr(row, name))
        }
        changes |= _relate(row, related)
        if changes:
            if row.state == IncidentState.FIRST:
                row.state = IncidentState.HANDLING.value
            ground.save_next(row)
            record(actor, "incident.changed", ground.about(row), {"changes": changes})
    return row


def close(actor: Actor, pk: int, version: int, *, reason: str) -> Incident:
    """Close the case. Writes ``incident.closed``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.case_at` says.
        Conflict: it is closed already, or a report is still owed.
        BadInput: no reason is given.
    """
    with transaction.atomic():
        row = ground.case_at(actor, pk, version, Permission.INCIDENT_REPORT)
        ground.refuse_closed(row)
        owed = [clock for clock in case_queries.clocks_of(row) if clock.runs]
        if owed and not row.exercise:
            raise Conflict(
                say("{paper}をまだ送っていないので、終結できません。", paper=owed[0].paper),
                why=say("期限は{day}です。", day=format_wareki(owed[0].due)),
                next_step="報告を送って記録するか、報告の理由が当てはまらないことを「分かったこと」に書いてください。",
            )
        row.closed_reason = required("終結の理由", reason)
        row.closed_on = timezone.localdate()
        row.state = IncidentState.CLOSED.value
        ground.save_next(row)
        record(actor, "incident.closed", ground.about(row), {"reason": shorten(reason)})
    return row


def reopen(actor: Actor, pk: int, version: int, *, reason: str) -> Incident:
    """Open a closed case again. Writes ``incident.reopened``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.case_at` says, or it is not closed.
        BadInput: no reason is given.
    """
    with transaction.atomic():
        row = ground.case_at(actor, pk, version, Permission.INCIDENT_REPORT)
        if row.state != IncidentState.CLOSED:
            raise Conflict("この事案は終結していません。", next_step="画面を開き直してください。")
        row.state, row.closed_on = IncidentState.HANDLING.value, None
        told = required("再び開く理由", reason)
        ground.save_next(row)
        record(actor, "incident.reopened", ground.about(row), {"reason": shorten(told)})
    return row


def _one_answer(values: dict[str, Any]) -> None:
    """Let the answer given last stand alone: a leak is confirmed, denied, suspected or not known."""
    leaked, suspected = values.get("leaked"), values.get("leak_suspected", False)
    if suspected and leaked is not None:
        raise BadInput(
            "漏えいの有無と、漏えいのおそれの答えが合いません。",
            where="漏えいの有無",
            next_step="おそれだけのときは、漏えいの有無を「まだ分からない」（null）にしてください。",
        )
    if suspected:
        values["leaked"] = None
    elif leaked is not None:
        values["leak_suspected"] = False


def _check(row: Incident) -> None:
    row.title = required("事案の名称", row.title)
    has_come("知った日時", row.known_at)
    if row.occurred_on is not None:
        not_ahead("発生した日", row.occurred_on)
        in_order("発生した日", row.occurred_on, "知った日時", case_queries.known_on(row))
    case_queries.affected(row)
    try:
        row.full_clean(exclude=["number", "opened_by", "attack"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        label = str(getattr(row._meta.get_field(name), "verbose_name", ""))  # noqa: SLF001  Django's documented API
        raise BadInput(str(messages[0]), where=label, next_step="内容を確かめてください。") from error


def _relate(row: Incident, related: dict[str, list[Any]]) -> dict[str, object]:
    """Replace what the case concerns; return the changes by key."""
    changes: dict[str, object] = {}
    for name, rows in related.items():
        before, after = _keys(getattr(row, name).all()), _keys(rows)
        if before != after:
            getattr(row, name).set(rows)
            changes[name] = [before, after]
    return changes


def _keys(rows: Iterable[Any]) -> list[int]:
    return sorted(one.pk for one in rows)


def _told(name: str, value: Any) -> object:  # noqa: ANN401  any field's value
    if name in _WRITTEN:
        return hashlib.sha256(str(value).encode()).hexdigest() if value else ""
    return plain(value)
