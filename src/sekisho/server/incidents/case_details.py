"""What the templates of a case are given: where it stands, what is next, its clocks, claims and papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sekisho.procedures import papers, statements
from sekisho.procedures.clocks import Clock, ClockState
from sekisho.procedures.reporting import Leak
from sekisho.server.accounts.permissions import Permission
from sekisho.server.incidents import case_queries, details, stop_queries
from sekisho.server.incidents.attack_form import BOTH
from sekisho.server.ledgers.standing import Strip
from sekisho.server.ui.templatetags.sekisho import month_day, number, wareki
from sekisho.server.ui.words import label, listed
from sekisho.terms import IncidentState, PaperKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.answer import Breach
    from sekisho.server.incidents.models import Alert, Incident

_CLOCK = {
    ClockState.RUNNING: "info",
    ClockState.SOON: "wait",
    ClockState.OVERDUE: "no",
    ClockState.SENT: "ok",
    ClockState.SENT_LATE: "wait",
    ClockState.STOPPED: "na",
}
_PERSONS = {statements.Kind.PERSONS_CHANGED, statements.Kind.FEWER_PERSONS, statements.Kind.MORE_PERSONS}
_LEAK = {Leak.UNKNOWN: "wait", Leak.NONE: "na"}


def shown(actor: Actor, row: Incident, day: dt.date) -> dict[str, Any]:
    """Return what the page of a case shows."""
    answer = case_queries.frozen(row)
    mine = case_queries.share(actor, answer) if answer else None
    clocks = case_queries.clocks_of(row)
    asked = papers.questions(case_queries.paper_case(row))
    stops = stop_queries.stops(actor, row)
    return {
        "row": row,
        "crumbs": crumbs(row),
        "strip": strip(row, clocks, asked, open_stops=stops.open, day=day),
        "tiles": tiles(row, clocks, day),
        "clocks": [clock_row(clock, day) for clock in clocks],
        "triggers": details.triggers(case_queries.assessment(row)),
        "facts": facts(row),
        "questions": asked,
        "holdings": details.shown(mine) if mine else {},
        "left_out": _left_out(row, mine) if mine else [],
        "alerts": _alerts(actor, row),
        "snapshot": case_queries.snapshot(row),
        "statements": list(claims(row)),
        "contradictions": doubts(row, mine),
        "stops": list(stops.rows),
        "stops_elsewhere": stops.elsewhere,
        "may_stop": stops.editable if _open(row) else (),
        "timeline": case_queries.timeline(row),
        "papers": paper_rows(row),
        "sendings": list(row.sendings.select_related("sent_by", "draft")),
        "links": links(actor, row),
        "common_form": row.kind in BOTH,
        "play_url": _play_url(actor, row),
        "may_edit": _open(row) and case_queries.may(actor, Permission.INCIDENT_EDIT, row),
    }


def running(row: Incident, day: dt.date) -> details.Running:
    """Return what the answer to the breach question takes from the case that runs."""
    return details.Running(
        case=row.number,
        known_on=case_queries.known_on(row),
        leak=case_queries.leak(row),
        assessment=case_queries.assessment(row),
        clocks=tuple((clock, left(clock, day)) for clock in case_queries.clocks_of(row)),
        sections=tuple(section.name for section in row.sections.all()),
    )


def crumbs(row: Incident, title: str = "") -> list[tuple[str, str]]:
    """Return the way here."""
    above = (
        (_("訓練"), reverse("incidents:exercises"))
        if row.exercise
        else (_("事案"), reverse("incidents:list"))
    )
    if not title:
        return [above, (str(row), "")]
    return [above, (str(row), reverse("incidents:case", args=[row.pk])), (title, "")]


def strip(
    row: Incident,
    clocks: tuple[Clock, ...],
    asked: tuple[papers.Question, ...],
    *,
    open_stops: int,
    day: dt.date,
) -> Strip:
    """Say where the case stands, what is next and whom it waits for."""
    state = label(IncidentState(row.state))
    if row.state == IncidentState.CLOSED:
        where = _("%(day)sに終結しました") % {"day": wareki(row.closed_on)}
        return Strip(where, _("することはありません"), _("だれも待っていません"))
    days = (day - case_queries.known_on(row)).days + 1
    where = _("%(state)s（知った日から%(days)s日目）") % {"state": state, "days": days}
    late = next((clock for clock in clocks if clock.state(day) is ClockState.OVERDUE), None)
    officer = _("統括情報セキュリティ責任者、CSIRT")
    if late is not None:
        return Strip(where, _("期限を過ぎた%(paper)sを送る") % {"paper": label(late.paper)}, officer)
    if open_stops:
        text = ngettext("止めるもの%(count)s件を済ませる", "止めるもの%(count)s件を済ませる", open_stops)
        return Strip(where, text % {"count": open_stops}, _sections(row))
    owed = next((clock for clock in clocks if clock.runs), None)
    if owed is not None:
        what = {"paper": label(owed.paper), "day": wareki(owed.due)}
        return Strip(where, _("%(day)sまでに%(paper)sを送る") % what, officer)
    if asked:
        return Strip(where, _("分からないことを確かめる：%(what)s") % {"what": asked[0].text}, asked[0].who)
    return Strip(where, _("終結の理由を書いて終える"), officer)


def tiles(row: Incident, clocks: tuple[Clock, ...], day: dt.date) -> list[tuple[str, str, str]]:
    """Return the numbers at a glance."""
    found = [(_("本人の数"), persons(row), _more_named(row))]
    for clock in clocks:
        name = _("%(paper)sの期限") % {"paper": label(clock.paper)}
        found.append((name, month_day(clock.due), left(clock, day)))
    if not clocks:
        found.append((_("報告の期限"), _("報告の対象外"), _("すべての理由が当てはまりません")))
    found.append((_("同じ相手と取引するほかの団体"), _neighbours(row), _("同じ都道府県の中")))
    return found


def persons(row: Incident) -> str:
    """Return the number of persons, or that it is not known."""
    if row.persons_high is None:
        low = number(row.persons_low)
        return _("%(low)s人以上（上は不明）") % {"low": low} if row.persons_low else _("不明")
    if row.persons_low == row.persons_high:
        return _("%(count)s人") % {"count": number(row.persons_low)}
    return _("%(low)s～%(high)s人") % {"low": number(row.persons_low), "high": number(row.persons_high)}


def _more_named(row: Incident) -> str:
    """Return that the number is open: it is not known, or the firms name more than is known."""
    most = case_queries.widest(row).persons_high
    if most is None:
        return _("不明のあいだも、期限は進みます")
    return _("相手の説明では%(count)s人") % {"count": number(most)} if most != row.persons_high else ""


def left(clock: Clock, day: dt.date) -> str:
    """Return how the clock stands, in words."""
    state = clock.state(day)
    if state is ClockState.SENT:
        return _("%(day)sに送りました") % {"day": wareki(clock.sent_on)}
    if state is ClockState.SENT_LATE:
        return _("%(day)sに、期限を過ぎて送りました") % {"day": wareki(clock.sent_on)}
    if state is ClockState.STOPPED:
        return _("終わったので、止めました")
    days = clock.left(day)
    if state is ClockState.OVERDUE:
        return _("%(days)s日過ぎています") % {"days": -days}
    return _("今日まで") if days == 0 else _("あと%(days)s日") % {"days": days}


def clock_row(clock: Clock, day: dt.date) -> dict[str, Any]:
    """Return one clock as the table shows it."""
    return {
        "paper": label(clock.paper),
        "target": clock.target,
        "due": clock.due,
        "state": _CLOCK[clock.state(day)],
        "text": left(clock, day),
    }


def facts(row: Incident) -> list[tuple[str, str, str]]:
    """Return (label, text, badge state) of each fact: what is not known yet is said."""
    leak = case_queries.leak(row)
    found = [(_("漏えいの有無"), label(leak), _LEAK.get(leak, "no"))]
    for name in case_queries.FACTS:
        value = getattr(row, name)
        text = _("まだ分からない") if value is None else (_("はい") if value else _("いいえ"))
        state = "wait" if value is None else ("no" if value else "na")
        found.append((str(row._meta.get_field(name).verbose_name), text, state))  # type: ignore[union-attr]  # noqa: SLF001  Django's documented API
    contact = listed(text for text in (row.contact, row.contact_phone) if text)
    filled = bool(row.contact and row.contact_phone)
    found.append((_("問い合わせ先"), contact or _("未記入"), "na" if filled else "wait"))
    return found


def claims(row: Incident) -> Iterator[dict[str, Any]]:
    """Yield the statements with what each claims."""
    for one in row.statements.select_related("firm", "recorded_by"):
        said = [
            f"{label(statements.Claim(name))}：{_('はい') if value else _('いいえ')}"
            for name, value in one.claims.items()
        ]
        if one.persons is not None:
            said.append(_("人数：%(count)s人") % {"count": f"{one.persons:,}"})
        if one.cause:
            said.append(_("原因：%(cause)s") % {"cause": one.cause})
        yield {"row": one, "claims": said}


def doubts(row: Incident, answer: Breach | None) -> list[dict[str, str]]:
    """Return the contradictions, each with when and what was said before and now."""
    said = {one.pk: one for one in row.statements.all()}
    found = []
    for one in case_queries.contradictions(row, answer):
        later, earlier = said[one.later], said.get(one.earlier or 0)
        before = _("台帳") if earlier is None else wareki(earlier.said_on)
        found.append(
            {
                "what": label(one.kind),
                "before": f"{before}：{_in_words(one, one.values[0], ledger=earlier is None)}",
                "now": f"{wareki(later.said_on)}：{_in_words(one, one.values[1])}",
                "firm": later.firm.name,
            }
        )
    return found


def _in_words(one: statements.Contradiction, value: str, *, ledger: bool = False) -> str:
    """Return what was said, or stands in the ledger, with its unit: a bare number tells nobody anything."""
    if one.kind in _PERSONS:
        return _("%(count)s人") % {"count": number(int(value))}
    if ledger and one.kind is statements.Kind.ERASED_OVERDUE:
        return _("期限を過ぎたもの%(count)s件") % {"count": value}
    if ledger:
        return _("消去を確かめていないもの%(count)s件") % {"count": value}
    return label(value)


def paper_rows(row: Incident) -> list[dict[str, Any]]:
    """Return each paper with its newest version and when it was sent."""
    newest: dict[str, Any] = {}
    for one in row.drafts.order_by("serial"):
        newest[one.kind] = one
    sent = {one.kind: one.sent_on for one in row.sendings.order_by("-sent_on")}
    return [
        {
            "kind": kind.value,
            "label": label(kind),
            "draft": newest.get(kind.value),
            "sent": sent.get(kind.value),
        }
        for kind in PaperKind
    ]


def links(actor: Actor, row: Incident) -> list[dict[str, str]]:
    """Return what ``actor`` can do with a case, as links."""
    edits = case_queries.may(actor, Permission.INCIDENT_EDIT, row)
    reports = case_queries.may(actor, Permission.INCIDENT_REPORT, row)
    wanted = [
        (_("分かったことを書く"), "facts", edits and _open(row)),
        (_("相手の説明を記録する"), "statement", edits and _open(row)),
        (_("経緯を書く"), "entry", edits and _open(row)),
        (_("今の台帳と比べる"), "compare", row.snapshots.exists()),
        (_("共通様式の欄を書く"), "attack", edits and _open(row) and row.kind in BOTH),
        (_("送ったことを記録する"), "sent", reports and _open(row)),
        (_("終結する"), "close", reports and _open(row)),
        (_("再び開く"), "reopen", reports and not _open(row)),
    ]
    return [
        {"label": text, "url": reverse(f"incidents:{route}", args=[row.pk])}
        for text, route, may in wanted
        if may
    ]


def compared(found: Any) -> list[dict[str, str]]:  # noqa: ANN401  the differences of this slice
    """Return the differences between the snapshot and today's ledgers as a table."""
    return [
        {
            "number": f"{one.row.number} {one.row.title}",
            "what": one.row.what or "—",
            "before": _held(one.before),
            "after": _held(one.after),
        }
        for one in found
    ]


