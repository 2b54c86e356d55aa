"""From a file to typed rows and problems; the two ledgers differ only in their columns and checks."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from sekisho.errors import BadInput, say
from sekisho.server.importing import sections
from sekisho.server.importing.columns import recognise
from sekisho.server.importing.parsed import Parsed, Problem, both
from sekisho.server.importing.sheets import letters, read_sheets
from sekisho.terms import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from sekisho.server.importing.columns import Column, Ledger, Recognition
    from sekisho.server.importing.values import Value

    Checker = Callable[[Mapping[str, Any]], Iterator[tuple[str, Severity, str]]]
    """Values of a row without errors → (field, severity, reason) of what does not agree between cells."""

Row = TypeVar("Row")

_NOTE = re.compile(r"[※＊*]|注[)）:：]|注記|備考|以上$|以下余白")
_TOTAL = re.compile(r"(?:総|小|合)?計(?:\s|$|[:：])|合計")
_MOST_FILLED_IN_TOTAL = 3
_FROM_FORMULA = say("計算式の結果を読みました。値が正しいか確かめてください。")
_NUMBER, _SECTION = "number", "section_name"


@attrs.frozen
class Options:
    """What the person or the body adds to the file itself."""

    sections: Collection[str] | None = None
    """Names of the body's sections; None when they are not known."""
    mapping: Mapping[str, str] | None = None
    """A correction of the recognised columns, see :func:`columns.recognise`."""
    sheet: str = ""
    """The sheet to read; empty to choose the one that looks most like the ledger."""


def read_ledger(
    ledger: Ledger,
    data: bytes,
    filename: str,
    *,
    build: Callable[..., Row],
    check: Checker,
    options: Options,
) -> Parsed[Row]:
    """Read one ledger whole.

    Raises:
        BadInput: the file cannot be read at all, or holds nothing that looks like this ledger.
    """
    found = recognise(ledger, read_sheets(data, filename), mapping=options.mapping, sheet=options.sheet)
    raw, skipped = _data_rows(found)
    problems = [_missing(found, column) for column in found.missing]
    rows: list[tuple[int, Row]] = []
    if not problems:
        cells = _Cells(ledger, found, raw, options.sections)
        for number, texts in raw.items():
            values, own = cells.row(number, texts)
            if values is not None:
                own += [
                    Problem(number, cells.name(field), cells.text(field, texts), reason, severity)
                    for field, severity, reason in check(values)
                ]
            problems += own
            if values is not None and not any(one.severity is Severity.ERROR for one in own):
                rows.append((number, build(**values)))
        repeated = _repeated(found, raw, cells)
        problems += repeated
        wrong = {one.row for one in repeated if one.severity is Severity.ERROR}
        rows = [(number, row) for number, row in rows if number not in wrong]
    return Parsed(
        kind=ledger.kind,
        filename=filename,
        sheet=found.sheet.name,
        header_row=found.header_row,
        headers=found.headers,
        mapping={one.name: letters(found.positions.get(one.field, 0)) for one in ledger.columns},
        rows=rows,
        problems=_in_order(ledger, problems),
        total=len(raw),
        raw=raw,
        skipped=skipped,
        other_sheets=found.others,
        above=tuple(cell for row in found.sheet.rows[: found.header_row - 1] for cell in row if cell.strip()),
    )


class _Cells:
    """Reads the cells of one row after another; the same text is read once a column."""

    def __init__(
        self,
        ledger: Ledger,
        found: Recognition,
        raw: Mapping[int, tuple[str, ...]],
        known: Collection[str] | None,
    ) -> None:
        self._columns = ledger.columns
        self._positions = found.positions
        self._formulas = found.sheet.formulas
        self._names = {column.field: column.name for column in ledger.columns}
        written = (self.text(_SECTION, texts).strip() for texts in raw.values())
        self._readers = {column.field: column.read for column in ledger.columns}
        self._readers[_SECTION] = sections.reader(known, written)
        self._read: dict[tuple[str, str], Value | str] = {}

    def name(self, field: str) -> str:
        return self._names[field]

    def text(self, field: str, texts: Sequence[str]) -> str:
        """Return the text of a field's cell; empty where the sheet or the row does not reach."""
        position = self._positions.get(field, 0)
        return texts[position - 1] if 0 < position <= len(texts) else ""

    def row(self, number: int, texts: Sequence[str]) -> tuple[dict[str, Any] | None, list[Problem]]:
        """Return the values (None when a cell is wrong) and the problems of one row."""
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        wrong = False
        for column in self._columns:
            text = self.text(column.field, texts)
            result = self._value(column, text)
            if isinstance(result, str):
                wrong = True
                problems.append(Problem(number, column.name, text, result, Severity.ERROR))
                continue
            values[column.field] = result.value
            doubt = result.doubt
            if self._formulas and (number, self._positions.get(column.field)) in self._formulas:
                doubt = both(_FROM_FORMULA, doubt)
            if doubt:
                problems.append(Problem(number, column.name, text, doubt, Severity.DOUBT))
        return (None if wrong else values), problems

    def _value(self, column: Column, text: str) -> Value | str:
        """Return the value, or the reason why there is none."""
        key = (column.field, text)
        if key not in self._read:
            self._read[key] = self._newly_read(column, text.strip())
        return self._read[key]

    def _newly_read(self, column: Column, text: str) -> Value | str:
        if not text:
            return (
                say("{name}が書かれていません。", name=say(column.name)) if column.filled else column.blank()
            )
        try:
            return self._readers[column.field](text)
        except BadInput as refusal:
            return both(refusal.what, refusal.why)


