"""Carrying the outbox to the log: rows of all bodies, in order, each exactly once.

A row is sealed in two steps that a crash may separate: its record is published in the log, then the row
notes its place there. Before anything new is sealed, what the log already holds beyond the noted places is
matched by the ``uid`` inside the records, so a row is never sealed twice.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import Max
from django.utils import timezone

from sekisho.errors import Conflict, SekishoError
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.site.paths import journal_folder, keys_folder
from sekisho.storage.keys import journal_signer
from sekisho.storage.logwriter import LogWriter
from sekisho.storage.sequencer import BATCH, already_sealed, drain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from threading import Event

    from sekisho.storage.sequencer import Placed

log = logging.getLogger(__name__)
PAUSE = 0.3
"""Seconds between two looks at the outbox."""
PAUSE_AFTER_FAULT = 3.0


class Outbox:
    """The rows waiting to be sealed, and the open log they go to."""

    def __init__(self, writer: LogWriter) -> None:
        self._writer = writer
        self._matched = 0

    def drain(self, batch: int = BATCH) -> int:
        """Seal up to ``batch`` waiting rows; return how many rows were noted as sealed.

        Raises:
            JournalDamaged: when the log is shorter than the table knows, or does not lead to its checkpoint.
            CannotRun: when the disk is full or cannot be written. Nothing is lost; the rows keep waiting.
        """
        if self._writer.last is None:
            self._writer.seal(timezone.now())
        found = self._match_published()
        waiting = JournalEntry.unscoped.filter(log_index__isnull=True).order_by("pk")
        rows = [(str(uid), record) for uid, record in waiting.values_list("uid", "record")[:batch]]
        if rows:
            found += _note(drain(self._writer, rows, timezone.now()))
            self._matched = self._writer.sealed
        if found:
            self._writer.acknowledge()
        return found

    def _match_published(self) -> int:
        """Note the places of entries that were published just before a crash."""
        top = JournalEntry.unscoped.aggregate(top=Max("log_index"))["top"]
        noted = 0 if top is None else top + 1
        start = max(noted, self._matched)
        published = already_sealed(self._writer, start)
        found = 0
        while part := list(islice(published, BATCH)):
            found += _note(part)
        self._matched = self._writer.sealed
        strangers = self._matched - start - found
        if strangers > 0:
            log.error(
                "記録簿の %s 件の行が表にありません。データベースが古いものに戻されています。", strangers
            )
        return found


def _note(placed: Iterable[Placed]) -> int:
    """Write the places into the rows, all or none; return how many rows took one."""
    with transaction.atomic():
        return sum(
            JournalEntry.unscoped.filter(uid=one.uid, log_index__isnull=True).update(
                log_index=one.place, sealed_at=one.sealed_at
            )
            for one in placed
            if one.uid
        )


def open_log() -> LogWriter:
    """Return the writer of this installation's log, to be entered as a context."""
    return LogWriter(journal_folder(), journal_signer(keys_folder()))


def drain_once(batch: int = BATCH) -> int:
    """Seal up to ``batch`` waiting rows now and return how many were noted as sealed.

    Returns 0 when another process is the sequencer: that one does it within a second.
    """
    with suppress(Conflict), open_log() as writer:
        return Outbox(writer).drain(batch)
    return 0


def run(stop: Event) -> None:
    """Be the sequencer until ``stop`` is set; wait in line while another process is it.

    Whatever goes wrong with disk or database is logged and tried again: the outbox keeps everything.
    """
    while not stop.is_set():
        try:
            with open_log() as writer:
                _serve(Outbox(writer), stop)
        except Conflict:
            stop.wait(PAUSE_AFTER_FAULT)
        except (SekishoError, DatabaseError) as fault:
            log.error("%s", fault.for_people() if isinstance(fault, SekishoError) else fault)  # noqa: TRY400  the reader needs no stack
            stop.wait(PAUSE_AFTER_FAULT)


def _serve(outbox: Outbox, stop: Event) -> None:
    going = True
    while going:
        going = not stop.is_set()
        close_old_connections()
        while outbox.drain() >= BATCH:
            continue
        if going:
            stop.wait(PAUSE)
