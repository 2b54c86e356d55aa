"""Changes to people, posts and absences. One verb, one function, one journal entry."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sekisho.errors import BadInput, NotFound, Refused, say
from sekisho.japan.text import search_key
from sekisho.server.accounts.models import Absence, ApiToken, Body, Person, Post, Section
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import token_digest
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings.actions import Subject, record
from sekisho.terms import Role

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor

CODE_DIGITS = 6
LONGEST_TOKEN = dt.timedelta(days=366)


def found_body(
    *, code: str, name: str, today: dt.date, username: str, person_name: str, password: str
) -> Body:
    """Found a body with its information-policy section and its first person, who manages accounts.

    Only the command line on the server itself calls this; there is nobody yet to permit it.

    Raises:
        BadInput: the code or the user name is taken, or the code is not six digits.
    """
    if not (code.isascii() and code.isdigit() and len(code) == CODE_DIGITS):
        raise BadInput(say("団体コード「{code}」は6桁の数字ではありません。", code=code), where="団体コード")
    if Body.objects.filter(code=code).exists():
        raise BadInput(say("団体コード「{code}」は登録されています。", code=code), where="団体コード")
    if Person.objects.filter(username__iexact=username).exists():
        raise BadInput(
            say("利用者ID「{username}」は使われています。", username=username),
            where="利用者ID",
            next_step="別のIDにしてください。",
        )
    with transaction.atomic():
        body = Body.objects.create(code=code, name=name)
        with in_body(body.pk):
            section = Section.make(code="001", name="情報政策課", symbol="情", starts=today)
            person = Person(body=body, username=username, name=person_name, name_key=name_key(person_name))
            person.set_password(password)
            person.save()
            Post.make(
                person=person, section=section, role=Role.POLICY_STAFF.value, title="担当", starts=today
            )
            record(
                None,
                "body.founded",
                Subject("body", body.pk),
                {"code": code, "name": name, "first": username},
            )
    return body


def add_section(actor: Actor, *, code: str, name: str, symbol: str, starts: dt.date) -> Section:
    """Enter a section (課).

    Raises:
        Refused: the actor may not manage accounts.
        BadInput: the code or the name is taken.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    if Section.objects.filter(Q(code=code) | Q(name=name)).exists():
        raise BadInput(
            say("課コード「{code}」または課名「{name}」は登録されています。", code=code, name=name),
            where="課",
            next_step="別のコードと名前にしてください。",
        )
    with transaction.atomic():
        section = Section.make(code=code, name=name, symbol=symbol, starts=starts)
        record(
            actor, "section.added", Subject("section", section.pk, section.pk), {"code": code, "name": name}
        )
    return section


def set_password(actor: Actor, *, person: Person, password: str) -> None:
    """Give ``person`` a new password. The password never reaches the journal.

    Raises:
        Refused: the actor may not manage accounts, or the person is of another body.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    if person.body_id != actor.body:
        raise Refused("ほかの団体の職員のパスワードは変えられません。")
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        record(actor, "person.password_set", Subject("person", person.pk), {"username": person.username})


def add_person(actor: Actor, *, username: str, name: str, password: str, email: str = "") -> Person:
    """Make an account. The password never reaches the journal.

    Raises:
        Refused: the actor may not manage accounts.
        BadInput: the user name is taken.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    if Person.objects.filter(username__iexact=username).exists():
        raise BadInput(
            say("利用者ID「{username}」は使われています。", username=username),
            where="利用者ID",
            next_step="別のIDにしてください。",
        )
    with transaction.atomic():
        person = Person(
            body_id=actor.body, username=username, name=name, name_key=name_key(name), email=email
        )
        person.set_password(password)
        person.save()
        record(actor, "person.added", Subject("person", person.pk), {"username": username, "name": name})
    return person


def appoint(
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
            say("「{section}」は廃止されています。", section=section.name),
            where="所属",
            next_step="今ある課を選んでください。",
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


def issue_token(actor: Actor, *, label: str, ends: dt.date, today: dt.date) -> str:
    """Give a program a key to act as the actor until ``ends``; return it, once. Only its digest is kept.

    Raises:
        Refused: the actor holds no post.
        BadInput: the end is past, or more than a year away.
    """
    require(actor, Permission.ACCOUNT_OWN)
    if not today <= ends <= today + LONGEST_TOKEN:
        raise BadInput(
            say("鍵の終了日「{day}」は、今日から1年以内ではありません。", day=ends.isoformat()),
            where="終了日", next_step="1年以内の日を入れてください。",
        )  # fmt: skip
    key = "sekisho_" + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.make(person_id=actor.person, label=label, digest=token_digest(key), ends=ends)
        record(actor, "token.issued", Subject("token", token.pk), {"label": label, "ends": ends.isoformat()})
    return key


def stop_token(actor: Actor, pk: int) -> ApiToken:
    """Stop one of the actor's own keys, or anybody's for those who manage accounts; it opens nothing more.

    Raises:
        Refused: the actor holds no post.
        NotFound: there is no such key for this person, or it is stopped already.
    """
    require(actor, Permission.ACCOUNT_OWN)
    rows = ApiToken.objects.select_related("person").filter(pk=pk, stopped_at=None)
    if not actor.may(Permission.ACCOUNTS_MANAGE):
        rows = rows.filter(person_id=actor.person)
    with transaction.atomic():
        token: ApiToken | None = rows.select_for_update(of=("self",)).first()
        if token is None:
            raise NotFound(say("動いている鍵（番号{pk}）はありません。", pk=pk))
        token.stopped_at = timezone.now()
        token.save(update_fields=["stopped_at"])
        about = {"label": token.label, "username": token.person.username}
        record(actor, "token.stopped", Subject("token", pk), about)
    return token
