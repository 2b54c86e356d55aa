"""Questions for the pages about people: the list, one person, one's own absences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import NotFound
from sekisho.japan.text import search_key
from sekisho.server.accounts.models import Absence, ApiToken, Person, Post
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import in_force
from sekisho.server.ui.search import LIMIT, Hit

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor


@attrs.frozen
class Wanted:
    """What the list of people is narrowed to; empty values narrow nothing."""

    words: str = ""
    section: int | None = None
    role: str = ""
    stopped: bool = False


def listed(actor: Actor, wanted: Wanted, day: dt.date) -> QuerySet[Person]:
    """Return the people of the body with ``held``, their posts of ``day`` (two queries).

    Raises:
        Refused: the actor may not manage accounts.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    held = Post.objects.filter(in_force(day)).select_related("section").order_by("section__code", "pk")
    rows: QuerySet[Person] = Person.objects.filter(body_id=actor.body, is_active=not wanted.stopped)
    if wanted.words:
        rows = rows.filter(
            Q(name_key__contains=search_key(wanted.words)) | Q(username__contains=wanted.words)
        )
    posts = Post.objects.filter(in_force(day))
    if wanted.section:
        rows = rows.filter(pk__in=posts.filter(section_id=wanted.section).values("person_id"))
    if wanted.role:
        rows = rows.filter(pk__in=posts.filter(role=wanted.role).values("person_id"))
    return rows.prefetch_related(Prefetch("posts", queryset=held, to_attr="held")).order_by("username")


def one(actor: Actor, pk: int) -> Person:
    """Return one person of the body.

    Raises:
        Refused: the actor may not manage accounts.
        NotFound: the body has no such person.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    person: Person | None = Person.objects.filter(pk=pk, body_id=actor.body).first()
    if person is None:
        raise NotFound("この職員は登録されていません。", next_step="職員の一覧から選び直してください。")
    return person


def posts_of(actor: Actor, person: int) -> list[Post]:
    """Return all posts of a person, past and future ones too, the newest first."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    return list(Post.objects.filter(person_id=person).select_related("section").order_by("-starts", "-pk"))


def one_post(actor: Actor, pk: int) -> Post:
    """Return one post of the body.

    Raises:
        Refused: the actor may not manage accounts.
        NotFound: the body has no such post.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    post: Post | None = Post.objects.filter(pk=pk).select_related("section", "person").first()
    if post is None:
        raise NotFound("この職は登録されていません。", next_step="職員の画面から選び直してください。")
    return post


def own_absences(actor: Actor, day: dt.date) -> list[Absence]:
    """Return one's own absences that run or are still to come."""
    require(actor, Permission.ABSENCE_WRITE)
    return list(Absence.objects.filter(person_id=actor.person, ends__gte=day).order_by("starts"))


def running_tokens(actor: Actor, day: dt.date) -> QuerySet[ApiToken]:
    """Return the API keys that still open something on ``day``: one's own, or the whole body's.

    Whose the accounts are to manage sees everybody's, as they may stop them.

    Raises:
        Refused: the actor holds no post.
    """
    require(actor, Permission.ACCOUNT_OWN)
    rows: QuerySet[ApiToken] = ApiToken.objects.filter(stopped_at=None, ends__gte=day, person__is_active=True)
    if not actor.may(Permission.ACCOUNTS_MANAGE):
        rows = rows.filter(person_id=actor.person)
    return rows.select_related("person").order_by("ends", "pk")


def found_people(actor: Actor, words: str) -> list[Hit]:
    """Answer the search of the top bar, for those who manage accounts."""
    if not actor.may(Permission.ACCOUNTS_MANAGE):
        return []
    people = listed(actor, Wanted(words=words), timezone.localdate())[:LIMIT]
    return [
        Hit(
            f"{person.name}（{person.username}）",
            reverse("person", kwargs={"pk": person.pk}),
            "／".join(f"{post.section.name} {post.title}" for post in person.held),  # type: ignore[attr-defined]  # set by listed
        )
        for person in people
    ]
