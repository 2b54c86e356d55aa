"""The forms about checks: plan, record, verify the improvement, read the report; who came to a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.server.accounts.permissions import Permission
from sekisho.server.oversight import actions, check_forms, forms, queries
from sekisho.server.oversight.acting import form_page
from sekisho.server.oversight.check_models import Check
from sekisho.server.oversight.models import Visitor
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.acting import tried

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(Permission.OVERSIGHT_DECIDE)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the checks of a contract."""
    actor = actor_of(request)
    contract = queries.contract(actor, pk, timezone.localdate())
    initial = check_forms.PlanForm.start(contract, queries.plan_of(contract))
    form = check_forms.PlanForm(request.POST or None, initial=initial)
    saved = tried(request, form, lambda: actions.plan_checks(actor, contract=contract, **form.cleaned_data))
    if saved is not None:
        messages.success(request, _("確認の計画を決めました。"))
        return redirect("oversight:contract", pk=pk)
    return form_page(request, form, _("確認の計画を決める"), contract)


@page(Permission.OVERSIGHT_EDIT)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a check of the contractor's measures."""
    actor = actor_of(request)
    contract = queries.contract(actor, pk, timezone.localdate())
    planned = queries.plan_of(contract)
    form = check_forms.CheckForm(
        request.POST or None,
        request.FILES or None,
        initial={"version": planned.version if planned else 0},
    )

    def act() -> Any:  # noqa: ANN401  the action's own result
        given = dict(form.cleaned_data)
        file = given.pop("file")
        kept = {"name": file.name, "data": file.read()} if file else {}
        return actions.record_check(actor, contract=contract, **given, **kept)

    saved = tried(request, form, act)
    if saved is not None:
        messages.success(request, _("確認を記録し、報告しました。"))
        return redirect("oversight:check", pk=saved.pk)
    return form_page(request, form, _("確認を記録する"), contract)


@page(Permission.OVERSIGHT_DECIDE)
def improve(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the contractor mended what was demanded."""
    actor = actor_of(request)
    row: Check = queries.one(actor, Check, pk)
    form = check_forms.ImprovementForm(request.POST or None, initial={"version": row.version})
    if tried(request, form, lambda: actions.verify_improvement(actor, pk, **form.cleaned_data)) is not None:
        messages.success(request, _("改善を確かめたことを記録しました。"))
        return redirect("oversight:check", pk=pk)
    return form_page(
        request, form, _("改善を確かめる"), row.contract, [(_("求めた改善"), row.demanded or "—")]
    )


@page(Permission.OVERSIGHT_EDIT)
def visit_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Record who came to a place."""
    actor = actor_of(request)
    contract = queries.contract(actor, pk, timezone.localdate())
    form = forms.VisitForm(request.POST or None, actor=actor, contract=contract)
    if (
        tried(request, form, lambda: actions.record_visit(actor, contract=contract, **form.values()))
        is not None
    ):
        messages.success(request, _("立入りを記録しました。"))
        return redirect("oversight:contract", pk=pk)
    return form_page(request, form, _("立入りを記録する"), contract)


@page(Permission.OVERSIGHT_DECIDE)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what was done about somebody who is not on the roster."""
    actor = actor_of(request)
    row: Visitor = queries.one(actor, Visitor, pk)
    form = forms.SettleForm(request.POST or None, initial={"version": row.version})
    if tried(request, form, lambda: actions.settle_visitor(actor, pk, **form.cleaned_data)) is not None:
        messages.success(request, _("対処を記録しました。"))
        return redirect("oversight:contract", pk=row.contract_id)
    facts = [(_("氏名"), row.name), (_("名乗った所属"), row.firm_name or "—"), (_("場所"), str(row.visit))]
    return form_page(request, form, _("名簿にない人に対処する"), row.contract, facts)


@page(Permission.OVERSIGHT_READ)
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the report of a check was read."""
    actions.read_report(actor_of(request), pk)
    messages.success(request, _("読んだことを記録しました。"))
    return redirect("oversight:check", pk=pk)
