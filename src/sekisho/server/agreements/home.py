"""What this slice says on the home page and in the search, within what the person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.accounts.scope import within
from sekisho.server.agreements import questionnaire_queries
from sekisho.server.ledgers.queries import found_by
from sekisho.server.ui.home import Todo
from sekisho.server.ui.search import LIMIT, Hit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor

_SHOWN = 5


def todos(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Return the late answers, and the answers to be looked at, of those who send questionnaires."""
    if not actor.may(Permission.AGREEMENT_SEND):
        return
    late, answered = (
        within(rows, actor, Permission.AGREEMENT_SEND)
        for rows in (questionnaire_queries.late(actor, day), questionnaire_queries.answered(actor))
    )
    for row in late[:_SHOWN]:
        title = _("%(firm)sに、質問票の回答を求める") % {"firm": row.firm.name}
        yield Todo(_("期限切れ"), title, _url(row.pk), row.due_on, "no", f"{row.section.name}　{row.title}")
    for row in answered[:_SHOWN]:
        title = _("%(firm)sの回答を確かめる") % {"firm": row.firm.name}
        yield Todo(_("確認"), title, _url(row.pk), None, "wait", f"{row.section.name}　{row.title}")


def found(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the questionnaires found by ``words``."""
    if not actor.may(Permission.AGREEMENT_VIEW):
        return []
    rows = found_by(questionnaire_queries.questionnaires(actor), words)[:LIMIT]
    return [Hit(str(row), _url(row.pk), row.firm.name) for row in rows]


def _url(pk: int) -> str:
    return reverse("agreements:questionnaire", args=[pk])
