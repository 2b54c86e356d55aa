"""The forms of the ledgers. They read and check what was typed; the actions decide and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.queries import staff_of
from sekisho.server.ledgers import queries
from sekisho.server.ledgers.models import Contract, Contractor, ExternalService, InformationAsset
from sekisho.server.ui.fields import WarekiDateField
from sekisho.terms import HandlingRestriction

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor, Permission
    from sekisho.server.ledgers.previews import Offered, Preview

_KNOWN = [("true", _("有")), ("false", _("無")), ("unknown", _("わからない"))]


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # people of the body
    """One of the staff, named so that two of one name are told apart."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401  Django's own signature
        """Return name and user ID."""
        return gettext("%(name)s（利用者ID %(id)s）") % {"name": obj.name, "id": obj.username}


def _field(field: Any, **options: Any) -> Any:  # noqa: ANN401  Django's own callback
    """Return the form field of a model field; what a reference offers is filled in for each person."""
    if field.name == "manager":
        return PersonField(None, label=field.verbose_name, required=False)
    if field.is_relation:
        return forms.ModelChoiceField(None, label=field.verbose_name, required=not field.blank)
    return field.formfield(**options)


class LedgerForm(forms.ModelForm):  # type: ignore[type-arg]  # each form names its own model
    """A row of a ledger. ``version`` says which state of the row the person was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, permission: Permission, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the sections ``actor`` may write for."""
        super().__init__(*args, **options)
        self.actor = actor
        if "section" in self.fields:
            self.offer("section", queries.sections_seen(actor, permission))
        self.fields["version"].initial = getattr(self.instance, "version", None)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
                offered: Any = field.choices
                field.choices = [(value, gettext(str(text))) for value, text in offered]

    def offer(self, name: str, rows: QuerySet[Any]) -> None:
        """Let the reference field ``name`` choose among ``rows``."""
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class AssetForm(LedgerForm):
    """情報資産."""

    restrictions = forms.MultipleChoiceField(
        label=_("取扱制限"),
        choices=HandlingRestriction.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sensitive_personal_data = forms.TypedChoiceField(
        label=_("要配慮個人情報"),
        choices=_KNOWN,
        coerce={"true": True, "false": False}.get,
        empty_value=None,
        help_text=_("「わからない」のままでは、預けてよいかを判定できないことがあります。"),
    )
    registered_on = WarekiDateField(label=_("登録年月日"))

    class Meta:
        """In the order of the screen and the print."""

        model = InformationAsset
        formfield_callback = _field
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "name",
            "section",
            "unit",
            "keeper",
            "confidentiality",
            "integrity",
            "availability",
            "restrictions",
            "personal_data",
            "specific_personal_data",
            "sensitive_personal_data",
            "person_count",
            "medium",
            "zone",
            "retention",
            "registered_on",
        )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Show an unknown yes-or-no as such."""
        super().__init__(*args, **options)
        known = getattr(self.instance, "sensitive_personal_data", None)
        self.initial["sensitive_personal_data"] = "unknown" if known is None else str(known).lower()


class ContractorForm(LedgerForm):
    """委託先."""

    class Meta:
        """In the order of the screen and the print."""

        model = Contractor
        formfield_callback = _field
        fields: ClassVar[tuple[str, ...]] = ("name", "corporate_number", "address", "contact")


class ContractForm(LedgerForm):
    """契約."""

    starts = WarekiDateField(label=_("契約開始"))
    ends = WarekiDateField(label=_("契約終了"))
    provided_on = WarekiDateField(label=_("提供日"), required=False)
    return_due = WarekiDateField(label=_("返還・消去期限"), required=False)
    returned_on = WarekiDateField(label=_("返還・消去確認日"), required=False)

    class Meta:
        """In the order of the screen and the print."""

        model = Contract
        formfield_callback = _field
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "title",
            "section",
            "contractor",
            "subcontractors",
            "starts",
            "ends",
            "provided_data",
            "confidentiality",
            "person_count",
            "medium",
            "provided_on",
            "return_due",
            "returned_on",
        )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the firms that stand."""
        super().__init__(*args, **options)
        self.offer("contractor", queries.contractors(self.actor))


