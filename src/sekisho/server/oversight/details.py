"""What the templates of this slice are given: where the oversight stands, what may be done, what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.oversight import due_days
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers.beside import Part
from sekisho.server.ledgers.details import history
from sekisho.server.ledgers.standing import Strip
from sekisho.server.oversight import queries
from sekisho.server.oversight.tables import BADGES
from sekisho.server.ui.templatetags.sekisho import wareki
from sekisho.server.ui.words import label, listed
from sekisho.terms import CarrierKind, CarryState, OversightPoint

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contract
    from sekisho.server.oversight.check_models import Check, CheckPlan
    from sekisho.server.oversight.models import Carry

_VERBS = ("worker.", "place.", "carry.", "check.", "visit.", "roster.")
_SHOWN, _AHEAD = 200, 6
_LATE = frozenset(
    {
        OversightPoint.MEDIA_LATE,
        OversightPoint.STRANGER,
        OversightPoint.CHECK_LATE,
        OversightPoint.IMPROVEMENT_LATE,
    }
)


def strip(row: Any, plan: CheckPlan | None) -> Strip:  # noqa: ANN401  a contract with its flags
    """Say what stands out, what is next and whom it waits for."""
    section = row.section.name
    head = _("%(section)sの課長") % {"section": section}
    found = queries.points(row)
    where = listed(_(one.label) for one in found) or _("気をつけることはありません")
    steps = {
        OversightPoint.MEDIA_LATE: (_("媒体を戻させ、戻りを確かめる"), section),
        OversightPoint.STRANGER: (_("名簿にない人に対処する"), head),
        OversightPoint.CHECK_LATE: (_("委託先の対策を確かめる"), section),
        OversightPoint.IMPROVEMENT_LATE: (_("改善を確かめる"), head),
        OversightPoint.NO_PLAN: (_("確認の計画を決める"), head),
        OversightPoint.TOO_RARE: (_("確認の間隔を12か月以内にする"), head),
        OversightPoint.NO_ROSTER: (_("従事者を名簿に載せる"), section),
        OversightPoint.MEDIA_OUT: (_("媒体の戻りを確かめる"), section),
    }
    if found:
        return Strip(where, *steps[found[0]])
    if plan is not None and plan.next_on <= row.ends:
        return Strip(where, _("%(day)sまでに確かめる") % {"day": wareki(plan.next_on)}, section)
    return Strip(where, _("することはありません"), _("だれも待っていません"))


def badges(row: Any) -> list[tuple[str, OversightPoint]]:  # noqa: ANN401  a contract with its flags
    """Return what is wrong with a contract, each with the state of its badge."""
    return [(BADGES[one], one) for one in queries.points(row)]


def shown(actor: Actor, row: Contract, day: dt.date) -> dict[str, Any]:
    """Return all that the page of one contract shows."""
    plan = queries.plan_of(row)
    edits = actor.may(Permission.OVERSIGHT_EDIT, section=row.section_id)
    decides = actor.may(Permission.OVERSIGHT_DECIDE, section=row.section_id)
    stands = row.retired_on is None
    return {
        "row": row,
        "strip": strip(row, plan),
        "plan": plan,
        "ahead": due_days(plan.next_on, plan.months, row.ends)[:_AHEAD] if plan else (),
        "checks": [(one, improvement(one, day)) for one in queries.term_checks(row)[:_SHOWN]],
        "workers": queries.workers(row)[:_SHOWN],
        "places": [(one, _runs(one, day)) for one in queries.places(row)],
        "carries": [(one, late(one, day)) for one in queries.carries(row)[:_SHOWN]],
        "visits": queries.visits(row)[:_SHOWN],
        "events": history("contract", row.pk, "note", verbs=_VERBS),
        "edits": edits,
        "decides": decides,
        "may_add": edits and stands,
        "may_allow": decides and stands,
        "day": day,
        "states": CarryState,
        "crumbs": [(_("委託先の監督"), reverse("oversight:list")), (str(row), "")],
    }


def late(row: Carry, day: dt.date) -> bool:
    """Tell whether a medium should be back."""
    return row.state == CarryState.PERMITTED and row.due_on < day


def improvement(row: Check, day: dt.date) -> tuple[str, str]:
    """Return the state of the badge and the words for what was demanded of the contractor."""
    if row.improve_by is None:
        return "na", _("なし")
    if row.improved_on is not None:
        return "ok", _("%(day)sに確かめた") % {"day": wareki(row.improved_on)}
    told = _("%(day)sまで") % {"day": wareki(row.improve_by)}
    return ("no", _("期限切れ（%(until)s）") % {"until": told}) if row.improve_by < day else ("wait", told)


def medium(row: Carry) -> str:
    """Return kind and number of a medium in the language of the screen."""
    return f"{label(CarrierKind(row.kind))} {row.serial}"


def facts_of_carry(row: Carry) -> list[tuple[str, str]]:
    """Return (label, text) of what is to be carried out, for who decides on it."""
    return [
        (_("入れるデータ"), row.what),
        (_("提供の記録"), str(row.handover) if row.handover else "—"),
        (_("暗号化"), _("有") if row.encrypted else _("無")),
        (_("運ぶ従事者"), f"{row.worker.name}（{row.worker.firm.name}）"),
        (_("どこから"), f"{row.origin.name}（{row.origin.address}）"),
        (_("どこへ"), f"{row.destination.name}（{row.destination.address}）"),
        (_("立ち会う職員"), row.witness),
        (_("持ち出す日"), wareki(row.out_on)),
        (_("戻す期限"), wareki(row.due_on)),
        (_("申し出た人"), row.asked_by.name),
    ]


def beside_contract(actor: Actor, row: Contract, day: dt.date) -> Part | None:
    """Return the oversight of a contract for its page in the ledger."""
    if not actor.may(Permission.OVERSIGHT_VIEW, section=row.section_id):
        return None
    seen = queries.contract(actor, row.pk, day)
    return Part(
        "oversight/beside_contract.html", {"contract": seen, "badges": badges(seen)}, _owed(seen, day)
    )


def _owed(row: Any, day: dt.date) -> tuple[Strip, ...]:  # noqa: ANN401  a contract with its flags
    """Return what is to be done first in the oversight of a contract, with its day where it has one."""
    found = [one for one in queries.points(row) if one is not OversightPoint.MEDIA_OUT]
    if row.retired_on is None and found:
        return (attrs.evolve(strip(row, None), late=found[0] in _LATE),)
    if row.retired_on is not None or row.next_on is None:
        return ()
    what = _("%(day)sまでに、委託先の対策を確かめる") % {"day": wareki(row.next_on)}
    return (Strip("", what, row.section.name, due=row.next_on, late=row.next_on < day),)


def _runs(row: Any, day: dt.date) -> bool:  # noqa: ANN401  a row with its days
    return row.starts <= day and (row.ends is None or row.ends >= day)
