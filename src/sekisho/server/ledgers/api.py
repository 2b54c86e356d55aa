"""The ledgers over the API: list, read, add, change, retire. Same actions and permissions as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status
from ninja.params.functions import Query

from sekisho.server.accounts.permissions import Permission
from sekisho.server.accounts.queries import section_by_key
from sekisho.server.ledgers import actions, in_use, queries
from sekisho.server.ledgers import obligations as owed
from sekisho.server.ledgers.api_schemas import (
    AssetIn,
    AssetOut,
    ContractIn,
    ContractorIn,
    ContractorOut,
    ContractOut,
    Done,
    Key,
    ObligationOut,
    Page,
    Retirement,
    ServiceIn,
    ServiceOut,
)
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor

router = Router(tags=["台帳"])
Limit = Query(50, ge=1, le=200)
Offset = Query(0, ge=0, le=10_000_000)


def _page(rows: QuerySet[Any], words: str, limit: int, offset: int) -> dict[str, Any]:
    found = queries.found_by(rows, words) if words else rows
    return {"count": found.count(), "items": list(found[offset : offset + limit])}


def _values(actor: Actor, given: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a row from the words and keys of the API."""
    values: dict[str, Any] = {
        name: str(value) if hasattr(value, "label") else value for name, value in given.items()
    }
    values.pop("version", None)
    if "restrictions" in values:
        values["restrictions"] = [str(one) for one in values["restrictions"]]
    if values.get("zone", "") is None:
        values["zone"] = ""
    if "section_id" in values:
        values["section"] = section_by_key(values.pop("section_id"))
    if "contractor_id" in values:
        values["contractor"] = queries.contractor(actor, values.pop("contractor_id"))
    return values


@router.get("/assets", response=Page[AssetOut], auth=Holding(Permission.ASSET_VIEW), summary="情報資産の一覧")
def list_assets(request: HttpRequest, q: str = "", limit: int = Limit, offset: int = Offset) -> Any:
    """List the assets the caller may see."""
    return _page(queries.assets(actor_of(request)), q, limit, offset)


@router.get("/assets/{pk}", response=AssetOut, auth=Holding(Permission.ASSET_VIEW), summary="情報資産ひとつ")
def show_asset(request: HttpRequest, pk: int) -> Any:
    """Show one asset."""
    return queries.asset(actor_of(request), pk)


@router.post("/assets", response={201: Key}, auth=Holding(Permission.ASSET_EDIT), summary="情報資産を加える")
def add_asset(request: HttpRequest, given: AssetIn) -> Any:
    """Add an asset."""
    actor = actor_of(request)
    return Status(201, actions.add_asset(actor, **_values(actor, given.dict())))


@router.patch("/assets/{pk}", response=Key, auth=Holding(Permission.ASSET_EDIT), summary="情報資産を直す")
def change_asset(request: HttpRequest, pk: int, version: int, given: AssetIn) -> Any:
    """Change the named fields of an asset as it stood at ``version``."""
    actor = actor_of(request)
    return actions.change_asset(actor, pk, version, **_values(actor, given.dict(exclude_unset=True)))


@router.post(
    "/assets/{pk}/retire", response=Key, auth=Holding(Permission.ASSET_EDIT), summary="情報資産を台帳から外す"
)
def retire_asset(request: HttpRequest, pk: int, given: Retirement) -> Any:
    """Take an asset out of the ledger."""
    return actions.retire_asset(actor_of(request), pk, given.version, on=given.on, reason=given.reason)


@router.get(
    "/contractors",
    response=Page[ContractorOut],
    auth=Holding(Permission.CONTRACT_VIEW),
    summary="委託先の一覧",
)
def list_contractors(request: HttpRequest, q: str = "", limit: int = Limit, offset: int = Offset) -> Any:
    """List the firms."""
    return _page(queries.contractors(actor_of(request)), q, limit, offset)


@router.get(
    "/contractors/{pk}",
    response=ContractorOut,
    auth=Holding(Permission.CONTRACT_VIEW),
    summary="委託先ひとつ",
)
def show_contractor(request: HttpRequest, pk: int) -> Any:
    """Show one firm."""
    return queries.contractor(actor_of(request), pk)


@router.post(
    "/contractors", response={201: Key}, auth=Holding(Permission.CONTRACT_EDIT), summary="委託先を加える"
)
def add_contractor(request: HttpRequest, given: ContractorIn) -> Any:
    """Add a firm."""
    return Status(201, actions.add_contractor(actor_of(request), **given.dict()))


