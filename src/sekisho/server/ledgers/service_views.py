"""使ってよいサービス for all staff, and 満たすべき条件 with their due dates."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.errors import BadInput, Conflict
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import actions, forms, in_use, queries
from sekisho.server.ledgers import obligations as owed
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.tables import numbered
from sekisho.server.ui.words import told

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.ledgers.models import ServiceObligation


@page(Permission.APPROVED_SERVICES)
def approved(request: HttpRequest) -> HttpResponse:
    """Show what is approved, for whom, under which conditions, and whether the person may use it today."""
    day, words = timezone.localdate(), request.GET.get("q", "").strip()[:100]
    rows = queries.found_by(in_use.listed_services(actor_of(request), day), words)
    shown = {"services": numbered(request, rows), "words": words, "day": day}
    return render(request, "ledgers/approved.html", shown)


_NEAR = dt.timedelta(days=60)


def _due(rows: QuerySet[ServiceObligation], due: str, day: dt.date) -> QuerySet[ServiceObligation]:
    if due == "late":
        return rows.filter(due_on__lt=day)
    if due == "near":
        return rows.filter(due_on__gte=day, due_on__lte=day + _NEAR)
    return rows.filter(due_on=None) if due == "undated" else rows


@page(Permission.SERVICE_VIEW)
def obligations(request: HttpRequest) -> HttpResponse:
    """Show what is still to be done for the services the person sees; what is due first stands first."""
    actor, day, due = actor_of(request), timezone.localdate(), request.GET.get("due", "")
    rows = owed.own_obligations(actor) if due == "mine" else owed.open_obligations(actor)
    rows = _due(rows, due, day)
    duties = numbered(request, rows)
    names = owed.names_of(duties, day)
    return render(
        request,
        "ledgers/obligations.html",
        {
            "duties": [(duty, names.get(duty.pk, ""), owed.may_finish(actor, duty)) for duty in duties],
            "rows": duties,
            "due": due,
            "choices": [
                ("", _("すべて")),
                ("mine", _("自分が外部サービス管理者のもの")),
                ("late", _("期限切れ")),
                ("near", _("60日以内")),
                ("undated", _("期限の日がないもの")),
            ],
            "late": rows.filter(due_on__lt=day).count(),
            "day": day,
        },
    )


@page(Permission.DUTY_FINISH)
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that an obligation was met."""
    actor = actor_of(request)
    duty = owed.obligation(actor, pk)
    owed.require_finish(actor, duty)
    day, own = timezone.localdate(), owed.assigned(actor, duty)
    form = forms.FinishForm(request.POST or None, own=own)
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish_obligation(actor, pk, **form.cleaned_data)
        except (BadInput, Conflict) as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("完了を記録しました。"))
            return redirect("ledgers:service", pk=duty.service_id)
    context = {
        "duty": duty,
        "form": form,
        "own": own,
        "name": owed.names_of([duty], day).get(duty.pk, ""),
        "early": owed.is_early(duty, day),
    }
    return render(request, "ledgers/finish.html", context, status=422 if form.errors else 200)
