"""What a firm said, held against what it said before and against the ledger.

In 2024 a printing firm first said that no data of its customers was concerned, then that it was; it had
certified erasures and kept copies. Here each such pair is found and told. Nothing is decided: a
contradiction is a question to the firm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.terms import N, Term

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence


class Claim(Term):
    """What a statement may answer with yes or no; left out, it says nothing of it."""

    LEAKED = "leaked", N("漏えいした（おそれを含む）")
    ENCRYPTED = "encrypted", N("データが暗号化された")
    KEPT = "kept", N("データが手元に残っていた")
    ERASED = "erased", N("返還・消去が済んでいる")
    COPIED = "copied", N("複製・控えがある")
    CONTAINED = "contained", N("被害の広がりを止めた")


@attrs.frozen
class Said:
    """One statement. ``key`` names its row; ``claims`` holds what was said with yes or no."""

    key: int
    on: dt.date
    firm: str
    claims: dict[Claim, bool]
    persons: int | None = None
    cause: str = ""


@attrs.frozen
class LedgerView:
    """What the ledgers said of the firms when the incident was opened."""

    persons_low: int = 0
    """The largest group that the firms surely hold."""
    persons_high: int | None = None
    """How many they hold at most; None where that is not known, or only a share of it is seen."""
    standing: int = 0
    """How many things are with the firms, their erasure not verified."""
    overdue: int = 0
    """How many of them should have been given back or erased before."""


class Kind(Term):
    """What does not fit."""

    LEAK_CHANGED = "leak_changed", N("漏えいの有無についての説明が変わった")
    ENCRYPTED_CHANGED = "encrypted_changed", N("暗号化の有無についての説明が変わった")
    KEPT_CHANGED = "kept_changed", N("データが残っていたかの説明が変わった")
    ERASED_CHANGED = "erased_changed", N("返還・消去についての説明が変わった")
    COPIED_CHANGED = "copied_changed", N("複製の有無についての説明が変わった")
    CONTAINED_CHANGED = "contained_changed", N("被害の広がりについての説明が変わった")
    PERSONS_CHANGED = "persons_changed", N("人数の説明が変わった")
    CAUSE_CHANGED = "cause_changed", N("原因の説明が変わった")
    ERASED_BUT_KEPT = "erased_but_kept", N("消去済みと言いながら、データが残っていたと言った")
    KEPT_ONLY_HERE = "kept_only_here", N("データは残っていないと言うが、台帳では消去を確かめていない")
    ERASED_UNVERIFIED = "erased_unverified", N("消去済みと言うが、台帳では消去を確かめていない")
    ERASED_OVERDUE = "erased_overdue", N("消去済みと言うが、台帳では返還・消去の期限を過ぎたまま")
    FEWER_PERSONS = "fewer_persons", N("人数が、台帳で預けている人数より少ない")
    MORE_PERSONS = "more_persons", N("人数が、台帳で預けている人数より多い")


@attrs.frozen
class Contradiction:
    """A statement that does not fit: with an ``earlier`` one, or with the ledger (``earlier`` is None)."""

    kind: Kind
    later: int
    earlier: int | None
    values: tuple[str, str]
    """What was said before, or stands in the ledger, and what was said now."""


_CHANGES = {
    Claim.LEAKED: Kind.LEAK_CHANGED,
    Claim.ENCRYPTED: Kind.ENCRYPTED_CHANGED,
    Claim.KEPT: Kind.KEPT_CHANGED,
    Claim.ERASED: Kind.ERASED_CHANGED,
    Claim.COPIED: Kind.COPIED_CHANGED,
    Claim.CONTAINED: Kind.CONTAINED_CHANGED,
}
YES, NO = N("はい"), N("いいえ")


def contradictions(said: Sequence[Said], ledger: LedgerView) -> tuple[Contradiction, ...]:
    """Return what does not fit, in the order in which it was said.

    Statements are compared within one firm, each with the nearest earlier one that speaks of the same; the
    day decides what is earlier, then the order of recording. The order they are given in does not matter.
    """
    ordered = sorted(said, key=lambda one: (one.on, one.key))
    found: list[Contradiction] = []
    for place, one in enumerate(ordered):
        before = [other for other in ordered[:place] if other.firm == one.firm]
        found += [*_against_earlier(one, before), *_against_ledger(one, ledger)]
    return tuple(found)


def last_counts(said: Sequence[Said]) -> tuple[Said, ...]:
    """Return of each firm the statement that named a number of persons last."""
    named = sorted((one for one in said if one.persons is not None), key=lambda one: (one.on, one.key))
    return tuple({one.firm: one for one in named}.values())


def _against_earlier(one: Said, before: Sequence[Said]) -> Iterator[Contradiction]:
    for claim, answer in one.claims.items():
        old = next((other for other in reversed(before) if claim in other.claims), None)
        if old is not None and old.claims[claim] is not answer:
            yield Contradiction(_CHANGES[claim], one.key, old.key, (_word(old.claims[claim]), _word(answer)))
    yield from _numbers_and_causes(one, before)
    yield from _erased_but_kept(one, before)


def _numbers_and_causes(one: Said, before: Sequence[Said]) -> Iterator[Contradiction]:
    old = next((other for other in reversed(before) if other.persons is not None), None)
    if old is not None and one.persons is not None and one.persons != old.persons:
        yield Contradiction(Kind.PERSONS_CHANGED, one.key, old.key, (str(old.persons), str(one.persons)))
    old = next((other for other in reversed(before) if other.cause), None)
    if old is not None and one.cause and one.cause != old.cause:
        yield Contradiction(Kind.CAUSE_CHANGED, one.key, old.key, (old.cause, one.cause))


def _erased_but_kept(one: Said, before: Sequence[Said]) -> Iterator[Contradiction]:
    """Yield where erased and kept are said of the same data, in one statement or in two."""
    pairs = (
        (Claim.ERASED, (Claim.KEPT, Claim.COPIED)),
        (Claim.KEPT, (Claim.ERASED,)),
        (Claim.COPIED, (Claim.ERASED,)),
    )
    for claim, others in pairs:
        if not one.claims.get(claim):
            continue
        for other in others:
            if claim is Claim.ERASED and one.claims.get(other):
                yield Contradiction(Kind.ERASED_BUT_KEPT, one.key, one.key, (claim.label, other.label))
                return
            old = next((it for it in reversed(before) if other in it.claims), None)
            if old is not None and old.claims[other] and other not in one.claims:
                yield Contradiction(Kind.ERASED_BUT_KEPT, one.key, old.key, (other.label, claim.label))
                return


def _against_ledger(one: Said, ledger: LedgerView) -> Iterator[Contradiction]:
    if one.claims.get(Claim.ERASED) and ledger.overdue:
        yield Contradiction(Kind.ERASED_OVERDUE, one.key, None, (str(ledger.overdue), YES))
    elif one.claims.get(Claim.ERASED) and ledger.standing:
        yield Contradiction(Kind.ERASED_UNVERIFIED, one.key, None, (str(ledger.standing), YES))
    if one.claims.get(Claim.KEPT) is False and ledger.standing:
        yield Contradiction(Kind.KEPT_ONLY_HERE, one.key, None, (str(ledger.standing), NO))
    if one.persons is not None and one.persons < ledger.persons_low:
        yield Contradiction(Kind.FEWER_PERSONS, one.key, None, (str(ledger.persons_low), str(one.persons)))
    high = ledger.persons_high
    if one.persons is not None and high is not None and one.persons > high:
        yield Contradiction(Kind.MORE_PERSONS, one.key, None, (str(high), str(one.persons)))


def _word(answer: bool) -> str:  # noqa: FBT001  an answer, not a switch
    return YES if answer else NO
