"""The form of a fact to share: the columns of ``procedures/sharing`` and no others."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.words import in_words
from sekisho.terms import CertificationKind, FactKind, ServiceKind

_NONE = [("", "—")]


class FactForm(forms.Form):
    """What anybody could check of a firm; which columns are needed follows from the kind."""

    kind = forms.ChoiceField(label=_("事実の種類"), choices=in_words(FactKind))
    firm_name = forms.CharField(label=_("提供者の名称"), max_length=120)
    corporate_number = forms.CharField(label=_("法人番号"), max_length=40)
    service_name = forms.CharField(label=_("サービス名"), max_length=200, required=False)
    service_kind = forms.ChoiceField(
        label=_("種類"), choices=lambda: [*_NONE, *in_words(ServiceKind)()], required=False
    )
    certificate_kind = forms.ChoiceField(
        label=_("認定・認証の種類"), choices=lambda: [*_NONE, *in_words(CertificationKind)()], required=False
    )
    certificate_number = forms.CharField(label=_("認定・認証の番号"), max_length=60, required=False)
    certificate_scope = forms.CharField(label=_("対象の範囲"), max_length=300, required=False)
    valid_from = WarekiDateField(label=_("有効期間の始まり"), required=False)
    valid_until = WarekiDateField(label=_("有効期間の終わり"), required=False)
    question = forms.CharField(label=_("問い"), max_length=300, required=False)
    answer = forms.CharField(
        label=_("公開されている答え"),
        max_length=500,
        required=False,
        help_text=_("提供者がだれにでも示していることだけを書きます。"),
    )
    source_url = forms.CharField(label=_("確かめたところ（URL）"), max_length=300, required=False)
