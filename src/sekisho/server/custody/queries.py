"""Questions to 提供データ台帳: what a firm holds of ours, how many persons that may be, what is overdue.

``held_by``, ``overdue`` and ``tree`` answer for the whole body in force, because whoever asks them (an
incident, a list) limits what is shown; the others are limited to what the actor may see.

A contract of the imported ledger (提供日 known) counts as a hand-over of its own until hand-overs of that
contract exist; the assets entrusted to an external service likewise, while the service is in use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import attrs
from django.db.models import Case, CharField, Exists, FilteredRelation, OuterRef, Q, Value, When

from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.scope import one_of, within
from sekisho.server.custody.models import Erasure, HandOver, Subcontract
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.models import Contract, ExternalService, InformationAsset
from sekisho.terms import ConsentState, CustodyState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor


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


@attrs.frozen
class Branch:
    """One 再委託 of a contract, with those below it. ``depth`` 1 is directly below the contractor."""

    subcontract: Subcontract
    depth: int
    above: str
    """The firm one level above; empty where it is the contractor itself."""
    children: tuple[Branch, ...]


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


def tree(contract: Contract) -> tuple[Branch, ...]:
    """Return the 再委託 of ``contract`` as they hang below the contractor, in one query."""
    below: dict[int | None, list[Subcontract]] = {}
    for row in Subcontract.objects.filter(contract=contract).select_related("firm"):
        below.setdefault(row.parent_id, []).append(row)

    def branches(parent: int | None, depth: int, above: str) -> tuple[Branch, ...]:
        return tuple(
            Branch(row, depth, above, branches(row.pk, depth + 1, row.firm.name))
            for row in below.get(parent, [])
        )

    return branches(None, 1, "")


def flat(branches: Iterable[Branch]) -> list[Branch]:
    """Return the branches of a tree line by line, each above those below it."""
    return [one for branch in branches for one in (branch, *flat(branch.children))]


def consented(contract: Contract, day: dt.date) -> set[int]:
    """Return the firms below ``contract`` to which every level down to them was consented on ``day``."""
    return consented_among(tree(contract), day)


def consented_among(branches: Iterable[Branch], day: dt.date) -> set[int]:
    """Return the same of a tree that was read; no query."""
    found: set[int] = set()
    waiting = list(branches)
    while waiting:
        branch = waiting.pop()
        sub = branch.subcontract
        agreed = sub.consent == ConsentState.CONSENTED and sub.consented_on and sub.consented_on <= day
        if agreed and (sub.ends is None or sub.ends >= day):
            found.add(sub.firm_id)
            waiting.extend(branch.children)
    return found


def handovers(actor: Actor) -> QuerySet[HandOver]:
    """Return the hand-overs ``actor`` may see, the newest first, each with its ``state``.

    Raises:
        Refused: the actor may see none at all.
    """
    require(actor, Permission.CUSTODY_VIEW)
    rows: QuerySet[HandOver] = HandOver.objects.all()
    rows = within(rows, actor, Permission.CUSTODY_VIEW)
    return with_state(rows.select_related("section", "receiver", "contract", "service"))


def handover(actor: Actor, pk: int) -> HandOver:
    """Return one hand-over.

    Raises:
        NotFound: there is none, or not for this person.
    """
    rows = handovers(actor).select_related(
        "section",
        "receiver",
        "contract__contractor",
        "service__provider",
        "asset",
        "handed_by",
        "erasure__received_by",
        "erasure__verified_by",
    )
    return one_of(rows, pk)


def handovers_of(actor: Actor, contract: Contract) -> list[HandOver]:
    """Return the hand-overs of one contract that ``actor`` may see.

    Raises:
        Refused: the actor may see none at all.
    """
    return list(handovers(actor).filter(contract=contract)[:200])


def unwritten(actor: Actor) -> QuerySet[Contract]:
    """Return the contracts whose data is known from the contract ledger alone: no hand-over is written yet.

    Raises:
        Refused: the actor may see no contracts.
    """
    require(actor, Permission.CUSTODY_VIEW)
    rows = ledgers.contracts(actor, retired=None).filter(provided_on__isnull=False)
    return rows.filter(~Exists(HandOver.objects.filter(contract=OuterRef("pk"))))


def subcontract(actor: Actor, pk: int) -> Subcontract:
    """Return one 再委託 of a contract ``actor`` may see.

    Raises:
        NotFound: there is none, or not for this person.
    """
    require(actor, Permission.CUSTODY_VIEW)
    rows: QuerySet[Subcontract] = Subcontract.objects.select_related("contract__section", "firm", "parent")
    seen = within(rows, actor, Permission.CUSTODY_VIEW, "contract__section")
    return one_of(seen, pk, "契約のページからさがしてください。")


def written() -> Q:
    """Return the condition on contracts that hand-overs of them are written."""
    return Q(Exists(HandOver.objects.filter(contract=OuterRef("pk"))))


def out() -> Q:
    """Return the condition on contracts that something handed over under them is not verified as gone."""
    return Q(Exists(still_held(HandOver.objects.filter(contract=OuterRef("pk")))))


def asked(actor: Actor, day: dt.date) -> QuerySet[Subcontract]:
    """Return the 再委託 ``actor`` may see whose consent is not decided, the first to begin first.

    Raises:
        Refused: the actor may see none at all.
    """
    require(actor, Permission.CUSTODY_VIEW)
    rows = Subcontract.objects.filter(
        Q(ends=None) | Q(ends__gte=day), consent=ConsentState.ASKED.value, contract__retired_on=None
    )
    rows = within(rows, actor, Permission.CUSTODY_VIEW, "contract__section")
    return rows.select_related("contract__section", "firm").order_by("starts", "pk")


def with_state(rows: QuerySet[HandOver]) -> QuerySet[HandOver]:
    """Add ``state`` as of now: the certificate and the verification are two states."""
    verified = When(erasure__verified_on__isnull=False, then=Value(CustodyState.VERIFIED.value))
    certified = When(erasure__isnull=False, then=Value(CustodyState.CERTIFIED.value))
    state = Case(verified, certified, default=Value(CustodyState.OUT.value), output_field=CharField())
    return rows.annotate(state=state)


def still_held(rows: QuerySet[HandOver]) -> QuerySet[HandOver]:
    """Return those of ``rows`` that are not verified as gone."""
    return rows.filter(Q(erasure=None) | Q(erasure__verified_on=None))


def overdue_of(rows: QuerySet[HandOver], day: dt.date) -> QuerySet[HandOver]:
    """Return those of ``rows`` whose erasure should have been verified before ``day``."""
    return still_held(rows).filter(return_due__lt=day)


def still_out(ledger: str, key: int) -> list[str]:
    """Return what was handed over under a contract or to a service and is not verified as gone (≤ 2 queries).

    A contract whose data stands in the contract ledger alone counts by its own row.
    """
    rows = still_held(HandOver.objects.filter(**{f"{ledger}_id": key}))
    found = [str(row) for row in rows]
    if ledger == "contract" and not HandOver.objects.filter(contract_id=key).exists():
        alone = Contract.objects.filter(pk=key, provided_on__isnull=False, returned_on=None)
        found += [row.provided_data or str(row) for row in alone]
    return found


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
