"""The forms of this slice. They read and check what was typed; the actions decide and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.words import in_words, label
from sekisho.terms import CertificationKind

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contractor, ExternalService
    from sekisho.server.trust.models import Evidence
    from sekisho.server.trust.weighing import Weighed

_LINES = {"rows": 4}
DAYS = ("issued", "period_start", "period_end", "expires", "bridge_until", "checked_on")
TEXTS = ("kind", "number", "holder", "service_name", "scope", "source")


class LinesField(forms.CharField):
    """One thing a line."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  Django's own options
        options.setdefault("widget", forms.Textarea(attrs=_LINES))
        options.setdefault("help_text", _("1行に1つ書きます。"))
        super().__init__(max_length=5000, **options)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  what the form holds
        """Show a list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:  # noqa: ANN401  what the browser sent
        """Return the lines that hold something."""
        text = super().clean(value)
        return [line.strip() for line in text.splitlines() if line.strip()]


class EvidenceForm(forms.Form):
    """認定・認証."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    provider: forms.ModelChoiceField[Contractor] = forms.ModelChoiceField(None, label=_("提供者"))
    services: forms.ModelMultipleChoiceField[ExternalService] = forms.ModelMultipleChoiceField(
        None,
        label=_("外部サービス"),
        required=False,
        help_text=_("この証拠が裏付けるサービス。いくつでも選べます。"),
    )
    kind = forms.ChoiceField(label=_("種類"), choices=in_words(CertificationKind))
    number = forms.CharField(label=_("登録番号・認証番号"), required=False, max_length=80)
    holder = forms.CharField(label=_("取得した組織"), required=False, max_length=120)
    service_name = forms.CharField(
        label=_("対象のサービス名"),
        required=False,
        max_length=200,
        help_text=_("登録簿や登録証に書かれた名前のまま書きます。"),
    )
    scope = forms.CharField(
        label=_("言明の対象範囲"), required=False, max_length=20_000, widget=forms.Textarea(attrs=_LINES)
    )
    functions = LinesField(label=_("範囲にある機能"), required=False)
    issued = WarekiDateField(label=_("登録・発行の日"), required=False)
    period_start = WarekiDateField(label=_("対象期間の始め"), required=False)
    period_end = WarekiDateField(label=_("対象期間の終わり"), required=False)
    expires = WarekiDateField(label=_("有効期限"), required=False)
    bridge_until = WarekiDateField(label=_("ブリッジレターの終わり"), required=False)
    source = forms.CharField(
        label=_("確かめた資料"), required=False, max_length=300, help_text=_("登録簿の名前とその日付など。")
    )
    file = forms.FileField(label=_("証拠のファイル"), required=False, help_text=_("PDFや画像。20MBまで。"))
    checked_on = WarekiDateField(label=_("確かめた日"), initial=timezone.localdate)

    def __init__(self, *args: Any, actor: Actor, row: Evidence | None = None, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the providers and services; start from ``row``."""
        if row is not None:
            known = {name: getattr(row, name) for name in (*TEXTS, *DAYS, "functions", "version")}
            options["initial"] = {**known, "provider": row.provider_id, "services": row.services.all()}
        super().__init__(*args, **options)
        for name, rows in (
            ("provider", ledgers.contractors_for_services(actor)),
            ("services", ledgers.services(actor)),
        ):
            field: Any = self.fields[name]
            field.queryset = rows

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action."""
        given = dict(self.cleaned_data)
        given.pop("version")
        file = given.pop("file")
        return given | {"upload": (file.name, file.read()) if file else None}


class WithdrawForm(forms.Form):
    """A certification was withdrawn."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = WarekiDateField(label=_("取り消された日"), initial=timezone.localdate)
    why = forms.CharField(
        label=_("取り消された理由"), max_length=300, help_text=_("何を見て知ったかも書きます。")
    )


class FunctionsForm(forms.Form):
    """使う機能."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    functions = LinesField(
        label=_("使う機能"), help_text=_("1行に1つ、言明の対象範囲と同じ呼び方で書きます。")
    )


class JudgeForm(forms.Form):
    """信頼性の判断."""

    after = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    evidences = forms.TypedMultipleChoiceField(
        label=_("根拠にした証拠"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("今日有効なものだけを選べます。"),
    )
    sufficient = forms.TypedChoiceField(
        label=_("信頼性は十分か"),
        choices=[("yes", _("十分")), ("no", _("十分でない"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("判断の理由"),
        max_length=5000,
        widget=forms.Textarea(attrs=_LINES),
        help_text=_("証拠と、それ以外に見たことを合わせて、なぜそう判断したかを書きます。"),
    )

    def __init__(self, *args: Any, weighed: list[Weighed], **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer what is valid today."""
        super().__init__(*args, **options)
        field: Any = self.fields["evidences"]
        field.choices = [
            (one.row.pk, f"{one.row}（{label(one.scope.answer)}）") for one in weighed if one.trusted
        ]
        if not field.choices:
            del self.fields["evidences"]
