"""The words an account is found by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.japan.text import search_key

if TYPE_CHECKING:
    from sekisho.server.accounts.models import Person
    from sekisho.server.ledgers.models import ExternalService


def key_of(service: ExternalService, login: str, person: Person | None, holder: str) -> str:
    """Return the normalised words of an account: its name, its holder, its service."""
    words = (login, person.name if person else "", holder, service.number, service.name)
    return "|".join(search_key(word) for word in words if word)[:500]
