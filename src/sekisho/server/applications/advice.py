"""助言 before filing: the recommended clauses that are not satisfied, with what would satisfy each.

They never stop an application; an applicant who sees them in time can still follow them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sekisho.catalogue.conditions import parse_condition
from sekisho.judgement import FACTS
from sekisho.server.applications.fields import STEP_OF, field_behind
from sekisho.terms import Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sekisho.catalogue import Rulebook


def advice(
    rows: Iterable[Mapping[str, Any]], book: Rulebook, answers: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the rows of a judgement that are advice not followed (or not known), each with its ``asks``.

    ``asks``: the questions of the form by which the clause is satisfied: label, step and field.
    """
    found = []
    for row in rows:
        if row["effect"] != Effect.ADVISE.value or row["status"] not in {"violated", "unknown"}:
            continue
        rule = book.clauses.get(row["clause"])
        names = sorted(parse_condition(rule.requires).reads) if rule else []
        found.append({**row, "asks": [_ask(name, answers) for name in names if name in FACTS]})
    return found


def _ask(name: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    field = field_behind(name, answers)
    return {
        "label": _(FACTS[name].label),
        "step": STEP_OF[field.name] if field else 0,
        "field": field.name if field else "",
    }
