"""Whether a leak must be reported, and by when: 速報, 確報 and 本人への通知.

Triggers after 個人情報保護法第68条・施行規則第43条 and 番号法第29条の4・規則第2条.
Clocks after their guidelines (ガイドライン別添2): the day any section came to know is day 1, every day
counts, and a last day on which offices are closed moves to the next open day. The preliminary report has
no such move: the guide says "about three to five days".

What is not known never makes a trigger fall away: it stays *possible* until someone rules it out (おそれ).
"""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import TYPE_CHECKING

import attrs

from sekisho.errors import BadInput, say
from sekisho.japan.business_days import next_business_day
from sekisho.japan.dates import format_wareki
from sekisho.terms import N, Term

if TYPE_CHECKING:
    from collections.abc import Iterator

PRELIMINARY_TARGET, PRELIMINARY_LIMIT = 3, 5
"""Days of the preliminary report, the knowing day being the first."""
FINAL, FINAL_WRONGFUL = 30, 60
"""Days of the full report; the longer where a wrongful purpose is suspected."""
MANY = 100
"""A public body reports when *more than* this many persons are concerned."""


@attrs.frozen
class Deadlines:
    """The days by which a body reports to 個人情報保護委員会."""

    known_on: dt.date
    preliminary_target: dt.date
    preliminary_limit: dt.date
    final: dt.date
    wrongful: bool
    """Whether the longer clock runs because a wrongful purpose is suspected."""


def deadlines(known_on: dt.date, *, wrongful: bool) -> Deadlines:
    """Return the clocks that run from ``known_on``, the day any section of the body came to know.

    Raises:
        BadInput: the calendar of holidays does not reach the last day.
    """
    last = _nth_day(known_on, FINAL_WRONGFUL if wrongful else FINAL)
    return Deadlines(
        known_on=known_on,
        preliminary_target=_nth_day(known_on, PRELIMINARY_TARGET),
        preliminary_limit=_nth_day(known_on, PRELIMINARY_LIMIT),
        final=next_business_day(last),
        wrongful=wrongful,
    )


def _nth_day(first: dt.date, number: int) -> dt.date:
    return first + dt.timedelta(days=number - 1)


class Trigger(Term):
    """Why an incident must be reported; the rule stands in the brackets."""

    NUMBER_SYSTEM = "number_system", N("個人番号を扱うシステムの特定個人情報（番号法規則第2条第1号）")
    NUMBER_WRONGFUL = "number_wrongful", N("特定個人情報と不正の目的のおそれ（番号法規則第2条第2号）")
    NUMBER_PUBLIC = "number_public", N("不特定多数に見える特定個人情報（番号法規則第2条第3号）")
    NUMBER_MANY = "number_many", N("100人を超える特定個人情報（番号法規則第2条第4号）")
    NUMBER_ANY = "number_any", N("特定個人情報の漏えい等（特定個人情報ガイドライン別添2）")
    SENSITIVE = "sensitive", N("要配慮個人情報を含む（個人情報保護法規則第43条第1号）")
    PROPERTY = "property", N("財産的被害のおそれ（個人情報保護法規則第43条第2号）")
    WRONGFUL = "wrongful", N("不正の目的のおそれ（個人情報保護法規則第43条第3号）")
    MANY = "many", N("100人を超える個人情報（個人情報保護法規則第43条第4号）")
    ORDINANCE = "ordinance", N("条例要配慮個人情報を含む（個人情報保護法規則第43条第5号）")


class Leak(Term):
    """Whether data leaked, as far as is known. The law has a suspicion (おそれ) reported just as a leak."""

    UNKNOWN = "unknown", N("まだ分からない")
    LEAKED = "leaked", N("漏えいした")
    SUSPECTED = "suspected", N("漏えいしたおそれがある")
    NONE = "none", N("漏えいしていない")

    @classmethod
    def of(cls, leaked: bool | None, *, suspected: bool) -> Leak:  # noqa: FBT001  a three-valued answer
        """Return what is known: a suspicion counts only while it is neither confirmed nor denied."""
        if leaked is None:
            return cls.SUSPECTED if suspected else cls.UNKNOWN
        return cls.LEAKED if leaked else cls.NONE


class Finding(Enum):
    """How a trigger stands."""

    MET = "met"
    POSSIBLE = "possible"
    RULED_OUT = "ruled_out"


