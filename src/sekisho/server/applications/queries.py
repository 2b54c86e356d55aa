"""Questions about applications. Every answer is limited to what the actor may see in the body in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from sekisho.errors import NotFound
from sekisho.procedures.states import Part
from sekisho.server.accounts.permissions import Permission, Reach, require
from sekisho.server.accounts.queries import holders
from sekisho.server.applications.judging import rule_table
from sekisho.server.applications.models import (
    Application,
    Attachment,
    Event,
    ExceptionMeasure,
    LaterReading,
    Step,
)
from sekisho.server.applications.offices import standing
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ui.home import Tile, Todo
from sekisho.server.ui.search import LIMIT, Hit
from sekisho.terms import ApplicationState, N, Role, StepKind

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor

EDITABLE_STATES = (ApplicationState.DRAFT, ApplicationState.SENT_BACK, ApplicationState.PULLED_BACK)
_TODO_LIMIT = 50


def visible(actor: Actor) -> QuerySet[Application]:
    """Return the applications ``actor`` may see: of their sections, their own, and those of their offices.

    Drafts of others are nobody's business but their section's.

    Raises:
        Refused: the actor may see none at all.
    """
    require(actor, Permission.APPLICATION_VIEW)
    rows: QuerySet[Application] = Application.objects.select_related("section", "applicant", "service")
    if actor.reach(Permission.APPLICATION_VIEW) is Reach.BODY:
        return rows.filter(~Q(state=ApplicationState.DRAFT) | Q(applicant_id=actor.person))
    sections = actor.sections_for(Permission.APPLICATION_VIEW) or frozenset()
    steps = Step.objects.filter(_offices(actor) | _deputised(actor)).values("application_id")
    return rows.filter(Q(section_id__in=sections) | Q(applicant_id=actor.person) | Q(pk__in=steps))


def application(actor: Actor, pk: int) -> Application:
    """Return one application with all that its page shows.

    Raises:
        NotFound: there is none, or not for this person.
    """
    parts = (
        Prefetch("steps", Step.objects.select_related("done_by", "section").order_by("round", "order")),
        Prefetch("attachments", Attachment.objects.select_related("added_by")),
        Prefetch("events", Event.objects.select_related("actor")),
        Prefetch("exceptions", ExceptionMeasure.objects.select_related("asked_by", "decided_by")),
        Prefetch("later_readings", LaterReading.objects.select_related("reader", "deputy")),
        "checks",
    )
    rows = visible(actor).select_related("body", "decided_by", "copied_from").prefetch_related(*parts)
    row: Application | None = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(
            "申請が見つかりません。",
            why="ないか、ほかの課のものです。",
            next_step="一覧からさがしてください。",
        )
    return row


def mine(actor: Actor) -> QuerySet[Application]:
    """Return the actor's own applications."""
    return visible(actor).filter(applicant_id=actor.person)


def waiting(actor: Actor, kinds: tuple[StepKind, ...] = tuple(StepKind)) -> QuerySet[Application]:
    """Return the applications that wait for an office of ``actor``, or for them as a deputy today."""
    steps = Step.objects.filter(_offices(actor), state=Step.CURRENT, kind__in=kinds)
    waits = Q(pk__in=steps.values("application_id"))
    if StepKind.DECISION in kinds:
        waits |= Q(pk__in=_to_act_for(actor))
    return (
        visible(actor)
        .filter(waits)
        .exclude(applicant_id=actor.person)
        .exclude(filed_by_id=actor.person)
        .order_by("due_on", "pk")
    )


def found_by(rows: QuerySet[Application], words: str) -> QuerySet[Application]:
    """Keep the rows in which every word stands, in any spelling."""
    found: QuerySet[Application] = ledgers.found_by(rows, words)
    return found


