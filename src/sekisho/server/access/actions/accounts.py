"""アカウントを開く, 点検する, 閉じる. The record names the row, never the login or the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.server.access.models import Inventory, InventoryLine, ServiceAccount
from sekisho.server.access.words import key_of
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers import checks
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.actions import changes, versions
from sekisho.server.ledgers.watchers import changed
from sekisho.terms import AccountKind, InventoryAnswer

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.models import Person
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ExternalService


def open_account(
    actor: Actor,
    *,
    service: ExternalService,
    login: str,
    kind: str,
    opened_on: dt.date,
    person: Person | None = None,
    holder: str = "",
    purpose: str = "",
    privileged: bool = False,
    mfa: bool | None = None,
) -> ServiceAccount:
    """Note an account of a service. Writes ``account.opened``.

    Raises:
        Refused: the actor does not answer for the service.
        NotFound: service or person are not of this body.
        Conflict: the service is not used any more, or the login is open already.
        BadInput: a value is missing or wrong.
    """
    changes.own({"service": service})
    require(actor, Permission.SERVICE_EDIT, section=service.section_id)
    if person is not None and person.body_id != body_in_force():
        raise NotFound("この職員は登録されていません。", next_step="選び直してください。")
    login = checks.required("ログイン名", login)[:200]
    _check_holder(kind, person, holder)
    checks.not_ahead("開設日", opened_on)
    with transaction.atomic():
        changes.hold(service)
        _still_used(ledgers.service(actor, service.pk))
        if ServiceAccount.objects.filter(service=service, login=login, closed_on=None).exists():
            raise Conflict(
                say("「{login}」は、もう台帳にあります。", login=login),
                next_step="一覧からさがしてください。",
            )
        row: ServiceAccount = ServiceAccount.make(
            service=service,
            login=login,
            kind=kind,
            person=person,
            holder=holder.strip()[:100],
            purpose=purpose.strip()[:200],
            search_key=key_of(service, login, person, holder),
            privileged=privileged,
            mfa=mfa,
            opened_on=opened_on,
        )
        _note(actor, row, "opened", {"kind": kind, "privileged": privileged, "mfa": mfa})
    return row


def review_account(actor: Actor, pk: int, version: int, *, on: dt.date, mfa: bool | None) -> ServiceAccount:
    """Confirm that an account is still needed as it is. Writes ``account.reviewed``.

    Raises:
        NotFound, Refused, Conflict: as :func:`_standing` says.
        BadInput: the day is wrong.
    """
    with transaction.atomic():
        row = _standing(actor, pk, version)
        checks.not_ahead("点検日", on)
        checks.in_order("開設日", row.opened_on, "点検日", on)
        row.reviewed_on, row.mfa = on, mfa
        versions.save_next(row)
        _note(actor, row, "reviewed", {"on": on.isoformat(), "mfa": mfa})
    return row


def close_account(actor: Actor, pk: int, version: int, *, on: dt.date, how: str) -> ServiceAccount:
    """Note that an account was closed, and how that was confirmed. Writes ``account.closed``.

    Raises:
        NotFound, Refused, Conflict: as :func:`_standing` says.
        BadInput: the day is wrong, or how it was confirmed is missing.
    """
    with transaction.atomic():
        row = _standing(actor, pk, version)
        checks.not_ahead("閉鎖日", on)
        checks.in_order("開設日", row.opened_on, "閉鎖日", on)
        row.closed_on, row.closed_by_id = on, actor.person
        row.closed_how = checks.required("確かめ方", how)
        versions.save_next(row)
        lines = InventoryLine.objects.filter(account=row, answer="")
        told = {"answer": InventoryAnswer.CLOSED.value, "how": row.closed_how, "settled_on": on}
        lines.update(**told, settled_by=actor.person, version=models.F("version") + 1)
        settle_whole(row.service_id)
        _note(actor, row, "closed", {"on": on.isoformat()})
    return row


def correct_privilege(actor: Actor, pk: int, version: int, *, privileged: bool) -> ServiceAccount:
    """Write the special rights of an account as the provider has them. Writes ``account.corrected``.

    Raises:
        NotFound, Refused, Conflict: as :func:`_standing` says.
    """
    with transaction.atomic():
        row = _standing(actor, pk, version)
        row.privileged = privileged
        versions.save_next(row)
        _note(actor, row, "corrected", {"privileged": privileged})
    return row


def settle_whole(service: int) -> None:
    """Let every 棚卸し of a service that has no open line left be done as of today."""
    rows = Inventory.objects.filter(service_id=service, settled_on=None).exclude(taken_at=None)
    waiting = InventoryLine.objects.filter(inventory=models.OuterRef("pk"), answer="")
    rows.filter(~models.Exists(waiting)).update(settled_on=timezone.localdate())


def _standing(actor: Actor, pk: int, version: int) -> ServiceAccount:
    """Return the open account, locked.

    Raises:
        NotFound: there is none in this body.
        Refused: the actor does not answer for its service.
        Conflict: it is closed, or somebody changed it.
    """
    found = ServiceAccount.objects.select_related("service").filter(pk=pk).first()
    if found is None:
        raise NotFound("見つかりません。", next_step="一覧からさがしてください。")
    require(actor, Permission.SERVICE_EDIT, section=found.service.section_id)
    changes.hold(found.service)  # a 棚卸し and an import hold the service before its accounts, too
    row: ServiceAccount = ServiceAccount.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.version != version or row.closed_on is not None:
        raise Conflict(
            say("「{row}」は、あなたが開いたあとに、ほかの人が直しました。", row=row),
            next_step="画面を開き直し、今の内容を確かめてから、もう一度してください。",
        )
    return row


def _note(actor: Actor, row: ServiceAccount, verb: str, data: dict[str, object]) -> None:
    record(
        actor,
        f"account.{verb}",
        Subject("account", row.pk, row.service.section_id),
        {"service": row.service_id, **data},
    )
    changed("service", [row.service_id])


def _still_used(service: ExternalService) -> None:
    if service.retired_on is not None:
        raise Conflict(
            say("「{service}」の利用は終わっています。", service=service),
            next_step="ほかの外部サービスを選んでください。",
        )


def _check_holder(kind: str, person: Person | None, holder: str) -> None:
    if kind not in {one.value for one in AccountKind}:
        raise BadInput(
            "アカウントの種類が正しくありません。",
            where="アカウントの種類",
            next_step="選び直してください。",
        )
    if kind == AccountKind.PERSONAL.value and person is None:
        raise BadInput(
            "個人のアカウントの利用者が選ばれていません。",
            where="利用者ID",
            next_step="利用者を選んでください。",
        )
    if person is None and not holder.strip():
        raise BadInput(
            "だれが使うのかが書かれていません。",
            where="利用者（共用のとき）",
            next_step="利用者を選ぶか、使う人の範囲を書いてください。",
        )
