"""Excel様式を取り込む: all cells or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from sekisho.server.accounts.queries import staff_of
from sekisho.server.applications import queries, sheets
from sekisho.server.applications.actions.save_draft import save_draft

if TYPE_CHECKING:
    from sekisho.errors import BadInput
    from sekisho.server.accounts.permissions import Actor


def take_in_sheet(actor: Actor, pk: int, *, data: bytes, filename: str) -> tuple[BadInput, ...]:
    """Save the answers of a filled-in form into the draft; return the cells that could not be read.

    When there is such a cell nothing is saved.

    Raises:
        BadInput, Conflict: as :func:`..sheets.fill` says.
        NotFound, Refused: as :func:`.save_draft.save_draft` says.
    """
    application = queries.application(actor, pk)
    people = list(staff_of(application.section_id, timezone.localdate()))
    filled = sheets.fill(actor, application, people, data, filename)
    if not filled.problems:
        save_draft(actor, pk, version=filled.version, changes=filled.changes)
    return filled.problems