class ServiceForm(LedgerForm):
    """外部サービス, after its decision. What was judged is changed by a new application."""

    asset_numbers = forms.CharField(
        label=_("預ける情報資産の管理番号"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("1行に1つ書きます。"),
    )
    url = forms.URLField(label=_("URL"), required=False, assume_scheme="https", max_length=200)
    starts = WarekiDateField(label=_("利用開始"))
    ends = WarekiDateField(label=_("利用期限"), required=False)

    class Meta:
        """In the order of the screen and the print."""

        model = ExternalService
        formfield_callback = _field
        fields: ClassVar[tuple[str, ...]] = (
            "name",
            "section",
            "manager",
            "provider",
            "kind",
            "terms_kind",
            "service_class",
            "confidentiality",
            "purpose",
            "url",
            "asset_numbers",
            "phase",
            "starts",
            "ends",
            "for_all_staff",
            "conditions",
        )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Show the assets by number."""
        super().__init__(*args, **options)
        self.offer("provider", queries.contractors_for_services(self.actor))
        self.offer("manager", staff_of(self.instance.section_id or 0, timezone.localdate()))
        if self.instance.pk:
            numbers = self.instance.assets.values_list("number", flat=True)
            self.initial["asset_numbers"] = "\n".join(numbers)

    def values(self) -> dict[str, Any]:
        """Return what was typed, the assets by key."""
        values = super().values()
        numbers = values.pop("asset_numbers").split()
        return values | {
            "asset_ids": queries.asset_ids(self.actor, numbers, beside=self.instance.assets.all())
        }


class RetireForm(forms.Form):
    """Taking a row out of its ledger."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = WarekiDateField(label=_("外す日"), initial=timezone.localdate)
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class FinishForm(forms.Form):
    """Noting that an obligation was met."""

    on = WarekiDateField(label=_("完了日"), initial=timezone.localdate)
    note = forms.CharField(
        label=_("確かめたこと"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("だれが、何を見て確かめたかを書きます。"),
    )
    reason = forms.CharField(
        label=_("代わりに記録する理由"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=400,
        help_text=_("担当の本人が記録できないわけを書きます。記録簿に残ります。"),
    )

    def __init__(self, *args: Any, own: bool, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Ask for a reason unless what is noted is the person's ``own`` to do."""
        super().__init__(*args, **options)
        if own:
            del self.fields["reason"]


class UploadForm(forms.Form):
    """A file to be taken in."""

    kind = forms.ChoiceField(
        label=_("台帳"),
        choices=[("asset-ledger", _("情報資産")), ("contract-ledger", _("委託契約"))],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=_("ファイル"),
        help_text=_("Excel（.xlsx）か CSV。20MBまで。マクロのあるファイルは受け取りません。"),
    )


class ColumnsForm(forms.Form):
    """Which column of the sheet is which column of the ledger."""

    sheet = forms.ChoiceField(label=_("シート"), required=False)

    def __init__(self, *args: Any, shown: Preview | Offered, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the sheets and columns of the file as read."""
        super().__init__(*args, **options)
        sheets = self.fields["sheet"]
        if isinstance(sheets, forms.ChoiceField):
            sheets.choices = [(name, name) for name in (shown.sheet, *shown.other_sheets)]
        offered = [("", _("（この列はない）")), *((one, f"{one}：{header}") for one, header in shown.offered)]
        self._names = {f"column_{place}": name for place, (name, _letter) in enumerate(shown.columns)}
        for place, (name, letter) in enumerate(shown.columns):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=name, choices=offered, required=False, initial=letter
            )

    def columns(self) -> dict[str, str]:
        """Return column of the ledger → letter of the sheet's column, empty for none."""
        return {name: self.cleaned_data[field] for field, name in self._names.items()}
