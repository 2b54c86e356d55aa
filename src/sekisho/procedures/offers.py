"""配布: what a prefecture hands down, frozen with its digest, and how a municipality takes it in.

Nothing takes effect by being offered: a person of the municipality decides, and what was taken says from
whom, which version. Clauses are put into the body's own text between two marks, so that the next version
replaces them and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import attrs
import yaml

from sekisho.catalogue.parse import parse_clauses
from sekisho.catalogue.yamltext import read_yaml
from sekisho.errors import BadInput, say
from sekisho.terms import OfferKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WHERE = "自団体の条文"
MOST_LINES = 100
LONGEST = 400
LONGEST_ITEM = 100
_SEPARATOR = re.compile(r"[｜|]")
_FIRST_ITEM = re.compile(r"^( *)- ", re.MULTILINE)
_PARTS = 3


@attrs.frozen
class Addition:
    """One requirement with its question, as a prefecture asks municipalities to add it."""

    heading: str
    text: str
    question: str


@attrs.frozen
class Difference:
    """How one version differs from another, by the names of its parts."""

    added: tuple[str, ...]
    dropped: tuple[str, ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.added or self.dropped or self.changed)


def digest(kind: OfferKind, title: str, content: Mapping[str, Any], file: str) -> str:
    """Return the SHA-256 of everything that an offer hands down."""
    told = [kind.value, title, content, file]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def read_additions(text: str, headings: Iterable[str]) -> tuple[Addition, ...]:
    """Read requirements, one a line: heading, requirement and question with 「｜」 between them.

    Raises:
        BadInput: naming the line; or there is none, too many, or one twice.
    """
    known, found = set(headings), []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = [one.strip() for one in _SEPARATOR.split(line)]
        if len(parts) != _PARTS or not all(parts) or any(len(one) > LONGEST for one in parts):
            raise BadInput(
                say("{number}行目が読めません。", number=number),
                where="配布する内容",
                why=say("「見出しの番号｜要件｜質問」の三つを、{most}文字までで書きます。", most=LONGEST),
                next_step="例：9｜貸与した端末だけを使うこと。｜端末の管理の方法を書いてください。",
            )
        if parts[0] not in known:
            raise BadInput(
                say("{number}行目の見出し「{heading}」はありません。", number=number, heading=parts[0]),
                where="配布する内容",
                next_step=say("{known}のどれかにしてください。", known=sorted(known, key=_numeric)),
            )
        found.append(Addition(*parts))
    if not found or len(found) > MOST_LINES or len({one.text for one in found}) < len(found):
        raise BadInput(
            say("要件は1件から{most}件までで、同じ要件は一度だけ書けます。", most=MOST_LINES),
            where="配布する内容",
            next_step="例：9｜貸与した端末だけを使うこと。｜端末の管理の方法を書いてください。",
        )
    return tuple(found)


def read_items(text: str) -> tuple[str, ...]:
    """Read contract items, one a line.

    Raises:
        BadInput: a line is too long; or there is none, too many, or one twice.
    """
    found = tuple(line.strip() for line in text.splitlines() if line.strip())
    if (
        not 0 < len(found) <= MOST_LINES
        or len(set(found)) < len(found)
        or max(map(len, found)) > LONGEST_ITEM
    ):
        raise BadInput(
            say("契約項目は1件から{most}件までで、同じ項目は一度だけ書けます。", most=MOST_LINES),
            where="配布する内容",
            why=say("一行に一つ、{most}文字までで書きます。", most=LONGEST_ITEM),
            next_step="例：納品のあとに残るデータを消した証明を出すこと",
        )
    return found


def items(content: Mapping[str, Any]) -> dict[str, str]:
    """Return the contract items of an offer (words → id); the same words have one id in every version."""
    return {
        title: f"offered-{hashlib.sha256(title.encode()).hexdigest()[:12]}"
        for title in map(str, content.get("items", ()))
    }


def written(additions: Iterable[Addition]) -> str:
    """Return the lines that :func:`read_additions` reads."""
    return "\n".join(f"{one.heading}｜{one.text}｜{one.question}" for one in additions)


def parts(kind: OfferKind, content: Mapping[str, Any], file: str) -> dict[str, str]:
    """Return what an offer consists of: name of each part → all that it says.

    Raises:
        BadInput: kept clauses cannot be read.
    """
    if kind is OfferKind.CLAUSES:
        text = str(content.get("text", ""))
        return clauses(text) if text.strip() else {}
    if kind is OfferKind.REQUIREMENTS:
        return {one.text: f"{one.heading}｜{one.question}" for one in additions(content)}
    if kind is OfferKind.ITEMS:
        return items(content)
    return {str(content.get("name", "")): file}


def additions(content: Mapping[str, Any]) -> tuple[Addition, ...]:
    """Return the requirements of an offer as they are kept."""
    return tuple(Addition(*map(str, one)) for one in content.get("lines", ()))


def clauses(text: str) -> dict[str, str]:
    """Return each clause of a YAML text: id with title → the whole of it.

    Raises:
        BadInput: naming the line and item.
    """
    parse_clauses(text, where=WHERE)
    return {
        f"{row['id']} {row['title']}": json.dumps(row, ensure_ascii=False, sort_keys=True)
        for row in rows(text)
    }


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """Return what changes from ``before`` to ``after``, each part by its name."""
    return Difference(
        added=tuple(name for name in after if name not in before),
        dropped=tuple(name for name in before if name not in after),
        changed=tuple(name for name in after if name in before and before[name] != after[name]),
    )


def put_in(own: str, series: str, label: str, offered: str) -> str:
    """Return a body's own clauses with the offered ones in place of those of an earlier version.

    Everything else of ``own`` stays as it was written, its comments, too.

    Raises:
        BadInput: one of the two cannot be read, or ``own`` is written so that nothing can be put below it.
    """
    rest = taken_out(own, series)
    before: list[Any] = []
    if _has_clauses(rest):
        parse_clauses(rest, where=WHERE)
        before = rows(rest)
    parse_clauses(offered, where=WHERE)
    found = _FIRST_ITEM.search(rest) if before else None
    head = rest.rstrip("\n") if before else "clauses:"
    block = _block(series, label, offered, "  " if found is None else found[1])
    merged = f"{head}\n{block}"
    try:
        parse_clauses(merged, where=WHERE)
        fits = rows(merged) == [*before, *rows(offered)]
    except BadInput:
        fits = False
    if not fits:
        raise BadInput(
            "自団体の条文の書き方のため、配布された条文を加えられません。",
            where=WHERE,
            why="自団体の条文の終わりに項目を足すと、読めなくなるか、前と違うものになります。",
            next_step="「自団体の条文」を、項目を「- id:」で始める書き方に直してから、取り込んでください。",
        )
    return merged


def taken_out(own: str, series: str) -> str:
    """Return ``own`` without the clauses an offer put there before.

    Raises:
        BadInput: one of the marks around them is gone.
    """
    for block in blocks(own, series):
        own = own.replace(block, "", 1)
    return own


def blocks(own: str, series: str) -> list[str]:
    """Return what an offer put into ``own``, with its marks; one block where nobody copied it.

    Raises:
        BadInput: one of the marks is gone, so that nobody can say where it ends.
    """
    mark = rf"^ *# 配布 {re.escape(series)} ここ"
    marks = re.findall(rf"{mark}(から|まで)", own, re.MULTILINE)
    if marks != ["から", "まで"] * (len(marks) // 2):
        raise BadInput(
            "取り込んだ条文の始まりか終わりの印がありません。",
            where=WHERE,
            why=say("「# 配布 {series} ここから」と「ここまで」が、そろっていません。", series=series),
            next_step="「自団体の条文」の印を元に戻してから、取り込んでください。",
        )
    return re.findall(rf"{mark}から.*?{mark}まで[^\n]*\n?", own, re.MULTILINE | re.DOTALL)


def _has_clauses(text: str) -> bool:
    if not text.strip():
        return False
    raw = read_yaml(text, where=WHERE)
    return not isinstance(raw, dict) or bool(raw.get("clauses"))


def rows(text: str) -> list[Any]:
    """Return the clauses of a text as they are written, before anything is checked."""
    raw = read_yaml(text, where=WHERE)
    found = raw.get("clauses") if isinstance(raw, dict) else None
    return list(found) if isinstance(found, list) else []


def _block(series: str, label: str, offered: str, indent: str) -> str:
    told = " ".join(label.split())
    lines = [f"# 配布 {series} ここから（{told}）", *written_out(rows(offered)), f"# 配布 {series} ここまで"]
    return "".join(f"{indent}{line}\n" if line else "\n" for line in lines)


def written_out(found: list[Any]) -> list[str]:
    """Return the lines in which clauses are put into a body's own."""
    plain = json.loads(json.dumps(found))
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100).splitlines()


def _numeric(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdecimal() else (0, text)
