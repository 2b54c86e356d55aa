"""What a certification proves today: how long it is valid, and whether its scope names what is used.

ISMAP: a registration is valid for 1 year and 4 months, counted from the day after the audited period ended
(ISMAPクラウドサービス登録規則). A period in months ends on the day before the corresponding day, or on the
last day of a month that has none (民法143条). SOC reports tell of a period that is over: what lies between
its end, or the end of a bridge letter, and today is told by nobody (bridge gap). Unknown is never valid, and
a scope that does not name the service is never taken to cover it. Reads no clock and no database.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING

import attrs

from sekisho.japan.text import search_key
from sekisho.terms import CertificationKind, EvidenceState, FallenWhy, ScopeAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ISMAP_MONTHS = 16
NOTICE = dt.timedelta(days=60)
"""How long before its end a certification is looked at again."""
REGISTERED = frozenset({CertificationKind.ISMAP, CertificationKind.ISMAP_LIU})
REPORTS = frozenset({CertificationKind.SOC1, CertificationKind.SOC2, CertificationKind.SOC3})
TRUSTED = frozenset({EvidenceState.VALID, EvidenceState.EXPIRING})
_DAY = dt.timedelta(days=1)
_BETWEEN = re.compile(r"[、，,;；\n\r。/／]+")
EXCLUDED = ("除く", "除き", "以外", "対象外", "含まない", "含みません")
"""Words by which a scope says what is not in it."""


@attrs.frozen
class Dates:
    """What a certification says of time; None: not known."""

    kind: CertificationKind
    issued: dt.date | None = None
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    expires: dt.date | None = None
    bridge_until: dt.date | None = None
    """Until when a bridge letter of the provider says that nothing changed."""
    withdrawn: dt.date | None = None


@attrs.frozen
class Scope:
    """The scope compared with the functions used."""

    answer: ScopeAnswer
    missing: tuple[str, ...]
    """The functions used that are not covered, or not known to be; in the order given."""
    names_service: bool


def last_day(begins: dt.date, months: int) -> dt.date:
    """Return the last day of a period of ``months`` that begins with ``begins`` (民法143条)."""
    count = begins.year * 12 + begins.month - 1 + months
    year, month = divmod(count, 12)
    days = calendar.monthrange(year, month + 1)[1]
    if begins.day > days:
        return dt.date(year, month + 1, days)
    return dt.date(year, month + 1, begins.day) - _DAY


def ismap_until(period_end: dt.date) -> dt.date:
    """Return the last day of an ISMAP registration whose audited period ended on ``period_end``."""
    return last_day(period_end + _DAY, ISMAP_MONTHS)


def valid_until(dates: Dates) -> dt.date | None:
    """Return the last day the certification tells of; None: not known.

    A register that gives a later end than the rule allows is not believed: the earlier of both counts.
    """
    if dates.kind in REPORTS:
        if dates.period_end is None:
            return None
        return max(dates.period_end, dates.bridge_until or dates.period_end)
    if dates.kind in REGISTERED and dates.period_end is not None:
        ruled = ismap_until(dates.period_end)
        return min(ruled, dates.expires or ruled)
    return dates.expires


def valid_from(dates: Dates) -> dt.date | None:
    """Return the first day the certification tells of; None: not known."""
    if dates.kind in REPORTS:
        return dates.period_start or dates.period_end
    return dates.issued


def state(dates: Dates, day: dt.date) -> EvidenceState:
    """Return whether the certification can be leaned on on ``day``."""
    if dates.withdrawn is not None and dates.withdrawn <= day:
        return EvidenceState.WITHDRAWN
    begins, until = valid_from(dates), valid_until(dates)
    if until is not None and until < day:
        return EvidenceState.LAPSED
    if until is None or begins is None:
        return EvidenceState.UNKNOWN
    if begins > day:
        return EvidenceState.NOT_YET
    return EvidenceState.EXPIRING if until - day <= NOTICE else EvidenceState.VALID


def bridge_gap(dates: Dates, day: dt.date) -> int | None:
    """Return how many days before ``day`` nobody tells of; None where it is no report, or not known."""
    until = valid_until(dates)
    if dates.kind not in REPORTS or until is None:
        return None
    return max((day - until).days, 0)


def compare(service: str, used: Iterable[str], text: str, functions: Iterable[str] = ()) -> Scope:
    """Compare the functions ``used`` of ``service`` with a scope: its ``text``, and its ``functions`` listed.

    A function is covered if it is listed, or stands by itself between two marks of the text. One that is
    named as an exception is not covered. Without a list, one that is not found is unknown, because free
    words may mean it.
    """
    wanted = [name for name in used if search_key(name)]
    listed = {search_key(name) for name in functions if search_key(name)}
    pieces = [search_key(piece) for piece in _BETWEEN.split(text)]
    named = bool(search_key(service)) and search_key(service) in search_key(text)
    if not named or not wanted:
        return Scope(ScopeAnswer.UNKNOWN, tuple(wanted), named)
    excepted = [piece for piece in pieces if any(search_key(word) in piece for word in EXCLUDED)]
    barred = [name for name in wanted if any(search_key(name) in piece for piece in excepted)]
    stated = listed | set(pieces)
    absent = [name for name in wanted if search_key(name) not in stated and name not in barred]
    missing = tuple(name for name in wanted if name in barred or name in absent)
    if not missing:
        return Scope(ScopeAnswer.COVERED, (), named)
    told = bool(barred) or bool(listed)
    return Scope(ScopeAnswer.NOT_COVERED if told else ScopeAnswer.UNKNOWN, missing, named)


@attrs.frozen
class Now:
    """What became of a certification: the digest of what it says, and whether it can be leaned on."""

    digest: str
    state: EvidenceState


@attrs.frozen
class Fallen:
    """One thing a judgement leaned on that is not as it was; ``key`` 0 stands for the functions used."""

    key: int
    why: FallenWhy

    def as_dict(self) -> dict[str, int | str]:
        """Return it as plain data."""
        return {"evidence": self.key, "why": self.why.value}


_WHY = {EvidenceState.LAPSED: FallenWhy.LAPSED, EvidenceState.WITHDRAWN: FallenWhy.WITHDRAWN}


def fallen(leaned: Mapping[int, str], now: Mapping[int, Now], *, same_functions: bool) -> tuple[Fallen, ...]:
    """Return what of the ground of a judgement is not as it was, in the order of the keys.

    ``leaned`` gives the digest of each certification when it was judged. What can no longer be leaned on
    comes before what merely says something else.
    """
    found = []
    for key in sorted(leaned):
        today = now.get(key)
        if today is None:
            found.append(Fallen(key, FallenWhy.GONE))
        elif today.state not in TRUSTED:
            found.append(Fallen(key, _WHY.get(today.state, FallenWhy.UNKNOWN)))
        elif today.digest != leaned[key]:
            found.append(Fallen(key, FallenWhy.CHANGED))
    if not same_functions:
        found.append(Fallen(0, FallenWhy.FUNCTIONS))
    return tuple(found)
