"""Whether the process lives and whether it can serve: for a supervisor or load balancer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.http import JsonResponse

from sekisho.server.site.routes import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public("a supervisor has no account; the answer says nothing but that the process runs")
def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django passes it
    """Answer as long as the process runs."""
    return JsonResponse({"alive": True})


@public("a load balancer has no account; the answer says nothing but that the database answers")
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django passes it
    """Answer when the database answers; an unreachable database raises and becomes 500."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ready": True})
