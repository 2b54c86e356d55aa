"""Questions about people, posts and sections."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from sekisho.errors import NotFound, say
from sekisho.server.accounts.models import Absence, ApiToken, Body, Person, Post, Section
from sekisho.server.accounts.permissions import Actor, HeldPost, Permission, require
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.terms import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet


def actor_on(person: Person, day: dt.date) -> Actor:
    """Return ``person`` with the posts in force on ``day`` (two queries, whatever the size of the body)."""
    posts = list(
        Post.unscoped.filter(in_force(day), person=person, body_id=person.body_id).select_related("section")
    )
    below = _sections_below(person.body_id) if any(post.role == Role.OFFICER for post in posts) else {}
    held = tuple(
        HeldPost(
            role=Role(post.role),
            section=post.section_id,
            sections=frozenset({post.section_id} | below.get(post.section_id, set()))
            if post.role == Role.OFFICER
            else frozenset({post.section_id}),
            title=post.title,
            section_name=post.section.name,
        )
        for post in posts
    )
    return Actor(person=person.pk, body=person.body_id, name=person.name, posts=held)


def in_force(day: dt.date) -> Q:
    """Return the condition that a row with ``starts`` and ``ends`` is in force on ``day``."""
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))


def sections(day: dt.date | None = None) -> QuerySet[Section]:
    """Return the sections of the body in force, those existing on ``day`` when given."""
    rows: QuerySet[Section] = Section.objects.all()
    return rows.filter(in_force(day)) if day else rows


def section_named(name: str) -> Section:
    """Return the section of the body in force with this name.

    Raises:
        NotFound: there is none.
    """
    row: Section | None = Section.objects.filter(name=name).first()
    if row is None:
        raise NotFound(
            say("課「{name}」は登録されていません。", name=name), next_step="課の名前を確かめてください。"
        )
    return row


def holders(role: Role, day: dt.date, section: int | None = None) -> QuerySet[Post]:
    """Return the posts of ``role`` in force on ``day``, at ``section`` when given, oldest first."""
    rows: QuerySet[Post] = Post.objects.filter(in_force(day), role=role, person__is_active=True)
    if section is not None:
        rows = rows.filter(section_id=section)
    return rows.select_related("person", "section").order_by("starts", "pk")


def holders_of(roles: Iterable[Role], day: dt.date) -> QuerySet[Post]:
    """Return the posts of any of ``roles`` in force on ``day``, with person and section, oldest first."""
    rows: QuerySet[Post] = Post.objects.filter(
        in_force(day), role__in=[role.value for role in roles], person__is_active=True
    )
    return rows.select_related("person", "section").order_by("starts", "pk")


def staff_of(section: int, day: dt.date) -> QuerySet[Person]:
    """Return the people who hold a post at ``section`` on ``day``, by user name."""
    held = Post.objects.filter(in_force(day), section_id=section).values("person_id")
    return Person.objects.filter(body_id=body_in_force(), is_active=True, pk__in=held).order_by("username")


def absences_on(people: Iterable[int], day: dt.date) -> QuerySet[Absence]:
    """Return the absences of ``people`` that cover ``day``, with the person."""
    rows: QuerySet[Absence] = Absence.objects.filter(
        person_id__in=list(people), starts__lte=day, ends__gte=day
    )
    return rows.select_related("person")


def absent_on(people: Iterable[int], day: dt.date) -> set[int]:
    """Return those of ``people`` who are absent on ``day``."""
    return set(
        Absence.objects.filter(person_id__in=list(people), starts__lte=day, ends__gte=day).values_list(
            "person_id", flat=True
        )
    )


def body_of(code: str) -> Body:
    """Return the body with this 団体コード.

    Raises:
        NotFound: there is none.
    """
    body = Body.objects.filter(code=code).first()
    if body is None:
        raise NotFound(say("団体コード「{code}」は登録されていません。", code=code), where="団体コード")
    return body


def _sections_below(body: int) -> dict[int, set[int]]:
    children: dict[int, set[int]] = {}
    parents = dict(Section.unscoped.filter(body_id=body).values_list("pk", "parent_id"))
    for section, parent in parents.items():
        above: int | None = parent
        seen = {section}
        while above is not None and above not in seen:
            children.setdefault(above, set()).add(section)
            seen.add(above)
            above = parents.get(above)
    return children


def person_named(username: str) -> Person:
    """Return the active person with this user name, of whatever body.

    Raises:
        NotFound: there is none.
    """
    person: Person | None = Person.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise NotFound(
            say("利用者ID「{username}」は登録されていません。", username=username), where="利用者ID"
        )
    return person


def people_with_posts(actor: Actor) -> list[dict[str, Any]]:
    """Return every active person of the body with the posts of today, for those who manage accounts.

    Raises:
        Refused: the actor may not manage accounts.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    today = timezone.localdate()
    posts: dict[int, list[str]] = {}
    for post in Post.objects.filter(in_force(today)).select_related("section"):
        posts.setdefault(post.person_id, []).append(
            f"{post.section.name} {post.title}（{Role(post.role).label}）"
        )
    people = Person.objects.filter(body_id=actor.body, is_active=True).order_by("username")
    return [{"username": p.username, "name": p.name, "posts": posts.get(p.pk, [])} for p in people]


