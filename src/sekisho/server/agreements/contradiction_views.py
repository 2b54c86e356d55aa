"""Settling which of two answers stands that the other side gave to the same requirement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sekisho.errors import NotFound, say
from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements import actions, contradiction_details, contradictions, forms, queries
from sekisho.server.agreements.acting import crumbs_of, form_page, place
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.acting import tried

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(Permission.AGREEMENT_EDIT)
def settle(request: HttpRequest, pk: int, ledger: str, line: str) -> HttpResponse:
    """Ask which answer stands, and why."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    here = next((one for one in contradictions.of(matter) if one.found.line == line), None)
    if here is None:
        raise NotFound(
            say("要件「{line}」の回答に食い違いはありません。", line=line),
            next_step="セキュリティ要件の画面を開き直してください。",
        )
    form = forms.SettlementForm(
        request.POST or None,
        initial={"digest": here.found.digest, "seen": here.seen},
        choices=contradiction_details.choices(here.found),
    )
    act = lambda: actions.settle_contradiction(actor, matter, **form.cleaned_data)  # noqa: E731  one line reads best here
    if tried(request, form, act) is not None:
        messages.success(request, _("どちらの回答によるかを決めました。"))
        return redirect(place(matter, "requirements"))
    crumbs = [*crumbs_of(matter), (_("セキュリティ要件"), place(matter, "requirements"))]
    about = f"{here.found.line}　{here.found.text}"
    return form_page(request, form, _("どちらの回答によるかを決める"), about, crumbs)
