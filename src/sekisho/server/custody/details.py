"""What the templates of this slice are given: where a hand-over stands, what may be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.custody import handovers, subcontracts
from sekisho.server.custody import spot_checks as checked
from sekisho.server.ledgers import details as ledgers
from sekisho.server.ledgers.beside import Part
from sekisho.server.ledgers.standing import Strip, return_strip
from sekisho.server.ui.templatetags.sekisho import wareki
from sekisho.server.ui.words import label
from sekisho.terms import ConsentState, CustodyState

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.custody.models import Erasure, HandOver
    from sekisho.server.ledgers.models import Contract

SHOWN = (
    "number",
    "what",
    "receiver",
    "contract",
    "service",
    "section",
    "asset",
    "confidentiality",
    "personal_data",
    "specific_personal_data",
    "sensitive_personal_data",
    "person_count",
    "medium",
    "handed_on",
    "handed_by",
    "approval",
    "return_due",
)


def erasure_of(row: HandOver) -> Erasure | None:
    """Return how the hand-over ended, if a certificate came."""
    return getattr(row, "erasure", None)


def strip(row: HandOver, day: dt.date) -> Strip:
    """Say whether the data is out, what is next and whom it waits for."""
    erasure = erasure_of(row)
    if erasure is not None and erasure.verified_on is not None:
        where = _("%(day)sに返還・消去を確かめました") % {"day": wareki(erasure.verified_on)}
        return Strip(where, _("することはありません"), _("だれも待っていません"))
    late = row.return_due is not None and row.return_due < day
    if erasure is None:
        where = _("返還・消去の期限切れ") if late else label(CustodyState.OUT)
        return Strip(where, _("返還・消去の証明書を受け取る"), row.receiver.name)
    where = _("返還・消去の期限切れ") if late else _("証明書を受け取った")
    if not erasure.covers_copies:
        return Strip(where, _("複製を含む証明書を受け取り直す"), row.receiver.name)
    return Strip(
        where, _("複製を含めて消去を確かめる"), _("%(section)sの課長") % {"section": row.section.name}
    )


def links(actor: Actor, row: HandOver) -> list[dict[str, str]]:
    """Return what ``actor`` can do with a hand-over, as links."""
    erasure, found = erasure_of(row), []
    if erasure is None or erasure.verified_on is None:
        if actor.may(Permission.CUSTODY_EDIT, section=row.section_id):
            url = reverse("custody:certificate", args=[row.pk])
            found.append({"label": _("証明書を受け取る"), "url": url})
        covered = erasure is not None and erasure.covers_copies
        if covered and actor.may(Permission.CUSTODY_DECIDE, section=row.section_id):
            found.append({"label": _("消去を確かめる"), "url": reverse("custody:verify", args=[row.pk])})
        if actor.may(Permission.CUSTODY_EDIT, section=row.section_id):
            url = reverse("custody:spot_check", args=[row.pk])
            found.append({"label": _("抜取確認を記録する"), "url": url})
    return found


def spot_checks(actor: Actor, row: HandOver) -> list[dict[str, object]]:
    """Return what spot checks found, each with the link to put it right where ``actor`` may."""
    decides = actor.may(Permission.CUSTODY_DECIDE, section=row.section_id)
    return [
        {"row": one, "settle": reverse("custody:settle", args=[one.pk]) if one.open and decides else ""}
        for one in checked.of(row)
    ]


def facts(row: HandOver) -> list[tuple[str, str]]:
    """Return (label, text) of what was handed over."""
    return ledgers.facts_of(row, SHOWN)


def beside_contract(actor: Actor, row: Contract, day: dt.date) -> Part | None:
    """Return 再委託 and 提供 of a contract for its page."""
    if not actor.may(Permission.CUSTODY_VIEW, section=row.section_id):
        return None
    may_edit = row.retired_on is None and actor.may(Permission.CUSTODY_EDIT, section=row.section_id)
    decides = actor.may(Permission.CUSTODY_DECIDE, section=row.section_id)
    ends = decides and row.retired_on is None and actor.may(Permission.CONTRACT_EDIT, section=row.section_id)
    handed = handovers.handovers_of(actor, row)
    return Part(
        "custody/beside_contract.html",
        {
            "contract": row,
            "branches": subcontracts.flat(subcontracts.tree(row)),
            "handovers": handed,
            "may_edit": may_edit,
            "decides": decides,
            "ends": ends,
            "asked": ConsentState.ASKED.value,
        },
        tuple(_out(one, row, day) for one in handed if one.state != CustodyState.VERIFIED.value),  # type: ignore[attr-defined]  # annotated by queries.with_state
    )


def _out(one: HandOver, contract: Contract, day: dt.date) -> Strip:
    """Say that something is out; what has no day of its own is to be back by the end of the contract."""
    where = _("データが手元にない") if contract.returned_on else ""
    return return_strip(where, one.return_due or contract.ends, one.section.name, day)
