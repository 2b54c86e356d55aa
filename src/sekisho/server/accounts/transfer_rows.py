"""人事異動の表: its columns, its typed row, and what is checked against the body's people and sections.

A person is named by 利用者ID; 氏名 must agree, so that a slip of one digit moves nobody else. What a whole
set of rows means for one person is planned in ``transfer_plans``.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import say
from sekisho.japan.dates import format_wareki
from sekisho.japan.text import normal_width, search_key
from sekisho.server.accounts.models import Person, Post, Section
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.importing import values
from sekisho.server.importing.columns import Column, Ledger
from sekisho.server.importing.reading import Options, read_ledger
from sekisho.terms import Role, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sekisho.server.importing.parsed import Parsed

LEAVES = "退職"
_ROLES: Mapping[Role, tuple[str, ...]] = {role: () for role in Role if role is not Role.PROVIDER}


@attrs.frozen
class TransferRow:
    """One line of a personnel order."""

    username: str
    name: str
    section_name: str
    title: str
    role: str
    starts: dt.date
    concurrent: bool
    """兼務: added to what the person holds, which goes on."""
    old_section: str

    @property
    def leaves(self) -> bool:
        """Whether the person leaves the service; 発令日 is then their last day."""
        return _leaves(self.section_name, self.title)


def _username(text: str) -> values.Value:
    read = values.line(64)(normal_width(text).strip())
    return values.Value(str(read.value).casefold(), read.doubt)


LEDGER = Ledger(
    kind="transfers",
    title="人事異動",
    columns=(
        Column(
            "username",
            "利用者ID",
            _username,
            ("職員番号", "職員ID", "職員コード", "ID"),
            example="tanaka",
        ),
        Column("name", "氏名", values.line(60), ("職員氏名", "職員名", "名前"), example="田中 花子"),
        Column(
            "section_name",
            "新所属",
            values.line(60),
            ("所属", "異動先", "新所属課", "異動後所属", "新課名"),
            filled=False,
            example="税務課（退職のときは「退職」）",
        ),
        Column(
            "title",
            "新職名",
            values.line(60),
            ("職名", "異動後職名", "新職"),
            filled=False,
            example="主事",
        ),
        Column(
            "role",
            "役割",
            values.term(_ROLES, "役割"),
            ("新役割",),
            filled=False,
            choices=tuple(role.label for role in _ROLES),
            example="職員",
        ),
        Column(
            "starts",
            "発令日",
            values.date,
            ("発令年月日", "異動日", "異動年月日"),
            example="令和8年4月1日（退職のときは最後に務める日）",
        ),
        Column(
            "concurrent",
            "兼務",
            values.yes_or_no,
            ("兼務の有無", "兼任", "併任"),
            needed=False,
            filled=False,
            empty=False,
            choices=("有",),
            example="有（ないときは空ける）",
        ),
        Column(
            "old_section",
            "旧所属",
            values.line(60),
            ("異動前所属", "前所属", "旧課名"),
            needed=False,
            filled=False,
            example="総務課",
        ),
    ),
)


@attrs.frozen
class Known:
    """The people, sections and posts of the body in force, read once for a file (three queries)."""

    people: Mapping[str, Person]
    """By user name in lower case."""
    sections: Mapping[str, Section]
    posts: Mapping[int, list[Post]]
    """By person."""
    today: dt.date

    @classmethod
    def read(cls, today: dt.date) -> Known:
        """Read them for the body in force."""
        posts: dict[int, list[Post]] = {}
        for post in Post.objects.select_related("section").order_by("starts", "pk"):
            posts.setdefault(post.person_id, []).append(post)
        people = Person.objects.filter(body_id=body_in_force())
        return cls(
            people={person.username.casefold(): person for person in people},
            sections={section.name: section for section in Section.objects.all()},
            posts=posts,
            today=today,
        )

    def held(self, person: Person) -> list[Post]:
        """Return all posts of ``person``, past and future ones too."""
        return self.posts.get(person.pk, [])


def read(
    data: bytes, filename: str, known: Known, *, mapping: Mapping[str, str] | None = None, sheet: str = ""
) -> Parsed[TransferRow]:
    """Read a personnel order from the bytes of an Excel or CSV file and check every row by itself.

    Raises:
        BadInput: the file cannot be read at all.
    """
    options = Options(sections={*known.sections, LEAVES}, mapping=mapping, sheet=sheet)

    def check(row: Mapping[str, Any]) -> Iterator[tuple[str, Severity, str]]:
        yield from _of_person(known, row)
        yield from _of_post(known, row)

    return read_ledger(LEDGER, data, filename, build=TransferRow, check=check, options=options)


def same_post(row: TransferRow, post: Post) -> bool:
    """Whether ``post`` is the one the row gives, whenever it began."""
    return (row.section_name, row.role, row.title) == (post.section.name, post.role, post.title)


def runs(post: Post, day: dt.date) -> bool:
    """Whether ``post`` is held on ``day``."""
    return post.starts <= day and (post.ends is None or post.ends >= day)


def _leaves(section: str, title: str) -> bool:
    return LEAVES in (section, title)


def _of_person(known: Known, row: Mapping[str, Any]) -> Iterator[tuple[str, Severity, str]]:
    person = known.people.get(row["username"])
    if person is None:
        yield (
            "username",
            Severity.ERROR,
            say("利用者ID「{username}」の職員は、この団体に登録されていません。", username=row["username"]),
        )
        return
    if search_key(person.name) != search_key(row["name"]):
        yield (
            "name",
            Severity.ERROR,
            say(
                "利用者ID「{username}」は{name}さんです。どちらが正しいか確かめてください。",
                username=row["username"],
                name=person.name,
            ),
        )
    if not person.is_active:
        yield "username", Severity.ERROR, say("{name}さんのアカウントは止められています。", name=person.name)
    before = row["starts"] - dt.timedelta(days=1)
    old = [post.section.name for post in known.held(person) if runs(post, before)]
    if row["old_section"] and search_key(row["old_section"]) not in map(search_key, old):
        yield (
            "old_section",
            Severity.DOUBT,
            say("発令日の前の日の所属は、{offices}です。", offices="、".join(old) or say("なし")),
        )
    if row["starts"] < known.today and not _there(known, person, row):
        yield (
            "starts",
            Severity.DOUBT,
            say(
                "発令日が過ぎています。取り込むと、{day}にさかのぼって職が変わります。",
                day=format_wareki(row["starts"]),
            ),
        )


def _there(known: Known, person: Person, row: Mapping[str, Any]) -> bool:
    """Whether what the row orders is so already."""
    held = known.held(person)
    if _leaves(row["section_name"], row["title"]):
        return not any(post.ends is None or post.ends > row["starts"] for post in held)
    made = TransferRow(**row)
    return any(post.starts == made.starts and same_post(made, post) for post in held)


def _of_post(known: Known, row: Mapping[str, Any]) -> Iterator[tuple[str, Severity, str]]:
    if _leaves(row["section_name"], row["title"]):
        if row["concurrent"]:
            yield "concurrent", Severity.ERROR, say("退職の行に兼務の印があります。")
        return
    for field, what in (("section_name", "新所属"), ("title", "新職名"), ("role", "役割")):
        if not row[field]:
            yield field, Severity.ERROR, say("{what}が書かれていません。", what=say(what))
    section = known.sections.get(row["section_name"])
    if section is None:
        return
    if section.starts > row["starts"]:
        yield (
            "section_name",
            Severity.ERROR,
            say("{name}ができるのは{day}です。", name=section.name, day=format_wareki(section.starts)),
        )
    if section.ends is not None and section.ends < row["starts"]:
        yield (
            "section_name",
            Severity.ERROR,
            say("{name}は{day}に廃止されています。", name=section.name, day=format_wareki(section.ends)),
        )
