"""登録簿を取り込む: a register is received, shown, and taken in whole with consent.

What the register itself states of a registration held (withdrawn, suspended, shorter) is written at once,
and flags what leaned on it. That one is missing is asked: a person answers. Importing the same again
changes nothing and writes no entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.japan.dates import format_wareki
from sekisho.japan.text import search_key
from sekisho.procedures.registers import number_key
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import hold_body
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.importing.consent import bind
from sekisho.server.site import waiting
from sekisho.server.trust.actions.absences import ask, settle
from sekisho.server.trust.actions.evidence import change_evidence, withdraw
from sekisho.server.trust.models import RegisterEdition, RegisterRow
from sekisho.server.trust.register_files import File, look
from sekisho.terms import CertificationKind, RegisterChange

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.trust.register_files import Effect, Shown, Taken

_BATCH = 500
_AT_LENGTH = {"problems", "changed", "warnings"}
"""What stands with the edition and not in the entry."""
_STATED = {RegisterChange.WITHDRAWN: "取消", RegisterChange.SUSPENDED: "一時停止"}


def receive_register(actor: Actor, file: File) -> RegisterEdition:
    """Keep a register for the preview; nothing of it is in force. Writes ``import.received``.

    Raises:
        Refused: the actor may not record certifications.
        BadInput: the file is too large, empty, or cannot be read.
        CannotRun: the disk is full.
    """
    require(actor, Permission.EVIDENCE_EDIT)
    shown = look(file, timezone.localdate())
    waiting.keep(file.data)
    with transaction.atomic():
        row = _edition(actor, shown)
        row.save()
        told = {"kind": file.kind.value, "filename": file.name[:200], "sha256": file.digest}
        record(actor, "import.received", _subject(row), {**told, "rows": shown.parsed.total})
    return row


def received(actor: Actor, pk: int) -> RegisterEdition:
    """Return one of the actor's own files that waits, or an edition taken in.

    Raises:
        Refused: the actor may not record certifications.
        NotFound: there is none.
    """
    require(actor, Permission.EVIDENCE_EDIT)
    row: RegisterEdition | None = RegisterEdition.objects.filter(pk=pk).first()
    if row is None or (row.taken_at is None and row.person_id != actor.person):
        raise NotFound("取込みが見つかりません。", next_step="もう一度ファイルを選んでください。")
    return row


def file_of(row: RegisterEdition) -> File:
    """Return the file of an edition that waits.

    Raises:
        NotFound: it was thrown away.
    """
    data = waiting.fetch(row.digest, row.filename)
    return File(CertificationKind(row.kind), row.filename, data, row.as_of)


def take_in_received(
    actor: Actor, pk: int, *, shown: str, accept_doubts: bool, accept_older: bool = False
) -> RegisterEdition:
    """Take in a received register, as ``shown`` in its preview. Writes ``register.imported``.

    Returns the edition that holds these rows: an earlier one where they are the same.

    Raises:
        NotFound: there is no such file of this person, or it was thrown away.
        Conflict: it is taken in already, it is older than the one in force and that was not agreed to, or
            what it would do changed since it was shown.
    """
    with transaction.atomic():
        hold_body()
        row = received(actor, pk)
        if row.taken_at is not None:
            raise Conflict(say("「{filename}」は、もう取り込まれています。", filename=row.filename))
        edition, _ = _take_in(
            actor, file_of(row), row, shown, accept_doubts=accept_doubts, accept_older=accept_older
        )
    return edition


def import_register(
    actor: Actor,
    file: File,
    *,
    accept_doubts: bool,
    accept_older: bool = False,
    shown: str | None = None,
) -> tuple[RegisterEdition, bool]:
    """Take a register in at once, for command line and API. Writes ``register.imported`` when it is new.

    ``shown``: the digest of what a person looked at before; None where nobody did. Returns the edition and
    whether it is new.

    Raises:
        Refused, BadInput, Conflict: as :func:`receive_register` and :func:`take_in_received` say.
    """
    require(actor, Permission.EVIDENCE_EDIT)
    with transaction.atomic():
        hold_body()
        return _take_in(actor, file, None, shown, accept_doubts=accept_doubts, accept_older=accept_older)


def _take_in(
    actor: Actor,
    file: File,
    row: RegisterEdition | None,
    seen: str | None,
    *,
    accept_doubts: bool,
    accept_older: bool,
) -> tuple[RegisterEdition, bool]:
    shown = look(file, timezone.localdate())
    taken = shown.taken(accept_doubts=accept_doubts)
    _refuse_empty(shown, taken)
    same = RegisterEdition.objects.filter(
        kind=file.kind.value, as_of=shown.as_of, rows_digest=taken.digest, taken_at__isnull=False
    ).first()
    if same is not None:
        return same, False
    if shown.older and not accept_older and shown.in_force is not None:
        raise Conflict(
            say(
                "今の登録簿（{now}現在）より古い登録簿（{day}現在）です。",
                now=format_wareki(shown.in_force.as_of),
                day=format_wareki(shown.as_of),
            ),
            why="取り込んでも、今の登録簿が使われ続けます。",
            next_step="新しい登録簿を選ぶか、古い版として残すことに印を付けてください。",
        )
    bind(seen, shown.digest(taken))
    row = row or _edition(actor, shown)
    _write(row, shown, taken)
    done = [] if shown.older else [_carry_out(actor, row, one) for one in taken.effects]
    if not shown.older:
        settle(actor, row, {number_key(line.number) for _, line in taken.lines})
    row.result |= {"accept_doubts": accept_doubts, "changed": [one for one in done if one]}
    row.save()
    counts = {name: value for name, value in row.result.items() if name not in _AT_LENGTH}
    told = {"filename": row.filename, "sha256": row.digest, "as_of": row.as_of.isoformat(), **counts}
    record(actor, "register.imported", _subject(row), {**told, "rows_sha256": row.rows_digest})
    return row, True


def _refuse_empty(shown: Shown, taken: Taken) -> None:
    if not taken.lines:
        raise BadInput(
            say("「{filename}」には、取り込める行がありません。", filename=shown.file.name),
            why=say("{count}行すべてに誤りか疑いがあります。", count=shown.parsed.total),
            next_step="読み取りの結果の理由を見て、ファイルを直してください。",
        )


def _write(row: RegisterEdition, shown: Shown, taken: Taken) -> None:
    row.taken_at, row.rows_digest, row.left_out = timezone.now(), taken.digest, list(taken.left_out)
    row.current = not shown.older
    row.result = {
        "kind": row.kind,
        "rows": shown.parsed.total,
        "accepted": len(taken.lines),
        "refused": shown.parsed.total - len(taken.lines),
        "problems": [one.as_dict() for one in shown.parsed.problems],
        "warnings": row.result.get("warnings", []),
    }
    if row.current:
        RegisterEdition.objects.filter(kind=row.kind, current=True).update(current=False)
    row.save()
    kind = CertificationKind(row.kind)
    RegisterRow.unscoped.bulk_create(
        [
            RegisterRow(
                body_id=row.body_id,
                edition=row,
                line=number,
                number_key=number_key(line.number),
                until=line.until(kind),
                search_key=_key(line.number, line.service_name, line.provider_name, line.corporate_number),
                **{name: getattr(line, name) for name in _COPIED},
                state=line.state.value,
            )
            for number, line in taken.lines
        ],
        batch_size=_BATCH,
    )


_COPIED = (
    *("number", "service_name", "provider_name", "corporate_number", "registered"),
    *("period_start", "period_end", "expires", "scope", "state_on"),
)


def _key(*words: str) -> str:
    return "|".join(search_key(word) for word in words if word)[:600]


def _carry_out(actor: Actor, row: RegisterEdition, effect: Effect) -> dict[str, Any] | None:
    """Write what the register states of one certification; that it is missing is only asked."""
    held, line = effect.evidence, effect.line
    if effect.change is RegisterChange.MISSING:
        ask(held, row)
    elif line is not None and effect.change in _STATED:
        day = min(line.state_on or row.as_of, row.as_of)
        why = f"{row}（{format_wareki(row.as_of)}現在）で{_STATED[effect.change]}とされている。"
        withdraw(actor, held.pk, held.version, on=day, why=why)
    elif line is not None and effect.change is RegisterChange.SHORTER:
        values: dict[str, Any] = {**days_of(line), "source": source_of(row)}
        change_evidence(actor, held.pk, held.version, **values)
    else:
        return None
    return {"evidence": held.pk, "name": str(held), "change": effect.change.value}


def source_of(row: RegisterEdition) -> str:
    """Return what a certification that came from this edition names as its source."""
    return f"{row}（{format_wareki(row.as_of)}現在、SHA-256 {row.digest[:16]}）"


def days_of(line: Any) -> dict[str, dt.date]:  # noqa: ANN401  a line read or a row kept
    """Return the days a registration says, by the fields of a certification."""
    names = {"issued": "registered", "period_start": "period_start", "period_end": "period_end"}
    names |= {"expires": "expires"}
    return {ours: day for ours, theirs in names.items() if (day := getattr(line, theirs)) is not None}


def _edition(actor: Actor, shown: Shown) -> RegisterEdition:
    return RegisterEdition(
        body_id=actor.body,
        kind=shown.file.kind.value,
        as_of=shown.as_of,
        filename=shown.file.name[:200],
        digest=shown.file.digest,
        person_id=actor.person,
        result={"warnings": list(shown.warnings)},
    )


def _subject(row: RegisterEdition) -> Subject:
    return Subject("register", row.pk)
