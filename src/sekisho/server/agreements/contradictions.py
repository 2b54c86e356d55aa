"""What the other side answered to the requirements, by annex and by questionnaire, and what was settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.agreements import annex
from sekisho.agreements import contradictions as core
from sekisho.agreements.contradictions import Told
from sekisho.server.agreements import queries
from sekisho.server.agreements.annex_models import AnnexAnswers, AnswerSettlement
from sekisho.server.agreements.models import AnswerVersion, RequirementList
from sekisho.terms import AnnexPart, AnswerSource

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sekisho.server.agreements.queries import Matter

_PART = AnnexPart.REQUIREMENTS.value
Lines = dict[str, list[Told]]


@attrs.frozen
class Shown:
    """One contradiction with what was settled of it last, and how often that was."""

    found: core.Contradiction
    settlement: AnswerSettlement | None
    seen: int


def of(matter: Matter) -> list[Shown]:
    """Return the contradictions of a matter in the order of its requirements (four queries)."""
    field = f"{queries.ledger_of(matter)}_id"
    said = told(field, [matter.pk])
    wanted = texts(field, said).get(matter.pk, {})
    found = core.find(wanted, said.get(matter.pk, {}))
    rows: dict[str, list[AnswerSettlement]] = {}
    for row in AnswerSettlement.objects.filter(**queries.of(matter)).select_related("settled_by"):
        rows.setdefault(row.digest, []).append(row)
    return [
        Shown(one, rows[one.digest][-1] if one.digest in rows else None, len(rows.get(one.digest, ())))
        for one in found
    ]


def told(field: str, keys: Collection[int]) -> dict[int, Lines]:
    """Return for each matter what was answered to each requirement, in both ways (two queries)."""
    found: dict[int, Lines] = {}
    for key, line, one in (*_by_annex(field, keys), *_by_questionnaire(field, keys)):
        found.setdefault(key, {}).setdefault(line, []).append(one)
    return found


def settled(field: str, keys: Collection[int]) -> dict[int, dict[str, str]]:
    """Return for each matter which source stands by the digest of what it settles (one query)."""
    rows = AnswerSettlement.objects.filter(**{f"{field}__in": list(keys)})
    found: dict[int, dict[str, str]] = {}
    for key, digest, source in rows.values_list(field, "digest", "source"):
        found.setdefault(key, {})[digest] = source
    return found


def texts(field: str, keys: Collection[int]) -> dict[int, dict[str, str]]:
    """Return the requirements of each matter, id → text, as of their newest version (one query)."""
    lists = RequirementList.objects.filter(**{f"{field}__in": list(keys)}).order_by("number")
    return {
        key: {str(one["id"]): str(one["text"]) for one in lines}
        for key, lines in lists.values_list(field, "lines")
    }


def _by_annex(field: str, keys: Collection[int]) -> list[tuple[int, str, Told]]:
    rows = AnnexAnswers.objects.filter(**{f"{field}__in": keys}).order_by()
    columns = (field, "number", "by_name", "taken_at", "answers", "issue__lines")
    found = []
    for key, number, by, at, answers, lines in rows.values_list(*columns):
        wordings = {one.id: one.wording[0] for one in map(annex.Line.from_list, lines) if one.part == _PART}
        who = (AnswerSource.ANNEX, str(number), by, at)
        found += [
            (key, line, _told(who, said, wordings.get(line))) for line, said in answers.get(_PART, {}).items()
        ]
    return found


def _by_questionnaire(field: str, keys: Collection[int]) -> list[tuple[int, str, Told]]:
    rows = AnswerVersion.objects.filter(**{f"questionnaire__{field}__in": keys}).order_by()
    columns = ("questionnaire__number", "by_name", "answered_at", "answers", "asked__questions")
    found = []
    for key, number, by, at, answers, questions in rows.values_list(f"questionnaire__{field}", *columns):
        wordings = {one.get("id"): one.get("requirement") for one in questions}
        who = (AnswerSource.QUESTIONNAIRE, number, by, at)
        found += [(key, line, _told(who, said, wordings.get(line))) for line, said in answers.items()]
    return found


def _told(who: tuple[AnswerSource, str, str, Any], said: Mapping[str, Any], text: str | None) -> Told:
    return Told(*who, str(said.get("reply", "")), str(said.get("words", "")), str(text or ""))
