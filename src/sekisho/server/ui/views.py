"""Home, search, and the pages shown when something goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from sekisho.server.accounts.permissions import Permission
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui import home as home_page
from sekisho.server.ui import search as searching
from sekisho.server.ui.fields import read_back

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_NOON, _EVENING, _MORNING = 11, 18, 4


@page(Permission.HOME)
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, four numbers, the deadlines and the standing of the clauses."""
    actor, now = actor_of(request), timezone.localtime()
    day = now.date()
    return render(
        request,
        "ui/home.html",
        {
            "greeting": _greeting(now.hour),
            "family_name": actor.name.split()[0] if actor.name else "",
            "today": day,
            "posts": actor.posts,
            "todos": home_page.todos(actor, day),
            "tiles": home_page.tiles(actor, day),
            "deadlines": home_page.deadlines(actor, day),
            "standing": home_page.standing(actor, day),
        },
    )


@page(Permission.SEARCH)
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found for the words typed in the top bar."""
    words = request.GET.get("q", "").strip()[:100]
    found = searching.find(actor_of(request), words) if words else []
    return render(request, "ui/search.html", {"words": words, "found": found})


@page(Permission.HOME)
def read_date(request: HttpRequest) -> HttpResponse:
    """Say in one line which day the typed text is read as, while the person types."""
    text, state = read_back(request.GET.get("text", "")[:60])
    return JsonResponse({"text": text, "state": state})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django passes it
    """Say that the request cannot be read. Drawn without the frame: nobody may be known yet."""
    return render(request, "ui/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django passes it
    """Say that the person may not open this."""
    return render(request, "ui/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django passes it
    """Say that there is no such page."""
    return render(request, "ui/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours. Drawn without the frame: the fault may be in it."""
    return render(request, "ui/500.html", status=500)


def _greeting(hour: int) -> str:
    if _MORNING <= hour < _NOON:
        return gettext("おはようございます")
    if _NOON <= hour < _EVENING:
        return gettext("こんにちは")
    return gettext("お疲れさまです")
