"""The application as an Excel form: written out with the answers so far, read back cell by cell.

A hidden sheet names the application and the version it was written from; a form of another application, or
one whose draft moved on meanwhile, is refused as a whole. A cell that cannot be read keeps everything out.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import attrs
import xlsxwriter

from sekisho.errors import BadInput, Conflict, say
from sekisho.inspection.formula import neutralise, restore
from sekisho.server.applications.answers import NONE_OF_THEM, read, shown
from sekisho.server.applications.fields import STEPS, Field, Shape
from sekisho.server.importing.sheets import read_sheets
from sekisho.server.ledgers import queries as ledgers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sekisho.server.accounts.models import Person
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.models import Application
    from sekisho.server.ledgers.models import InformationAsset

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET, HIDDEN = "外部サービス利用申請", "sekisho"
_FIRST = 4
_ANSWER = 2
_HOW = {
    Shape.FLAG: "はい／いいえ",
    Shape.DATE: "例：令和8年12月1日、R8.12.1、2026/12/1",
    Shape.ASSETS: "台帳の管理番号を「、」で区切って",
    Shape.PERSON: "氏名",
    Shape.CODES: "例：JP、US",
    Shape.CORPORATE: "13桁の数字",
    Shape.NUMBER: "数字",
}


@attrs.frozen
class Filled:
    """What a form that came back says."""

    version: int
    changes: dict[str, Any]
    problems: tuple[BadInput, ...]


def write(application: Application, assets: Sequence[InformationAsset], people: Sequence[Person]) -> bytes:
    """Return the Excel form of ``application`` with its answers so far."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(SHEET)
    bold = book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1, "text_wrap": True})
    label = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    answer = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "locked": False})
    for column, width in enumerate((8, 34, 48, 48)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"外部サービス利用申請　{application.number}", book.add_format({"bold": True}))
    sheet.write_string(
        1, 0, "C列に答えを書き、「申請」の画面で取り込んでください。分からない欄は空けてください。"
    )
    for column, heading in enumerate(("段", "項目", "答え", "書き方")):
        sheet.write_string(_FIRST - 1, column, heading, bold)
    names = {str(one.pk): one.name for one in people}
    for row, (number, field) in enumerate(_questions(), _FIRST):
        value = _cell(field, application.answers.get(field.name), assets, names)
        sheet.write_number(row, 0, number, label)
        sheet.write_string(row, 1, field.label + ("（必須）" if field.required else ""), label)
        sheet.write_string(row, _ANSWER, str(neutralise(value))[:32767], answer)
        sheet.write_string(row, 3, _how(field), label)
        _offer(sheet, row, field)
    sheet.protect(options={"format_rows": True, "format_columns": True})
    sheet.freeze_panes(_FIRST, 0)
    _identify(book, application)
    book.close()
    return out.getvalue()


def fill(
    actor: Actor, application: Application, people: Sequence[Person], data: bytes, filename: str
) -> Filled:
    """Read a form that came back for ``application``.

    Raises:
        BadInput: the file could do harm, is no such form, or belongs to another application.
        Conflict: the draft was changed on screen after the form was written.
    """
    sheets = {sheet.name: sheet for sheet in read_sheets(data, filename)}
    if SHEET not in sheets or HIDDEN not in sheets:
        raise BadInput(
            "この申請のExcel様式ではありません。",
            where=filename,
            next_step="「Excel様式を書き出す」で出したファイルに書いてください。",
        )
    known = {row[0]: row[1] for row in sheets[HIDDEN].rows if len(row) > 1}
    _check_identity(application, known, filename)
    changes: dict[str, Any] = {}
    problems: list[BadInput] = []
    for row, (_number, field) in enumerate(_questions(), _FIRST + 1):
        cells = sheets[SHEET].rows[row - 1] if row <= len(sheets[SHEET].rows) else ()
        text = str(restore(cells[_ANSWER])) if len(cells) > _ANSWER else ""
        try:
            changes[field.name] = _answer(actor, application, field, text, people)
        except BadInput as problem:
            problem.where = f"C{row}　{field.label}"
            problems.append(problem)
    return Filled(int(known["version"]), changes, tuple(problems))


