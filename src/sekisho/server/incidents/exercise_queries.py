"""Exercises: what the ledgers answer to a question, and the report of a game with its times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.procedures import exercises
from sekisho.procedures.exercises import Asked
from sekisho.server.incidents import case_queries
from sekisho.terms import PaperKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sekisho.server.incidents.answer import Breach
    from sekisho.server.incidents.models import ExerciseStep, Incident


@attrs.frozen
class Answered:
    """One question of a game."""

    asked: Asked
    answer: str
    expected: str
    right: bool


@attrs.frozen
class Played:
    """One inject of a game that was answered."""

    step: ExerciseStep
    inject: exercises.Inject
    seconds: int
    answers: tuple[Answered, ...]


@attrs.frozen
class Report:
    """A game as far as it was played."""

    scenario: exercises.Scenario
    played: tuple[Played, ...]
    current: ExerciseStep | None
    """The inject that waits for an answer; None when the game is over."""

    @property
    def seconds(self) -> int:
        """How long the answers took in all."""
        return sum(one.seconds for one in self.played)

    @property
    def right(self) -> int:
        """How many answers are as the ledgers say."""
        return sum(answer.right for one in self.played for answer in one.answers)

    @property
    def asked(self) -> int:
        """How many questions were answered."""
        return sum(len(one.answers) for one in self.played)

    @property
    def inject(self) -> exercises.Inject | None:
        """What came in and waits for answers."""
        return self.scenario.injects[self.current.place] if self.current else None


def expected(row: Incident, asked: Iterable[Asked]) -> dict[str, str]:
    """Return what the frozen ledgers, the clocks and the statements answer."""
    answer = case_queries.frozen(row)
    if answer is None:
        return {one.value: exercises.UNKNOWN for one in asked}
    known = _known(row, answer)
    return {one.value: known[one] for one in asked}


def left_out(row: Incident) -> int:
    """Return how many sections that deal with the firm the exercise leaves out: it is played on a share."""
    answer = case_queries.frozen(row)
    return answer.other_sections if answer else 0


def report(row: Incident) -> Report:
    """Return the game with its times and marks."""
    scenario = exercises.scenario(row.scenario)
    steps = list(row.steps.select_related("answered_by"))
    played = tuple(_played(step, scenario.injects[step.place]) for step in steps if step.answered_at)
    current = next((step for step in steps if step.answered_at is None), None)
    return Report(scenario, played, current)


def _known(row: Incident, answer: Breach) -> dict[Asked, str]:
    standing = [one for one in answer.provided if one.standing]
    due = {clock.paper: clock.due.isoformat() for clock in case_queries.clocks_of(row)}
    high = answer.people.high
    counts = {
        Asked.CONCERNED: len(answer.contracts) + len(answer.services),
        Asked.SECTIONS: len(answer.sections),
        Asked.STANDING: len(standing),
        Asked.OVERDUE: len(answer.overdue),
        Asked.ACCESS: len(answer.access),
        Asked.NEIGHBOURS: answer.neighbours,
        Asked.CONTRADICTIONS: len(case_queries.contradictions(row, answer)),
    }
    return {
        **{asked: str(count) for asked, count in counts.items()},
        Asked.PERSONS: exercises.UNKNOWN if high is None else str(high),
        Asked.PRELIMINARY: due.get(PaperKind.PRELIMINARY, exercises.UNKNOWN),
        Asked.FINAL: due.get(PaperKind.FINAL, exercises.UNKNOWN),
    }


def _played(step: ExerciseStep, inject: exercises.Inject) -> Played:
    answers = tuple(
        Answered(
            asked,
            step.answers.get(asked.value, ""),
            step.expected.get(asked.value, ""),
            exercises.right(asked, step.answers.get(asked.value, ""), step.expected.get(asked.value, "")),
        )
        for asked in inject.asked
    )
    took = (step.answered_at - step.shown_at).total_seconds() if step.answered_at else 0
    return Played(step, inject, round(took), answers)
