"""Who may call an operation of the API: the same permission table as the pages.

Every operation names one permission with ``auth=Holding(Permission.X)``; the route test reads it back.
Programs send ``Authorization: Bearer KEY``; pages of the site itself may call with the session and the CSRF
token. Errors are problem documents (RFC 9457).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja.utils import check_csrf

from sekisho.errors import Refused
from sekisho.server.accounts.permissions import Actor, Permission, require
from sekisho.server.site.routes import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest


class Holding:
    """Lets in signed-in people and programs whose posts hold ``permission`` at some reach.

    Which section's things they see is decided once more in the slice's queries and actions.
    """

    openapi_type = "http"
    openapi_security_schema: dict[str, Any] = {"type": "http", "scheme": "bearer"}  # noqa: RUF012  ninja reads it from the instance

    def __init__(self, permission: Permission) -> None:
        """Keep the permission."""
        self.permission = permission

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return the actor, or None when nobody is signed in (ninja answers 401).

        Raises:
            Refused: the permission is not held, or a session call lacks its CSRF token.
        """
        if not request.user.is_authenticated:
            return None
        if not getattr(request, "by_token", False) and check_csrf(request) is not None:
            raise Refused(
                "この呼出しは受け付けられません。",
                why="CSRFトークンがありません。",
                next_step="プログラムからは Authorization: Bearer で鍵を送ってください。",
            )
        actor = actor_of(request)
        require(actor, self.permission)
        return actor
