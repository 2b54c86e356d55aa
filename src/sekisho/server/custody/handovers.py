"""The hand-overs a person may see, each with how it ends, and what of a contract or service is still out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.scope import one_of, within
from sekisho.server.custody.models import HandOver
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.models import Contract
from sekisho.terms import CustodyState

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor


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


def written() -> Q:
    """Return the condition on contracts that hand-overs of them are written."""
    return Q(Exists(HandOver.objects.filter(contract=OuterRef("pk"))))


def out() -> Q:
    """Return the condition on contracts that something handed over under them is not verified as gone."""
    return Q(Exists(still_held(HandOver.objects.filter(contract=OuterRef("pk")))))


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
