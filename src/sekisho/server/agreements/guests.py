"""The guest's door: a link opens one questionnaire and nothing else.

The token is a selector, by which the link is found, and a secret of 256 bits, of which only the SHA-256 is
kept and compared in constant time. Whoever holds no valid token learns nothing, not even whether a
questionnaire exists. Guesses are counted by address, writing by link; a valid link is never shut out by
somebody else's guesses.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from enum import Enum
from typing import TYPE_CHECKING

import attrs
from django.core.cache import cache

from sekisho.server.agreements.models import GuestLink

if TYPE_CHECKING:
    import datetime as dt

SECRET_BYTES = 32
SELECTOR_BYTES = 8
MOST_GUESSES, MOST_WRITES = 20, 300
WITHIN = 10 * 60
"""Seconds over which guesses and writing are counted."""
_NOBODY = hashlib.sha256(b"no link has this digest").hexdigest()


class Door(Enum):
    """What a token opens."""

    OPEN = "open"
    WRONG = "wrong"
    EXPIRED = "expired"
    CLOSED = "closed"
    TOO_OFTEN = "too_often"


@attrs.frozen
class Token:
    """A fresh token: ``text`` is shown once, the rest is kept."""

    text: str
    selector: str
    digest: str


def fresh() -> Token:
    """Return a new token."""
    selector, secret = secrets.token_hex(SELECTOR_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    return Token(f"{selector}.{secret}", selector, _digest(secret))


def look(
    token: str, now: dt.datetime, *, address: str, writing: bool = False
) -> tuple[Door, GuestLink | None]:
    """Return what ``token`` opens at ``now``; the link itself is given only where the token is right."""
    selector, _, secret = token.partition(".")
    link: GuestLink | None = GuestLink.unscoped.filter(selector=selector[:20]).first()
    right = hmac.compare_digest(_digest(secret), link.secret if link else _NOBODY)
    if link is None or not right:
        often = _count(f"guest-guess-{hashlib.sha256(address.encode()).hexdigest()}") > MOST_GUESSES
        return (Door.TOO_OFTEN if often else Door.WRONG), None
    if link.closed_at is not None:
        return Door.CLOSED, link
    if link.expires_at <= now:
        return Door.EXPIRED, link
    if writing and _count(f"guest-write-{link.pk}") > MOST_WRITES:
        return Door.TOO_OFTEN, link
    return Door.OPEN, link


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def _count(key: str) -> int:
    if cache.add(key, 1, WITHIN):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out in between
        cache.set(key, 1, WITHIN)
        return 1
