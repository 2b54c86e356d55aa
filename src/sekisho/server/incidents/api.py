"""The breach question over the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from sekisho.server.accounts.permissions import Permission
from sekisho.server.incidents import queries
from sekisho.server.incidents.breach_schemas import BreachOut
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of

router = Router(tags=["事案"])


@router.get(
    "/breach",
    response=BreachOut,
    auth=Holding(Permission.BREACH_VIEW),
    summary="漏えいを調べる（記録しない）",
)
def breach(request: HttpRequest, words: str) -> dict[str, Any]:
    """Answer what the firm, service or sub-contractor named by ``words`` holds of ours."""
    return queries.breach(actor_of(request), words, timezone.localdate()).in_parts()
