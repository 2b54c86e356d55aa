"""Questions to the cases: which a person may see, what their papers say, which clocks run.

A case concerns sections; whoever answers for one of them sees it, and in it the share of those sections.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs
from django.db.models import Exists, OuterRef
from django.utils import timezone

from sekisho.errors import NotFound
from sekisho.japan.text import search_key
from sekisho.procedures import papers, statements
from sekisho.procedures.clocks import Clock, clocks
from sekisho.procedures.reporting import Affected, Assessment, Leak, assess, widened
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import sections as all_sections
from sekisho.server.incidents import snapshots
from sekisho.server.incidents.models import Draft, Incident, Snapshot, TimelineEntry
from sekisho.terms import IncidentKind, IncidentState, PaperKind, StatementChannel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.answer import Breach

FACTS = tuple(
    field.name for field in attrs.fields(Affected) if field.name not in {"persons_low", "persons_high"}
)
"""The three-valued facts of a case, by the names of ``reporting.Affected``."""
TEXTS = ("summary", "data_items", "cause", "secondary", "to_persons", "publication", "prevention", "other")
CONTACT = ("contact", "contact_phone")
"""Whom people and press can turn to."""


def incidents(actor: Actor, *, exercise: bool | None = False) -> QuerySet[Incident]:
    """Return the cases ``actor`` may see, the newest first; ``exercise``: only exercises, or both (None).

    A case is the sections' that it concerns, not the person's who opened it: who moves leaves it behind.

    Raises:
        Refused: the actor may see none at all.
    """
    require(actor, Permission.INCIDENT_VIEW)
    rows: QuerySet[Incident] = Incident.objects.all()
    if exercise is not None:
        rows = rows.filter(exercise=exercise)
    sections = actor.sections_for(Permission.INCIDENT_VIEW)
    if sections is not None:
        concerned = Incident.sections.through.objects.filter(
            incident_id=OuterRef("pk"), section_id__in=sections
        )
        rows = rows.filter(Exists(concerned))
    return rows


def already_open(actor: Actor, answer: Breach) -> Incident | None:
    """Return the newest case that runs on one of the firms meant, of those ``actor`` may see."""
    return on_same_firm(incidents(actor).exclude(state=IncidentState.CLOSED.value), answer)


def on_same_firm(rows: QuerySet[Incident], answer: Breach) -> Incident | None:
    """Return the newest of ``rows`` on one of the firms meant.

    Where the words mean a sub-contractor, which is no firm of the ledger, the same words count.
    """
    if answer.firms:
        keys = [firm.pk for firm in answer.firms]
        linked = Incident.firms.through.objects.filter(incident_id=OuterRef("pk"), contractor_id__in=keys)
        return rows.filter(Exists(linked)).first()
    asked = search_key(answer.words)
    return next((row for row in rows.filter(firms=None) if search_key(row.words) == asked), None)


def incident(actor: Actor, pk: int, *, exercise: bool | None = None) -> Incident:
    """Return one case.

    Raises:
        NotFound: there is none, or the actor may not see it.
    """
    row = incidents(actor, exercise=exercise).select_related("opened_by", "body").filter(pk=pk).first()
    if row is None:
        raise NotFound("この事案は見つかりません。", next_step="事案の一覧からさがしてください。")
    return row


def may(actor: Actor, permission: Permission, row: Incident) -> bool:
    """Tell whether ``actor`` holds ``permission`` for one of the sections of the case."""
    if not actor.may(permission):
        return False
    sections = actor.sections_for(permission)
    return sections is None or any(section.pk in sections for section in row.sections.all())


def affected(row: Incident) -> Affected:
    """Return what is known of the case."""
    facts: dict[str, Any] = {name: getattr(row, name) for name in FACTS}
    return Affected(**facts, persons_low=row.persons_low, persons_high=row.persons_high)


def widest(row: Incident) -> Affected:
    """Return the same with as many persons as the firms name, where that is more; reads what they said."""
    counts = statements.last_counts(said(row))
    return widened(affected(row), sum(one.persons or 0 for one in counts))


def assessment(row: Incident) -> Assessment:
    """Return the reasons to report and how they stand."""
    return assess(widest(row))


def leak(row: Incident) -> Leak:
    """Return whether data leaked, as far as the case knows."""
    return Leak.of(row.leaked, suspected=row.leak_suspected)


def known_on(row: Incident) -> dt.date:
    """Return the day the case was known on, in Japan."""
    return timezone.localdate(row.known_at)


def clocks_of(row: Incident) -> tuple[Clock, ...]:
    """Return the clocks of a case, stopped where it is closed; reads its sendings and statements."""
    sent: dict[PaperKind, dt.date] = {}
    for one in row.sendings.all():
        kind = PaperKind(one.kind)
        sent[kind] = min(one.sent_on, sent.get(kind, one.sent_on))
    return clocks(known_on(row), assessment(row), sent, row.closed_on)


def share(actor: Actor, answer: Breach) -> Breach:
    """Return the part of a frozen answer that ``actor`` answers for."""
    return snapshots.shared(answer, section_names(actor, Permission.INCIDENT_VIEW))


def section_names(actor: Actor, permission: Permission) -> set[str] | None:
    """Return the names of the sections ``permission`` covers; None means the whole body."""
    sections = actor.sections_for(permission)
    if sections is None:
        return None
    return set(all_sections().filter(pk__in=sections).values_list("name", flat=True))


def snapshot(row: Incident, *, first: bool = False) -> Snapshot | None:
    """Return what the ledgers said when the case was opened (``first``), or as frozen last."""
    rows: QuerySet[Snapshot] = Snapshot.objects.filter(incident=row)
    return rows.first() if first else rows.last()


def frozen(row: Incident) -> Breach | None:
    """Return the answer frozen last; None where the case concerns no firm."""
    kept = snapshot(row)
    return snapshots.thaw(kept.content, kept.day) if kept else None


def said(row: Incident) -> list[statements.Said]:
    """Return what the firms said, for the core."""
    return [
        statements.Said(
            key=one.pk,
            on=one.said_on,
            firm=str(one.firm_id),
            claims={statements.Claim(name): value for name, value in one.claims.items()},
            persons=one.persons,
            cause=one.cause,
        )
        for one in row.statements.all()
    ]


def contradictions(row: Incident, answer: Breach | None) -> tuple[statements.Contradiction, ...]:
    """Return what in the statements does not fit, with each other or with what was frozen."""
    ledger = snapshots.ledger_view(answer) if answer else statements.LedgerView()
    return statements.contradictions(said(row), ledger)


def timeline(row: Incident) -> list[TimelineEntry]:
    """Return the course of events, each entry with what corrects it."""
    return list(row.entries.select_related("written_by", "corrects").prefetch_related("corrections"))


def entry(row: Incident, pk: int) -> TimelineEntry:
    """Return one entry of the case.

    Raises:
        NotFound: it has none such.
    """
    found: TimelineEntry | None = row.entries.filter(pk=pk).first()
    if found is None:
        raise NotFound("この経緯は見つかりません。", next_step="事案のページから選んでください。")
    return found


def events(row: Incident) -> tuple[papers.Event, ...]:
    """Return the log of a case in the order of time: the course of events, and what the firms said when.

    An entry that was corrected is left out for its correction. A statement has a day alone; it stands where
    it was written down, if that was the same day, or else at the day's end.
    """
    found: list[tuple[dt.datetime, papers.Event]] = []
    for entry_of in timeline(row):
        if not entry_of.corrections.all():
            at = timezone.localtime(entry_of.at)
            time = f"{at:%H:%M}" if at.time() != dt.time() else ""  # a day without a time is its beginning
            found.append((at, papers.Event(at.date(), entry_of.text, time)))
    for one in row.statements.select_related("firm"):
        at = timezone.localtime(one.created_at)
        if at.date() != one.said_on:
            at = timezone.make_aware(dt.datetime.combine(one.said_on, dt.time.max))
        way = StatementChannel(one.channel).label
        found.append((at, papers.Event(one.said_on, f"{one.firm.name}の説明（{way}）：{one.text}")))
    return tuple(event for _at, event in sorted(found, key=lambda pair: pair[0]))


def paper_case(row: Incident, *, log: bool = False) -> papers.Case:
    """Return what the papers of a case are filled from; with its ``log``, where a paper tells the course."""
    return papers.Case(
        body=row.body.name,
        title=row.title,
        kind=IncidentKind(row.kind).label,
        known_on=known_on(row),
        occurred_on=row.occurred_on,
        firms=tuple(firm.name for firm in row.firms.all()),
        sections=tuple(section.name for section in row.sections.all()),
        affected=affected(row),
        named=_named(row),
        leaked=row.leaked,
        leak_suspected=row.leak_suspected,
        exercise=row.exercise,
        events=events(row) if log else (),
        **{name: getattr(row, name) for name in (*TEXTS, *CONTACT)},
    )


def _named(row: Incident) -> tuple[papers.Named, ...]:
    """Return how many persons each firm named last."""
    counts = statements.last_counts(said(row))
    names = (
        {str(one.firm_id): one.firm.name for one in row.statements.select_related("firm")} if counts else {}
    )
    return tuple(papers.Named(names[one.firm], one.on, one.persons or 0) for one in counts)


def drafts(row: Incident, kind: PaperKind) -> list[Draft]:
    """Return the versions of a paper, the newest first."""
    return list(Draft.objects.filter(incident=row, kind=kind).select_related("written_by"))


def draft(actor: Actor, pk: int) -> Draft:
    """Return one version of a paper.

    Raises:
        NotFound: there is none, or the actor may not see its case.
    """
    rows: QuerySet[Draft] = Draft.objects.select_related("incident__body", "written_by")
    row = rows.filter(pk=pk, incident__in=incidents(actor, exercise=None)).first()
    if row is None:
        raise NotFound("この文書は見つかりません。", next_step="事案のページから選んでください。")
    return row


def open_ones(actor: Actor) -> Iterable[Incident]:
    """Return the real cases that are not closed, with what their clocks are read from; four queries."""
    rows = incidents(actor).exclude(state=IncidentState.CLOSED)
    return rows.prefetch_related("sendings", "statements", "sections")
