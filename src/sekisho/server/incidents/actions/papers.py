"""文書を起こす, 直す, 送ったと記録する: every version is kept with its hash; sending is an act of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sekisho.errors import BadInput, NotFound
from sekisho.procedures import papers
from sekisho.server.accounts.permissions import Permission
from sekisho.server.crossings.actions import record
from sekisho.server.incidents import case_queries, snapshots
from sekisho.server.incidents.actions import ground
from sekisho.server.incidents.models import Draft, Sending
from sekisho.server.ledgers.actions.changes import shorten
from sekisho.server.ledgers.checks import in_order, not_ahead, required
from sekisho.terms import IncidentState, PaperKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.models import Incident

MARK = "【訓練】"


def write_draft(actor: Actor, pk: int, kind: str) -> Draft:
    """Write a version of a paper from what the case holds by now. Writes ``incident.drafted``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.case` says.
    """
    with transaction.atomic():
        row = ground.case(actor, pk)
        paper = papers.compose(PaperKind(kind), case_queries.paper_case(row, log=True), timezone.localdate())
        passages = [[one.heading, one.text] for one in paper.passages]
        return _keep(actor, row, kind, paper.title, paper.to, passages)


def revise_draft(
    actor: Actor, old: Draft, *, title: str, to: str, passages: Sequence[Sequence[str]]
) -> Draft:
    """Keep a corrected text as the next version of ``old``. Writes ``incident.drafted``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.case` says.
        BadInput: the title or the addressee is missing.
    """
    with transaction.atomic():
        row = ground.case(actor, old.incident_id)
        named = required("件名", title)
        if row.exercise and not named.startswith(MARK):
            named = f"{MARK}{named}"
        texts = [[str(heading)[:200], str(text)] for heading, text in passages]
        return _keep(actor, row, old.kind, named[:200], required("宛先", to)[:120], texts)


def note_sent(
    actor: Actor, pk: int, *, kind: str, sent_on: dt.date, how: str, draft: Draft | None = None
) -> Sending:
    """Record that a paper was sent; the clock it answers stops. Writes ``incident.sent``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.case` says.
        BadInput: the day is wrong, it is not said how, or the draft is another paper's.
    """
    with transaction.atomic():
        row = ground.case(actor, pk, Permission.INCIDENT_REPORT)
        _fits(row, kind, draft)
        not_ahead("送った日", sent_on)
        in_order("知った日時", case_queries.known_on(row), "送った日", sent_on)
        made = Sending.make(
            incident=row,
            kind=PaperKind(kind).value,
            sent_on=sent_on,
            how=required("送り方", how)[:200],
            draft=draft,
            sent_by_id=actor.person,
        )
        if kind == PaperKind.FINAL:
            row.state = IncidentState.REPORTED.value
            ground.save_next(row)
        told = {"kind": kind, "sent_on": sent_on.isoformat(), "how": shorten(how)}
        sha256 = draft.sha256 if draft else None
        record(actor, "incident.sent", ground.about(row), {**told, "draft_sha256": sha256})
    return made


def _fits(row: Incident, kind: str, draft: Draft | None) -> None:
    if draft is None:
        return
    if draft.incident_id != row.pk:
        raise NotFound("この文書は、この事案にはありません。", next_step="事案のページから選んでください。")
    if draft.kind != kind:
        raise BadInput(
            "送った文書の種類が違います。", where="文書", next_step="同じ種類の版を選んでください。"
        )


def _keep(actor: Actor, row: Incident, kind: str, title: str, to: str, passages: list[list[str]]) -> Draft:
    last = Draft.objects.filter(incident=row, kind=kind).aggregate(last=Max("serial"))["last"] or 0
    made = Draft.make(
        incident=row,
        kind=PaperKind(kind).value,
        serial=last + 1,
        title=title,
        to=to,
        passages=passages,
        sha256=snapshots.digest([title, to, passages]),
        written_by_id=actor.person,
    )
    told = {"kind": kind, "serial": made.serial, "sha256": made.sha256}
    record(actor, "incident.drafted", ground.about(row), told)
    return made
