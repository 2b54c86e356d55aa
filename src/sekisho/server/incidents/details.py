"""What the templates of the breach question are given. No queries, no decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import attrs
from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.reporting import Finding
from sekisho.server.ui.templatetags.sekisho import month_day, number, wareki
from sekisho.server.ui.words import label, listed
from sekisho.terms import CustodyState

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.procedures.clocks import Clock
    from sekisho.procedures.reporting import Assessment, Leak, Trigger
    from sekisho.server.incidents.answer import Breach, Concern
    from sekisho.server.incidents.holdings import Held

_STATES = {Finding.MET: "no", Finding.POSSIBLE: "wait", Finding.RULED_OUT: "na"}


@attrs.frozen
class Running:
    """The case that runs on the firm: what it knows stands before what the ledgers alone would say."""

    case: str
    known_on: dt.date
    leak: Leak
    assessment: Assessment
    clocks: tuple[tuple[Clock, str], ...]
    """The clocks of the case, each with how it stands in words."""
    sections: tuple[str, ...]


def shown(answer: Breach, running: Running | None = None) -> dict[str, Any]:
    """Return the answer as page and paper show it; where a case runs, with its facts and its days."""
    if not answer.found:
        return {"answer": answer}
    return {
        "answer": answer,
        "several": _several(answer),
        "tiles": [*_tiles(answer), _deadline(answer, running)],
        "strip": _case_strip(running) if running else _strip(answer),
        "concerns": [_concern(one, answer) for one in (*answer.contracts, *answer.services)],
        "provided": [_held(one, answer) for one in answer.provided],
        "overdue": [(one, (answer.day - one.return_due).days) for one in answer.overdue if one.return_due],
        "steps": _steps(answer, running),
        "triggers": triggers(running.assessment if running else answer.assessment),
        "of_case": running,
    }


def persons(answer: Breach) -> str:
    """Return the number of persons: from the least to the greatest, or that the ledger does not say."""
    people = answer.people
    if not answer.provided:
        return _("不明")
    if people.high is None:
        return _("%(low)s人以上（上は不明）") % {"low": number(people.low)}
    if people.high == people.low:
        return _("%(count)s人") % {"count": number(people.low)}
    return _("%(low)s～%(high)s人") % {"low": number(people.low), "high": number(people.high)}


def _tiles(answer: Breach) -> list[tuple[str, str, str]]:
    late = answer.overdue
    return [
        (
            _("契約・サービス"),
            _("%(count)s件") % {"count": len(answer.contracts) + len(answer.services)},
            _("%(count)s課") % {"count": len(answer.sections)},
        ),
        (
            _("本人の数"),
            persons(answer),
            if_kept(answer),
        ),
        (
            _("期限を過ぎた返還・消去"),
            _("%(count)s件") % {"count": len(late)},
            _("最も古い期限 %(day)s") % {"day": wareki(late[0].return_due)} if late else "",
        ),
    ]


def _deadline(answer: Breach, running: Running | None) -> tuple[str, str, str]:
    """Return until when to report: by the case that runs, or if it were known today."""
    name = _("速報の期限（今日知った場合）")
    days = [answer.clocks.preliminary_limit, answer.clocks.final] if _clock_runs(answer) else []
    if running:
        name = _("速報の期限（%(case)s）") % {"case": running.case}
        days = [clock.due for clock, _text in running.clocks]
    if not days:
        return (name, _("報告の対象外"), "")
    return (name, month_day(days[0]), _("確報 %(day)s") % {"day": month_day(days[-1])})


def if_kept(answer: Breach) -> str:
    """Return how many persons at most, if what was given back or erased was in truth kept."""
    if not answer.provided:
        return _("台帳には、預けたデータがありません")
    most = answer.people.if_kept
    if most is None:
        return _("返還・消去が確かでない場合の最大は不明")
    kept = _("%(count)s人") % {"count": number(most)}
    return _("返還・消去が確かでない場合は最大 %(count)s") % {"count": kept}


def _several(answer: Breach) -> list[tuple[str, str, str]]:
    """Return the firms that are added together, each with the question for it alone; none for one firm."""
    if len(answer.firms) < 2:  # noqa: PLR2004  one firm is not several
        return []
    return [
        (one.name, one.corporate_number, urlencode({"words": one.corporate_number or one.name}))
        for one in answer.firms
    ]


def _strip(answer: Breach) -> dict[str, str]:
    where = _("漏えい等の有無は、まだ分かっていません")
    if not (answer.contracts or answer.services):
        where = _("あなたが受け持つ課には、契約もサービスもありません")
    return {
        "where": where,
        "next": _("所管課が委託先に、漏えい等の有無と、手元に残るデータを確かめる")
        if answer.contracts or answer.services
        else _("ほかの課の分は、情報政策課に確かめる"),
        "who": listed(name for name, _count in answer.sections) or _("なし"),
    }


def _case_strip(running: Running) -> dict[str, str]:
    told = {"case": running.case, "leak": label(running.leak)}
    return {
        "where": _("%(case)sが起きています（漏えいの有無：%(leak)s）") % told,
        "next": _("分かったことを、%(case)sに書き足す") % told,
        "who": listed(running.sections) or _("なし"),
    }


def _concern(one: Concern, answer: Breach) -> dict[str, Any]:
    state = _("終了") if one.closed else _("継続中")
    if one.starts > answer.day:
        state = _("開始前")
    return {
        "row": one,
        "url": reverse(f"ledgers:{one.kind}", args=[one.pk]),
        "kind": _("契約") if one.kind == "contract" else _("外部サービス"),
        "state": state,
    }


def whereabouts(one: Held, answer: Breach) -> tuple[str, str]:
    """Return where one lot of data is, back, erased, overdue or out: the state of its badge, its words."""
    if not one.standing:
        state, text = "ok", label(one.state)
    elif one.overdue(answer.day):
        state, text = "no", _("期限切れ %(day)s") % {"day": wareki(one.return_due)}
    else:
        state, text = "info", label(CustodyState.OUT)
        if one.return_due:
            text = _("相手の手元にある（期限 %(day)s）") % {"day": wareki(one.return_due)}
    if one.state is CustodyState.CERTIFIED:
        text = f"{label(one.state)}　{text}"
    return state, text


def _held(one: Held, answer: Breach) -> dict[str, Any]:
    state, text = whereabouts(one, answer)
    kinds = [
        text_of
        for said, text_of in (
            (one.specific, _("特定個人情報")),
            (one.sensitive, _("要配慮個人情報")),
            (one.personal and not one.specific, _("個人情報")),
        )
        if said
    ]
    if one.personal is None:
        kinds = [_("個人情報の有無は不明")]
    return {
        "row": one,
        "url": reverse(f"ledgers:{one.kind}", args=[one.pk]),
        "kinds": listed(kinds) or _("個人情報なし"),
        "persons": _("不明") if one.persons is None else number(one.persons),
        "state": state,
        "text": text,
    }


def _clock_runs(answer: Breach) -> bool:
    return answer.may_have_to_report


def _steps(answer: Breach, running: Running | None) -> list[dict[str, Any]]:
    """Return whom to tell by when, in the order of time."""
    rows = [
        {
            "when": _("直ちに"),
            "who": f"{one.section} {label(one.office)}".strip(),
            "names": listed(one.names),
            "what": _("分かっていることを知らせ、被害が広がるのを止める"),
        }
        for one in answer.told
    ]
    reports = _reports_of(running) if running else _reports(answer)
    if not reports:
        return rows
    persons_told = (_("状況に応じて速やかに"), _("本人"), _("概要、項目、原因、二次被害のおそれを知らせる"))
    return [
        *rows,
        *(
            {"when": when, "who": who, "names": "", "what": what}
            for when, who, what in (*reports, persons_told)
        ),
    ]


def _reports(answer: Breach) -> list[tuple[str, str, str]]:
    """Return when, to whom and what to report, if it were known today."""
    if not _clock_runs(answer):
        return []
    clocks, commission = answer.clocks, _("個人情報保護委員会")
    days = {"first": wareki(clocks.preliminary_target), "last": wareki(clocks.preliminary_limit)}
    wrongful = {"day": wareki(answer.clocks_if_wrongful.final)}
    final = _("確報：9つの項目を報告する（不正の目的のおそれがあれば %(day)s まで）") % wrongful
    return [
        (_("%(first)sから%(last)s") % days, commission, _("速報：分かっている範囲で報告する")),
        (wareki(clocks.final), commission, final),
    ]


def _reports_of(running: Running) -> list[tuple[str, str, str]]:
    """Return the same by the clocks of the case that runs."""
    found = []
    for clock, text in running.clocks:
        when = wareki(clock.due)
        if clock.target:
            when = _("%(first)sから%(last)s") % {"first": wareki(clock.target), "last": when}
        told = {"paper": label(clock.paper), "case": running.case, "left": text}
        what = _("%(paper)s（%(case)s）：%(left)s") % told
        found.append((when, _("個人情報保護委員会"), what))
    return found


def triggers(assessment: Assessment) -> list[dict[str, str]]:
    """Return every reason to report with how it stands."""
    words = {
        Finding.MET: _("当てはまる"),
        Finding.POSSIBLE: _("まだ分からない"),
        Finding.RULED_OUT: _("当てはまらない"),
    }
    return [
        {"trigger": _label(one.trigger), "word": words[one.finding], "state": _STATES[one.finding]}
        for one in assessment.found
    ]


def _label(trigger: Trigger) -> str:
    return label(trigger)
