"""Check an edition before it takes effect."""

from __future__ import annotations

from attrs import frozen


@frozen
class Finding:
    """One fault or doubt."""

    severity: str
    rule: str
    clause: str
    message: str
    where: str


def lint(*_: object) -> tuple[Finding, ...]:
    """Placeholder."""
    return ()