def _questions() -> list[tuple[int, Field]]:
    return [(step.number, field) for step in STEPS for field in step.fields]


def _cell(
    field: Field,
    value: Any,  # noqa: ANN401  a stored answer
    assets: Sequence[InformationAsset],
    names: Mapping[str, str],
) -> str:
    if field.shape is Shape.ASSETS:
        return "、".join(one.number for one in assets)
    if field.shape is Shape.PERSON:
        return names.get(str(value), "")
    return shown(field, value)


def _how(field: Field) -> str:
    how = _HOW.get(field.shape, "")
    if field.choices:
        words = [label for _value, label in field.choices]
        how = (
            "次から選ぶ："
            if field.shape is Shape.CHOICE
            else "次から選び「、」で区切る（なければ「なし」）："
        )
        how += "、".join(words)
    return "　".join(part for part in (field.help, field.hint, how) if part)


def _offer(sheet: Any, row: int, field: Field) -> None:  # noqa: ANN401  xlsxwriter ships no types
    words = ["はい", "いいえ"] if field.shape is Shape.FLAG else [label for _value, label in field.choices]
    if field.shape in {Shape.FLAG, Shape.CHOICE} and len(",".join(words)) < 255:  # noqa: PLR2004  Excel's limit
        sheet.data_validation(
            row, _ANSWER, row, _ANSWER, {"validate": "list", "source": words, "error_type": "warning"}
        )


def _identify(book: Any, application: Application) -> None:  # noqa: ANN401  xlsxwriter ships no types
    hidden = book.add_worksheet(HIDDEN)
    hidden.hide()
    for row, (name, value) in enumerate(
        (("application", application.number), ("version", str(application.version)), ("form", "1"))
    ):
        hidden.write_string(row, 0, name)
        hidden.write_string(row, 1, value)


def _check_identity(application: Application, known: Mapping[str, str], filename: str) -> None:
    if known.get("application") != application.number:
        raise BadInput(
            say("別の申請（{other}）のExcel様式です。", other=known.get("application") or say("不明")),
            where=filename,
            next_step=say("受付番号{number}の様式を選んでください。", number=application.number),
        )
    if known.get("version") != str(application.version):
        raise Conflict(
            "Excel様式を書き出した後に、下書きが画面で直されています。",
            where=filename,
            next_step="もう一度「Excel様式を書き出す」で出し、書き写してください。",
        )


def _answer(actor: Actor, application: Application, field: Field, text: str, people: Sequence[Person]) -> Any:  # noqa: ANN401  plain JSON of the field's shape
    text = text.strip()
    if field.shape is Shape.ASSETS:
        return _assets(actor, application, text)
    if field.shape is Shape.PERSON and text:
        found = [
            one.pk for one in people if one.name.replace(" ", "") == text.replace(" ", "").replace("　", "")
        ]
        if len(found) != 1:
            raise BadInput(
                say("「{text}」という職員が、申請課にいないか、二人以上います。", text=text),
                next_step="画面で選んでください。",
            )
        return found[0]
    if field.shape is Shape.WORDS and text == "なし":
        text = NONE_OF_THEM
    return read(field, [text])


def _assets(actor: Actor, application: Application, text: str) -> list[int] | None:
    wanted = [
        part.strip() for part in text.replace(",", "、").replace("\n", "、").split("、") if part.strip()
    ]
    if not wanted:
        return None
    rows = ledgers.assets(actor).filter(section_id=application.section_id, number__in=wanted)
    found = dict(rows.values_list("number", "pk"))
    unknown = [number for number in wanted if number not in found]
    if unknown:
        raise BadInput(
            say("管理番号「{numbers}」は、申請課の台帳にありません。", numbers=unknown),
            next_step="情報資産台帳で番号を確かめてください。",
        )
    return sorted(found.values())
