"""情報資産台帳: its columns and its typed row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import say
from sekisho.server.importing import values
from sekisho.server.importing.columns import Column, Ledger
from sekisho.server.importing.reading import Options, read_ledger
from sekisho.terms import Availability, Confidentiality, Integrity, Medium, Severity, Zone

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping

    from sekisho.server.importing.parsed import Parsed


@attrs.frozen
class AssetRow:
    """One information asset as the ledger states it. Field names are those of ``InformationAsset``."""

    number: str
    name: str
    section_name: str
    unit: str
    keeper: str
    confidentiality: int
    integrity: int
    availability: int
    restrictions: list[str]
    """Values of :class:`~sekisho.terms.HandlingRestriction`, in the glossary's order."""
    personal_data: bool
    specific_personal_data: bool
    person_count: int | None
    medium: str
    zone: str
    retention: str
    registered_on: dt.date


LEDGER = Ledger(
    kind="asset-ledger",
    title="情報資産台帳",
    columns=(
        Column(
            "number",
            "管理番号",
            values.line(40),
            ("番号", "資産番号", "台帳番号", "整理番号", "No"),
            example="税務-0001",
        ),
        Column(
            "name",
            "情報資産名",
            values.line(200),
            ("情報資産の名称", "情報資産", "資産名", "名称", "文書名"),
            example="固定資産税課税台帳",
        ),
        Column(
            "section_name",
            "所管課",
            values.line(60),
            ("課", "課名", "担当課", "所属", "所管", "主管課"),
            example="税務課",
        ),
        Column(
            "unit",
            "係",
            values.line(60),
            ("係名", "担当係", "グループ"),
            needed=False,
            filled=False,
            example="資産税係",
        ),
        Column(
            "keeper",
            "管理担当者",
            values.line(60),
            ("担当者", "管理者", "担当者名", "管理担当"),
            needed=False,
            filled=False,
            example="佐藤 花子",
        ),
        Column(
            "confidentiality",
            "機密性",
            values.grade(Confidentiality, "機密性"),
            ("機密性区分", "機密性分類", "機密性の格付", "秘密度"),
            choices=("機密性1", "機密性2", "機密性3"),
            example="機密性3",
        ),
        Column(
            "integrity",
            "完全性",
            values.grade(Integrity, "完全性"),
            ("完全性区分", "完全性分類"),
            choices=("1", "2"),
            example="2",
        ),
        Column(
            "availability",
            "可用性",
            values.grade(Availability, "可用性"),
            ("可用性区分", "可用性分類"),
            choices=("1", "2"),
            example="2",
        ),
        Column(
            "restrictions",
            "取扱制限",
            values.terms(values.RESTRICTIONS, "取扱制限"),
            ("取扱いの制限", "取り扱い制限", "取扱い制限"),
            filled=False,
            empty=[],
            example="複製禁止、配付禁止",
        ),
        Column(
            "personal_data",
            "個人情報の有無",
            values.yes_or_no,
            ("個人情報", "個人情報有無"),
            choices=("有", "無"),
            example="有",
        ),
        Column(
            "specific_personal_data",
            "特定個人情報",
            values.yes_or_no,
            ("特定個人情報の有無", "マイナンバー", "個人番号"),
            filled=False,
            empty=False,
            choices=("○",),
            example="○",
        ),
        Column(
            "person_count",
            "本人の数",
            values.people,
            ("人数", "件数", "本人数", "対象者数", "個人情報の件数", "件数（人）"),
            needed=False,
            filled=False,
            empty=None,
            example="48,213",
        ),
        Column(
            "medium",
            "媒体",
            values.term(values.MEDIA, "媒体"),
            ("記録媒体", "保存媒体", "媒体の種類"),
            choices=tuple(member.label for member in Medium),
            example="電子",
        ),
        Column(
            "zone",
            "ネットワーク",
            values.term(values.ZONES, "ネットワーク"),
            ("ネットワーク区分", "系統", "保存場所のネットワーク"),
            needed=False,
            filled=False,
            choices=tuple(member.label for member in Zone),
            example="LGWAN接続系",
        ),
        Column(
            "retention", "保存期間", values.line(30), ("保存年限",), needed=False, filled=False, example="5年"
        ),
        Column(
            "registered_on",
            "登録年月日",
            values.date,
            ("登録日", "作成日", "台帳登録日"),
            example="令和6年4月1日",
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
) -> Parsed[AssetRow]:
    """Read a ledger of information assets from the bytes of an Excel or CSV file.

    ``sections``: the names of the body's sections, None when unknown. ``mapping`` and ``sheet``: a person's
    correction, see :func:`~sekisho.server.importing.columns.recognise`.

    Raises:
        BadInput: the file cannot be read at all.
    """
    options = Options(sections=sections, mapping=mapping, sheet=sheet)
    return read_ledger(LEDGER, data, filename, build=AssetRow, check=_disagreements, options=options)


def _disagreements(row: Mapping[str, Any]) -> Iterator[tuple[str, Severity, str]]:
    if row["personal_data"]:
        return
    if row["specific_personal_data"]:
        yield (
            "specific_personal_data",
            Severity.DOUBT,
            say("個人情報が「無」なのに、特定個人情報があります。"),
        )
    if row["person_count"]:
        yield "person_count", Severity.DOUBT, say("個人情報が「無」なのに、本人の数が書かれています。")
