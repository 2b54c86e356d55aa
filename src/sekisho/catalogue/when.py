"""The ``when`` of data that is no clause (審査票, requirements, contract items): fact to value.

A number is a lower bound, a list is any of its words, anything else equality. What an unknown fact means is
for the list to say that asks.
"""

from __future__ import annotations

from enum import Enum
from typing import Any


def met(value: Any, wanted: Any) -> bool:  # noqa: ANN401  any fact and any condition
    """Tell whether a fact that is known, as :func:`plain` gives it, meets what is wanted."""
    if isinstance(wanted, bool) or isinstance(value, bool):
        return value is wanted
    if isinstance(wanted, int):
        return isinstance(value, int) and value >= wanted
    if isinstance(wanted, list):
        given = value if isinstance(value, list) else [value]
        return any(word in given for word in wanted)
    return bool(value == wanted)


def plain(value: Any) -> Any:  # noqa: ANN401  any fact
    """Return a fact as JSON has it: words for members of the glossary, a sorted list for a set."""
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(plain(one) for one in value)
    return value.value if isinstance(value, Enum) else value
