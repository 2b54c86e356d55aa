"""How a view says who may open it. A route that says nothing is refused.

Every view is wrapped by :func:`page` or :func:`public`; ``tests/server/site/test_routes.py`` walks the
whole URL table and fails on a view that is neither, and tries each with every role.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required

from sekisho.server.accounts.permissions import Actor, Permission, require

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    View = Callable[..., HttpResponse]


def page(permission: Permission) -> Callable[[View], View]:
    """Let in signed-in people who hold ``permission`` at some reach.

    Which section's things they see is decided once more in the slice's ``queries`` and ``actions``,
    which get ``request.actor``.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  a view's own arguments pass through
            require(actor_of(request), permission)
            return view(request, *args, **kwargs)

        guarded = login_required(checked)
        guarded.permission = permission  # type: ignore[attr-defined]  # the route test reads it
        return guarded

    return wrap


def public(reason: str) -> Callable[[View], View]:
    """Let in everybody; ``reason`` says why that is right."""

    def wrap(view: View) -> View:
        view.public_reason = reason  # type: ignore[attr-defined]  # the route test reads it
        return view

    return wrap


def posted_number(given: str, otherwise: int = 0) -> int:
    """Return the whole number a form or an address carries; ``otherwise`` where it carries none of ours."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < _DIGITS else otherwise


_DIGITS = 10


def actor_of(request: HttpRequest) -> Actor:
    """Return the signed-in person with the posts of today, as the middleware put it there."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by BodyMiddleware
    return actor
