"""連絡を知らせる, and what is made of a call: 事案を起こす, 起きている事案に加える, 事案にしない."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.incidents import call_queries, queries
from sekisho.server.incidents.actions import ground
from sekisho.server.incidents.actions.changing import change
from sekisho.server.incidents.actions.opening import open_incident
from sekisho.server.incidents.actions.telling import add_entry
from sekisho.server.incidents.models import Call
from sekisho.server.ledgers.actions.changes import own, shorten
from sekisho.server.ledgers.actions.versions import locked, save_next
from sekisho.server.ledgers.checks import has_come, required
from sekisho.terms import StatementChannel

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.models import Section
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.models import Incident


def report_call(
    actor: Actor,
    *,
    section: Section,
    words: str,
    text: str,
    channel: str = StatementChannel.PHONE.value,
    caller: str = "",
    taken_at: dt.datetime | None = None,
) -> Call:
    """Write down a call, so that it waits for those who may open a case. Writes ``call.reported``.

    The record holds the digest of what was heard, not the words: a name may stand in them.

    Raises:
        Refused: the actor does not serve the section.
        BadInput: no name, nothing heard, the moment has not come or is before the calendar.
    """
    own({"section": section})
    require(actor, Permission.CALL_REPORT, section=section.pk)
    at = taken_at or timezone.now()
    has_come("受けた日時", at)
    with transaction.atomic():
        made = Call.make(
            section=section,
            words=required("相手の名前", words)[:200],
            caller=caller.strip()[:200],
            channel=StatementChannel(channel).value,
            taken_at=at,
            text=required("聞いたこと", text),
            taken_by_id=actor.person,
        )
        digest = hashlib.sha256(made.text.encode()).hexdigest()
        told = {"section": section.pk, "taken_at": at.isoformat(), "sha256": digest}
        record(actor, "call.reported", Subject("call", made.pk), told)
    return made


def open_from_call(actor: Actor, pk: int, version: int, *, another: bool = False) -> Incident:
    """Open a case that was known when the call was taken. Writes ``incident.opened``, ``call.answered``.

    Where the ledgers do not know the name, the case concerns no firm yet, and the section that was called.

    Raises:
        NotFound, Refused, Conflict: as :func:`_waiting` says.
        Conflict: a case on the firm runs already.
    """
    with transaction.atomic():
        call = _waiting(actor, pk, version)
        known = call.words if _known(actor, call) else ""
        title = f"{call.words[:100]}の事案"
        row = open_incident(actor, title=title, words=known, known_at=call.taken_at, another=another)
        row.sections.add(call.section)
        _take_up(actor, call, row)
    return row


def join_call(actor: Actor, pk: int, version: int, incident: int) -> Incident:
    """Add a call to a case that runs; if it came before, the clocks run from it. Writes ``call.answered``.

    Raises:
        NotFound, Refused, Conflict: as :func:`_waiting` and :func:`.ground.case` say.
        NotFound: the case is an exercise.
    """
    with transaction.atomic():
        call = _waiting(actor, pk, version)
        row = ground.case(actor, incident)
        if row.exercise:
            raise NotFound("この事案は見つかりません。", next_step="事案の一覧からさがしてください。")
        values: dict[str, Any] = {}
        if call.taken_at < row.known_at:
            values["known_at"] = call.taken_at
        sections = list(row.sections.all())
        if call.section not in sections:
            values["sections"] = [*sections, call.section]
        if values:
            row = change(actor, row.pk, row.version, **values)
        _take_up(actor, call, row)
    return row


def set_call_aside(actor: Actor, pk: int, version: int, *, reason: str) -> Call:
    """Say why a call is no case. Writes ``call.answered``.

    Raises:
        NotFound, Refused, Conflict: as :func:`_waiting` says.
        BadInput: no reason is given.
    """
    with transaction.atomic():
        call = _waiting(actor, pk, version)
        call.reason = required("事案にしない理由", reason)[:300]
        _answer(actor, call, {"reason": shorten(call.reason)})
    return call


def _waiting(actor: Actor, pk: int, version: int) -> Call:
    """Return the call, locked until the transaction ends.

    Raises:
        NotFound: there is none, or the actor may not see it.
        Refused: the actor may not open cases for its section.
        Conflict: somebody answered it.
    """
    section = call_queries.call(actor, pk).section_id
    require(actor, Permission.INCIDENT_EDIT, section=section)
    call: Call = locked(Call, pk, version)
    if call.answered_on is not None:
        raise Conflict(
            say("「{call}」からの連絡は、もうどうするか決まっています。", call=call.words),
            next_step="画面を開き直してください。",
        )
    return call


def _known(actor: Actor, call: Call) -> bool:
    try:
        return queries.whole(actor, call.words, timezone.localdate()).found
    except BadInput:
        return False


def _take_up(actor: Actor, call: Call, row: Incident) -> None:
    """Put what was heard into the course of events, and answer the call by the case."""
    way = StatementChannel(call.channel).label
    text = f"{call.words}から連絡を受けた（{way}、{call.section.name}）。\n{call.text}"
    add_entry(actor, row.pk, at=call.taken_at, text=text)
    call.incident = row
    _answer(actor, call, {"incident": row.pk})


def _answer(actor: Actor, call: Call, told: dict[str, object]) -> None:
    call.answered_on, call.answered_by_id = timezone.localdate(), actor.person
    save_next(call)
    record(actor, "call.answered", Subject("call", call.pk), told)
