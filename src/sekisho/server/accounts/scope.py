"""Rows limited to what a person may see: the sections a permission covers, in one place for every slice."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model

from sekisho.errors import NotFound

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor, Permission

Row = TypeVar("Row", bound=Model)


def within(
    rows: QuerySet[Row], actor: Actor, permission: Permission, section: str = "section"
) -> QuerySet[Row]:
    """Return those of ``rows`` whose section ``permission`` covers; ``section`` is the way from a row to it.

    Who does not hold the permission at all gets no rows; that they are refused is the caller's ``require``.
    """
    covered = actor.sections_for(permission)
    return rows if covered is None else rows.filter(**{f"{section}_id__in": covered})


def one_of(rows: QuerySet[Row], pk: int, next_step: str = "一覧からさがしてください。") -> Row:
    """Return the row ``pk`` of ``rows``, which are limited already.

    Raises:
        NotFound: there is none, or not for this person; which of the two is not told.
    """
    row = rows.filter(pk=pk).first()
    if row is None:
        raise unseen(next_step)
    return row


def unseen(next_step: str = "一覧からさがしてください。") -> NotFound:
    """Return what is said of a row that is not there, or not for this person."""
    return NotFound("見つかりません。", why="ないか、ほかの課のものです。", next_step=next_step)
