"""A condition as a Python function, so that lint can search many small worlds.

Cedar stays the authority: judging never uses this reading, and a test holds it equal to Cedar's.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cedarpy import pst

from sekisho.catalogue.conditions import parse_condition

if TYPE_CHECKING:
    from sekisho.catalogue.conditions import Expr

World = Mapping[str, Any]
"""Facts of one imagined case: flags, numbers, texts, and sets as frozensets."""
Predicate = Callable[[World], Any]

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "not_eq": operator.ne,
    "less": operator.lt,
    "less_eq": operator.le,
    "greater": operator.gt,
    "greater_eq": operator.ge,
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "contains": lambda words, word: word in words,
    "contains_all": lambda words, other: words >= other,
    "contains_any": lambda words, other: not words.isdisjoint(other),
}
_UNARY: dict[str, Callable[[Any], Any]] = {
    "not": operator.not_,
    "neg": operator.neg,
    "is_empty": lambda words: not words,
}


@lru_cache(maxsize=4096)
def predicate(text: str) -> Predicate:
    """Return the condition ``text`` as a function of a world that gives every fact it reads."""
    return _build(parse_condition(text).expr)


def _build(node: Expr) -> Predicate:
    built: Predicate
    match node:
        case pst.GetAttr(attr=name):
            built = operator.itemgetter(name)
        case pst.UnaryOp(op=op, arg=arg):
            built = _unary(_UNARY[op], _build(arg))
        case pst.BinaryOp(op="and" | "or" as op, left=left, right=right):
            built = _junction(op, _build(left), _build(right))
        case pst.BinaryOp(op=op, left=left, right=right):
            built = _binary(_BINARY[op], _build(left), _build(right))
        case pst.IfThenElse(cond=cond, then_expr=then, else_expr=other):
            built = _choice(_build(cond), _build(then), _build(other))
        case pst.Set(elements=elements):
            built = _set([_build(element) for element in elements])
        case _:
            built = _constant(node.value)
    return built


def _constant(value: object) -> Predicate:
    return lambda _world: value


def _unary(apply: Callable[[Any], Any], arg: Predicate) -> Predicate:
    return lambda world: apply(arg(world))


def _binary(apply: Callable[[Any, Any], Any], left: Predicate, right: Predicate) -> Predicate:
    return lambda world: apply(left(world), right(world))


def _junction(op: str, left: Predicate, right: Predicate) -> Predicate:
    if op == "and":
        return lambda world: left(world) and right(world)
    return lambda world: left(world) or right(world)


def _choice(cond: Predicate, then: Predicate, other: Predicate) -> Predicate:
    return lambda world: then(world) if cond(world) else other(world)


def _set(elements: list[Predicate]) -> Predicate:
    return lambda world: frozenset(element(world) for element in elements)


def literals(text: str) -> frozenset[int | str]:
    """Return the numbers and texts written in the condition."""
    found: set[int | str] = set()
    stack: list[Any] = [parse_condition(text).expr]
    while stack:
        node = stack.pop()
        match node:
            case pst.LongLit(value=value) | pst.StringLit(value=value):
                found.add(value)
            case pst.UnaryOp(arg=arg):
                stack.append(arg)
            case pst.BinaryOp(left=left, right=right):
                stack += [left, right]
            case pst.IfThenElse(cond=cond, then_expr=then, else_expr=other):
                stack += [cond, then, other]
            case pst.Set(elements=elements):
                stack += elements
            case _:
                pass
    return frozenset(found)


def comparisons(text: str) -> tuple[tuple[str, str], ...]:
    """Return (fact, text literal) for every comparison or membership written in the condition."""
    found: list[tuple[str, str]] = []
    stack: list[Any] = [parse_condition(text).expr]
    while stack:
        node = stack.pop()
        match node:
            case pst.UnaryOp(arg=arg):
                stack.append(arg)
            case pst.IfThenElse(cond=cond, then_expr=then, else_expr=other):
                stack += [cond, then, other]
            case pst.BinaryOp(left=left, right=right):
                found += _pairs(left, right)
                found += _pairs(right, left)
                stack += [left, right]
            case _:
                pass
    return tuple(found)


def _pairs(side: Expr, other: Expr) -> list[tuple[str, str]]:
    if not isinstance(side, pst.GetAttr):
        return []
    texts = other.elements if isinstance(other, pst.Set) else (other,)
    return [(side.attr, text.value) for text in texts if isinstance(text, pst.StringLit)]
