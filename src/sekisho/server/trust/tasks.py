"""What the worker does for this slice: ends that are near, judgements whose ground fell away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from sekisho.server.trust.actions import announce_ends, flag_fallen

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY = 600.0
"""Seconds between two looks; both find nothing where nothing ended."""


def watch(stopping: Callable[[], bool]) -> None:
    """Announce each end once, and flag what leaned on what has ended. May be killed and run twice."""
    day = timezone.localdate()
    announce_ends(day, stopping=stopping)
    if not stopping():
        flag_fallen(day)
