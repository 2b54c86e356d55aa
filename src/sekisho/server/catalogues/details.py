"""What the templates of the catalogue are given. No queries, no decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.ui.home import Bar
from sekisho.server.ui.words import label, listed, said, spoken
from sekisho.terms import ClauseStatus, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.catalogue import Clause, Rulebook
    from sekisho.judgement.whatif import Replay
    from sekisho.server.accounts.permissions import Actor

ORDER = (ClauseStatus.VIOLATED.value, ClauseStatus.UNKNOWN.value, ClauseStatus.SATISFIED.value)
EXAMPLE = """\
clauses:
  - id: LOC-001
    title: 国外に置くサービスには機密性2以上を置かない
    summary: 情報を置く国が日本だけでないサービスでは、機密性2以上の情報を扱わない。
    source: {document: local, section: "1", page: 1, heading: 自団体の決まり}
    level: local
    confirmed: true
    responsible: manager
    kinds: [use_external_service]
    applies: context.confidentiality >= 2
    requires: '["JP"].containsAll(context.data_regions)'
    effect: deny
    exception: allowed
    remedy: {text: 国内に置くサービスを選んでください, who: staff, due: before_decision, days: 0}
    evidence: [サービスの所在地の資料]
    machine: true
    refs: []
"""


def row_of(clause: Clause, rulebook: Rulebook) -> dict[str, Any]:
    """Return one clause for the list."""
    return {
        "clause": clause,
        "url": reverse("catalogues:clause", args=[clause.id]),
        "source": source_of(clause, rulebook),
        "responsible": label(clause.responsible),
        "level": label(clause.level),
    }


def source_of(clause: Clause, rulebook: Rulebook) -> str:
    """Return where the clause stands, in words."""
    title = rulebook.document_title(clause.source.document)
    parts = (title, clause.source.place, clause.source.heading)
    return format_html_join(" ", "{}", ((spoken(part),) for part in parts if part))


def facts_of(clause: Clause, rulebook: Rulebook) -> list[tuple[str, str]]:
    """Return what the page of a clause says of it."""
    remedy = clause.remedy
    steps = _("%(text)s（%(who)s、%(due)s）")
    rows = [
        (_("番号"), clause.id),
        (_("決まりの要点"), clause.summary),
        (_("強さ"), label(clause.level)),
        (_("出典"), source_of(clause, rulebook)),
        (_("原文との照合"), _("済み") if clause.confirmed else _("要確認")),
        (_("責任を持つ人"), label(clause.responsible)),
        (_("判定のしかた"), _("関所が判定する") if clause.machine else _("人が確かめる")),
    ]
    if clause.machine:
        rows += [
            (_("満たさないと"), label(clause.effect)),
            (_("例外措置"), _("認められることがある") if clause.exception else _("認められない")),
        ]
    if remedy is not None:
        rows.append(
            (
                _("次にすること"),
                steps % {"text": said(remedy.text), "who": label(remedy.who), "due": label(remedy.due)},
            )
        )
    rows += [
        (
            _("許可のあとの条件"),
            steps % {"text": said(duty.text), "who": label(duty.who), "due": label(duty.due)},
        )
        for duty in clause.obligations
    ]
    rows.append((_("証拠"), listed(map(said, clause.evidence)) or "—"))
    return rows


def crumbs(clause: Clause) -> list[tuple[str, str]]:
    """Return the way to a clause's page."""
    return [(_("条文"), reverse("catalogues:clauses")), (clause.id, "")]


def tabs(actor: Actor, here: str) -> list[dict[str, Any]]:
    """Return the pages of the catalogue the actor may open."""
    pages = (
        ("standings", _("条文ごとの状況"), Permission.SERVICE_VIEW),
        ("clauses", _("条文一覧"), Permission.CATALOGUE_VIEW),
        ("classify", _("区分を調べる"), Permission.CATALOGUE_VIEW),
        ("what_if", _("規則を変えると"), Permission.WHAT_IF),
        ("local", _("自団体の条文"), Permission.CATALOGUE_EDIT),
    )
    return [
        {"label": text, "url": reverse(f"catalogues:{name}"), "current": name == here}
        for name, text, permission in pages
        if actor.may(permission)
    ]


def exports(actor: Actor) -> list[dict[str, str]]:
    """Return the files the numbers may be written to."""
    if not actor.may(Permission.LEDGER_EXPORT):
        return []
    forms = (
        ("xlsx", "Excel"),
        ("csv", "CSV"),
        ("cp932", "CSV（Shift_JIS）"),
        ("pdf", "PDF"),
        ("oscal", "OSCAL"),
    )
    return [
        {"label": text, "url": reverse("catalogues:standings_export", args=[form])} for form, text in forms
    ]


def bars(totals: Mapping[ClauseStatus, int]) -> tuple[Bar, ...]:
    """Return the chart of clauses by their worst standing."""
    states = {
        ClauseStatus.SATISFIED: "ok",
        ClauseStatus.VIOLATED: "no",
        ClauseStatus.UNKNOWN: "wait",
    }
    return tuple(Bar(status.label, totals.get(status, 0), state) for status, state in states.items())


def moves(replay: Replay) -> list[dict[str, Any]]:
    """Return how many decisions go from which outcome to which."""
    order = list(Outcome)
    return [
        {"before": before, "after": after, "count": count, "same": before is after}
        for (before, after), count in sorted(
            replay.counts.items(), key=lambda item: (order.index(item[0][0]), order.index(item[0][1]))
        )
    ]
