"""What is known of a service, and whence: the table of today, or the answer given at the decision.

The ledger's own columns say less than the application did, and a table of today stands over an answer of
then. Beside every fact stands where it comes from, so that the page of a service contradicts nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from django.utils.translation import gettext as _

from sekisho.judgement import FACTS
from sekisho.server.accounts.permissions import Permission
from sekisho.server.applications import queries
from sekisho.server.applications.judged import fact_words
from sekisho.server.ledgers import governed
from sekisho.server.ledgers.beside import Part

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ExternalService


@attrs.frozen
class Line:
    """One fact, its value today, where that comes from, and what was answered if that was something else."""

    label: str
    value: str
    source: str
    answered: str
    """Empty where the answer agrees, or none was given."""


def beside_service(actor: Actor, row: ExternalService, day: dt.date) -> Part | None:
    """Return the facts of a service with their sources for its page (a few queries)."""
    if not actor.may(Permission.SERVICE_VIEW, section=row.section_id):
        return None
    found = next(iter(governed.among(governed.SERVICE, [row.pk], day)), None)
    facts, known = (found.facts, found.known) if found else (row.facts, frozenset())
    shown = lines(facts, known, row.facts, row.decision_number)
    if not shown:
        return None
    application = None
    if actor.may(Permission.APPLICATION_VIEW):
        application = queries.visible(actor).filter(service=row).order_by("-pk").first()
    values = {
        "lines": shown,
        "differing": [one for one in shown if one.answered],
        "not_begun": not_begun(known, row.facts) if found else [],
        "application": application,
    }
    return Part("applications/beside_service.html", values)


def lines(
    facts: Mapping[str, Any], known: Collection[str], answers: Mapping[str, Any], decision: str
) -> list[Line]:
    """Return every fact that is known, in the order of the vocabulary.

    ``known`` are those that a table says today; ``answers`` what was confirmed at the decision.
    """
    then = _("申請の答え（%(number)s）") % {"number": decision} if decision else _("申請の答え")
    found = []
    for name in FACTS:
        value, answer = facts.get(name), answers.get(name)
        if value is None:
            continue
        label, words = fact_words(name, value)
        before = fact_words(name, answer)[1] if answer is not None and answer != value else ""
        found.append(Line(label, words, _("今の台帳") if name in known else then, before))
    return found


def not_begun(known: Collection[str], answers: Mapping[str, Any]) -> list[Line]:
    """Return what was answered at the decision though the table where it belongs was not begun."""
    lacking = governed.expected(governed.SERVICE)
    return [
        Line(_(FACTS[name].label), _(lacking[name]), _("今の台帳"), fact_words(name, answers[name])[1])
        for name in FACTS
        if name in lacking
        and name not in known
        and answers.get(name) is not None
        and answers[name] is not False
    ]
