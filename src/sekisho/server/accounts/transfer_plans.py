"""What a personnel order would do: posts that end, posts that begin, rows that may not be. Writes nothing.

All rows of one person stand or fall together: half an order would leave them with the wrong posts. A main
post ends every other post the day before and begins on 発令日; 兼務 adds; 退職 lets every post end on
発令日, which is the last day of service.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import say
from sekisho.japan.dates import format_wareki
from sekisho.server.accounts.models import Post
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.accounts.transfer_rows import LEDGER, runs, same_post
from sekisho.server.importing.consent import values_of
from sekisho.server.importing.parsed import Problem
from sekisho.terms import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sekisho.server.accounts.models import Person
    from sekisho.server.accounts.transfer_rows import Known, TransferRow
    from sekisho.server.importing.parsed import Parsed

    Numbered = tuple[int, TransferRow]

_ONE_DAY = dt.timedelta(days=1)


@attrs.frozen
class Change:
    """What happens to one person."""

    person: Person
    ends: tuple[Post, ...]
    """Posts as they are now; they end on ``last``."""
    last: dt.date
    begins: tuple[Post, ...]
    """Posts not written yet."""


@attrs.define
class Plan:
    """Changes ready to be written, and rows that may not be."""

    changes: list[Change] = attrs.field(factory=list)
    refused: list[Problem] = attrs.field(factory=list)
    accepted: int = 0
    unchanged: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many posts begin and end, how many rows change nothing or are refused."""
        return {
            "created": sum(len(one.begins) for one in self.changes),
            "ended": sum(len(one.ends) for one in self.changes),
            "unchanged": self.unchanged,
            "refused": len({one.row for one in self.refused}),
        }

    @property
    def posts(self) -> Iterator[Post]:
        """The posts that end, as they stand or as they were written, and those that begin."""
        for one in self.changes:
            yield from (*one.ends, *one.begins)

    def told(self) -> Iterable[Any]:
        """Say everything that would be written, and over what."""
        return [self.unchanged, [one.last for one in self.changes if one.ends], *values_of(self.posts)]


def plan(parsed: Parsed[TransferRow], known: Known, *, accept_doubts: bool) -> Plan:
    """Return what taking in the acceptable rows of ``parsed`` would do."""
    made = Plan()
    acceptable = parsed.acceptable(accept_doubts=accept_doubts)
    wrong = _also_wrong(parsed, acceptable)
    by_person: dict[str, list[Numbered]] = {}
    for number, row in acceptable:
        by_person.setdefault(row.username, []).append((number, row))
    for username, rows in by_person.items():
        person = known.people[username]
        if username in wrong:
            made.refused += _all_of(
                rows, say("同じ職員のほかの行が取り込めないので、この行も取り込みません。")
            )
            continue
        held = known.held(person)
        faults = list(_faults(rows, held))
        if faults:
            made.refused += faults
            continue
        made.accepted += len(rows)
        change = _change(known, person, rows)
        if change.ends or change.begins:
            made.changes.append(change)
        made.unchanged += len(rows) - (len(change.begins) or bool(change.ends))
    return made


def _also_wrong(parsed: Parsed[TransferRow], acceptable: list[Numbered]) -> set[str]:
    """Return the user names of rows that may not be written, as far as they can be read."""
    column = next(one for one in LEDGER.columns if one.field == "username")
    letter = parsed.mapping.get(column.name, "")
    taken = {number for number, _row in acceptable}
    position = _position(letter)
    found = set()
    for number, texts in parsed.raw.items():
        if number not in taken and 0 < position <= len(texts) and texts[position - 1].strip():
            found.add(str(column.read(texts[position - 1].strip()).value))
    return found


def _position(letter: str) -> int:
    position = 0
    for one in letter:
        position = position * 26 + ord(one) - ord("A") + 1
    return position


def _faults(rows: list[Numbered], held: list[Post]) -> Iterator[Problem]:
    days = {row.starts for _number, row in rows}
    if len(days) > 1:
        yield from _all_of(
            rows, say("この職員の発令日が二つ以上あります。ファイルを日ごとに分けてください。")
        )
        return
    mains = [(number, row) for number, row in rows if not row.concurrent and not row.leaves]
    leaving = [(number, row) for number, row in rows if row.leaves]
    if leaving and len(rows) > 1:
        yield from _all_of(rows, say("この職員は、同じ日に退職とほかの発令があります。"))
    elif len(mains) > 1:
        numbers = [say("{other}行目", other=number) for number, _row in mains]
        yield from _all_of(
            mains,
            say("同じ日に本務の職が二つあります（{numbers}）。兼務には「有」と書きます。", numbers=numbers),
        )
        yield from _all_of(
            [one for one in rows if one[1].concurrent], say("同じ職員の本務の行が取り込めません。")
        )
    elif mains or leaving:
        yield from _against_registered(rows, held, days.pop(), leaves=bool(leaving))


def _against_registered(
    rows: list[Numbered], held: list[Post], day: dt.date, *, leaves: bool
) -> Iterator[Problem]:
    """Refuse an order that disagrees with posts registered for the same day or later."""
    others = [
        post for post in held if post.starts == day and not any(same_post(row, post) for _number, row in rows)
    ]
    if others and not leaves:
        names = "、".join(f"{post.section.name} {post.title}" for post in others)
        yield from _all_of(rows, say("同じ日に始まる別の職（{names}）が登録されています。", names=names))
        return
    begun = all(any(post.starts == day and same_post(row, post) for post in held) for _number, row in rows)
    later = [post for post in held if post.starts > day]
    if later and not begun:
        first = format_wareki(later[0].starts)
        yield from _all_of(
            rows, say("発令日より後の{first}に始まる職が登録されています。先に終えてください。", first=first)
        )


def _change(known: Known, person: Person, rows: list[Numbered]) -> Change:
    day, held = rows[0][1].starts, known.held(person)
    if rows[0][1].leaves:
        ending = [post for post in held if runs(post, day) and post.ends != day]
        return Change(person, tuple(ending), day, ())
    before = day - _ONE_DAY
    main = any(not row.concurrent for _number, row in rows)
    begins = [
        Post(
            body_id=body_in_force(),
            person=person,
            section=known.sections[row.section_name],
            role=row.role,
            title=row.title,
            starts=day,
        )
        for _number, row in rows
        if not any(same_post(row, post) and _goes_on(post, day, main=main) for post in held)
    ]
    ending = [
        post for post in held if main and post.starts < day and (post.ends is None or post.ends > before)
    ]
    return Change(person, tuple(ending), before, tuple(begins))


def _goes_on(post: Post, day: dt.date, *, main: bool) -> bool:
    """Whether the post is there on ``day`` whatever this order does."""
    return post.starts == day or (not main and runs(post, day))


def _all_of(rows: list[Numbered], reason: str) -> list[Problem]:
    return [Problem(number, "利用者ID", row.username, reason, Severity.ERROR) for number, row in rows]
