"""Sign-in by user name and password for active people of any body."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend


class BodyAccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """allauth's backend; no permissions come from Django's own tables."""

    def has_perm(self, *_args: object, **_kwargs: object) -> bool:
        """Grant nothing: permissions come from posts alone."""
        return False
