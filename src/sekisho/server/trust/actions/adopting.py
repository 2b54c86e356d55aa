"""登録簿の行から認定・認証を記録する, 更新する: a person confirms provider, services and each function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.japan.dates import format_wareki
from sekisho.procedures.registers import functions_in
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import hold_body
from sekisho.server.ledgers.actions import changes
from sekisho.server.trust import registers
from sekisho.server.trust.actions.evidence import add_evidence, change_evidence
from sekisho.server.trust.actions.registers import days_of, source_of
from sekisho.server.trust.models import RegisterRow
from sekisho.terms import RegisterState

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contractor, ExternalService
    from sekisho.server.trust.models import Evidence

_HOLDER = 120


def adopt(
    actor: Actor,
    pk: int,
    seen: int,
    *,
    provider: Contractor,
    services: Collection[ExternalService],
    functions: Sequence[str],
) -> Evidence:
    """Record the registration of row ``pk`` as a certification, or renew the one with its number.

    ``seen`` is the version of the certification that was seen with it, 0 where there was none.
    ``functions`` are those of the stated scope that the person took. Writes ``evidence.added`` or
    ``evidence.changed``; what leaned on it as it was is flagged.

    Raises:
        NotFound: there is no such row.
        Refused: the actor may not record certifications.
        Conflict: a later edition is in force, or the certification was recorded or changed meanwhile.
        BadInput: the registration is withdrawn or suspended, or a function is not in its scope.
    """
    require(actor, Permission.EVIDENCE_EDIT)
    changes.own({"provider": provider})
    with transaction.atomic():
        hold_body()
        row = _row(pk)
        values = _values(row, functions)
        held = registers.held_with(row)
        if (held.version if held else 0) != seen:
            raise Conflict(
                say("「{row}」は、あなたが開いたあとに、ほかの人が記録しました。", row=row),
                next_step="画面を開き直し、今の内容を確かめてから、もう一度してください。",
            )
        given: dict[str, Any] = {**values, "provider": provider, "services": services}
        if held is None:
            return add_evidence(actor, **given)
        return change_evidence(actor, held.pk, seen, **given)


def _row(pk: int) -> RegisterRow:
    row: RegisterRow | None = RegisterRow.objects.select_related("edition").filter(pk=pk).first()
    if row is None:
        raise NotFound("見つかりません。", next_step="一覧からさがしてください。")
    if not row.edition.current:
        raise Conflict(
            say("{day}現在の登録簿は、もう新しい版に替わっています。", day=format_wareki(row.edition.as_of)),
            next_step="今の登録簿の行を開いてください。",
        )
    if row.state != RegisterState.LISTED.value:
        raise BadInput(
            say("「{row}」の登録は{state}です。", row=row, state=say(RegisterState(row.state).label)),
            next_step="根拠にできません。提供者に確かめてください。",
        )
    return row


def _values(row: RegisterRow, functions: Sequence[str]) -> dict[str, Any]:
    offered = functions_in(row.scope)
    for name in functions:
        if name not in offered:
            raise BadInput(
                say("「{name}」は、この登録の言明の対象範囲にありません。", name=name),
                where="範囲にある機能",
                next_step="画面を開き直し、選び直してください。",
            )
    return {
        "kind": row.edition.kind,
        "number": row.number,
        "holder": row.provider_name[:_HOLDER],
        "service_name": row.service_name,
        "scope": row.scope,
        "functions": list(functions),
        "source": source_of(row.edition),
        "checked_on": timezone.localdate(),
        **days_of(row),
    }
