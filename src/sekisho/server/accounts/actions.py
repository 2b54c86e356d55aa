"""Changes to people, posts and absences. One verb, one function, one journal entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sekisho.errors import BadInput
from sekisho.japan.text import search_key
from sekisho.server.accounts.models import Absence, Person, Post, Section
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.crossings.actions import Subject, record

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.terms import Role


def add_person(actor: Actor, *, username: str, name: str, password: str, email: str = "") -> Person:
    """Make an account. The password never reaches the journal.

    Raises:
        Refused: the actor may not manage accounts.
        BadInput: the user name is taken.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    if Person.objects.filter(username=username).exists():
        raise BadInput(
            f"利用者ID「{username}」は使われています。", where="利用者ID", next_step="別のIDにしてください。"
        )
    with transaction.atomic():
        person = Person(
            body_id=actor.body, username=username, name=name, name_key=name_key(name), email=email
        )
        person.set_password(password)
        person.save()
        record(actor, "person.added", Subject("person", person.pk), {"username": username, "name": name})
    return person


def appoint(  # noqa: PLR0913  an appointment has these parts
    actor: Actor,
    *,
    person: Person,
    section: Section,
    role: Role,
    title: str,
    starts: dt.date,
    ends: dt.date | None = None,
) -> Post:
    """Give ``person`` a post from ``starts`` to ``ends`` (None: until further notice).

    Raises:
        Refused: the actor may not manage accounts.
        BadInput: the period is upside down, or the section does not exist by then.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    if ends is not None and ends < starts:
        raise BadInput("終了日が発令日より前です。", where="終了日", next_step="日付を確かめてください。")
    if section.ends is not None and starts > section.ends:
        raise BadInput(
            f"「{section.name}」は廃止されています。", where="所属", next_step="今ある課を選んでください。"
        )
    with transaction.atomic():
        post = Post.make(person=person, section=section, role=role, title=title, starts=starts, ends=ends)
        record(
            actor,
            "post.appointed",
            Subject("person", person.pk, section.pk),
            {
                "role": str(role),
                "section": section.name,
                "title": title,
                "starts": starts.isoformat(),
                "ends": ends.isoformat() if ends else None,
            },
        )
    return post


def declare_absence(actor: Actor, *, starts: dt.date, ends: dt.date, reason: str) -> Absence:
    """Declare one's own absence, during which deputies may decide (代決).

    Raises:
        Refused: the actor holds no deciding post.
        BadInput: the period is upside down.
    """
    require(actor, Permission.ABSENCE_WRITE)
    if ends < starts:
        raise BadInput("「まで」が「から」より前です。", where="まで", next_step="日付を確かめてください。")
    with transaction.atomic():
        absence = Absence.make(person_id=actor.person, starts=starts, ends=ends, reason=reason)
        record(
            actor,
            "absence.declared",
            Subject("person", actor.person),
            {"starts": starts.isoformat(), "ends": ends.isoformat(), "reason": reason},
        )
    return absence


def name_key(name: str) -> str:
    """Return the key a name is searched by; the name itself stays as typed."""
    return search_key(name)[:60]