def everybody(day: dt.date) -> tuple[list[Person], dict[int, tuple[str, ...]]]:
    """Return all people of the body in force, stopped ones too, and the sections of each on ``day``."""
    offices: dict[int, tuple[str, ...]] = {}
    held = Post.objects.filter(in_force(day)).order_by("starts", "pk")
    for person, section in held.values_list("person_id", "section__name"):
        offices[person] = tuple(dict.fromkeys((*offices.get(person, ()), section)))
    return list(Person.objects.filter(body_id=body_in_force()).order_by("username")), offices


def names_of_people(actor: Actor, keys: Collection[int]) -> dict[int, str]:
    """Return the names of people of the actor's body, for those who read its record."""
    rows = Person.objects.filter(body_id=actor.body, pk__in=keys)
    return dict(rows.values_list("pk", "name"))


def names_of_sections(actor: Actor, keys: Collection[int]) -> dict[int, str]:
    """Return the names of sections of the actor's body."""
    rows = Section.objects.filter(body_id=actor.body, pk__in=keys)
    return dict(rows.values_list("pk", "name"))


def token_digest(key: str) -> str:
    """Return what is kept of an API key. The key is 256 random bits, so a plain digest suffices."""
    return hashlib.sha256(key.encode()).hexdigest()


def person_of_token(key: str, day: dt.date) -> Person | None:
    """Return the active person for whom a program holding ``key`` acts on ``day``.

    The look-up is by digest, so its timing tells nothing about other keys.
    """
    token = (
        ApiToken.unscoped.filter(
            digest=token_digest(key), stopped_at=None, ends__gte=day, person__is_active=True
        )
        .select_related("person")
        .first()
    )
    return token.person if token else None


def body_keys() -> list[int]:
    """Return the keys of all bodies, for work the system does for each of them."""
    return list(Body.objects.order_by("pk").values_list("pk", flat=True))


def sole_body() -> Body | None:
    """Return the only municipality, or the only body, for commands that were not told which."""
    for rows in (Body.objects.filter(kind="municipality"), Body.objects.all()):
        bodies = list(rows[:2])
        if len(bodies) == 1:
            return bodies[0]
    return None


def section_by_key(pk: int) -> Section:
    """Return the section of the body in force with this key.

    Raises:
        NotFound: there is none.
    """
    row: Section | None = Section.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(say("課（番号 {pk}）は登録されていません。", pk=pk), where="所管課")
    return row


def left_since(day: dt.date, person: str, since: str) -> Subquery:
    """Return, for the person and day named by these fields, when they last left a section since, by ``day``.

    Going on at the same section is not leaving it. Also a post that began later counts: better one account
    too many looked at than one forgotten.
    """
    goes_on = Post.objects.filter(
        Q(ends=None) | Q(ends__gt=day),
        person=OuterRef("person"),
        section=OuterRef("section"),
        starts__lte=day + dt.timedelta(days=1),
    )
    left = Post.objects.filter(
        ~Exists(goes_on), person=OuterRef(person), ends__gte=OuterRef(since), ends__lte=day
    )
    return Subquery(left.order_by("-ends").values("ends")[:1])


def serves_after(day: dt.date, person: str) -> Exists:
    """Tell whether the person named by this field still holds any post after ``day``."""
    posts = Post.objects.filter(Q(ends=None) | Q(ends__gt=day), person=OuterRef(person))
    return Exists(posts.filter(starts__lte=day + dt.timedelta(days=1)))


def own_person(username: str) -> Person:
    """Return the active person of the body in force with this user name.

    Raises:
        NotFound: there is none.
    """
    rows = Person.objects.filter(body_id=body_in_force(), is_active=True)
    row: Person | None = rows.filter(username__iexact=username.strip()).first()
    if row is None:
        raise NotFound(
            say("利用者ID「{username}」は登録されていません。", username=username), where="利用者ID"
        )
    return row


def hold_body() -> None:
    """Let nobody else of the body do what asks this too until the transaction ends; other writes go on."""
    Body.objects.select_for_update(no_key=True).get(pk=body_in_force())
