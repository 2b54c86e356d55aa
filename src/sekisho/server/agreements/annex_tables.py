"""Where the tables of an annex stand in a workbook that came back, and whether their rows are unaltered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.errors import BadInput, say
from sekisho.server.importing.sheets import letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sekisho.agreements.annex import Line
    from sekisho.server.agreements.annexes import Ask
    from sekisho.server.importing.sheets import Sheet

AGAIN = say("「別紙（Excel）」で出し直したファイルに、答えを書いてもらってください。")
_MOST_ROWS = 5000
"""How far down a table is looked for."""


def find(sheets: Sequence[Sheet], headings: Sequence[str]) -> tuple[Sheet, int, int] | None:
    """Return sheet, row and column (from 0) of the row that has ``headings`` one beside the other."""
    wanted = [plain(one) for one in headings]
    for sheet in sheets:
        for row, cells in enumerate(sheet.rows[:_MOST_ROWS]):
            shown = [plain(one) for one in cells]
            for left in range(len(shown) - len(wanted) + 1):
                if shown[left : left + len(wanted)] == wanted:
                    return sheet, row, left
    return None


def refuse_altered(sheet: Sheet, row: int, left: int, line: Line, filename: str) -> None:
    """Refuse a row that does not read as ``line`` went out.

    Raises:
        BadInput: naming sheet, row, cell, and what stood there.
    """
    for column, text in enumerate(line.cells, left):
        shown = cell(sheet, row, column)
        if plain(shown) != plain(text):
            raise BadInput(
                say(
                    "シート「{sheet}」の{row}行目（{id}）が、渡したものと違います。",
                    sheet=sheet.name,
                    row=row + 1,
                    id=line.id,
                ),
                where=filename,
                why=say(
                    "{cell}は「{shown}」ですが、渡したときは「{text}」でした。",
                    cell=f"{letters(column + 1)}{row + 1}",
                    shown=shown[:60],
                    text=text[:60],
                ),
                next_step=AGAIN,
            )


def refuse_more(sheet: Sheet, row: int, left: int, asked: int, asks: Sequence[Ask], filename: str) -> None:
    """Refuse a row put in below a table; what else a template has there is left alone.

    Raises:
        BadInput: the row has a first cell and a reply.
    """
    if cell(sheet, row, left) and cell(sheet, row, asked) in asks[0].choices:
        raise BadInput(
            say(
                "シート「{sheet}」の{row}行目（{id}）は、渡した別紙にない行です。",
                sheet=sheet.name,
                row=row + 1,
                id=cell(sheet, row, left)[:40],
            ),
            where=filename,
            next_step=AGAIN,
        )


def cell(sheet: Sheet, row: int, column: int) -> str:
    """Return what stands in a cell, without blanks at its ends."""
    cells = sheet.rows[row] if row < len(sheet.rows) else ()
    return str(cells[column]).strip() if column < len(cells) else ""


def plain(text: str) -> str:
    """Return text as it is compared: programs differ in how they write blanks and ends of lines."""
    return "".join(text.split())
