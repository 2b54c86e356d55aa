"""いまどこ、次に何を、誰待ち: what the top of each row's page says, computed from the row and the day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs
from django.utils.translation import gettext as _

from sekisho.server.ledgers import provided
from sekisho.server.ui.templatetags.sekisho import wareki
from sekisho.server.ui.words import label, word
from sekisho.terms import Phase, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sekisho.server.ledgers.models import Contract, Contractor, ExternalService, InformationAsset


@attrs.frozen
class Strip:
    """The three answers."""

    where: str
    """Empty: what the row's own strip says of it stands."""
    next: str
    who: str
    due: dt.date | None = None
    """By when; None: from now on."""
    late: bool = False
    idle: bool = False
    """Nothing is to be done."""


def nearest(own: Strip, owed: Iterable[Strip]) -> Strip:
    """Return what is to be done first: what is late, then what has no day, then what is due next.

    Nothing is to be done only where neither the row itself nor what stands beside it has anything.
    """
    first = min((own, *owed), key=lambda one: (one.idle, not one.late, one.due or dt.date.min))
    return first if first.where else attrs.evolve(first, where=own.where)


def _nothing(where: str) -> Strip:
    return Strip(where, _("することはありません"), _("だれも待っていません"), idle=True)


def _retired(row: InformationAsset | ExternalService | Contractor | Contract) -> Strip:
    return _nothing(_("%(day)sに台帳から外しました") % {"day": wareki(row.retired_on)})


def asset_strip(row: InformationAsset, day: dt.date) -> Strip:  # noqa: ARG001  every ledger is asked alike
    """Say what an asset's row still lacks."""
    if row.retired_on is not None:
        return _retired(row)
    where, who = _("台帳にあります"), row.section.name
    if row.personal_data and row.person_count is None:
        return Strip(where, _("本人の数を書く"), who)
    if row.personal_data and row.sensitive_personal_data is None:
        return Strip(where, _("要配慮個人情報の有無を確かめる"), who)
    return _nothing(where)


def contractor_strip(row: Contractor, day: dt.date) -> Strip:  # noqa: ARG001  every ledger is asked alike
    """Say what a firm's row still lacks."""
    if row.retired_on is not None:
        return _retired(row)
    if not row.corporate_number:
        return Strip(_("台帳にあります"), _("法人番号を調べて書く"), _("情報政策課"))
    return _nothing(_("台帳にあります"))


def contract_strip(row: Contract, day: dt.date) -> Strip:
    """Say whether the data is still out and by when it must be back or erased."""
    if row.retired_on is not None:
        return _retired(row)
    if row.returned_on is not None:
        return _nothing(_("%(day)sに返還・消去を確かめました") % {"day": wareki(row.returned_on)})
    running = row.starts <= day <= row.ends
    where = _("契約中") if running else _("契約の期間外")
    if row.provided_on is None or row.return_due is None or provided.elsewhere(row):
        return _nothing(where)
    return return_strip(where, row.return_due, row.section.name, day)


def return_strip(where: str, due: dt.date, section: str, day: dt.date) -> Strip:
    """Say by when data that is out must be back or erased."""
    told = {"day": wareki(due)}
    if due < day:
        what = _("返還・消去を確かめる（期限 %(day)s）") % told
        return Strip(_("返還・消去の期限切れ"), what, section, due=due, late=True)
    return Strip(where, _("%(day)sまでに返還・消去を確かめる") % told, section, due=due)


def service_strip(row: ExternalService, day: dt.date) -> Strip:
    """Say the phase of today (``queries.with_phase``), and the nearest thing still owed."""
    if row.retired_on is not None:
        return _retired(row)
    where = label(word("Phase", row.phase_now))
    if row.ends is not None and row.ends < day:
        what = _("申請し直すか、利用を終える")
        return Strip(_("利用期限切れ"), what, row.section.name, due=row.ends, late=True)
    still = [duty for duty in row.obligations.all() if duty.done_on is None]
    owed = min(still, key=lambda duty: (duty.due_on is None, duty.due_on or day, duty.pk), default=None)
    if owed is None and row.starts > day:
        return Strip(where, _("%(day)sから使えます") % {"day": wareki(row.starts)}, row.section.name)
    if owed is None and row.phase_now == Phase.BUILD:
        return Strip(where, _("関門「使い始める」を通す"), row.section.name)
    if owed is None:
        return _nothing(where)
    who = label(word("Role", owed.responsible))
    if owed.responsible == Role.SERVICE_MANAGER.value and row.manager is not None:
        who = f"{row.manager.name}（{who}）"
    late = owed.due_on is not None and owed.due_on < day
    return Strip(where, owed.text, who, due=owed.due_on, late=late)
