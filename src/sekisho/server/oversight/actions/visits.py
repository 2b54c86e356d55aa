"""立入時の名簿確認: who came to a place on a day, against the roster; who is not on it is followed up.

Staff of another firm passed as the contractor's for years (2022), because nobody compared who came with
who had been named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.japan.dates import format_wareki
from sekisho.japan.text import company_key
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import changes, versions
from sekisho.server.oversight.actions import ground
from sekisho.server.oversight.actions.workers import LONGEST_NAME, key_of
from sekisho.server.oversight.models import Visit, Visitor, Worker

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contract
    from sekisho.server.oversight.models import Place

MOST = 300


def record_visit(
    actor: Actor,
    *,
    contract: Contract,
    place: Place,
    on: dt.date,
    workers: Collection[Worker] = (),
    others: Sequence[tuple[str, str]] = (),
    note: str = "",
) -> Visit:
    """Record who came to ``place`` on a day. Writes ``visit.recorded``.

    ``workers`` are those recognised from the roster; ``others`` are (name, firm) as they were given at the
    door, and are looked for on the roster, too. Whoever is not on it waits to be settled.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.standing` says, and for what is not of the contract.
        BadInput: nobody came, the day has not come, or the place or a worker does not stand on that day.
    """
    ground.standing(actor, contract, Permission.OVERSIGHT_EDIT)
    checks.not_ahead("確かめた日", on)
    _refuse_strange(contract, place, workers, on)
    given = [(name.strip()[:LONGEST_NAME], firm.strip()[:120]) for name, firm in others if name.strip()]
    if not workers and not given:
        raise BadInput(
            "だれが来たかが書かれていません。",
            where="来た人（名簿から）",
            next_step="名簿から選ぶか、名前を書いてください。",
        )
    if len(given) > MOST:
        raise BadInput(
            say("名前が{count}人分あります。", count=len(given)),
            where="名簿で見つからない人",
            next_step=say("一度に書けるのは{most}人までです。", most=MOST),
        )
    with transaction.atomic():
        changes.hold(contract)
        row: Visit = Visit.make(
            contract=contract, place=place, on=on, checked_by_id=actor.person, note=note.strip()
        )
        known = _on_roster(contract, on)
        came = [Visitor(worker=one, name=one.name, firm_name=one.firm.name) for one in workers]
        came += [Visitor(worker=_found(known, *one), name=one[0], firm_name=one[1]) for one in given]
        for one in came:
            one.body_id, one.contract, one.visit = actor.body, contract, row
        Visitor.unscoped.bulk_create(came)
        strangers = sum(one.worker is None for one in came)
        told: dict[str, object] = {"visit": row.pk, "place": place.name, "on": on.isoformat()}
        ground.note(actor, contract, "visit.recorded", told | {"came": len(came), "strangers": strangers})
    return row


def settle_visitor(actor: Actor, pk: int, version: int, *, on: dt.date, how: str) -> Visitor:
    """Record what was done about somebody who is not on the roster. Writes ``visit.settled``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.locked` says.
        Conflict: the person was on the roster, or it is settled.
        BadInput: the day is wrong, or what was done is missing.
    """
    with transaction.atomic():
        row: Visitor = ground.locked(actor, Visitor, pk, version, Permission.OVERSIGHT_DECIDE)
        if row.worker_id is not None or row.settled_on is not None:
            raise Conflict(say("「{row}」さんのことは、もう済んでいます。", row=row), next_step=ground.STALE)
        checks.not_ahead("対処した日", on)
        checks.in_order("確かめた日", row.visit.on, "対処した日", on)
        row.settled_how = checks.required("したこと", how)
        row.settled_on, row.settled_by_id = on, actor.person
        versions.save_next(row)
        note = changes.shorten(row.settled_how)
        ground.note(actor, row.contract, "visit.settled", {"visitor": row.pk, "on": str(on), "note": note})
    return row


def _refuse_strange(contract: Contract, place: Place, workers: Collection[Worker], on: dt.date) -> None:
    changes.own({"place": place})
    parts: list[tuple[Place | Worker, str]] = [(place, "場所")]
    parts += [(one, "来た人（名簿から）") for one in workers]
    for part, where in parts:
        if part.contract_id != contract.pk:
            raise NotFound(
                say("「{part}」は、この契約のものではありません。", part=part),
                next_step="選び直してください。",
            )
        if part.starts > on or (part.ends is not None and part.ends < on):
            raise BadInput(
                say("「{part}」は、{day}には使えません。", part=part, day=format_wareki(on)),
                where=where,
                why="名簿や作業場所に載っている期間の外です。",
                next_step="日付を直すか、選び直してください。",
            )


def _on_roster(contract: Contract, on: dt.date) -> dict[str, list[Worker]]:
    found: dict[str, list[Worker]] = {}
    rows = Worker.objects.filter(Q(ends=None) | Q(ends__gte=on), contract=contract, starts__lte=on)
    for row in rows.select_related("firm"):
        found.setdefault(row.name_key, []).append(row)
    return found


def _found(known: dict[str, list[Worker]], name: str, firm: str) -> Worker | None:
    """Return who is meant, if one person alone is; a firm that was named must agree."""
    wanted = company_key(firm)
    rows = known.get(key_of(name), [])
    meant = [one for one in rows if not wanted or company_key(one.firm.name) == wanted]
    return meant[0] if len(meant) == 1 else None
