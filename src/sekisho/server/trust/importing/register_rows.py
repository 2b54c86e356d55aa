"""A register of ISMAP or ISMAP-LIU read: its typed rows, and what does not agree in them.

A registration is valid until 1 year and 4 months after its audited period; the register's own end counts
only where it is earlier (``procedures.evidence``). Rows of one number contradict each other and are all
refused; what cannot be read is never taken for something else.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import BadInput, say
from sekisho.japan import dates
from sekisho.japan.text import normal_width
from sekisho.procedures import evidence
from sekisho.procedures.registers import number_key
from sekisho.server.importing.parsed import Problem
from sekisho.server.importing.reading import Options, read_ledger
from sekisho.server.trust.importing.register_columns import LEDGER
from sekisho.terms import CertificationKind, RegisterState, Severity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from sekisho.server.importing.parsed import Parsed


_AS_OF = re.compile(r"([^\s(（:：、]{4,20}?)\s*(?:現在|時点)")
_IN_NAME = re.compile(r"(?<!\d)20\d{2}[-_.]?\d{2}[-_.]?\d{2}(?!\d)")


@attrs.frozen(kw_only=True)
class RegisterLine:
    """One registration as the register states it. Field names are those of ``RegisterRow``."""

    number: str
    service_name: str
    provider_name: str
    corporate_number: str
    registered: dt.date | None
    period_start: dt.date | None
    period_end: dt.date | None
    expires: dt.date | None
    scope: str
    state: RegisterState
    state_on: dt.date | None

    def until(self, kind: CertificationKind) -> dt.date | None:
        """Return the last day of the registration; None: the register does not say."""
        return evidence.valid_until(
            evidence.Dates(kind, self.registered, self.period_start, self.period_end, self.expires)
        )


_ENDS = {"period", "period_end", "expires"}


def read(
    data: bytes,
    filename: str,
    kind: CertificationKind,
    *,
    mapping: Mapping[str, str] | None = None,
    sheet: str = "",
) -> Parsed[RegisterLine]:
    """Read a register from the bytes of an Excel or CSV file. Nothing is written.

    Raises:
        BadInput: the file cannot be read at all.
    """

    def check(row: Mapping[str, Any]) -> Iterator[tuple[str, Severity, str]]:
        yield from _disagreements(row, kind)

    options = Options(sections=(), mapping=mapping, sheet=sheet)
    parsed = read_ledger(LEDGER, data, filename, build=_line, check=check, options=options)
    if not any(parsed.mapping[one.name] for one in LEDGER.columns if one.field in _ENDS):
        reason = say("「監査対象期間」も「登録の有効期限」も見つかりません。列の名前を確かめてください。")
        missing = Problem(parsed.header_row, "監査対象期間", "", reason, Severity.ERROR)
        of_columns = [one for one in parsed.problems if one.row <= parsed.header_row]
        return attrs.evolve(parsed, rows=[], problems=[*of_columns, missing])
    return _single(parsed)


def _line(**row: Any) -> RegisterLine:  # noqa: ANN401  the columns' own values
    start, end = row.pop("period") or (None, None)
    state, state_on = row.pop("state")
    withdrawn = row.pop("withdrawn")
    if withdrawn is not None:
        state, state_on = RegisterState.WITHDRAWN, withdrawn
    row |= {"period_start": row["period_start"] or start, "period_end": row["period_end"] or end}
    return RegisterLine(**row, state=state, state_on=state_on)


def _disagreements(row: Mapping[str, Any], kind: CertificationKind) -> Iterator[tuple[str, Severity, str]]:
    line = _line(**row)
    start, end, expires, registered = line.period_start, line.period_end, line.expires, line.registered
    if start and end and end < start:
        yield (
            "period_end",
            Severity.ERROR,
            say("監査対象期間の終わりが始めより前です。どちらが正しいか確かめてください。"),
        )
    if expires and registered and expires < registered:
        yield (
            "expires",
            Severity.ERROR,
            say("登録の有効期限が登録日より前です。どちらが正しいか確かめてください。"),
        )
    if end is None and expires is None and line.state is RegisterState.LISTED:
        reason = say("監査対象期間も有効期限も書かれていません。取り込むと、期限がわからない登録になります。")
        yield "period", Severity.DOUBT, reason
    ruled = evidence.ismap_until(end) if end else None
    if ruled and expires and expires > ruled and kind in evidence.REGISTERED:
        reason = say(
            "監査対象期間の終わりから1年4か月（{day}）より後です。早い方を使います。",
            day=dates.format_wareki(ruled),
        )
        yield "expires", Severity.DOUBT, reason


def _single(parsed: Parsed[RegisterLine]) -> Parsed[RegisterLine]:
    """Refuse rows of one registration number that is only spelled in two ways; a repetition is left out."""
    times = Counter(number_key(line.number) for _, line in parsed.rows)
    told = {one.row for one in parsed.problems if one.column == "登録番号"}
    wrong = {
        number
        for number, line in parsed.rows
        if times[number_key(line.number)] > 1 and number not in told and not _same_as_others(parsed, line)
    }
    problems = [
        Problem(
            number,
            "登録番号",
            line.number,
            say("同じ登録番号の行がほかにあります。正しい番号に直してください。"),
            Severity.ERROR,
        )
        for number, line in parsed.rows
        if number in wrong
    ]
    rows = [(number, line) for number, line in parsed.rows if number not in wrong]
    return attrs.evolve(
        parsed, rows=rows, problems=sorted([*parsed.problems, *problems], key=lambda one: one.row)
    )


def _same_as_others(parsed: Parsed[RegisterLine], line: RegisterLine) -> bool:
    key = number_key(line.number)
    return all(other == line for _, other in parsed.rows if number_key(other.number) == key)


def as_of(parsed: Parsed[RegisterLine]) -> dt.date | None:
    """Return the day the file itself says it is of, above its headers or in its name; None: it does not."""
    above = [found[1] for text in parsed.above for found in _AS_OF.finditer(normal_width(text))]
    named = [
        found[0].replace("_", "").replace(".", "").replace("-", "")
        for found in _IN_NAME.finditer(parsed.filename)
    ]
    for text in (*above, *parsed.above, *named):
        try:
            return dates.parse_date(text)
        except BadInput:
            continue
    return None
