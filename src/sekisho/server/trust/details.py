"""What the templates of this slice are given: where a thing stands, what is next, what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.crossings import queries as journal
from sekisho.server.ledgers import details as ledgers
from sekisho.server.ledgers.beside import Part
from sekisho.server.ledgers.standing import Strip
from sekisho.server.trust import queries
from sekisho.server.ui.templatetags.sekisho import wareki
from sekisho.server.ui.words import label, word
from sekisho.terms import CertificationKind, EvidenceState

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contractor, ExternalService
    from sekisho.server.trust.models import Evidence, Judgement, RegisterAbsence

SHOWN = (
    "provider",
    "number",
    "holder",
    "service_name",
    "scope",
    "functions",
    "issued",
    "period_start",
    "period_end",
    "expires",
    "bridge_until",
    "until",
    "source",
    "checked_by",
    "checked_on",
    "withdrawn_on",
    "withdrawn_why",
)


def evidence_strip(row: Evidence, *, missing: RegisterAbsence | None = None) -> Strip:
    """Say whether a certification can be leaned on, and what is next; ``missing``: no register has it now."""
    state = EvidenceState(row.state)
    where, keeper = label(state), _("情報政策課")
    if missing is not None and state is not EvidenceState.WITHDRAWN:
        lost = _("%(day)sの登録簿にありません") % {"day": wareki(missing.edition.as_of)}
        return Strip(f"{where}　{lost}", _("取り消されたかを確かめる"), keeper)
    if state is EvidenceState.VALID:
        return Strip(where, _("することはありません"), _("だれも待っていません"))
    if state is EvidenceState.EXPIRING:
        day = {"day": wareki(row.until)}
        return Strip(where, _("%(day)sまでに、更新されたかを提供者に確かめる") % day, keeper)
    if state is EvidenceState.UNKNOWN:
        return Strip(where, _("対象期間か有効期限を調べて書く"), keeper)
    if state is EvidenceState.NOT_YET:
        return Strip(where, _("始まる日を待つ"), row.provider.name)
    return Strip(where, _("新しい証拠を求め、信頼性を判断し直す"), keeper)


def service_strip(row: ExternalService, current: Judgement | None) -> Strip:
    """Say whether the reliability of a service is judged."""
    if current is None:
        return Strip(_("信頼性はまだ判断していません"), _("信頼性を判断する"), row.section.name)
    if current.flagged_on is not None:
        since = {"day": wareki(current.flagged_on)}
        return Strip(_("%(day)sから見直しが必要です") % since, _("信頼性を判断し直す"), row.section.name)
    where = _("信頼性は十分") if current.sufficient else _("信頼性は十分でない")
    if not current.sufficient:
        return Strip(where, _("使い続けるかを決める"), row.section.name)
    return Strip(where, _("することはありません"), _("だれも待っていません"))


def facts(row: Evidence) -> list[tuple[str, str]]:
    """Return (label, text) of what a certification says."""
    kind = (ledgers.label_of(row, "kind"), label(CertificationKind(row.kind)))
    return [kind, *((name, text) for name, text in ledgers.facts_of(row, SHOWN) if text != "—")]


def history(actor: Actor, row: Evidence) -> list[Any]:
    """Return what happened to a certification, as the record tells it.

    Which services it was put beside is told only to who sees those of every section.
    """
    events = [ledgers.event_of(entry, row) for entry in journal.entries_about("evidence", row.pk)]
    if actor.sections_for(Permission.SERVICE_VIEW) is None:
        return events
    hidden = ledgers.label_of(row, "services")
    return [
        attrs.evolve(one, changes=tuple(each for each in one.changes if each[0] != hidden)) for one in events
    ]


def fallen(row: Judgement) -> list[str]:
    """Return what no longer stands as it did when it was judged, in words."""
    names = {one["evidence"]: one["name"] for one in row.leaned}
    return [
        "：".join(
            part for part in (names.get(one["evidence"], ""), label(word("FallenWhy", one["why"]))) if part
        )
        for one in row.flagged_why
    ]


def page_of(actor: Actor, row: ExternalService, day: dt.date) -> dict[str, Any]:
    """Return what is shown of the reliability of a service, here and beside it."""
    judged = queries.judgements_of(row)
    current = next((one for one in judged if one.current), None)
    return {
        "service": row,
        "strip": service_strip(row, current),
        "weighed": queries.weighed(row, day),
        "functions": queries.functions(row),
        "current": current,
        "fallen": fallen(current) if current else [],
        "earlier": [one for one in judged if not one.current],
        "judges": row.retired_on is None and actor.may(Permission.SERVICE_EDIT, section=row.section_id),
        "keeps": actor.may(Permission.EVIDENCE_EDIT),
    }


def beside_service(actor: Actor, row: ExternalService, day: dt.date) -> Part | None:
    """Return the certifications of a service, weighed, for its page."""
    values = page_of(actor, row, day)
    flagged = values["current"] is not None and values["current"].flagged_on is not None
    owed = (values["strip"],) if flagged and row.retired_on is None else ()
    return Part("trust/beside_service.html", values, owed)


def beside_firm(actor: Actor, row: Contractor, day: dt.date) -> Part | None:  # noqa: ARG001  every source is asked alike
    """Return the certifications of a provider for its page; nothing for a firm that has none."""
    if not actor.may(Permission.SERVICE_VIEW):
        return None
    rows = queries.of_firm(actor, row)
    return Part("trust/beside_firm.html", {"rows": rows}) if rows else None


def links(actor: Actor, row: Evidence) -> list[dict[str, str]]:
    """Return what ``actor`` can do with a certification, as links."""
    if not actor.may(Permission.EVIDENCE_EDIT):
        return []
    found = [{"label": _("直す"), "url": reverse("trust:edit", args=[row.pk])}]
    if row.withdrawn_on is None:
        found.append({"label": _("取り消されたと記録する"), "url": reverse("trust:withdraw", args=[row.pk])})
    return found


def tabs(current: str) -> list[dict[str, object]]:
    """Return the tabs over the lists of this slice."""
    pages = [
        ("trust:list", _("認定・認証")),
        ("trust:flagged", _("判断し直すもの")),
        ("trust:register", _("登録簿")),
    ]
    return [{"label": text, "url": reverse(route), "current": route == current} for route, text in pages]
