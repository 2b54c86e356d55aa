"""The pages of the four ledgers, drawn from their :class:`~.screens.Screen`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from sekisho.errors import BadInput, NotFound, say
from sekisho.server.accounts.permissions import Permission
from sekisho.server.crossings import queries as journal
from sekisho.server.ledgers import actions, beside, columns, details, exports, forms, queries, standing
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.acting import tried
from sekisho.server.ui.tables import PER_PAGE

if TYPE_CHECKING:
    from django import forms as django_forms
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.ledgers.screens import Screen
    from sekisho.server.site.routes import View

PRINTED_AT_MOST = 2_000
_REPORTED_AT_MOST = 200


def listing(screen: Screen) -> View:
    """Make the list."""

    @page(screen.view)
    def view(request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        narrowed = _narrowed(request, screen)
        table = screen.table(narrowed.qs)
        RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
        return render(
            request,
            "ledgers/list.html",
            {
                "screen": screen,
                "title": _(screen.label),
                "filter": narrowed,
                "table": table,
                "empty": _(screen.empty),
                "exports": details.export_links(actor, screen, request.GET.urlencode()),
                "new_url": details.new_url(actor, screen),
                "import_url": details.import_url(actor, screen),
                "tabs": details.tabs(screen),
            },
        )

    return view


def detail(screen: Screen) -> View:
    """Make the page of one row."""

    @page(screen.view)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        actor, day = actor_of(request), timezone.localdate()
        row = screen.row(actor, pk)
        around = screen.around(actor, row, day) if screen.around else {}
        parts = beside.parts(screen.name, actor, row, day)
        return render(
            request,
            f"ledgers/{screen.name}.html",
            {
                "screen": screen,
                "row": row,
                "day": day,
                "strip": standing.nearest(
                    screen.strip(row, day), (one for part in parts for one in part.owed)
                ),
                "facts": details.facts_of(row, screen.shown),
                "crumbs": details.crumbs(screen, row),
                "links": details.links(actor, screen, row),
                "beside": parts,
                **around,
            },
        )

    return view


def history(screen: Screen) -> View:
    """Make the page of what happened to one row."""

    @page(screen.view)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        row = screen.row(actor_of(request), pk)
        entries = journal.entries_about(screen.name, row.pk, details.also_about(row))
        return render(
            request,
            "ledgers/history.html",
            {
                "row": row,
                "crumbs": [*details.crumbs(screen, row, last=False), (_("履歴"), "")],
                "events": [details.event_of(entry, row) for entry in entries],
            },
        )

    return view


def printed(screen: Screen) -> View:
    """Make the printed form of one row."""

    @page(screen.view)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        actor, day = actor_of(request), timezone.localdate()
        row = screen.row(actor, pk)
        around = screen.around(actor, row, day) if screen.around else {}
        return render(
            request,
            "ledgers/print/row.html",
            {
                "title": f"{_(screen.label)}　{row}",
                "row": row,
                "printed_at": timezone.now(),
                "back": reverse(f"ledgers:{screen.name}", args=[pk]),
                "facts": details.facts_of(row, screen.shown),
                **around,
            },
        )

    return view


def printed_list(screen: Screen) -> View:
    """Make the printed list, narrowed as on the screen."""

    @page(screen.view)
    def view(request: HttpRequest) -> HttpResponse:
        rows = _narrowed(request, screen).qs
        if rows.count() > PRINTED_AT_MOST:
            raise BadInput(
                say(
                    "{count}件あり、一度に印刷できる{most}件を超えています。",
                    count=rows.count(),
                    most=PRINTED_AT_MOST,
                ),
                next_step="課などでしぼり込むか、Excelに書き出してください。",
            )
        return render(
            request,
            "ledgers/print/list.html",
            {
                "title": _(screen.label),
                "printed_at": timezone.now(),
                "back": f"{reverse(f'ledgers:{screen.name}_list')}?{request.GET.urlencode()}",
                "headers": [_(column.header) for column in screen.columns],
                "rows": columns.cells(screen.columns, rows.iterator(chunk_size=500)),
            },
        )

    return view


def edit(screen: Screen) -> View:
    """Make the form of one row."""

    @page(screen.edit)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        actor = actor_of(request)
        row = screen.row(actor, pk)
        form = screen.form(request.POST or None, instance=row, actor=actor, permission=screen.edit)
        saved = tried(
            request, form, lambda: screen.change(actor, pk, form.cleaned_data["version"], **form.values())
        )
        if saved is not None:
            messages.success(request, _("保存しました。"))
            return redirect(f"ledgers:{screen.name}", pk=pk)
        return _form_page(request, screen, form, row)

    return view


def new(screen: Screen) -> View:
    """Make the form of a new row."""
    add = screen.add
    if add is None:
        raise ValueError(screen.name)

    @page(screen.edit)
    def view(request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        form = screen.form(request.POST or None, actor=actor, permission=screen.edit)
        saved = tried(request, form, lambda: add(actor, **form.values()))
        if saved is not None:
            messages.success(request, _("台帳に加えました。"))
            return redirect(f"ledgers:{screen.name}", pk=saved.pk)
        return _form_page(request, screen, form, None)

    return view


def retire(screen: Screen) -> View:
    """Make the page that takes a row out of its ledger."""

    @page(screen.edit)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        actor = actor_of(request)
        row = screen.row(actor, pk)
        form = forms.RetireForm(request.POST or None, initial={"version": row.version})
        saved = tried(
            request,
            form,
            lambda: screen.retire(
                actor,
                pk,
                form.cleaned_data["version"],
                on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"],
            ),
        )
        if saved is not None:
            messages.success(request, _("台帳から外しました。"))
            return redirect(f"ledgers:{screen.name}", pk=pk)
        crumbs = [*details.crumbs(screen, row, last=False), (_("台帳から外す"), "")]
        return render(request, "ledgers/retire.html", {"row": row, "form": form, "crumbs": crumbs})

    return view


def export(screen: Screen) -> View:
    """Make the download of the list, narrowed as on the screen."""

    @page(Permission.LEDGER_EXPORT)
    def view(request: HttpRequest, form: str) -> HttpResponse:
        actor = actor_of(request)
        rows = queries.exportable(actor, _narrowed(request, screen).qs)
        filled = columns.cells(screen.columns, rows.iterator(chunk_size=1000))
        name = f"{screen.label}_{timezone.localdate():%Y%m%d}"
        if form == "xlsx":
            data, count = exports.workbook(screen.label, screen.columns, filled)
            actions.note_export(actor, screen.name, form=form, count=count)
            return details.download(data, f"{name}.xlsx", exports.XLSX)
        text, count = exports.csv_text(screen.columns, filled)
        if form == "csv":
            data = exports.as_utf8(text)
        elif form == "cp932":
            data, unwritten = exports.as_cp932(text)
            if unwritten and "confirm" not in request.GET:
                return _unwritten_page(request, screen, unwritten)
        else:
            raise NotFound(
                say("書き出しの形「{form}」はありません。", form=form), next_step="一覧から選んでください。"
            )
        actions.note_export(actor, screen.name, form=form, count=count)
        return details.download(data, f"{name}.csv", "text/csv")

    return view


def _unwritten_page(request: HttpRequest, screen: Screen, unwritten: Any) -> HttpResponse:  # noqa: ANN401  the report of japan.cp932
    again = request.GET.copy()
    again["confirm"] = "1"
    return render(
        request,
        "ledgers/unwritten.html",
        {
            "title": _(screen.label),
            "count": len(unwritten),
            "problems": unwritten[:_REPORTED_AT_MOST],
            "go_on": f"?{again.urlencode()}",
            "utf8": f"{reverse(f'ledgers:{screen.name}_export', args=['csv'])}?{request.GET.urlencode()}",
            "crumbs": [
                (_(screen.label), reverse(f"ledgers:{screen.name}_list")),
                (_("Shift_JISで書き出す"), ""),
            ],
        },
    )


def _narrowed(request: HttpRequest, screen: Screen) -> Any:  # noqa: ANN401  django-filter ships no types
    actor = actor_of(request)
    return screen.filter(
        request.GET, queryset=screen.rows(actor, retired=None), actor=actor, permission=screen.view
    )


def _form_page(request: HttpRequest, screen: Screen, form: django_forms.BaseForm, row: Any) -> HttpResponse:  # noqa: ANN401  any ledger's row
    status = 422 if form.errors else 200
    return render(
        request,
        "ledgers/form.html",
        {
            "title": _("%(ledger)sを直す") if row else _("%(ledger)sを加える"),
            "heading": (_("%(ledger)sを直す") if row else _("%(ledger)sを加える"))
            % {"ledger": _(screen.label)},
            "form": form,
            "row": row,
            "crumbs": [
                *(
                    details.crumbs(screen, row, last=False)
                    if row
                    else [(_(screen.label), reverse(f"ledgers:{screen.name}_list"))]
                ),
                (_("直す") if row else _("加える"), ""),
            ],
        },
        status=status,
    )
