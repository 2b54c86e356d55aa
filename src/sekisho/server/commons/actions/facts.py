"""共有する, 取り消す, 取り込む. What is shared has a column in ``procedures/sharing``; nothing else has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict, NotFound
from sekisho.procedures import sharing
from sekisho.server.accounts.across import others
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import hold_body
from sekisho.server.commons import facts
from sekisho.server.commons.models import SharedFact, TakenFact
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers.actions import find_or_enter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.terms import FactKind


def share_fact(actor: Actor, kind: FactKind, values: Mapping[str, sharing.Value]) -> SharedFact:
    """Share a fact of a firm with the bodies of the prefecture. Writes ``commons.fact_shared``.

    Raises:
        Refused: the actor may not share.
        Conflict: the body has no prefecture and no municipalities here.
        BadInput: a value is missing or wrong.
    """
    require(actor, Permission.FACT_SHARE)
    if not others():
        raise Conflict(
            "共有する相手の団体がありません。",
            why="この団体は、県と市町村のまとまりに入っていません。",
            next_step="関所を運用している人に、県の登録を頼んでください。",
        )
    found = sharing.kept(kind, values)
    with transaction.atomic():
        row = SharedFact.make(kind=kind.value, shared_at=timezone.now(), shared_by_id=actor.person, **found)
        data = {"kind": kind.value, "corporate_number": found["corporate_number"]}
        record(actor, "commons.fact_shared", Subject("shared_fact", row.pk), data)
    return row


def withdraw_fact(actor: Actor, pk: int) -> SharedFact:
    """Take back one's own fact; who took it over keeps its copy. Writes ``commons.fact_withdrawn``.

    Raises:
        Refused: the actor may not share.
        NotFound: the body shared no such fact.
        Conflict: it was taken back already.
    """
    require(actor, Permission.FACT_SHARE)
    with transaction.atomic():
        row: SharedFact | None = SharedFact.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            raise NotFound("自団体が共有した事実が見つかりません。", next_step="一覧からさがしてください。")
        if row.withdrawn_at is not None:
            raise Conflict("この事実は、もう取り消されています。", next_step="画面を開き直してください。")
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        record(actor, "commons.fact_withdrawn", Subject("shared_fact", pk), {})
    return row


def take_fact(actor: Actor, pk: int) -> TakenFact:
    """Copy another body's fact beside the firm of the 法人番号, entering the firm if it is new.

    Taking it twice is once. Writes ``commons.fact_taken``, and ``contractor.added`` for a new firm.

    Raises:
        Refused: the actor may not edit contracts.
        NotFound: no body of the prefecture shares it.
    """
    require(actor, Permission.CONTRACT_EDIT)
    given = facts.received(pk)
    with transaction.atomic():
        hold_body()
        if (known := TakenFact.objects.filter(fact=pk).first()) is not None:
            found: TakenFact = known
            return found
        firm = find_or_enter(actor, name=given["firm_name"], corporate_number=given["corporate_number"])
        row = TakenFact.make(
            fact=pk,
            firm=firm,
            from_code=given["body_code"],
            from_name=given["body_name"],
            taken_at=timezone.now(),
            taken_by_id=actor.person,
            **{name: given[name] for name in ("kind", *sharing.ALL, "shared_at")},
        )
        data = {"fact": pk, "from": given["body_code"], "firm": firm.pk}
        record(actor, "commons.fact_taken", Subject("taken_fact", row.pk), data)
    return row
