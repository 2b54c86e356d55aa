"""The forms: what is offered, and why an offer is not taken over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.terms import OfferKind


class OfferForm(forms.Form):
    """One version of an offer; which field holds the content follows from its kind."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    title = forms.CharField(label=_("件名"), max_length=120)
    note = forms.CharField(
        label=_("市町村への説明"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("なぜ配布するか、前の版から何が変わったかを書きます。"),
    )
    text = forms.CharField(
        label=_("配布する内容"),
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "code"}),
    )
    file = forms.FileField(
        label=_("ひな形のファイル"),
        help_text=_("Word（.docx）かExcel（.xlsx）。マクロのないもの。20MBまで。"),
    )

    def __init__(self, *args: Any, kind: OfferKind, **options: Any) -> None:  # noqa: ANN401  Django's own signature
        """Keep the one field of the content that ``kind`` has."""
        super().__init__(*args, **options)
        del self.fields["text" if kind is OfferKind.TEMPLATE else "file"]
        if kind is OfferKind.CLAUSES:
            self.fields["text"].help_text = _(
                "自団体の条文と同じ書き方（YAML）。配布する条文だけを残します。"
            )
        elif kind is OfferKind.ITEMS:
            self.fields["text"].help_text = _("一行に一つ、契約書に書く項目を書きます。")
        elif kind is OfferKind.REQUIREMENTS:
            self.fields["text"].help_text = _("一行に一つ、「見出しの番号｜要件｜質問」を書きます。")


class DeclineForm(forms.Form):
    """Why a version is not taken over."""

    reason = forms.CharField(
        label=_("取り込まない理由"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("県に届くのは、取り込まないことだけです。理由は自団体に残ります。"),
    )
