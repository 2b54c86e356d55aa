"""A judgement as screens and paper show it: outcome, what to do, clauses, facts in words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import attrs
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue.conditions import needed_alone, parse_condition
from sekisho.judgement import FACTS
from sekisho.server.applications import judging
from sekisho.server.applications.advice import advice
from sekisho.server.applications.duties import obligations_of
from sekisho.server.applications.fields import FIELDS, STEP_OF, field_behind
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.ui.words import listed
from sekisho.terms import ApplicationState, ClauseStatus, DueWhen, Effect, N, Outcome, Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sekisho.catalogue import Clause, Rulebook
    from sekisho.server.applications.models import Application

S = ApplicationState
_READ_FIRST = 6
_NAMED = 3
SENTENCES = {
    Outcome.PERMIT: N("このまま利用できます。"),
    Outcome.CONDITIONAL: N("条件を満たして利用できます。"),
    Outcome.DENY: N("このままでは利用できません。満たしていない条文を見て、直してください。"),
    Outcome.UNDETERMINED: N("足りない事実に答えると判定できます。"),
}


@attrs.frozen
class Judged:
    """A judgement as screens and paper show it."""

    outcome: str
    sentence: str
    at: dt.datetime | None
    facts: str
    rulebook: str
    edition: str
    duties: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    """Every clause that applies: violated, unknown, satisfied."""
    main: list[dict[str, Any]]
    """Those to read first: not satisfied, or imposing a condition."""
    met: list[dict[str, Any]]
    """The other satisfied ones."""
    apart: list[dict[str, Any]]
    """Clauses that do not apply."""
    unsure: int
    """How many of ``rows`` are not yet compared with their source (要確認)."""
    missing: list[dict[str, Any]]
    stops: list[dict[str, Any]]
    """Violated and unknown clauses with what to do."""
    advice: list[dict[str, Any]]
    """Recommended clauses not satisfied, with what would satisfy them; they stop nothing."""

    @property
    def violated(self) -> list[dict[str, Any]]:
        """The clauses that stop the application or lay a condition on it."""
        return [row for row in self.stops if row["status"] == "violated" and row["effect"] != "advise"]

    @property
    def excusable(self) -> int:
        """How many clauses stop it for which an 例外措置 may be asked."""
        return sum(row["exception"] for row in self.stops)


def judged(application: Application, day: dt.date, at: dt.datetime) -> Judged | None:
    """Return the judgement to show: as of now while it can still change, else the one decided on."""
    book = rulebook_in_force()
    if application.state in {S.APPROVED, S.REJECTED, S.WITHDRAWN}:
        found = application.judgement
        return shown_judgement(application, found, application.judged_at, day, book) if found else None
    decision = judging.judge_application(application, at, day)
    return shown_judgement(application, decision.as_dict(), at, day, book)


def shown_judgement(
    application: Application, found: Mapping[str, Any], at: dt.datetime | None, day: dt.date, book: Rulebook
) -> Judged:
    """Put a judgement's plain data into the words of the screen."""
    when = timezone.localdate(application.decided_at) if application.decided_at else day
    asked = {one.clause for one in application.exceptions.all() if one.state == one.ASKED}
    rows = [{**clause_row(one, book), "asked": one["clause"] in asked} for one in found["citations"]]
    stops = [row for row in rows if row["status"] in {"violated", "unknown"}]
    applying = [row for row in rows if row["status"] != ClauseStatus.NOT_APPLICABLE.value]
    imposing = {duty["clause"] for duty in found["obligations"]}
    main = [row for row in applying if row["status"] != "satisfied" or row["clause"] in imposing]
    more = [row for row in applying if row not in main]
    spare = max(_READ_FIRST - len(main), 0)
    return Judged(
        outcome=str(found["outcome"]),
        sentence=_(SENTENCES[Outcome(found["outcome"])]),
        at=at,
        facts=str(found["facts"]),
        rulebook=str(found["rulebook"]),
        edition=book.editions[0].title if book.editions else "",
        duties=_duties(application, found, stops, when),
        rows=applying,
        main=_badged([*main, *more[:spare]]),
        met=_badged(more[spare:]),
        unsure=sum(row["unsure"] for row in applying),
        apart=[row for row in rows if row["status"] == ClauseStatus.NOT_APPLICABLE.value],
        missing=sorted(
            (_question(name, book, stops, application.answers) for name in _missing(found, book)),
            key=lambda one: one["step"],
        ),
        stops=stops,
        advice=advice(stops, book, application.answers),
    )


