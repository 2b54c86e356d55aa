"""The forms: hand over, add 再委託, decide on it, certificate, verification, the end of a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.custody import actions, forms, handovers, spot_checks, subcontracts
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.acting import tried

if TYPE_CHECKING:
    from django import forms as django_forms
    from django.http import HttpRequest, HttpResponse


@page(Permission.CUSTODY_EDIT)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Record a hand-over, under the contract or to the service named in the address."""
    actor = actor_of(request)
    contract = service = None
    if (key := request.GET.get("contract", "")).isdecimal():
        contract = ledgers.contract(actor, int(key))
    elif (key := request.GET.get("service", "")).isdecimal():
        service = ledgers.service(actor, int(key))
    form = forms.HandOverForm(request.POST or None, actor=actor, contract=contract, service=service)
    saved = tried(request, form, lambda: actions.hand_over(actor, **form.values()))
    if saved is not None:
        messages.success(request, _("提供を記録しました。"))
        return redirect("custody:handover", pk=saved.pk)
    return _page(request, form, _("提供を記録する"), contract or service or "")


@page(Permission.CUSTODY_EDIT)
def add_subcontract(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a 再委託 to a contract."""
    actor = actor_of(request)
    contract = ledgers.contract(actor, pk)
    form = forms.SubcontractForm(request.POST or None, actor=actor, contract=contract)
    saved = tried(
        request, form, lambda: actions.add_subcontract(actor, contract=contract, **form.cleaned_data)
    )
    if saved is not None:
        messages.success(request, _("再委託を加えました。"))
        return redirect("ledgers:contract", pk=pk)
    return _page(request, form, _("再委託を加える"), contract)


@page(Permission.CUSTODY_DECIDE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide whether the body consents to one level of 再委託."""
    actor = actor_of(request)
    row = subcontracts.subcontract(actor, pk)
    form = forms.ConsentForm(request.POST or None, initial={"version": row.version})
    saved = tried(request, form, lambda: actions.decide_consent(actor, pk, **form.cleaned_data))
    if saved is not None:
        messages.success(request, _("承諾を記録しました。"))
        return redirect("ledgers:contract", pk=row.contract_id)
    return _page(request, form, _("再委託の承諾を決める"), row)


@page(Permission.CUSTODY_EDIT)
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in the certificate of a return or erasure."""
    actor = actor_of(request)
    row = handovers.handover(actor, pk)
    form = forms.CertificateForm(
        request.POST or None, request.FILES or None, initial={"version": row.version}
    )

    def act() -> Any:  # noqa: ANN401  the action's own result
        given = dict(form.cleaned_data)
        file = given.pop("file")
        return actions.receive_certificate(actor, pk, name=file.name, data=file.read(), **given)

    if tried(request, form, act) is not None:
        messages.success(request, _("証明書を受け取りました。消去を確かめるまで終わりません。"))
        return redirect("custody:handover", pk=pk)
    return _page(request, form, _("証明書を受け取る"), row)


@page(Permission.CUSTODY_DECIDE)
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the erasure was verified."""
    actor = actor_of(request)
    row = handovers.handover(actor, pk)
    form = forms.VerifyForm(request.POST or None, initial={"version": row.version})
    if tried(request, form, lambda: actions.verify_erasure(actor, pk, **form.cleaned_data)) is not None:
        messages.success(request, _("消去を確かめたことを記録しました。"))
        return redirect("custody:handover", pk=pk)
    return _page(request, form, _("消去を確かめる"), row)


@page(Permission.CUSTODY_EDIT)
def spot_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what was found where the data is."""
    actor = actor_of(request)
    row = handovers.handover(actor, pk)
    form = forms.SpotCheckForm(request.POST or None, initial={"version": row.version})
    if tried(request, form, lambda: actions.spot_check(actor, pk, **form.cleaned_data)) is not None:
        messages.success(request, _("抜取確認を記録しました。"))
        return redirect("custody:handover", pk=pk)
    return _page(request, form, _("抜取確認を記録する"), row)


@page(Permission.CUSTODY_DECIDE)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how a difference was put right."""
    actor = actor_of(request)
    row = spot_checks.one(actor, pk)
    form = forms.SettleForm(request.POST or None)
    if tried(request, form, lambda: actions.settle_spot_check(actor, pk, **form.cleaned_data)) is not None:
        messages.success(request, _("違ったところを正したことを記録しました。"))
        return redirect("custody:handover", pk=row.handover_id)
    return _page(request, form, _("違ったところを正す"), row)


@page(Permission.CUSTODY_DECIDE)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a contract and set the day by which data is back."""
    actor = actor_of(request)
    row = ledgers.contract(actor, pk)
    initial = {"version": row.version, "on": row.ends, "due": row.ends + forms.AFTER_END}
    form = forms.EndForm(request.POST or None, initial=initial)
    if tried(request, form, lambda: actions.end_contract(actor, pk, **form.cleaned_data)) is not None:
        messages.success(request, _("契約を終え、返還・消去の期限を決めました。"))
        return redirect("ledgers:contract", pk=pk)
    return _page(request, form, _("契約を終える"), row)


def _page(request: HttpRequest, form: django_forms.Form, title: str, about: object) -> HttpResponse:
    return render(
        request,
        "custody/form.html",
        {
            "form": form,
            "heading": title,
            "about": about,
            "crumbs": [(_("提供データ台帳"), reverse("custody:list")), (title, "")],
        },
        status=422 if form.errors else 200,
    )
