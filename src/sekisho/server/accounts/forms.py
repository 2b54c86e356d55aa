"""Forms for people, posts and absences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.models import Person, Section
from sekisho.server.accounts.queries import sections
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.words import label
from sekisho.terms import Role

NO_POST_OF_OURS = {Role.PROVIDER}


def role_choices() -> list[tuple[str, str]]:
    """Return the roles a person of the body can hold, in the language of the screen."""
    return [(role.value, label(role)) for role in Role if role not in NO_POST_OF_OURS]


class PersonForm(forms.Form):
    """A new account."""

    name = forms.CharField(
        label=_("氏名"), max_length=60, help_text=_("姓と名のあいだを空けます。字体は書かれたまま残ります。")
    )
    username = forms.RegexField(
        label=_("利用者ID"),
        regex=r"^[A-Za-z0-9._-]{2,64}$",
        help_text=_("半角の英数字、点、ハイフン、下線。あとから変えられません。"),
        error_messages={"invalid": _("半角の英数字、点、ハイフン、下線で、2文字以上にしてください。")},
    )
    email = forms.EmailField(label=_("メール"), required=False)
    password = forms.CharField(
        label=_("はじめのパスワード"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("10文字以上。本人に渡したら、すぐに変えてもらってください。"),
    )

    def clean(self) -> dict[str, Any]:
        """Hold the password to the rules, with name and user name known."""
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password:
            person = Person(username=cleaned.get("username", ""), name=cleaned.get("name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class PasswordForm(forms.Form):
    """A new password for somebody who forgot theirs."""

    password = forms.CharField(
        label=_("新しいパスワード"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("10文字以上。本人に渡したら、すぐに変えてもらってください。"),
        validators=[validate_password],
    )


class AppointForm(forms.Form):
    """A post: where, as what, from when."""

    section: forms.ModelChoiceField[Section] = forms.ModelChoiceField(
        label=_("所属"), queryset=None, empty_label=_("選んでください")
    )
    role = forms.ChoiceField(
        label=_("役割"), help_text=_("できることは役割で決まります。兼務のときは、職をもう一つ加えます。")
    )
    title = forms.CharField(label=_("職名"), max_length=60, help_text=_("例：福祉課長、主事"))
    starts = WarekiDateField(label=_("発令日"))
    ends = WarekiDateField(
        label=_("終了日"),
        required=False,
        help_text=_("決まっていないときは空けておきます。最後に務める日です。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's own form options
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections()  # type: ignore[attr-defined]  # a ModelChoiceField has one
        self.fields["role"].choices = [("", _("選んでください")), *role_choices()]  # type: ignore[attr-defined]  # a ChoiceField has them


class EndForm(forms.Form):
    """The last day of a post."""

    ends = WarekiDateField(
        label=_("終了日"), help_text=_("最後に務める日です。翌日からこの職の仕事はできません。")
    )


class TransfersForm(forms.Form):
    """A personnel order to be taken in."""

    file = forms.FileField(
        label=_("ファイル"),
        help_text=_("Excel（.xlsx）か CSV。20MBまで。マクロのあるファイルは受け取りません。"),
    )


class AbsenceForm(forms.Form):
    """One's own absence."""

    starts = WarekiDateField(label=_("から"))
    ends = WarekiDateField(label=_("まで"))
    reason = forms.CharField(
        label=_("理由"), max_length=60, help_text=_("例：出張、休暇。代決した人に見えます。")
    )


class PeopleFilter(forms.Form):
    """What the list of people is narrowed to."""

    words = forms.CharField(label=_("氏名・利用者ID"), required=False, max_length=60)
    section: forms.ModelChoiceField[Section] = forms.ModelChoiceField(
        label=_("所属"), queryset=None, required=False, empty_label=_("すべて")
    )
    role = forms.ChoiceField(label=_("役割"), required=False)
    stopped = forms.ChoiceField(
        label=_("アカウント"), required=False, choices=[("", _("使えるもの")), ("1", _("止めたもの"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's own form options
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections()  # type: ignore[attr-defined]  # a ModelChoiceField has one
        self.fields["role"].choices = [("", _("すべて")), *role_choices()]  # type: ignore[attr-defined]  # a ChoiceField has them
