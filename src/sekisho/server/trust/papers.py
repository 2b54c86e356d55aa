"""信頼性の判断 on paper: what it leaned on as it stood then, scope and functions, reason, who, history."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.server.crossings import queries as journal
from sekisho.server.crossings.verbs import verb_label
from sekisho.server.trust import details, queries
from sekisho.terms import ScopeAnswer

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.crossings.models import JournalEntry
    from sekisho.server.ledgers.models import ExternalService
    from sekisho.server.trust.models import Judgement

TEMPLATE = "trust/print/judgement.html"
_TOLD = {"reliability.judged", "reliability.flagged", "functions.set"}


def context(actor: Actor, pk: int) -> dict[str, Any]:
    """Return what the paper of one judgement shows.

    Raises:
        NotFound: there is none, or the service is another section's.
    """
    row = queries.judgement(actor, pk)
    return {
        "row": row,
        "service": row.service,
        "leaned": [one | {"day": _day(one["until"])} for one in row.leaned],
        "title": _("信頼性の判断"),
        "table": scope_table(row),
        "fallen": details.fallen(row),
        "history": history(row.service),
        "printed_at": timezone.now(),
        "back": reverse("trust:service", args=[row.service_id]),
    }


def scope_table(row: Judgement) -> list[tuple[str, list[ScopeAnswer]]]:
    """Return each function used with what each certification leaned on said of it, as it stood then."""
    return [(name, [_said(one, name) for one in row.leaned]) for name in row.functions]


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _said(leaned: dict[str, Any], function: str) -> ScopeAnswer:
    answer = ScopeAnswer(leaned["scope"])
    if answer is ScopeAnswer.COVERED or function not in leaned["missing"]:
        return ScopeAnswer.COVERED
    return answer


def history(service: ExternalService) -> list[tuple[JournalEntry, str, str]]:
    """Return what the record tells of the reliability of ``service``, the newest first."""
    found = []
    for entry in journal.entries_about("service", service.pk):
        if entry.verb in _TOLD:
            data = json.loads(entry.record)["data"]
            found.append((entry, verb_label(entry.verb), str(data.get("reason", ""))))
    return found
