"""Questions to the oversight of contractors: what is late, what is out, where nobody looks.

What a contract needs follows from its grade and from what is out under it; nothing is noted for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sekisho.procedures.oversight import YEARLY
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import in_force
from sekisho.server.accounts.scope import unseen, within
from sekisho.server.custody import subcontracts
from sekisho.server.custody.subcontracts import consented_below
from sekisho.server.custody.weights import specific, weighty
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.oversight.check_models import Check, CheckPlan
from sekisho.server.oversight.models import Carry, Place, Visit, Visitor, Worker
from sekisho.terms import CarryState, Confidentiality, OversightPoint

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.accounts.tenancy import BodyOwned
    from sekisho.server.ledgers.models import Contract, Contractor

_OUT = Q(state=CarryState.PERMITTED.value)
_STRANGE = Q(worker=None, settled_on=None)
_OF = {"contract": OuterRef("pk")}


def contracts(actor: Actor, day: dt.date) -> QuerySet[Contract]:
    """Return the contracts ``actor`` may oversee that run on ``day`` or of which a medium is still out.

    Each with what :func:`with_points` adds.

    Raises:
        Refused: the actor may see none at all.
    """
    require(actor, Permission.OVERSIGHT_VIEW)
    rows = with_points(ledgers.contracts(actor), day).filter(Q(ends__gte=day) | Q(media_out=True))
    return within(rows, actor, Permission.OVERSIGHT_VIEW)


def contract(actor: Actor, pk: int, day: dt.date) -> Contract:
    """Return one contract with what :func:`with_points` adds, whether it runs or not.

    Raises:
        NotFound: there is none, or not for this person.
    """
    row = ledgers.contract(actor, pk)
    if not actor.may(Permission.OVERSIGHT_VIEW, section=row.section_id):
        raise unseen()
    found: Contract = with_points(ledgers.contracts(actor, retired=None), day).get(pk=pk)
    return found


def with_points(rows: QuerySet[Contract], day: dt.date) -> QuerySet[Any]:
    """Add ``next_on``, ``people``, ``needed`` and a flag for each :class:`OversightPoint`, as of ``day``."""
    out = Carry.objects.filter(_OUT, **_OF)
    planned = CheckPlan.objects.filter(**_OF)
    here = Worker.objects.filter(in_force(day), **_OF)
    late = Check.objects.filter(improve_by__lt=day, improved_on=None, **_OF)
    added: dict[str, Any] = {
        "needed": _needed(),
        "planned": Exists(planned),
        "next_on": Subquery(planned.filter(next_on__lte=OuterRef("ends")).values("next_on")[:1]),
        "people": Coalesce(Subquery(_count(here)), 0),
        "media_out": Exists(out),
        "media_late": Exists(out.filter(due_on__lt=day)),
        "stranger": Exists(Visitor.objects.filter(_STRANGE, **_OF)),
        "check_late": Exists(planned.filter(next_on__lt=day, next_on__lte=OuterRef("ends"))),
        "improvement_late": Exists(late),
        "unmanned": _unmanned(day),
    }
    running = Q(needed=True, starts__lte=day, ends__gte=day)
    flags: dict[str, Any] = {
        "no_plan": running & Q(planned=False),
        "too_rare": running & _too_rare(),
        "no_roster": running & Q(unmanned=True),
    }
    return rows.annotate(**added).annotate(**flags)


def points(row: Any) -> list[OversightPoint]:  # noqa: ANN401  a contract with its flags
    """Return what is wrong with a contract that :func:`with_points` read, the worst first."""
    found = [one for one in OversightPoint if getattr(row, one.value)]
    if OversightPoint.MEDIA_LATE in found:
        found.remove(OversightPoint.MEDIA_OUT)
    return found


def workers(contract: Contract) -> QuerySet[Worker]:
    """Return the roster of a contract, those who work now before those who left."""
    rows: QuerySet[Worker] = Worker.objects.filter(contract=contract).select_related("firm")
    return rows.order_by(F("ends").desc(nulls_first=True), "firm__name", "name_key", "pk")


def workers_found(actor: Actor, words: str) -> QuerySet[Worker]:
    """Return the people of the rosters ``actor`` may see whose name holds every one of ``words``."""
    rows: QuerySet[Worker] = Worker.objects.select_related("contract", "firm")
    return ledgers.found_by(
        within(rows, actor, Permission.OVERSIGHT_VIEW, "contract__section"), words, "name_key"
    )


def places(contract: Contract) -> list[Place]:
    """Return the places of a contract."""
    return list(Place.objects.filter(contract=contract).select_related("firm", "approved_by"))


def carries(contract: Contract) -> QuerySet[Carry]:
    """Return what was, or is to be, carried out under a contract, the newest first."""
    rows: QuerySet[Carry] = Carry.objects.filter(contract=contract)
    return rows.select_related("worker__firm", "origin", "destination", "handover")


def term_checks(contract: Contract) -> QuerySet[Check]:
    """Return the checks of a contract, the newest first."""
    rows: QuerySet[Check] = Check.objects.filter(contract=contract)
    return rows.select_related("done_by", "improved_by", "read_by_officer", "read_by_ciso")


def visits(contract: Contract) -> QuerySet[Visit]:
    """Return who came where and when under a contract, the newest first, with the people."""
    rows: QuerySet[Visit] = Visit.objects.filter(contract=contract).select_related("place", "checked_by")
    return rows.prefetch_related("visitors__worker__firm")


def plan_of(contract: Contract) -> CheckPlan | None:
    """Return the plan of a contract, if there is one."""
    row: CheckPlan | None = CheckPlan.objects.filter(contract=contract).first()
    return row


def firms(actor: Actor, contract: Contract, day: dt.date) -> QuerySet[Contractor]:
    """Return the firms whose people may work under a contract: the contractor and those consented to."""
    keys = {contract.contractor_id, *subcontracts.consented(contract, day)}
    return ledgers.contractors(actor).filter(pk__in=keys)


def one(actor: Actor, model: type[BodyOwned], pk: int) -> Any:  # noqa: ANN401  the model named
    """Return one row of this slice that ``actor`` may see.

    Raises:
        NotFound: there is none, or not for this person.
    """
    row: Any = model.objects.select_related("contract__section", "contract__contractor").filter(pk=pk).first()
    if row is None or not actor.may(Permission.OVERSIGHT_VIEW, section=row.contract.section_id):
        raise unseen()
    return row


def late_carries(day: dt.date, sections: Collection[int] | None) -> QuerySet[Carry]:
    """Return what should be back, the longest overdue first; ``sections`` None means the whole body."""
    rows = Carry.objects.filter(_OUT, due_on__lt=day).order_by("due_on", "pk")
    return _within(rows.select_related("contract__section", "contract__contractor"), sections)


def media_out(contract: int) -> list[str]:
    """Return the media and devices of a contract that are out and did not come back (one query)."""
    rows = Carry.objects.filter(_OUT, contract_id=contract).order_by("due_on", "pk")
    return [str(row) for row in rows]


def asked_carries(sections: Collection[int]) -> QuerySet[Carry]:
    """Return what waits for a permit, the nearest first."""
    rows = Carry.objects.filter(state=CarryState.ASKED.value).order_by("out_on", "pk")
    return _within(rows.select_related("contract__section", "contract__contractor"), sections)


def due_plans(until: dt.date, day: dt.date, sections: Collection[int] | None) -> QuerySet[CheckPlan]:
    """Return the plans whose next check is due by ``until`` and within the term, the longest due first."""
    rows = CheckPlan.objects.filter(
        Q(next_on__lte=until), Q(contract__ends__gte=day) | Q(next_on__lt=day), contract__retired_on=None
    )
    rows = rows.filter(next_on__lte=F("contract__ends")).order_by("next_on", "pk")
    return _within(rows.select_related("contract__section", "contract__contractor"), sections)


def open_improvements(sections: Collection[int] | None) -> QuerySet[Check]:
    """Return the checks whose demand is not verified as met, the nearest due first."""
    rows = Check.objects.filter(improve_by__isnull=False, improved_on=None).order_by("improve_by", "pk")
    return _within(rows.select_related("contract__section", "contract__contractor"), sections)


def strangers(sections: Collection[int] | None) -> QuerySet[Visitor]:
    """Return those who came without being on the roster and are not settled, the oldest first."""
    rows = Visitor.objects.filter(_STRANGE).order_by("visit__on", "pk")
    return _within(rows.select_related("visit", "contract__section", "contract__contractor"), sections)


def unread(field: str, results: Collection[str]) -> QuerySet[Check]:
    """Return the checks with one of ``results`` that nobody of an office has read, the oldest first."""
    rows: QuerySet[Check] = Check.objects.filter(result__in=results, **{field: None}).order_by("pk")
    return rows.select_related("contract__section", "contract__contractor")


def unplanned(day: dt.date, sections: Collection[int]) -> QuerySet[Any]:
    """Return the running contracts of ``sections`` that need checks and have no plan, or one too rare."""
    rows = ledgers.running_contracts(day).filter(section_id__in=sections)
    found: QuerySet[Any] = rows.annotate(needed=_needed())
    missing = ~Q(Exists(CheckPlan.objects.filter(**_OF)))
    left: QuerySet[Any] = found.filter(missing | _too_rare(), needed=True)
    return left


def _needed() -> Any:  # noqa: ANN401  a condition of Django's
    """Whether the contract's own row or a hand-over says 機密性2以上, or a hand-over 特定個人情報."""
    return Q(confidentiality__gte=Confidentiality.TWO) | Q(weighty())


def _too_rare() -> Any:  # noqa: ANN401  a condition of Django's
    """Whether 特定個人情報 is out under a contract that is checked less than once a year."""
    return Q(Exists(CheckPlan.objects.filter(months__gt=YEARLY, **_OF))) & Q(specific())


def _unmanned(day: dt.date) -> Any:  # noqa: ANN401  a condition of Django's
    """Whether a firm of the contract, consented sub-contractors included, has nobody on the roster."""
    here = Worker.objects.filter(in_force(day), **_OF)
    theirs = Worker.objects.filter(in_force(day), contract=OuterRef("contract"), firm=OuterRef("firm"))
    below = consented_below(day).filter(~Exists(theirs))
    return ~Q(Exists(here.filter(firm=OuterRef("contractor")))) | Q(Exists(below))


def _count(rows: QuerySet[Any]) -> QuerySet[Any]:
    counted: QuerySet[Any] = rows.order_by().values("contract").annotate(number=Count("pk"))
    return counted.values("number")


def _within(rows: QuerySet[Any], sections: Collection[int] | None) -> QuerySet[Any]:
    found: QuerySet[Any] = rows if sections is None else rows.filter(contract__section_id__in=sections)
    return found
