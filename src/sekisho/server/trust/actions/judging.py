"""信頼性を判断する: as a whole, by what was seen, in writing; a later one takes the earlier's place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers import checks, watchers
from sekisho.server.ledgers.actions import changes
from sekisho.server.trust import queries
from sekisho.server.trust.models import Judgement

if TYPE_CHECKING:
    from collections.abc import Collection

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ExternalService
    from sekisho.server.trust.weighing import Weighed


def judge(
    actor: Actor,
    service: ExternalService,
    after: int,
    *,
    sufficient: bool,
    reason: str,
    evidences: Collection[int] = (),
) -> Judgement:
    """Record whether ``service`` is reliable enough, why, and by what. Writes ``reliability.judged``.

    ``after`` is the serial of the judgement that was seen, 0 where there was none.

    Raises:
        Refused: the actor may not judge for the section.
        Conflict: somebody judged meanwhile, the same was sent twice, or the service is out of use.
        BadInput: no reason is written, it leans on what proves nothing today, or is 十分 by nothing at all.
    """
    changes.own({"service": service})
    require(actor, Permission.SERVICE_EDIT, section=service.section_id)
    reason = checks.required("判断の理由", reason)
    at = timezone.now()
    with transaction.atomic():
        changes.hold(service)
        refuse_out_of_use(service)
        last = Judgement.objects.filter(service=service, current=True).first()
        if (last.serial if last else 0) != after:
            _refuse_sent_twice(last, actor, after, sufficient, reason, evidences)
            raise Conflict(
                say("「{row}」は、あなたが開いたあとに、ほかの人が判断しました。", row=service),
                next_step="画面を開き直し、今の内容を確かめてから、もう一度してください。",
            )
        weighed = queries.weighed(service, timezone.localdate(at))
        leaned = _leaned(weighed, evidences)
        if sufficient and not leaned:
            _refuse_groundless(service)
        if last is not None:
            last.current = False
            last.save(update_fields=["current"])
        row = Judgement.make(
            service=service,
            serial=after + 1,
            sufficient=sufficient,
            reason=reason,
            functions=queries.functions(service),
            leaned=[_as_seen(one) for one in leaned],
            made_by_id=actor.person,
            made_at=at,
        )
        row.evidences.set([one.row for one in leaned])
        _record(actor, row)
        watchers.changed("service", [service.pk])
    return row


def refuse_out_of_use(service: ExternalService) -> None:
    """Refuse to judge, or to describe the use of, a service whose use has ended; asked of the row as it is.

    Raises:
        Conflict: naming the day.
    """
    changes.refuse_retired(type(service).objects.get(pk=service.pk))


def _refuse_sent_twice(
    last: Judgement | None,
    actor: Actor,
    after: int,
    sufficient: bool,  # noqa: FBT001  passed on
    reason: str,
    evidences: Collection[int],
) -> None:
    if last is None or last.serial != after + 1 or last.made_by_id != actor.person:
        return
    same = {one["evidence"] for one in last.leaned} == set(evidences)
    if same and (last.sufficient, last.reason) == (sufficient, reason):
        raise Conflict(
            say("「{row}」の同じ判断が、もう記録されています。", row=last.service),
            why="同じ内容が2回送られました。記録は1つです。",
            next_step="することはありません。画面を開き直してください。",
        )


def _refuse_groundless(service: ExternalService) -> NoReturn:
    """Refuse to call a service reliable by nothing: it is judged by certifications and reports."""
    raise BadInput(
        say("「{row}」を、証拠なしに「十分」とは判断できません。", row=service),
        where="根拠にした証拠",
        why="信頼性は、認定・認証や監査報告書などから、総合的に判断し、理由を書面に残します（REL-001）。",
        next_step="根拠にした証拠を選ぶか、十分でないと判断してください。",
    )


def _leaned(weighed: Collection[Weighed], keys: Collection[int]) -> list[Weighed]:
    known = {one.row.pk: one for one in weighed}
    if any(key not in known for key in keys):
        raise BadInput(
            "このサービスに結び付いていない証拠が選ばれています。",
            where="根拠にした証拠",
            next_step="選び直してください。",
        )
    for key in keys:
        if not known[key].trusted:
            raise BadInput(
                say(
                    "「{row}」は、今日は根拠にできません（{state}）。",
                    row=known[key].row,
                    state=say(known[key].state.label),
                ),
                where="根拠にした証拠",
                next_step="有効な証拠を選ぶか、証拠を新しくしてください。",
            )
    return [known[key] for key in dict.fromkeys(keys)]


def _as_seen(one: Weighed) -> dict[str, object]:
    return {
        "evidence": one.row.pk,
        "name": str(one.row),
        "digest": one.digest,
        "state": one.state.value,
        "until": one.row.until.isoformat() if one.row.until else None,
        "scope": one.scope.answer.value,
        "missing": list(one.scope.missing),
    }


def _record(actor: Actor, row: Judgement) -> None:
    record(
        actor,
        "reliability.judged",
        Subject("service", row.service_id, row.service.section_id),
        {
            "serial": row.serial,
            "sufficient": row.sufficient,
            "reason": changes.shorten(row.reason),
            "evidence": [{"id": one["evidence"], "digest": one["digest"]} for one in row.leaned],
        },
    )
