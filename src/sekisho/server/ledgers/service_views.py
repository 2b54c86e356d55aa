"""使ってよいサービス for all staff, and 満たすべき条件 with their due dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.errors import BadInput, Conflict
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import actions, forms, queries
from sekisho.server.site.routes import actor_of, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(Permission.APPROVED_SERVICES)
def approved(request: HttpRequest) -> HttpResponse:
    """Show what the person may use today, and under which conditions."""
    day, words = timezone.localdate(), request.GET.get("q", "").strip()[:100]
    rows = queries.found_by(queries.usable_services(actor_of(request), day), words)
    return render(
        request, "ledgers/approved.html", {"services": list(rows[:500]), "words": words, "day": day}
    )


@page(Permission.SERVICE_VIEW)
def obligations(request: HttpRequest) -> HttpResponse:
    """Show what is still to be done for the services the person sees; what is late stands first."""
    actor, day = actor_of(request), timezone.localdate()
    duties = list(queries.open_obligations(actor)[:500])
    return render(
        request,
        "ledgers/obligations.html",
        {
            "duties": [
                (duty, actor.may(Permission.SERVICE_EDIT, section=duty.service.section_id)) for duty in duties
            ],
            "late": sum(1 for duty in duties if duty.due_on is not None and duty.due_on < day),
            "day": day,
        },
    )


@page(Permission.SERVICE_EDIT)
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that an obligation was met."""
    actor = actor_of(request)
    duty = queries.obligation(actor, pk)
    form = forms.FinishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish_obligation(actor, pk, on=form.cleaned_data["on"], note=form.cleaned_data["note"])
        except (BadInput, Conflict) as error:
            form.add_error(None, error.for_people())
        else:
            messages.success(request, _("完了を記録しました。"))
            return redirect("ledgers:service", pk=duty.service_id)
    return render(request, "ledgers/finish.html", {"duty": duty, "form": form})
