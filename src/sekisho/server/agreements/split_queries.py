"""Questions about 責任分界表: its lines as shown, how it counts, the tables a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from django.db.models import Q

from sekisho.agreements import responsibility
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.agreements import queries, rules
from sekisho.server.agreements.models import ResponsibilitySplit
from sekisho.terms import Party, SupplyModel

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor


def split_of(row: queries.Matter) -> ResponsibilitySplit | None:
    """Return the table of responsibilities of a matter, if one was begun."""
    found: ResponsibilitySplit | None = ResponsibilitySplit.objects.filter(**queries.of(row)).first()
    return found


@attrs.frozen
class SplitLine:
    """One line of the table as it is shown."""

    control: responsibility.Control
    proposal: Party
    party: str
    note: str
    n: int
    """How often it was decided: who saves an older one is told."""
    objection: dict[str, Any] = attrs.field(factory=dict)
    """What the other side says against it: ``party``, ``words``; empty where it does not object."""

    @property
    def slug(self) -> str:
        """The control's number as it may stand in an address of a part of the page."""
        return self.control.id.replace(".", "-")


def split_lines(split: ResponsibilitySplit) -> list[SplitLine]:
    """Return the lines of a table in the order of the standard."""
    model = next((one for one in SupplyModel if one.value == split.model), SupplyModel.SAAS)
    lines = []
    for control in rules.controls():
        kept = split.rows.get(control.id, {})
        party = kept.get("party", Party.UNDECIDED.value)
        note, n, objection = kept.get("note", ""), kept.get("n", 0), kept.get("objection") or {}
        lines.append(SplitLine(control, control.proposals[model], party, note, n, objection))
    return lines


def tally(split: ResponsibilitySplit) -> responsibility.Tally:
    """Count a table as it stands; what the other side does not agree to is undecided."""
    return responsibility.tally(rules.controls(), {key: _stands(kept) for key, kept in split.rows.items()})


def _stands(kept: dict[str, Any]) -> str:
    party = str(kept.get("party", ""))
    return "" if kept.get("objection") and party != Party.NOBODY.value else party


def splits(actor: Actor) -> QuerySet[ResponsibilitySplit]:
    """Return the tables of matters ``actor`` may see: first what nobody does, then what is undecided.

    Raises:
        Refused: the actor may see none at all.
    """
    require(actor, Permission.AGREEMENT_VIEW)
    rows: QuerySet[ResponsibilitySplit] = ResponsibilitySplit.objects.select_related(
        "service__section", "contract__section"
    ).filter(Q(service__retired_on=None), Q(contract__retired_on=None))
    sections = actor.sections_for(Permission.AGREEMENT_VIEW)
    if sections is not None:
        rows = rows.filter(Q(service__section_id__in=sections) | Q(contract__section_id__in=sections))
    return rows.order_by("-nobody", "-undecided", "pk")
