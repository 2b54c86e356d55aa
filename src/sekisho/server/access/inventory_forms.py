"""The forms of the 棚卸し: the provider's list, and how one line is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.procedures.inventory import ANSWERS, DORMANT_AFTER, LEAST_DORMANT, MOST_DORMANT
from sekisho.server.access.actions.settling import Added
from sekisho.server.access.forms import person_meant
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.words import in_words, label
from sekisho.terms import AccountKind, InventoryAnswer, InventoryFinding

if TYPE_CHECKING:
    from sekisho.server.access.models import InventoryLine
    from sekisho.server.accounts.models import Person


class ListForm(forms.Form):
    """A provider's own list of users."""

    file = forms.FileField(
        label=_("提供者の利用者一覧"),
        help_text=_("管理画面から書き出したCSVかExcel。20MBまで。ログインIDかメールの列が要ります。"),
    )
    listed_on = WarekiDateField(label=_("一覧の日"), initial=timezone.localdate)
    dormant_after = forms.IntegerField(
        label=_("使われていないとみる日数"),
        initial=DORMANT_AFTER,
        min_value=LEAST_DORMANT,
        max_value=MOST_DORMANT,
        help_text=_("最終ログインからこの日数がたったアカウントを挙げます。"),
    )


class SettleForm(forms.Form):
    """How one line of a 棚卸し is settled."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(label=_("済ませ方"), widget=forms.RadioSelect)
    how = forms.CharField(
        label=_("確かめ方"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("だれが何を見て確かめたか、残すときは理由を書きます。"),
    )
    on = WarekiDateField(label=_("確かめた日"), initial=timezone.localdate)

    def __init__(self, *args: Any, line: InventoryLine, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer what settles this line; ask of the account only where it may be added."""
        super().__init__(*args, **options)
        self.person: Person | None = None
        field: Any = self.fields["answer"]
        offered = ANSWERS[InventoryFinding(line.finding)]
        field.choices = [(one.value, label(one)) for one in offered]
        if InventoryAnswer.ADDED in offered:
            self.fields |= _of_account(line)

    def clean_username(self) -> str:
        """Find the person meant, where the account is added."""
        username: str = self.cleaned_data["username"]
        if username and self.cleaned_data.get("answer") == InventoryAnswer.ADDED.value:
            self.person = person_meant(username)
        return username

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action."""
        given = dict(self.cleaned_data)
        added = None
        if given["answer"] == InventoryAnswer.ADDED.value:
            account = {name: given[name] for name in ("kind", "opened_on", "holder")}
            added = Added(**account, person=self.person)
        return {name: given[name] for name in ("version", "answer", "how", "on")} | {"added": added}


def _of_account(line: InventoryLine) -> dict[str, forms.Field]:
    meant = line.suggested.username if line.suggested is not None else ""
    return {
        "kind": forms.ChoiceField(label=_("アカウントの種類"), choices=in_words(AccountKind), required=False),
        "username": forms.CharField(
            label=_("利用者ID"),
            required=False,
            max_length=150,
            initial=meant,
            help_text=_("台帳に載せるときに書きます。一覧のメールや氏名から探した職員が入っています。"),
        ),
        "holder": forms.CharField(label=_("利用者（共用のとき）"), required=False, max_length=100),
        "opened_on": WarekiDateField(
            label=_("開設日"), required=False, help_text=_("わからないときは空けます。一覧の日とします。")
        ),
    }
