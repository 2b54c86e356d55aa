"""アカウントの棚卸し: a provider's list of users held against the ledger; by when what differs is settled.

対策基準 5.1 主体認証・権限の管理 asks that nobody keeps an account they no longer need, and that special
rights are few and known. The guideline names no days: within five business days for what somebody may
misuse now (an account nobody knows, one of a person who left, a privileged one), twenty for the rest, and
once a year for each service are the office's own rule. Pure: lists and days are passed in.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs

from sekisho.errors import BadInput, Conflict, say
from sekisho.japan.business_days import add_business_days
from sekisho.japan.text import normal_width
from sekisho.procedures.leaving import review_due
from sekisho.terms import InventoryAnswer, InventoryFinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

F, A = InventoryFinding, InventoryAnswer
DAYS_SOON, DAYS_LATER, DAYS_AHEAD = 5, 20, 30
DORMANT_AFTER, LEAST_DORMANT, MOST_DORMANT = 90, 30, 730
SOON = {F.ONLY_THERE, F.LEFT, F.PRIVILEGE}
ANSWERS: Mapping[InventoryFinding, tuple[InventoryAnswer, ...]] = {
    F.ONLY_THERE: (A.ADDED, A.CLOSED, A.EXPLAINED),
    F.ONLY_HERE: (A.CLOSED, A.EXPLAINED),
    F.LEFT: (A.CLOSED, A.EXPLAINED),
    F.DORMANT: (A.CLOSED, A.EXPLAINED),
    F.PRIVILEGE: (A.CORRECTED, A.CLOSED, A.EXPLAINED),
    F.PRIVILEGED: (A.EXPLAINED, A.CLOSED),
}
"""By what a person settles each kind of difference."""


@attrs.frozen
class Listed:
    """One user of the provider's list; None where the list does not say."""

    row: int
    names: tuple[str, ...]
    """The login name and the mail address, by either of which the ledger may know the account."""
    last_used: dt.date | None = None
    privileged: bool | None = None
    active: bool = True
    """Only what is written as stopped is not; an unknown state counts as one that can sign in."""


@attrs.frozen
class Held:
    """One open account of the ledger. ``left``: its person moved or left, as the ledger says it."""

    key: int
    login: str
    opened_on: dt.date
    privileged: bool
    left: bool = False


@attrs.frozen
class Difference:
    """One thing a person settles: of a listed user, an account of the ledger, or both."""

    finding: InventoryFinding
    listed: Listed | None
    held: Held | None


@attrs.frozen
class Comparison:
    """The whole of one 棚卸し before anybody settled anything."""

    matched: tuple[int, ...]
    """Keys of the accounts that stand in both and can sign in."""
    stopped: int
    """How many users the provider has stopped."""
    differences: tuple[Difference, ...]

    @property
    def clear(self) -> tuple[int, ...]:
        """Keys of the accounts in both with nothing to settle."""
        marked = {one.held.key for one in self.differences if one.held is not None}
        return tuple(key for key in self.matched if key not in marked)


def login_key(text: str) -> str:
    """Return the form in which two login names or addresses are compared."""
    return normal_width(text).strip().casefold()


def compare(
    listed: Sequence[Listed], held: Sequence[Held], *, day: dt.date, dormant_after: int, knows_use: bool
) -> Comparison:
    """Hold the provider's list against the open accounts of the ledger, as of ``day``.

    ``knows_use``: the list says when each user last signed in; without that nobody is called unused.
    """
    there: dict[str, Listed] = {}
    for one in sorted(listed, key=lambda user: user.active):  # of a name written twice the active one counts
        there.update(dict.fromkeys(map(login_key, one.names), one))
    found: list[Difference] = []
    matched: list[int] = []
    known: set[str] = set()
    oldest = day - dt.timedelta(days=dormant_after)
    for account in held:
        user = there.get(login_key(account.login))
        if user is None or not user.active:
            found.append(Difference(F.ONLY_HERE, user, account))
        else:
            matched.append(account.key)
            findings = _of_both(user, account, oldest, knows_use=knows_use)
            found += [Difference(one, user, account) for one in findings]
        if user is not None:
            known.update(map(login_key, user.names))
    for user in listed:
        if user.active and known.isdisjoint(map(login_key, user.names)):
            found.append(Difference(F.ONLY_THERE, user, None))
    order = list(F)
    found.sort(key=lambda one: order.index(one.finding))
    return Comparison(tuple(matched), sum(not user.active for user in listed), tuple(found))


def settle_due(one: Difference, day: dt.date) -> dt.date:
    """Return by when a difference found on ``day`` is settled."""
    special = bool(one.held and one.held.privileged) or bool(one.listed and one.listed.privileged)
    soon = one.finding in SOON or (special and one.finding is not F.PRIVILEGED)
    return add_business_days(day, DAYS_SOON if soon else DAYS_LATER)


def next_due(last: dt.date | None, first_opened: dt.date) -> dt.date:
    """Return when the accounts of a service are due: a year after the last list, or the first account."""
    return review_due(last or first_opened)


def refuse_answer(finding: InventoryFinding, answer: str) -> InventoryAnswer:
    """Return the answer if it settles the finding.

    Raises:
        BadInput: there is no such answer, or it does not settle this.
    """
    allowed = {one.value: one for one in ANSWERS[finding]}
    if answer not in allowed:
        raise BadInput(
            say("「{finding}」を「{answer}」で済ませることはできません。", finding=finding, answer=answer),
            why=say("{allowed} のどれかです。", allowed=list(ANSWERS[finding])),
            where="済ませ方",
            next_step="選び直してください。",
        )
    return allowed[answer]


def refuse_settled(answer: str) -> None:
    """Refuse to settle what is settled.

    Raises:
        Conflict: somebody did.
    """
    if answer:
        raise Conflict("この行は、もう済んでいます。", next_step="棚卸しの画面を開き直してください。")


def counts(found: Comparison, listed: int, held: int) -> dict[str, int]:
    """Return the numbers that are kept of a 棚卸し."""
    by_finding = {one.value: 0 for one in F}
    for one in found.differences:
        by_finding[one.finding.value] += 1
    both = {"matched": len(found.matched), "clear": len(found.clear), "stopped": found.stopped}
    return {"listed": listed, "held": held, **both, **by_finding}


def _of_both(user: Listed, held: Held, oldest: dt.date, *, knows_use: bool) -> Iterator[InventoryFinding]:
    if held.left:
        yield F.LEFT
    if knows_use and (user.last_used or held.opened_on) < oldest:
        yield F.DORMANT
    if user.privileged is not None and user.privileged is not held.privileged:
        yield F.PRIVILEGE
    elif held.privileged:
        yield F.PRIVILEGED


def earlier_due(due: dt.date, before: Iterable[dt.date]) -> dt.date:
    """Return the due day of a difference that an earlier 棚卸し found too: a new list defers nothing."""
    return min((due, *before))
