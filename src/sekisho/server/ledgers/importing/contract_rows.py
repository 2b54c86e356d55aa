"""委託契約台帳: its columns and its typed row.

A 返還・消去確認日 that is still empty is no fault of the cell but work to be done: :func:`unconfirmed` counts
such rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import say
from sekisho.server.importing import values
from sekisho.server.importing.columns import Column, Ledger
from sekisho.server.importing.reading import Options, read_ledger
from sekisho.terms import Confidentiality, Severity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping

    from sekisho.server.importing.parsed import Parsed


@attrs.frozen
class ContractRow:
    """One contract as the ledger states it. Field names are those of ``Contract``."""

    number: str
    title: str
    contractor_name: str
    corporate_number: str
    subcontractors: str
    section_name: str
    starts: dt.date
    ends: dt.date
    provided_data: str
    confidentiality: int | None
    person_count: int | None
    medium: str
    provided_on: dt.date | None
    return_due: dt.date | None
    returned_on: dt.date | None


LEDGER = Ledger(
    kind="contract-ledger",
    title="委託契約台帳",
    columns=(
        Column(
            "number", "契約番号", values.line(40), ("番号", "整理番号", "管理番号", "No"), example="R8-001"
        ),
        Column(
            "title",
            "委託業務名",
            values.line(200),
            ("業務名", "契約名", "件名", "委託名", "契約件名"),
            example="道路台帳補正業務",
        ),
        Column(
            "contractor_name",
            "受託者",
            values.line(120),
            ("委託先", "受注者", "契約相手方", "受託業者", "事業者名"),
            example="株式会社東西印刷",
        ),
        Column(
            "corporate_number",
            "法人番号",
            values.company,
            ("受託者法人番号",),
            needed=False,
            filled=False,
            example="4010000001101",
        ),
        Column(
            "subcontractors",
            "再委託先",
            values.paragraph(300),
            ("再委託", "再受託者"),
            needed=False,
            filled=False,
            example="",
        ),
        Column(
            "section_name",
            "所管課",
            values.line(60),
            ("課", "課名", "担当課", "所属", "所管", "主管課"),
            example="税務課",
        ),
        Column(
            "starts",
            "契約開始",
            values.date,
            ("契約開始日", "開始日", "履行期間開始", "契約日"),
            example="令和8年4月1日",
        ),
        Column(
            "ends",
            "契約終了",
            values.date,
            ("契約終了日", "終了日", "履行期限", "履行期間終了"),
            example="令和9年3月31日",
        ),
        Column(
            "provided_data",
            "提供データ",
            values.paragraph(4000),
            ("提供情報", "提供するデータ", "取扱情報"),
            needed=False,
            filled=False,
            example="固定資産税課税台帳",
        ),
        Column(
            "confidentiality",
            "最高機密性",
            values.grade(Confidentiality, "機密性"),
            ("機密性", "最高の機密性"),
            needed=False,
            filled=False,
            empty=None,
            choices=("機密性1", "機密性2", "機密性3"),
            example="機密性3",
        ),
        Column(
            "person_count",
            "件数（人）",
            values.people,
            ("人数", "本人の数", "件数", "対象者数"),
            needed=False,
            filled=False,
            empty=None,
            example="48,213",
        ),
        Column(
            "medium",
            "媒体",
            values.line(60),
            ("提供媒体", "提供方法"),
            needed=False,
            filled=False,
            example="LGWAN-ASP",
        ),
        Column(
            "provided_on",
            "提供日",
            values.date,
            ("データ提供日",),
            needed=False,
            filled=False,
            empty=None,
            example="令和8年4月20日",
        ),
        Column(
            "return_due",
            "返還・消去期限",
            values.date,
            ("返還期限", "消去期限", "返却期限"),
            needed=False,
            filled=False,
            empty=None,
            example="令和9年4月30日",
        ),
        Column(
            "returned_on",
            "返還・消去確認日",
            values.date,
            ("確認日", "返還確認日", "消去確認日"),
            needed=False,
            filled=False,
            empty=None,
            example="",
        ),
    ),
)


def read(
    data: bytes,
    filename: str,
    *,
    sections: Collection[str] | None = None,
    mapping: Mapping[str, str] | None = None,
    sheet: str = "",
) -> Parsed[ContractRow]:
    """Read a ledger of contracts from the bytes of an Excel or CSV file; see ``asset_rows.read``.

    Raises:
        BadInput: the file cannot be read at all.
    """
    options = Options(sections=sections, mapping=mapping, sheet=sheet)
    return read_ledger(LEDGER, data, filename, build=ContractRow, check=_disagreements, options=options)


def unconfirmed(parsed: Parsed[ContractRow]) -> list[int]:
    """Return the numbers of the rows that have a 返還・消去期限 but no 返還・消去確認日."""
    return [number for number, row in parsed.rows if row.return_due and not row.returned_on]


def _disagreements(row: Mapping[str, Any]) -> Iterator[tuple[str, Severity, str]]:
    if row["ends"] < row["starts"]:
        yield "ends", Severity.ERROR, say("契約終了が契約開始より前です。")
    if row["provided_on"] is None:
        return
    for field, name in (("return_due", "返還・消去期限"), ("returned_on", "返還・消去確認日")):
        if row[field] is not None and row[field] < row["provided_on"]:
            yield field, Severity.DOUBT, say("{name}が提供日より前です。", name=say(name))
