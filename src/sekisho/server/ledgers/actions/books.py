"""The four ledgers as :class:`~.changes.Ledger`: words searched, and what a row may not contradict."""

from __future__ import annotations

from sekisho.errors import BadInput, say
from sekisho.japan import corporate_number
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions.changes import Ledger
from sekisho.server.ledgers.models import Contract, Contractor, ExternalService, InformationAsset
from sekisho.terms import HandlingRestriction


def _check_asset(row: InformationAsset) -> None:
    if row.specific_personal_data and not row.personal_data:
        raise BadInput(
            "特定個人情報を含むのに、個人情報が「無」になっています。",
            where="個人情報",
            why="特定個人情報は個人情報に含まれます（番号法2条8項）。",
            next_step="個人情報を「有」にするか、特定個人情報を外してください。",
        )
    known = {member.value for member in HandlingRestriction}
    unknown = [str(value) for value in row.restrictions if value not in known]
    if unknown:
        raise BadInput(
            say("取扱制限「{name}」は、ありません。", name=unknown[0]),
            where="取扱制限",
            next_step="一覧から選んでください。",
        )


def _check_contractor(row: Contractor) -> None:
    if row.corporate_number and not corporate_number.is_valid(row.corporate_number):
        raise BadInput(
            say("法人番号「{corporate_number}」は正しくありません。", corporate_number=row.corporate_number),
            where="法人番号",
            why="13桁で、先頭の検査用数字が残りの12桁と合う必要があります。",
            next_step="国税庁の法人番号公表サイトの番号と見比べてください。分からなければ空欄にしてください。",
        )


def _check_contract(row: Contract) -> None:
    checks.in_order("契約開始", row.starts, "契約終了", row.ends)
    checks.in_order("提供日", row.provided_on, "返還・消去期限", row.return_due)
    checks.in_order("提供日", row.provided_on, "返還・消去確認日", row.returned_on)


def _check_service(row: ExternalService) -> None:
    checks.in_order("利用開始", row.starts, "利用期限", row.ends)


ASSETS = Ledger(
    name="asset",
    label="情報資産",
    model=InformationAsset,
    permission=Permission.ASSET_EDIT,
    searched=("number", "name", "unit", "keeper"),
    check=_check_asset,
)
CONTRACTORS = Ledger(
    name="contractor",
    label="委託先",
    model=Contractor,
    permission=Permission.CONTRACT_EDIT,
    searched=("name", "corporate_number"),
    check=_check_contractor,
)
CONTRACTS = Ledger(
    name="contract",
    label="契約",
    model=Contract,
    permission=Permission.CONTRACT_EDIT,
    searched=("number", "title", "contractor.name", "subcontractors", "provided_data"),
    check=_check_contract,
)
SERVICES = Ledger(
    name="service",
    label="外部サービス",
    model=ExternalService,
    permission=Permission.SERVICE_EDIT,
    searched=("number", "name", "provider.name", "purpose"),
    check=_check_service,
)
