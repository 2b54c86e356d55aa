"""The only place where one body reads what another one wrote.

A body reads of another no row but one of a model that was made to be read by others (:class:`Published`),
of that row no column but those the model shows, and only if the two bodies stand to each other as the model
says. Everything else of a body cannot be named here at all. ``count_neighbours`` of ``tenancy`` gives a
number and nothing else.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import F, Q

from sekisho.server.accounts.models import Body
from sekisho.server.accounts.tenancy import BodyOwned, body_in_force

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Audience(Enum):
    """Which other bodies read a row."""

    PREFECTURE = "prefecture"
    """The prefecture of the writer and its municipalities."""
    PARENT = "parent"
    """The writer's prefecture alone."""
    MEMBERS = "members"
    """The writer's municipalities."""


class Published(BodyOwned):
    """A record that its body wrote to be read by others."""

    shown: ClassVar[tuple[str, ...]] = ()
    """The columns others read; never a person, a section or a key of another table."""
    audience: ClassVar[Audience] = Audience.PARENT

    class Meta(BodyOwned.Meta):
        """As for every record of a body."""

        abstract = True


def published(model: type[Published], **same: Any) -> QuerySet[Any, dict[str, Any]]:  # noqa: ANN401  the model's own fields
    """Return what other bodies wrote for the body in force, newest first, as plain values.

    Each has ``pk``, the columns the model shows, and ``body_code`` and ``body_name`` of who wrote it.
    ``same`` narrows by columns that are shown.

    Raises:
        TypeError: the model was not made to be read by others.
        ValueError: ``same`` names a column that is not shown.
    """
    if not issubclass(model, Published) or not model.shown:
        message = f"{model.__name__} is not read across bodies"
        raise TypeError(message)
    hidden = {name.partition("__")[0] for name in same} - {"pk", *model.shown}
    if hidden:
        message = f"{model.__name__} does not show {sorted(hidden)}"
        raise ValueError(message)
    own = body_in_force()
    rows: QuerySet[Any, Any] = (
        model.unscoped.filter(_audience(model.audience, own), **same).exclude(body_id=own).order_by("-pk")
    )
    shown: QuerySet[Any, dict[str, Any]] = rows.values(
        "pk", *model.shown, body_code=F("body__code"), body_name=F("body__name")
    )
    return shown


def others() -> list[dict[str, Any]]:
    """Return code and name of the other bodies of the prefecture, the prefecture first."""
    own = body_in_force()
    rows = Body.objects.filter(_related(own, "pk", "parent_id")).exclude(pk=own).order_by("-kind", "code")
    return [{"code": row.code, "name": row.name} for row in rows]


def members() -> list[dict[str, Any]]:
    """Return code and name of the municipalities of the body in force, if it is a prefecture."""
    rows = Body.objects.filter(parent_id=body_in_force()).order_by("code")
    return [{"code": row.code, "name": row.name} for row in rows]


def prefecture_name() -> str:
    """Return the name of the prefecture of the body in force; empty if it has none here."""
    above = Body.objects.filter(pk__in=_parent_of(body_in_force())).first()
    return above.name if above else ""


def _audience(audience: Audience, own: int) -> Q:
    if audience is Audience.PARENT:
        return Q(body__parent_id=own)
    if audience is Audience.MEMBERS:
        return Q(body_id__in=_parent_of(own))
    return _related(own, "body_id", "body__parent_id")


def _related(own: int, key: str, parent: str) -> Q:
    above = _parent_of(own)
    return Q((f"{key}__in", above)) | Q((parent, own)) | Q((f"{parent}__in", above))


def _parent_of(own: int) -> QuerySet[Any, Any]:
    return Body.objects.filter(pk=own, parent__isnull=False).values("parent_id")
