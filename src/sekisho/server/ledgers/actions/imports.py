"""台帳の取込み: a file is received, its columns corrected, and taken in whole or not at all.

One transaction, one journal entry with the file's digest and the counts; killed in the middle, nothing
was written. Importing the same file again changes nothing and writes no entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import hold_body, sections
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.importing.consent import bind, digest, digest_of, refuse_large, values_of
from sekisho.server.ledgers.actions import plans, versions
from sekisho.server.ledgers.actions.books import ASSETS, CONTRACTS
from sekisho.server.ledgers.importing import asset_rows, contract_rows
from sekisho.server.ledgers.models import Contract, Contractor, InformationAsset, LedgerImport
from sekisho.server.ledgers.watchers import changed
from sekisho.server.site import waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.importing.parsed import Parsed, Problem

    Progress = Callable[[int, int], None]
    """(rows written, rows to write)."""

KINDS = {asset_rows.LEDGER.kind: asset_rows, contract_rows.LEDGER.kind: contract_rows}
_BATCH = 500
_LEDGERS: dict[type[Any], str] = {InformationAsset: ASSETS.name, Contract: CONTRACTS.name}
_NOT_UPDATED = {"id", "body", "number", "created_at"}


@attrs.frozen
class Source:
    """Where an import comes from: a file received before, or one named on the command line."""

    filename: str = ""
    digest: str = ""
    received: int | None = None
    """The key of the :class:`LedgerImport` that was received."""
    shown: str | None = None
    """The digest of what a person looked at before; None where nobody did."""


def read_ledger(
    kind: str, data: bytes, filename: str, mapping: Mapping[str, Any] | None = None
) -> Parsed[Any]:
    """Read a file as the ledger ``kind``, against the sections of the body in force.

    ``mapping`` is a correction by a person: ``{"columns": {name: header or letter}, "sheet": name}``.

    Raises:
        BadInput: the file cannot be read, or there is no such kind.
    """
    if kind not in KINDS:
        raise BadInput(
            say("台帳の種類「{kind}」はありません。", kind=kind),
            next_step=say("{kinds} から選んでください。", kinds=list(KINDS)),
        )
    names = list(sections(timezone.localdate()).values_list("name", flat=True))
    chosen = mapping or {}
    parsed: Parsed[Any] = KINDS[kind].read(
        data, filename, sections=names, mapping=chosen.get("columns"), sheet=str(chosen.get("sheet", ""))
    )
    return parsed


def receive_import(actor: Actor, *, kind: str, filename: str, data: bytes) -> LedgerImport:
    """Keep a file for the preview. Nothing of it is in a ledger yet. Writes ``import.received``.

    Raises:
        Refused: the actor may not import.
        BadInput: the file is too large or cannot be read.
        CannotRun: the disk is full.
    """
    require(actor, Permission.LEDGER_IMPORT)
    refuse_large(filename, data)
    parsed = read_ledger(kind, data, filename)
    digest = waiting.keep(data)
    with transaction.atomic():
        row = LedgerImport.make(kind=kind, filename=filename[:200], digest=digest, person_id=actor.person)
        record(
            actor,
            "import.received",
            Subject("import", row.pk),
            {"kind": kind, "filename": filename[:200], "sha256": digest, "rows": parsed.total},
        )
    return row


def correct_import(actor: Actor, pk: int, *, columns: Mapping[str, str], sheet: str) -> LedgerImport:
    """Take the person's correction of which column is which. Writes ``import.corrected``.

    Raises:
        NotFound: there is no such import of this person.
        Conflict: it is finished.
        BadInput: the correction names columns that are not there.
    """
    with transaction.atomic():
        row = _received(actor, pk)
        mapping = {"columns": dict(columns), "sheet": sheet}
        read_ledger(row.kind, waiting.fetch(row.digest, row.filename), row.filename, mapping)
        row.mapping = mapping
        row.save(update_fields=["mapping"])
        record(
            actor, "import.corrected", Subject("import", row.pk), {"sheet": sheet, "columns": dict(columns)}
        )
    return row


def import_received(
    actor: Actor, pk: int, *, shown: str, accept_doubts: bool, progress: Progress | None = None
) -> LedgerImport:
    """Take in a received file, as ``shown`` in its preview. Writes ``ledger.imported``.

    Raises:
        NotFound: there is no such import of this person, or its file was thrown away.
        Conflict: it is finished, or what it would do changed since it was shown.
    """
    row = _received(actor, pk)
    parsed = read_ledger(row.kind, waiting.fetch(row.digest, row.filename), row.filename, row.mapping)
    take_in = import_assets if row.kind == asset_rows.LEDGER.kind else import_contracts
    take_in(
        actor,
        parsed,
        accept_doubts=accept_doubts,
        source=Source(row.filename, row.digest, row.pk, shown),
        progress=progress,
    )
    done: LedgerImport = LedgerImport.objects.get(pk=pk)
    return done


def would_import(actor: Actor, parsed: Parsed[Any], *, accept_doubts: bool) -> dict[str, Any]:
    """Return the numbers of :func:`import_assets` and what is ``shown`` by them. Writes nothing.

    Raises:
        Refused: the actor may not import at all.
    """
    make = plans.plan_assets if parsed.kind == asset_rows.LEDGER.kind else plans.plan_contracts
    plan = make(actor, parsed, timezone.localdate(), accept_doubts=accept_doubts)
    told = {"problems": _dicts(plan.refused), "losses": _dicts(plan.losses)}
    return {**plan.counts, **told, "shown": digest(parsed, plan)}


def import_assets(
    actor: Actor,
    parsed: Parsed[Any],
    *,
    accept_doubts: bool,
    source: Source | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write the acceptable rows of ``parsed`` into the information assets. Writes ``ledger.imported``.

    Doubtful rows are written only with ``accept_doubts``. Returns the numbers ``created``, ``updated``,
    ``unchanged``, ``refused`` and, as ``problems``, why rows were refused beyond what ``parsed`` says.

    Raises:
        Refused: the actor may not import at all.
        Conflict: what it would do is not what was shown, by ``source``.
    """
    given = source or Source()
    with transaction.atomic():
        plan = _planned(plans.plan_assets, actor, parsed, given, accept_doubts=accept_doubts)
        return _carry_out(actor, parsed, plan, InformationAsset, given, accept_doubts, progress)


