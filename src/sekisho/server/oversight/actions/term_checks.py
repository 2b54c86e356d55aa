"""期間中の確認を記録する, 改善を確かめる, 報告を読む."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused, say
from sekisho.procedures.oversight import next_due, told
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.applications import blobs, uploads
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import changes, versions
from sekisho.server.oversight.actions import ground
from sekisho.server.oversight.check_models import Check, CheckPlan
from sekisho.terms import CheckResult, Role

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contract


def record_check(
    actor: Actor,
    *,
    contract: Contract,
    version: int,
    done_on: dt.date,
    result: str,
    found: str,
    demanded: str = "",
    improve_by: dt.date | None = None,
    name: str = "",
    data: bytes = b"",
) -> Check:
    """Record a check of the contractor's measures; the plan counts on. Writes ``check.done``.

    ``version`` is that of the plan as it was seen. The result is reported to the general officer and, by its
    weight, to the CISO (対策基準 8.1): it stands on their home page until they have read it.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.standing` says.
        Conflict: there is no plan, or it has moved on.
        BadInput: a value is missing or wrong, or the file may not be kept.
        CannotRun: the file cannot be stored.
    """
    ground.standing(actor, contract, Permission.OVERSIGHT_EDIT)
    row = Check(
        body_id=actor.body,
        contract=contract,
        done_on=done_on,
        done_by_id=actor.person,
        result=_result(result).value,
        found=checks.required("確かめたこと", found),
        demanded=demanded.strip(),
        improve_by=improve_by,
    )
    checks.not_ahead("確かめた日", done_on)
    checks.in_order("契約開始", contract.starts, "確かめた日", done_on)
    _check_demand(row)
    with transaction.atomic():
        changes.hold(contract)
        plan = _plan(contract, version)
        row.due_on = plan.next_on
        if name or data:
            upload = uploads.check(name, data)
            row.file_name, row.file, row.media_type = upload.name, blobs.put(upload.data), upload.media_type
        row.save()
        last: dt.date = Check.objects.filter(contract=contract).values_list("done_on", flat=True)[0]
        plan.next_on = next_due(last, plan.months)
        versions.save_next(plan)
        ground.note(actor, contract, "check.done", _said(row, plan))
    return row


def verify_improvement(actor: Actor, pk: int, version: int, *, on: dt.date, how: str) -> Check:
    """Record that the contractor mended what was demanded. Writes ``check.improved``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.locked` says.
        Conflict: nothing was demanded, or it was verified already.
        BadInput: the day is wrong, or how it was verified is missing.
    """
    with transaction.atomic():
        row: Check = ground.locked(actor, Check, pk, version, Permission.OVERSIGHT_DECIDE)
        if not row.demanded or row.improved_on is not None:
            raise Conflict("確かめる改善はありません。", next_step=ground.STALE)
        checks.not_ahead("改善を確かめた日", on)
        checks.in_order("確かめた日", row.done_on, "改善を確かめた日", on)
        row.improved_how = checks.required("改善の確かめ方", how)
        row.improved_on, row.improved_by_id = on, actor.person
        versions.save_next(row)
        note = changes.shorten(row.improved_how)
        ground.note(actor, row.contract, "check.improved", {"check": row.pk, "on": str(on), "note": note})
    return row


def read_report(actor: Actor, pk: int) -> Check:
    """Note that the actor has read the report of a check. Writes ``check.read``; twice is once.

    Raises:
        NotFound: there is no such check in this body.
        Refused: it is not reported to the actor.
    """
    require(actor, Permission.OVERSIGHT_READ)
    with transaction.atomic():
        seen: Check | None = Check.objects.filter(pk=pk).first()
        if seen is None:
            raise NotFound("見つかりません。", next_step="ホームからさがしてください。")
        changes.hold(seen.contract)
        row: Check = Check.objects.select_for_update(of=("self",)).get(pk=pk)
        roles = actor.roles & set(told(CheckResult(row.result)))
        if not roles:
            raise Refused(
                "この報告は、あなたあてではありません。",
                why="重大な不備だけが、最高情報セキュリティ責任者に報告されます（対策基準8.1）。",
                next_step="内容は、契約の「委託先の監督」のページで見られます。",
            )
        fresh = [one for one in sorted(roles) if getattr(row, f"{_field(one)}_id") is None]
        for role in fresh:
            setattr(row, f"{_field(role)}_id", actor.person)
        if fresh:
            versions.save_next(row)
            on = timezone.localdate().isoformat()
            ground.note(actor, row.contract, "check.read", {"check": row.pk, "on": on, "as": fresh[0].value})
    return row


def _field(role: Role) -> str:
    return "read_by_ciso" if role is Role.CISO else "read_by_officer"


def _plan(contract: Contract, version: int) -> CheckPlan:
    row: CheckPlan | None = (
        CheckPlan.objects.select_for_update(of=("self",)).filter(contract=contract).first()
    )
    if row is None:
        raise Conflict(
            say("「{contract}」には確認の計画がありません。", contract=contract),
            why="確かめる方法と時期を、先に決めます（対策基準8.1）。",
            next_step="「確認の計画を決める」から決めてください。",
        )
    if row.version != version:
        raise Conflict(
            say("「{row}」の確認は、ほかの人が先に記録しました。", row=contract), next_step=ground.STALE
        )
    return row


def _result(value: str) -> CheckResult:
    try:
        return CheckResult(value)
    except ValueError as error:
        raise BadInput("結果が正しくありません。", where="結果", next_step="選び直してください。") from error


def _check_demand(row: Check) -> None:
    """Refuse a bad result without a demand and its day, and a good one with them."""
    if row.result == CheckResult.GOOD:
        if row.demanded or row.improve_by is not None:
            raise BadInput(
                "結果が「適切」なのに、改善を求めています。",
                where="結果",
                next_step="結果を「改善を求めた」か「重大な不備」にしてください。",
            )
        return
    row.demanded = checks.required("求めた改善", row.demanded)
    if row.improve_by is None:
        raise BadInput(
            "改善の期限が書かれていません。", where="改善の期限", next_step="期限を書いてください。"
        )
    checks.in_order("確かめた日", row.done_on, "改善の期限", row.improve_by)


def _said(row: Check, plan: CheckPlan) -> dict[str, object]:
    return {
        "check": row.pk,
        "due_on": row.due_on.isoformat(),
        "on": row.done_on.isoformat(),
        "result": row.result,
        "sha256": row.file,
        "next_on": plan.next_on.isoformat(),
        "note": changes.shorten(row.found),
    }
