"""What taking a roster in would do: people who are new, people of whom something changes, rows refused."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import say
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.importing.consent import Change, Plan
from sekisho.server.importing.parsed import Problem
from sekisho.server.ledgers.details import as_text
from sekisho.server.oversight.actions.workers import key_of
from sekisho.server.oversight.models import Worker
from sekisho.server.oversight.roster_rows import LEDGER
from sekisho.terms import Severity

if TYPE_CHECKING:
    from sekisho.server.importing.parsed import Parsed
    from sekisho.server.oversight.roster_rows import Known, RosterRow

FIELDS = ("task", "starts", "ends", "trained_on", "pledged_on")
_NAMES = {column.field: column.name for column in LEDGER.columns}


def plan(parsed: Parsed[RosterRow], known: Known, *, accept_doubts: bool) -> Plan[Worker]:
    """Return what taking in the acceptable rows would do; two rows of one person are refused."""
    made: Plan[Worker] = Plan()
    times = Counter(_who(row, known) for _, row in parsed.rows)
    for number, row in parsed.acceptable(accept_doubts=accept_doubts):
        if times[_who(row, known)] > 1:
            told = say("同じ会社の同じ氏名の行が、ほかにもあります。")
            made.refused.append(Problem(number, _NAMES["name"], row.name, told, Severity.ERROR))
        else:
            _place(made, row, known)
    return made


def _who(row: RosterRow, known: Known) -> tuple[int, str]:
    firm = known.firm_of(attrs.asdict(row))
    return firm.pk if firm is not None else 0, key_of(row.name)


def _place(made: Plan[Worker], row: RosterRow, known: Known) -> None:
    given = attrs.asdict(row)
    held = known.held(given)
    if held is None:
        made.new.append(_new(row, given, known))
        return
    # what the file leaves empty stays as the roster has it
    said = {name: given[name] for name in FIELDS if given[name]}
    changed = {name: value for name, value in said.items() if getattr(held, name) != value}
    if not changed:
        made.unchanged += 1
        return
    told = tuple(
        (_NAMES[name], as_text(name, getattr(held, name)), as_text(name, value))
        for name, value in changed.items()
    )
    for name, value in changed.items():
        setattr(held, name, value)
    made.changes.append(Change(held, told))


def _new(row: RosterRow, given: dict[str, Any], known: Known) -> Worker:
    return Worker(
        body_id=body_in_force(),
        contract=known.contract,
        firm=known.firm_of(given),
        name=row.name,
        name_key=key_of(row.name),
        task=row.task,
        starts=known.starts_of(given),
        ends=row.ends,
        trained_on=row.trained_on,
        pledged_on=row.pledged_on,
    )
