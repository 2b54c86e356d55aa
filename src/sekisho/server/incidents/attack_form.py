"""The common form (共通様式) for ransomware and DDoS cases, in use since 2025-10-01, as a workbook.

One sheet of what is asked and what is answered, in the order of the offices' form: the body, the case, the
nine items, the attack, and whether the report may be shared with 国家サイバー統括室. Its answers can be
copied into the official book; what is not known is written as 不明.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.procedures import papers
from sekisho.server.ledgers import exports
from sekisho.server.ledgers.columns import Column
from sekisho.terms import IncidentKind, N, PaperKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

RANSOM, DDOS = frozenset({IncidentKind.RANSOMWARE.value}), frozenset({IncidentKind.DDOS.value})
BOTH = RANSOM | DDOS


@attrs.frozen
class Field:
    """One question of the form beyond the nine items."""

    key: str
    label: str
    kinds: frozenset[str] = RANSOM
    yes_no: bool = False


FIELDS = (
    Field("note", N("脅迫文（ランサムノート）の有無"), yes_no=True),
    Field("note_text", N("脅迫文の内容・連絡先")),
    Field("extension", N("暗号化されたファイルの拡張子")),
    Field("family", N("ランサムウェアの種類")),
    Field("entry", N("侵入の経路"), BOTH),
    Field("indicators", N("侵害の痕跡（通信先、ハッシュ値など）"), BOTH),
    Field("stopped", N("影響を受けた業務・システム"), BOTH),
    Field("backup", N("バックアップから戻せるか"), yes_no=True),
    Field("paid", N("身代金の要求額と対応")),
    Field("volume", N("攻撃の規模（通信量、継続時間）"), DDOS),
    Field("target", N("攻撃を受けた宛先"), DDOS),
    Field("police", N("警察への相談"), BOTH),
    Field("share", N("国家サイバー統括室との共有に同意する"), BOTH, yes_no=True),
)


@attrs.frozen
class Line:
    """One line of the sheet."""

    part: str
    asked: str
    answer: str


COLUMNS = (
    Column("区分", lambda line: line.part, 18),
    Column("項目", lambda line: line.asked, 44),
    Column("回答", lambda line: line.answer, 80),
)


def workbook(case: papers.Case, kind: str, attack: Mapping[str, object], day: dt.date) -> bytes:
    """Return the filled form as an Excel book."""
    lines = list(rows(case, kind, attack, day))
    filled = ([column.cell(line) for column in COLUMNS] for line in lines)
    data, _count = exports.workbook("共通様式", COLUMNS, filled)
    return data


def rows(case: papers.Case, kind: str, attack: Mapping[str, object], day: dt.date) -> Iterator[Line]:
    """Yield the lines of the form."""
    mark = "【訓練】" if case.exercise else ""
    yield Line("報告者", "団体名", f"{mark}{case.body}")
    yield Line("報告者", "報告日", day.isoformat())
    yield Line("報告者", "所管課", "、".join(case.sections) or papers.UNKNOWN)
    yield Line("事案", "件名", f"{mark}{case.title}")
    yield Line("事案", "種類", case.kind)
    yield Line("事案", "知った日", case.known_on.isoformat())
    for passage in papers.compose(PaperKind.PRELIMINARY, case, day).passages:
        yield Line("漏えい等", passage.heading, passage.text)
    for field in FIELDS:
        if kind in field.kinds:
            yield Line("攻撃", field.label, _said(attack.get(field.key)))


def _said(answer: object) -> str:
    if isinstance(answer, bool):
        return "はい" if answer else "いいえ"
    return str(answer) if answer else papers.UNKNOWN
