"""To whom what is overdue is shown, and from which day on: one table for every slice.

A due day is missed when it has passed. From then on the matter is shown to those named in the table, each
after so many business days (営業日: 国民の祝日, 土日 and 12月29日～1月3日 do not count), and it never comes
down again. Whose task it is sees it before its day; that is not climbing, and stands with each slice.
The guideline names no days: after how many a matter climbs is the office's own rule.

Pure: the day is passed in. Where the calendar of holidays does not reach, what is overdue is shown to
everybody in the table at once: better one time too many than never.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import attrs

from sekisho.errors import BadInput
from sekisho.japan.business_days import add_business_days
from sekisho.terms import N, Role, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Matter(Term):
    """What can be overdue."""

    ERASURE = "erasure", N("返還・消去")
    ACCOUNT = "account", N("アカウント")
    FINDING = "finding", N("指摘")
    CONDITION = "condition", N("満たすべき条件")
    GATE = "gate", N("関門")
    CHECK = "check", N("期日のある仕事")
    OVERSIGHT = "oversight", N("委託先の監督")
    EVIDENCE = "evidence", N("認定・認証の期限")


R = Role
RULES: Mapping[Matter, Mapping[Role, int]] = {
    Matter.ERASURE: {
        R.STAFF: 0, R.DEPUTY: 0, R.SERVICE_MANAGER: 0, R.MANAGER: 5, R.OFFICER: 5,
        R.GENERAL_OFFICER: 10, R.CISO: 20,
    },
    Matter.ACCOUNT: {
        R.SERVICE_MANAGER: 0, R.MANAGER: 0, R.OFFICER: 0, R.GENERAL_OFFICER: 10, R.CISO: 20,
    },
    Matter.FINDING: {
        R.STAFF: 0, R.DEPUTY: 0, R.MANAGER: 0, R.POLICY_STAFF: 0, R.OFFICER: 5,
        R.GENERAL_OFFICER: 10, R.CISO: 20,
    },
    Matter.CONDITION: {
        R.SERVICE_MANAGER: 0, R.MANAGER: 0, R.OFFICER: 0, R.POLICY_STAFF: 0, R.GENERAL_OFFICER: 0, R.CISO: 20,
    },
    Matter.GATE: {R.MANAGER: 0, R.OFFICER: 5, R.POLICY_STAFF: 10, R.GENERAL_OFFICER: 10, R.CISO: 20},
    Matter.CHECK: {
        R.SERVICE_MANAGER: 0, R.MANAGER: 0, R.OFFICER: 5, R.POLICY_STAFF: 10, R.GENERAL_OFFICER: 10,
        R.CISO: 20,
    },
    Matter.OVERSIGHT: {
        R.STAFF: 0, R.DEPUTY: 0, R.MANAGER: 0, R.OFFICER: 5, R.GENERAL_OFFICER: 10, R.CISO: 20,
    },
    Matter.EVIDENCE: {
        R.STAFF: 0, R.DEPUTY: 0, R.SERVICE_MANAGER: 0, R.MANAGER: 0, R.OFFICER: 5, R.POLICY_STAFF: 5,
        R.GENERAL_OFFICER: 10, R.CISO: 20,
    },
}  # fmt: skip
"""After how many business days past its due day a matter is shown to a role; who is not named never is."""
OF_BODY = frozenset({Role.POLICY_STAFF, Role.GENERAL_OFFICER, Role.CISO})
"""Roles to which the matters of every section climb; the others see those of the sections they cover."""
LADDER = (
    R.STAFF, R.DEPUTY, R.SERVICE_MANAGER, R.MANAGER, R.OFFICER, R.POLICY_STAFF, R.GENERAL_OFFICER, R.CISO,
)  # fmt: skip
"""The roles from the lowest to the highest."""
_DAY = dt.timedelta(days=1)


class Post(Protocol):
    """A post somebody holds: its role, and the sections it covers."""

    @property
    def role(self) -> Role:
        """The role."""

    @property
    def sections(self) -> frozenset[int]:
        """The keys of the sections."""


@attrs.frozen
class Rung:
    """Where a matter stands: the highest role it has climbed to, and since which day."""

    role: Role
    since: dt.date


@lru_cache(maxsize=4096)
def shown_from(matter: Matter, role: Role, due: dt.date) -> dt.date | None:
    """Return the first day on which a matter due on ``due`` is shown to ``role``; None: never."""
    days = RULES[matter].get(role)
    if days is None or due == dt.date.max:
        return None
    try:
        return add_business_days(due, days) + _DAY
    except BadInput:
        return due + _DAY


def shown_to(matter: Matter, role: Role, due: dt.date, day: dt.date) -> bool:
    """Tell whether a matter due on ``due`` and not done has climbed to ``role`` on ``day``."""
    first = shown_from(matter, role, due)
    return first is not None and first <= day


def reaches(posts: Iterable[Post], matter: Matter, section: int, due: dt.date, day: dt.date) -> bool:
    """Tell whether a matter of ``section`` has climbed to somebody who holds ``posts``."""
    return any(
        (post.role in OF_BODY or section in post.sections) and shown_to(matter, post.role, due, day)
        for post in posts
    )


def rung(matter: Matter, due: dt.date, day: dt.date) -> Rung | None:
    """Return how high a matter has climbed on ``day``; None while its day has not passed.

    Of roles that see it from the same day the lowest is named: it is theirs before it is anybody's above.
    """
    steps = [(role, shown_from(matter, role, due)) for role in LADDER]
    reached = [(first, number, role) for number, (role, first) in enumerate(steps) if first and first <= day]
    if not reached:
        return None
    since = max(first for first, _number, _role in reached)
    _first, _number, role = min(one for one in reached if one[0] == since)
    return Rung(role, since)
