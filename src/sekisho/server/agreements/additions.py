"""What comes to the requirements and contract items from elsewhere: ``register`` and ``register_items``.

Requirements are added to a list by a person, one by one; contract items are asked of every contract of the
body from the day they were taken over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.server.agreements import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sekisho.agreements.contract_items import Item
    from sekisho.agreements.requirements import Requirement

    Source = Callable[[], list["Addition"]]
    ItemSource = Callable[[], list[Item]]


@attrs.frozen
class Addition:
    """One requirement with its question, and whence it comes."""

    key: str
    heading: str
    text: str
    question: str
    reason: str


_sources: list[Source] = []
_item_sources: list[ItemSource] = []


def register(source: Source) -> None:
    """Ask ``source``, too, from now on."""
    if source not in _sources:
        _sources.append(source)


def register_items(source: ItemSource) -> None:
    """Ask ``source``, too, from now on."""
    if source not in _item_sources:
        _item_sources.append(source)


def more_items() -> tuple[Item, ...]:
    """Return the contract items that the body in force has beside those of the house."""
    return tuple(one for source in _item_sources for one in source())


def items() -> tuple[Item, ...]:
    """Return every item asked of a contract of the body in force."""
    return (*rules.items(), *more_items())


def offered(lines: Iterable[Requirement]) -> list[Addition]:
    """Return what may be added to a list of ``lines``: what does not stand there word for word."""
    known = {one.text for one in lines}
    return [one for source in _sources for one in source() if one.text not in known]


def initial(key: str) -> dict[str, str]:
    """Return what the form of an own requirement begins with; nothing for a key that is none."""
    found = next((one for one in offered(()) if key and one.key == key), None)
    return {} if found is None else attrs.asdict(found, filter=lambda field, _value: field.name != "key")
