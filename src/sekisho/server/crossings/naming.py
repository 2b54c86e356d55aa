"""What the things of the record are called: each slice says it of its own, to those who may see them.

The record itself holds keys, so that it names nobody and survives every renaming; people read names.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from sekisho.server.crossings.verbs import subject_label

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor, Permission
    from sekisho.server.crossings.models import JournalEntry

Namer: TypeAlias = "Callable[[Actor, Collection[int]], Mapping[int, str]]"
"""Gets keys of one kind; returns the names of those the actor may see (one query for all of them)."""
_namers: dict[str, Namer] = {}
_TOLD = ("document_number", "number", "title", "theme", "filename")


def register(kind: str, namer: Namer) -> None:
    """Let ``namer`` say what the subjects of ``kind`` are called, from now on."""
    _namers[kind] = namer


def by_rows(rows: Callable[[Actor], QuerySet[Any]], permission: Permission) -> Namer:
    """Return a namer that asks the slice's own query, for those who hold ``permission``."""

    def names(actor: Actor, keys: Collection[int]) -> Mapping[int, str]:
        if not actor.may(permission):
            return {}
        return {row.pk: str(row) for row in rows(actor).filter(pk__in=keys)}

    return names


def names_of(actor: Actor, entries: Iterable[JournalEntry]) -> dict[int, str]:
    """Return what each entry is about, by the entry's key: the kind, and the name where one may be said.

    One query a kind that is registered. Where nothing names the thing any more, what the entry itself tells
    stands for it; a bare key says nothing to anybody and is left out.
    """
    entries = list(entries)
    keys: dict[str, set[int]] = {}
    for entry in entries:
        if entry.subject_type in _namers and entry.subject_id.isdecimal():
            keys.setdefault(entry.subject_type, set()).add(int(entry.subject_id))
    named = {kind: _namers[kind](actor, of_kind) for kind, of_kind in keys.items()}
    return {entry.pk: _words(entry, named) for entry in entries}


def _words(entry: JournalEntry, named: Mapping[str, Mapping[int, str]]) -> str:
    kind = subject_label(entry.subject_type)
    key = int(entry.subject_id) if entry.subject_id.isdecimal() else 0
    name = named.get(entry.subject_type, {}).get(key, "") or _told(entry)
    return f"{kind} {name}".strip()


def _told(entry: JournalEntry) -> str:
    data = json.loads(entry.record).get("data", {})
    return next((str(data[name]) for name in _TOLD if data.get(name)), "")
