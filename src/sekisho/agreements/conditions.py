"""The small conditions of this package's data: fact to value, read as the review checklist reads them.

A number is a lower bound, a list is any of its words, anything else equality. A fact that is not known
does not rule a line out: what might be needed is asked for, and the line says that it was not known.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen
class Reason:
    """One fact because of which a line stands in a list; ``value`` is None where the fact is not known."""

    fact: str
    value: Any

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, as it is kept."""
        return {"fact": self.fact, "value": self.value}


def reasons(when: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[Reason, ...] | None:
    """Return the facts that meet ``when``, in its order; None when one of them rules it out."""
    found = []
    for name, wanted in when.items():
        value = _plain(facts.get(name))
        if value is not None and not _met(value, wanted):
            return None
        found.append(Reason(name, value))
    return tuple(found)


def _met(value: Any, wanted: Any) -> bool:  # noqa: ANN401  any fact and any condition
    if isinstance(wanted, bool) or isinstance(value, bool):
        return value is wanted
    if isinstance(wanted, int):
        return isinstance(value, int) and value >= wanted
    if isinstance(wanted, list):
        given = value if isinstance(value, list) else [value]
        return any(word in given for word in wanted)
    return bool(value == wanted)


def _plain(value: Any) -> Any:  # noqa: ANN401  any fact
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(_plain(one) for one in value)
    return value.value if isinstance(value, Enum) else value