@attrs.frozen
class Affected:
    """What is known of an incident; ``None`` is *not known yet*.

    ``persons_low`` and ``persons_high`` bound the number of persons: the largest group that is surely
    concerned, and the sum of all groups, since one person may stand in several of them.
    """

    personal_data: bool | None = None
    specific_personal_data: bool | None = None
    number_system: bool | None = None
    """In 情報提供ネットワーク, or a system for 個人番号利用事務・関係事務, the body's or a contractor's."""
    public_view: bool | None = None
    wrongful_purpose: bool | None = None
    sensitive: bool | None = None
    property_risk: bool | None = None
    ordinance_sensitive: bool | None = None
    persons_low: int = 0
    persons_high: int | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what contradicts itself: 特定個人情報 is personal data; no count is above its maximum."""
        if self.specific_personal_data and self.personal_data is False:
            raise BadInput(
                "特定個人情報があるのに、個人情報はないことになっています。",
                why="特定個人情報は個人情報です。",
                next_step="どちらかを直してください。",
            )
        if self.persons_low < 0 or (self.persons_high is not None and self.persons_high < self.persons_low):
            raise BadInput(
                say("人数の下限{low}と上限{high}は合いません。", low=self.persons_low, high=self.persons_high)
                if self.persons_high is not None
                else say("人数の下限{low}は負の数です。", low=self.persons_low),
                next_step="下限は0以上、上限は下限以上の数にしてください。",
            )


def widened(affected: Affected, named: int) -> Affected:
    """Return ``affected`` with the known maximum raised to how many persons the firms ``named``.

    They may hold what no ledger lists. A maximum that is not known stays unknown.
    """
    high = affected.persons_high
    return affected if high is None or named <= high else attrs.evolve(affected, persons_high=named)


@attrs.frozen
class Found:
    """One trigger and how it stands."""

    trigger: Trigger
    finding: Finding


@attrs.frozen
class Assessment:
    """All triggers of an incident."""

    found: tuple[Found, ...]

    def having(self, finding: Finding) -> tuple[Trigger, ...]:
        """Return the triggers that stand so."""
        return tuple(one.trigger for one in self.found if one.finding is finding)

    @property
    def must_report(self) -> bool:
        """Whether a trigger is met."""
        return bool(self.having(Finding.MET))

    @property
    def may_have_to_report(self) -> bool:
        """Whether a trigger is met or not yet ruled out: the clock runs either way."""
        return self.must_report or bool(self.having(Finding.POSSIBLE))

    @property
    def wrongful(self) -> bool:
        """Whether the 60-day clock runs: a wrongful purpose is surely suspected."""
        return bool({Trigger.NUMBER_WRONGFUL, Trigger.WRONGFUL} & set(self.having(Finding.MET)))


def assess(affected: Affected) -> Assessment:
    """Return every trigger with how it stands for ``affected``."""
    return Assessment(tuple(Found(trigger, _worst(*parts)) for trigger, parts in _conditions(affected)))


def _conditions(it: Affected) -> Iterator[tuple[Trigger, tuple[Finding, ...]]]:
    """Yield each trigger with what must all be so: 特定個人情報 is personal data, and no other is."""
    personal = Finding.MET if it.specific_personal_data else _of(it.personal_data)
    specific = Finding.RULED_OUT if it.personal_data is False else _of(it.specific_personal_data)
    many = _many(it)
    yield Trigger.NUMBER_SYSTEM, (specific, _of(it.number_system))
    yield Trigger.NUMBER_WRONGFUL, (specific, _of(it.wrongful_purpose))
    yield Trigger.NUMBER_PUBLIC, (specific, _of(it.public_view))
    yield Trigger.NUMBER_MANY, (specific, many)
    yield Trigger.NUMBER_ANY, (specific,)
    yield Trigger.SENSITIVE, (personal, _of(it.sensitive))
    yield Trigger.PROPERTY, (personal, _of(it.property_risk))
    yield Trigger.WRONGFUL, (personal, _of(it.wrongful_purpose))
    yield Trigger.MANY, (personal, many)
    yield Trigger.ORDINANCE, (personal, _of(it.ordinance_sensitive))


def _of(known: bool | None) -> Finding:  # noqa: FBT001  a three-valued answer, not a switch
    if known is None:
        return Finding.POSSIBLE
    return Finding.MET if known else Finding.RULED_OUT


def _many(it: Affected) -> Finding:
    """A possible maximum beyond the limit is enough; only a known maximum within it rules the trigger out."""
    if it.persons_low > MANY or (it.persons_high is not None and it.persons_high > MANY):
        return Finding.MET
    return Finding.POSSIBLE if it.persons_high is None else Finding.RULED_OUT


def _worst(*parts: Finding) -> Finding:
    """All parts must be met for a trigger; one that is ruled out rules it out."""
    if Finding.RULED_OUT in parts:
        return Finding.RULED_OUT
    return Finding.POSSIBLE if Finding.POSSIBLE in parts else Finding.MET


class ReportItem(Term):
    """The nine items of a report (報告事項), in the order of the form."""

    SUMMARY = "summary", N("概要")
    DATA = "data", N("漏えい等が発生し、又は発生したおそれがある個人データの項目")
    PERSONS = "persons", N("本人の数")
    CAUSE = "cause", N("原因")
    SECONDARY = "secondary", N("二次被害又はそのおそれの有無及びその内容")
    TO_PERSONS = "to_persons", N("本人への対応の実施状況")
    PUBLICATION = "publication", N("公表の実施状況")
    PREVENTION = "prevention", N("再発防止のための措置")
    OTHER = "other", N("その他参考となる事項")


def describe(clocks: Deadlines) -> str:
    """Return the clocks in one line for papers and logs."""
    return (
        f"知った日 {format_wareki(clocks.known_on)}、"
        f"速報 {format_wareki(clocks.preliminary_target)}から{format_wareki(clocks.preliminary_limit)}、"
        f"確報 {format_wareki(clocks.final)}"
    )
