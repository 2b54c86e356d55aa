"""Turn a :class:`SekishoError` that reaches the edge of a request into a page or an RFC 9457 document.

Here, too, an address is refused that holds what no database writes; forms refuse it in what is posted.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.shortcuts import render

from sekisho.errors import BadInput, SekishoError, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

log = logging.getLogger("sekisho.problems")


class ProblemMiddleware:
    """The one place where refusals become responses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, unless its address holds a NUL character."""
        if "\x00" in request.path or any("\x00" in one for part in request.GET.lists() for one in part[1]):
            return self.explain(request, unwritable(say("アドレス")))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Refuse a posted form that holds a NUL character, whether a form class reads it or not."""
        if request.method != "POST" or request.path.startswith("/api/"):
            return None
        if any("\x00" in one for _name, given in request.POST.lists() for one in given):
            return self.explain(request, unwritable(say("送られた内容")))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Explain ``error`` to the person or program that asked; other exceptions go on to Django."""
        if not isinstance(error, SekishoError):
            return None
        return self.explain(request, error)

    @staticmethod
    def explain(request: HttpRequest, error: SekishoError) -> HttpResponse:
        """Return ``error`` as a page, or as a document to a program."""
        log.info("%s %s refused: %s", request.method, request.path, error.code)
        if request.path.startswith("/api/"):
            return problem_document(error)
        return render(request, "ui/problem.html", {"problem": error}, status=error.http_status)


def unwritable(where: str) -> BadInput:
    """Return the refusal of text with a character that no database writes."""
    return BadInput(
        "文字として扱えないもの（制御文字NULなど）が入っています。",
        where=where,
        next_step="その文字を除いて、もう一度送ってください。",
    )


def problem_document(error: SekishoError, status: int | None = None) -> HttpResponse:
    """Return ``error`` as an RFC 9457 problem document."""
    code = status or error.http_status
    return JsonResponse(
        {
            "type": f"urn:sekisho:problem:{error.code}",
            "title": error.what,
            "status": code,
            "detail": error.why,
            **error.as_dict(),
        },
        status=code,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
