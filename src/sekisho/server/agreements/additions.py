"""Requirements from elsewhere that a person may add to a list (``register`` what gives them)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sekisho.agreements.requirements import Requirement

    Source = Callable[[], list["Addition"]]


@attrs.frozen
class Addition:
    """One requirement with its question, and whence it comes."""

    key: str
    heading: str
    text: str
    question: str
    reason: str


_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask ``source``, too, from now on."""
    if source not in _sources:
        _sources.append(source)


def offered(lines: Iterable[Requirement]) -> list[Addition]:
    """Return what may be added to a list of ``lines``: what does not stand there word for word."""
    known = {one.text for one in lines}
    return [one for source in _sources for one in source() if one.text not in known]


def initial(key: str) -> dict[str, str]:
    """Return what the form of an own requirement begins with; nothing for a key that is none."""
    found = next((one for one in offered(()) if key and one.key == key), None)
    return {} if found is None else attrs.asdict(found, filter=lambda field, _value: field.name != "key")
