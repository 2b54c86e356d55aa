"""Sign-in by user name and password for active people of any body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.auth_backends import AuthenticationBackend

from sekisho.server.accounts.models import Person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


def lockout_name(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """Return the name that failed attempts are counted under: sign-in knows no case, so neither does this."""
    given = (credentials or {}).get("username") or request.POST.get("login") or request.POST.get("username")
    return (given or "").strip().casefold()


class BodyAccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """allauth's backend; no permissions come from Django's own tables."""

    def get_user(self, user_id: int) -> Person | None:
        """Return the active person with their body, which every page names, in one query."""
        person: Person | None = Person.objects.select_related("body").filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None

    def has_perm(self, *_args: object, **_kwargs: object) -> bool:
        """Grant nothing: permissions come from posts alone."""
        return False
