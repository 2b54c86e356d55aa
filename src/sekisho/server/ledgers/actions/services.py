"""外部サービス: entered by a decision, changed, retired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict, NotFound, Refused, say
from sekisho.server.accounts.permissions import Permission, Reach, require
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.crossings.actions import record
from sekisho.server.ledgers import queries
from sekisho.server.ledgers.actions import changes
from sekisho.server.ledgers.actions.books import SERVICES
from sekisho.server.ledgers.actions.contractors import find_or_enter
from sekisho.server.ledgers.actions.obligations import owe
from sekisho.server.ledgers.actions.series import next_in
from sekisho.server.ledgers.models import ExternalService, InformationAsset
from sekisho.server.ledgers.obligations import waits_for_gate
from sekisho.server.ledgers.watchers import changed
from sekisho.terms import Phase

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sekisho.server.accounts.permissions import Actor

_SERIES = "外サ"
_DECIDED = {
    "kind": "種類",
    "terms_kind": "契約の形",
    "service_class": "区分",
    "confidentiality": "取り扱う最高の機密性",
    "conditions": "利用の条件",
    "phase": "段階",
}
"""What a decision settled, and its section does not change by itself."""
_BEFORE_USE = (Phase.SELECTION.value, Phase.CONTRACT.value, Phase.BUILD.value)


def enter_service(
    actor: Actor,
    *,
    provider_name: str,
    provider_corporate_number: str,
    asset_ids: Sequence[int],
    obligations: Iterable[Mapping[str, Any]],
    **values: Any,  # noqa: ANN401  the model's own fields
) -> ExternalService:
    """Enter a service that was just decided. Writes ``service.entered``.

    Called by the deciding action inside its transaction. There is no permission check of its own: the
    decision is the permission. Each obligation is ``{clause, text, responsible, when, due_on}``. Use begins
    at once if nothing stands before it; else the service waits in 導入・構築 for its gate.

    Raises:
        NotFound: an asset does not exist in this body.
        BadInput: a value is missing or wrong.
    """
    changes.own(values)
    with transaction.atomic():
        row = ExternalService(body_id=body_in_force(), number=next_in(_SERIES))
        values["provider"] = find_or_enter(
            actor, name=provider_name, corporate_number=provider_corporate_number
        )
        changes.write(row, values)
        duties = list(obligations)
        if row.phase == Phase.OPERATION and waits_for_gate(
            starts=row.starts, whens=[str(one["when"]) for one in duties], day=timezone.localdate()
        ):
            row.phase = Phase.BUILD.value
        changes.clean(row, SERVICES)
        row.save()
        assets = _assets(asset_ids)
        row.assets.set(assets)
        owed = owe(row, duties)
        record(
            actor,
            "service.entered",
            changes.subject_of(row, SERVICES),
            {
                "number": row.number,
                "name": row.name,
                "provider": str(row.provider),
                "service_class": str(row.service_class),
                "confidentiality": int(row.confidentiality),
                "assets": [asset.number for asset in assets][:200],
                "starts": row.starts.isoformat(),
                "ends": row.ends.isoformat() if row.ends else None,
                "decision_number": row.decision_number,
                "phase": str(row.phase),
                "obligations": [owe.clause for owe in owed],
            },
        )
        changed(SERVICES.name, [row.pk])
    return row


def change_service(
    actor: Actor,
    pk: int,
    version: int,
    *,
    asset_ids: Sequence[int] | None = None,
    **values: Any,  # noqa: ANN401  the model's own fields
) -> ExternalService:
    """Change the named fields of a service as it stood at ``version``. Writes ``service.changed``.

    Using a service for more than was decided needs a new application: a section may narrow its use, not
    widen it. The information-policy section may correct what was entered wrong.

    Raises:
        NotFound, Refused, Conflict, BadInput: as :func:`.changes.change` says.
        Refused: the use would become wider than decided, or an asset is not the actor's to see.
        Conflict: the use would begin without passing its gate.
    """

    def related(row: ExternalService) -> changes.Changes:
        return {} if asset_ids is None else _change_assets(actor, row, asset_ids)

    with transaction.atomic():
        decided = ExternalService.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if decided is not None:
            require(actor, Permission.SERVICE_EDIT, section=decided.section_id)
            _refuse_widening(actor, decided, values, asset_ids)
            _refuse_round_the_gate(decided, values)
        row: ExternalService = changes.change(actor, SERVICES, pk, version, values, related)
    return row


def _refuse_widening(
    actor: Actor, row: ExternalService, values: Mapping[str, Any], asset_ids: Sequence[int] | None
) -> None:
    if not row.decision_number or actor.reach(Permission.SERVICE_EDIT) is Reach.BODY:
        return
    wider = [
        label for name, label in _DECIDED.items() if name in values and values[name] != getattr(row, name)
    ]
    ends = values.get("ends", row.ends)
    if row.ends is not None and (ends is None or ends > row.ends):
        wider.append("利用期限")
    if values.get("for_all_staff") and not row.for_all_staff:
        wider.append("全職員が使ってよい")
    if asset_ids is not None and set(asset_ids) - set(row.assets.values_list("pk", flat=True)):
        wider.append("預ける情報資産")
    if wider:
        raise Refused(
            say("決裁した範囲を超える変更です：{fields}", fields=[say(one) for one in wider]),
            why=say("{number}で決裁した使い方より広くなります。", number=row.decision_number),
            next_step="新しく申請してください。書き誤りを直すときは、情報政策課に依頼してください。",
        )


def _refuse_round_the_gate(row: ExternalService, values: Mapping[str, Any]) -> None:
    """Refuse to begin a use by correcting the ledger: what the gate asks would never be asked."""
    if values.get("phase") == Phase.OPERATION and row.phase in _BEFORE_USE:
        raise Conflict(
            say("段階を「{to}」に直すことはできません。", to=Phase.OPERATION),
            why="使い始めるには、関門を通らなければなりません。",
            next_step="外部サービスのページから関門を通してください。",
        )


def retire_service(actor: Actor, pk: int, version: int, *, on: dt.date, reason: str) -> ExternalService:
    """End the use of a service on ``on``. Writes ``service.retired``.

    Raises:
        NotFound, Refused, Conflict, BadInput: as :func:`.changes.retire` says.
        Conflict: what must be done at the end of use is not done.
    """
    with transaction.atomic():
        row: ExternalService = changes.retire(actor, SERVICES, pk, version, on=on, reason=reason)
        owed = row.obligations.filter(when="at_end", done_on=None).first()
        if owed is not None:
            raise Conflict(
                say("利用終了時にすることが残っています：{duty}", duty=owed.text),
                why=say("根拠条文：{clause}", clause=owed.clause),
                next_step="済ませて完了を記録してから、利用を終えてください。",
                clauses=(owed.clause,),
            )
        row.phase = Phase.DISPOSAL.value
        row.save(update_fields=["phase"])
    return row


def _change_assets(actor: Actor, row: ExternalService, asset_ids: Sequence[int]) -> changes.Changes:
    added = set(asset_ids) - set(row.assets.values_list("pk", flat=True))
    if queries.assets(actor).filter(pk__in=added).count() != len(added):
        raise NotFound(
            "選ばれた情報資産の中に、台帳にないか、見られないものがあります。",
            where="預ける情報資産",
            next_step="情報資産を選び直してください。",
        )
    before = sorted(row.assets.values_list("number", flat=True))
    assets = _assets(asset_ids)
    after = sorted(asset.number for asset in assets)
    if before == after:
        return {}
    row.assets.set(assets)
    return {"assets": [before[:200], after[:200]]}


def _assets(asset_ids: Sequence[int]) -> list[InformationAsset]:
    found: list[InformationAsset] = list(InformationAsset.objects.filter(pk__in=list(asset_ids)))
    if len(found) != len(set(asset_ids)):
        raise NotFound(
            "選ばれた情報資産の中に、台帳にないものがあります。",
            where="預ける情報資産",
            next_step="情報資産を選び直してください。",
        )
    return found
