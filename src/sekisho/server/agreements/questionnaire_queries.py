"""Questions about questionnaires, their versions and answers, within what the person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from django.db.models import Case, CharField, F, Max, Q, Value, When
from django.utils import timezone

from sekisho.agreements import questionnaire as core
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.scope import one_of, within
from sekisho.server.agreements import queries
from sekisho.server.agreements.models import AnswerVersion, GuestLink, Questionnaire, QuestionVersion
from sekisho.terms import QuestionnaireState

if TYPE_CHECKING:
    import datetime as dt
    from typing import Any

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor

S = QuestionnaireState
WAITING = (S.SENT.value, S.ANSWERING.value)


def questionnaires(actor: Actor) -> QuerySet[Questionnaire]:
    """Return the questionnaires ``actor`` may see, the newest first, each with ``state_now``.

    Raises:
        Refused: the actor may see none at all.
    """
    require(actor, Permission.AGREEMENT_VIEW)
    rows: QuerySet[Questionnaire] = Questionnaire.objects.select_related(
        "section", "firm", "service", "contract"
    )
    return with_state(within(rows, actor, Permission.AGREEMENT_VIEW), timezone.localdate())


def with_state(rows: QuerySet[Questionnaire], day: dt.date) -> QuerySet[Questionnaire]:
    """Add ``state_now``: what waits for an answer past its due day is late."""
    late = When(Q(state__in=WAITING, due_on__lt=day), then=Value(S.LATE.value))
    return rows.annotate(state_now=Case(late, default=F("state"), output_field=CharField()))


def questionnaire(actor: Actor, pk: int) -> Questionnaire:
    """Return one questionnaire.

    Raises:
        NotFound: there is none, or not for this person.
    """
    return one_of(questionnaires(actor), pk, "質問票の一覧からさがしてください。")


def questionnaires_of(actor: Actor, row: queries.Matter) -> list[Questionnaire]:
    """Return the questionnaires of a matter, the newest first."""
    return list(questionnaires(actor).filter(**queries.of(row))[:50])


def asked(row: Questionnaire) -> QuestionVersion:
    """Return the questions as they now stand."""
    return row.versions.first()  # type: ignore[return-value]  # made with the questionnaire


def questions_of(version: QuestionVersion) -> tuple[core.Question, ...]:
    """Return the questions of a version."""
    return tuple(core.Question.from_dict(one) for one in version.questions)


def answers_of(row: Questionnaire) -> list[AnswerVersion]:
    """Return the answers as they were handed in, the newest first."""
    return list(row.answers.select_related("by_person", "asked"))


def still_asked(row: Questionnaire, given: AnswerVersion) -> dict[str, Any]:
    """Return those of the answers given whose questions still read as they were answered."""
    same = core.drift(questions_of(given.asked), questions_of(asked(row))).same
    return {key: answer for key, answer in given.answers.items() if key in same}


def open_link(row: Questionnaire, now: dt.datetime) -> GuestLink | None:
    """Return the link that opens a questionnaire now."""
    return row.links.filter(closed_at=None, expires_at__gt=now).first()


@attrs.frozen
class Earlier:
    """An answer the same firm gave to the same words before."""

    question: core.Question
    reply: str
    words: str
    number: str
    title: str
    on: dt.date

    def origin(self) -> dict[str, str]:
        """Return where it comes from, as it is kept beside the answer."""
        return {"number": self.number, "title": self.title, "on": self.on.isoformat()}


def earlier_answers(actor: Actor, row: Questionnaire) -> list[Earlier]:
    """Return what the same firm answered to the same words in other questionnaires ``actor`` may see.

    The newest answer to each question, in the order of the questions; two queries.
    """
    others = questionnaires(actor).filter(firm_id=row.firm_id).exclude(pk=row.pk).order_by()
    newest = others.annotate(newest=Max("answers__number")).filter(newest__isnull=False)
    given = AnswerVersion.objects.filter(questionnaire__in=newest.values("pk")).select_related(
        "asked", "questionnaire"
    )
    found: dict[tuple[str, str], Earlier] = {}
    for version in given.order_by("answered_at", "pk"):
        on = timezone.localdate(version.answered_at)
        for one in questions_of(version.asked):
            answer = version.answers.get(one.id, {})
            if core.complete(answer):
                found[one.id, one.wording] = Earlier(
                    one,
                    answer["reply"],
                    answer.get("words", ""),
                    version.questionnaire.number,
                    version.questionnaire.title,
                    on,
                )
    wanted = questions_of(asked(row))
    return [found[one.id, one.wording] for one in wanted if (one.id, one.wording) in found]


def late(actor: Actor, day: dt.date) -> QuerySet[Questionnaire]:
    """Return what should have been answered before ``day``, the longest overdue first."""
    return questionnaires(actor).filter(state__in=WAITING, due_on__lt=day).order_by("due_on", "pk")


def answered(actor: Actor) -> QuerySet[Questionnaire]:
    """Return what was answered and waits to be looked at."""
    return questionnaires(actor).filter(state=S.ANSWERED.value).order_by("answered_at", "pk")


def with_guest(link: GuestLink) -> Questionnaire:
    """Return the questionnaire of a link that was found right; the only question a guest may ask."""
    row: Questionnaire = Questionnaire.objects.select_related("body", "section", "firm").get(
        pk=link.questionnaire_id
    )
    return row
