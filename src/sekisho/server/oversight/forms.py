"""The forms of this slice. They read and check what was typed; the actions decide and write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sekisho.server.accounts.queries import in_force
from sekisho.server.custody import handovers
from sekisho.server.oversight import queries
from sekisho.server.oversight.models import Place, Worker
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.words import in_words
from sekisho.terms import CarrierKind, PlaceKind

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.custody.models import HandOver
    from sekisho.server.ledgers.models import Contract, Contractor

_SEPARATOR = re.compile(r"[、,，\t／]")
"""Between name and firm; a blank may stand within a name."""


def text_field(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:  # noqa: ANN401  texts said later
    """Return a field of ``rows`` lines."""
    return forms.CharField(
        label=label,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=2000,
        help_text=help_text,
    )


class OfContract(forms.Form):
    """A form about one contract: the firms offered are those that may work under it."""

    def __init__(self, *args: Any, actor: Actor, contract: Contract, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer what belongs to ``contract``."""
        super().__init__(*args, **options)
        self.contract = contract
        if "firm" in self.fields:
            firm: Any = self.fields["firm"]
            firm.queryset = queries.firms(actor, contract, timezone.localdate())
            firm.empty_label = contract.contractor.name


class WorkerForm(OfContract):
    """A person for the roster."""

    name = forms.CharField(label=_("氏名"), max_length=100)
    firm: forms.ModelChoiceField[Contractor] = forms.ModelChoiceField(
        None,
        label=pgettext_lazy("従事者", "所属"),
        required=False,
        help_text=_("承諾した再委託先の人なら、その会社を選びます。"),
    )
    task = forms.CharField(label=_("役割"), required=False, max_length=100)
    starts = WarekiDateField(label=_("従事の開始"), initial=timezone.localdate)
    ends = WarekiDateField(label=_("従事の終了"), required=False)
    trained_on = WarekiDateField(label=_("教育を受けた日"), required=False)
    pledged_on = WarekiDateField(label=_("秘密保持誓約書の受領日"), required=False)


class WorkerChangeForm(forms.Form):
    """What may change of a person of the roster."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    task = forms.CharField(label=_("役割"), required=False, max_length=100)
    starts = WarekiDateField(label=_("従事の開始"))
    trained_on = WarekiDateField(label=_("教育を受けた日"), required=False)
    pledged_on = WarekiDateField(label=_("秘密保持誓約書の受領日"), required=False)


class EndForm(forms.Form):
    """The end of somebody's work, or of the use of a place."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = WarekiDateField(label=_("終わる日"), initial=timezone.localdate)


class PlaceForm(OfContract):
    """A place at which the work may be done."""

    kind = forms.ChoiceField(label=_("場所の種類"), choices=in_words(PlaceKind))
    name = forms.CharField(label=_("場所の名前"), max_length=100)
    address = forms.CharField(label=_("所在地"), max_length=200)
    firm: forms.ModelChoiceField[Contractor] = forms.ModelChoiceField(
        None, label=_("使う会社"), required=False
    )
    starts = WarekiDateField(label=_("使ってよい日から"), initial=timezone.localdate)
    ends = WarekiDateField(label=_("使ってよい日まで"), required=False)
    condition = text_field(
        _("条件"), required=False, help_text=_("施錠や入退室の記録など。国外のときは必ず書きます。")
    )


