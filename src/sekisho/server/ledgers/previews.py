"""What a received file would do, for the preview. Reads, never writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import BadInput, NotFound, say
from sekisho.server.importing.consent import digest
from sekisho.server.importing.rejected import workbook as rejected_rows
from sekisho.server.importing.sheets import letters
from sekisho.server.importing.templates import workbook as empty_ledger
from sekisho.server.ledgers.actions import read_ledger
from sekisho.server.ledgers.actions.imports import KINDS
from sekisho.server.ledgers.actions.plans import plan_assets, plan_contracts
from sekisho.server.ledgers.columns import Column
from sekisho.server.ledgers.details import as_text, label_of
from sekisho.server.ledgers.exports import workbook
from sekisho.server.ledgers.importing import asset_rows
from sekisho.server.ledgers.models import Contract, InformationAsset
from sekisho.server.site import waiting
from sekisho.terms import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.importing.parsed import Parsed, Problem
    from sekisho.server.ledgers.actions.plans import Difference, Plan
    from sekisho.server.ledgers.models import LedgerImport

_SKIPPED_SHOWN = 20
_DIFFERENCES_SHOWN = 20


@attrs.frozen
class Shown:
    """One field that would change."""

    row: int
    number: str
    label: str
    before: str
    after: str


@attrs.frozen
class Offered:
    """What the form of columns is given: the sheets, the columns of the list, those of the file."""

    sheet: str
    other_sheets: tuple[str, ...]
    columns: list[tuple[str, str]]
    offered: list[tuple[str, str]]

    @classmethod
    def of(cls, parsed: Parsed[Any]) -> Offered:
        """Return it for a file as read."""
        offered = [(letters(place), header) for place, header in enumerate(parsed.headers, 1) if header]
        return cls(parsed.sheet, parsed.other_sheets, list(parsed.mapping.items()), offered)


@attrs.frozen
class Preview:
    """What the person is shown before anything is written."""

    sheet: str
    other_sheets: tuple[str, ...]
    header_row: int
    total: int
    clean: int
    """Rows without any problem."""
    doubtful: int
    wrong: int
    problems: list[Problem]
    counts: Mapping[str, int]
    """What taking in the clean rows would do."""
    with_doubts: Mapping[str, int]
    """What taking in the doubtful rows too would do."""
    columns: list[tuple[str, str]]
    """(the ledger's column, letter of the sheet's column or empty)."""
    offered: list[tuple[str, str]]
    """(letter, heading) of every column of the sheet."""
    skipped: list[tuple[int, str]]
    differences: list[Shown]
    """The first of the fields that would change, as people read them."""
    more: int
    """How many further fields would change."""
    digests: str
    """What the consent to either way names."""
    other: str
    """Title of the kind of ledger this file seems to be instead; empty when it fits."""


def preview(actor: Actor, row: LedgerImport) -> Preview:
    """Read the received file again and plan both ways of taking it in.

    Raises:
        NotFound: the file was thrown away.
        BadInput: it cannot be read under the correction.
    """
    parsed = _read(row)
    clean, doubts = _plan(actor, parsed, accept_doubts=False), _plan(actor, parsed, accept_doubts=True)
    found = dict.fromkeys([*parsed.problems, *doubts.refused, *doubts.losses])
    problems = sorted(found, key=lambda one: (one.row, one.severity is not Severity.ERROR))
    kept = len(parsed.acceptable()) - clean.counts["refused"]
    with_doubts = len(parsed.acceptable(accept_doubts=True)) - doubts.counts["refused"]
    return Preview(
        sheet=parsed.sheet,
        other_sheets=tuple(parsed.other_sheets),
        header_row=parsed.header_row,
        total=parsed.total,
        clean=kept,
        doubtful=with_doubts - kept,
        wrong=parsed.total - with_doubts,
        problems=problems,
        counts=clean.counts,
        with_doubts=doubts.counts,
        columns=list(parsed.mapping.items()),
        offered=[
            (letters(place), header)
            for place, header in enumerate(parsed.headers, 1)
            if header or letters(place) in parsed.mapping.values()
        ],
        skipped=list(parsed.skipped[:_SKIPPED_SHOWN]),
        differences=[_shown(one, parsed.kind) for one in doubts.differences[:_DIFFERENCES_SHOWN]],
        more=max(len(doubts.differences) - _DIFFERENCES_SHOWN, 0),
        digests=f"{digest(parsed, clean)} {digest(parsed, doubts)}",
        other=_other_kind(row, parsed),
    )


def rejected_workbook(actor: Actor, row: LedgerImport) -> bytes:
    """Return the rows of a received or finished import that were not written, with the reasons.

    Raises:
        NotFound: the file was thrown away.
    """
    parsed = _read(row)
    accept_doubts = bool(row.result.get("accept_doubts", False))
    plan = _plan(actor, parsed, accept_doubts=accept_doubts)
    return rejected_rows(parsed, accept_doubts=accept_doubts, further=plan.refused)


def changes_workbook(actor: Actor, row: LedgerImport) -> bytes:
    """Return every field that taking the file in would change, before and after, as an Excel book.

    Raises:
        NotFound: the file was thrown away.
    """
    parsed = _read(row)
    columns = [
        Column("行", lambda one: one.row, 8),
        Column("管理番号", lambda one: one.number, 16),
        Column("項目", lambda one: one.label, 18),
        Column("今の台帳", lambda one: one.before, 40),
        Column("このファイル", lambda one: one.after, 40),
    ]
    found = [_shown(one, parsed.kind) for one in _plan(actor, parsed, accept_doubts=True).differences]
    rows = ([column.cell(one) for column in columns] for one in found)
    data, _count = workbook("変わるところ", columns, rows)
    return data


def left_out(row: LedgerImport) -> int:
    """Return how many rows of a finished import are not in the ledger.

    An import of an earlier version knows the refused alone.
    """
    taken = sum(int(row.result.get(name, 0)) for name in ("created", "updated", "unchanged"))
    return int(row.result.get("rows", taken + int(row.result.get("refused", 0)))) - taken


def template_workbook(kind: str) -> tuple[bytes, str]:
    """Return an empty ledger and its title.

    Raises:
        NotFound: there is no such kind.
    """
    if kind not in KINDS:
        raise NotFound(
            say("台帳の種類「{kind}」はありません。", kind=kind), next_step="取込みの画面から選んでください。"
        )
    ledger = KINDS[kind].LEDGER
    return empty_ledger(ledger), ledger.title


def list_url(kind: str) -> str:
    """Return where the rows of this kind of ledger are listed."""
    name = "asset" if kind == asset_rows.LEDGER.kind else "contract"
    return reverse(f"ledgers:{name}_list")


def _shown(one: Difference, kind: str) -> Shown:
    model: type[Any] = InformationAsset if kind == asset_rows.LEDGER.kind else Contract
    label = label_of(model, one.field)
    return Shown(one.row, one.number, label, as_text(one.field, one.before), as_text(one.field, one.after))


def _other_kind(row: LedgerImport, parsed: Parsed[Any]) -> str:
    """Return the title of the other kind of ledger if more of its columns are in the file."""
    fits = sum(bool(letter) for letter in parsed.mapping.values())
    for kind, reader in KINDS.items():
        if kind == row.kind:
            continue
        try:
            other = read_ledger(kind, waiting.fetch(row.digest, row.filename), row.filename)
        except BadInput:
            continue
        if sum(bool(letter) for letter in other.mapping.values()) > fits:
            return str(reader.LEDGER.title)
    return ""


def _read(row: LedgerImport) -> Parsed[Any]:
    return read_ledger(row.kind, waiting.fetch(row.digest, row.filename), row.filename, row.mapping)


def _plan(actor: Actor, parsed: Parsed[Any], *, accept_doubts: bool) -> Plan:
    make = plan_assets if parsed.kind == asset_rows.LEDGER.kind else plan_contracts
    return make(actor, parsed, timezone.localdate(), accept_doubts=accept_doubts)
