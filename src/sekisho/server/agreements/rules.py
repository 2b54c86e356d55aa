"""The data of ``sekisho.agreements`` as it is shipped, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from sekisho.agreements import contract_items, requirements, responsibility


@cache
def book() -> requirements.Book:
    """Return the lines that may be required."""
    return requirements.parse(_text("requirements.yaml"))


@cache
def controls() -> tuple[responsibility.Control, ...]:
    """Return the lines of the table of responsibilities."""
    return responsibility.parse(_text("responsibility.yaml"))


@cache
def items() -> tuple[contract_items.Item, ...]:
    """Return the items of a contract."""
    return contract_items.parse(_text("contract-items.yaml"))


def _text(name: str) -> str:
    return (files("sekisho.agreements") / "rules" / name).read_text(encoding="utf-8")
