"""Whoever wants to know that a row of a ledger changed says so here; the ledgers know nobody by name.

A watcher is called inside the transaction of the change, after the rows were written: what it notes is
kept or lost together with the change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.server.ledgers.models import Contract, ExternalService

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    Watcher = Callable[[str, Collection[int]], None]
    """Gets the ledger's name (``asset``, ``service``, ``contract``, ``contractor``) and the rows' keys."""

_watchers: list[Watcher] = []


def watch(watcher: Watcher) -> None:
    """Call ``watcher`` with every change of a ledger from now on; registering it twice is once."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def changed(ledger: str, keys: Collection[int]) -> None:
    """Tell every watcher that these rows of ``ledger`` were added, changed or retired."""
    if keys:
        _hold(ledger, keys)
        for watcher in _watchers:
            watcher(ledger, keys)


def _hold(ledger: str, keys: Collection[int]) -> None:
    """Wait for the rows before what is kept about them: everybody asks for the two in the same order."""
    model = {"service": ExternalService, "contract": Contract}.get(ledger)
    if model is not None:
        held = model.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
        list(held.values_list("pk", flat=True))
