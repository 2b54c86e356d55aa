"""A questionnaire as an Excel file: out with the answers so far, back cell by cell.

A hidden sheet carries number, version and digest of the questions. An answer to another version is not
taken for one to this: what differs is said, and only answers to unchanged words are offered.
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

import attrs
import xlsxwriter

from sekisho.agreements import questionnaire as core
from sekisho.errors import BadInput, say
from sekisho.inspection.formula import neutralise, restore
from sekisho.server.agreements import questionnaire_queries, rules
from sekisho.server.agreements.rowheight import LINE, height
from sekisho.server.importing.sheets import read_sheets
from sekisho.terms import Reply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sekisho.server.agreements.models import Questionnaire
    from sekisho.server.importing.sheets import Sheet

SHEET, HIDDEN = "質問票", "sekisho"
_HEAD = 6
_REPLY, _WORDS = 3, 4
_WIDTHS = (9, 36, 44, 16, 52)
_HEADINGS = ("番号", "要件", "質問", "回答", "説明")
_NAME_ROW = 3
_LABELS = {one.label: one.value for one in Reply}


@attrs.frozen
class Incoming:
    """What a file that came back says."""

    digest: str
    """SHA-256 of the file."""
    number: int
    """The version of the questions it answers."""
    answers: dict[str, dict[str, str]]
    by_name: str
    drift: core.Drift | None
    """How its questions differ from those asked now; None: they are the same."""
    problems: tuple[BadInput, ...]


def write(row: Questionnaire, body: str) -> bytes:
    """Return the Excel form of a questionnaire."""
    version = questionnaire_queries.asked(row)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(SHEET)
    forms = _formats(book)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    due = row.due_on.isoformat() if row.due_on else "—"
    sheet.write_string(0, 0, f"質問票　{row.number}　{row.title}", forms["title"])
    sheet.write_string(1, 0, f"{body} {row.section.name}　から　{row.firm.name}　御中　　回答期限 {due}")
    sheet.write_string(2, 0, "D列で選び、E列に説明を書いてください。「満たす」のほかは説明が要ります。")
    sheet.write_string(_NAME_ROW, 0, "回答者（所属・氏名）", forms["cell"])
    sheet.merge_range(_NAME_ROW, 1, _NAME_ROW, 2, "", forms["answer"])
    for column, heading in enumerate(_HEADINGS):
        sheet.write_string(_HEAD - 1, column, heading, forms["head"])
    for line, one in enumerate(questionnaire_queries.questions_of(version), _HEAD):
        given = row.draft.get(one.id, {})
        reply = next((label for label, value in _LABELS.items() if value == given.get("reply")), "")
        texts = (one.id, one.requirement, one.text, reply, str(given.get("words", "")))
        sheet.set_row(line, max(height(texts, _WIDTHS), 2 * LINE))
        for column, text in enumerate(texts):
            form = forms["answer" if column >= _REPLY else "cell"]
            sheet.write_string(line, column, str(neutralise(text))[:32767], form)
        sheet.data_validation(
            line, _REPLY, line, _REPLY, {"validate": "list", "source": list(_LABELS), "error_type": "stop"}
        )
    sheet.protect(options={"format_rows": True, "format_columns": True})
    sheet.freeze_panes(_HEAD, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD - 1)
    _identify(book, row.number, version.number, version.digest)
    book.close()
    return out.getvalue()


def read(row: Questionnaire, data: bytes, filename: str) -> Incoming:
    """Read a file that came back for ``row``. Nothing is written.

    Raises:
        BadInput: it could do harm, is no such file, belongs to another questionnaire, or its questions were
            altered.
    """
    sheets = {sheet.name: sheet for sheet in read_sheets(data, filename)}
    if SHEET not in sheets or HIDDEN not in sheets:
        raise BadInput(
            "この質問票のExcelではありません。",
            where=filename,
            next_step="「Excelで書き出す」で出したファイルに答えを書いてもらってください。",
        )
    known = {cells[0]: cells[1] for cells in sheets[HIDDEN].rows if len(cells) > 1}
    version = _version_of(row, known, filename)
    questions = questionnaire_queries.questions_of(version)
    _refuse_altered(sheets[SHEET], questions, filename)
    answers, problems = _answers(sheets[SHEET], questions)
    now_asked = questionnaire_queries.asked(row)
    drift = None
    if version.digest != now_asked.digest:
        drift = core.drift(questions, questionnaire_queries.questions_of(now_asked))
        answers = {key: answer for key, answer in answers.items() if key in drift.same}
        problems = [one for one in problems if one.where.partition("　")[2] in drift.same]
    name = _cell(sheets[SHEET], _NAME_ROW, 1)
    return Incoming(
        digest=hashlib.sha256(data).hexdigest(),
        number=version.number,
        answers=answers,
        by_name=name[:120],
        drift=drift,
        problems=tuple(problems),
    )


def _version_of(row: Questionnaire, known: Mapping[str, str], filename: str) -> Any:  # noqa: ANN401  a QuestionVersion of this slice
    if known.get("questionnaire") != row.number:
        raise BadInput(
            say("別の質問票（{other}）のExcelです。", other=known.get("questionnaire") or say("不明")),
            where=filename,
            next_step=say("質問票{number}のファイルを選んでください。", number=row.number),
        )
    version = next((one for one in row.versions.all() if str(one.number) == known.get("version")), None)
    if version is None or version.digest != known.get("digest"):
        raise BadInput(
            "このExcelの質問は、どの版の質問とも合いません。",
            where=filename,
            why="版の番号か、質問の照合値が書き換えられています。",
            next_step="「Excelで書き出す」で出し直したファイルに、答えを書いてもらってください。",
        )
    return version


def _refuse_altered(sheet: Sheet, questions: Sequence[core.Question], filename: str) -> None:
    for line, one in enumerate(questions, _HEAD):
        shown = tuple(restore(_cell(sheet, line, column)) for column in range(_REPLY))
        if shown != (one.id, one.requirement.strip(), one.text.strip()):
            raise BadInput(
                say("{row}行目の質問（{id}）が、送ったものと違います。", row=line + 1, id=one.id),
                where=filename,
                why="質問の行が、消されたか、並べ替えられたか、書き換えられています。",
                next_step="「Excelで書き出す」で出し直したファイルに、答えを書いてもらってください。",
            )


def _answers(
    sheet: Sheet, questions: Sequence[core.Question]
) -> tuple[dict[str, dict[str, str]], list[BadInput]]:
    answers: dict[str, dict[str, str]] = {}
    problems = []
    for line, one in enumerate(questions, _HEAD):
        label, words = restore(_cell(sheet, line, _REPLY)), restore(_cell(sheet, line, _WORDS))
        cells = f"D{line + 1}　{one.id}"
        if (line + 1, _REPLY + 1) in sheet.formulas or (line + 1, _WORDS + 1) in sheet.formulas:
            problems.append(
                BadInput("計算式が書かれています。", where=cells, next_step="値を書いてもらってください。")
            )
        elif label and label not in _LABELS:
            problems.append(
                BadInput(
                    say("「{label}」は回答として読めません。", label=label[:40]),
                    where=cells,
                    next_step=say("{choices}から選んでもらってください。", choices=list(_LABELS)),
                )
            )
        elif len(words) > core.LONGEST:
            problems.append(
                BadInput(
                    say("説明が長すぎます（{count}文字）。", count=len(words)),
                    where=cells,
                    next_step=say("{most}文字までにしてください。", most=core.LONGEST),
                )
            )
        elif label or words:
            answers[one.id] = {"reply": _LABELS.get(label, ""), "words": words}
    return answers, problems


def _cell(sheet: Sheet, line: int, column: int) -> str:
    cells = sheet.rows[line] if line < len(sheet.rows) else ()
    return str(cells[column]).strip() if column < len(cells) else ""


def _formats(book: Any) -> dict[str, Any]:  # noqa: ANN401  xlsxwriter ships no types
    cell = {"border": 1, "text_wrap": True, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format(cell | {"bold": True, "bg_color": "#E8F1FE"}),
        "cell": book.add_format(cell),
        "answer": book.add_format(cell | {"locked": False, "bg_color": "#FFFDE7"}),
    }


def _identify(book: Any, number: str, version: int, digest: str) -> None:  # noqa: ANN401  xlsxwriter ships no types
    hidden = book.add_worksheet(HIDDEN)
    hidden.hide()
    known = {"questionnaire": number, "version": str(version), "digest": digest, "form": "1"}
    for line, (name, value) in enumerate(known.items()):
        hidden.write_string(line, 0, name)
        hidden.write_string(line, 1, value)


def heading(key: str) -> str:
    """Return the title of a heading."""
    return rules.book().headings.get(key, key)
