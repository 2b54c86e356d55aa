"""The annexes' answers over the API: read a file, see what it says, take it in by its digest."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, File, Router, Schema
from ninja.files import UploadedFile

from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements import (
    actions,
    annex_details,
    annex_reading,
    contradictions,
    details,
    queries,
)
from sekisho.server.applications import uploads
from sekisho.server.site import waiting
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import AnswerSource

router = Router(tags=["要件・責任分界・質問票"])
VIEW, SEND = Holding(Permission.AGREEMENT_VIEW), Holding(Permission.AGREEMENT_SEND)
EDIT = Holding(Permission.AGREEMENT_EDIT)
Ledger = Literal["service", "contract"]


class AnnexAnswersOut(Schema):
    """One version of what came back."""

    number: int
    annex: int = Field(alias="issue.number")
    by_name: str
    file: str
    taken_at: dt.datetime
    answers: dict[str, Any]
    left_out: list[Any]


class AnnexLineOut(Schema):
    """One line of a file that came back, with how its answer will be taken."""

    id: str
    text: str
    party: str
    reply: str
    answered_party: str
    words: str
    differs: bool
    note: str


class AnnexReadOut(Schema):
    """What a file says; nothing was written."""

    digest: str
    annex: int
    version: int
    by_name: str
    taken: int
    reworded: list[str]
    dropped: list[str]
    added: list[str]
    problems: list[dict[str, Any]]
    tables: dict[str, list[AnnexLineOut]]


class AnnexConsentIn(Schema):
    """The consent to what was read: its digest, the answers seen (0: none), who answered."""

    digest: str
    version: int = Field(ge=0)
    by_name: str


class AnswerToldOut(Schema):
    """One of two answers to a requirement that differ."""

    source: AnswerSource
    number: str
    by: str
    at: dt.datetime
    reply: str
    words: str


class AnswerContradictionOut(Schema):
    """A requirement that annex and questionnaire answer differently; ``settled``: which of them stands."""

    requirement: str = Field(alias="found.line")
    text: str = Field(alias="found.text")
    digest: str = Field(alias="found.digest")
    told: list[AnswerToldOut] = Field(alias="found.told")
    settled: AnswerSource | None = Field(None, alias="settlement.source")
    reason: str | None = Field(None, alias="settlement.reason")
    seen: int


class AnswerSettlementIn(Schema):
    """Which answer stands and why; ``seen`` as the list of contradictions gave it."""

    digest: str
    source: str
    reason: str
    seen: int = Field(ge=0)


class AnswerSettlementOut(Schema):
    """What was settled."""

    requirement: str = Field(alias="line")
    source: AnswerSource
    reason: str
    settled_at: dt.datetime


@router.get(
    "/{ledger}/{pk}/contradictions",
    response=list[AnswerContradictionOut],
    auth=VIEW,
    summary="食い違う回答の一覧",
)
def list_contradictions(request: HttpRequest, ledger: Ledger, pk: int) -> Any:
    """List the requirements to which annex and questionnaire answer differently."""
    return contradictions.of(queries.matter(actor_of(request), ledger, pk))


@router.post(
    "/{ledger}/{pk}/contradictions",
    response=AnswerSettlementOut,
    auth=EDIT,
    summary="食い違う回答のどちらによるかを決める",
)
def settle_contradiction(request: HttpRequest, ledger: Ledger, pk: int, given: AnswerSettlementIn) -> Any:
    """Say which of two answers stands."""
    actor = actor_of(request)
    return actions.settle_contradiction(actor, queries.matter(actor, ledger, pk), **given.dict())


@router.get(
    "/{ledger}/{pk}/annex/answers",
    response=list[AnnexAnswersOut],
    auth=VIEW,
    summary="別紙への回答（版ごと）",
)
def list_annex_answers(request: HttpRequest, ledger: Ledger, pk: int) -> Any:
    """List what came back, the newest first."""
    return queries.annex_answers(queries.matter(actor_of(request), ledger, pk))


@router.post("/{ledger}/{pk}/annex/read", response=AnnexReadOut, auth=SEND, summary="別紙への回答を読む")
def read_annex(request: HttpRequest, ledger: Ledger, pk: int, file: File[UploadedFile]) -> Any:
    """Read an annex that came back; taken in it is by a second call with the digest."""
    matter = queries.matter(actor_of(request), ledger, pk)
    upload = uploads.check(str(file.name), file.read())
    read = annex_reading.read(matter, upload.data, upload.name)
    waiting.keep(upload.data)
    ids = {
        name: [key for _part, key in getattr(read.drift, name)] for name in ("reworded", "dropped", "added")
    }
    return ids | {
        "digest": read.digest,
        "annex": read.issue.number,
        "version": annex_details.version(matter),
        "by_name": read.by_name,
        "taken": len(read.taken),
        "problems": [one.as_dict() for one in read.problems],
        "tables": {table["part"]: _lines(table) for table in annex_details.read_tables(matter, read)},
    }


@router.post(
    "/{ledger}/{pk}/annex/answers", response=AnnexAnswersOut, auth=SEND, summary="別紙への回答を取り込む"
)
def take_in_annex(request: HttpRequest, ledger: Ledger, pk: int, given: AnnexConsentIn) -> Any:
    """Take in what was read."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    digest = details.plain_digest(given.digest)
    data = waiting.fetch(digest, digest)
    read = annex_reading.read(matter, data, digest)
    return actions.take_in_annex(actor, matter, read, data, version=given.version, by_name=given.by_name)


def _lines(table: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            **{name: row[name] for name in ("id", "text", "party", "differs", "note")},
            "reply": row["answer"].reply,
            "answered_party": row["answer"].party,
            "words": row["answer"].words,
        }
        for row in table["rows"]
    ]