def _data_rows(found: Recognition) -> tuple[dict[int, tuple[str, ...]], list[tuple[int, str]]]:
    """Return the rows that hold data, merged cells filled downwards, and the rows passed over."""
    raw: dict[int, tuple[str, ...]] = {}
    skipped: list[tuple[int, str]] = []
    spread = _spread(found)
    wide = {(one.top, one.left) for one in found.sheet.merges if one.right > one.left}
    headers = set(found.headers)
    for number, texts in found.sheet.numbered(found.header_row + 1):
        filled = [position for position, text in enumerate(texts, 1) if text.strip()]
        if not filled:
            continue
        first = texts[filled[0] - 1].strip()
        alone = len(filled) == 1
        if (
            (alone and ((number, filled[0]) in wide or _NOTE.match(first)))
            or (_TOTAL.match(first) and len(filled) <= _MOST_FILLED_IN_TOTAL)
            or (not alone and headers.issuperset(map(str.strip, texts)))
        ):
            skipped.append((number, first))
            continue
        raw[number] = _filled_down(texts, spread.get(number, {}))
    return raw, skipped


def _spread(found: Recognition) -> dict[int, dict[int, str]]:
    """Return row → {position: text} for cells merged downwards: each row below means the top one's text."""
    spread: dict[int, dict[int, str]] = defaultdict(dict)
    rows = found.sheet.rows
    for merge in found.sheet.merges:
        if (
            merge.left == merge.right
            and found.header_row < merge.top < merge.bottom
            and merge.top <= len(rows)
        ):
            top = rows[merge.top - 1]
            text = top[merge.left - 1] if merge.left <= len(top) else ""
            for number in range(merge.top + 1, min(merge.bottom, len(rows)) + 1):
                spread[number][merge.left] = text
    return spread


def _filled_down(texts: tuple[str, ...], above: Mapping[int, str]) -> tuple[str, ...]:
    if not above:
        return texts
    cells = [*texts, *[""] * (max(above) - len(texts))]
    for position, text in above.items():
        cells[position - 1] = text
    return tuple(cells)


def _repeated(found: Recognition, raw: Mapping[int, tuple[str, ...]], cells: _Cells) -> list[Problem]:
    """Return a problem for every row whose number another row bears too.

    Nobody can tell which of two different rows is the wrong one, so each of them is an error. A row that
    repeats another to the letter is only doubtful, and only the repetition.
    """
    if _NUMBER not in found.positions:
        return []
    bearers: dict[str, list[int]] = defaultdict(list)
    for number, texts in raw.items():
        if text := cells.text(_NUMBER, texts).strip():
            bearers[text].append(number)
    problems = []
    for text, numbers in bearers.items():
        same = all(raw[number] == raw[numbers[0]] for number in numbers)
        for number in numbers[1:] if same else numbers if len(numbers) > 1 else []:
            others = [say("{other}行目", other=other) for other in numbers if other != number]
            reason = (
                say("{number}行目と全く同じ行です。", number=numbers[0])
                if same
                else say(
                    "{others}と同じ{name}です。正しい番号に直してください。",
                    others=others,
                    name=say(cells.name(_NUMBER)),
                )
            )
            severity = Severity.DOUBT if same else Severity.ERROR
            problems.append(Problem(number, cells.name(_NUMBER), text, reason, severity))
    return problems


def _missing(found: Recognition, column: Column) -> Problem:
    reason = say("「{name}」の列が見つかりません。列の対応を直してください。", name=say(column.name))
    return Problem(found.header_row, column.name, "", reason, Severity.ERROR)


def _in_order(ledger: Ledger, problems: list[Problem]) -> list[Problem]:
    order = {column.name: position for position, column in enumerate(ledger.columns)}
    return sorted(problems, key=lambda one: (one.row, order[one.column], one.severity))
