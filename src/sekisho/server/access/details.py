"""What the templates of this slice are given: where an account stands, what may be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.server.access import briefings, inventory_details, queries
from sekisho.server.access.tables import yes_no_unknown
from sekisho.server.accounts.permissions import Permission
from sekisho.server.incidents.seams import Item
from sekisho.server.ledgers.beside import Part
from sekisho.server.ledgers.standing import Strip
from sekisho.server.ui.templatetags.sekisho import wareki
from sekisho.server.ui.words import label, word
from sekisho.terms import AccountState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sekisho.server.access.models import ServiceAccount
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.seams import Concerned
    from sekisho.server.ledgers.models import ExternalService

_SHOWN = 50


def strip(row: ServiceAccount, day: dt.date) -> Strip:
    """Say whether an account is open, what is next and whom it waits for."""
    if row.closed_on is not None:
        where = _("%(day)sに閉じました") % {"day": wareki(row.closed_on)}
        return Strip(where, _("することはありません"), _("だれも待っていません"))
    who = _("%(section)sの課長か外部サービス管理者") % {"section": row.service.section.name}
    if row.state == AccountState.TO_CLOSE.value:
        due = wareki(queries.due_of(row, day))
        return Strip(why_to_close(row), _("%(day)sまでに閉じるか、点検して残す") % {"day": due}, who)
    if row.state == AccountState.TO_REVIEW.value:
        return Strip(_("1年以上点検していません"), _("まだ要るかを点検する"), who)
    return Strip(_("利用中"), _("することはありません"), _("だれも待っていません"))


def why_to_close(row: ServiceAccount) -> str:
    """Say why an account should be closed."""
    if row.service.retired_on is not None or row.left_on is None:
        left = _("利用者のアカウントが止められました")
        ended = row.service.retired_on or row.service.ends
        return _("サービスの利用が終わりました") if ended else left
    return _("利用者が%(day)sに異動・退職しました") % {"day": wareki(row.left_on)}


def links(actor: Actor, row: ServiceAccount) -> list[dict[str, str]]:
    """Return what ``actor`` can do with an account, as links."""
    if row.closed_on is not None or not actor.may(Permission.SERVICE_EDIT, section=row.service.section_id):
        return []
    pages = [("access:close", _("閉じる")), ("access:review", _("点検して残す"))]
    return [{"label": text, "url": reverse(route, args=[row.pk])} for route, text in pages]


def facts(row: ServiceAccount) -> list[tuple[str, str]]:
    """Return (label, text) of an account."""
    closed_by = row.closed_by.name if row.closed_by else ""
    found = [
        (_("外部サービス"), str(row.service)),
        (_("所管課"), row.service.section.name),
        (_("利用者"), row.used_by),
        (_("アカウントの種類"), label(word("AccountKind", row.kind))),
        (_("使う目的"), row.purpose or "—"),
        (_("特権"), _("有") if row.privileged else _("無")),
        (_("多要素認証"), yes_no_unknown(row.mfa)),
        (_("開設日"), wareki(row.opened_on)),
        (_("点検日"), wareki(row.reviewed_on) or "—"),
    ]
    if row.closed_on is not None:
        found += [(_("閉鎖日"), f"{wareki(row.closed_on)}（{closed_by}）"), (_("確かめ方"), row.closed_how)]
    return found


def beside_service(actor: Actor, row: ExternalService, day: dt.date) -> Part | None:
    """Return the open accounts and the 利用方針 of a service for its page."""
    if not actor.may(Permission.SERVICE_VIEW, section=row.section_id):
        return None
    rows = queries.with_state(queries.open_accounts([row.pk]), day)
    found = list(rows.order_by("-privileged", "pk")[: _SHOWN + 1])
    told = briefings.current([row.pk]).get(row.pk)
    return Part(
        "access/beside_service.html",
        {
            "service": row,
            "accounts": found[:_SHOWN],
            "more": len(found) > _SHOWN,
            "briefing": told,
            "missing": briefings.not_briefed(told) if told else [],
            "may_edit": actor.may(Permission.SERVICE_EDIT, section=row.section_id),
            "stands": row.retired_on is None,
            "inventory": inventory_details.beside(row, day),
        },
    )


def to_stop(concerned: Concerned, day: dt.date) -> Iterable[Item]:  # noqa: ARG001  every source is asked alike
    """Return the accounts an incident stops: the names of logins, the privileged first."""
    for row in queries.accounts_to_stop(concerned.services):
        mark = _("（特権）") if row.privileged else ""
        yield Item(
            what=f"{row.service.name}：{row.login}{mark}",
            who=row.used_by,
            section_name=row.service.section.name,
            service=row.service_id,
            login=row.login,
            kind=row.kind,
            privileged=row.privileged,
        )
