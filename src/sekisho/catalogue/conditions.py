"""The condition of a clause: one Cedar expression over ``context`` and nothing else.

Parsing the expression by itself is also what keeps a clause from smuggling in a policy of its own:
whatever is not exactly one expression is refused before any text is put together.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import cedarpy
from attrs import frozen
from cedarpy import pst

from sekisho.catalogue.cedarwords import in_japanese
from sekisho.errors import InvalidRulebook

Expr = Any  # cedarpy.pst.Expr: a union of frozen nodes; the walk below knows every member it accepts


@frozen
class Condition:
    """A parsed expression, the facts it reads, in order, and the literals each fact is compared with."""

    text: str
    expr: Expr
    reads: tuple[str, ...]


_SCOPE = "permit(principal, action, resource) when {\n"
_LONGEST = 2_000
_DEEPEST = 30
_OPERATORS = {"and", "or", "eq", "not_eq", "less", "less_eq", "greater", "greater_eq", "add", "sub", "mul"}
_SET_OPERATORS = {"contains", "contains_all", "contains_any"}


@lru_cache(maxsize=4096)
def parse_condition(text: str) -> Condition:
    """Return the parsed expression; InvalidRulebook when it is not one expression over the facts."""
    _refuse_monstrous(text)
    try:
        policies = cedarpy.policies_to_pst(f"{_SCOPE}{text}\n}};").static_policies
    except ValueError as error:
        raise InvalidRulebook(
            f"条件式「{text}」がCedarとして読めません。",
            why=in_japanese(_first_line(str(error))),
            next_step="括弧、引用符、演算子（&& || ! == != >= contains）を確かめてください。",
        ) from error
    policy = next(iter(policies.values())) if len(policies) == 1 else None
    if policy is None or len(policy.clauses) != 1 or not isinstance(policy.clauses[0], pst.When):
        raise InvalidRulebook(
            f"条件式「{text}」が一つの式ではありません。",
            next_step="波かっこ { } とセミコロン ; を取り除いてください。",
        )
    expr = policy.clauses[0].expr
    reads: dict[str, None] = {}
    _walk(expr, reads, text)
    return Condition(text, expr, tuple(reads))


def needed_alone(text: str) -> tuple[str, ...]:
    """Return the facts the condition cannot hold without: those alone in one of the parts joined by &&."""
    parts = [parse_condition(text).expr]
    found: dict[str, None] = {}
    while parts:
        part = parts.pop(0)
        match part:
            case pst.BinaryOp(op="and", left=left, right=right):
                parts[:0] = [left, right]
            case _:
                reads: dict[str, None] = {}
                _walk(part, reads, text)
                if len(reads) == 1:
                    found |= reads
    return tuple(found)


def _refuse_monstrous(text: str) -> None:
    """Refuse what would exhaust the parser's stack: it recurses in native code, without a limit."""
    depth = deepest = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    if len(text) <= _LONGEST and deepest <= _DEEPEST:
        return
    raise InvalidRulebook(
        "条件式が長すぎるか、括弧の入れ子が深すぎます。",
        why=f"長さは{_LONGEST:,}文字、入れ子は{_DEEPEST}段までです。",
        next_step="条文を分けてください。",
    )


def _first_line(message: str) -> str:
    lines = [line.strip(" │╭╰─×") for line in message.splitlines()]
    return re.sub(r"\s+", " ", next((line for line in lines if line), ""))[:200]


def _walk(node: Expr, reads: dict[str, None], text: str) -> None:
    """Collect the facts read; refuse whatever is outside the small language of conditions."""
    match node:
        case pst.GetAttr(base=pst.Var(name="context"), attr=name):
            reads[name] = None
        case pst.UnaryOp(op="not" | "neg" | "is_empty", arg=arg):
            _walk(arg, reads, text)
        case pst.BinaryOp(op=op, left=left, right=right) if op in _OPERATORS | _SET_OPERATORS:
            _walk(left, reads, text)
            _walk(right, reads, text)
        case pst.IfThenElse(cond=cond, then_expr=then, else_expr=other):
            for part in (cond, then, other):
                _walk(part, reads, text)
        case pst.Set(elements=elements):
            for element in elements:
                _walk(element, reads, text)
        case pst.BoolLit() | pst.LongLit() | pst.StringLit():
            pass
        case _:
            raise InvalidRulebook(
                f"条件式「{text}」に使えない書き方があります。",
                why="使えるのは context.<事実>、文字・数・true/false、比較、&& || !、contains 系、"
                "isEmpty、if then else です。has は使えません（事実がないことは判定不能で表します）。",
                next_step="事実を context.<名前> で参照する形に直してください。",
            )
