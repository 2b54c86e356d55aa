"""The forms: a notice, a new name, a merger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.server.ui.fields import WarekiDateField

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sekisho.server.ledgers.models import Contractor


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


class RenameForm(forms.Form):
    """商号の変更."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("新しい名称"), max_length=120)
    happened_on = WarekiDateField(label=_("変わった日"), initial=timezone.localdate)


class MergeForm(forms.Form):
    """合併."""

    into: forms.ModelChoiceField[Contractor] = forms.ModelChoiceField(
        None,
        label=_("合併して残った会社"),
        help_text=_("ないときは、先に委託先の台帳に加えます。"),
    )
    happened_on = WarekiDateField(label=_("変わった日"), initial=timezone.localdate)

    def __init__(self, *args: Any, firms: QuerySet[Contractor], **options: Any) -> None:  # noqa: ANN401  Django's own signature
        """Offer ``firms``."""
        super().__init__(*args, **options)
        into = self.fields["into"]
        if isinstance(into, forms.ModelChoiceField):
            into.queryset = firms
