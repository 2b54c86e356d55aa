"""Why a line of this package's data stands in a list: the facts that meet its conditions.

How a fact is held against a condition is said in ``catalogue.when``. A fact that is not known
does not rule a line out: what might be needed is asked for, and the line says that it was not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.catalogue.when import met, plain

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
        value = plain(facts.get(name))
        if value is not None and not met(value, wanted):
            return None
        found.append(Reason(name, value))
    return tuple(found)
