"""条文一覧, one clause, and what would change if the body's own clauses were others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sekisho.errors import BadInput, Conflict, InvalidRulebook
from sekisho.server.accounts.permissions import Permission
from sekisho.server.catalogues import actions, details, forms, guide, numbers, queries, replays
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.words import told
from sekisho.terms import ClauseStatus

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(Permission.CATALOGUE_VIEW)
def clauses(request: HttpRequest) -> HttpResponse:
    """List the clauses of the body's edition and its own."""
    rulebook = queries.rulebook_in_force()
    form = forms.ClauseFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = queries.clauses(rulebook, **wanted)
    return render(
        request,
        "catalogues/clauses.html",
        {
            "form": form,
            "rows": [details.row_of(clause, rulebook) for clause in rows],
            "total": len(rulebook.clauses),
            "editions": rulebook.editions,
            "tabs": details.tabs(actor_of(request), "clauses"),
        },
    )


@page(Permission.CATALOGUE_VIEW)
def clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """Show one clause with the things behind its numbers."""
    actor, rulebook = actor_of(request), queries.rulebook_in_force()
    found = rulebook.clause(clause_id)
    behind = []
    if actor.may(Permission.SERVICE_VIEW) and found.machine:
        section = forms.section_of(request.GET.get("section", ""))
        statuses = (ClauseStatus(status) for status in details.ORDER)
        behind = [numbers.behind(actor, clause_id, status, section) for status in statuses]
    return render(
        request,
        "catalogues/clause.html",
        {
            "clause": found,
            "facts": details.facts_of(found, rulebook),
            "behind": [one for one in behind if one["count"]],
            "most": numbers.SHOWN,
            "crumbs": details.crumbs(found),
        },
    )


@page(Permission.WHAT_IF)
def what_if(request: HttpRequest) -> HttpResponse:
    """Try other clauses of the body's own on all recorded decisions; nothing is written."""
    actor = actor_of(request)
    current = queries.local_clauses()
    form = forms.LocalForm(
        request.POST or None,
        request.FILES or None,
        initial={"text": current.text if current else details.EXAMPLE},
    )
    answer = None
    if request.method == "POST" and form.is_valid():
        try:
            answer = replays.what_if(actor, form.cleaned_data["given"])
        except BadInput as error:
            form.add_error("text", told(error))
    shown = form.cleaned_data["given"] if form.is_bound and form.is_valid() else None
    return render(
        request,
        "catalogues/what_if.html",
        {
            "form": forms.LocalForm(initial={"text": shown}) if shown is not None else form,
            "answer": answer,
            "text": shown,
            "seen": queries.digest_in_force(),
            "moves": details.moves(answer.replay) if answer and answer.replay else [],
            "may_set": actor.may(Permission.CATALOGUE_EDIT),
            "tabs": details.tabs(actor, "what_if"),
        },
        status=422 if form.errors else 200,
    )


@page(Permission.CATALOGUE_EDIT)
def local(request: HttpRequest) -> HttpResponse:
    """Put the body's own clauses in force."""
    actor = actor_of(request)
    current = queries.local_clauses()
    form = forms.LocalForm(
        request.POST or None, request.FILES or None, initial={"text": current.text if current else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_local_clauses(actor, text=form.cleaned_data["given"], seen=request.POST.get("seen"))
        except (BadInput, Conflict, InvalidRulebook) as error:
            form.add_error("text", told(error))
        else:
            messages.success(request, _("自団体の条文を、いまから効力のあるものにしました。"))
            return redirect("catalogues:clauses")
    return render(
        request,
        "catalogues/local.html",
        {
            "form": form,
            "current": current,
            "seen": request.POST.get("seen", current.sha256 if current else ""),
            "tabs": details.tabs(actor, "local"),
        },
        status=422 if form.errors else 200,
    )


@page(Permission.CATALOGUE_VIEW)
def classify(request: HttpRequest) -> HttpResponse:
    """Lead to the class of a deal by questions, and turn a former class into a new one. Writes nothing."""
    context: dict[str, object] = {"tabs": details.tabs(actor_of(request), "classify")}
    return render(request, "catalogues/classify.html", context | guide.guide(request.GET.dict()))
