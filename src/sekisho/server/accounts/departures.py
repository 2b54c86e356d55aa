"""Ending posts and stopping accounts: the actions of 異動 and 退職. Rows stay; they get an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.server.accounts.models import Absence, Person, Post
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.crossings.actions import Subject, record

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor


def end_post(actor: Actor, *, post: int, ends: dt.date) -> Post:
    """Let a post end on ``ends``, the last day it is held.

    Raises:
        Refused: the actor may not manage accounts.
        NotFound: there is no such post in this body.
        BadInput: it would end before it began.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    with transaction.atomic():
        row: Post | None = Post.objects.select_for_update().filter(pk=post).first()
        if row is None:
            raise NotFound("この職は登録されていません。", next_step="職員の画面から選び直してください。")
        if ends < row.starts:
            raise BadInput("終了日が発令日より前です。", where="終了日", next_step="日付を確かめてください。")
        row.ends = ends
        row.save(update_fields=["ends"])
        record(
            actor,
            "post.ended",
            Subject("person", row.person_id, row.section_id),
            {"post": row.pk, "role": row.role, "ends": ends.isoformat()},
        )
    return row


def stop_person(actor: Actor, *, person: int, today: dt.date) -> Person:
    """Close an account at once: no further sign-in, and posts still held end today.

    Raises:
        Refused: the actor may not manage accounts.
        NotFound: there is no such person in this body.
        Conflict: the account is closed already, or is the actor's own.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    if person == actor.person:
        raise Conflict("自分のアカウントは止められません。", next_step="ほかの担当者に頼んでください。")
    with transaction.atomic():
        row: Person | None = Person.objects.select_for_update().filter(pk=person, body_id=actor.body).first()
        if row is None:
            raise NotFound("この職員は登録されていません。")
        if not row.is_active:
            raise Conflict(say("{name}さんのアカウントは止められています。", name=row.name))
        row.is_active = False
        row.save(update_fields=["is_active"])
        held = Post.objects.filter(person_id=person, starts__lte=today)
        ended = held.filter(ends__isnull=True).update(ends=today) + held.filter(ends__gt=today).update(
            ends=today
        )
        record(actor, "person.stopped", Subject("person", row.pk), {"posts_ended": ended})
    return row


def cancel_absence(actor: Actor, *, absence: int, today: dt.date) -> None:
    """Take back one's own absence that has not begun, or let one that has begun end today.

    Raises:
        Refused: the actor holds no deciding post.
        NotFound: the actor has no such absence still to come or running.
    """
    require(actor, Permission.ABSENCE_WRITE)
    with transaction.atomic():
        row: Absence | None = (
            Absence.objects.select_for_update()
            .filter(pk=absence, person_id=actor.person, ends__gte=today)
            .first()
        )
        if row is None:
            raise NotFound("この不在の登録はありません。", next_step="不在の一覧を開き直してください。")
        begun = row.starts <= today
        if begun:
            row.ends = today
            row.save(update_fields=["ends"])
        else:
            row.delete()
        record(
            actor,
            "absence.cancelled",
            Subject("person", actor.person),
            {"starts": row.starts.isoformat(), "ended_today": begun},
        )
