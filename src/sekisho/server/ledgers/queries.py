"""Questions to the ledgers. Every answer is limited to what the actor may see in the body in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.utils import timezone

from sekisho.errors import NotFound, say
from sekisho.japan.text import search_key
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import sections as all_sections
from sekisho.server.accounts.scope import one_of, within
from sekisho.server.accounts.tenancy import count_neighbours
from sekisho.server.ledgers import obligations, provided
from sekisho.server.ledgers.models import (
    Contract,
    Contractor,
    ExternalService,
    InformationAsset,
    LedgerImport,
    LedgerRow,
)
from sekisho.terms import Phase, ServiceClass

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from sekisho.server.accounts.models import Section
    from sekisho.server.accounts.permissions import Actor

LedgerModel = TypeVar("LedgerModel", bound=LedgerRow)


def assets(actor: Actor, *, retired: bool | None = False) -> QuerySet[InformationAsset]:
    """Return the information assets ``actor`` may see: standing, taken out (True), or both (None).

    Raises:
        Refused: the actor may see none at all.
    """
    return _seen(InformationAsset, actor, Permission.ASSET_VIEW, retired=retired).select_related("section")


def asset(actor: Actor, pk: int) -> InformationAsset:
    """Return one asset.

    Raises:
        NotFound: there is none, or not for this person.
    """
    return one_of(
        _seen(InformationAsset, actor, Permission.ASSET_VIEW).select_related("section", "imported"), pk
    )


def applied_assets(ids: Iterable[int]) -> QuerySet[InformationAsset]:
    """Return the assets that an application names.

    Without a permission of its own: who may see the application (its reviewer, its decider, a deputy of
    another section) may see what it would hand over. ``applications`` decides who that is.
    """
    rows: QuerySet[InformationAsset] = InformationAsset.objects.filter(
        pk__in=set(ids), retired_on__isnull=True
    )
    return rows.select_related("section")


def asset_ids(
    actor: Actor, numbers: Sequence[str], *, beside: QuerySet[InformationAsset] | None = None
) -> list[int]:
    """Return the keys of the assets with these numbers that the actor may see, or that are in ``beside``.

    Raises:
        NotFound: naming the first number that is not in the ledger, or not for this person.
    """
    found = dict(assets(actor).filter(number__in=numbers).values_list("number", "pk"))
    if beside is not None:
        found |= dict(beside.filter(number__in=numbers).values_list("number", "pk"))
    missing = next((number for number in numbers if number not in found), None)
    if missing is not None:
        raise NotFound(
            say("管理番号「{number}」の情報資産は台帳にありません。", number=missing),
            where="預ける情報資産",
            next_step="情報資産の一覧で番号を確かめてください。",
        )
    return list(found.values())


def services(actor: Actor, *, retired: bool | None = False) -> QuerySet[ExternalService]:
    """Return the external services ``actor`` may see, each with its ``phase_now`` (see :func:`with_phase`).

    Raises:
        Refused: the actor may see none at all.
    """
    rows = _seen(ExternalService, actor, Permission.SERVICE_VIEW, retired=retired)
    return with_phase(rows.select_related("section", "provider"), timezone.localdate())


def with_phase(rows: QuerySet[ExternalService], day: dt.date) -> QuerySet[ExternalService]:
    """Add ``unready`` and ``phase_now``: a service is in 運用・保守 once its use has begun by right.

    The ledger keeps a service in 導入・構築 until its gate is passed (docs/decisions/0009). One that passed
    it on conditions is still shown there until they are met. Any other phase is as the ledger keeps it.
    """
    early = When(
        Q(phase=Phase.OPERATION.value) & (Q(starts__gt=day) | Q(unready=True)), then=Value(Phase.BUILD.value)
    )
    now: dict[str, Any] = {"phase_now": Case(early, default=F("phase"), output_field=CharField())}
    return rows.annotate(unready=obligations.owed_first()).annotate(**now)


def services_answered(actor: Actor | None) -> QuerySet[ExternalService]:
    """Return the services ``actor`` may edit, ended ones too; None, at the machine itself, may see all."""
    rows: QuerySet[ExternalService] = ExternalService.objects.select_related("section").order_by("number")
    return rows if actor is None else within(rows, actor, Permission.SERVICE_EDIT)


def service(actor: Actor, pk: int) -> ExternalService:
    """Return one service.

    Raises:
        NotFound: there is none, or not for this person.
    """
    return one_of(services(actor, retired=None).select_related("manager"), pk)


def contractors(actor: Actor, *, retired: bool | None = False) -> QuerySet[Contractor]:
    """Return the firms; the register is one for all sections.

    Raises:
        Refused: the actor may see none at all.
    """
    require(actor, Permission.CONTRACT_VIEW)
    rows: QuerySet[Contractor] = Contractor.objects.all()
    return rows if retired is None else rows.filter(retired_on__isnull=not retired)


def contractors_for_services(actor: Actor) -> QuerySet[Contractor]:
    """Return the firms for the form of a service: who may see services sees their providers.

    Raises:
        Refused: the actor may see no services.
    """
    require(actor, Permission.SERVICE_VIEW)
    rows: QuerySet[Contractor] = Contractor.objects.filter(retired_on=None)
    return rows


def counts_by_class() -> dict[str, int]:
    """Return how many services of each class, and contracts, stand in the ledgers of the body in force.

    For the body's own worker, which has nobody's permissions (two queries).
    """
    counts = {one.value: 0 for one in ServiceClass}
    standing = ExternalService.objects.filter(retired_on=None).order_by()
    counts.update(standing.values_list("service_class").annotate(Count("pk")))
    return {**counts, "contracts": Contract.objects.filter(retired_on=None).count()}


def neighbours_dealing_with(numbers: Iterable[str]) -> int:
    """Return how many other bodies of the prefecture have a standing firm with one of these 法人番号."""
    return count_neighbours(Contractor, corporate_number__in=list(numbers), retired_on=None)


def contractor(actor: Actor, pk: int) -> Contractor:
    """Return one firm.

    Raises:
        NotFound: there is none.
    """
    require(actor, Permission.CONTRACT_VIEW)
    rows: QuerySet[Contractor] = Contractor.objects.all()
    return one_of(rows, pk)


def contracts(actor: Actor, *, retired: bool | None = False) -> QuerySet[Contract]:
    """Return the contracts ``actor`` may see.

    Raises:
        Refused: the actor may see none at all.
    """
    rows = _seen(Contract, actor, Permission.CONTRACT_VIEW, retired=retired)
    return rows.select_related("section", "contractor")


def contracts_of_body() -> QuerySet[Contract]:
    """Return all contracts of the body in force, ended ones too; whoever asks limits what is shown."""
    rows: QuerySet[Contract] = Contract.objects.select_related("section", "contractor")
    return rows


def services_of_body() -> QuerySet[ExternalService]:
    """Return all external services of the body in force, as :func:`contracts_of_body`."""
    rows: QuerySet[ExternalService] = ExternalService.objects.select_related("section", "provider")
    return rows


def contract(actor: Actor, pk: int) -> Contract:
    """Return one contract.

    Raises:
        NotFound: there is none, or not for this person.
    """
    rows = _seen(Contract, actor, Permission.CONTRACT_VIEW)
    return one_of(rows.select_related("section", "contractor", "imported"), pk)


def running_contracts(day: dt.date) -> QuerySet[Contract]:
    """Return the contracts in force on ``day``, of the body in force; whoever asks limits what is shown."""
    rows: QuerySet[Contract] = Contract.objects.filter(starts__lte=day, ends__gte=day, retired_on=None)
    return rows.select_related("section", "contractor")


def overdue_returns(actor: Actor, day: dt.date) -> QuerySet[Contract]:
    """Return the contracts whose data should have been returned or erased before ``day`` (``provided``)."""
    rows = provided.alone(contracts(actor)).filter(returned_on=None, return_due__lt=day)
    return rows.order_by("return_due", "pk")


_MOST_WORDS = 20
"""SQLite takes no more than some hundred conditions; nobody types this many words."""


def found_by(rows: QuerySet[Any], words: str, key: str = "search_key") -> QuerySet[Any]:
    """Return those of ``rows`` in whose ``key`` every word of ``words`` stands; the first twenty count."""
    for word in words.split()[:_MOST_WORDS]:
        if spelled := search_key(word):
            rows = rows.filter(**{f"{key}__contains": spelled})
    return rows


def sections_seen(actor: Actor, permission: Permission) -> QuerySet[Section]:
    """Return the sections whose rows ``actor`` sees under ``permission``, for filters and forms."""
    rows = all_sections()
    sections = actor.sections_for(permission)
    return rows if sections is None else rows.filter(pk__in=sections)


def count_by_grade(actor: Actor) -> dict[int, int]:
    """Return how many assets ``actor`` sees in each grade of 機密性, in one query."""
    counted = assets(actor).order_by().values_list("confidentiality").annotate(Count("pk"))
    return dict(counted)


def ledger_imports(actor: Actor) -> QuerySet[LedgerImport]:
    """Return the actor's own imports, the newest first.

    Raises:
        Refused: the actor may not import.
    """
    require(actor, Permission.LEDGER_IMPORT)
    rows: QuerySet[LedgerImport] = LedgerImport.objects.filter(person_id=actor.person)
    return rows


def ledger_import(actor: Actor, pk: int) -> LedgerImport:
    """Return one import of the actor's own.

    Raises:
        NotFound: there is none, or somebody else sent it.
    """
    return one_of(ledger_imports(actor), pk)


def _seen(
    model: type[LedgerModel], actor: Actor, permission: Permission, *, retired: bool | None = None
) -> QuerySet[LedgerModel]:
    require(actor, permission)
    every: QuerySet[LedgerModel] = model.objects.all()
    rows = within(every, actor, permission)
    if retired is not None:
        rows = rows.filter(retired_on__isnull=not retired)
    return rows


def exportable(actor: Actor, rows: QuerySet[Any], section: str = "section") -> QuerySet[Any]:
    """Return those of ``rows`` (already limited to what is seen) that ``actor`` may write out.

    ``section`` is the way from a row to its section.

    Raises:
        Refused: the actor may write out none.
    """
    require(actor, Permission.LEDGER_EXPORT)
    return rows if rows.model is Contractor else within(rows, actor, Permission.LEDGER_EXPORT, section)
