"""The registers of ISMAP over the API: the pages' own queries and actions. Dates are ISO 8601."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile
from ninja.params.functions import Query

from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.server.trust import actions, registers
from sekisho.server.trust import register_files as files
from sekisho.terms import CertificationKind

router = Router(tags=["ISMAPの登録簿"])
VIEW, KEEP = Holding(Permission.SERVICE_VIEW), Holding(Permission.EVIDENCE_EDIT)
_MOST = 1000


class RegisterEditionOut(Schema):
    """One edition of a register."""

    id: int
    kind: str
    as_of: dt.date
    filename: str
    digest: str
    taken_at: dt.datetime
    current: bool


class RegisterIn(Schema):
    """How a file is taken in; nothing is written with ``dry_run``."""

    kind: Literal["ismap", "ismap_liu"] = "ismap"
    as_of: dt.date | None = None
    dry_run: bool = False
    accept_doubts: bool = False
    accept_older: bool = False
    shown: str | None = Field(None, max_length=200)
    """What a try with ``dry_run`` answered: nothing is written if it would be something else by now."""


class AdoptIn(Schema):
    """``seen`` is the version of the certification seen with the row, 0 where there was none."""

    seen: int
    provider: int
    services: list[int] = Field(default_factory=list)
    functions: list[str] = Field(default_factory=list)


class AbsenceIn(Schema):
    """Whether the registration is gone, and how that was found out."""

    gone: bool
    why: str


@router.get("/editions", auth=VIEW, response=list[RegisterEditionOut], summary="登録簿の版の一覧")
def editions(request: HttpRequest) -> Any:
    """Return the editions taken in, the newest first."""
    return list(registers.editions(actor_of(request))[:_MOST])


@router.post("/editions", auth=KEEP, summary="登録簿を調べる・取り込む")
def take_in(request: HttpRequest, given: Form[RegisterIn], file: File[UploadedFile]) -> dict[str, Any]:
    """Read a file, and take it in unless ``dry_run``: with what it says of the certifications held."""
    actor = actor_of(request)
    sent = files.File(CertificationKind(given.kind), file.name or "", file.read(), given.as_of)
    shown = files.look(sent, timezone.localdate())
    taken = shown.taken(accept_doubts=given.accept_doubts)
    answer: dict[str, Any] = {
        **shown.parsed.report(accept_doubts=given.accept_doubts),
        "as_of": shown.as_of.isoformat(),
        "older": shown.older,
        "shown": shown.digest(taken),
        "warnings": list(shown.warnings),
        "effects": [{"evidence": one.evidence.pk, "change": one.change.value} for one in taken.effects],
    }
    if given.dry_run:
        return answer
    edition, new = actions.import_register(
        actor,
        sent,
        accept_doubts=given.accept_doubts,
        accept_older=given.accept_older,
        shown=given.shown,
    )
    return {**answer, "edition": edition.pk, "new": new}


@router.get("/rows", auth=VIEW, summary="登録簿の行")
def rows(request: HttpRequest, q: str = "", offset: int = Query(0, ge=0, le=10_000_000)) -> dict[str, Any]:
    """Return up to a thousand rows in force from ``offset`` on, each with what of ours stands beside it."""
    actor = actor_of(request)
    found = ledgers.found_by(registers.rows(actor), q)
    page = list(found[offset : offset + _MOST])
    known = registers.beside(actor, page)
    return {"count": found.count(), "items": [_told(one, known[one.pk]) for one in page]}


@router.post("/rows/{pk}/adopt", auth=KEEP, summary="登録簿の行を認定・認証に記録する")
def adopt(request: HttpRequest, pk: int, given: AdoptIn) -> dict[str, Any]:
    """Record a registration as a certification, or renew the one with its number."""
    actor = actor_of(request)
    saved = actions.adopt(
        actor,
        pk,
        given.seen,
        provider=ledgers.contractor(actor, given.provider),
        services=[ledgers.service(actor, one) for one in given.services],
        functions=given.functions,
    )
    return {"evidence": saved.pk, "version": saved.version, "until": saved.until}


@router.get("/missing", auth=KEEP, summary="登録簿にない登録")
def missing(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the certifications whose number a register has no more, and which nobody answered for."""
    return [
        {"id": one.pk, "evidence": one.evidence_id, "name": str(one), "opened_on": one.opened_on}
        for one in registers.absences(actor_of(request))[:_MOST]
    ]


@router.post("/missing/{pk}", auth=KEEP, summary="登録簿にない登録を確かめる")
def answer(request: HttpRequest, pk: int, given: AbsenceIn) -> dict[str, Any]:
    """Say whether the registration is gone."""
    row = actions.answer_absence(actor_of(request), pk, gone=given.gone, why=given.why)
    return {"id": row.pk, "gone": row.gone, "answered_on": row.answered_on}


def _told(row: Any, known: registers.Known) -> dict[str, Any]:
    fields = ("number", "service_name", "provider_name", "corporate_number", "registered", "until", "state")
    return {
        "id": row.pk,
        "kind": row.edition.kind,
        **{name: getattr(row, name) for name in fields},
        "standing": row.standing,
        "match": known.match.state.value,
        "evidence": known.evidence.pk if known.evidence else None,
        "services": [one.pk for one in known.services],
    }
