"""The record over the API: list, read, prove."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Query

from sekisho.server.accounts.permissions import Permission
from sekisho.server.crossings import proofs, queries
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of

router = Router(tags=["記録簿"])


class EntryOut(Schema):
    """One entry: who did what to what, when, and where it stands in the log."""

    id: int
    uid: str
    at: dt.datetime
    verb: str
    subject_type: str
    subject_id: str
    actor_id: int | None
    section_id: int | None
    log_index: int | None
    record: str

    @staticmethod
    def resolve_uid(row: Any) -> str:
        """Return the identifier as text."""
        return str(row.uid)


class Entries(Schema):
    """A page of a list: how many there are in all, and these."""

    count: int
    items: list[EntryOut]


@router.get("/entries", response=Entries, auth=Holding(Permission.JOURNAL_VIEW), summary="記録の一覧")
def list_entries(
    request: HttpRequest, limit: int = Query(50, ge=1, le=200), offset: int = Query(0, ge=0, le=10_000_000)
) -> Any:
    """List entries, the newest first."""
    rows = queries.entries(actor_of(request))
    return {"count": rows.count(), "items": list(rows[offset : offset + limit])}


@router.get("/entries/{pk}", response=EntryOut, auth=Holding(Permission.JOURNAL_PROVE), summary="記録ひとつ")
def show_entry(request: HttpRequest, pk: int) -> Any:
    """Show one entry."""
    return queries.entry(actor_of(request), pk)


@router.get("/entries/{pk}/proof", auth=Holding(Permission.JOURNAL_PROVE), summary="この記録を証明する")
def prove_entry(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Prove that one entry stands in the signed log; an auditor checks it with the files alone."""
    row = queries.entry(actor_of(request), pk)
    return proofs.inclusion_of(row)


@router.get("/checkpoint", auth=Holding(Permission.JOURNAL_PROVE), summary="今の検証点")
def checkpoint(request: HttpRequest) -> dict[str, Any]:
    """Give the signed checkpoint and the key that verifies it."""
    return proofs.signed_checkpoint()
