"""The file that goes back to people: rejected rows as they stood, each with its reason, to be corrected.

The file can be taken in again as it is: columns bear the ledger's own names, and the 理由 column is passed
over. Wrong cells are coloured. Cells are written as text, disarmed against formula injection.
"""

from __future__ import annotations

import io
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import xlsxwriter

from sekisho.inspection.formula import neutralise
from sekisho.japan.text import search_key
from sekisho.server.importing.columns import REASON
from sekisho.server.importing.sheets import MOST_CHARACTERS, letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sekisho.server.importing.parsed import Parsed, Problem

_WIDEST = 40


def workbook(parsed: Parsed[Any], *, accept_doubts: bool = False, further: Sequence[Problem] = ()) -> bytes:
    """Return an Excel workbook of the rows of ``parsed`` that may not be written.

    ``further``: problems found after reading, such as by the database; their rows are added.
    """
    reasons = _reasons([*parsed.problems, *further])
    numbers = sorted({*parsed.rejected(accept_doubts=accept_doubts), *(one.row for one in further)})
    columns = _columns(parsed)
    wrong = {(one.row, one.column) for one in (*parsed.problems, *further)}
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1, "text_wrap": True})
    coloured = book.add_format({"bg_color": "#FFF0C2", "num_format": "@"})
    text = book.add_format({"num_format": "@"})
    wrapped = book.add_format({"text_wrap": True})
    sheet = book.add_worksheet("取り込めなかった行")
    for place, (header, _) in enumerate(columns):
        sheet.write_string(0, place, header, bold)
        sheet.set_column(place, place, min(max(10, len(header) * 2 + 2), _WIDEST), text)
    sheet.write_string(0, len(columns), REASON, bold)
    sheet.set_column(len(columns), len(columns), _WIDEST * 2)
    for line, number in enumerate((one for one in numbers if one in parsed.raw), 1):
        cells = parsed.raw[number]
        for place, (header, position) in enumerate(columns):
            cell = cells[position - 1] if position <= len(cells) else ""
            style = coloured if (number, header) in wrong else text
            if cell:
                sheet.write_string(
                    line, place, neutralise(cell.replace("\r\n", "\n"))[:MOST_CHARACTERS], style
                )
            else:
                sheet.write_blank(line, place, None, style)
        sheet.write_string(line, len(columns), f"元の{number}行目：{reasons[number]}", wrapped)
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{letters(len(columns))}{len(numbers) + 1}"})
    book.close()
    return out.getvalue()


def _columns(parsed: Parsed[Any]) -> list[tuple[str, int]]:
    """Return (header, position) of every column with a header, under the ledger's own name where mapped."""
    own = {letter: name for name, letter in parsed.mapping.items() if letter}
    columns = []
    for position, header in enumerate(parsed.headers, 1):
        name = own.get(letters(position), header)
        if name and search_key(name) != REASON:
            columns.append((name, position))
    return columns


def _reasons(problems: Sequence[Problem]) -> dict[int, str]:
    reasons: dict[int, list[str]] = defaultdict(list)
    for one in problems:
        reasons[one.row].append(f"【{one.column}】{one.reason}")
    return defaultdict(
        lambda: "列の対応が決まっていません。", {row: "\n".join(all_of) for row, all_of in reasons.items()}
    )
