"""Whether a section named in a ledger exists.

With the body's sections at hand, a name that is none of them is an error, and the nearest one is offered.
Without them (a trial run on a machine that has no database) the ledger itself is the only witness: a name
that occurs very much more seldom than the others is a doubt.
"""

from __future__ import annotations

import difflib
import statistics
from collections import Counter
from typing import TYPE_CHECKING

from sekisho.errors import BadInput, say
from sekisho.japan.text import search_key
from sekisho.server.importing.values import Value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sekisho.server.importing.values import Reader

SELDOM = 20
"""A name is seldom when the usual name occurs more than this many times as often."""
LONGEST = 60


def reader(known: Collection[str] | None, written: Iterable[str]) -> Reader:
    """Return a reader of section names: against ``known``, or by how often each is ``written``."""
    return _against(known) if known is not None else _by_frequency(written)


def _against(known: Collection[str]) -> Reader:
    by_key = {search_key(name): name for name in known}

    def read(text: str) -> Value:
        found = by_key.get(search_key(text))
        if found is None:
            near = difflib.get_close_matches(text, known, n=1, cutoff=0.5)
            raise BadInput(
                say("課「{text}」は登録されていません。", text=text),
                why=say("「{near}」のことではありませんか。", near=near[0]) if near else "",
            )
        return Value(found)

    return read


def _by_frequency(written: Iterable[str]) -> Reader:
    times: Counter[str] = Counter()
    for text, count in Counter(written).items():
        if text:
            times[search_key(text)] += count
    usual = statistics.median(times.values()) if times else 0

    def read(text: str) -> Value:
        if len(text) > LONGEST:
            raise BadInput(
                say("課の名前が{count}文字あります。", count=len(text)),
                why=say("{most}文字まで登録できます。", most=LONGEST),
            )
        count = times[search_key(text)]
        if count * SELDOM < usual:
            return Value(
                text,
                say(
                    "課「{text}」はこの台帳に{count}行しかありません。今ある課の名前か確かめてください。",
                    text=text,
                    count=count,
                ),
            )
        return Value(text)

    return read