def clause_row(one: Mapping[str, Any], book: Rulebook) -> dict[str, Any]:
    """Put one citation's plain data into the words of the screen."""
    rule = book.clauses.get(one["clause"])
    remedy = one.get("remedy") or {}
    status = one["status"]
    return {
        "status": status,
        "shown": _shown_status(status, one.get("effect", "")),
        "clause": one["clause"],
        "title": one.get("title") or (rule.title if rule else ""),
        "facts": listed(fact_in_words(name, value) for name, value in one["facts"].items()),
        "source": _source(rule, book) if rule else "",
        "document": book.document_title(rule.source.document) if rule else "",
        "place": rule.source.place if rule else "",
        "url": url_of("catalogues:clause", one["clause"]),
        "remedy": remedy.get("text", "") if status in {"violated", "unknown"} else "",
        "who": remedy.get("who", ""),
        "effect": one.get("effect", ""),
        "unsure": bool(rule and not rule.confirmed),
        "exception": bool(rule and rule.exception and one.get("effect") == "deny"),
    }


def _badged(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "status": row["shown"]} for row in rows]


def _shown_status(status: str, effect: str) -> ClauseStatus | Effect:
    if status == "violated" and effect in {Effect.CONDITION.value, Effect.ADVISE.value}:
        return Effect(effect)
    return ClauseStatus(status)


def _source(rule: Clause, book: Rulebook) -> str:
    return f"{book.document_title(rule.source.document)} {rule.source.place}".strip()


def fact_in_words(name: str, value: Any) -> str:  # noqa: ANN401  any fact's value
    """Return a fact and its value in words: those of the form, where the form asks it."""
    return _("%(name)s：%(value)s") % dict(zip(("name", "value"), fact_words(name, value), strict=True))


def fact_words(name: str, value: Any) -> tuple[str, str]:  # noqa: ANN401  any fact's value
    """Return the same as label and value."""
    fact = FACTS.get(name)
    if fact is None:
        return name, str(value)
    field = FIELDS.get(name)
    labels = {**dict(fact.choices), **dict(field.choices if field else ())}
    if isinstance(value, bool):
        words = _("はい") if value else _("いいえ")
    elif isinstance(value, list | tuple):
        words = _("・").join(_(labels[one]) if one in labels else str(one) for one in value) or _("なし")
    else:
        words = _(labels[str(value)]) if str(value) in labels else str(value)
    return _(fact.label), words


def _missing(found: Mapping[str, Any], book: Rulebook) -> list[str]:
    """Return the facts to ask for: the first that each clause lacked, and others it cannot do without."""
    names = dict.fromkeys(found["missing"])
    for one in found["citations"]:
        rule = book.clauses.get(one["clause"])
        if rule is None or one["status"] != "unknown" or one.get("effect") == Effect.ADVISE.value:
            continue
        if set(parse_condition(rule.applies).reads) <= set(one["facts"]):
            names |= dict.fromkeys(name for name in needed_alone(rule.requires) if name not in one["facts"])
    return list(names)


def _question(
    name: str, book: Rulebook, stops: list[dict[str, Any]], answers: Mapping[str, Any]
) -> dict[str, Any]:
    field = field_behind(name, answers)
    unknown = [row["clause"] for row in stops if row["status"] == "unknown" and row["effect"] != "advise"]
    wanted = [clause for clause in unknown if name in _reads(book.clauses[clause])]
    return {
        "fact": name,
        "label": _(FACTS[name].label),
        "question": _(FACTS[name].question),
        "step": STEP_OF[field.name] if field else 0,
        "field": field.name if field else "",
        "clauses": [{"id": clause, "url": url_of("catalogues:clause", clause)} for clause in wanted[:_NAMED]],
    }


def _reads(rule: Clause) -> set[str]:
    return {*parse_condition(rule.applies).reads, *parse_condition(rule.requires).reads}


def _duties(
    application: Application, found: Mapping[str, Any], stops: list[dict[str, Any]], day: dt.date
) -> list[dict[str, Any]]:
    rows = [
        {"text": row["remedy"], "when": DueWhen.BEFORE_DECISION, "who": _role(row["who"]), "state": "no"}
        for row in stops
        if row["remedy"] and row["effect"] != "advise" and found["outcome"] in {"deny", "undetermined"}
    ]
    states = {"before_decision": "wait", "before_use": "wait", "after_decision": "wait"}
    rows += [
        {
            "text": duty["text"],
            "when": DueWhen(duty["when"]),
            "who": _role(duty["responsible"]),
            "due": duty["due_on"],
            "state": states.get(duty["when"], "na"),
        }
        for duty in obligations_of(found["obligations"], application.answers, day)
    ]
    return _once(rows)


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        kept.setdefault((row["text"], str(row["when"])), row)
    return list(kept.values())


def _role(value: str) -> Role | str:
    return Role(value) if value in {role.value for role in Role} else value


@lru_cache(maxsize=4096)
def url_of(route: str, key: object) -> str:
    """Return a page of another slice; empty while that slice has none."""
    try:
        return reverse(route, args=[key])
    except NoReverseMatch:
        return ""
