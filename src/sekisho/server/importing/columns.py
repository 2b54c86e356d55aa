"""Columns: how they are called, in which row their names stand, and how a person corrects the mapping."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import BadInput, say
from sekisho.japan.text import search_key
from sekisho.server.importing.sheets import letters
from sekisho.server.importing.values import Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sekisho.server.importing.sheets import Sheet
    from sekisho.server.importing.values import Reader

SEARCHED_ROWS = 30
FEWEST_RECOGNISED = 3
REASON = "理由"
_IN_BRACKETS = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]|[※*＊]|必須|任意")


@attrs.frozen
class Column:
    """One column of a ledger.

    ``needed``: a file without it cannot be taken in. ``filled``: an empty cell is an error; otherwise it
    is read as ``empty``. ``choices`` and ``example`` go into the template.
    """

    field: str
    name: str
    read: Reader
    synonyms: tuple[str, ...] = ()
    needed: bool = True
    filled: bool = True
    empty: Any = ""
    choices: tuple[str, ...] = ()
    example: str = ""

    def blank(self) -> Value:
        """Return what an empty cell is read as."""
        return Value(list(self.empty) if isinstance(self.empty, list) else self.empty)


@attrs.frozen
class Ledger:
    """A kind of ledger: its command-line name, its title, its columns."""

    kind: str
    title: str
    columns: tuple[Column, ...]
    fewest: int = FEWEST_RECOGNISED
    """How many column names must stand in a row for it to be the heading."""
    template: bool = True
    """Whether its page offers a template; lists that others make have none."""

    def column(self, name: str) -> Column | None:
        """Return the column with this name or field, or None."""
        return next((column for column in self.columns if name in {column.name, column.field}), None)


@attrs.frozen
class Recognition:
    """Which columns of a sheet are which. ``header_row`` and positions count from 1."""

    sheet: Sheet
    header_row: int
    headers: tuple[str, ...]
    positions: Mapping[str, int]
    """Field of the ledger → position in the sheet, for the columns found."""
    missing: tuple[Column, ...]
    """Needed columns that were not found."""
    others: tuple[str, ...] = ()
    """Names of further sheets that look like the same ledger and are not read now."""


def recognise(
    ledger: Ledger, sheets: Sequence[Sheet], *, mapping: Mapping[str, str] | None = None, sheet: str = ""
) -> Recognition:
    """Find the sheet, the row of column names and the columns; ``mapping`` is a person's correction of it.

    ``mapping`` leads from a column of the ledger (name or field) to a column of the sheet (its header or
    its letter); an empty text says that the sheet has no such column.

    Raises:
        BadInput: there is no such sheet, no row with column names, or the mapping names unknown columns.
    """
    offered = (
        [one for one in sheets if one.name == sheet] if sheet else [one for one in sheets if not one.hidden]
    )
    if not offered:
        raise BadInput(
            say("シート「{sheet}」がありません。", sheet=sheet)
            if sheet
            else say("読めるシートがありません。"),
            next_step=say("シートの名前を確かめてください（{names}）。", names=[one.name for one in sheets])
            if sheets
            else "",
        )
    scored = [(one, *_header_row(ledger, one)) for one in offered]
    best, header_row, score = max(scored, key=lambda found: found[2])
    if score < ledger.fewest and not (mapping and header_row):
        raise BadInput(
            say("{title}の列の名前が見つかりません。", title=say(ledger.title)),
            why=say(
                "上から{rows}行の中に、{names}などの見出しの並ぶ行がありません。",
                rows=SEARCHED_ROWS,
                names=[say(column.name) for column in ledger.columns[:4]],
            ),
            next_step=say("ひな形の見出しに合わせるか、見出しの行のあるシートだけのファイルにしてください。")
            if ledger.template
            else say("見出しの行のあるファイルを選び直してください。"),
            where=say("シート「{name}」", name=best.name),
        )
    headers = _headers(best, header_row)
    positions = _match(ledger, headers)
    if mapping:
        positions = _corrected(ledger, headers, positions, mapping)
    return Recognition(
        sheet=best,
        header_row=header_row,
        headers=headers,
        positions=positions,
        missing=tuple(one for one in ledger.columns if one.needed and one.field not in positions),
        others=tuple(one.name for one, _, also in scored if one is not best and also >= score - 1),
    )


def header_key(text: str) -> str:
    """Return the key by which headers are compared: no brackets, marks, spaces or widths."""
    return search_key(_IN_BRACKETS.sub("", text)) or search_key(text)


def _header_row(ledger: Ledger, sheet: Sheet) -> tuple[int, int]:
    """Return (row, number of columns recognised in it) for the best of the first rows; row 0 when empty."""
    best = (0, 0)
    for number in range(1, min(SEARCHED_ROWS, len(sheet.rows)) + 1):
        headers = _headers(sheet, number)
        recognised = len(_match(ledger, headers))
        if recognised > best[1] or (not best[0] and any(headers)):
            best = (number, recognised)
    return best


def _headers(sheet: Sheet, row: int) -> tuple[str, ...]:
    """Return the names in ``row``; a name merged from the rows above counts as if it stood here."""
    cells = [cell.strip() for cell in sheet.rows[row - 1]] if row else []
    for merge in sheet.merges:
        if merge.top < row <= merge.bottom and merge.left == merge.right and merge.top <= len(sheet.rows):
            above = sheet.rows[merge.top - 1]
            cells += [""] * (merge.left - len(cells))
            cells[merge.left - 1] = above[merge.left - 1].strip() if merge.left <= len(above) else ""
    return tuple(cells)


def _match(ledger: Ledger, headers: Sequence[str]) -> dict[str, int]:
    """Give each column of the ledger the first header that is its name, then the first that is a synonym.

    A header spelled to the letter like a column, with its brackets, is that column's and no other's.
    """
    keys = [(header_key(header), search_key(header)) for header in headers]
    spelled = _spelled(ledger)
    positions: dict[str, int] = {}
    for names_of in (_own_name, _other_names):
        for column in ledger.columns:
            wanted = {form for name in names_of(column) for form in (header_key(name), search_key(name))}
            for position, forms in enumerate(keys, 1):
                free = position not in positions.values() and column.field not in positions
                owners = spelled.get(forms[1], frozenset({column.field}))
                if free and column.field in owners and any(form and form in wanted for form in forms):
                    positions[column.field] = position
    return positions


def _spelled(ledger: Ledger) -> dict[str, set[str]]:
    """Return which columns bear a name, for every name to the letter."""
    spelled: dict[str, set[str]] = {}
    for column in ledger.columns:
        for name in (column.name, *column.synonyms):
            spelled.setdefault(search_key(name), set()).add(column.field)
    return spelled


def _own_name(column: Column) -> tuple[str, ...]:
    return (column.name,)


def _other_names(column: Column) -> tuple[str, ...]:
    return column.synonyms


def _corrected(
    ledger: Ledger, headers: Sequence[str], found: Mapping[str, int], mapping: Mapping[str, str]
) -> dict[str, int]:
    chosen: dict[str, int] = {}
    for name, target in mapping.items():
        column = ledger.column(name)
        if column is None:
            raise BadInput(
                say("{title}に「{name}」という列はありません。", title=say(ledger.title), name=name),
                next_step="列の名前を確かめてください。",
            )
        chosen[column.field] = _position(headers, target) if target else 0
    used = [position for position in chosen.values() if position]
    if len(set(used)) < len(used):
        raise BadInput("同じ列を二つの項目に対応させています。", next_step="列の対応を確かめてください。")
    positions = {field: position for field, position in found.items() if position not in used} | chosen
    return {field: position for field, position in positions.items() if position}


def _position(headers: Sequence[str], target: str) -> int:
    for position, header in enumerate(headers, 1):
        if header and search_key(header) == search_key(target):
            return position
    for position in range(1, len(headers) + 1):
        if letters(position) == target.strip().upper():
            return position
    raise BadInput(
        say("「{target}」という列はファイルにありません。", target=target),
        next_step="見出しか、A、B などの列の記号で指してください。",
    )
