"""決裁する and 代決する: judged once more, numbered, bound, entered into the ledger, recorded."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sekisho.errors import Conflict
from sekisho.judgement.decision import plain
from sekisho.procedures.content import digest
from sekisho.procedures.states import Verb
from sekisho.server.accounts.queries import staff_of
from sekisho.server.applications.actions.ground import (
    advance,
    finish_step,
    note_down,
    queue_later_reading,
    stand,
)
from sekisho.server.applications.actions.numbers import next_document_number
from sekisho.server.applications.actions.submit import keep_judgement
from sekisho.server.applications.answers import legible
from sekisho.server.applications.binding import content_of
from sekisho.server.applications.duties import conditions_of, end_of_use, obligations_of
from sekisho.server.applications.facts import check_assets, check_manager
from sekisho.server.applications.judging import judge_application, require_lawful_decision, require_pass
from sekisho.server.ledgers.actions import enter_service
from sekisho.terms import ServiceKind, TermsKind

if TYPE_CHECKING:
    from sekisho.judgement import Decision
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.actions.ground import Ground
    from sekisho.server.applications.models import Application


def decide(
    actor: Actor, pk: int, *, version: int, note: str = "", conditions: str = "", seen: str = ""
) -> Application:
    """Approve the application as its decider. Writes ``application.decided`` and ``service.entered``.

    Args:
        actor: the holder of the deciding office.
        pk: the application.
        version: the version the decider saw.
        note: words of the decision.
        conditions: conditions of use the decider adds.
        seen: digest of the facts the decider saw judged; empty when not shown.

    Raises:
        Refused: not the decider, the decider is the applicant, or the judgement no longer passes.
        Conflict: somebody was first, or the facts are not those that were seen.
        BadInput: the section has no document symbol, or an asset or the manager named is gone.
        NotFound: there is no such application.
    """
    with transaction.atomic():
        ground = stand(actor, pk, version, Verb.DECIDE)
        return _approve(ground, actor, note, conditions, seen)


def act_for(
    actor: Actor, pk: int, *, version: int, reason: str, conditions: str = "", seen: str = ""
) -> Application:
    """Approve in the stead of the absent decider (代決), who will read it later (後閲).

    Writes ``application.acted_for`` and ``service.entered``.

    Raises:
        BadInput: without the reason why it could not wait.
        Refused: not a deputy, the decider is not absent, or 代決 is barred; and as :func:`decide`.
        Conflict, NotFound: as :func:`decide`.
    """
    with transaction.atomic():
        ground = stand(actor, pk, version, Verb.ACT_FOR, reason=reason)
        application = _approve(ground, actor, reason, conditions, seen)
        queue_later_reading(ground, actor)
        return application


def _approve(ground: Ground, actor: Actor, note: str, conditions: str, seen: str) -> Application:
    application = ground.application
    check_assets(application)
    check_manager(application, ground.day)
    decision = judge_application(application, ground.at, ground.day)
    if seen and seen != decision.facts:
        raise Conflict(
            "画面を開いた後に、判定のもとになる事実が変わりました。",
            why="預ける情報資産の格付などが台帳で直されています。",
            next_step="画面を開き直し、判定結果を確かめてから決裁してください。",
        )
    require_pass(decision)
    facts = {name: plain(value) for name, value in decision.given.items()}
    lawful = require_lawful_decision(application, actor.person, facts, ground.at)
    keep_judgement(application, decision)
    finish_step(ground, actor, note=note)
    advance(ground)
    number = next_document_number(application.section, ground.day)
    application.content = content_of(application, facts)
    application.content_hash = digest(application.content)
    application.decided_at = application.ended_at = ground.at
    application.decided_by_id = actor.person
    application.acting = bool(ground.standing.stands_for)
    application.conditions = legible(conditions, "利用の条件")
    application.document_number = str(number)
    application.service = _enter(ground, actor, decision, facts)
    return note_down(
        ground,
        actor,
        "acted_for" if application.acting else "decided",
        {
            "document_number": application.document_number,
            "content": application.content_hash,
            "outcome": decision.outcome.value,
            "clauses": list(decision.cited),
            "rulebook": decision.rulebook,
            "facts": decision.facts,
            "act": {"outcome": lawful.outcome.value, "facts": lawful.facts},
            "obligations": [duty.clause for duty in decision.obligations],
            "service": application.service.number if application.service else None,
            "stands_for": list(ground.standing.stands_for),
            "exceptions": facts["exceptions"],
        },
        note=note,
    )


def _enter(ground: Ground, actor: Actor, decision: Decision, facts: dict[str, Any]) -> Any:  # noqa: ANN401  the ledger's own row
    application = ground.application
    answers = application.answers
    manager = answers.get("manager")
    return enter_service(
        actor,
        name=answers["name"],
        provider_name=answers["provider_name"],
        provider_corporate_number=answers.get("provider_corporate_number", ""),
        kind=facts.get("service_kind", ServiceKind.OTHER.value),
        terms_kind=facts.get("terms_kind", TermsKind.INDIVIDUAL.value),
        service_class=str(facts["service_class"]),
        purpose=answers["purpose"],
        url=answers.get("url", ""),
        section=application.section,
        confidentiality=int(facts["confidentiality"]),
        asset_ids=answers.get("asset_ids") or [],
        facts=facts,
        starts=dt.date.fromisoformat(answers["starts"]),
        ends=end_of_use(answers),
        manager=staff_of(application.section_id, ground.day).filter(pk=manager).first() if manager else None,
        for_all_staff=bool(answers.get("for_all_staff")),
        conditions=application.conditions,
        decision_number=application.document_number,
        obligations=[
            *conditions_of(application.conditions, answers, ground.day),
            *obligations_of([duty.as_dict() for duty in decision.obligations], answers, ground.day),
        ],
    )
