"""The forms about people, places and media: enter, change, end, allow, ask, decide, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.oversight import actions, details, forms, queries
from sekisho.server.oversight.acting import form_page
from sekisho.server.oversight.models import Carry, Place, Worker
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.acting import tried

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.ledgers.models import Contract


@page(Permission.OVERSIGHT_EDIT)
def worker_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a person on the roster of a contract."""
    actor, contract = actor_of(request), _contract(request, pk)
    form = forms.WorkerForm(request.POST or None, actor=actor, contract=contract)
    saved = tried(request, form, lambda: actions.enter_worker(actor, contract=contract, **form.cleaned_data))
    if saved is not None:
        return _back(request, pk, _("名簿に載せました。"))
    return form_page(request, form, _("従事者を名簿に載せる"), contract)


@page(Permission.OVERSIGHT_EDIT)
def worker_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change role, days, training or pledge of a person."""
    actor = actor_of(request)
    row: Worker = queries.one(actor, Worker, pk)
    names = ("version", "task", "starts", "trained_on", "pledged_on")
    form = forms.WorkerChangeForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if tried(request, form, lambda: actions.change_worker(actor, pk, **form.cleaned_data)) is not None:
        return _back(request, row.contract_id, _("名簿を直しました。"))
    return form_page(request, form, _("従事者の記録を直す"), row.contract, [(_("氏名"), row.name)])


@page(Permission.OVERSIGHT_EDIT)
def worker_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a person works under the contract no longer."""
    actor = actor_of(request)
    row: Worker = queries.one(actor, Worker, pk)
    form = forms.EndForm(request.POST or None, initial={"version": row.version})
    if tried(request, form, lambda: actions.end_worker(actor, pk, **form.cleaned_data)) is not None:
        return _back(request, row.contract_id, _("離れたことを記録しました。"))
    return form_page(request, form, _("離れたと記録する"), row.contract, [(_("氏名"), row.name)])


@page(Permission.OVERSIGHT_DECIDE)
def place_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Allow a place for the work under a contract."""
    actor, contract = actor_of(request), _contract(request, pk)
    form = forms.PlaceForm(request.POST or None, actor=actor, contract=contract)
    saved = tried(request, form, lambda: actions.allow_place(actor, contract=contract, **form.cleaned_data))
    if saved is not None:
        return _back(request, pk, _("作業場所を認めました。"))
    return form_page(request, form, _("作業場所を認める"), contract)


@page(Permission.OVERSIGHT_DECIDE)
def place_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a place is used no longer."""
    actor = actor_of(request)
    row: Place = queries.one(actor, Place, pk)
    form = forms.EndForm(request.POST or None, initial={"version": row.version})
    if tried(request, form, lambda: actions.end_place(actor, pk, **form.cleaned_data)) is not None:
        return _back(request, row.contract_id, _("使用を終えたことを記録しました。"))
    return form_page(request, form, _("作業場所の使用を終える"), row.contract, [(_("場所の名前"), row.name)])


@page(Permission.OVERSIGHT_EDIT)
def carry_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a medium may be carried out."""
    actor, contract = actor_of(request), _contract(request, pk)
    form = forms.CarryForm(request.POST or None, actor=actor, contract=contract)
    if (
        tried(request, form, lambda: actions.ask_carry(actor, contract=contract, **form.cleaned_data))
        is not None
    ):
        return _back(request, pk, _("持出しを申し出ました。許されるまで、持ち出させないでください。"))
    return form_page(request, form, _("持出しを申し出る"), contract)


@page(Permission.OVERSIGHT_DECIDE)
def carry_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Permit or refuse that a medium is carried out."""
    actor = actor_of(request)
    row: Carry = queries.one(actor, Carry, pk)
    form = forms.CarryDecisionForm(request.POST or None, initial={"version": row.version})
    if tried(request, form, lambda: actions.decide_carry(actor, pk, **form.cleaned_data)) is not None:
        return _back(request, row.contract_id, _("決定を記録しました。"))
    facts = [(_("媒体・機器"), details.medium(row)), *details.facts_of_carry(row)]
    return form_page(request, form, _("持出しを許すか決める"), row.contract, facts)


@page(Permission.OVERSIGHT_EDIT)
def carry_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a medium came back."""
    actor = actor_of(request)
    row: Carry = queries.one(actor, Carry, pk)
    form = forms.CarryReturnForm(request.POST or None, initial={"version": row.version})
    if tried(request, form, lambda: actions.return_carry(actor, pk, **form.cleaned_data)) is not None:
        return _back(request, row.contract_id, _("戻りを確かめたことを記録しました。"))
    facts = [(_("媒体・機器"), details.medium(row)), *details.facts_of_carry(row)]
    return form_page(request, form, _("戻りを確かめる"), row.contract, facts)


def _contract(request: HttpRequest, pk: int) -> Contract:
    return queries.contract(actor_of(request), pk, timezone.localdate())


def _back(request: HttpRequest, contract: int, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect("oversight:contract", pk=contract)
