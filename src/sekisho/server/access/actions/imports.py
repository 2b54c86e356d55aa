"""利用者アカウントの取込み: a list is received, shown with every doubt, and taken in whole with consent.

One transaction, one journal entry with the file's digest and the counts, and no login name in it; importing
the same file again changes nothing and writes no entry.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import attrs
from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict, NotFound, say
from sekisho.server.access import import_rows
from sekisho.server.access.import_columns import LEDGER
from sekisho.server.access.import_plans import keyed, plan
from sekisho.server.access.import_rows import AccountRow, Known
from sekisho.server.access.models import AccountImport, ServiceAccount
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.importing import consent, rejected
from sekisho.server.ledgers.actions import changes
from sekisho.server.ledgers.watchers import changed
from sekisho.server.site import waiting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor

_BATCH = 500


@attrs.frozen
class File:
    """The bytes of a list of accounts, the service where it names none, and a correction of its columns."""

    name: str
    data: bytes
    service: str = ""
    mapping: Mapping[str, str] | None = None
    sheet: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


@attrs.frozen
class Shown(consent.Shown[AccountRow, consent.Plan[ServiceAccount]]):
    """What a person is shown of a list of accounts before anything is written."""

    @property
    def logins(self) -> dict[int, str]:
        """The login name of every row that could be read, to show beside what is doubtful."""
        return {number: row.login for number, row in self.parsed.rows}

    def report(self, *, accept_doubts: bool) -> dict[str, Any]:
        """Return rows, counts and problems, as the command line and the API answer."""
        planned = self.chosen(accept_doubts=accept_doubts)
        return {
            **planned.counts,
            "shown": consent.digest(self.parsed, planned),
            "rows": self.parsed.total,
            "accepted": planned.accepted,
            "refused": self.parsed.total - planned.accepted,
            "problems": [one.as_dict() for one in (*self.parsed.problems, *planned.refused)],
        }


def look(actor: Actor | None, file: File) -> Shown:
    """Read a list of accounts against services, accounts and people of the body in force. Writes nothing.

    Without an actor, for a trial run at the machine itself, all services of the body are known.

    Raises:
        Refused: the actor may not import.
        BadInput: the file cannot be read, or the service is not one the actor answers for.
    """
    if actor is not None:
        require(actor, Permission.LEDGER_IMPORT)
    return _against(actor, Known.read(actor, service=file.service), file)


def receive_accounts(actor: Actor, *, filename: str, data: bytes, service: str = "") -> AccountImport:
    """Keep a file for the preview; no account is changed yet. Writes ``import.received``.

    Raises:
        Refused: the actor may not import.
        BadInput: the file is too large or cannot be read.
        CannotRun: the disk is full.
    """
    require(actor, Permission.LEDGER_IMPORT)
    consent.refuse_large(filename, data)
    shown = look(actor, File(filename, data, service))
    digest = waiting.keep(data)
    with transaction.atomic():
        row = AccountImport.make(
            filename=filename[:200], digest=digest, service=service, person_id=actor.person
        )
        told = {"filename": filename[:200], "sha256": digest, "rows": shown.parsed.total}
        about = {"kind": LEDGER.kind, **told}
        record(actor, "import.received", Subject("account_import", row.pk), about)
    return row


def received(actor: Actor, pk: int) -> AccountImport:
    """Return one of the actor's own imports, finished or not.

    Raises:
        Refused: the actor may not import.
        NotFound: there is no such import of this person.
    """
    require(actor, Permission.LEDGER_IMPORT)
    row: AccountImport | None = AccountImport.objects.filter(pk=pk, person_id=actor.person).first()
    if row is None:
        raise NotFound("取込みが見つかりません。", next_step="もう一度ファイルを選んでください。")
    return row


def recent(actor: Actor) -> list[AccountImport]:
    """Return the actor's last imports.

    Raises:
        Refused: the actor may not import.
    """
    require(actor, Permission.LEDGER_IMPORT)
    return list(AccountImport.objects.filter(person_id=actor.person)[:10])


def file_of(row: AccountImport) -> File:
    """Return the file of an import.

    Raises:
        NotFound: it was thrown away.
    """
    columns, sheet = row.mapping.get("columns") or None, row.mapping.get("sheet", "")
    return File(row.filename, waiting.fetch(row.digest, row.filename), row.service, columns, sheet)


def correct_accounts(actor: Actor, pk: int, *, columns: Mapping[str, str], sheet: str) -> AccountImport:
    """Take the person's correction of which column is which. Writes ``import.corrected``.

    Raises:
        NotFound: there is no such import of this person.
        Conflict: it is finished.
        BadInput: the correction names columns that are not there.
    """
    with transaction.atomic():
        row = _unfinished(actor, pk)
        look(actor, attrs.evolve(file_of(row), mapping=columns, sheet=sheet))
        row.mapping = {"columns": dict(columns), "sheet": sheet}
        row.save(update_fields=["mapping"])
        about = {"kind": LEDGER.kind, "sheet": sheet, "columns": dict(columns)}
        record(actor, "import.corrected", Subject("account_import", row.pk), about)
    return row


def rejected_rows(actor: Actor | None, file: File, *, accept_doubts: bool) -> bytes:
    """Return the rows of ``file`` that may not be written, each with its reasons, as a workbook."""
    shown = look(actor, file)
    further = shown.chosen(accept_doubts=accept_doubts).refused
    return rejected.workbook(shown.parsed, accept_doubts=accept_doubts, further=further)


def import_received_accounts(actor: Actor, pk: int, *, shown: str, accept_doubts: bool) -> AccountImport:
    """Take in a received file, as ``shown`` in its preview. Writes ``accounts.imported``.

    Raises:
        NotFound: there is no such import of this person, or its file was thrown away.
        Conflict: it is finished, or what it would do changed since it was shown.
    """
    with transaction.atomic():
        row = _unfinished(actor, pk)
        import_accounts(actor, file_of(row), accept_doubts=accept_doubts, shown=shown, row=row)
    return row


def import_accounts(
    actor: Actor,
    file: File,
    *,
    accept_doubts: bool,
    shown: str | None = None,
    row: AccountImport | None = None,
) -> dict[str, Any]:
    """Write the accounts of ``file``. Writes ``accounts.imported`` when anything changes.

    Rows with doubts are taken in only with ``accept_doubts``, rows with faults never. ``shown``: the digest
    of what a person looked at before; None where nobody did. Returns the numbers of :meth:`Shown.report`.

    Raises:
        Refused: the actor may not import.
        BadInput: the file cannot be read.
        Conflict: what it would do is not what was shown.
    """
    require(actor, Permission.LEDGER_IMPORT)
    with transaction.atomic():
        now = _held(actor, file)
        planned = now.bound(shown, accept_doubts=accept_doubts)
        result = now.report(accept_doubts=accept_doubts)
        counts = {name: value for name, value in result.items() if name not in {"problems", "shown"}}
        counts["accept_doubts"] = accept_doubts
        if planned.new or planned.changes or row is not None:
            row = row or AccountImport(
                body_id=actor.body, filename=file.name[:200], digest=file.digest, person_id=actor.person
            )
            row.finished_at, row.result = timezone.now(), result | counts
            row.save()
        if (planned.new or planned.changes) and row is not None:
            told = {"filename": file.name[:200], "sha256": file.digest, "sheet": now.parsed.sheet}
            told |= {**counts, "accounts_sha256": _write(planned)}
            record(actor, "accounts.imported", Subject("account_import", row.pk), told)
    return result


def _held(actor: Actor, file: File) -> Shown:
    """Read the file once more with the services it is about held, so that nobody opens the same beside it."""
    services = {one.service.pk: one.service for one in look(actor, file).with_doubts.written}
    for pk in sorted(services):
        changes.hold(services[pk])
    return _against(actor, Known.read(actor, service=file.service, lock=sorted(services)), file)


def _against(actor: Actor | None, known: Known, file: File) -> Shown:
    """Read the file; each plan changes rows of its own, so that one does not see what the other would do."""
    again = Known.read(actor, service=file.service)
    parsed = import_rows.read(file.data, file.name, known, mapping=file.mapping, sheet=file.sheet)
    return Shown(parsed, plan(parsed, known, accept_doubts=False), plan(parsed, again, accept_doubts=True))


def _unfinished(actor: Actor, pk: int) -> AccountImport:
    list(AccountImport.objects.select_for_update(of=("self",)).filter(pk=pk).values_list("pk"))
    row = received(actor, pk)
    if row.finished_at is not None:
        raise Conflict(say("「{filename}」は、もう取り込まれています。", filename=row.filename))
    return row


def _write(planned: consent.Plan[ServiceAccount]) -> str:
    """Write the accounts; return one digest over them, so that the record binds what it does not hold."""
    for account in planned.written:
        keyed(account)
    old = [one.row for one in planned.changes]
    for account in old:
        account.version += 1
    fields = ["person", "holder", "kind", "purpose", "privileged", "mfa", "opened_on"]
    ServiceAccount.unscoped.bulk_create(planned.new, batch_size=_BATCH)
    ServiceAccount.unscoped.bulk_update(old, [*fields, "search_key", "version"], batch_size=_BATCH)
    changed("service", sorted({one.service_id for one in planned.written}))
    return consent.digest_of(consent.values_of(planned.written))
