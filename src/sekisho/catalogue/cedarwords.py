"""What Cedar says about a condition, in plain Japanese for those who write clauses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TYPES = {"Bool": "はい・いいえ", "Long": "数", "String": "文字", "Set": "一覧"}


def _type(name: str) -> str:
    return _TYPES.get(name.partition("<")[0], name)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"attribute `(\w+)` in context .*not found"),
        lambda m: f"「{m[1]}」という事実はありません。",
    ),
    (
        re.compile(r"the types (\S+) and (\S+) are not compatible"),
        lambda m: f"{_type(m[1])}と{_type(m[2])}を比べています。",
    ),
    (
        re.compile(r"expected (\S+) but saw (\S+)"),
        lambda m: f"{_type(m[1])}が要るところに{_type(m[2])}が書かれています。",
    ),
    (
        re.compile(r"empty set literals"),
        lambda _: "空の一覧 [ ] は書けません。isEmpty() を使ってください。",
    ),
    (
        re.compile(r"'=' is not a valid operator"),
        lambda _: "「等しい」は = ではなく == と書いてください。",
    ),
    (
        re.compile(r"invalid variable: (\w+)"),
        lambda m: f"「{m[1]}」は使えません。事実は context.{m[1]} のように書いてください。",
    ),
    (re.compile(r"unexpected token `}`|unexpected end"), lambda _: "式が途中で終わっています。"),
    (
        re.compile(r"unexpected token `(.+?)`"),
        lambda m: f"「{m[1]}」の前で式が終わっています。演算子か括弧を確かめてください。",
    ),
    (
        re.compile(r"invalid token"),
        lambda _: "Cedarにない記号があります。全角の文字、& や | の数を確かめてください。",
    ),
)


def in_japanese(message: str) -> str:
    """Return the meaning of a message of Cedar's; the message itself when it is not a known one."""
    for pattern, say in _RULES:
        match = pattern.search(message)
        if match:
            return say(match)
    return message