@router.patch(
    "/contractors/{pk}", response=Key, auth=Holding(Permission.CONTRACT_EDIT), summary="委託先を直す"
)
def change_contractor(request: HttpRequest, pk: int, version: int, given: ContractorIn) -> Any:
    """Change the named fields of a firm as it stood at ``version``."""
    return actions.change_contractor(actor_of(request), pk, version, **given.dict(exclude_unset=True))


@router.get(
    "/contracts", response=Page[ContractOut], auth=Holding(Permission.CONTRACT_VIEW), summary="契約の一覧"
)
def list_contracts(request: HttpRequest, q: str = "", limit: int = Limit, offset: int = Offset) -> Any:
    """List the contracts the caller may see."""
    return _page(queries.contracts(actor_of(request)), q, limit, offset)


@router.get(
    "/contracts/{pk}", response=ContractOut, auth=Holding(Permission.CONTRACT_VIEW), summary="契約ひとつ"
)
def show_contract(request: HttpRequest, pk: int) -> Any:
    """Show one contract."""
    return queries.contract(actor_of(request), pk)


@router.post(
    "/contracts", response={201: Key}, auth=Holding(Permission.CONTRACT_EDIT), summary="契約を加える"
)
def add_contract(request: HttpRequest, given: ContractIn) -> Any:
    """Add a contract."""
    actor = actor_of(request)
    return Status(201, actions.add_contract(actor, **_values(actor, given.dict())))


@router.patch("/contracts/{pk}", response=Key, auth=Holding(Permission.CONTRACT_EDIT), summary="契約を直す")
def change_contract(request: HttpRequest, pk: int, version: int, given: ContractIn) -> Any:
    """Change the named fields of a contract as it stood at ``version``."""
    actor = actor_of(request)
    return actions.change_contract(actor, pk, version, **_values(actor, given.dict(exclude_unset=True)))


@router.get(
    "/services",
    response=Page[ServiceOut],
    auth=Holding(Permission.SERVICE_VIEW),
    summary="外部サービスの一覧",
)
def list_services(request: HttpRequest, q: str = "", limit: int = Limit, offset: int = Offset) -> Any:
    """List the services the caller may see."""
    return _page(queries.services(actor_of(request)), q, limit, offset)


@router.get(
    "/services/{pk}", response=ServiceOut, auth=Holding(Permission.SERVICE_VIEW), summary="外部サービスひとつ"
)
def show_service(request: HttpRequest, pk: int) -> Any:
    """Show one service."""
    return queries.service(actor_of(request), pk)


@router.patch(
    "/services/{pk}", response=Key, auth=Holding(Permission.SERVICE_EDIT), summary="外部サービスを直す"
)
def change_service(request: HttpRequest, pk: int, version: int, given: ServiceIn) -> Any:
    """Change the named fields of a service as it stood at ``version``."""
    actor = actor_of(request)
    return actions.change_service(actor, pk, version, **_values(actor, given.dict(exclude_unset=True)))


@router.post(
    "/services/{pk}/retire", response=Key, auth=Holding(Permission.SERVICE_EDIT), summary="利用を終える"
)
def retire_service(request: HttpRequest, pk: int, given: Retirement) -> Any:
    """End the use of a service."""
    return actions.retire_service(actor_of(request), pk, given.version, on=given.on, reason=given.reason)


@router.get(
    "/approved-services",
    response=list[ServiceOut],
    auth=Holding(Permission.APPROVED_SERVICES),
    summary="使ってよいサービス",
)
def approved_services(request: HttpRequest) -> Any:
    """List what the caller may use, with its conditions."""
    rows = in_use.usable_services(actor_of(request), timezone.localdate())
    return list(rows.select_related("section", "provider")[:500])


@router.get(
    "/obligations",
    response=list[ObligationOut],
    auth=Holding(Permission.SERVICE_VIEW),
    summary="残っている条件",
)
def obligations(request: HttpRequest, limit: int = Limit, offset: int = Offset) -> Any:
    """List the open obligations of the services the caller may see."""
    return list(owed.open_obligations(actor_of(request))[offset : offset + limit])


@router.post(
    "/obligations/{pk}/done", auth=Holding(Permission.DUTY_FINISH), summary="条件を満たしたと記録する"
)
def finish_obligation(request: HttpRequest, pk: int, given: Done) -> dict[str, Any]:
    """Note that an obligation was met."""
    row = actions.finish_obligation(actor_of(request), pk, on=given.on, note=given.note, reason=given.reason)
    return {"id": row.pk, "done_on": row.done_on}
