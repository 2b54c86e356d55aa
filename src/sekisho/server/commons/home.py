"""What waits for a person: notices of other bodies that nobody here has read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.commons import queries
from sekisho.server.ui.home import Todo

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor


def todos(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Return each notice that is to be read."""
    if not (actor.may(Permission.FIRM_NOTICE) and actor.may(Permission.COMMONS_VIEW)):
        return []
    return [
        Todo(
            _("知らせ"),
            _("%(firm)sの事案を確かめる") % {"firm": one.values["firm_name"]},
            reverse("commons:list"),
            None,
            "no",
            one.values["body_name"],
        )
        for one in queries.inbox(actor)
        if one.open
    ]
