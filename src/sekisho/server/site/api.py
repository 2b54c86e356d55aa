"""The HTTP API: one document, one error form, the slices' routers. ``/api/v1/openapi.json`` describes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from sekisho.errors import BadInput, Refused, SekishoError, say
from sekisho.server.access.api import router as access
from sekisho.server.access.inventory_api import router as access_inventories
from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements.annex_api import router as annexes
from sekisho.server.agreements.api import router as agreements
from sekisho.server.applications.api import router as applications
from sekisho.server.catalogues.api import router as catalogues
from sekisho.server.catalogues.standing_api import router as standing
from sekisho.server.commons.api import router as commons
from sekisho.server.commons.fact_api import router as facts
from sekisho.server.commons.rollup_api import router as rollups
from sekisho.server.commons.succession_api import router as successions
from sekisho.server.crossings.api import router as crossings
from sekisho.server.custody.api import router as custody
from sekisho.server.custody.spot_check_api import router as spot_checks
from sekisho.server.incidents.alert_api import router as alerts
from sekisho.server.incidents.api import router as incidents
from sekisho.server.incidents.call_api import router as calls
from sekisho.server.incidents.case_api import router as cases
from sekisho.server.inspections.api import router as inspections
from sekisho.server.ledgers.api import router as ledgers
from sekisho.server.lifecycle.api import router as lifecycle
from sekisho.server.offers.api import router as offers
from sekisho.server.oversight.api import router as oversight
from sekisho.server.site.problems import problem_document, unwritable
from sekisho.server.site.routes import page
from sekisho.server.trust.api import router as trust
from sekisho.server.trust.register_api import router as registers

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class WritableJson(Parser):
    """JSON whose every text the database can hold: no NUL, no half of a character."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body as read; :class:`BadInput` where a text cannot be written."""
        body = super().parse_body(request)
        if not _writable(body):
            raise unwritable(say("送られた内容"))
        return body


def _writable(value: object) -> bool:
    if isinstance(value, str):
        return not _UNWRITABLE.search(value)
    if isinstance(value, dict):
        return all(_writable(one) for pair in value.items() for one in pair)
    return not isinstance(value, list) or all(_writable(one) for one in value)


_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")

api = NinjaAPI(
    title="関所 Sekisho",
    version="1",
    description="画面でできることを、プログラムからも行うためのAPIです。権限は画面と同じ表で決まります。",
    parser=WritableJson(),
    docs_url=None,
    docs_decorator=page(Permission.ACCOUNT_OWN),
)
api.add_router("/ledgers", ledgers)
api.add_router("/custody", custody)
api.add_router("/access", access_inventories)
api.add_router("/custody", spot_checks)
api.add_router("/access", access)
api.add_router("/oversight", oversight)
api.add_router("/agreements", agreements)
api.add_router("/agreements", annexes)
api.add_router("/lifecycle", lifecycle)
api.add_router("/trust", trust)
api.add_router("/trust/register", registers)
api.add_router("/inspections", inspections)
api.add_router("/applications", applications)
api.add_router("/catalogue", catalogues)
api.add_router("/standing", standing)
api.add_router("/journal", crossings)
api.add_router("/commons", commons)
api.add_router("/commons", successions)
api.add_router("/commons", facts)
api.add_router("/commons", rollups)
api.add_router("/offers", offers)
api.add_router("/incidents", incidents)
api.add_router("/incidents", cases)
api.add_router("/incidents", calls)
api.add_router("/incidents", alerts)


@api.exception_handler(SekishoError)
def refused(request: HttpRequest, error: SekishoError) -> HttpResponse:
    """Answer a refusal or fault of ours."""
    return problem_document(error)


@api.exception_handler(AuthenticationError)
def nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Answer a call without a valid key."""
    answer = problem_document(
        Refused(
            "サインインしていないか、鍵が正しくありません。",
            next_step="鍵の終了日を確かめ、Authorization: Bearer で送ってください。",
        ),
        401,
    )
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a call whose values are not of the described form."""
    places = ["/".join(str(part) for part in fault["loc"]) for fault in error.errors]
    return problem_document(
        BadInput(
            "送られた値の形が違います。",
            where="、".join(places),
            why="；".join(str(fault["msg"]) for fault in error.errors),
            next_step="/api/v1/openapi.json の形に合わせてください。",
        )
    )


@api.exception_handler(HttpError)
def unparsable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer a body that is not JSON, or holds what :class:`WritableJson` refuses."""
    if isinstance(error.__cause__, SekishoError):
        return problem_document(error.__cause__)
    return problem_document(
        BadInput("送られた内容をJSONとして読めません。", why=str(error)), error.status_code
    )
