"""従事者名簿の取込み: a roster is received, shown with every doubt, and taken in whole with consent.

One transaction, one journal entry with the file's digest and the counts, and no name in it; importing the
same file again changes nothing and writes no entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict, NotFound, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.importing import rejected
from sekisho.server.importing.consent import Shown, digest_of, refuse_large, values_of
from sekisho.server.ledgers.actions import changes
from sekisho.server.oversight import roster_rows
from sekisho.server.oversight.actions import ground
from sekisho.server.oversight.models import RosterImport, Worker
from sekisho.server.oversight.roster_plans import FIELDS, plan
from sekisho.server.oversight.roster_rows import Known
from sekisho.server.site import waiting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.importing.consent import Plan
    from sekisho.server.ledgers.models import Contract
    from sekisho.server.oversight.roster_rows import RosterRow

_BATCH = 500


def look(
    contract: Contract, row: RosterImport | None, name: str, data: bytes
) -> Shown[RosterRow, Plan[Worker]]:
    """Read a roster against the firms and people of ``contract``. Writes nothing.

    Raises:
        BadInput: the file cannot be read.
    """
    mapping = row.mapping if row is not None else {}
    known, again = (Known.read(contract, timezone.localdate()) for _ in range(2))
    parsed = roster_rows.read(
        data, name, known, mapping=mapping.get("columns") or None, sheet=mapping.get("sheet", "")
    )
    return Shown(parsed, plan(parsed, known, accept_doubts=False), plan(parsed, again, accept_doubts=True))


def look_again(row: RosterImport) -> Shown[RosterRow, Plan[Worker]]:
    """Read the file of an import once more.

    Raises:
        NotFound: it was thrown away.
    """
    return look(row.contract, row, row.filename, waiting.fetch(row.digest, row.filename))


def receive_roster(actor: Actor, *, contract: Contract, filename: str, data: bytes) -> RosterImport:
    """Keep a file for the preview; nobody is on the roster by that. Writes ``roster.received``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.standing` says.
        BadInput: the file is too large or cannot be read.
        CannotRun: the disk is full.
    """
    ground.standing(actor, contract, Permission.OVERSIGHT_EDIT)
    refuse_large(filename, data)
    shown = look(contract, None, filename, data)
    digest = waiting.keep(data)
    with transaction.atomic():
        row: RosterImport = RosterImport.make(
            contract=contract, filename=filename[:200], digest=digest, person_id=actor.person
        )
        told: dict[str, object] = {"filename": row.filename, "sha256": digest, "rows": shown.parsed.total}
        ground.note(actor, contract, "roster.received", told)
    return row


def received(actor: Actor, pk: int) -> RosterImport:
    """Return one of the actor's own imports, finished or not.

    Raises:
        NotFound: there is no such import of this person.
        Refused: the actor does not answer for the section any more.
    """
    rows = RosterImport.objects.select_related("contract__contractor", "contract__section")
    row: RosterImport | None = rows.filter(pk=pk, person_id=actor.person).first()
    if row is None:
        raise NotFound("取込みが見つかりません。", next_step="もう一度ファイルを選んでください。")
    require(actor, Permission.OVERSIGHT_EDIT, section=row.contract.section_id)
    return row


def correct_roster(actor: Actor, pk: int, *, columns: Mapping[str, str], sheet: str) -> RosterImport:
    """Take the person's correction of which column is which. Writes ``roster.corrected``.

    Raises:
        NotFound: there is no such import of this person.
        Conflict: it is finished.
        BadInput: the correction names columns that are not there.
    """
    with transaction.atomic():
        row = _unfinished(actor, pk)
        row.mapping = {"columns": dict(columns), "sheet": sheet}
        look_again(row)
        row.save(update_fields=["mapping"])
        ground.note(actor, row.contract, "roster.corrected", {"sheet": sheet, "columns": dict(columns)})
    return row


def rejected_rows(row: RosterImport, *, accept_doubts: bool) -> bytes:
    """Return the rows that may not be written, each with its reasons, as a workbook."""
    shown = look_again(row)
    further = shown.chosen(accept_doubts=accept_doubts).refused
    return rejected.workbook(shown.parsed, accept_doubts=accept_doubts, further=further)


def import_roster(actor: Actor, pk: int, *, shown: str, accept_doubts: bool) -> RosterImport:
    """Take in a received roster, as ``shown`` in its preview. Writes ``roster.imported`` if anything changes.

    Raises:
        NotFound: there is no such import of this person, or its file was thrown away.
        Conflict: it is finished, the contract was taken out of the ledger, or what the file would do
            changed since it was shown.
    """
    with transaction.atomic():
        row = _unfinished(actor, pk)
        ground.standing(actor, row.contract, Permission.OVERSIGHT_EDIT)
        changes.hold(row.contract)
        now = look_again(row)
        planned = now.bound(shown, accept_doubts=accept_doubts)
        counts: dict[str, Any] = {
            **planned.counts,
            "rows": now.parsed.total,
            "refused": now.parsed.total - planned.accepted,
            "accept_doubts": accept_doubts,
        }
        listed = [one.as_dict() for one in (*now.parsed.problems, *planned.refused)]
        row.finished_at, row.result = timezone.now(), counts | {"problems": listed}
        row.save()
        if planned.new or planned.changes:
            told = {"filename": row.filename, "sha256": row.digest, "workers_sha256": _write(planned)}
            ground.note(actor, row.contract, "roster.imported", told | counts)
    return row


def _unfinished(actor: Actor, pk: int) -> RosterImport:
    list(RosterImport.objects.select_for_update(of=("self",)).filter(pk=pk).values_list("pk"))
    row = received(actor, pk)
    if row.finished_at is not None:
        raise Conflict(
            say("「{filename}」は、もう取り込まれています。", filename=row.filename),
            next_step="名簿を見てください。",
        )
    return row


def _write(planned: Plan[Worker]) -> str:
    """Write the people; return one digest over them, so that the record binds what it does not hold."""
    old = [one.row for one in planned.changes]
    for worker in old:
        worker.version += 1
    Worker.unscoped.bulk_create(planned.new, batch_size=_BATCH)
    Worker.unscoped.bulk_update(old, [*FIELDS, "version"], batch_size=_BATCH)
    return digest_of(values_of(planned.written))
