"""The forms of this slice. They read and check what was typed; the actions decide and write."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.errors import NotFound
from sekisho.server.accounts.permissions import Permission
from sekisho.server.accounts.scope import within
from sekisho.server.custody import subcontracts
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.words import brief, in_words, label
from sekisho.terms import Confidentiality, Medium, SpotResult

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.custody.models import Subcontract
    from sekisho.server.ledgers.models import Contract, Contractor, ExternalService, InformationAsset

AFTER_END = dt.timedelta(days=30)
"""How long after a contract's end data is to be back, unless the contract says otherwise."""


def _yes_or_no(label: StrOrPromise, help_text: StrOrPromise) -> forms.TypedChoiceField:
    """Ask with no answer chosen beforehand: what is left open is not a no."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=[("yes", _("はい")), ("no", _("いいえ"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


class HandOverForm(forms.Form):
    """提供, in half a minute: what is known from the contract or the asset need not be typed."""

    contract: forms.ModelChoiceField[Contract] = forms.ModelChoiceField(None, label=_("契約"), required=False)
    service: forms.ModelChoiceField[ExternalService] = forms.ModelChoiceField(
        None, label=_("外部サービス"), required=False
    )
    receiver: forms.ModelChoiceField[Contractor] = forms.ModelChoiceField(
        None,
        label=_("渡した先"),
        required=False,
        help_text=_("契約の相手なら、選ばなくて構いません。"),
    )
    asset_number = forms.CharField(
        label=_("情報資産の管理番号"),
        required=False,
        max_length=40,
        help_text=_("書くと、空けておいた欄を情報資産の台帳から埋めます。"),
    )
    what = forms.CharField(label=_("提供データ"), required=False, max_length=200)
    confidentiality = forms.TypedChoiceField(
        label=_("機密性"), coerce=int, empty_value=None, required=False, choices=()
    )
    personal_data = _yes_or_no(_("個人情報を含む"), _("情報資産の管理番号を書けば、その台帳から読みます。"))
    specific_personal_data = _yes_or_no(
        _("特定個人情報を含む"), _("まだわからないときは空けておきます。「いいえ」とは別に扱います。")
    )
    person_count = forms.IntegerField(
        label=_("本人の数"), required=False, min_value=0, help_text=_("わからないときは空けておきます。")
    )
    medium = forms.ChoiceField(label=_("媒体"), choices=lambda: [("", "—"), *in_words(Medium)()])
    handed_on = WarekiDateField(label=_("提供日"), initial=timezone.localdate)
    approval = forms.CharField(label=_("承認の文書番号"), max_length=40)
    return_due = WarekiDateField(label=_("返還・消去期限"), required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  Django's own arguments
        actor: Actor,
        contract: Contract | None = None,
        service: ExternalService | None = None,
        **options: Any,  # noqa: ANN401  Django's own arguments
    ) -> None:
        """Offer what ``actor`` may record for; a ``contract`` or ``service`` that is known is not asked."""
        super().__init__(*args, **options)
        self.actor = actor
        self.asset: InformationAsset | None = None
        self.known = contract, service
        grades = [(grade.value, label(grade)) for grade in sorted(Confidentiality, reverse=True)]
        self._field("confidentiality").choices = [("", "—"), *grades]
        if contract is None and service is None:
            self._offer_all()
            return
        del self.fields["contract"], self.fields["service"]
        if contract is not None:
            self._start_from(contract)
        branches = subcontracts.flat(subcontracts.tree(contract)) if contract is not None else []
        if branches:
            firms = [branch.subcontract.firm_id for branch in branches]
            self._field("receiver").queryset = ledgers.contractors(self.actor).filter(pk__in=firms)
        else:
            del self.fields["receiver"]

    def clean(self) -> dict[str, Any]:
        """Fill what was left empty from the asset named."""
        given: dict[str, Any] = super().clean() or {}
        if number := given.get("asset_number"):
            self._fill_from(number, given)
        for name in ("what", "confidentiality"):
            if name not in self.errors and given.get(name) in {None, ""}:
                self.add_error(name, _("書くか、情報資産の管理番号を書いてください。"))
        if given.get("personal_data") is None and "personal_data" not in self.errors:
            self.add_error("personal_data", _("「はい」か「いいえ」を選んでください。"))
        return given

    def values(self) -> dict[str, Any]:
        """Return what was typed, for the action."""
        given = dict(self.cleaned_data)
        given.pop("asset_number")
        contract, service = self.known
        given["contract"] = contract or given.get("contract")
        given["service"] = service or given.get("service")
        return given | {"asset": self.asset}

    def _fill_from(self, number: str, given: dict[str, Any]) -> None:
        try:
            (key,) = ledgers.asset_ids(self.actor, [number])
        except NotFound as error:
            self.add_error("asset_number", brief(error))
            return
        asset = self.asset = ledgers.asset(self.actor, key)
        given["what"] = given.get("what") or asset.name
        given["confidentiality"] = given.get("confidentiality") or asset.confidentiality
        if given.get("person_count") is None:
            given["person_count"] = asset.person_count
        for name in ("personal_data", "specific_personal_data"):
            if given.get(name) is None or getattr(asset, name):
                given[name] = getattr(asset, name)
        given["sensitive_personal_data"] = asset.sensitive_personal_data

    def _offer_all(self) -> None:
        for name, rows in ("contract", ledgers.contracts), ("service", ledgers.services):
            self._field(name).queryset = within(rows(self.actor), self.actor, Permission.CUSTODY_EDIT)
        del self.fields["receiver"]

    def _start_from(self, contract: Contract) -> None:
        self.initial.setdefault("return_due", contract.return_due or contract.ends + AFTER_END)
        if contract.person_count:
            self.initial.setdefault("personal_data", "yes")
        named = {str(kind.label): kind.value for kind in Medium}
        self.initial.setdefault("medium", named.get(contract.medium.strip(), ""))
        if contract.provided_on is not None and not contract.handovers.exists():
            self.initial.setdefault("what", contract.provided_data[:200])
            self.initial.setdefault("confidentiality", contract.confidentiality)
            self.initial.setdefault("person_count", contract.person_count)
            self.initial.setdefault("handed_on", contract.provided_on)

    def _field(self, name: str) -> Any:  # noqa: ANN401  whichever kind of field
        return self.fields[name]


class SubcontractForm(forms.Form):
    """再委託."""

    firm: forms.ModelChoiceField[Contractor] = forms.ModelChoiceField(
        None, label=_("再委託先"), help_text=_("ないときは、先に委託先の台帳に加えます。")
    )
    parent: forms.ModelChoiceField[Subcontract] = forms.ModelChoiceField(
        None, label=_("上の段"), required=False, empty_label=_("受託者から直接")
    )
    work = forms.CharField(label=_("再委託する業務"), max_length=200)
    starts = WarekiDateField(label=_("再委託の開始"), initial=timezone.localdate)
    ends = WarekiDateField(label=_("再委託の終了"), required=False)

    def __init__(self, *args: Any, actor: Actor, contract: Contract, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the firms, and the levels there are."""
        super().__init__(*args, **options)
        firm, parent = self.fields["firm"], self.fields["parent"]
        if isinstance(firm, forms.ModelChoiceField) and isinstance(parent, forms.ModelChoiceField):
            firm.queryset = ledgers.contractors(actor)
            parent.queryset = contract.subcontracts.select_related("firm")


