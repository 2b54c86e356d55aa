"""責任分界表: control by control, who does it; what is undecided or done by nobody is counted.

Source: 改定方針案 2021-09 ①(調達及び契約), p. 5: what the user does and what the provider does is made clear
item by item before the contract. The controls stand in the order of ISO/IEC 27017:2015, in our own words.
A proposal by kind of service is never a decision: what was not confirmed counts as undecided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.catalogue.yamltext import read_yaml
from sekisho.errors import BadInput
from sekisho.terms import Party, ServiceKind, SupplyModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WHERE = "責任分界の表"
_BY_KIND = {
    ServiceKind.HOSTING: SupplyModel.PAAS,
    ServiceKind.INTERNET_LINE: SupplyModel.IAAS,
}


@attrs.frozen
class Control:
    """One line of the table."""

    id: str
    title: str
    proposals: dict[SupplyModel, Party] = attrs.field(eq=False)


@attrs.frozen
class Tally:
    """How far a table is filled."""

    total: int
    undecided: int
    nobody: int

    @property
    def decided(self) -> int:
        """How many lines are decided, whatever was decided."""
        return self.total - self.undecided

    def facts(self) -> dict[str, int]:
        """Return what a judgement asks of the table."""
        return {"responsibility_undecided": self.undecided, "responsibility_nobody": self.nobody}


def parse(text: str) -> tuple[Control, ...]:
    """Read the table's lines.

    Raises:
        BadInput: a line has no number or title, or a proposal that is none.
    """
    raw = read_yaml(text, where=_WHERE)
    rows = raw.get("controls") if isinstance(raw, dict) else None
    controls = []
    for row in rows or ():
        try:
            proposals = {model: Party(row[model.value]) for model in SupplyModel}
        except (KeyError, ValueError) as error:
            raise BadInput(f"「{row.get('id')}」の案が読めません。", where=_WHERE) from error
        controls.append(Control(str(row["id"]), str(row["title"]), proposals))
    if not controls or len({one.id for one in controls}) < len(controls):
        raise BadInput("項目がないか、同じ番号が二つあります。", where=_WHERE)
    return tuple(sorted(controls, key=lambda one: place(one.id)))


def place(control: str) -> tuple[int, ...]:
    """Return where a control stands in the order of ISO/IEC 27017 (CLD.9.5.1 follows 9.4.4)."""
    return tuple(int(part) for part in control.removeprefix("CLD.").split("."))


def model_of(kind: str | None) -> SupplyModel:
    """Return the shape of supply proposed for a kind of service; none for a contract (業務委託)."""
    if kind is None:
        return SupplyModel.OUTSOURCING
    known = next((one for one in ServiceKind if one.value == kind), ServiceKind.OTHER)
    return _BY_KIND.get(known, SupplyModel.SAAS)


def tally(controls: Iterable[Control], decided: Mapping[str, Any]) -> Tally:
    """Count a table; ``decided`` gives the party of each control, and what is not in it is undecided."""
    parties = [decided.get(one.id, Party.UNDECIDED.value) for one in controls]
    known = {one.value for one in Party} - {Party.UNDECIDED.value}
    return Tally(
        total=len(parties),
        undecided=sum(party not in known for party in parties),
        nobody=sum(party == Party.NOBODY.value for party in parties),
    )
