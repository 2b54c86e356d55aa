"""Sign-in and account security: the routes of allauth we keep, each saying who may open it.

There is no sign-up, no mail confirmation and no reset by mail: accounts are made, and forgotten
passwords replaced, by the information-policy section.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from sekisho.server.accounts.permissions import Permission
from sekisho.server.site.routes import page, public

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    View = Callable[..., HttpResponse]


def _open(view: View, reason: str) -> View:
    """Wrap an allauth view that everybody may open, without marking the library's own object."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  a view's own arguments pass through
        return view(request, *args, **kwargs)

    return public(reason)(shown)


_own = page(Permission.ACCOUNT_OWN)

_ENTRANCE = "people sign in here; allauth and axes limit the attempts"
_SECOND = "the second step of signing in; allauth sends everybody else back to the first"
_LEAVING = "signing out is open to everybody; only the person's own session ends"

urlpatterns: list[URLPattern] = [
    path("login/", _open(account.login, _ENTRANCE), name="account_login"),
    path("logout/", _open(account.logout, _LEAVING), name="account_logout"),
    path(
        "inactive/",
        _open(account.account_inactive, "tells a person their account is closed"),
        name="account_inactive",
    ),
    path("login/two-steps/", _open(mfa.authenticate, _SECOND), name="mfa_authenticate"),
    path("login/passkey/", _open(webauthn.login_webauthn, _ENTRANCE), name="mfa_login_webauthn"),
    path("reauthenticate/", _own(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", _own(account.password_change), name="account_change_password"),
    path("mfa/", _own(mfa.index), name="mfa_index"),
    path("mfa/reauthenticate/", _own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("mfa/totp/activate/", _own(totp.activate_totp), name="mfa_activate_totp"),
    path("mfa/totp/deactivate/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("mfa/codes/", _own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("mfa/codes/generate/", _own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("mfa/codes/download/", _own(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("mfa/passkeys/", _own(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("mfa/passkeys/add/", _own(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "mfa/passkeys/reauthenticate/",
        _own(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("mfa/passkeys/<int:pk>/remove/", _own(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("mfa/passkeys/<int:pk>/edit/", _own(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
]
