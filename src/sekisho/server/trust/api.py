"""認定・認証 over the API: the pages' own queries and actions. Dates are ISO 8601."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.server.trust import actions, queries

router = Router(tags=["認定・認証"])
VIEW, JUDGE = Holding(Permission.SERVICE_VIEW), Holding(Permission.SERVICE_EDIT)


class EvidenceOut(Schema):
    """One certification and whether it can be leaned on today."""

    id: int
    version: int
    kind: str
    number: str
    provider: str = Field(alias="provider.name")
    service_name: str
    scope: str
    functions: list[str]
    period_end: dt.date | None
    until: dt.date | None
    state: str


class JudgeIn(Schema):
    """``after`` is the serial of the judgement seen, 0 where there was none."""

    after: int
    sufficient: bool
    reason: str
    evidences: list[int] = Field(default_factory=list)


@router.get("/evidence", auth=VIEW, response=list[EvidenceOut], summary="認定・認証の一覧")
def evidences(request: HttpRequest) -> Any:
    """Return up to a thousand, the nearest end first."""
    return list(queries.evidences(actor_of(request))[:1000])


@router.get("/services/{pk}", auth=VIEW, summary="サービスの信頼性")
def service(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return what backs a service, weighed as of today, and its current judgement."""
    row = ledgers.service(actor_of(request), pk)
    weighed = queries.weighed(row, timezone.localdate())
    current = next((one for one in queries.judgements_of(row) if one.current), None)
    return {
        "functions": queries.functions(row),
        "evidence": [
            {
                "id": one.row.pk,
                "kind": one.row.kind,
                "state": one.state.value,
                "scope": one.scope.answer.value,
                "missing": list(one.scope.missing),
                "gap_days": one.gap,
                "digest": one.digest,
            }
            for one in weighed
        ],
        "judgement": _told(current) if current else None,
    }


@router.post("/services/{pk}/judge", auth=JUDGE, summary="信頼性を判断する")
def judge(request: HttpRequest, pk: int, given: JudgeIn) -> dict[str, Any]:
    """Record a judgement; it takes the place of the one seen."""
    actor = actor_of(request)
    return _told(actions.judge(actor, ledgers.service(actor, pk), **given.dict()))


def _told(row: Any) -> dict[str, Any]:
    return {
        "serial": row.serial,
        "sufficient": row.sufficient,
        "reason": row.reason,
        "leaned": row.leaned,
        "made_at": row.made_at.isoformat(),
        "flagged_on": row.flagged_on.isoformat() if row.flagged_on else None,
        "flagged_why": row.flagged_why,
    }
