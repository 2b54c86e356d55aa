"""The pages of 利用方針の周知: what I am to read, one 利用方針, announcing a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.server.access import actions, briefings, forms
from sekisho.server.access.act_views import form_page
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.acting import tried

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(Permission.APPROVED_SERVICES)
def listing(request: HttpRequest) -> HttpResponse:
    """Show what the person is to read, and how far the services they answer for have been read."""
    lines = briefings.lines(actor_of(request))
    answers = any(one.missing is not None for one in lines)
    return render(request, "access/briefings.html", {"lines": lines, "answers": answers})


@page(Permission.APPROVED_SERVICES)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one 利用方針; its holder confirms it with one click, its manager sees who has not."""
    actor = actor_of(request)
    row = briefings.briefing(actor, pk)
    newest = briefings.current([row.service_id])[row.service_id]
    read = briefings.has_read(row, actor.person)
    holder = briefings.holds_account(row.service_id, actor.person)
    answers = actor.may(Permission.SERVICE_EDIT, section=row.service.section_id)
    return render(
        request,
        "access/briefing.html",
        {
            "row": row,
            "newest": newest,
            "read": read,
            "may_confirm": holder and not read and newest == row,
            "answers": answers,
            "missing": briefings.not_briefed(row) if answers else [],
            "readers": briefings.readers(row)[:200] if answers else [],
            "crumbs": [(_("利用方針の周知"), reverse("access:briefings")), (row.service.name, "")],
        },
    )


@page(Permission.APPROVED_SERVICES)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the person has read it."""
    actions.confirm(actor_of(request), pk)
    messages.success(request, _("読んだことを記録しました。"))
    return redirect("access:briefings")


@page(Permission.SERVICE_EDIT)
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce a 利用方針; everybody with an account is asked to read it."""
    actor = actor_of(request)
    service = ledgers.service(actor, pk)
    now = briefings.current([pk]).get(pk)
    form = forms.AnnounceForm(request.POST or None, initial={"text": now.text if now else ""})
    made = tried(request, form, lambda: actions.announce(actor, service=service, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("利用方針を知らせました。アカウントを持つ職員のホームに出ます。"))
        return redirect("access:briefing", pk=made.pk)
    return form_page(request, form, _("利用方針を知らせる"), service, back="access:briefings")
