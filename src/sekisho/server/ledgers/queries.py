"""Questions to the ledgers. Every answer is limited to what the actor may see in the body in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Case, CharField, Count, F, Max, Q, Value, When
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
IN_USE = (Phase.OPERATION.value, Phase.RENEWAL.value)
"""The phases in which a service is used."""


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


def asset_facts(actor: Actor, ids: Iterable[int]) -> dict[str, Any]:
    """Return what the chosen assets say to a judgement, as flat facts of ``judgement.facts``.

    Grades are the highest, restrictions are added up, heads are counted as 延べ. What the ledger does
    not say of one asset is not said of all: the fact is left out, and the judgement asks for it.

    Raises:
        NotFound: one of them does not exist, or not for this person.
    """
    wanted = set(ids)
    rows = list(assets(actor).filter(pk__in=wanted)) if wanted else []
    if len(rows) != len(wanted):
        raise NotFound(
            "選ばれた情報資産の中に、見られないものがあります。",
            where="預ける情報資産",
            next_step="情報資産を選び直してください。",
        )
    return facts_of(rows)


def applied_assets(ids: Iterable[int]) -> QuerySet[InformationAsset]:
    """Return the assets that an application names.

    Without a permission of its own: who may see the application (its reviewer, its decider, a deputy of
    another section) may see what it would hand over. ``applications`` decides who that is.
    """
    rows: QuerySet[InformationAsset] = InformationAsset.objects.filter(
        pk__in=set(ids), retired_on__isnull=True
    )
    return rows.select_related("section")


def facts_of(rows: list[InformationAsset]) -> dict[str, Any]:
    """Return what ``rows`` together say to a judgement (see :func:`asset_facts`)."""
    if not rows:
        return {}
    facts: dict[str, Any] = {
        "confidentiality": max(row.confidentiality for row in rows),
        "integrity": max(row.integrity for row in rows),
        "availability": max(row.availability for row in rows),
        "personal_data": any(row.personal_data for row in rows),
        "specific_personal_data": any(row.specific_personal_data for row in rows),
        "restrictions": sorted({str(value) for row in rows for value in row.restrictions}),
    }
    sensitive = _sensitive(rows)
    if sensitive is not None:
        facts["sensitive_personal_data"] = sensitive
    heads = [row.person_count if row.personal_data else 0 for row in rows]
    if None not in heads:
        facts["person_count"] = sum(count or 0 for count in heads)
    return facts


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


def approved_services(day: dt.date | None = None) -> QuerySet[ExternalService]:
    """Return the services every member of staff may use under their conditions, as of ``day``."""
    return _usable(day).filter(for_all_staff=True)


def usable_services(actor: Actor, day: dt.date) -> QuerySet[ExternalService]:
    """Return the services ``actor`` may use on ``day``: those for all staff and those of their sections.

    Raises:
        Refused: the actor may not see the list.
    """
    require(actor, Permission.APPROVED_SERVICES)
    return _usable(day).filter(Q(for_all_staff=True) | Q(section_id__in=_own_sections(actor)))


def listed_services(actor: Actor, day: dt.date) -> QuerySet[ExternalService]:
    """Return every approved service of the body with its ``mine``: may a person of these sections use it.

    All staff may know what is approved, for whom and under which conditions; those the actor may use
    stand first.

    Raises:
        Refused: the actor may not see the list.
    """
    require(actor, Permission.APPROVED_SERVICES)
    mine = When(Q(for_all_staff=True) | Q(section_id__in=_own_sections(actor)), then=Value(True))
    rows = _approved().filter(Q(ends=None) | Q(ends__gte=day))
    return with_phase(rows, day).annotate(mine=Case(mine, default=Value(False))).order_by("-mine", "name")


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


def to_begin(day: dt.date) -> QuerySet[Any]:
    """Return the services that nothing but the gate into 運用・保守 keeps from use on ``day``.

    Each with ``last_met``, the day on which the last condition before use was met (None: there was none).
    Without a permission: the slice of the gates shows each to those who may pass it, or prepared it.
    """
    rows: QuerySet[ExternalService] = ExternalService.objects.filter(
        ~obligations.owed_first(),
        Q(ends=None) | Q(ends__gte=day),
        phase=Phase.BUILD,
        starts__lte=day,
        retired_on=None,
    )
    met = Max("obligations__done_on", filter=Q(obligations__when__in=obligations.FIRST))
    return rows.annotate(last_met=met).select_related("section").order_by("starts", "pk")


def _own_sections(actor: Actor) -> set[int]:
    return {section for post in actor.posts for section in post.sections}


def _approved() -> QuerySet[ExternalService]:
    rows: QuerySet[ExternalService] = ExternalService.objects.filter(retired_on=None)
    return rows.select_related("provider", "section")


def _usable(day: dt.date | None) -> QuerySet[ExternalService]:
    rows = _approved()
    if day is not None:
        rows = rows.filter(
            ~obligations.owed_first(), Q(ends=None) | Q(ends__gte=day), starts__lte=day, phase__in=IN_USE
        )
        rows = with_phase(rows, day)
    return rows.order_by("name", "pk")


def _seen(
    model: type[LedgerModel], actor: Actor, permission: Permission, *, retired: bool | None = None
) -> QuerySet[LedgerModel]:
    require(actor, permission)
    every: QuerySet[LedgerModel] = model.objects.all()
    rows = within(every, actor, permission)
    if retired is not None:
        rows = rows.filter(retired_on__isnull=not retired)
    return rows


def _sensitive(rows: list[InformationAsset]) -> bool | None:
    said = [row.sensitive_personal_data if row.personal_data else False for row in rows]
    if any(said):
        return True
    return None if None in said else False


def around_asset(actor: Actor, row: InformationAsset, day: dt.date) -> dict[str, Any]:  # noqa: ARG001  every ledger is asked alike
    """Return what the page of an asset shows beside it: the services it is entrusted to."""
    if not actor.may(Permission.SERVICE_VIEW):
        return {}
    return {"services": list(services(actor).filter(assets=row)[:100])}


def around_service(actor: Actor, row: ExternalService, day: dt.date) -> dict[str, Any]:
    """Return what the page of a service shows beside it: its assets, what is owed and what was met."""
    duties = list(row.obligations.select_related("done_by", "service__manager"))
    owed = sorted(
        (duty for duty in duties if duty.done_on is None),
        key=lambda duty: (duty.due_on is None, duty.due_on or day, duty.pk),
    )
    names = obligations.names_of(owed, day)
    return {
        "assets": list(row.assets.select_related("section")[:200]),
        "owed": [(duty, names.get(duty.pk, ""), obligations.may_finish(actor, duty)) for duty in owed],
        "met": [duty for duty in duties if duty.done_on is not None],
        "expired": row.ends is not None and row.ends < day,
    }


def around_contractor(actor: Actor, row: Contractor, day: dt.date) -> dict[str, Any]:  # noqa: ARG001  every ledger is asked alike
    """Return what the page of a firm shows beside it: the contracts and services the actor may see."""
    held: dict[str, Any] = {"contracts": list(contracts(actor).filter(contractor=row)[:200])}
    if actor.may(Permission.SERVICE_VIEW):
        held["services"] = list(services(actor).filter(provider=row)[:200])
    return held


def exportable(actor: Actor, rows: QuerySet[Any], section: str = "section") -> QuerySet[Any]:
    """Return those of ``rows`` (already limited to what is seen) that ``actor`` may write out.

    ``section`` is the way from a row to its section.

    Raises:
        Refused: the actor may write out none.
    """
    require(actor, Permission.LEDGER_EXPORT)
    return rows if rows.model is Contractor else within(rows, actor, Permission.LEDGER_EXPORT, section)
