"""What an import would do to the ledgers: new, changed, unchanged, refused. Writes nothing.

The preview shows a plan; the action makes the plan again inside its transaction, with the rows it reads held
(``hold``), and carries it out if it is the one that was shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import say
from sekisho.japan.dates import format_wareki
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import sections
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.importing.consent import values_of
from sekisho.server.importing.parsed import Problem
from sekisho.server.ledgers.actions import changes
from sekisho.server.ledgers.actions.books import ASSETS, CONTRACTORS, CONTRACTS
from sekisho.server.ledgers.actions.losses import Unsaid
from sekisho.server.ledgers.firms import Firms
from sekisho.server.ledgers.models import Contract, Contractor, InformationAsset
from sekisho.terms import Severity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from sekisho.server.accounts.models import Section
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.importing.parsed import Parsed
    from sekisho.server.ledgers.actions.changes import Ledger

_CHUNK = 2_000


@attrs.frozen
class Difference:
    """One field that taking the file in would change; ``row`` is the number the person sees in the sheet."""

    row: int
    number: str
    field: str
    before: Any
    after: Any


@attrs.define
class Plan:
    """Rows ready to be written, and those that may not be."""

    new: list[Any] = attrs.field(factory=list)
    changed: list[Any] = attrs.field(factory=list)
    unchanged: int = 0
    refused: list[Problem] = attrs.field(factory=list)
    new_firms: list[Contractor] = attrs.field(factory=list)
    numbered_firms: list[Contractor] = attrs.field(factory=list)
    """Firms known before without 法人番号, which the file gives."""
    differences: list[Difference] = attrs.field(factory=list)
    """What ``changed`` changes, field by field, in the order of the sheet."""
    losses: list[Problem] = attrs.field(factory=list)
    """The doubts about rows in ``changed``: what blank cells take away from them."""

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {
            "created": len(self.new),
            "updated": len(self.changed),
            "unchanged": self.unchanged,
            "refused": len({problem.row for problem in self.refused}),
        }

    @property
    def accepted(self) -> int:
        """How many rows are, or would be, taken in."""
        return len(self.new) + len(self.changed) + self.unchanged

    @property
    def written(self) -> list[Any]:
        """Every row that is, or would be, written."""
        return [*self.new, *self.changed]

    def told(self) -> Iterable[Any]:
        """Say everything that would be written, and over what."""
        before = [[one.row, one.field, str(one.before)] for one in self.differences]
        firms = values_of([*self.new_firms, *self.numbered_firms])
        return [self.unchanged, before, *firms, *values_of(self.written)]


def plan_assets(
    actor: Actor, parsed: Parsed[Any], day: dt.date, *, accept_doubts: bool, hold: bool = False
) -> Plan:
    """Return what importing ``parsed`` would do to the information assets.

    Raises:
        Refused: the actor may not import.
    """

    def fields_of(row: Any) -> dict[str, Any]:  # noqa: ANN401  an AssetRow
        values = attrs.asdict(row)
        del values["section_name"]
        return values

    plan = _plan(
        actor, ASSETS, InformationAsset, parsed, day, fields_of, accept_doubts=accept_doubts, hold=hold
    )
    for row in plan.new:
        row.sensitive_personal_data = None if row.personal_data else False
    return plan


def plan_contracts(
    actor: Actor, parsed: Parsed[Any], day: dt.date, *, accept_doubts: bool, hold: bool = False
) -> Plan:
    """Return what importing ``parsed`` would do to the contracts and the firms.

    Raises:
        Refused: the actor may not import.
    """
    firms = _Meant(parsed, accept_doubts=accept_doubts, hold=hold)

    def fields_of(row: Any) -> dict[str, Any]:  # noqa: ANN401  a ContractRow
        values = attrs.asdict(row)
        del values["section_name"]
        firm = firms.of(values.pop("contractor_name"), values.pop("corporate_number"))
        return values | {"contractor": firm}

    how = {"accept_doubts": accept_doubts, "hold": hold}
    plan = _plan(actor, CONTRACTS, Contract, parsed, day, fields_of, **how)
    wanted = {id(row.contractor) for row in (*plan.new, *plan.changed)}
    plan.new_firms = [firm for firm in firms.new if id(firm) in wanted]
    plan.numbered_firms = [firm for firm in firms.numbered if id(firm) in wanted]
    return plan


class _Meant:
    """The firms a file means: those of the body, and new ones made once."""

    def __init__(self, parsed: Parsed[Any], *, accept_doubts: bool, hold: bool) -> None:
        self.new: list[Contractor] = []
        self.numbered: list[Contractor] = []
        self._firms = Firms(_held(Contractor.objects.filter(retired_on=None), hold=hold))
        gone = Contractor.objects.filter(retired_on__isnull=False).exclude(corporate_number="")
        self._gone: dict[str, Contractor] = {firm.corporate_number: firm for firm in gone}
        self._asked: dict[tuple[str, str], Contractor] = {}
        pairs = {
            (row.contractor_name, row.corporate_number): None
            for _number, row in parsed.acceptable(accept_doubts=accept_doubts)
        }
        for name, number in sorted(pairs, key=lambda pair: not pair[1]):
            self._asked[name, number] = self._meant(name, number)

    def of(self, name: str, number: str) -> Contractor:
        return self._asked[name, number]

    def _meant(self, name: str, number: str) -> Contractor:
        if number in self._gone:
            return self._gone[number]
        found = self._firms.find(name, number)
        if found is None:
            found = Contractor(body_id=body_in_force(), name=name, corporate_number=number)
            self.new.append(found)
        elif number and not found.corporate_number:
            found.corporate_number = number
            self.numbered.append(found)
        found.search_key = changes.key_of(found, CONTRACTORS)
        self._firms.add(found)
        return found


def _plan(
    actor: Actor,
    ledger: Ledger,
    model: type[Any],
    parsed: Parsed[Any],
    day: dt.date,
    fields_of: Callable[[Any], dict[str, Any]],
    *,
    accept_doubts: bool,
    hold: bool,
) -> Plan:
    require(actor, Permission.LEDGER_IMPORT)
    accepted = parsed.acceptable(accept_doubts=accept_doubts)
    known = _standing(model, [row.number for _number, row in accepted], hold=hold)
    rights, unsaid = _Rights(actor, day), Unsaid(parsed)
    plan, seen = Plan(), set()
    for number, row in accepted:
        here = known.get(row.number)
        reason = rights.refusal(row.section_name, here)
        if reason:
            plan.refused.append(Problem(number, "所管課", row.section_name, reason, Severity.ERROR))
            continue
        if row.number in seen:
            plan.unchanged += 1
            continue
        seen.add(row.number)
        values = unsaid.said(here, fields_of(row) | {"section": rights.sections[row.section_name]})
        reason = _gone_firm(values.get("contractor"), here)
        if reason:
            plan.refused.append(Problem(number, "法人番号", row.corporate_number, reason, Severity.ERROR))
            continue
        losses = list(unsaid.lost(number, here, values))
        if losses and not accept_doubts:
            plan.refused += losses
            continue
        plan.losses += losses
        _sort_in(plan, ledger, (number, here), values, model)
    return plan


def _gone_firm(firm: Contractor | None, here: Any) -> str:  # noqa: ANN401  the ledger's own row
    """Return why a row may not name its firm: one taken out of the ledger stays with the contracts it had."""
    if firm is None or firm.retired_on is None or (here is not None and here.contractor_id == firm.pk):
        return ""
    return f"「{firm.name}」は、{format_wareki(firm.retired_on)}に台帳から外されています。"


def _sort_in(
    plan: Plan, ledger: Ledger, found: tuple[int, Any], values: Mapping[str, Any], model: type[Any]
) -> None:
    number, here = found
    differing = (
        [] if here is None else [name for name, value in values.items() if _differs(here, name, value)]
    )
    if here is None:
        fresh = model(body_id=body_in_force(), **values)
        fresh.search_key = changes.key_of(fresh, ledger)
        plan.new.append(fresh)
    elif differing:
        plan.differences += [
            Difference(number, here.number, name, getattr(here, name), values[name]) for name in differing
        ]
        changes.write(here, values)
        here.search_key = changes.key_of(here, ledger)
        here.version += 1
        plan.changed.append(here)
    else:
        plan.unchanged += 1


def _differs(row: Any, name: str, value: Any) -> bool:  # noqa: ANN401  any field
    if name in {"section", "contractor"}:
        return bool(value.pk is None or getattr(row, f"{name}_id") != value.pk)
    return bool(getattr(row, name) != value)


def _held(rows: Any, *, hold: bool) -> Any:  # noqa: ANN401  a query set of any ledger
    """Let nobody else change the rows until the transaction ends, if they are to be written."""
    return rows.order_by("pk").select_for_update(of=("self",), no_key=True) if hold else rows


def _standing(model: type[Any], numbers: list[str], *, hold: bool) -> dict[str, Any]:
    found = {}
    for first in range(0, len(numbers), _CHUNK):
        related = [name for name in ("section", "contractor") if hasattr(model, name)]
        rows = model.objects.select_related(*related).filter(number__in=numbers[first : first + _CHUNK])
        found.update({row.number: row for row in _held(rows, hold=hold)})
    return found


class _Rights:
    """For which sections the actor may import, and into which rows."""

    def __init__(self, actor: Actor, day: dt.date) -> None:
        self.sections: dict[str, Section] = {row.name: row for row in sections(day)}
        self._covered = actor.sections_for(Permission.LEDGER_IMPORT)

    def refusal(self, section_name: str, here: Any) -> str:  # noqa: ANN401  the ledger's own row
        """Return why the row may not be written; empty when it may."""
        section = self.sections.get(section_name)
        if section is None:
            return say("課「{section}」は、今はありません。", section=section_name)
        if not self._may(section.pk):
            return say("「{section}」の台帳を取り込む権限がありません。", section=section_name)
        if here is None:
            return ""
        if not self._may(here.section_id):
            return say("同じ番号の行が、ほかの課の台帳にあります。")
        if here.retired_on is not None:
            return say("同じ番号の行は、{day}に台帳から外されています。", day=format_wareki(here.retired_on))
        return ""

    def _may(self, section: int) -> bool:
        return self._covered is None or section in self._covered
