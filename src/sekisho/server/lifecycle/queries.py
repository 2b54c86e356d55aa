"""Questions about phases and gates, within what the person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When

from sekisho.errors import Conflict, NotFound, say
from sekisho.judgement import Crossing, judge
from sekisho.procedures.phases import Gate, Kind, gates_from
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.ledgers import governed, phasing
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.lifecycle.models import GatePassage
from sekisho.terms import Phase

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from django.db.models import QuerySet

    from sekisho.catalogue import Rulebook
    from sekisho.judgement import Decision
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.governed import Governed

_SEEN_BY = {Kind.SERVICE: Permission.SERVICE_VIEW, Kind.CONTRACT: Permission.CONTRACT_VIEW}


@attrs.frozen
class Led:
    """A service or contract with its phase, and the facts it is judged by (None at its end, or unasked)."""

    kind: Kind
    row: Any
    phase: Phase
    found: Governed | None = None

    @property
    def known(self) -> frozenset[str]:
        """The facts that a table says, or holds open: nobody states them."""
        return self.found.known if self.found else frozenset()

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The gates that are open from here."""
        return gates_from(self.kind, self.phase)


def led(actor: Actor, kind: Kind, pk: int, day: dt.date) -> Led:
    """Return one service or contract that ``actor`` may see, with its phase of ``day``.

    Raises:
        NotFound: there is none, or not for this person.
    """
    row: Any = ledgers.service(actor, pk) if kind is Kind.SERVICE else ledgers.contract(actor, pk)
    found = governed.of(kind.value, row, day)
    return Led(kind, row, _phase(found), found)


def beside(kind: Kind, row: Any, day: dt.date) -> Led:  # noqa: ANN401  the row of either ledger
    """Return a row that was read already with its phase; the facts of a service are not asked for."""
    if kind is Kind.SERVICE and row.retired_on is None:
        return Led(kind, row, Phase(row.phase_now))
    found = governed.of(kind.value, row, day)
    return Led(kind, row, _phase(found), found)


def _phase(found: Governed | None) -> Phase:
    """Return the phase; what was taken out of its ledger is at its end."""
    return Phase(found.facts["phase"]) if found else Phase.DISPOSAL


def judged(led: Led, to: Phase, stated: Mapping[str, Any], at: dt.datetime, book: Rulebook) -> Decision:
    """Judge whether a service or contract may enter ``to``, by what the ledgers know and what is stated.

    What the ledgers know stands over what is stated: nobody states a grade or a number that is on record.

    Raises:
        BadInput: something stated cannot be read.
        Conflict: the thing is governed no longer.
    """
    found = led.found
    if found is None:
        raise Conflict("もう台帳で終わっています。", next_step="台帳のページを開き直してください。")
    return judge(
        Crossing(found.kind, f"{led.kind.value} {found.key}"),
        found.facts | admitted(led, stated) | {"phase": to.value},
        book,
        at,
    )


def admitted(led: Led, stated: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of ``stated`` may be kept, since what is kept is judged by from then on.

    What a table says today is left out, even if it was stated at an earlier gate.
    """
    found = led.found
    if found is None or not stated:
        return {}
    taken = NOT_STATED | found.known | {name for name in ON_RECORD if name in found.facts}
    return {name: value for name, value in stated.items() if name not in taken}


ON_RECORD = {
    "service_class", "confidentiality", "integrity", "availability", "personal_data",
    "specific_personal_data", "sensitive_personal_data", "person_count", "restrictions", "exceptions",
    "service_manager_named",
}  # fmt: skip
"""Facts that the ledgers keep; nobody states them at a gate."""
NOT_STATED = {"phase", "applicant", "decider", "exceptions"}
"""Facts of the procedure: a person never states them at a gate, on record or not.

An 例外措置 is the CISO's decision (1(9) 例外措置), and stands only as the ledger of exceptions has it.
"""


def passages(actor: Actor) -> QuerySet[GatePassage]:
    """Return the attempts at gates of what ``actor`` may see, the newest first.

    Raises:
        Refused: the actor may see neither services nor contracts.
    """
    require(actor, Permission.SERVICE_VIEW)
    seen = Q(pk__in=())
    for kind, permission in _SEEN_BY.items():
        if not actor.may(permission):
            continue
        sections = actor.sections_for(permission)
        mine = Q(**{f"{kind.value}__isnull": False})
        seen |= mine if sections is None else mine & Q(section_id__in=sections)
    rows: QuerySet[GatePassage] = GatePassage.objects.filter(seen)
    return rows.select_related("section", "service__manager", "contract", "asked_by")


def passages_of(actor: Actor, kind: Kind, pk: int) -> QuerySet[GatePassage]:
    """Return the attempts of one service or contract."""
    return passages(actor).filter(**{f"{kind.value}_id": pk})


def passage(actor: Actor, pk: int) -> GatePassage:
    """Return one attempt.

    Raises:
        NotFound: there is none, or not for this person.
    """
    row = passages(actor).filter(pk=pk).first()
    if row is None:
        raise NotFound(say("関門の記録が見つかりません。"), next_step="一覧からさがしてください。")
    return row


def known_of_contracts(keys: Collection[int], day: dt.date) -> dict[int, dict[str, Any]]:
    """Return for each contract the phase its gates led to and what was stated there (one query).

    A contract that a gate refused stays where it was asked, whatever day it starts. One past its end is at
    its end, whatever gate it passed last; what the contract ledger itself has a column for is not taken
    from a statement.
    """
    rows = GatePassage.objects.filter(contract_id__in=keys).order_by("asked_at", "pk")
    asked = rows.values_list("contract_id", "origin", "to", "passed", "stated", "contract__ends")
    found: dict[int, dict[str, Any]] = {}
    for key, origin, to, passed, stated, ends in asked:
        told = {name: value for name, value in stated.items() if passed and name not in _COLUMNS}
        phase = {"phase": to if passed else origin} if ends >= day else {}
        found.setdefault(key, {}).update(told | phase)
    return found


def gates_of_contracts() -> Subquery:
    """Return the phase in which its last attempt at a gate left a contract, as the database finds it."""
    where = Case(When(passed=True, then=F("to")), default=F("origin"))
    rows = GatePassage.objects.filter(contract=OuterRef("pk")).order_by("-asked_at", "-pk")
    return Subquery(rows.annotate(left=where).values("left")[:1])


@attrs.frozen
class Counts:
    """How many things of one ledger are in each phase."""

    kind: Kind
    by_phase: dict[Phase, int]


def counts(actor: Actor, day: dt.date) -> list[Counts]:
    """Return how many services and contracts that ``actor`` sees are in each phase (a query for each)."""
    found = []
    for kind, permission in _SEEN_BY.items():
        if actor.may(permission):
            rows: Any = ledgers.services(actor)
            if kind is Kind.CONTRACT:
                rows = phasing.with_phase(ledgers.contracts(actor), day)
            told = dict(rows.order_by().values_list("phase_now").annotate(Count("pk")))
            found.append(Counts(kind, {phase: told.get(phase.value, 0) for phase in Phase}))
    return found


_COLUMNS = {"service_class", "confidentiality", "person_count", "personal_data"}
"""Facts that the contract ledger keeps itself."""
