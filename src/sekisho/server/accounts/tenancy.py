"""Tenancy: every record belongs to a body (団体), and every query sees only the body in force.

The body in force is a context variable set by the middleware from the signed-in person, by a command
line option, or by a background task. Outside of it a query raises: forgetting is refused, not leaked.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models

from sekisho.errors import SekishoError

if TYPE_CHECKING:
    from collections.abc import Iterator

_body_in_force: ContextVar[int | None] = ContextVar("body_in_force", default=None)


class NoBodyInForce(SekishoError):
    """A query was made without saying for which body."""

    code = "no_body"

    def __init__(self) -> None:
        """Say so."""
        super().__init__(
            "どの団体の記録かが決まっていないため、読み書きできません。",
            next_step="サインインし直してください。繰り返すときは情報政策課に連絡してください。",
        )


@contextmanager
def in_body(body: int) -> Iterator[None]:
    """Put the body with primary key ``body`` in force for the block."""
    token = _body_in_force.set(body)
    try:
        yield
    finally:
        _body_in_force.reset(token)


def body_in_force() -> int:
    """Return the primary key of the body in force.

    Raises:
        NoBodyInForce: outside of :func:`in_body`.
    """
    body = _body_in_force.get()
    if body is None:
        raise NoBodyInForce
    return body


class ScopedManager(models.Manager[Any]):
    """The default manager of every body-owned model: filters by the body in force."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return only rows of the body in force."""
        return super().get_queryset().filter(body_id=body_in_force())


class BodyOwned(models.Model):
    """A record that belongs to one body."""

    body = models.ForeignKey("accounts.Body", on_delete=models.PROTECT, related_name="+", editable=False)

    objects: ClassVar[models.Manager[Any]] = ScopedManager()
    unscoped = models.Manager[Any]()

    class Meta:
        """Related look-ups and migrations use the unscoped manager; code uses ``objects``."""

        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "objects"

    @classmethod
    def make(cls, **values: Any) -> Self:  # noqa: ANN401  the model's own fields
        """Create a row for the body in force."""
        row: Self = cls.unscoped.create(body_id=body_in_force(), **values)
        return row


def count_neighbours(model: type[BodyOwned], **same: Any) -> int:  # noqa: ANN401  the model's own fields
    """Return how many other bodies with the same parent have a row of ``model`` that is ``same``.

    The one place that looks across bodies in a person's name: nothing but the number leaves it. A body
    without a parent has no neighbours.
    """
    own = body_in_force()
    rows = model.unscoped.filter(body__parent__members=own, **same).exclude(body_id=own)
    return rows.values("body_id").distinct().count()
