"""YAML read strictly: no surprises from the format, every fault named with file and line.

Only the JSON-like part of YAML 1.2 is understood: ``true``/``false``, ``null``, decimal integers and
text. ``no``, ``on``, ``1:30``, ``0x10`` and dates stay text, as the writer sees them. Aliases, tags,
duplicate keys, deep nesting and very large files are refused: none is needed, each has been an attack.
"""

from __future__ import annotations

import re
from typing import Any, cast

import yaml
from yaml import CSafeLoader

from sekisho.errors import BadInput

MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 20


class Table(dict[str, Any]):
    """A mapping that remembers the line it starts on (1 = first line)."""

    line: int = 0


class _Refusal(Exception):
    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.what = what
        self.line = line


class _StrictLoader(CSafeLoader):
    """YAML's safe loader with the small set of scalar types above."""


_StrictLoader.yaml_implicit_resolvers = {}
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["~", "n", ""])
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^(?:0|-?[1-9][0-9]{0,17})$"), list("-0123456789")
)


class _Reader:
    """Turns nodes into plain data, refusing what the module's first lines name."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def plain(self, node: yaml.Node, depth: int) -> object:
        line = node.start_mark.line + 1
        if id(node) in self._seen:
            raise _Refusal("別名（*）は使えません。値をそのまま書いてください。", line)
        self._seen.add(id(node))
        if depth > MAX_DEPTH:
            raise _Refusal(f"入れ子が深すぎます（{MAX_DEPTH}段まで）。", line)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node, line)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, depth + 1) for item in node.value]
        return self._table(cast("yaml.MappingNode", node), depth)

    def _table(self, node: yaml.MappingNode, depth: int) -> Table:
        table = Table()
        table.line = node.start_mark.line + 1
        for key_node, value_node in node.value:
            key = self.plain(key_node, depth + 1)
            line = key_node.start_mark.line + 1
            if not isinstance(key, str):
                raise _Refusal("項目名が文字ではありません。", line)
            if key in table:
                raise _Refusal(f"項目「{key}」が二度書かれています。", line)
            table[key] = self.plain(value_node, depth + 1)
        return table


def _scalar(node: yaml.ScalarNode, line: int) -> object:
    kind = node.tag.removeprefix("tag:yaml.org,2002:")
    text = str(node.value)
    if kind == "str":
        return text
    if kind == "null":
        return None
    if kind == "bool" and text in {"true", "false"}:
        return text == "true"
    if kind == "int" and re.fullmatch(r"-?[0-9]{1,18}", text):
        return int(text)
    raise _Refusal(
        f"「{node.tag}」は型の指定と読まれ、使えません。! で始まる値は引用符（' '）で囲んでください。", line
    )


_BRACKET = re.compile(r"[\[\]{}]")
_LADDER = re.compile(r"^[ \t]*(?:[-?:][ \t]+){100}", re.MULTILINE)
_PARSER_DEPTH = 1_000


def _refuse_deep(text: str, where: str) -> None:
    """Refuse nesting that would exhaust the parser's stack (libyaml recurses in C, without a limit)."""
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += 1 if match.group() in "[{" else -1
        if depth > _PARSER_DEPTH:
            break
    if depth > _PARSER_DEPTH or _LADDER.search(text):
        raise BadInput("入れ子が深すぎます。", next_step="入れ子を浅くしてください。", where=where)


def read_yaml(text: str, *, where: str) -> object:
    """Return ``text`` as plain data (``Table``, list, text, integer, flag, None).

    Raises :class:`BadInput` naming file and line for anything that is not strict YAML.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadInput(
            "ファイルが大きすぎます。",
            why=f"{MAX_CHARACTERS:,}文字までです。",
            next_step="ファイルを分けてください。",
            where=where,
        )
    _refuse_deep(text, where)
    try:
        loader = _StrictLoader(text)
        try:
            node = loader.get_single_node()
            return None if node is None else _Reader().plain(node, 0)
        finally:
            loader.dispose()
    except _Refusal as refusal:
        raise BadInput(
            refusal.what, next_step="この行を直してください。", where=f"{where}:{refusal.line}"
        ) from refusal
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark is not None else ""
        raise BadInput(
            "YAMLとして読めません。",
            why=_reason(error),
            next_step="字下げ、コロン（:）の後の空白、引用符の対応、タブ文字を確かめてください。",
            where=f"{where}{line}",
        ) from error
    except UnicodeError as error:
        raise BadInput(
            "文字として扱えない値が含まれています。",
            next_step="UTF-8で保存し直してください。",
            where=where,
        ) from error


def _reason(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return "使えない文字が含まれています。"
    return f"{mark.line + 1}行目の{mark.column + 1}文字目の書き方がYAMLの決まりに合いません。"
