"""Questions to 提供データ台帳: what a firm holds of ours, how many persons that may be, what is overdue.

They answer for the whole body in force, because whoever asks them (an incident, a list) limits what is
shown. What one person may see of the hand-overs and the 再委託 is in ``handovers`` and ``subcontracts``.

A contract of the imported ledger (提供日 known) counts as a hand-over of its own until hand-overs of that
contract exist; the assets entrusted to an external service likewise, while the service is in use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import attrs
from django.db.models import Exists, FilteredRelation, OuterRef, Q

from sekisho.server.custody.models import Erasure, HandOver, Subcontract
from sekisho.server.ledgers.models import Contract, ExternalService, InformationAsset
from sekisho.terms import CustodyState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping

    from django.db.models import QuerySet


class Counted(Protocol):
    """What the number of persons is counted from."""

    @property
    def persons(self) -> int | None:
        """How many persons; None: not known."""

    @property
    def personal(self) -> bool | None:
        """Whether it is personal data; None: not known."""

    @property
    def asset_id(self) -> int | None:
        """The asset it is a copy of, where one is named."""


@attrs.frozen
class Held:
    """One thing of ours that is, or was, with a firm, as of the day asked."""

    contract: Contract | None
    service: ExternalService | None
    handover: HandOver | None
    """None: known from the contract's own row, or from the assets of the service."""
    section_id: int
    section_name: str
    firm_id: int
    """The contractor or provider we dealt with; a firm below it is found through ``tree``."""
    firm_name: str
    what: str
    confidentiality: int | None
    persons: int | None
    """None: not known, which is not nobody."""
    personal: bool | None
    specific: bool | None
    handed_on: dt.date
    return_due: dt.date | None
    state: CustodyState
    asset_id: int | None


def held_by(firm_ids: Collection[int], day: dt.date, *, contract_ids: Collection[int] = ()) -> list[Held]:
    """Return all of ours that these firms had been handed by ``day``, the newest first; three queries.

    What a firm holds as receiver, as contractor or provider, and what was handed to the contractor above
    it where it is a sub-contractor at any depth (it may have gone on). ``contract_ids`` adds contracts
    found otherwise, such as by a sub-contractor's name in the old ledger. What came back or was erased is
    in the list with its state: a certificate is not the erasure.
    """
    below = Subcontract.objects.filter(firm_id__in=firm_ids, starts__lte=day).values("contract_id")
    under = Q(contract__in=below) | Q(contract_id__in=list(contract_ids))
    handed = _handed(day).filter(
        Q(receiver_id__in=firm_ids)
        | Q(contract__contractor_id__in=firm_ids)
        | Q(service__provider_id__in=firm_ids)
        | under
    )
    rows = _rows_alone(day).filter(
        Q(contractor_id__in=firm_ids) | Q(pk__in=below) | Q(pk__in=list(contract_ids))
    )
    entrusted = _entrusted(day).filter(externalservice__provider_id__in=firm_ids)
    found = [
        *(_of_handover(row, day) for row in handed),
        *(_of_contract(row, day) for row in rows),
        *(_of_entrusted(row) for row in entrusted),
    ]
    return sorted(found, key=lambda held: held.handed_on, reverse=True)


def persons_range(held: Iterable[Counted]) -> tuple[int, int | None]:
    """Return how many different persons ``held`` concerns: at least, and at most.

    At least: the largest count of one asset or one hand-over. At most: the largest count of each asset,
    and every hand-over without an asset, added up; None when a count is not known. The same persons may be
    in several of them, so the truth lies between.
    """
    of_asset: dict[int, int] = {}
    alone: list[int] = []
    unknown = False
    for one in held:
        if one.personal is False:
            continue
        if one.persons is None:
            unknown = True
        elif one.asset_id is None:
            alone.append(one.persons)
        else:
            of_asset[one.asset_id] = max(one.persons, of_asset.get(one.asset_id, 0))
    low = max([*of_asset.values(), *alone], default=0)
    return low, None if unknown else sum(of_asset.values()) + sum(alone)


def contracts_below(
    contracts: QuerySet[Contract], firms: Mapping[int, str], day: dt.date
) -> tuple[dict[int, str], dict[int, str]]:
    """Return those of ``contracts`` that sub-contract something, read in one query, in two ways.

    First what the contract ledger's own row says, in its words; second the names of those of ``firms`` (names
    by key) that a written 再委託 names, at any depth.
    """
    # an empty list would leave no contract at all, not only no 再委託; no row has the key 0
    below = Q(subcontracts__firm_id__in=list(firms) or [0], subcontracts__starts__lte=day)
    working = FilteredRelation("subcontracts", condition=below)
    rows = contracts.annotate(working=working).filter(~Q(subcontractors="") | Q(working__pk__isnull=False))
    said: dict[int, str] = {}
    names: dict[int, list[str]] = {}
    lines = rows.order_by("pk", "working__pk").values_list("pk", "subcontractors", "working__firm_id")
    for contract, words, firm in lines:
        if words:
            said[contract] = words
        if firm is not None:
            names.setdefault(contract, []).append(firms[firm])
    return said, {contract: "、".join(dict.fromkeys(found)) for contract, found in names.items()}


