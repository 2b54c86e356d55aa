"""What the worker does for this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from sekisho.server.catalogues import runs

if TYPE_CHECKING:
    from collections.abc import Callable


def keep_standing(stopping: Callable[[], bool]) -> None:
    """Judge everything when a run is due, else what changed since the last one."""
    if runs.due(timezone.now()):
        runs.judge_all(stopping=stopping)
    else:
        runs.refresh()
