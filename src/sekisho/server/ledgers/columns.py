"""The columns of each ledger on paper: the words of the offices' own sheets, in their order.

Excel, CSV and the templates for import use the same headings, so that what was written out can be
corrected and taken in again. Dates are ISO here; screens show them in 和暦.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.terms import (
    HandlingRestriction,
    Medium,
    Phase,
    ServiceClass,
    ServiceKind,
    Term,
    TermsKind,
    Zone,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sekisho.server.ledgers.models import Contract, Contractor, ExternalService, InformationAsset


@attrs.frozen
class Column:
    """One heading and how a row fills it."""

    header: str
    cell: Callable[[Any], object]
    width: int = 14


def labels_of(kind: type[Term]) -> dict[str, str]:
    """Return the stored values of a word with their labels."""
    return {member.value: member.label for member in kind}


_MEDIA, _ZONES, _RESTRICTIONS = labels_of(Medium), labels_of(Zone), labels_of(HandlingRestriction)
_KINDS, _CLASSES, _TERMS, _PHASES = (
    labels_of(kind) for kind in (ServiceKind, ServiceClass, TermsKind, Phase)
)


def _word(words: dict[str, str], value: str) -> str:
    return words.get(value, value)


def _has(value: bool | None) -> str:  # noqa: FBT001  the cell of a yes-or-no column
    return "" if value is None else "有" if value else "無"


def _restrictions(row: InformationAsset) -> str:
    return "、".join(_word(_RESTRICTIONS, value) for value in row.restrictions)


ASSET_COLUMNS: tuple[Column, ...] = (
    Column("管理番号", lambda row: row.number),
    Column("情報資産名", lambda row: row.name, 34),
    Column("所管課", lambda row: row.section.name, 18),
    Column("係", lambda row: row.unit),
    Column("管理担当者", lambda row: row.keeper),
    Column("機密性", lambda row: row.confidentiality, 8),
    Column("完全性", lambda row: row.integrity, 8),
    Column("可用性", lambda row: row.availability, 8),
    Column("取扱制限", _restrictions, 24),
    Column("個人情報の有無", lambda row: _has(row.personal_data)),
    Column("特定個人情報", lambda row: _has(row.specific_personal_data)),
    Column("要配慮個人情報", lambda row: _has(row.sensitive_personal_data)),
    Column("本人の数", lambda row: row.person_count, 10),
    Column("媒体", lambda row: _word(_MEDIA, row.medium)),
    Column("ネットワーク", lambda row: _word(_ZONES, row.zone), 24),
    Column("保存期間", lambda row: row.retention, 10),
    Column("登録年月日", lambda row: row.registered_on, 12),
    Column("台帳から外した日", lambda row: row.retired_on, 14),
)

CONTRACT_COLUMNS: tuple[Column, ...] = (
    Column("契約番号", lambda row: row.number),
    Column("委託業務名", lambda row: row.title, 34),
    Column("受託者", lambda row: row.contractor.name, 28),
    Column("法人番号", lambda row: row.contractor.corporate_number, 16),
    Column("再委託先", lambda row: row.subcontractors, 24),
    Column("所管課", lambda row: row.section.name, 18),
    Column("契約開始", lambda row: row.starts, 12),
    Column("契約終了", lambda row: row.ends, 12),
    Column("提供データ", lambda row: row.provided_data, 30),
    Column("最高機密性", lambda row: row.confidentiality, 10),
    Column("件数（人）", lambda row: row.person_count, 12),
    Column("媒体", lambda row: row.medium),
    Column("提供日", lambda row: row.provided_on, 12),
    Column("返還・消去期限", lambda row: row.return_due, 14),
    Column("返還・消去確認日", lambda row: row.returned_on, 16),
    Column("台帳から外した日", lambda row: row.retired_on, 14),
)

CONTRACTOR_COLUMNS: tuple[Column, ...] = (
    Column("名称", lambda row: row.name, 34),
    Column("法人番号", lambda row: row.corporate_number, 16),
    Column("所在地", lambda row: row.address, 40),
    Column("連絡先", lambda row: row.contact, 30),
    Column("台帳から外した日", lambda row: row.retired_on, 14),
)

SERVICE_COLUMNS: tuple[Column, ...] = (
    Column("管理番号", lambda row: row.number),
    Column("サービス名", lambda row: row.name, 30),
    Column("提供者", lambda row: row.provider.name, 28),
    Column("法人番号", lambda row: row.provider.corporate_number, 16),
    Column("所管課", lambda row: row.section.name, 18),
    Column("種類", lambda row: _word(_KINDS, row.kind), 18),
    Column("契約の形", lambda row: _word(_TERMS, row.terms_kind), 16),
    Column("区分", lambda row: _word(_CLASSES, row.service_class), 34),
    Column("取り扱う最高の機密性", lambda row: row.confidentiality, 12),
    Column("利用目的・業務", lambda row: row.purpose, 40),
    Column("URL", lambda row: row.url, 30),
    Column("段階", lambda row: _word(_PHASES, row.phase_now), 12),
    Column("利用開始", lambda row: row.starts, 12),
    Column("利用期限", lambda row: row.ends, 12),
    Column("全職員が使ってよい", lambda row: "○" if row.for_all_staff else "", 10),
    Column("利用の条件", lambda row: row.conditions, 40),
    Column("決裁文書番号", lambda row: row.decision_number, 18),
    Column("台帳から外した日", lambda row: row.retired_on, 14),
)


def cells(
    columns: Iterable[Column], rows: Iterable[InformationAsset | Contract | Contractor | ExternalService]
) -> Iterable[list[object]]:
    """Yield each row's cells, one row at a time so that a long ledger is never held whole."""
    getters = [column.cell for column in columns]
    for row in rows:
        yield [get(row) for get in getters]
