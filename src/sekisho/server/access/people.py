"""Whom a list means: by 利用者ID, or by 氏名 and 所属 where it has none. A name alone stays a doubt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from sekisho.errors import say
from sekisho.japan.text import search_key
from sekisho.server.accounts import queries as accounts
from sekisho.terms import Severity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sekisho.server.accounts.models import Person

    Found = tuple[str, Severity, str]

_BLANKS = re.compile(r"\s+")


@attrs.frozen
class People:
    """The people of the body in force, stopped ones too, and the sections they hold posts at today."""

    by_username: Mapping[str, Person]
    by_name: Mapping[str, tuple[Person, ...]]
    by_mail: Mapping[str, Person]
    offices: Mapping[int, tuple[str, ...]]

    @classmethod
    def read(cls, day: dt.date) -> People:
        """Read them for the body in force (two queries)."""
        people, offices = accounts.everybody(day)
        by_name: dict[str, tuple[Person, ...]] = {}
        for person in people:
            key = search_key(person.name)
            by_name[key] = (*by_name.get(key, ()), person)
        return cls(
            by_username={person.username.casefold(): person for person in people},
            by_name=by_name,
            by_mail={person.email.casefold(): person for person in people if person.email},
            offices=offices,
        )

    def meant(self, username: str, name: str, office: str) -> tuple[Person | None, list[Found]]:
        """Return the person a row means, None when nobody or not one, and what is wrong or doubtful."""
        if username:
            return self._by_id(username, name)
        found = self.by_name.get(search_key(name), ())
        there = tuple(one for one in found if office and self._at(one, office))
        if not found:
            return None, [
                (
                    "name",
                    Severity.ERROR,
                    say("「{name}」という職員は、この団体に登録されていません。", name=name),
                )
            ]
        if len(there or found) > 1:
            listed = [self.told(one) for one in there or found]
            reason = say(
                "同じ氏名の職員が{count}人います（{listed}）。利用者IDを書いてください。",
                count=len(there or found),
                listed=listed,
            )
            return None, [("name", Severity.ERROR, reason)]
        person = (there or found)[0]
        return person, [*self._name_only(person, name, office, sure=bool(there)), *self._stopped(person)]

    def suggested(self, login: str, mail: str, name: str) -> Person | None:
        """Return the one person a provider's line may mean: by mail, by login name, by an only name."""
        for text in (mail, login):
            key = text.casefold()
            if found := self.by_mail.get(key) or self.by_username.get(key):
                return found
        named = self.by_name.get(search_key(name), ()) if name else ()
        return named[0] if len(named) == 1 else None

    def told(self, person: Person) -> str:
        """Return how a person is told from others of the name: sections and user name."""
        offices = "・".join(self.offices.get(person.pk, ())) or say("今の職なし")
        return say("{offices}の{username}", offices=offices, username=person.username)

    def _at(self, person: Person, office: str) -> bool:
        return search_key(office) in map(search_key, self.offices.get(person.pk, ()))

    def _by_id(self, username: str, name: str) -> tuple[Person | None, list[Found]]:
        person = self.by_username.get(username.casefold())
        if person is None:
            reason = say("利用者ID「{username}」の職員は、この団体に登録されていません。", username=username)
            return None, [("username", Severity.ERROR, reason)]
        if name and search_key(name) != search_key(person.name):
            reason = say(
                "利用者ID「{username}」は{name}さんです。どちらが正しいか確かめてください。",
                username=username,
                name=person.name,
            )
            return person, [("name", Severity.ERROR, reason)]
        return person, self._stopped(person)

    def _name_only(self, person: Person, name: str, office: str, *, sure: bool) -> list[Found]:
        if not sure:
            told = self.told(person)
            reason = (
                say(
                    "所属が「{office}」ではありませんが、氏名だけから、{told}（{name}さん）と読みました。",
                    office=office,
                    told=told,
                    name=person.name,
                )
                if office
                else say("氏名だけから、{told}（{name}さん）と読みました。", told=told, name=person.name)
            )
            return [("name", Severity.DOUBT, reason)]
        if _BLANKS.sub("", name) != _BLANKS.sub("", person.name):
            return [
                (
                    "name",
                    Severity.DOUBT,
                    say("登録の氏名は「{name}」です。同じ人とみました。", name=person.name),
                )
            ]
        return []

    def _stopped(self, person: Person) -> list[Found]:
        if person.is_active and self.offices.get(person.pk):
            return []
        reason = say(
            "{name}さんは今の職がありません。取り込むと「閉じるか点検する」になります。", name=person.name
        )
        return [("name", Severity.DOUBT, reason)]
