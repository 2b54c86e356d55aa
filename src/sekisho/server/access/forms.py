"""The forms of this slice. They read and check what was typed; the actions decide and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.errors import NotFound
from sekisho.server.accounts import queries as people
from sekisho.server.accounts.permissions import Permission
from sekisho.server.accounts.scope import within
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.words import brief, in_words
from sekisho.terms import AccountKind

if TYPE_CHECKING:
    from sekisho.server.accounts.models import Person
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ExternalService

_MFA = [("", _("わからない")), ("yes", _("有")), ("no", _("無"))]


def _mfa_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("多要素認証"),
        choices=_MFA,
        required=False,
        coerce=lambda value: value == "yes",
        empty_value=None,
    )


def person_meant(username: str) -> Person:
    """Return the person of the body with this 利用者ID; who is not found is said beside the field."""
    try:
        return people.own_person(username)
    except NotFound as error:
        raise forms.ValidationError(brief(error)) from error


class OpenForm(forms.Form):
    """A new account of a service."""

    service: forms.ModelChoiceField[ExternalService] = forms.ModelChoiceField(None, label=_("外部サービス"))
    login = forms.CharField(label=_("ログイン名"), max_length=200)
    kind = forms.ChoiceField(label=_("アカウントの種類"), choices=in_words(AccountKind))
    username = forms.CharField(
        label=_("利用者ID"),
        required=False,
        max_length=150,
        help_text=_("使う職員の利用者ID。共用や連携のときは空けて、次の欄に書きます。"),
    )
    holder = forms.CharField(label=_("利用者（共用のとき）"), required=False, max_length=100)
    purpose = forms.CharField(label=_("使う目的"), required=False, max_length=200)
    privileged = forms.BooleanField(label=_("特権（管理者の権限）がある"), required=False)
    mfa = _mfa_field()
    opened_on = WarekiDateField(label=_("開設日"), initial=timezone.localdate)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the services ``actor`` answers for."""
        super().__init__(*args, **options)
        self.person: Person | None = None
        field: Any = self.fields["service"]
        field.queryset = within(ledgers.services(actor), actor, Permission.SERVICE_EDIT)

    def clean_username(self) -> str:
        """Find the person meant."""
        username: str = self.cleaned_data["username"]
        if username:
            self.person = person_meant(username)
        return username

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action."""
        given = dict(self.cleaned_data)
        given.pop("username")
        return given | {"person": self.person}


class UploadForm(forms.Form):
    """A list of accounts to be taken in."""

    file = forms.FileField(
        label=_("ファイル"),
        help_text=_("Excel（.xlsx）か CSV。20MBまで。マクロのあるファイルは受け取りません。"),
    )
    service = forms.ChoiceField(
        label=_("外部サービス"),
        required=False,
        help_text=_("ファイルに外部サービスの列がないときに選びます。"),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the services ``actor`` answers for."""
        super().__init__(*args, **options)
        field: Any = self.fields["service"]
        rows = ledgers.services_answered(actor).filter(retired_on=None)
        field.choices = [("", _("ファイルに書いてある")), *((row.number, str(row)) for row in rows)]


class ReviewForm(forms.Form):
    """The yearly look at an account that stays."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = WarekiDateField(label=_("点検日"), initial=timezone.localdate)
    mfa = _mfa_field()


class CloseForm(forms.Form):
    """The end of an account."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = WarekiDateField(label=_("閉鎖日"), initial=timezone.localdate)
    how = forms.CharField(
        label=_("確かめ方"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("閉じたことを、だれが何を見て確かめたかを書きます。"),
    )


class AnnounceForm(forms.Form):
    """A 利用方針 for everybody with an account of a service."""

    text = forms.CharField(
        label=_("利用方針"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=10_000,
        help_text=_("してよいこと、入れてはいけない情報、困ったときの連絡先を書きます。"),
    )
    how = forms.CharField(
        label=_("ほかの知らせ方"),
        required=False,
        max_length=100,
        help_text=_("研修や回覧でも知らせたときに書きます。"),
    )
