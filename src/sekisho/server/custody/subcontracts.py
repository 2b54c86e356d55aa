"""再委託: how they hang below a contractor, to which firms the body consented, which consents wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from django.db.models import OuterRef, Q

from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import in_force
from sekisho.server.accounts.scope import one_of, within
from sekisho.server.custody.models import Subcontract
from sekisho.terms import ConsentState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contract


@attrs.frozen
class Branch:
    """One 再委託 of a contract, with those below it. ``depth`` 1 is directly below the contractor."""

    subcontract: Subcontract
    depth: int
    above: str
    """The firm one level above; empty where it is the contractor itself."""
    children: tuple[Branch, ...]


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


def subcontract(actor: Actor, pk: int) -> Subcontract:
    """Return one 再委託 of a contract ``actor`` may see.

    Raises:
        NotFound: there is none, or not for this person.
    """
    require(actor, Permission.CUSTODY_VIEW)
    rows: QuerySet[Subcontract] = Subcontract.objects.select_related("contract__section", "firm", "parent")
    seen = within(rows, actor, Permission.CUSTODY_VIEW, "contract__section")
    return one_of(seen, pk, "契約のページからさがしてください。")


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


def consented_below(day: dt.date, contract: str = "pk") -> QuerySet[Subcontract]:
    """Return the consented 再委託 in force on ``day`` of the outer row's contract, to be asked further."""
    rows: QuerySet[Subcontract] = Subcontract.objects.filter(in_force(day), contract=OuterRef(contract))
    return rows.filter(consent=ConsentState.CONSENTED.value)


def consented_firms(contracts: Collection[int], day: dt.date) -> dict[int, set[int]]:
    """Return the firms of the consented 再委託 in force on ``day``, by contract; one query."""
    rows = Subcontract.objects.filter(in_force(day), contract_id__in=contracts).order_by()
    found: dict[int, set[int]] = {}
    for contract, firm in rows.filter(consent=ConsentState.CONSENTED.value).values_list(
        "contract_id", "firm_id"
    ):
        found.setdefault(contract, set()).add(firm)
    return found
