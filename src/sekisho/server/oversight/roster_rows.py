"""従事者名簿 from Excel or CSV: its columns, its typed row, and what is checked against the contract.

A person belongs to the contractor unless the row names another firm; a sub-contractor without consent at its
level is refused with the law. What a whole file means for the roster is planned in ``roster_plans``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import say
from sekisho.japan.dates import format_wareki
from sekisho.japan.text import company_key
from sekisho.server.custody import subcontracts
from sekisho.server.importing import values
from sekisho.server.importing.columns import Column, Ledger
from sekisho.server.importing.reading import Options, read_ledger
from sekisho.server.oversight.actions.workers import key_of
from sekisho.server.oversight.models import Carry, Worker
from sekisho.terms import CarryState, Severity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from sekisho.server.importing.parsed import Parsed
    from sekisho.server.ledgers.models import Contract, Contractor


@attrs.frozen
class RosterRow:
    """One person of a roster; an empty day is None."""

    name: str
    firm_name: str
    task: str
    starts: dt.date | None
    ends: dt.date | None
    trained_on: dt.date | None
    pledged_on: dt.date | None


def _day(field: str, name: str, *synonyms: str, example: str = "令和8年4月1日") -> Column:
    return Column(field, name, values.date, synonyms, needed=False, filled=False, empty=None, example=example)


LEDGER = Ledger(
    kind="roster",
    title="従事者名簿",
    columns=(
        Column(
            "name", "氏名", values.line(100), ("従事者", "名前", "作業者", "従事者名"), example="山田 太郎"
        ),
        Column(
            "firm_name",
            "所属",
            values.line(120),
            ("会社名", "会社", "所属会社", "事業者名", "勤務先"),
            needed=False,
            filled=False,
            example="空けると受託者",
        ),
        Column(
            "task",
            "役割",
            values.line(100),
            ("担当", "担当業務", "作業内容", "職務"),
            needed=False,
            filled=False,
            example="データの入力",
        ),
        _day("starts", "従事の開始", "開始日", "従事開始日", "従事開始"),
        _day("ends", "従事の終了", "終了日", "従事終了日", "従事終了", example=""),
        _day("trained_on", "教育を受けた日", "教育日", "研修日", "研修受講日", "教育受講日"),
        _day("pledged_on", "秘密保持誓約書の受領日", "誓約書", "誓約日", "誓約書受領日", "誓約書の受領日"),
    ),
)


@attrs.frozen
class Known:
    """The firms and the roster of a contract, read once for a file (three queries)."""

    contract: Contract
    branches: tuple[subcontracts.Branch, ...]
    workers: Mapping[tuple[int, str], list[Worker]]
    """By firm and name in one spelling."""
    carrying: frozenset[int]
    """The workers who have a medium out."""
    today: dt.date

    @classmethod
    def read(cls, contract: Contract, today: dt.date) -> Known:
        """Read them for ``contract``."""
        workers: dict[tuple[int, str], list[Worker]] = {}
        for row in Worker.objects.filter(contract=contract).select_related("firm").order_by("starts", "pk"):
            workers.setdefault((row.firm_id, row.name_key), []).append(row)
        out = Carry.objects.filter(contract=contract, state=CarryState.PERMITTED.value)
        return cls(
            contract=contract,
            branches=subcontracts.tree(contract),
            workers=workers,
            carrying=frozenset(out.values_list("worker_id", flat=True)),
            today=today,
        )

    def starts_of(self, row: Mapping[str, Any]) -> dt.date:
        """Return from when the person works, where the row does not say: today, within the term."""
        given: dt.date | None = row["starts"]
        return given or min(max(self.today, self.contract.starts), self.contract.ends)

    def firm_of(self, row: Mapping[str, Any]) -> Contractor | None:
        """Return the firm the row names, if its people may work under the contract on that day."""
        wanted, contractor = company_key(row["firm_name"]), self.contract.contractor
        if not wanted or wanted == company_key(contractor.name):
            return contractor
        allowed = subcontracts.consented_among(self.branches, self.starts_of(row))
        firms = (one.subcontract.firm for one in subcontracts.flat(self.branches))
        return next((one for one in firms if one.pk in allowed and company_key(one.name) == wanted), None)

    def held(self, row: Mapping[str, Any]) -> Worker | None:
        """Return the person as the roster has them, if their time there has not ended before the row's."""
        firm = self.firm_of(row)
        found = self.workers.get((firm.pk, key_of(row["name"])), []) if firm is not None else []
        starts: dt.date | None = row["starts"]
        standing = [one for one in found if one.ends is None or (starts is None or one.ends >= starts)]
        return standing[-1] if standing else None

    def elsewhere(self, row: Mapping[str, Any]) -> Worker | None:
        """Return a person of the same name whom the roster has with another firm."""
        firm, key = self.firm_of(row), key_of(row["name"])
        rows = (one for (at, name), found in self.workers.items() if name == key for one in found if at)
        return next((one for one in rows if firm is not None and one.firm_id != firm.pk), None)


def read(
    data: bytes, filename: str, known: Known, *, mapping: Mapping[str, str] | None = None, sheet: str = ""
) -> Parsed[RosterRow]:
    """Read a roster from the bytes of an Excel or CSV file and check every row by itself.

    Raises:
        BadInput: the file cannot be read at all.
    """

    def check(row: Mapping[str, Any]) -> Iterator[tuple[str, Severity, str]]:
        yield from _of_firm(known, row)
        yield from _of_days(known, row)

    options = Options(mapping=mapping, sheet=sheet)
    return read_ledger(LEDGER, data, filename, build=RosterRow, check=check, options=options)


def _of_firm(known: Known, row: Mapping[str, Any]) -> Iterator[tuple[str, Severity, str]]:
    if known.firm_of(row) is None:
        told = say(
            "「{firm_name}」は、契約の相手でも、すべての段で承諾した再委託先でもありません。",
            firm_name=row["firm_name"],
        )
        yield (
            "firm_name",
            Severity.ERROR,
            say("{told}承諾を先に記録してください（番号法10条、対策基準8.1）。", told=told),
        )
        return
    other = known.elsewhere(row)
    if other is not None and known.held(row) is None:
        yield (
            "name",
            Severity.DOUBT,
            say(
                "同じ氏名の人が、名簿では{name}の人になっています。別の人か確かめてください。",
                name=other.firm.name,
            ),
        )


def _of_days(known: Known, row: Mapping[str, Any]) -> Iterator[tuple[str, Severity, str]]:
    held, starts = known.held(row), known.starts_of(row)
    if row["starts"] is None and held is None:
        yield "starts", Severity.DOUBT, say("空なので、{day}からと読みました。", day=format_wareki(starts))
    begun = starts if held is None or row["starts"] is not None else held.starts
    if row["ends"] is not None and row["ends"] < begun:
        yield "ends", Severity.ERROR, say("従事の終了が従事の開始より前です。")
    for field, name in (("trained_on", "教育を受けた日"), ("pledged_on", "秘密保持誓約書の受領日")):
        if row[field] is not None and row[field] > known.today:
            yield field, Severity.ERROR, say("{name}がまだ来ていません。", name=say(name))
    if row["ends"] is not None and held is not None and held.ends is None and held.pk in known.carrying:
        yield "ends", Severity.ERROR, say("媒体を持ち出しています。先に、戻りを確かめて記録してください。")
