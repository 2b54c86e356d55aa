"""What this slice shows on the page of a service, a contract and a firm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements import queries, questionnaire_queries, split_queries
from sekisho.server.ledgers.beside import Part
from sekisho.server.ledgers.standing import Strip

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.agreements.queries import Matter
    from sekisho.server.applications.models import Application
    from sekisho.server.ledgers.models import Contractor


def beside_matter(actor: Actor, row: Matter, day: dt.date) -> Part | None:
    """Return requirements, responsibilities, contract items and questionnaires of a matter."""
    if not actor.may(Permission.AGREEMENT_VIEW, section=row.section_id):
        return None
    lists = queries.requirement_lists(row)
    split = split_queries.split_of(row)
    values: dict[str, Any] = {
        "matter": row,
        "ledger": queries.ledger_of(row),
        "newest": lists[0] if lists else None,
        "lines": len(lists[0].lines) if lists else 0,
        "split": split,
        "tally": split_queries.tally(split) if split else None,
        "questionnaires": questionnaire_queries.questionnaires_of(actor, row),
        "may_edit": row.retired_on is None and actor.may(Permission.AGREEMENT_EDIT, section=row.section_id),
    }
    if values["ledger"] == "contract":
        values["items"] = queries.items_of(row)  # type: ignore[arg-type]  # the ledger says that it is a contract
    return Part("agreements/beside_matter.html", values, _owed(row, values, day))


def _owed(row: Matter, values: dict[str, Any], day: dt.date) -> tuple[Strip, ...]:
    """Return what a contract or service lacks until its end: its requirements, who carries out a control."""
    if row.retired_on is not None or row.ends is None or row.ends < day:
        return ()
    who, tally = row.section.name, values["tally"]
    if values["newest"] is None:
        return (Strip("", _("要件を定める"), who, due=row.ends),)
    if tally is not None and tally.undecided + tally.nobody:
        return (Strip("", _("決まっていない役割分担を決める"), who, due=row.ends),)
    return ()


def beside_firm(actor: Actor, row: Contractor, day: dt.date) -> Part | None:  # noqa: ARG001  every part is asked alike
    """Return the questionnaires to a firm that ``actor`` may see."""
    if not actor.may(Permission.AGREEMENT_VIEW):
        return None
    found = list(questionnaire_queries.questionnaires(actor).filter(firm_id=row.pk)[:50])
    return Part("agreements/beside_firm.html", {"questionnaires": found}) if found else None


def beside_application(actor: Actor, row: Application, day: dt.date) -> Part | None:  # noqa: ARG001  every part is asked alike
    """Return the way to what an application's own facts require of a provider."""
    if not actor.may(Permission.AGREEMENT_VIEW):
        return None
    return Part("agreements/beside_application.html", {"application": row})
