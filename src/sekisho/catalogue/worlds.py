"""Small worlds: every combination of the values of a few facts that a set of conditions can tell apart.

Flags take both values, enumerated texts every choice, sets every subset of the words that the conditions
name (and one other), numbers the values beside every number written in the conditions, free texts the
texts written in them and two others. Within these values the search is exhaustive: no combination is skipped.
Numbers compared with each other, or calculated with, are only sampled by this choice of values.
"""

from __future__ import annotations

from functools import reduce
from itertools import chain, combinations, product
from typing import TYPE_CHECKING, Any

from sekisho.catalogue.conditions import parse_condition
from sekisho.catalogue.predicate import literals
from sekisho.catalogue.vocabulary import FactType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sekisho.catalogue.vocabulary import Fact, Vocabulary

LIMIT = 200_000
"""Worlds examined at most for one question; beyond it the question is reported as not examined."""
_FEW = 10
_MANY_WORDS = 8
_STRANGERS = ("甲", "乙")
"""Texts that no condition names."""


class TooWide(Exception):
    """The conditions can tell more worlds apart than :data:`LIMIT`."""


def worlds(conditions: Iterable[str], vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    """Yield every world that ``conditions`` can tell apart; TooWide before the first if too many."""
    texts = tuple(conditions)
    names = tuple(dict.fromkeys(name for text in texts for name in parse_condition(text).reads))
    written = frozenset(chain.from_iterable(literals(text) for text in texts))
    domains = [domain(vocabulary[name], written) for name in names]
    if reduce(lambda size, values: size * len(values), domains, 1) > LIMIT:
        raise TooWide
    return (dict(zip(names, values, strict=True)) for values in product(*domains))


def domain(fact: Fact, written: frozenset[int | str]) -> tuple[Any, ...]:
    """Return the values of ``fact`` that conditions mentioning ``written`` can tell apart."""
    if fact.type is FactType.FLAG:
        return (True, False)
    if fact.type is FactType.NUMBER:
        return _numbers(fact, [value for value in written if isinstance(value, int)])
    texts = sorted(value for value in written if isinstance(value, str))
    if fact.choices:
        texts = [value for value in fact.values if fact.type is FactType.TEXT or value in texts]
        others = tuple(value for value in fact.values if value not in texts)[:1]
    else:
        others = _STRANGERS
    if fact.type is FactType.TEXT:
        return (*texts, *others)
    if len(texts) > _MANY_WORDS:
        raise TooWide
    words = (*texts, *others[:1])
    return tuple(
        frozenset(chosen)
        for chosen in chain.from_iterable(combinations(words, size) for size in range(len(words) + 1))
    )


def _numbers(fact: Fact, written: list[int]) -> tuple[int, ...]:
    if fact.high - fact.low < _FEW:
        return tuple(range(fact.low, fact.high + 1))
    near = {value + step for value in written for step in (-1, 0, 1)} | {fact.low, fact.low + 1}
    return tuple(sorted(value for value in near if fact.low <= value <= fact.high))
