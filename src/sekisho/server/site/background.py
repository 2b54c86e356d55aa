"""Work that nobody waits for: slices register tasks, one process beside the web runs them in turn.

A task asks the database itself whether something is due and must be able to be killed at any instant and
run twice: there is no queue, no schedule to keep in step and no lock (docs/decisions/0007).
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import attrs
from django.db import DatabaseError, close_old_connections

from sekisho.errors import SekishoError
from sekisho.server.accounts.queries import body_keys
from sekisho.server.accounts.tenancy import in_body

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    Stopping = Callable[[], bool]

log = logging.getLogger(__name__)
PAUSE = 1.0
"""Seconds between two looks at the clock."""


@attrs.frozen
class Task:
    """What is done for every body in turn, with the body in force."""

    name: str
    every: float
    """Seconds from the end of one turn to the next."""
    run: Callable[[Stopping], object]
    """Does what is due for the body in force; returns early when it is told to stop."""


_tasks: dict[str, Task] = {}


def register(task: Task) -> None:
    """Have ``task`` run from now on; a name stands for one task."""
    _tasks[task.name] = task


def turn(task: Task, stopping: Stopping) -> None:
    """Run ``task`` for every body; what goes wrong with one is logged and keeps no other from its turn."""
    for body in body_keys():
        if stopping():
            return
        try:
            with in_body(body):
                task.run(stopping)
        except (SekishoError, DatabaseError) as fault:
            told = fault.for_people() if isinstance(fault, SekishoError) else fault
            log.error("%s（団体 %s）：%s", task.name, body, told)  # noqa: TRY400  the reader needs no stack


def run(stop: Event) -> None:
    """Run every registered task at its pace until ``stop`` is set."""
    waiting = dict.fromkeys(_tasks, 0.0)
    while not stop.is_set():
        close_old_connections()
        for name, task in _tasks.items():
            if time.monotonic() >= waiting[name] and not stop.is_set():
                _safely(task, stop.is_set)
                waiting[name] = time.monotonic() + task.every
        stop.wait(PAUSE)


def _safely(task: Task, stopping: Stopping) -> None:
    try:
        turn(task, stopping)
    except DatabaseError as fault:  # not even the bodies can be read: the database is away
        log.error("%s：%s", task.name, fault)  # noqa: TRY400  the reader needs no stack
