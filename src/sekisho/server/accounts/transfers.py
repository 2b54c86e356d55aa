"""人事異動の取込み: a personnel order is received, shown, and taken in whole with consent.

One transaction, one journal entry with the file's digest and the counts; importing the same file again
changes nothing and writes no entry.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import attrs
from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict, NotFound, say
from sekisho.server.accounts import transfer_rows
from sekisho.server.accounts.models import Person, Post, TransferImport
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.transfer_plans import plan
from sekisho.server.accounts.transfer_rows import Known
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.importing import rejected
from sekisho.server.importing.consent import Shown, digest_of, refuse_large, values_of
from sekisho.server.site import waiting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.accounts.transfer_plans import Plan
    from sekisho.server.accounts.transfer_rows import TransferRow

_BATCH = 500


@attrs.frozen
class File:
    """The bytes of a personnel order, and a correction of which column is which."""

    name: str
    data: bytes
    mapping: Mapping[str, str] | None = None
    sheet: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


def look(file: File) -> Shown[TransferRow, Plan]:
    """Read a personnel order against the people and sections of the body in force. Writes nothing.

    Raises:
        BadInput: the file cannot be read.
    """
    known = Known.read(timezone.localdate())
    parsed = transfer_rows.read(file.data, file.name, known, mapping=file.mapping, sheet=file.sheet)
    return Shown(parsed, plan(parsed, known, accept_doubts=False), plan(parsed, known, accept_doubts=True))


def receive_transfers(actor: Actor, *, filename: str, data: bytes) -> TransferImport:
    """Keep a file for the preview; no post is changed yet. Writes ``import.received``.

    Raises:
        Refused: the actor may not manage accounts.
        BadInput: the file is too large or cannot be read.
        CannotRun: the disk is full.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    refuse_large(filename, data)
    shown = look(File(filename, data))
    digest = waiting.keep(data)
    with transaction.atomic():
        row = TransferImport.make(filename=filename[:200], digest=digest, person_id=actor.person)
        record(
            actor,
            "import.received",
            Subject("transfers", row.pk),
            {
                "kind": transfer_rows.LEDGER.kind,
                "filename": filename[:200],
                "sha256": digest,
                "rows": shown.parsed.total,
            },
        )
    return row


def received(actor: Actor, pk: int) -> TransferImport:
    """Return one of the actor's own imports, finished or not.

    Raises:
        Refused: the actor may not manage accounts.
        NotFound: there is no such import of this person.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    row: TransferImport | None = TransferImport.objects.filter(pk=pk, person_id=actor.person).first()
    if row is None:
        raise NotFound("取込みが見つかりません。", next_step="もう一度ファイルを選んでください。")
    return row


def recent(actor: Actor) -> list[TransferImport]:
    """Return the actor's last imports.

    Raises:
        Refused: the actor may not manage accounts.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    return list(TransferImport.objects.filter(person_id=actor.person)[:10])


def file_of(row: TransferImport) -> File:
    """Return the file of an import.

    Raises:
        NotFound: it was thrown away.
    """
    return File(row.filename, waiting.fetch(row.digest, row.filename))


def rejected_rows(file: File, *, accept_doubts: bool) -> bytes:
    """Return the rows of ``file`` that may not be written, each with its reasons, as a workbook."""
    shown = look(file)
    planned = shown.chosen(accept_doubts=accept_doubts)
    return rejected.workbook(shown.parsed, accept_doubts=accept_doubts, further=planned.refused)


def import_received_transfers(actor: Actor, pk: int, *, shown: str, accept_doubts: bool) -> TransferImport:
    """Take in a received file, as ``shown`` in its preview. Writes ``transfers.imported``.

    Raises:
        NotFound: there is no such import of this person, or its file was thrown away.
        Conflict: it is finished, or what it would do changed since it was shown.
    """
    with transaction.atomic():
        require(actor, Permission.ACCOUNTS_MANAGE)
        list(TransferImport.objects.select_for_update(of=("self",)).filter(pk=pk).values_list("pk"))
        row = received(actor, pk)
        if row.finished_at is not None:
            raise Conflict(say("「{filename}」は、もう取り込まれています。", filename=row.filename))
        import_transfers(actor, file_of(row), accept_doubts=accept_doubts, shown=shown, row=row)
    return row


def import_transfers(
    actor: Actor,
    file: File,
    *,
    accept_doubts: bool,
    shown: str | None = None,
    row: TransferImport | None = None,
) -> dict[str, Any]:
    """Write the posts that ``file`` orders. Writes ``transfers.imported`` when anything changes.

    Rows with doubts are taken in only with ``accept_doubts``, rows with faults never. Returns the numbers
    ``created`` and ``ended`` (posts), ``unchanged`` and ``refused`` (rows), ``accepted``, and ``problems``.
    ``shown``: the digest of what a person looked at before; None where nobody did.

    Raises:
        Refused: the actor may not manage accounts.
        BadInput: the file cannot be read.
        Conflict: what it would do is not what was shown.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    with transaction.atomic():
        list(Person.objects.select_for_update().filter(body_id=actor.body).order_by("pk").values_list("pk"))
        list(Post.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
        now = look(file)
        planned = now.bound(shown, accept_doubts=accept_doubts)
        result: dict[str, Any] = {
            **planned.counts,
            "accepted": planned.accepted,
            "accept_doubts": accept_doubts,
        }
        listed = {"problems": [one.as_dict() for one in (*now.parsed.problems, *planned.refused)]}
        if planned.changes or row is not None:
            row = row or TransferImport(
                body_id=actor.body, filename=file.name[:200], digest=file.digest, person_id=actor.person
            )
            row.finished_at, row.result = timezone.now(), result | listed
            row.save()
        if planned.changes and row is not None:
            written = _write(planned)
            record(
                actor,
                "transfers.imported",
                Subject("transfers", row.pk),
                {
                    "filename": file.name[:200],
                    "sha256": file.digest,
                    "sheet": now.parsed.sheet,
                    "rows": now.parsed.total,
                    **result,
                    "posts_sha256": written,
                },
            )
    return result | listed


def _write(planned: Plan) -> str:
    """Write posts and ends; return one digest over them, so that the record binds what it does not hold."""
    ended: list[Post] = []
    for change in planned.changes:
        for post in change.ends:
            post.ends = change.last
            ended.append(post)
    Post.unscoped.bulk_update(ended, ["ends"], batch_size=_BATCH)
    Post.unscoped.bulk_create([post for one in planned.changes for post in one.begins], batch_size=_BATCH)
    return digest_of(values_of(planned.posts))