class CarryForm(OfContract):
    """The taking out of a medium, to be permitted."""

    kind = forms.ChoiceField(label=_("媒体・機器"), choices=in_words(CarrierKind))
    serial = forms.CharField(label=_("製造番号・管理番号"), max_length=60)
    handover: forms.ModelChoiceField[HandOver] = forms.ModelChoiceField(
        None, label=_("提供の記録"), required=False, help_text=_("記録してあるデータなら選びます。")
    )
    what = forms.CharField(label=_("入れるデータ"), max_length=200)
    encrypted = forms.BooleanField(label=_("暗号化してある"), required=False)
    worker: forms.ModelChoiceField[Worker] = forms.ModelChoiceField(None, label=_("運ぶ従事者"))
    origin: forms.ModelChoiceField[Place] = forms.ModelChoiceField(None, label=_("どこから"))
    destination: forms.ModelChoiceField[Place] = forms.ModelChoiceField(None, label=_("どこへ"))
    witness = forms.CharField(
        label=_("立ち会う職員"),
        max_length=100,
        help_text=_("持ち出すときに立ち会い、媒体と番号を確かめる職員の名前を書きます。"),
    )
    out_on = WarekiDateField(label=_("持ち出す日"), initial=timezone.localdate)
    due_on = WarekiDateField(label=_("戻す期限"))

    def __init__(self, *args: Any, actor: Actor, contract: Contract, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the people, places and data of the contract."""
        super().__init__(*args, actor=actor, contract=contract, **options)
        now = in_force(timezone.localdate())
        fields: dict[str, Any] = dict(self.fields)
        fields["worker"].queryset = queries.workers(contract).filter(now)
        fields["handover"].queryset = handovers.handovers(actor).filter(contract=contract)
        for name in ("origin", "destination"):
            fields[name].queryset = Place.objects.filter(now, contract=contract)


class CarryDecisionForm(forms.Form):
    """Whether a medium may be carried out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    permitted = forms.TypedChoiceField(
        label=_("決定"),
        choices=[("yes", _("許す")), ("no", _("許さない"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    on = WarekiDateField(label=_("決めた日"), initial=timezone.localdate)
    note = text_field(_("条件・理由"), required=False, help_text=_("許さないときは、理由を書きます。"))


class CarryReturnForm(forms.Form):
    """The return of a medium, verified."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = WarekiDateField(label=_("戻った日"), initial=timezone.localdate)
    how = text_field(
        _("確かめ方"), help_text=_("番号を見比べたこと、データが残っていないことなどを書きます。")
    )


class VisitForm(OfContract):
    """Who came to a place on a day."""

    place: forms.ModelChoiceField[Place] = forms.ModelChoiceField(None, label=_("場所"))
    on = WarekiDateField(label=_("確かめた日"), initial=timezone.localdate)
    workers: forms.ModelMultipleChoiceField[Worker] = forms.ModelMultipleChoiceField(
        None,
        label=_("来た人（名簿から）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("名札や身分証と見比べて、名簿にいる人に印を付けます。"),
    )
    others = text_field(
        _("名簿で見つからない人"),
        required=False,
        help_text=_("1行に1人。「氏名、会社名」のように書きます。"),
    )
    note = text_field(_("気づいたこと"), required=False, rows=2)

    def __init__(self, *args: Any, actor: Actor, contract: Contract, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the people and places of the contract; those that ended, too, for a day in the past."""
        super().__init__(*args, actor=actor, contract=contract, **options)
        fields: dict[str, Any] = dict(self.fields)
        fields["place"].queryset = Place.objects.filter(contract=contract)
        fields["workers"].queryset = queries.workers(contract)
        fields["workers"].label_from_instance = lambda one: f"{one.name}（{one.firm.name}）"

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action."""
        given = dict(self.cleaned_data)
        lines = [_SEPARATOR.split(line.strip(), maxsplit=1) for line in given["others"].splitlines()]
        given["others"] = [(line[0], line[1] if len(line) > 1 else "") for line in lines if line[0]]
        return given | {"workers": list(given["workers"])}


class SettleForm(forms.Form):
    """What was done about somebody who is not on the roster."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = WarekiDateField(label=_("対処した日"), initial=timezone.localdate)
    how = text_field(
        _("したこと"),
        help_text=_("だれだったのか、帰したのか、名簿に載せたのか、委託先に何を求めたかを書きます。"),
    )


class RosterForm(forms.Form):
    """A roster to be taken in."""

    file = forms.FileField(
        label=_("ファイル"),
        help_text=_("Excel（.xlsx）か CSV。20MBまで。マクロのあるファイルは受け取りません。"),
    )
