"""What the search says of a firm to those who answer for incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ui.search import LIMIT, Hit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor


def found_firms(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the breach question for each firm found by ``words``."""
    if not actor.may(Permission.INCIDENT_VIEW):
        return []
    firms = ledgers.found_by(ledgers.contractors(actor, retired=None), words)[:LIMIT]
    url = reverse("incidents:breach")
    return [
        Hit(
            _("%(firm)s に預けているもの") % {"firm": firm.name},
            f"{url}?{urlencode({'words': firm.corporate_number or firm.name})}",
            firm.corporate_number,
        )
        for firm in firms
    ]
