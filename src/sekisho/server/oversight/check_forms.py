"""The forms of 期間中の確認: the plan, a check that was done, its improvement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sekisho.procedures.oversight import MOST_MONTHS, YEARLY, first_due
from sekisho.server.oversight.forms import text_field
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.words import in_words
from sekisho.terms import CheckResult

if TYPE_CHECKING:
    from sekisho.server.ledgers.models import Contract
    from sekisho.server.oversight.check_models import CheckPlan


class PlanForm(forms.Form):
    """How often the contractor is checked, and how."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    months = forms.IntegerField(
        label=_("確認の間隔（月）"),
        min_value=1,
        max_value=MOST_MONTHS,
        help_text=_("ふつうは12か月。特定個人情報を扱うときは12か月以内です。"),
    )
    first_on = WarekiDateField(label=_("最初の期日"))
    how = text_field(
        pgettext_lazy("計画", "確かめ方"),
        help_text=_("報告書、質問票、立入りなど、何で確かめるかを書きます。"),
    )

    @staticmethod
    def start(contract: Contract, plan: CheckPlan | None) -> dict[str, Any]:
        """Return what stands in the form at first: the plan as it is, or what is usual."""
        if plan is not None:
            names = ("version", "months", "first_on", "how")
            return {name: getattr(plan, name) for name in names}
        first = first_due(contract.starts, contract.ends, YEARLY)
        return {"version": 0, "months": YEARLY, "first_on": first}


class CheckForm(forms.Form):
    """A check that was done."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    done_on = WarekiDateField(label=_("確かめた日"), initial=timezone.localdate)
    result = forms.ChoiceField(label=_("結果"), choices=in_words(CheckResult), widget=forms.RadioSelect)
    found = text_field(_("確かめたこと"), help_text=_("だれが、何を見て、何がわかったかを書きます。"))
    file = forms.FileField(
        label=_("証跡のファイル"), required=False, help_text=_("報告書など。PDFや画像。20MBまで。")
    )
    demanded = text_field(_("求めた改善"), required=False)
    improve_by = WarekiDateField(label=_("改善の期限"), required=False)


class ImprovementForm(forms.Form):
    """The improvement as the body verified it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = WarekiDateField(label=_("改善を確かめた日"), initial=timezone.localdate)
    how = text_field(_("改善の確かめ方"), help_text=_("だれが、何を見て確かめたかを書きます。"))