def import_contracts(
    actor: Actor,
    parsed: Parsed[Any],
    *,
    accept_doubts: bool,
    source: Source | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write the acceptable rows of ``parsed`` into the contracts, and new firms into theirs.

    As :func:`import_assets`; ``firms`` tells how many firms are new.

    Raises:
        Refused: the actor may not import at all.
        Conflict: what it would do is not what was shown, by ``source``.
    """
    given = source or Source()
    with transaction.atomic():
        plan = _planned(plans.plan_contracts, actor, parsed, given, accept_doubts=accept_doubts)
        Contractor.unscoped.bulk_create(plan.new_firms, batch_size=_BATCH)
        for firm in plan.numbered_firms:
            versions.save_next(firm)
        return _carry_out(actor, parsed, plan, Contract, given, accept_doubts, progress)


def _planned(
    make: Callable[..., plans.Plan],
    actor: Actor,
    parsed: Parsed[Any],
    source: Source,
    *,
    accept_doubts: bool,
) -> plans.Plan:
    """Make the plan with what it reads held; files come in one after the other, and each of them once."""
    hold_body()
    if source.received is not None:
        _received(actor, source.received)
    plan = make(actor, parsed, timezone.localdate(), accept_doubts=accept_doubts, hold=True)
    if source.shown is not None:
        bind(source.shown, digest(parsed, plan))
    return plan


def _carry_out(
    actor: Actor,
    parsed: Parsed[Any],
    plan: plans.Plan,
    model: type[Any],
    source: Source,
    accept_doubts: bool,  # noqa: FBT001  passed on
    progress: Progress | None,
) -> dict[str, Any]:
    result: dict[str, Any] = {**plan.counts, "firms": len(plan.new_firms), "accept_doubts": accept_doubts}
    written = plan.written
    if not written and not plan.numbered_firms and source.received is None:
        return {**result, "problems": _dicts(plan.refused), "import": None}
    told = {"rows": parsed.total, "problems": _dicts(plan.refused)}
    done = _finished(actor, parsed, source, result | told)
    if written or plan.numbered_firms:
        for row in written:
            row.imported = done
        _write(model, plan, progress)
        record(
            actor,
            "ledger.imported",
            Subject("import", done.pk),
            {
                "kind": parsed.kind,
                "filename": parsed.filename[:200],
                "sha256": source.digest,
                "sheet": parsed.sheet,
                "rows": parsed.total,
                **result,
                "rows_sha256": digest_of(values_of(written)),
            },
        )
    return {**result, "problems": _dicts(plan.refused), "import": done.pk}


def _write(model: type[Any], plan: plans.Plan, progress: Progress | None) -> None:
    total, done = len(plan.new) + len(plan.changed), 0
    fields = [field.name for field in model._meta.concrete_fields if field.name not in _NOT_UPDATED]  # noqa: SLF001  Django's documented API
    now = timezone.now()
    for row in plan.changed:
        row.changed_at = now
    for rows, how in (
        (plan.new, {}),
        (
            plan.changed,
            {"update_conflicts": True, "unique_fields": ["body", "number"], "update_fields": fields},
        ),
    ):
        for first in range(0, len(rows), _BATCH):
            batch = rows[first : first + _BATCH]
            model.unscoped.bulk_create(batch, **how)
            done += len(batch)
            changed(_LEDGERS[model], [row.pk for row in batch])
            if progress:
                progress(done, total)


def _finished(actor: Actor, parsed: Parsed[Any], source: Source, result: Mapping[str, Any]) -> LedgerImport:
    if source.received is not None:
        row = _received(actor, source.received)
    else:
        row = LedgerImport(
            body_id=actor.body,
            kind=parsed.kind,
            filename=parsed.filename[:200],
            digest=source.digest,
            person_id=actor.person,
        )
    row.finished_at = timezone.now()
    row.result = dict(result)
    row.save()
    return row


def _received(actor: Actor, pk: int) -> LedgerImport:
    require(actor, Permission.LEDGER_IMPORT)
    with transaction.atomic():
        row: LedgerImport | None = (
            LedgerImport.objects.select_for_update(of=("self",)).filter(pk=pk, person_id=actor.person).first()
        )
    if row is None:
        raise NotFound("取込みが見つかりません。", next_step="もう一度ファイルを選んでください。")
    if row.finished_at is not None:
        raise Conflict(
            say("「{filename}」は、もう取り込まれています。", filename=row.filename),
            next_step="結果の画面を見てください。",
        )
    return row


def _dicts(problems: list[Problem]) -> list[dict[str, Any]]:
    return [problem.as_dict() for problem in problems]
