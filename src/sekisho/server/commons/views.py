"""The pages: notices received and sent, and the form of a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.errors import BadInput, Conflict
from sekisho.server.accounts.permissions import Permission
from sekisho.server.commons import actions, queries
from sekisho.server.commons.forms import NoticeForm
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.acting import tell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(Permission.COMMONS_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the notices received, each with the way to what the own body has with the firm, and those sent."""
    actor = actor_of(request)
    asks = actor.may(Permission.BREACH_VIEW)
    breach = reverse("incidents:breach")
    inbox = [
        (one, f"{breach}?{urlencode({'words': one.values['corporate_number']})}" if asks else "")
        for one in queries.inbox(actor)
    ]
    return render(
        request,
        "commons/list.html",
        {"inbox": inbox, "outbox": queries.outbox(actor), "may": actor.may(Permission.FIRM_NOTICE)},
    )


@page(Permission.FIRM_NOTICE)
def new(request: HttpRequest) -> HttpResponse:
    """Tell the others of a firm's incident."""
    form = NoticeForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_notice(actor_of(request), **form.cleaned_data)
        except (BadInput, Conflict) as error:
            tell(form, error)
        else:
            messages.success(request, _("県と市町村に知らせました。"))
            return redirect("commons:list")
    crumbs = [(_("県と市町村の知らせ"), reverse("commons:list")), (_("知らせる"), "")]
    status = 422 if form.errors else 200
    return render(request, "commons/new.html", {"form": form, "crumbs": crumbs}, status=status)


@page(Permission.FIRM_NOTICE)
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the own body has read a notice."""
    actions.read_notice(actor_of(request), pk)
    messages.success(request, _("確かめたことを記録しました。"))
    return redirect("commons:list")


@page(Permission.FIRM_NOTICE)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a notice of one's own."""
    actions.withdraw_notice(actor_of(request), pk)
    messages.success(request, _("知らせを取り消しました。"))
    return redirect("commons:list")
