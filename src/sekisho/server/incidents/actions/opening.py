"""事案を起こす: with what the ledgers say frozen into it; 取り直す: freezing it once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, say
from sekisho.japan.text import search_key
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import hold_body
from sekisho.server.accounts.queries import sections as all_sections
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.crossings.actions import record
from sekisho.server.incidents import accounts, alert_queries, case_queries, queries, snapshots, transfers
from sekisho.server.incidents.actions import ground
from sekisho.server.incidents.actions.alerting import alert_others
from sekisho.server.incidents.models import Incident, Snapshot, Stop
from sekisho.server.incidents.seams import Concerned
from sekisho.server.ledgers.actions.changes import shorten
from sekisho.server.ledgers.actions.series import next_in
from sekisho.server.ledgers.checks import has_come, required
from sekisho.terms import IncidentKind, StopKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.answer import Breach

SERIES, EXERCISE_SERIES = "事案", "訓練"


def open_incident(
    actor: Actor,
    *,
    title: str,
    kind: str = IncidentKind.CONTRACTOR.value,
    known_at: dt.datetime | None = None,
    words: str = "",
    scenario: str = "",
    another: bool = False,
) -> Incident:
    """Open a case on what ``words`` mean, freeze what the firms hold, list what to stop.

    While a case on the same firm runs, or the actor's section was told of one and has not answered, a second
    one is opened only as ``another``: pressed twice, or by two people, it is the same call that was taken.
    What is frozen is what the firms hold of the whole body, so that nothing is lost of the sections the actor
    does not answer for; facts, sections and the stop list are those of the actor's share, and the other
    sections are told. An exercise is played on the share.

    Without ``words`` it concerns no firm: a mail sent wrongly, a lost medium; then the sections of the
    person who opens it are concerned. With ``scenario`` it is an exercise: numbered apart, and nothing is
    asked of anybody. Writes ``incident.opened``.

    Raises:
        Refused: the actor may not record cases.
        Conflict: a case on the firm runs already (:func:`.case_queries.already_open`), or the alert of one
            is not answered (:func:`.alert_queries.about`).
        BadInput: no title, known in the future or before the calendar, or the words mean nobody.
    """
    require(actor, Permission.INCIDENT_EDIT)
    at = known_at or timezone.now()
    has_come("知った日時", at)
    found = _meant(actor, words, timezone.localdate())
    answer = case_queries.share(actor, found) if found else None
    with transaction.atomic():
        if answer is not None and not scenario and not another:
            hold_body()
            _refuse_second(actor, answer)
        row = Incident.make(
            number=next_in(EXERCISE_SERIES if scenario else SERIES),
            exercise=bool(scenario),
            scenario=scenario,
            title=required("事案の名称", title)[:120],
            kind=IncidentKind(kind).value,
            known_at=at,
            words=words.strip()[:200],
            opened_by_id=actor.person,
            search_key="|".join(search_key(word) for word in (title, words))[:500],
            **_first_facts(answer),
        )
        _concern(actor, row, answer)
        alerted = [] if found is None or answer is None else _take_in(actor, row, found, answer)
        told = {"number": row.number, "kind": row.kind, "exercise": row.exercise, "title": shorten(row.title)}
        record(actor, "incident.opened", ground.about(row), told | {"alerted": alerted})
    return row


def refreeze(actor: Actor, pk: int) -> Snapshot:
    """Freeze what the ledgers say today beside what was frozen before. Writes ``incident.frozen``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.case` says.
    """
    with transaction.atomic():
        row = ground.case(actor, pk)
        found = queries.whole_of(actor, _firm_keys(row), row.words, timezone.localdate())
        answer = case_queries.share(actor, found)
        kept = _freeze(actor, row, answer if row.exercise else found)
        _concern(actor, row, answer)
        told = {"sha256": kept.sha256, "alerted": alert_others(row, found)}
        record(actor, "incident.frozen", ground.about(row), told)
    return kept


def compare(actor: Actor, row: Incident) -> tuple[snapshots.Difference, ...]:
    """Return what is not as it was frozen first, in the actor's share; nothing is written."""
    kept = case_queries.snapshot(row, first=True)
    if kept is None:
        return ()
    then = case_queries.share(actor, snapshots.thaw(kept.content, kept.day))
    now = queries.breach_of(actor, _firm_keys(row), row.words, timezone.localdate())
    return snapshots.differences(then, now)


def _meant(actor: Actor, words: str, day: dt.date) -> Breach | None:
    if not words.strip():
        return None
    answer = queries.whole(actor, words, day)
    if not answer.found:
        raise BadInput(
            say("「{words}」は台帳に見つかりません。", words=words),
            where="調べたことば",
            next_step="「漏えいを調べる」で見つかる名前か、法人番号を書いてください。",
        )
    return answer


def _refuse_second(actor: Actor, answer: Breach) -> None:
    running = case_queries.already_open(actor, answer)
    if running is not None:
        raise Conflict(
            say("この相手の事案「{case}」が、もう起きています。", case=running),
            why="同じ知らせから二つの事案を起こさないためです。",
            next_step="その事案に書き足してください。別の出来事のときは、「別の事案として起こす」を選んでください。",
        )
    told = alert_queries.about(actor, answer)
    if told is not None:
        raise Conflict(
            say("この相手の事案（{case}）の知らせが、あなたの課に届いています。", case=told.incident.number),
            why="同じ出来事から二つの事案を起こさないためです。",
            next_step="その知らせに答えてください。別の出来事のときは、「別の事案として起こす」を選んでください。",
        )


def _first_facts(answer: Breach | None) -> dict[str, object]:
    """Return what the ledgers say of the facts: what they do not say stays unknown."""
    if answer is None:
        return {}
    known = answer.affected
    return {
        "personal_data": known.personal_data,
        "specific_personal_data": known.specific_personal_data,
        "sensitive": known.sensitive,
        "persons_low": known.persons_low,
        "persons_high": known.persons_high,
    }


def _concern(actor: Actor, row: Incident, answer: Breach | None) -> None:
    """Link firms and sections; where the ledgers name no section it is that of the person who opens it."""
    names: list[str] = []
    if answer is not None:
        row.firms.add(*(firm.pk for firm in answer.firms))
        names = [name for name, _count in answer.sections]
        row.sections.add(*all_sections().filter(name__in=names))
    if not names:
        row.sections.add(*{post.section for post in actor.posts})


def _take_in(actor: Actor, row: Incident, found: Breach, answer: Breach) -> list[int]:
    """Freeze what the firms hold, list what to stop in the actor's share; return the sections told of it."""
    _freeze(actor, row, answer if row.exercise else found)
    if not row.exercise:
        _list_stops(row, answer)
    return alert_others(row, found)


def _freeze(actor: Actor, row: Incident, answer: Breach) -> Snapshot:
    content = snapshots.freeze(answer)
    return Snapshot.make(
        incident=row,
        day=answer.day,
        content=content,
        sha256=snapshots.digest(content),
        taken_by_id=actor.person,
    )


def _list_stops(row: Incident, answer: Breach) -> None:
    Stop.unscoped.bulk_create(_stops(row, answer))


def _stops(row: Incident, answer: Breach) -> Iterator[Stop]:
    """Yield accounts, open transfers and overdue erasures, in this order."""

    def stop(kind: StopKind, what: str, who: str, section: str) -> Stop:
        return Stop(
            body_id=body_in_force(),
            incident=row,
            kind=kind.value,
            what=what[:300],
            who=who[:120],
            section_name=section[:80],
        )

    concerned = Concerned([one.pk for one in answer.access], [firm.pk for firm in answer.firms])
    named = accounts.items(concerned, answer.day)
    for item in named:
        yield stop(StopKind.ACCOUNTS, item.what, item.who, item.section_name)
    known = {item.service for item in named}
    for one in answer.access:
        if one.pk not in known:
            yield stop(StopKind.ACCOUNTS, one.service, one.manager, one.section)
    for item in transfers.items(concerned, answer.day):
        yield stop(StopKind.TRANSFERS, item.what, item.who, item.section_name)
    for late in answer.overdue:
        what = f"{late.number} {late.what}".strip()
        yield stop(StopKind.ERASURES, what, late.title, late.section)


def _firm_keys(row: Incident) -> list[int]:
    return [firm.pk for firm in row.firms.all()]
