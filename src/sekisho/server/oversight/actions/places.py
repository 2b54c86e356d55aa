"""作業場所を認める, 使用を終える."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from sekisho.errors import BadInput, Conflict, say
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import versions
from sekisho.server.oversight.actions import ground
from sekisho.server.oversight.models import Carry, Place
from sekisho.terms import CarryState, PlaceKind

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contract, Contractor


def allow_place(
    actor: Actor,
    *,
    contract: Contract,
    kind: str,
    name: str,
    address: str,
    starts: dt.date,
    firm: Contractor | None = None,
    ends: dt.date | None = None,
    condition: str = "",
) -> Place:
    """Allow that work under a contract is done at a place. Writes ``place.allowed``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.standing` says.
        BadInput: a value is missing or wrong, or the firm is a sub-contractor without consent.
    """
    ground.standing(actor, contract, Permission.OVERSIGHT_DECIDE)
    if kind not in set(PlaceKind):
        raise BadInput("場所の種類が正しくありません。", where="場所の種類", next_step="選び直してください。")
    checks.in_order("使ってよい日から", starts, "使ってよい日まで", ends)
    if kind == PlaceKind.ABROAD and not condition.strip():
        raise BadInput(
            "国外で作業するときの条件が書かれていません。",
            where="条件",
            why="国外では、その国の法令によって情報を開示させられる危険があります。",
            next_step="扱ってよい情報と、危険を調べた結果を書いてください。",
        )
    with transaction.atomic():
        user = ground.firm_of(contract, firm, starts)
        row: Place = Place.make(
            contract=contract,
            firm=user,
            kind=str(kind),
            name=checks.required("場所の名前", name)[:100],
            address=checks.required("所在地", address)[:200],
            starts=starts,
            ends=ends,
            condition=condition.strip(),
            approved_by_id=actor.person,
        )
        told: dict[str, object] = {"place": row.pk, "name": row.name, "kind": row.kind, "firm": user.name}
        ground.note(actor, contract, "place.allowed", told)
    return row


def end_place(actor: Actor, pk: int, version: int, *, on: dt.date) -> Place:
    """Record that a place is used no longer. Writes ``place.ended``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.locked` says.
        BadInput: the day is before the first.
        Conflict: a medium is still there.
    """
    with transaction.atomic():
        row: Place = ground.locked(actor, Place, pk, version, Permission.OVERSIGHT_DECIDE)
        checks.in_order("使ってよい日から", row.starts, "使ってよい日まで", on)
        there = Q(destination=row) | Q(origin=row)
        out = Carry.objects.filter(there, state=CarryState.PERMITTED.value).first()
        if out is not None:
            raise Conflict(
                say("「{place}」には、持ち出した媒体（{carry}）があります。", place=row, carry=out),
                next_step="先に、媒体の戻りを確かめて記録してください。",
            )
        row.ends = on
        versions.save_next(row)
        ground.note(actor, row.contract, "place.ended", {"place": row.pk, "on": on.isoformat()})
    return row
