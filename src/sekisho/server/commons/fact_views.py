"""The pages of shared facts: what came, what one shares, the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.errors import BadInput, Conflict
from sekisho.server.accounts.permissions import Permission
from sekisho.server.commons import actions, facts
from sekisho.server.commons.fact_forms import FactForm
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.acting import tell
from sekisho.terms import FactKind

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(Permission.COMMONS_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the facts that came and those the own body shared."""
    actor = actor_of(request)
    values = {
        "received": facts.received_facts(actor),
        "own": facts.own_facts(actor),
        "may_share": actor.may(Permission.FACT_SHARE),
        "may_take": actor.may(Permission.CONTRACT_EDIT),
    }
    return render(request, "commons/facts.html", values)


@page(Permission.FACT_SHARE)
def share(request: HttpRequest) -> HttpResponse:
    """Share a fact of a firm."""
    form = FactForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            actions.share_fact(actor_of(request), FactKind(values.pop("kind")), values)
        except (BadInput, Conflict) as error:
            tell(form, error)
        else:
            messages.success(request, _("県と市町村の団体に共有しました。"))
            return redirect("commons:facts")
    crumbs = [(_("共有した事実"), reverse("commons:facts")), (_("事実を共有する"), "")]
    status = 422 if form.errors else 200
    return render(request, "commons/share.html", {"form": form, "crumbs": crumbs}, status=status)


@page(Permission.FACT_SHARE)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a fact of one's own."""
    actions.withdraw_fact(actor_of(request), pk)
    messages.success(request, _("共有を取り消しました。取り込んだ団体の写しは残ります。"))
    return redirect("commons:facts")


@page(Permission.CONTRACT_EDIT)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take another body's fact over, beside the firm of one's own ledger."""
    row = actions.take_fact(actor_of(request), pk)
    messages.success(request, _("事実を取り込みました。"))
    return redirect("ledgers:contractor", pk=row.firm_id)
