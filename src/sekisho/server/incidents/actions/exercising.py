"""訓練を始める, 問いに答える: each inject is shown and answered on the server's own clock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict
from sekisho.procedures import exercises
from sekisho.server.crossings.actions import record
from sekisho.server.incidents import case_queries, exercise_queries
from sekisho.server.incidents.actions import ground
from sekisho.server.incidents.actions.opening import open_incident
from sekisho.server.incidents.actions.telling import add_statement
from sekisho.server.incidents.models import ExerciseStep
from sekisho.terms import IncidentState, StatementChannel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.models import Incident

_LONGEST = 100


def begin_exercise(actor: Actor, key: str, words: str) -> Incident:
    """Begin the exercise ``key`` as if it had happened to the firm ``words`` means; show its first inject.

    Raises:
        Refused: the actor may not record cases.
        BadInput: there is no such exercise, or the words mean nobody.
    """
    played = exercises.scenario(key)
    if not words.strip():
        raise BadInput(
            "どの相手で訓練するかが書かれていません。",
            where="訓練の相手",
            next_step="委託先の名前か法人番号を書いてください。",
        )
    with transaction.atomic():
        row = open_incident(
            actor, title=played.title, kind=played.kind.value, words=words, scenario=played.key
        )
        row.wrongful_purpose = played.wrongful
        row.save(update_fields=["wrongful_purpose"])
        _show(actor, row, 0)
    return row


def answer_exercise(actor: Actor, pk: int, place: int, answers: Mapping[str, str]) -> ExerciseStep:
    """Keep what was answered to the inject ``place``, with what the ledgers say, and show the next one.

    Writes ``incident.played``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.case` says.
        Conflict: the inject was answered already, or is not shown yet.
    """
    with transaction.atomic():
        row = ground.case(actor, pk)
        step: ExerciseStep | None = row.steps.filter(place=place, answered_at=None).first()
        if not row.exercise or step is None:
            raise Conflict(
                "この問いは、もう答えてあるか、まだ出ていません。", next_step="画面を開き直してください。"
            )
        injects = exercises.scenario(row.scenario).injects
        asked = injects[place].asked
        step.answers = {one.value: str(answers.get(one.value, "")).strip()[:_LONGEST] for one in asked}
        step.expected = exercise_queries.expected(row, asked)
        step.answered_at, step.answered_by_id = timezone.now(), actor.person
        step.save()
        score = sum(exercises.right(one, step.answers[one], step.expected[one]) for one in asked)
        record(
            actor, "incident.played", ground.about(row), {"place": place, "right": score, "of": len(asked)}
        )
        if place + 1 < len(injects):
            _show(actor, row, place + 1)
        else:
            row.state, row.closed_on = IncidentState.CLOSED.value, timezone.localdate()
            ground.save_next(row)
    return step


def _show(actor: Actor, row: Incident, place: int) -> None:
    """Let the firm say what the inject has it say, and start the clock of its questions."""
    inject = exercises.scenario(row.scenario).injects[place]
    firm = row.firms.first()
    if firm is not None:
        add_statement(
            actor,
            row.pk,
            firm=firm,
            said_on=case_queries.known_on(row) + dt.timedelta(days=inject.day - 1),
            said_to=actor.name,
            channel=StatementChannel.PHONE.value,
            text=inject.text,
            claims={claim.value: value for claim, value in inject.claims.items()},
            persons=inject.persons,
            cause=inject.cause,
        )
    ExerciseStep.make(incident=row, place=place, shown_at=timezone.now())
