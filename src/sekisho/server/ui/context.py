"""What the frame around every page needs: navigation, body, person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject

from sekisho.server.accounts.permissions import Permission
from sekisho.server.ui import navigation
from sekisho.server.ui.demo import visits

if TYPE_CHECKING:
    from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return ``frame`` for ``base.html``; nothing is looked up unless the template asks."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    actor = getattr(request, "actor", None)
    if person is None or actor is None or not person.is_authenticated:
        return {"signed_in": False, "sections": (), "path": request.get_full_path(), "demo": visits()}
    posts = actor.posts
    return {
        "signed_in": True,
        "body": person.body.name,
        "person": actor.name,
        "post": posts[0].title if posts else "",
        "may_be_absent": actor.may(Permission.ABSENCE_WRITE),
        "sections": navigation.for_actor(actor, request.path),
        "path": request.get_full_path(),
    }
