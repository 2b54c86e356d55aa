"""What the screens of the four ledgers have in common, and where each differs.

``views.py`` draws every ledger from its :class:`Screen`; a new field of a ledger is added to its model,
form, columns and here in ``shown``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from django.utils.translation import gettext_noop

from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import actions, columns, filters, forms, queries, standing, tables
from sekisho.server.ledgers.around import around_asset, around_contractor, around_service

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from sekisho.server.ledgers.standing import Strip


@attrs.frozen
class Screen:
    """One ledger as pages."""

    name: str
    """The subject's type in the record, and the stem of the route names."""
    folder: str
    label: str
    view: Permission
    edit: Permission
    table: type
    filter: type
    form: type
    columns: tuple[columns.Column, ...]
    rows: Callable[..., Any]
    row: Callable[..., Any]
    change: Callable[..., Any]
    retire: Callable[..., Any]
    shown: tuple[str, ...]
    strip: Callable[[Any, dt.date], Strip]
    empty: str
    add: Callable[..., Any] | None = None
    around: Callable[..., dict[str, Any]] | None = None
    """What else the page of one row shows: (actor, row, day) → template values."""


ASSETS = Screen(
    name="asset",
    folder="assets",
    label=gettext_noop("情報資産"),
    view=Permission.ASSET_VIEW,
    edit=Permission.ASSET_EDIT,
    table=tables.AssetTable,
    filter=filters.AssetFilter,
    form=forms.AssetForm,
    columns=columns.ASSET_COLUMNS,
    rows=queries.assets,
    row=queries.asset,
    add=actions.add_asset,
    change=actions.change_asset,
    retire=actions.retire_asset,
    shown=(
        "number",
        "name",
        "section",
        "unit",
        "keeper",
        "confidentiality",
        "integrity",
        "availability",
        "restrictions",
        "personal_data",
        "specific_personal_data",
        "sensitive_personal_data",
        "person_count",
        "medium",
        "zone",
        "retention",
        "registered_on",
        "retired_on",
    ),
    strip=standing.asset_strip,
    around=around_asset,
    empty=gettext_noop("情報資産を1件ずつ加えるか、台帳のファイルを取り込みます。"),
)
SERVICES = Screen(
    name="service",
    folder="services",
    label=gettext_noop("外部サービス"),
    view=Permission.SERVICE_VIEW,
    edit=Permission.SERVICE_EDIT,
    table=tables.ServiceTable,
    filter=filters.ServiceFilter,
    form=forms.ServiceForm,
    columns=columns.SERVICE_COLUMNS,
    rows=queries.services,
    row=queries.service,
    change=actions.change_service,
    retire=actions.retire_service,
    shown=(
        "number",
        "name",
        "provider",
        "section",
        "manager",
        "kind",
        "terms_kind",
        "service_class",
        "confidentiality",
        "purpose",
        "url",
        "phase_now",
        "starts",
        "ends",
        "for_all_staff",
        "conditions",
        "decision_number",
        "retired_on",
    ),
    strip=standing.service_strip,
    around=around_service,
    empty=gettext_noop("外部サービスは、申請が決裁されるとここに載ります。"),
)
CONTRACTORS = Screen(
    name="contractor",
    folder="contractors",
    label=gettext_noop("委託先"),
    view=Permission.CONTRACT_VIEW,
    edit=Permission.CONTRACT_EDIT,
    table=tables.ContractorTable,
    filter=filters.ContractorFilter,
    form=forms.ContractorForm,
    columns=columns.CONTRACTOR_COLUMNS,
    rows=queries.contractors,
    row=queries.contractor,
    add=actions.add_contractor,
    change=actions.change_contractor,
    retire=actions.retire_contractor,
    shown=("name", "corporate_number", "address", "contact", "retired_on"),
    strip=standing.contractor_strip,
    around=around_contractor,
    empty=gettext_noop("契約の台帳を取り込むと、受託者がここに載ります。"),
)
CONTRACTS = Screen(
    name="contract",
    folder="contracts",
    label=gettext_noop("契約"),
    view=Permission.CONTRACT_VIEW,
    edit=Permission.CONTRACT_EDIT,
    table=tables.ContractTable,
    filter=filters.ContractFilter,
    form=forms.ContractForm,
    columns=columns.CONTRACT_COLUMNS,
    rows=queries.contracts,
    row=queries.contract,
    add=actions.add_contract,
    change=actions.change_contract,
    retire=actions.retire_contract,
    shown=(
        "number",
        "title",
        "contractor",
        "subcontractors",
        "section",
        "starts",
        "ends",
        "provided_data",
        "confidentiality",
        "person_count",
        "medium",
        "provided_on",
        "return_due",
        "returned_on",
        "retired_on",
    ),
    strip=standing.contract_strip,
    empty=gettext_noop("契約を1件ずつ加えるか、台帳のファイルを取り込みます。"),
)
ALL = (ASSETS, SERVICES, CONTRACTORS, CONTRACTS)
