"""外部サービス and their obligations: entered by a decision, changed, retired; obligations met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from sekisho.errors import BadInput, Conflict, NotFound
from sekisho.japan.dates import format_wareki
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers.actions import changes
from sekisho.server.ledgers.actions.books import SERVICES
from sekisho.server.ledgers.actions.contractors import find_or_enter
from sekisho.server.ledgers.models import (
    ExternalService,
    InformationAsset,
    NumberSeries,
    ServiceObligation,
)
from sekisho.terms import Phase

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sekisho.server.accounts.models import Person, Section
    from sekisho.server.accounts.permissions import Actor

_SERIES = "外サ"


def enter_service(  # noqa: PLR0913  a decision settles all of these
    actor: Actor,
    *,
    name: str,
    provider_name: str,
    provider_corporate_number: str,
    kind: str,
    terms_kind: str,
    service_class: str,
    purpose: str,
    url: str,
    section: Section,
    confidentiality: int,
    asset_ids: Sequence[int],
    facts: Mapping[str, object],
    starts: dt.date,
    ends: dt.date | None,
    manager: Person | None,
    for_all_staff: bool,
    conditions: str,
    decision_number: str,
    obligations: Iterable[Mapping[str, Any]],
) -> ExternalService:
    """Enter a service that was just decided. Writes ``service.entered``.

    Called by the deciding action inside its transaction. There is no permission check of its own: the
    decision is the permission. Each obligation is ``{clause, text, responsible, when, due_on}``.

    Raises:
        NotFound: an asset does not exist in this body.
        BadInput: a value is missing or wrong.
    """
    values: dict[str, Any] = {
        "name": name,
        "kind": kind,
        "terms_kind": terms_kind,
        "service_class": service_class,
        "purpose": purpose,
        "url": url,
        "section": section,
        "confidentiality": confidentiality,
        "facts": dict(facts),
        "starts": starts,
        "ends": ends,
        "manager": manager,
        "for_all_staff": for_all_staff,
        "conditions": conditions,
        "decision_number": decision_number,
    }
    changes.own(values)
    with transaction.atomic():
        row = ExternalService(body_id=body_in_force(), number=_next_number())
        values["provider"] = find_or_enter(
            actor, name=provider_name, corporate_number=provider_corporate_number
        )
        changes.write(row, values)
        changes.clean(row, SERVICES)
        row.save()
        assets = _assets(asset_ids)
        row.assets.set(assets)
        owed = _owe(row, obligations)
        record(
            actor,
            "service.entered",
            changes.subject_of(row, SERVICES),
            {
                "number": row.number,
                "name": name,
                "provider": str(row.provider),
                "service_class": str(service_class),
                "confidentiality": int(confidentiality),
                "assets": [asset.number for asset in assets][:200],
                "starts": starts.isoformat(),
                "ends": ends.isoformat() if ends else None,
                "decision_number": decision_number,
                "obligations": [owe.clause for owe in owed],
            },
        )
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

    What was decided (class, grade, facts, assets) can be corrected here; using the service for more than
    was decided needs a new application.

    Raises:
        NotFound, Refused, Conflict, BadInput: as :func:`.changes.change` says.
    """

    def related(row: ExternalService) -> changes.Changes:
        return {} if asset_ids is None else _change_assets(row, asset_ids)

    row: ExternalService = changes.change(actor, SERVICES, pk, version, values, related)
    return row


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
                f"利用終了時にすることが残っています：{owed.text}",
                why=f"根拠条文：{owed.clause}",
                next_step="済ませて完了を記録してから、利用を終えてください。",
                clauses=(owed.clause,),
            )
        row.phase = Phase.DISPOSAL.value
        row.save(update_fields=["phase"])
    return row


def finish_obligation(actor: Actor, pk: int, *, on: dt.date, note: str) -> ServiceObligation:
    """Note that an obligation was met on ``on`` and what was seen. Writes ``obligation.done``.

    Raises:
        NotFound: there is no such obligation in this body.
        Refused: the actor may not edit services of the section.
        Conflict: it was noted as met already.
        BadInput: nothing is said about how it was confirmed.
    """
    if not note.strip():
        raise BadInput(
            "確かめたことが書かれていません。",
            where="確かめたこと",
            next_step="だれが、何を見て確かめたかを書いてください。",
        )
    with transaction.atomic():
        row: ServiceObligation | None = (
            ServiceObligation.objects.select_for_update(of=("self",))
            .select_related("service")
            .filter(pk=pk)
            .first()
        )
        if row is None:
            raise NotFound("満たすべき条件が見つかりません。", next_step="一覧からさがしてください。")
        require(actor, Permission.SERVICE_EDIT, section=row.service.section_id)
        if row.done_on is not None:
            raise Conflict(
                f"この条件は{format_wareki(row.done_on)}に完了しています。",
                next_step="画面を開き直してください。",
            )
        row.done_on, row.done_by_id, row.note = on, actor.person, note
        row.save()
        record(
            actor,
            "obligation.done",
            Subject("service", row.service_id, row.service.section_id),
            {
                "obligation": row.pk,
                "clause": row.clause,
                "text": changes.shorten(row.text),
                "on": on.isoformat(),
                "note": changes.shorten(note),
            },
        )
    return row


def _change_assets(row: ExternalService, asset_ids: Sequence[int]) -> changes.Changes:
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


def _owe(row: ExternalService, obligations: Iterable[Mapping[str, Any]]) -> list[ServiceObligation]:
    return [
        ServiceObligation.make(
            service=row,
            clause=str(owed["clause"]),
            text=str(owed["text"]),
            responsible=str(owed["responsible"]),
            when=str(owed["when"]),
            due_on=owed.get("due_on"),
        )
        for owed in obligations
    ]


def _next_number() -> str:
    NumberSeries.unscoped.get_or_create(body_id=body_in_force(), name=_SERIES)
    series = NumberSeries.objects.select_for_update().get(name=_SERIES)
    series.last += 1
    series.save()
    return f"{_SERIES}-{series.last:04d}"
