"""A section is told of a case that is not shown to it: the firm, and what the section itself has with it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.server.accounts.permissions import Permission
from sekisho.server.incidents import actions, alert_queries, case_queries, details
from sekisho.server.incidents.act_views import saved_by
from sekisho.server.site.routes import actor_of, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class LookedForm(forms.Form):
    """What the section found."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("確かめたこと"),
        max_length=300,
        help_text=gettext_lazy(
            "例：契約は2件、名簿は消去済み、アカウントは止めた。情報政策課とCSIRTに見えます。"
        ),
    )


@page(Permission.INCIDENT_EDIT)
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the section has with the firm, and take what it found."""
    actor = actor_of(request)
    row = alert_queries.alert(actor, pk)
    form = LookedForm(request.POST or None, initial={"version": row.version})
    if saved_by(request, form, lambda: actions.look_into_alert(actor, pk, **form.cleaned_data)) is not None:
        messages.success(request, _("記録しました。"))
        return redirect("incidents:alert", pk=pk)
    answer = case_queries.frozen(row.incident)
    words = next((one.corporate_number or one.name for one in answer.firms), row.firm) if answer else row.firm
    context = {
        **(details.shown(case_queries.share(actor, answer)) if answer else {}),
        "row": row,
        "form": form,
        "breach_url": f"{reverse('incidents:breach')}?{urlencode({'words': words})}",
        "crumbs": [(_("ホーム"), reverse("home")), (str(row), "")],
    }
    return render(request, "incidents/alert.html", context, status=422 if form.errors else 200)