def overdue(day: dt.date) -> list[Held]:
    """Return what should have been returned or erased before ``day`` and is not verified; two queries.

    The longest overdue first. A certificate that was received does not end it.
    """
    handed = _handed(day).filter(return_due__lt=day)
    handed = handed.filter(Q(erasure=None) | Q(erasure__verified_on=None) | Q(erasure__verified_on__gt=day))
    rows = _rows_alone(day).filter(return_due__lt=day)
    rows = rows.filter(Q(returned_on=None) | Q(returned_on__gt=day))
    found = [*(_of_handover(row, day) for row in handed), *(_of_contract(row, day) for row in rows)]
    return sorted(found, key=lambda held: (held.return_due or day, held.what))


def _handed(day: dt.date) -> QuerySet[HandOver]:
    rows: QuerySet[HandOver] = HandOver.objects.filter(handed_on__lte=day).order_by()
    return rows.select_related("section", "receiver", "erasure", "contract__contractor", "service__provider")


def _rows_alone(day: dt.date) -> QuerySet[Contract]:
    written = HandOver.objects.filter(contract=OuterRef("pk"), handed_on__lte=day)
    rows: QuerySet[Contract] = Contract.objects.filter(~Exists(written), provided_on__lte=day).order_by()
    return rows.select_related("section", "contractor")


def _entrusted(day: dt.date) -> QuerySet[Any]:
    written = HandOver.objects.filter(service=OuterRef("externalservice_id"), handed_on__lte=day)
    rows: QuerySet[Any] = ExternalService.assets.through.objects.filter(
        ~Exists(written),
        Q(externalservice__retired_on=None) | Q(externalservice__retired_on__gt=day),
        externalservice__in=ExternalService.objects.filter(starts__lte=day),
    )
    return rows.select_related("externalservice__section", "externalservice__provider", "informationasset")


def _state_on(erasure: Erasure | None, day: dt.date) -> CustodyState:
    if erasure is None or erasure.certificate_on > day:
        return CustodyState.OUT
    if erasure.verified_on is None or erasure.verified_on > day:
        return CustodyState.CERTIFIED
    return CustodyState.VERIFIED


def _of_handover(row: HandOver, day: dt.date) -> Held:
    return Held(
        contract=row.contract,
        service=row.service,
        handover=row,
        section_id=row.section_id,
        section_name=row.section.name,
        firm_id=row.receiver_id,
        firm_name=row.receiver.name,
        what=row.what,
        confidentiality=row.confidentiality,
        persons=row.person_count,
        personal=row.personal_data,
        specific=row.specific_personal_data,
        handed_on=row.handed_on,
        return_due=row.return_due,
        state=_state_on(getattr(row, "erasure", None), day),
        asset_id=row.asset_id,
    )


def _of_contract(row: Contract, day: dt.date) -> Held:
    if row.provided_on is None:
        raise ValueError(row)
    returned = row.returned_on is not None and row.returned_on <= day
    return Held(
        contract=row,
        service=None,
        handover=None,
        section_id=row.section_id,
        section_name=row.section.name,
        firm_id=row.contractor_id,
        firm_name=row.contractor.name,
        what=row.provided_data or row.title,
        confidentiality=row.confidentiality,
        persons=row.person_count,
        personal=None if row.person_count is None else row.person_count > 0,
        specific=None,
        handed_on=row.provided_on,
        return_due=row.return_due,
        state=CustodyState.VERIFIED if returned else CustodyState.OUT,
        asset_id=None,
    )


def _of_entrusted(row: Any) -> Held:  # noqa: ANN401  a row of Django's own joining table
    service: ExternalService = row.externalservice
    asset: InformationAsset = row.informationasset
    return Held(
        contract=None,
        service=service,
        handover=None,
        section_id=service.section_id,
        section_name=service.section.name,
        firm_id=service.provider_id,
        firm_name=service.provider.name,
        what=asset.name,
        confidentiality=asset.confidentiality,
        persons=asset.person_count,
        personal=asset.personal_data,
        specific=asset.specific_personal_data,
        handed_on=service.starts,
        return_due=None,
        state=CustodyState.OUT,
        asset_id=asset.pk,
    )