class ConsentForm(forms.Form):
    """The body's own decision on one level of 再委託."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    consented = forms.TypedChoiceField(
        label=_("承諾"),
        choices=[("yes", _("承諾する")), ("no", _("承諾しない"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    on = WarekiDateField(label=_("承諾を決めた日"), initial=timezone.localdate)
    number = forms.CharField(label=_("決裁文書番号"), max_length=40)
    note = forms.CharField(
        label=_("確かめたこと"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("安全管理が委託先と同じであることを、何で確かめたかを書きます。"),
    )


class CertificateForm(forms.Form):
    """The certificate of return or erasure."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    erased_on = WarekiDateField(label=_("返還・消去した日"))
    on = WarekiDateField(label=_("証明書を受け取った日"), initial=timezone.localdate)
    file = forms.FileField(label=_("証明書のファイル"), help_text=_("PDFや画像。20MBまで。"))
    covers_copies = forms.BooleanField(label=_("複製・控えも消したと書いてある"), required=False)
    covers_subcontractors = forms.BooleanField(label=_("再委託先の分も消したと書いてある"), required=False)
    covers_test_data = forms.BooleanField(label=_("試験に使った分も消したと書いてある"), required=False)


class VerifyForm(forms.Form):
    """The erasure as the body verified it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = WarekiDateField(label=_("消去を確かめた日"), initial=timezone.localdate)
    how = forms.CharField(
        label=_("確かめ方"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("だれが、何を見て確かめたかを書きます。複製が残っていないことを含めます。"),
    )


class SpotCheckForm(forms.Form):
    """抜取確認: what was found where the data is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = WarekiDateField(label=_("確かめた日"), initial=timezone.localdate)
    place = forms.CharField(
        label=_("確かめた場所"), max_length=200, help_text=_("作業場所の名前や、画面を見せてもらった方法。")
    )
    result = forms.TypedChoiceField(
        label=_("結果"), choices=in_words(SpotResult), coerce=SpotResult, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("確かめたこと"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("だれに何を見せてもらったか。台帳と違うときは、どう違うか。"),
    )


class SettleForm(forms.Form):
    """How a difference that a spot check found was put right."""

    on = WarekiDateField(label=_("正した日"), initial=timezone.localdate)
    how = forms.CharField(label=_("どう正したか"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class EndForm(forms.Form):
    """The end of a contract."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = WarekiDateField(label=_("契約終了"))
    due = WarekiDateField(label=_("返還・消去期限"))
