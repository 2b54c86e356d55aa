"""What the ledger and the register have, beside the question of an application on certifications.

It is shown and judges nothing: what counts as a fact is what the applicant answers, and once the service
stands in the ledger, what is recorded of it (``known``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from sekisho.japan.text import company_key, search_key
from sekisho.procedures.registers import SHORTEST_PART, Firm, Ours, Service
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.beside import Part
from sekisho.server.trust import queries, registers
from sekisho.server.trust.weighing import weigh
from sekisho.terms import RegisterMatch

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.trust.models import RegisterRow
    from sekisho.server.trust.weighing import Weighed

_SHOWN = 8


def beside_question(actor: Actor, application: Any, day: dt.date) -> Part | None:  # noqa: ANN401  an application, of a slice below
    """Return what is known of the service and provider an application names; None before it names one."""
    name, provider, number = (
        str(application.answers.get(field) or "").strip()
        for field in ("name", "provider_name", "provider_corporate_number")
    )
    if not actor.may(Permission.SERVICE_VIEW) or not (provider or number):
        return None
    values = {
        "held": _held(actor, name, provider, number, day),
        "listed": _listed(actor, name, provider, number),
        "provider": provider or number,
    }
    return Part("trust/beside_question.html", values)


def _held(actor: Actor, name: str, provider: str, number: str, day: dt.date) -> list[Weighed]:
    """Return the certifications of the provider, those that name the service first."""
    firms = ledgers.contractors_for_services(actor).values_list("pk", "name", "corporate_number")
    meant = [pk for pk, known, digits in firms if _same(provider, number, known, digits)]
    if not meant:
        return []
    used = _used(actor, name, meant)
    rows = queries.evidences(actor, day).filter(provider_id__in=meant)[: _SHOWN * 4]
    found = [weigh(row, name, used, day) for row in rows]
    return sorted(found, key=lambda one: (not one.scope.names_service, not one.trusted))[:_SHOWN]


def _same(provider: str, number: str, known: str, digits: str) -> bool:
    """Tell whether a firm of the ledger is the one named: by 法人番号 where both have one, else by name."""
    if number and digits:
        return number == digits
    return bool(provider) and company_key(provider) == company_key(known)


def _used(actor: Actor, name: str, firms: list[int]) -> list[str]:
    """Return the functions the service is used for, where it stands in the ledger already."""
    for service in ledgers.services(actor).filter(provider_id__in=firms):
        if search_key(service.name) == search_key(name):
            return queries.functions(service)
    return []


def _listed(actor: Actor, name: str, provider: str, number: str) -> list[tuple[RegisterRow, RegisterMatch]]:
    """Return the rows of the registers in force about the provider or the service, the surest first."""
    known = Ours([Firm(0, provider, number)], [Service(0, name, 0)])
    asked = Q()
    for word in (number, company_key(provider), search_key(name)):
        if len(word) >= SHORTEST_PART:
            asked |= Q(search_key__contains=word)
    if not asked:
        return []
    order = list(RegisterMatch)
    found: list[tuple[RegisterRow, RegisterMatch]] = []
    for row in registers.rows(actor).filter(asked)[:200]:
        state = known.match(row.corporate_number, row.provider_name, row.service_name).state
        if state is not RegisterMatch.NONE:
            found.append((row, state))
    return sorted(found, key=lambda one: (order.index(one[1]), one[0].line))[:_SHOWN]
