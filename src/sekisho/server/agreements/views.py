"""The lists: questionnaires with their files, tables of responsibilities, templates of the annexes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from sekisho.errors import NotFound
from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements import (
    actions,
    annexes,
    columns,
    filters,
    forms,
    queries,
    questionnaire_queries,
    split_queries,
    tables,
)
from sekisho.server.agreements.acting import tabs
from sekisho.server.applications import blobs
from sekisho.server.ledgers import downloads
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.details import download
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.acting import done, tried
from sekisho.server.ui.tables import PER_PAGE, numbered

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.permissions import Actor


@page(Permission.AGREEMENT_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the questionnaires, the newest first."""
    actor = actor_of(request)
    narrowed = _narrowed(request, actor)
    table = tables.QuestionnaireTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "filter": narrowed,
        "table": table,
        "exports": downloads.links(actor, "agreements:export", request.GET.urlencode()),
        "tabs": tabs("agreements:list"),
        "empty": _("外部サービスか契約のページの「質問票を作る」から始めます。"),
    }
    return render(request, "agreements/list.html", context)


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Send the list as a file, narrowed as on the screen."""
    actor = actor_of(request)
    rows = ledgers.exportable(actor, _narrowed(request, actor).qs)
    return downloads.send(
        actor, form, subject="questionnaire", title="質問票", columns=columns.COLUMNS, rows=rows
    )


@page(Permission.AGREEMENT_VIEW)
def splits(request: HttpRequest) -> HttpResponse:
    """Show the tables of responsibilities: first those with something that nobody does, or undecided."""
    rows = numbered(request, split_queries.splits(actor_of(request)))
    return render(request, "agreements/splits.html", {"rows": rows, "tabs": tabs("agreements:splits")})


@page(Permission.AGREEMENT_VIEW)
def templates(request: HttpRequest) -> HttpResponse:
    """Show the body's templates; POST takes a new one in."""
    actor = actor_of(request)
    form = forms.TemplateForm(request.POST or None, request.FILES or None)

    def act() -> Any:  # noqa: ANN401  the action's own result
        file = form.cleaned_data["file"]
        return actions.take_template(actor, name=file.name, data=file.read())

    if tried(request, form, act) is not None:
        messages.success(request, _("ひな形を登録しました。これから作る別紙に使います。"))
        return redirect("agreements:templates")
    context = {
        "rows": numbered(request, queries.templates(actor)),
        "form": form,
        "may_edit": actor.may(Permission.ANNEX_TEMPLATES),
        "placeholders": annexes.PLACEHOLDERS,
        "tabs": tabs("agreements:templates"),
    }
    return render(request, "agreements/templates.html", context, status=422 if form.errors else 200)


@page(Permission.ANNEX_TEMPLATES)
@require_POST
def retire_template(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop using a template."""
    actor = actor_of(request)
    done(request, lambda: actions.retire_template(actor, pk), _("ひな形を使うのをやめました。"))
    return redirect("agreements:templates")


@page(Permission.AGREEMENT_VIEW)
def template_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a template as it was taken in."""
    row = queries.templates(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise NotFound("ひな形が見つかりません。", next_step="一覧からさがしてください。")
    return download(blobs.get(row.file), row.name, "application/octet-stream")


def _narrowed(request: HttpRequest, actor: Actor) -> Any:  # noqa: ANN401  django-filter ships no types
    return filters.QuestionnaireFilter(
        request.GET, queryset=questionnaire_queries.questionnaires(actor), actor=actor
    )
