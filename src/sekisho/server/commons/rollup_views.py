"""市町村の一覧 with the numbers they tell, and one's own choice to tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.server.accounts.across import prefecture_name
from sekisho.server.accounts.permissions import Permission
from sekisho.server.commons import actions, rollups
from sekisho.server.commons.models import RollUp
from sekisho.server.site.routes import actor_of, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(Permission.COMMONS_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the municipalities' numbers to a prefecture, and to a municipality what it tells."""
    actor = actor_of(request)
    row = rollups.own(actor)
    names = {field.name: field.verbose_name for field in RollUp._meta.concrete_fields}  # noqa: SLF001  Django's documented name
    labels = [(name, names[name]) for name in RollUp.NUMBERS]
    values = {
        "labels": [label for _name, label in labels],
        "told": [
            (one, [(label, one.values[name]) for name, label in labels] if one.values else [])
            for one in rollups.of_members(actor)
        ],
        "above": prefecture_name(),
        "row": row,
        "telling": row is not None and row.stopped_at is None,
        "own": [(label, getattr(row, name)) for name, label in labels] if row else [],
        "may": actor.may(Permission.ROLL_UP_CHOOSE),
    }
    return render(request, "commons/counts.html", values)


@page(Permission.ROLL_UP_CHOOSE)
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Tell the prefecture, or no longer."""
    tell = request.POST.get("tell") == "on"
    actions.choose_roll_up(actor_of(request), tell=tell)
    messages.success(request, _("県に数を知らせます。") if tell else _("県に数を知らせるのをやめました。"))
    return redirect("commons:counts")
