"""The standing list of 例外措置, one of them, its files, and asking for it to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import RequestConfig

from sekisho.server.accounts.permissions import Permission
from sekisho.server.applications import actions, exception_ledger, forms
from sekisho.server.applications.acting import attempt
from sekisho.server.applications.duties import proposed_end
from sekisho.server.applications.models import ExceptionMeasure
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.ledgers import downloads
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.picking import PickFilter
from sekisho.server.ui.tables import NOWRAP, PER_PAGE, ListTable, PageColumn, TermColumn, WarekiColumn
from sekisho.terms import ExceptionState

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.permissions import Actor


class ExceptionTable(ListTable):
    """例外措置."""

    clause = PageColumn("applications:exception_detail", attrs=NOWRAP, orderable=False)
    title = tables.Column(accessor="application__title", verbose_name=gettext_lazy("件名"), orderable=False)
    section = tables.Column(
        accessor="application__section__name", verbose_name=gettext_lazy("申請課"), orderable=False
    )
    measure = tables.Column(orderable=False)
    ends = WarekiColumn(orderable=False)
    standing = TermColumn("ExceptionState", badge=True, verbose_name=gettext_lazy("状態"), orderable=False)

    class Meta(ListTable.Meta):
        """Clause first."""

        model = ExceptionMeasure
        fields: ClassVar[tuple[str, ...]] = ("clause", "title", "section", "measure", "ends", "standing")


class ExceptionFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """By where it stands."""

    standing = PickFilter(
        label=gettext_lazy("状態"), choices=ExceptionState.choices, empty_label=gettext_lazy("すべて")
    )

    class Meta:
        """The field is declared above."""

        model = ExceptionMeasure
        fields: ClassVar[tuple[str, ...]] = ("standing",)


@page(Permission.APPLICATION_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the 例外措置, the earliest end first."""
    actor = actor_of(request)
    narrowed = _narrowed(request, actor)
    table = ExceptionTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(
        request,
        "applications/exception_list.html",
        {
            "filter": narrowed,
            "table": table,
            "exports": downloads.links(actor, "applications:exception_export", request.GET.urlencode()),
        },
    )


@page(Permission.APPLICATION_VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one 例外措置, where it stands and what went before it."""
    actor = actor_of(request)
    row = exception_ledger.measure(actor, pk)
    seen = exception_ledger.measures(actor)
    return render(
        request,
        "applications/exception_detail.html",
        {
            "row": row,
            "strip": exception_ledger.strip(row),
            "clause": rulebook_in_force().clauses.get(row.clause),
            "before": seen.filter(pk=row.prolongs_id).first() if row.prolongs_id else None,
            "after": list(seen.filter(prolongs=row)),
            "may_prolong": exception_ledger.may_prolong(actor, row),
            "may_decide": row.state == ExceptionMeasure.ASKED and actor.may(Permission.EXCEPTION_DECIDE),
            "crumbs": [(_("例外措置の一覧"), reverse("applications:exception_list")), (row.clause, "")],
        },
    )


@page(Permission.APPLICATION_WRITE)
def prolong(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an 例外措置 to go on; the CISO decides anew."""
    actor = actor_of(request)
    row = exception_ledger.measure(actor, pk)
    ends = proposed_end(timezone.localdate(), row.ends)
    first = {"reason": row.reason, "measure": row.measure, "ends": ends}
    form = forms.ProlongForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = attempt(form, lambda: actions.prolong_exception(actor, pk, **data))
        if made is not None:
            messages.success(request, _("延長を求めました。決まるまで、今の例外措置は終了日に終わります。"))
            return redirect("applications:exception_detail", pk=made.pk)
    crumbs = [(_("例外措置の一覧"), reverse("applications:exception_list")), (_("延長を求める"), "")]
    return render(
        request,
        "applications/exception_prolong.html",
        {"row": row, "form": form, "crumbs": crumbs},
        status=422 if form.errors else 200,
    )


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Send the list as a file, narrowed as on the screen."""
    actor = actor_of(request)
    rows = ledgers.exportable(actor, _narrowed(request, actor).qs, "application__section")
    return downloads.send(
        actor, form, subject="exception", title="例外措置", columns=exception_ledger.COLUMNS, rows=rows
    )


def _narrowed(request: HttpRequest, actor: Actor) -> Any:  # noqa: ANN401  django-filter ships no types
    return ExceptionFilter(request.GET, queryset=exception_ledger.measures(actor))
