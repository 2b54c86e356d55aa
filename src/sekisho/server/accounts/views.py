"""Pages for people, posts and absences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from sekisho.server.accounts.permissions import Permission
from sekisho.server.site.routes import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(Permission.ACCOUNTS_MANAGE)
def people(request: HttpRequest) -> HttpResponse:
    """List the people of the body."""
    return render(request, "accounts/people.html")


@page(Permission.ACCOUNTS_MANAGE)
def person_add(request: HttpRequest) -> HttpResponse:
    """Add a person."""
    return render(request, "accounts/people.html")


@page(Permission.ACCOUNTS_MANAGE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person."""
    return render(request, "accounts/people.html")


@page(Permission.ACCOUNTS_MANAGE)
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a post."""
    return render(request, "accounts/people.html")


@page(Permission.ACCOUNTS_MANAGE)
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post."""
    return render(request, "accounts/people.html")


@page(Permission.ABSENCE_WRITE)
def absence(request: HttpRequest) -> HttpResponse:
    """Declare one's own absence."""
    return render(request, "accounts/people.html")
