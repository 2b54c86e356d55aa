"""What the firms said, and what happened: added, never altered; a correction points to the old entry."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sekisho.errors import BadInput, NotFound, say
from sekisho.procedures.statements import Claim
from sekisho.server.crossings.actions import record
from sekisho.server.incidents.actions import ground
from sekisho.server.incidents.models import Statement, TimelineEntry
from sekisho.server.ledgers.actions.changes import own
from sekisho.server.ledgers.checks import has_come, in_order, not_ahead, required, within_calendar
from sekisho.terms import StatementChannel

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contractor


def add_statement(
    actor: Actor,
    pk: int,
    *,
    firm: Contractor,
    said_on: dt.date,
    said_to: str,
    channel: str,
    text: str,
    claims: Mapping[str, bool | None] | None = None,
    **values: Any,  # noqa: ANN401  the model's own said_by, persons and cause
) -> Statement:
    """Keep what a firm said. Writes ``incident.statement``: its digest and what it claims, not its words.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.case` says; NotFound: the firm is not of this body.
        BadInput: nothing was said, the day has not come or is before the incident.
    """
    own({"firm": firm})
    with transaction.atomic():
        row = ground.case(actor, pk)
        if not row.exercise:  # the days of an exercise are those of its script
            not_ahead("言った日", said_on)
        in_order("発生した日", row.occurred_on, "言った日", said_on)
        answers = _answers(claims or {})
        made = Statement.make(
            incident=row,
            firm=firm,
            said_on=said_on,
            said_by=values.get("said_by", "").strip()[:80],
            said_to=required("聞いた人", said_to)[:80],
            channel=StatementChannel(channel).value,
            text=required("言ったこと", text),
            claims=answers,
            persons=values.get("persons"),
            cause=values.get("cause", "").strip()[:200],
            recorded_by_id=actor.person,
        )
        row.firms.add(firm)
        told = {"firm": firm.pk, "said_on": said_on.isoformat(), "claims": answers, "sha256": _digest(text)}
        record(actor, "incident.statement", ground.about(row), told)
    return made


def add_entry(
    actor: Actor, pk: int, *, at: dt.datetime, text: str, corrects: TimelineEntry | None = None
) -> TimelineEntry:
    """Add to the course of events, or correct an entry by a new one. Writes ``incident.entry``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.case` says; NotFound: ``corrects`` is of another case.
        BadInput: nothing is written, or the moment has not come.
    """
    with transaction.atomic():
        row = ground.case(actor, pk)
        if corrects is not None and corrects.incident_id != row.pk:
            raise NotFound(
                "直す経緯は、この事案にはありません。", next_step="事案のページから選んでください。"
            )
        if row.exercise:
            within_calendar("日時", at.date())
        else:
            has_come("日時", at)
        made = TimelineEntry.make(
            incident=row,
            at=at,
            text=required("したこと・起きたこと", text),
            corrects=corrects,
            written_by_id=actor.person,
        )
        told = {"entry": made.pk, "corrects": corrects.pk if corrects else None, "sha256": _digest(text)}
        record(actor, "incident.entry", ground.about(row), told)
    return made


def _answers(claims: Mapping[str, bool | None]) -> dict[str, bool]:
    known = {claim.value for claim in Claim}
    strange = next((name for name in claims if name not in known), None)
    if strange is not None:
        raise BadInput(
            say("「{name}」という問いはありません。", name=strange),
            where="言ったこと",
            next_step=say("{names}のどれかにしてください。", names=sorted(known)),
        )
    return {str(name): value for name, value in claims.items() if value is not None}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
