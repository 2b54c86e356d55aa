"""An annex that came back, read against what went out. Nothing is written here.

The hidden sheet says which annex it is; the tables are found by their headings, in our own form and in a
body's template alike, and every row must still read as it went out. What our own lines read by now decides
which answers can be taken.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import attrs

from sekisho.agreements import annex as core
from sekisho.errors import BadInput, say
from sekisho.server.agreements import annexes, queries
from sekisho.server.agreements.annex_excel import HIDDEN, NAME
from sekisho.server.agreements.annex_tables import AGAIN, cell, find, refuse_altered, refuse_more
from sekisho.server.importing.sheets import letters, read_sheets
from sekisho.terms import AnnexPart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sekisho.server.agreements.annex_models import AnnexIssue
    from sekisho.server.agreements.annexes import Ask
    from sekisho.server.agreements.queries import Matter
    from sekisho.server.importing.sheets import Sheet

Key = tuple[str, str]


@attrs.frozen
class Returned:
    """What a file that came back says."""

    digest: str
    """SHA-256 of the file."""
    issue: AnnexIssue
    answers: dict[Key, core.Answer]
    """By (table, line): what is written, whether it can be taken or not."""
    drift: core.Drift
    """How what went out differs from what stands now."""
    now: str
    """Digest of what stands now: if it changes before the consent, the file is shown anew."""
    by_name: str
    problems: tuple[BadInput, ...]

    @property
    def taken(self) -> dict[Key, core.Answer]:
        """The answers to lines that still read as they went out."""
        return {key: self.answers[key] for key in self.drift.same if key in self.answers}

    @property
    def left_out(self) -> tuple[Key, ...]:
        """The lines answered whose text has changed, or that are gone."""
        return tuple(key for key in self.answers if key not in self.drift.same)


def read(matter: Matter, data: bytes, filename: str) -> Returned:
    """Read a file that came back for ``matter``.

    Raises:
        BadInput: it could do harm, is no annex, belongs to something else, a row was altered, taken away or
            put in, or nothing was answered.
    """
    sheets = read_sheets(data, filename)
    known = _known(sheets)
    issue = _issue_of(matter, known, filename)
    lines = tuple(core.Line.from_list(one) for one in issue.lines)
    answers: dict[Key, core.Answer] = {}
    problems: list[BadInput] = []
    for part in AnnexPart:
        shown = part.value in known.get("tables", "").split(",")
        asked = [line for line in lines if shown and line.part == part.value]
        if asked:
            for line, answer in _table(sheets, part, asked, filename, problems):
                if answer != core.Answer():
                    answers[line.part, line.id] = answer
    if not answers and not problems:
        raise BadInput(
            "答えが一つも書かれていません。",
            where=filename,
            next_step="黄色の欄に答えを書いてもらってください。",
        )
    now = annexes.annex_of(matter).lines
    drift = core.drift(lines, now)
    return Returned(
        digest=hashlib.sha256(data).hexdigest(),
        issue=issue,
        answers=answers,
        drift=drift,
        now=core.digest(now),
        by_name=_name(sheets),
        problems=tuple(problems),
    )


def _issue_of(matter: Matter, known: Mapping[str, str], filename: str) -> AnnexIssue:
    if known.get("form") != "annex-1":
        raise BadInput("関所が出した別紙のExcelではありません。", where=filename, next_step=AGAIN)
    ours = annexes.identity(matter, 0, "")
    if any(known.get(name) != ours[name] for name in ("body", "ledger", "matter")):
        raise BadInput(
            say("別の件（{other}）の別紙です。", other=known.get("title") or say("不明")),
            where=filename,
            next_step=say("「{matter}」の別紙を選んでください。", matter=matter),
        )
    number = known.get("annex", "")
    found = queries.annex_issue(matter, int(number)) if number.isdecimal() and len(number) < 10 else None  # noqa: PLR2004  what a number of the table holds
    if found is None or found.digest != known.get("digest"):
        raise BadInput(
            "この別紙は、渡したどの版とも合いません。",
            where=filename,
            why="版の番号か照合値が書き換えられています。",
            next_step=AGAIN,
        )
    return found


def _known(sheets: Sequence[Sheet]) -> dict[str, str]:
    hidden = next((sheet for sheet in sheets if sheet.name == HIDDEN), None)
    return {cells[0]: cells[1] for cells in hidden.rows if len(cells) > 1} if hidden else {}


def _table(
    sheets: Sequence[Sheet],
    part: AnnexPart,
    lines: Sequence[core.Line],
    filename: str,
    problems: list[BadInput],
) -> Iterator[tuple[core.Line, core.Answer]]:
    asks = annexes.ASKS[part.value]
    headings = (*annexes.HEADINGS[part.value], *(ask.heading for ask in asks))
    place = find(sheets, headings)
    if place is None:
        raise BadInput(
            say("「{table}」の表が見つかりません。", table=part),
            where=filename,
            why="見出しの行が、消されたか書き換えられています。",
            next_step=AGAIN,
        )
    sheet, top, left = place
    asked = left + len(headings) - len(asks)
    for row, line in enumerate(lines, top + 1):
        refuse_altered(sheet, row, left, line, filename)
        answer = _answer(sheet, row, asked, asks, problems, line)
        yield line, answer
    refuse_more(sheet, top + len(lines) + 1, left, asked, asks, filename)


def _answer(
    sheet: Sheet, row: int, asked: int, asks: Sequence[Ask], problems: list[BadInput], line: core.Line
) -> core.Answer:
    given: dict[str, str] = {}
    for column, ask in enumerate(asks, asked):
        where = f"{sheet.name} {letters(column + 1)}{row + 1}　{line.id}"
        text = cell(sheet, row, column)
        fault = _fault(sheet, row, column, text, ask.choices, where)
        if fault:
            problems.append(fault)
        else:
            given[ask.field] = ask.choices.get(text, "") if ask.choices else text
    answer = core.Answer.from_dict(given)
    if line.part == AnnexPart.SPLIT.value and core.contradicts(answer, annexes.party_of(line)):
        problems.append(
            BadInput(
                "「同意する」と、違う行う者が、両方書かれています。",
                where=f"{sheet.name} {row + 1}　{line.id}",
                next_step="どちらかに直してもらってください。",
            )
        )
    return answer


def _fault(
    sheet: Sheet, row: int, column: int, text: str, choices: Mapping[str, str], where: str
) -> BadInput | None:
    if (row + 1, column + 1) in sheet.formulas:
        return BadInput("計算式が書かれています。", where=where, next_step="値を書いてもらってください。")
    if choices and text and text not in choices:
        return BadInput(
            say("「{label}」は回答として読めません。", label=text[:40]),
            where=where,
            next_step=say("{choices}から選んでもらってください。", choices=list(choices)),
        )
    if len(text) > core.LONGEST:
        return BadInput(
            say("説明が長すぎます（{count}文字）。", count=len(text)),
            where=where,
            next_step=say("{most}文字までにしてください。", most=core.LONGEST),
        )
    return None


def _name(sheets: Sequence[Sheet]) -> str:
    """Return who answered, from beside its heading; a template may have none."""
    for sheet in sheets:
        for cells in sheet.rows[:100]:
            if NAME in cells[:-1]:
                return cells[cells.index(NAME) + 1].strip()[:120]
    return ""
