"""The forms of this slice. They read and check what was typed; the actions decide and write."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.server.agreements import additions, rules
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.words import in_words, said
from sekisho.terms import ItemState, SupplyModel

if TYPE_CHECKING:
    from sekisho.server.agreements.models import ContractItems

TO_ANSWER = dt.timedelta(days=21)
"""How long a firm has for its answer, unless the section says otherwise."""
_WORDS = forms.Textarea(attrs={"rows": 2})


class OwnRequirementForm(forms.Form):
    """A line of people's own."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    heading = forms.ChoiceField(label=_("見出し"))
    text = forms.CharField(label=_("要件"), max_length=400, widget=_WORDS)
    question = forms.CharField(
        label=_("質問"),
        max_length=400,
        widget=_WORDS,
        help_text=_("質問票で、相手方に何を書いてもらうか。"),
    )
    reason = forms.CharField(label=_("理由"), max_length=400, widget=_WORDS)

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the headings."""
        super().__init__(*args, **options)
        field = self.fields["heading"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, f"{key} {said(title)}") for key, title in rules.book().headings.items()]


class RemoveForm(forms.Form):
    """Why a line is taken out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("理由"), max_length=400, widget=_WORDS, help_text=_("この要件を求めない理由を書きます。")
    )


class SupplyForm(forms.Form):
    """The shape of supply that the proposals follow."""

    model = forms.ChoiceField(label=_("提供の形"), choices=in_words(SupplyModel))


class ItemsForm(forms.Form):
    """契約項目の確認表: three fields an item."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    specific = forms.BooleanField(
        label=_("特定個人情報を扱わせる契約である"),
        required=False,
        help_text=_("扱わせるときは、法の求める項目を「要らない」にできません。"),
    )

    def __init__(self, *args: Any, kept: ContractItems | None, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Add the fields of every item, filled as they were kept."""
        super().__init__(*args, **options)
        self.initial["version"] = kept.version if kept else 0
        self.initial["specific"] = kept.specific_personal_data if kept else False
        answers = kept.answers if kept else {}
        self.items = additions.items()
        for item in self.items:
            given = answers.get(item.id, {})
            self.fields[f"state-{item.id}"] = forms.ChoiceField(
                label=f"{said(item.title)} {_('確かめた結果')}",
                choices=in_words(ItemState),
                required=False,
                initial=given.get("state", ItemState.UNCHECKED.value),
            )
            for name, label in (("place", _("契約書の場所")), ("note", _("覚え"))):
                self.fields[f"{name}-{item.id}"] = forms.CharField(
                    label=f"{said(item.title)} {label}",
                    max_length=200,
                    required=False,
                    initial=given.get(name, ""),
                )

    def rows(self) -> list[dict[str, Any]]:
        """Return the items with their fields, for the template."""
        shorts = {"state": _("確かめた結果"), "place": _("契約書の場所"), "note": _("覚え")}
        return [
            {
                "item": item,
                "fields": [
                    {"short": short, "bound": self[f"{name}-{item.id}"]} for name, short in shorts.items()
                ],
            }
            for item in self.items
        ]

    def answers(self) -> dict[str, dict[str, str]]:
        """Return what was typed, for the action."""
        names = ("state", "place", "note")
        return {
            item.id: {name: self.cleaned_data[f"{name}-{item.id}"] for name in names} for item in self.items
        }


class QuestionnaireForm(forms.Form):
    """A new questionnaire."""

    title = forms.CharField(label=_("件名"), max_length=200)


class SendForm(forms.Form):
    """To whom, by when, and how."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    contact = forms.CharField(label=_("送り先の担当者"), max_length=120)
    due_on = WarekiDateField(label=_("回答期限"))
    by_link = forms.TypedChoiceField(
        label=_("送り方"),
        choices=[
            ("link", _("リンクで送る（サインインは要りません）")),
            ("excel", _("Excelで送る")),
        ],
        coerce=lambda value: value == "link",
        initial="link",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Propose a day three weeks ahead."""
        super().__init__(*args, **options)
        if not self.initial.get("due_on"):
            self.initial["due_on"] = timezone.localdate() + TO_ANSWER


class ReasonForm(forms.Form):
    """Why a questionnaire is given up."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("理由"), max_length=400, widget=_WORDS)


class ConfirmForm(forms.Form):
    """What was confirmed of the answers."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("確かめたこと"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("満たさない要件をどう扱うかも書きます。"),
    )


class AnswersFileForm(forms.Form):
    """A filled Excel form that came back."""

    file = forms.FileField(
        label=_("回答の書かれたExcel"),
        help_text=_("読んだ内容を見てから、取り込むかを決めます。20MBまで。"),
    )


class AnnexFileForm(forms.Form):
    """An annex that came back."""

    file = forms.FileField(
        label=_("答えの書かれた別紙（Excel）"),
        help_text=_("読んだ内容を見てから、取り込むかを決めます。20MBまで。"),
    )


class SettlementForm(forms.Form):
    """Which of two answers stands, and why; the choices say both."""

    digest = forms.CharField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    source = forms.ChoiceField(label=_("どちらによるか"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由"),
        max_length=400,
        widget=_WORDS,
        help_text=_("だれに、何で確かめたかを書きます。"),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer both answers."""
        super().__init__(*args, **options)
        field = self.fields["source"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class AnnexConsentForm(forms.Form):
    """Who answered, and which file was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput)
    filename = forms.CharField(widget=forms.HiddenInput)
    by_name = forms.CharField(label=_("回答者（所属・氏名）"), max_length=120)


class TemplateForm(forms.Form):
    """A template of the annexes."""

    file = forms.FileField(
        label=_("ひな形のファイル"),
        help_text=_("Word（.docx）かExcel（.xlsx）。マクロのないもの。20MBまで。"),
    )
