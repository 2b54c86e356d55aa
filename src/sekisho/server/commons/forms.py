"""The form of a notice."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.server.ui.fields import WarekiDateField


class NoticeForm(forms.Form):
    """What is told: what the firm itself has made known, nothing of one's own."""

    firm_name = forms.CharField(label=_("委託先の名称"), max_length=120)
    corporate_number = forms.CharField(label=_("法人番号"), max_length=40)
    what = forms.CharField(
        label=_("委託先が明らかにしていること"),
        max_length=300,
        help_text=_("自団体の契約、預けたデータ、人数は書きません。"),
    )
    known_on = WarekiDateField(label=_("知った日"), initial=timezone.localdate)
