"""What became of firms: earlier names and mergers, for a firm's page, search and the breach question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.japan.text import search_key
from sekisho.procedures import succession
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.commons.models import FirmSuccession
from sekisho.server.ledgers.beside import Part
from sekisho.server.ui.search import LIMIT, Hit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contractor


def mergers() -> list[tuple[int, int]]:
    """Return the body's mergers as pairs (firm, firm it went into)."""
    rows = FirmSuccession.objects.filter(cancelled_at=None, into__isnull=False)
    return list(rows.order_by("pk").values_list("firm_id", "into_id"))


@attrs.frozen
class Known:
    """What became of all firms of the body."""

    rows: tuple[tuple[int, int | None, str], ...]
    """(firm, firm it went into, search key of its former name)."""

    def once_named(self, key: str) -> set[int]:
        """Return the firms that had ``key`` in a name before."""
        return {firm for firm, _into, former in self.rows if key and key in former}

    def kin(self, firms: Collection[int]) -> set[int]:
        """Return ``firms`` with all that merged into them or that they merged into."""
        return succession.kin([(firm, into) for firm, into, _key in self.rows if into], firms)


def known() -> Known:
    """Return what became of firms, in one query: renamings and mergers are few."""
    rows = FirmSuccession.objects.filter(cancelled_at=None).order_by("pk")
    return Known(tuple(rows.values_list("firm_id", "into_id", "search_key")))


def of_firm(actor: Actor, pk: int) -> list[FirmSuccession]:
    """Return what became of a firm, and of those that went into it, the newest first.

    Raises:
        Refused: the actor may see no firms.
    """
    require(actor, Permission.CONTRACT_VIEW)
    rows = FirmSuccession.objects.filter(Q(firm=pk) | Q(into=pk)).select_related("firm", "into")
    return list(rows.order_by("-pk"))


def beside_contractor(actor: Actor, row: Contractor, day: dt.date) -> Part | None:  # noqa: ARG001  every part is asked alike
    """Show a firm's earlier names and mergers on its page, with the way to note a new one."""
    if not actor.may(Permission.CONTRACT_VIEW):
        return None
    edits = actor.may(Permission.CONTRACT_EDIT) and row.retired_on is None
    everywhere = edits and actor.sections_for(Permission.CONTRACT_EDIT) is None
    values = {"firm": row, "rows": of_firm(actor, row.pk), "renames": edits, "merges": everywhere}
    return Part("commons/beside_contractor.html", values)


def found(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the firms by a name they had before."""
    key = search_key(words)
    if not key or not actor.may(Permission.CONTRACT_VIEW):
        return []
    rows = FirmSuccession.objects.filter(cancelled_at=None, into=None, search_key__contains=key)
    return [
        Hit(
            row.firm.name,
            reverse("ledgers:contractor", args=[row.firm_id]),
            _("以前の名称は「%(name)s」") % {"name": row.former_name},
        )
        for row in rows.select_related("firm").order_by("-pk")[:LIMIT]
    ]
