"""Puts the signed-in person's body in force and their posts on the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from sekisho.server.accounts.queries import actor_on, person_of_token
from sekisho.server.accounts.tenancy import in_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.models import Person


class BodyMiddleware:
    """Runs each request of a signed-in person within their body, as of today."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle the request within the body of the person, if any."""
        person = self._bearer(request) or request.user
        if not person.is_authenticated:
            return self.get_response(request)
        request.actor = SimpleLazyObject(lambda: actor_on(person, timezone.localdate()))  # type: ignore[attr-defined]  # our own attribute, read by routes.actor_of
        with in_body(person.body_id):
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
            return response

    @staticmethod
    def _bearer(request: HttpRequest) -> Person | None:
        """Return the person for whom a program calls the API with a key, and mark the request so."""
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if not request.path.startswith("/api/") or scheme.lower() != "bearer" or not key:
            return None
        person = person_of_token(key.strip(), timezone.localdate())
        if person is not None:
            request.user = person
            request.by_token = True  # type: ignore[attr-defined]  # our own attribute, read by site.api
        return person
