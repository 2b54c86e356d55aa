"""What waits for a person: offers of the prefecture that nobody here has looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.offers import queries
from sekisho.server.ui.home import Todo

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor


def todos(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Return each offer that is to be looked at."""
    if not actor.may(Permission.OFFER_DECIDE):
        return []
    return [
        Todo(
            _("新しい版") if one.newer else _("配布"),
            _("配布「%(title)s」を確かめる") % {"title": one.values["title"]},
            reverse("offers:detail", args=[one.values["pk"]]),
            None,
            "wait",
            one.values["body_name"],
        )
        for one in queries.received_offers(actor, unseen=True)
    ]
