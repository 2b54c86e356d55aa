"""Rows of this slice as the core weighs them: dates, digest, scope. No queries."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.procedures import evidence
from sekisho.procedures.evidence import Dates, Now
from sekisho.terms import CertificationKind, EvidenceState, ScopeAnswer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from sekisho.procedures.evidence import Scope
    from sekisho.server.trust.models import Evidence

DAYS = ("issued", "period_start", "period_end", "expires", "bridge_until")
TOLD = ("kind", "number", "holder", "service_name", "scope", "functions", *DAYS, "file")
"""What a certification says; who checked it and when says nothing of the provider."""
READ = (*TOLD, "withdrawn_on")


@attrs.frozen
class Weighed:
    """One certification weighed for one service on one day."""

    row: Evidence
    state: EvidenceState
    scope: Scope
    gap: int | None
    """Days that nobody tells of before today; None for what is no report."""
    digest: str

    @property
    def trusted(self) -> bool:
        """Whether a judgement may lean on it today."""
        return self.state in evidence.TRUSTED

    @property
    def proves(self) -> bool:
        """Whether it counts as a certification of the service today."""
        return self.trusted and self.scope.answer is ScopeAnswer.COVERED


def weigh(row: Evidence, service: str, used: Iterable[str], day: dt.date) -> Weighed:
    """Weigh ``row`` for ``service`` and the functions it is used for."""
    get = _getter(row)
    dates = dates_of(get)
    scope = scope_of(get, service, used)
    gap = evidence.bridge_gap(dates, day)
    return Weighed(row, evidence.state(dates, day), scope, gap, digest_of(get))


def dates_of(get: Callable[[str], Any]) -> Dates:
    """Return what ``get`` says of time, field by field."""
    days = {name: get(name) for name in DAYS}
    return Dates(CertificationKind(get("kind")), withdrawn=get("withdrawn_on"), **days)


def row_dates(row: Evidence) -> Dates:
    """Return what a row says of time."""
    return dates_of(_getter(row))


def scope_of(get: Callable[[str], Any], service: str, used: Iterable[str]) -> Scope:
    """Compare the functions used with the scope; the name of the product counts as part of its text."""
    text = f"{get('service_name')}\n{get('scope')}"
    return evidence.compare(service, used, text, get("functions"))


def digest_of(get: Callable[[str], Any]) -> str:
    """Return the SHA-256 of what a certification says."""
    said = {name: get(name) for name in TOLD}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def row_digest(row: Evidence) -> str:
    """Return the SHA-256 of what a row says."""
    return digest_of(_getter(row))


def now_of(get: Callable[[str], Any], day: dt.date) -> Now:
    """Return what became of a certification by ``day``."""
    return Now(digest_of(get), evidence.state(dates_of(get), day))


def _getter(row: Evidence) -> Callable[[str], Any]:
    return lambda name: getattr(row, name)
