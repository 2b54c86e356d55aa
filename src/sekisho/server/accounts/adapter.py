"""allauth's hooks: nobody signs up by themselves; a second step that fails is told in our words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by the information-policy section only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth passes it
        """Refuse sign-up."""
        return False


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """One message for every second step that fails: the library says "code" of passkeys, too."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "確かめられませんでした。コードなら今出ている6桁か、パスキーなら登録してあるものかを見てください。"
        ),
    }
