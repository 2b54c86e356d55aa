"""The account ledger over the API: the pages' own queries and actions. Dates are ISO 8601."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.params.functions import Query

from sekisho.server.access import actions, queries
from sekisho.server.access.actions import imports
from sekisho.server.accounts import queries as people
from sekisho.server.accounts.permissions import Permission
from sekisho.server.importing.consent import refuse_large
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.api_schemas import Key, Page
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import AccountKind

router = Router(tags=["利用者アカウント"])
VIEW, EDIT = Holding(Permission.SERVICE_VIEW), Holding(Permission.SERVICE_EDIT)
IMPORT = Holding(Permission.LEDGER_IMPORT)


class AccountOut(Schema):
    """One account and where it stands."""

    id: int
    version: int
    service_id: int
    service: str = Field(alias="service.name")
    section: str = Field(alias="service.section.name")
    login: str
    used_by: str
    kind: str
    purpose: str
    privileged: bool
    mfa: bool | None
    opened_on: dt.date
    reviewed_on: dt.date | None
    closed_on: dt.date | None
    state: str


class AccountIn(Schema):
    """A new account; ``username`` is the person's, empty for a shared one, which has a ``holder``."""

    service_id: int
    login: str
    kind: AccountKind
    username: str = ""
    holder: str = ""
    purpose: str = ""
    privileged: bool = False
    mfa: bool | None = None
    opened_on: dt.date


class ReviewIn(Schema):
    """The account was looked at and stays."""

    version: int
    on: dt.date
    mfa: bool | None = None


class AccountCloseIn(Schema):
    """The account was closed."""

    version: int
    on: dt.date
    how: str


class AccountImportIn(Schema):
    """How a list is taken in. ``service`` (number or name) where the file names none."""

    service: str = ""
    dry_run: bool = True
    accept_doubts: bool = False
    shown: str | None = Field(None, max_length=200)
    """What a try with ``dry_run`` answered: nothing is written if it would be something else by now."""


class AccountImportProblem(Schema):
    """One doubtful or wrong cell."""

    row: int
    column: str
    value: str
    reason: str
    severity: str


class AccountImportOut(Schema):
    """How many rows are (with ``dry_run``: would be) taken in, and what is wrong with the others."""

    rows: int
    accepted: int
    created: int
    updated: int
    unchanged: int
    refused: int
    shown: str
    problems: list[AccountImportProblem]


@router.post("/imports", response=AccountImportOut, auth=IMPORT, summary="利用者アカウントの一覧を取り込む")
def import_accounts(request: HttpRequest, given: Form[AccountImportIn], file: File[UploadedFile]) -> Any:
    """Read a list kept in Excel or CSV; written only without ``dry_run``, doubtful rows on request."""
    data = file.read()
    refuse_large(str(file.name), data)
    asked = imports.File(str(file.name), data, given.service)
    actor = actor_of(request)
    if given.dry_run:
        return imports.look(actor, asked).report(accept_doubts=given.accept_doubts)
    return imports.import_accounts(actor, asked, accept_doubts=given.accept_doubts, shown=given.shown)


@router.get("", response=Page[AccountOut], auth=VIEW, summary="利用者アカウントの一覧")
def list_accounts(
    request: HttpRequest,
    q: str = "",
    state: str = "",
    limit: int = Query(50, ge=1, le=200),
    offset: int = Query(0, ge=0, le=10_000_000),
) -> Any:
    """List the accounts the caller may see, the newest first."""
    rows = ledgers.found_by(queries.accounts(actor_of(request)), q)
    if state:
        rows = rows.filter(state=state)
    return {"count": rows.count(), "items": list(rows[offset : offset + limit])}


@router.post("", response={201: Key}, auth=EDIT, summary="利用者アカウントを載せる")
def open_account(request: HttpRequest, given: AccountIn) -> Any:
    """Put an account into the ledger."""
    actor = actor_of(request)
    values = given.dict()
    service = ledgers.service(actor, values.pop("service_id"))
    username = values.pop("username").strip()
    person = people.own_person(username) if username else None
    values["kind"] = given.kind.value
    return Status(201, actions.open_account(actor, service=service, person=person, **values))


@router.post("/{pk}/review", response=AccountOut, auth=EDIT, summary="利用者アカウントを点検する")
def review_account(request: HttpRequest, pk: int, given: ReviewIn) -> Any:
    """Note that an account was looked at and stays."""
    actor = actor_of(request)
    actions.review_account(actor, pk, **given.dict())
    return queries.account(actor, pk)


@router.post("/{pk}/close", response=AccountOut, auth=EDIT, summary="利用者アカウントを閉じる")
def close_account(request: HttpRequest, pk: int, given: AccountCloseIn) -> Any:
    """Note that an account was closed."""
    actor = actor_of(request)
    actions.close_account(actor, pk, **given.dict())
    return queries.account(actor, pk)
