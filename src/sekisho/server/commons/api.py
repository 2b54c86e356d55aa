"""県と市町村の知らせ over the API: the pages' own queries and actions. Dates are ISO 8601."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from sekisho.server.accounts.permissions import Permission
from sekisho.server.commons import actions, queries
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of

router = Router(tags=["県と市町村"])
VIEW, TELL = Holding(Permission.COMMONS_VIEW), Holding(Permission.FIRM_NOTICE)


class NoticeKey(Schema):
    """The notice that was sent."""

    id: int


class ReceivedOut(Schema):
    """A notice of another body, and when one's own read it."""

    id: int = Field(alias="values.pk")
    body_code: str = Field(alias="values.body_code")
    body: str = Field(alias="values.body_name")
    firm_name: str = Field(alias="values.firm_name")
    corporate_number: str = Field(alias="values.corporate_number")
    what: str = Field(alias="values.what")
    known_on: dt.date = Field(alias="values.known_on")
    sent_at: dt.datetime = Field(alias="values.sent_at")
    withdrawn_at: dt.datetime | None = Field(alias="values.withdrawn_at")
    read_at: dt.datetime | None


class ReaderOut(Schema):
    """Which body read a notice, and when."""

    body: str
    read_at: dt.datetime


class SentOut(Schema):
    """A notice of one's own, who read it and who has not."""

    id: int = Field(alias="notice.pk")
    firm_name: str = Field(alias="notice.firm_name")
    corporate_number: str = Field(alias="notice.corporate_number")
    what: str = Field(alias="notice.what")
    known_on: dt.date = Field(alias="notice.known_on")
    sent_at: dt.datetime = Field(alias="notice.sent_at")
    withdrawn_at: dt.datetime | None = Field(alias="notice.withdrawn_at")
    readers: list[ReaderOut]
    missing: list[str]

    @staticmethod
    def resolve_readers(sent: queries.Sent) -> list[dict[str, Any]]:
        """Return the readers by name."""
        return [{"body": name, "read_at": at} for name, at in sent.readers]


class NoticeIn(Schema):
    """What the firm itself has made known."""

    firm_name: str = Field(max_length=120)
    corporate_number: str
    what: str = Field(max_length=300)
    known_on: dt.date


@router.get("/notices/received", response=list[ReceivedOut], auth=VIEW, summary="届いた知らせ")
def received(request: HttpRequest) -> Any:
    """Return the newest notices of the other bodies."""
    return queries.inbox(actor_of(request))


@router.get("/notices/sent", response=list[SentOut], auth=VIEW, summary="出した知らせ")
def sent(request: HttpRequest) -> Any:
    """Return the newest notices of the own body."""
    return queries.outbox(actor_of(request))


@router.post("/notices", response={201: NoticeKey}, auth=TELL, summary="委託先の事案を知らせる")
def send(request: HttpRequest, given: NoticeIn) -> Any:
    """Tell the prefecture's other bodies."""
    return Status(201, actions.send_notice(actor_of(request), **given.dict()))


@router.post("/notices/{pk}/read", response={204: None}, auth=TELL, summary="知らせを確かめた")
def read(request: HttpRequest, pk: int) -> Any:
    """Note that the own body has read it; twice is once."""
    actions.read_notice(actor_of(request), pk)
    return Status(204, None)


@router.post("/notices/{pk}/withdraw", response={204: None}, auth=TELL, summary="知らせを取り消す")
def withdraw(request: HttpRequest, pk: int) -> Any:
    """Take back a notice of one's own."""
    actions.withdraw_notice(actor_of(request), pk)
    return Status(204, None)
