"""The forms about the registers: a file, a row confirmed, a question answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.server.ledgers import queries as ledgers
from sekisho.server.trust.register_models import KIND_CHOICES
from sekisho.server.ui.fields import WarekiDateField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contractor, ExternalService


class RegisterForm(forms.Form):
    """A register to be taken in."""

    kind = forms.ChoiceField(label=_("登録簿"), choices=KIND_CHOICES)
    as_of = WarekiDateField(
        label=_("いつ現在か"),
        required=False,
        help_text=_("空けると、ファイルに書かれた日を読みます。書かれていなければ今日とします。"),
    )
    file = forms.FileField(
        label=_("ファイル"),
        help_text=_("公表されている一覧。Excel（.xlsx）か CSV（UTF-8、CP932）。20MBまで。"),
    )


class AdoptForm(forms.Form):
    """A row of the register becomes, or renews, a certification."""

    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    provider: forms.ModelChoiceField[Contractor] = forms.ModelChoiceField(None, label=_("提供者"))
    services: forms.ModelMultipleChoiceField[ExternalService] = forms.ModelMultipleChoiceField(
        None,
        label=_("外部サービス"),
        required=False,
        help_text=_("この登録が裏付けるサービス。いくつでも選べます。"),
    )
    functions = forms.MultipleChoiceField(
        label=_("範囲にある機能"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("言明の対象範囲から読み取りました。1つずつ確かめ、範囲に入るものだけに印を付けます。"),
    )

    def __init__(self, *args: Any, actor: Actor, offered: Iterable[str], **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the providers, the services, and what the scope lists."""
        super().__init__(*args, **options)
        chosen: Any = self.fields
        chosen["provider"].queryset = ledgers.contractors_for_services(actor)
        chosen["services"].queryset = ledgers.services(actor)
        chosen["functions"].choices = [(name, name) for name in offered]
        if not chosen["functions"].choices:
            del self.fields["functions"]


class AbsenceForm(forms.Form):
    """Whether a registration that a register has no more is gone."""

    gone = forms.TypedChoiceField(
        label=_("登録はなくなっていたか"),
        choices=[("yes", _("なくなっていた。取り消されたと記録する")), ("no", _("登録は続いている"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("確かめたこと"), max_length=300, help_text=_("だれに、何を見て確かめたかを書きます。")
    )
