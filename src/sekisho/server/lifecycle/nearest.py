"""What of the dated work of one service or contract stands at the top of its page: checks, a refused gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from sekisho.procedures.phases import Kind
from sekisho.server.ledgers.models import Contract
from sekisho.server.ledgers.standing import Strip
from sekisho.server.lifecycle import queries, regular, sources
from sekisho.server.lifecycle.models import GatePassage, RegularCheck
from sekisho.server.ui.templatetags.sekisho import wareki
from sekisho.server.ui.words import label
from sekisho.terms import Phase, TaskKind

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.lifecycle.queries import Led
    from sekisho.server.lifecycle.regular import Open


def beside(actor: Actor, led: Led, day: dt.date, most: int) -> tuple[list[GatePassage], tuple[Strip, ...]]:
    """Return the last attempts of what is led, at ``most`` so many, and what is open of it."""
    if led.kind is Kind.CONTRACT:
        tried, found = _of_contract(led, day)
    else:
        rows = type(led.row).objects.filter(pk=led.row.pk)
        tried, found = True, regular.of_services(rows, day)
    passages = list(queries.passages_of(actor, led.kind, led.row.pk)[:most]) if tried else []
    if led.row.retired_on is not None:
        return passages, ()
    refused = [_refused(one) for one in passages[:1] if not one.passed]
    return passages, (*(_check(one, day) for one in found), *refused)


def _of_contract(led: Led, day: dt.date) -> tuple[bool, list[Open]]:
    """Tell whether a contract was ever led to a gate, and what is open for it (one query)."""
    of = {"contract": OuterRef("pk")}
    decided = RegularCheck.objects.filter(kind=TaskKind.RENEWAL.value, **of).order_by("-due_on")
    rows = Contract.objects.filter(pk=led.row.pk).annotate(
        tried=Exists(GatePassage.objects.filter(**of)), decided=Subquery(decided.values("due_on")[:1])
    )
    tried, last = rows.values_list("tried", "decided").get()
    return tried, regular.of_contract(led.row, last, day, renewing=led.phase is Phase.RENEWAL)


def _check(one: Open, day: dt.date) -> Strip:
    what = _("%(what)s（期限 %(day)s）") % {"what": label(one.kind), "day": wareki(one.due)}
    late = one.due < day
    who = f"{one.row.section.name}（{_(sources.holder_of(one))}）"
    return Strip(_("期限切れ") if late else "", what, who, due=one.due, late=late)


def _refused(one: GatePassage) -> Strip:
    where = _("関門「%(to)s」で止まりました") % {"to": label(Phase(one.to))}
    return Strip(where, _("満たしていない条文を直し、もう一度確かめる"), one.section.name)
