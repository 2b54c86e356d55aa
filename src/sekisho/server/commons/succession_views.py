"""The forms on a firm's page: it has another name, it went into another firm, that was a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.errors import BadInput, Conflict
from sekisho.server.accounts.permissions import Permission
from sekisho.server.commons import actions
from sekisho.server.commons.forms import MergeForm, RenameForm
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.acting import tell

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.ledgers.models import Contractor


@page(Permission.CONTRACT_EDIT)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the firm its new name."""
    actor = actor_of(request)
    firm = ledgers.contractor(actor, pk)
    form = RenameForm(request.POST or None, initial={"version": firm.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_firm(actor, pk, **form.cleaned_data)
        except (BadInput, Conflict) as error:
            tell(form, error)
        else:
            messages.success(request, _("名称を改め、以前の名称を残しました。"))
            return redirect("ledgers:contractor", pk=pk)
    return _page(request, form, firm, _("名称が変わった"))


@page(Permission.CONTRACT_EDIT)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the firm went into another."""
    actor = actor_of(request)
    firm = ledgers.contractor(actor, pk)
    form = MergeForm(request.POST or None, firms=ledgers.contractors(actor).exclude(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            actions.merge_firm(
                actor,
                pk,
                into=form.cleaned_data["into"].pk,
                happened_on=form.cleaned_data["happened_on"],
            )
        except (BadInput, Conflict) as error:
            tell(form, error)
        else:
            messages.success(request, _("合併を記録しました。"))
            return redirect("ledgers:contractor", pk=pk)
    return _page(request, form, firm, _("ほかの会社と合併した"))


@page(Permission.CONTRACT_EDIT)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was noted by mistake."""
    row = actions.cancel_succession(actor_of(request), pk)
    messages.success(request, _("記録を取り消しました。"))
    return redirect("ledgers:contractor", pk=row.firm_id)


def _page(request: HttpRequest, form: forms.Form, firm: Contractor, title: str) -> HttpResponse:
    crumbs = [
        (_("委託先"), reverse("ledgers:contractor_list")),
        (firm.name, reverse("ledgers:contractor", args=[firm.pk])),
        (title, ""),
    ]
    status = 422 if form.errors else 200
    values = {"form": form, "title": title, "crumbs": crumbs}
    return render(request, "commons/succession.html", values, status=status)