def _play_url(actor: Actor, row: Incident) -> str:
    if not (row.exercise and actor.may(Permission.INCIDENT_EDIT)):
        return ""
    return reverse("incidents:play", args=[row.pk])


def _held(one: Any) -> str:  # noqa: ANN401  a thing held, or nothing
    if one is None:
        return _("なし")
    count = _("不明") if one.persons is None else _("%(count)s人") % {"count": f"{one.persons:,}"}
    due = _("期限 %(day)s") % {"day": wareki(one.return_due)} if one.return_due else ""
    return listed(part for part in (label(one.state), count, due) if part)


def _open(row: Incident) -> bool:
    return row.state != IncidentState.CLOSED


def _sections(row: Incident) -> str:
    return listed(section.name for section in row.sections.all()) or _("所管課")


def _left_out(row: Incident, mine: Breach) -> list[str]:
    """Return the sections of the snapshot, as far as the reader sees it, that the case is not shown to."""
    shown_to = {section.name for section in row.sections.all()}
    return [name for name, _count in mine.sections if name not in shown_to]


def _alerts(actor: Actor, row: Incident) -> list[Alert]:
    """Return which sections were told and what they found, to who sees the whole body."""
    if actor.sections_for(Permission.INCIDENT_VIEW) is not None:
        return []
    return list(row.alerts.select_related("section", "seen_by"))


def _neighbours(row: Incident) -> str:
    answer = case_queries.frozen(row)
    return _("%(count)s団体") % {"count": answer.neighbours if answer else 0}