def attachment(actor: Actor, pk: int, attachment_pk: int) -> Attachment:
    """Return one attachment of an application the actor may see.

    Raises:
        NotFound: there is none, or not for this person.
    """
    for one in application(actor, pk).attachments.all():
        if one.pk == attachment_pk and one.removed_at is None:
            found: Attachment = one
            return found
    raise NotFound("添付が見つかりません。", next_step="申請の画面を開き直してください。")


def exceptions_asked(actor: Actor) -> QuerySet[ExceptionMeasure]:
    """Return the 例外措置 that wait for the CISO.

    Raises:
        Refused: the actor may not decide them.
    """
    require(actor, Permission.EXCEPTION_DECIDE)
    rows: QuerySet[ExceptionMeasure] = ExceptionMeasure.objects.filter(state=ExceptionMeasure.ASKED)
    return rows.select_related("application__section", "asked_by").order_by("asked_at")


def exception_measure(actor: Actor, pk: int) -> ExceptionMeasure:
    """Return one 例外措置 for the person who decides it.

    Raises:
        Refused: the actor may not decide them.
        NotFound: there is none.
    """
    require(actor, Permission.EXCEPTION_DECIDE)
    row: ExceptionMeasure | None = (
        ExceptionMeasure.objects.select_related("application__section", "application__body", "asked_by")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NotFound("例外措置の申請が見つかりません。", next_step="一覧からさがしてください。")
    return row


def later_readings(actor: Actor) -> QuerySet[LaterReading]:
    """Return what waits for the actor's 後閲, the oldest first.

    Raises:
        Refused: the actor holds no deciding post.
    """
    require(actor, Permission.LATER_READ)
    rows: QuerySet[LaterReading] = LaterReading.objects.filter(reader_id=actor.person, read_at__isnull=True)
    rows = rows.prefetch_related("application__events")
    return rows.select_related(
        "application__section", "application__applicant", "application__service", "deputy"
    )


def review_count(actor: Actor) -> int:
    """Count what waits for the actor's review (one query)."""
    return _count(actor, StepKind.REVIEW)


def decide_count(actor: Actor) -> int:
    """Count what waits for the actor's consultation or decision (few queries)."""
    return _count(actor, StepKind.CONSULTATION, StepKind.DECISION) + len(_to_act_for(actor))


def later_count(actor: Actor) -> int:
    """Count what waits for the actor's 後閲 (one query)."""
    return LaterReading.objects.filter(reader_id=actor.person, read_at__isnull=True).count()


def exception_count(actor: Actor) -> int:
    """Count the 例外措置 that wait (one query)."""
    return (
        ExceptionMeasure.objects.filter(state=ExceptionMeasure.ASKED)
        .exclude(asked_by_id=actor.person)
        .count()
    )


def todos(actor: Actor, day: dt.date) -> list[Todo]:  # noqa: ARG001  the home page passes it
    """Return what of this slice waits for ``actor``, for the home page."""
    if not actor.may(Permission.APPLICATION_VIEW):
        return []
    kinds = {
        ApplicationState.UNDER_REVIEW: N("審査"),
        ApplicationState.IN_CONSULTATION: N("合議"),
        ApplicationState.AWAITING_DECISION: N("決裁"),
    }
    acting = set(_to_act_for(actor))
    found = [
        Todo(
            N("代決") if row.pk in acting else kinds[ApplicationState(row.state)],
            row.title,
            _url(row.pk),
            row.due_on,
            note=_note(row),
        )
        for row in waiting(actor)[:_TODO_LIMIT]
    ]
    found += [
        Todo(N("差戻し"), row.title, _url(row.pk), state="no", note=row.number)
        for row in mine(actor).filter(state=ApplicationState.SENT_BACK)[:_TODO_LIMIT]
    ]
    found += [
        Todo(N("下書き"), row.title or row.number, _url(row.pk), state="na", note=row.number)
        for row in mine(actor).filter(state=ApplicationState.DRAFT)[:3]
    ]
    if actor.may(Permission.LATER_READ):
        found += [
            Todo(N("後閲"), one.application.title, reverse("applications:later"), note=one.deputy.name)
            for one in later_readings(actor)[:_TODO_LIMIT]
        ]
    if actor.may(Permission.EXCEPTION_DECIDE):
        found += [
            Todo(N("例外措置"), one.application.title, reverse("applications:exception", args=[one.pk]))
            for one in exceptions_asked(actor)[:_TODO_LIMIT]
        ]
    return found


def tiles(actor: Actor, day: dt.date) -> list[Tile]:
    """Return the numbers of this slice for the home page."""
    if not actor.may(Permission.APPLICATION_VIEW):
        return []
    states = (
        ApplicationState.UNDER_REVIEW,
        ApplicationState.IN_CONSULTATION,
        ApplicationState.AWAITING_DECISION,
    )
    under_way = visible(actor).filter(state__in=states)
    late = under_way.filter(due_on__lt=day).count()
    url = reverse("applications:list")
    return [
        Tile(
            N("進んでいる申請"),
            under_way.count(),
            gettext(N("期限切れ {count}件")).format(count=late),
            url,
            20,
        )
    ]


def search_hits(actor: Actor, words: str) -> list[Hit]:
    """Return the applications found by ``words``."""
    if not actor.may(Permission.APPLICATION_VIEW):
        return []
    rows = found_by(visible(actor), words)[:LIMIT]
    return [
        Hit(f"{row.document_number or row.number} {row.title}", _url(row.pk), row.section.name)
        for row in rows
    ]


def _count(actor: Actor, *kinds: StepKind) -> int:
    steps = Step.objects.filter(_offices(actor), state=Step.CURRENT, kind__in=kinds)
    steps = steps.exclude(application__applicant_id=actor.person)
    return steps.exclude(application__filed_by_id=actor.person).count()


def _offices(actor: Actor) -> Q:
    """Return the condition that a step is for an office of ``actor``."""
    found = Q(pk__in=())
    for post in actor.posts:
        found |= Q(role=post.role.value) & (Q(section_id=post.section) | Q(section_id__isnull=True))
    return found


def _deputised(actor: Actor) -> Q:
    """Return the condition that a deciding step may come to ``actor`` as a deputy, whoever is absent."""
    found = Q(pk__in=())
    if not actor.may(Permission.APPLICATION_DECIDE):
        return found
    for role, section in _may_deputise(actor):
        at = (
            Q(section_id__isnull=True)
            if section is None
            else Q(section_id=section) | Q(section_id__isnull=True)
        )
        found |= Q(kind=StepKind.DECISION, role=role) & at
    return found


def _may_deputise(actor: Actor) -> set[tuple[str, int | None]]:
    day = timezone.localdate()
    pairs: set[tuple[str, int | None]] = set()
    for decider, deputies in rule_table().deputies.items():
        for office in deputies:
            for post in actor.posts:
                if post.role is not office.role:
                    continue
                if office.at == "body":
                    pairs.add((decider.value, None))
                elif office.at == "section" or _sits_at(decider, post.section, day):
                    pairs.add((decider.value, post.section))
    return pairs


def _sits_at(role: Role, section: int, day: dt.date) -> bool:
    return holders(role, day, section).exists()


def _to_act_for(actor: Actor) -> list[int]:
    """Return the applications ``actor`` may decide as a deputy today."""
    if not actor.may(Permission.APPLICATION_DECIDE):
        return []
    day = timezone.localdate()
    steps = Step.objects.filter(_deputised(actor), state=Step.CURRENT, kind=StepKind.DECISION)
    rows = Application.objects.filter(pk__in=steps.values("application_id")).prefetch_related("steps")
    return [row.pk for row in rows if Part.DEPUTY in standing(actor, row, day).parts]


def _url(pk: int) -> str:
    return reverse("applications:detail", args=[pk])


def _note(row: Any) -> str:  # noqa: ANN401  an application with its section and applicant
    return f"{row.number} {row.section.name} {row.applicant.name}"
