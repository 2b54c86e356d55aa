"""The left navigation: slices add their entries once at start-up; each person sees what they may open.

A slice calls :func:`add` from its ``apps.ready``. Labels are Japanese and double as message ids.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import attrs
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable

    from sekisho.server.accounts.permissions import Actor, Permission


class Group(Enum):
    """The headings of the navigation, in the order they stand."""

    WORK = gettext_noop("仕事")
    INCIDENTS = gettext_noop("事故")
    LEDGERS = gettext_noop("台帳")
    LIFE = gettext_noop("選定から廃棄まで")
    VERIFY = gettext_noop("確かめる")
    PREFECTURE = gettext_noop("県と市町村")
    MANAGE = gettext_noop("管理")


@attrs.frozen
class Entry:
    """One entry: where it stands, where it leads, who sees it, and how many things wait behind it."""

    group: Group
    label: str
    route: str
    permission: Permission
    order: int = 50
    count: Callable[[Actor], int] | None = None


@attrs.frozen
class Link:
    """An entry as one person sees it on one page."""

    label: str
    url: str
    current: bool
    count: int


@attrs.frozen
class Section:
    """A heading with its links."""

    label: str
    links: tuple[Link, ...]


_entries: dict[str, Entry] = {}


def add(
    group: Group,
    label: str,
    route: str,
    permission: Permission,
    *,
    order: int = 50,
    count: Callable[[Actor], int] | None = None,
) -> None:
    """Add the page named ``route`` (a URL name without arguments) under ``group``.

    Smaller ``order`` stands higher. ``count`` tells how many things wait there for a person; it runs
    on every page, so it must be one cheap query. Adding the same route again replaces the entry.
    """
    _entries[route] = Entry(group, label, route, permission, order, count)


def entries() -> tuple[Entry, ...]:
    """Return every entry, whoever may see it."""
    return tuple(_entries.values())


def for_actor(actor: Actor, path: str) -> tuple[Section, ...]:
    """Return the navigation ``actor`` sees while standing on ``path``."""
    shown = [
        (entry, url)
        for entry in sorted(_entries.values(), key=lambda entry: entry.order)
        if actor.may(entry.permission) and (url := _url_of(entry))
    ]
    here = max((url for _, url in shown if _covers(url, path)), key=len, default="")
    sections = []
    for group in Group:
        links = tuple(
            Link(
                label=gettext(entry.label),
                url=url,
                current=url == here,
                count=entry.count(actor) if entry.count else 0,
            )
            for entry, url in shown
            if entry.group is group
        )
        if links:
            sections.append(Section(gettext(group.value), links))
    return tuple(sections)


def _url_of(entry: Entry) -> str:
    try:
        return reverse(entry.route)
    except NoReverseMatch:
        return ""


def _covers(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
