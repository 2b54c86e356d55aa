"""The pages about one service or contract: requirements, responsibilities, contract items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.agreements import requirements as core
from sekisho.errors import NotFound, SekishoError, say
from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements import (
    actions,
    additions,
    contradiction_details,
    details,
    forms,
    queries,
    rules,
    split_queries,
)
from sekisho.server.agreements.acting import crumbs_of, form_page, place
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.site.routes import actor_of, page, posted_number
from sekisho.server.ui.acting import done, tried
from sekisho.server.ui.words import said
from sekisho.terms import Party

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.agreements.queries import Matter


@page(Permission.AGREEMENT_VIEW)
def requirements(request: HttpRequest, pk: int, ledger: str) -> HttpResponse:
    """Show the requirements as they stand, why, and what generating again would change."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    lists = queries.requirement_lists(matter)
    newest = lists[0] if lists else None
    facts = queries.facts_of(matter, timezone.localdate())
    fresh = core.generate(rules.book(), facts)
    lines = queries.lines_of(newest)
    removed = newest.removed if newest else {}
    differing = contradiction_details.page_of(matter)
    changed = core.difference(lines, fresh, removed)
    context = _page(actor, matter, _("セキュリティ要件")) | {
        **differing,
        "strip": details.requirements_strip(matter, newest, changed, differing["unsettled"]),
        "newest": newest,
        "lists": lists,
        "lines": details.numbered(lines if newest else fresh),
        "difference": changed if newest else None,
        "removed": details.removed(removed),
        "offered": additions.offered(lines) if newest else [],
        "version": newest.number if newest else 0,
    }
    return render(request, "agreements/requirements.html", context)


@page(Permission.AGREEMENT_EDIT)
@require_POST
def set_requirements(request: HttpRequest, pk: int, ledger: str) -> HttpResponse:
    """Take the generated list over as the next version."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    version = posted_number(request.POST.get("version", ""))
    done(
        request,
        lambda: actions.set_requirements(actor, matter, version=version),
        _("今の事実から要件を定めました。"),
    )
    return redirect(place(matter, "requirements"))


@page(Permission.AGREEMENT_EDIT)
def add_requirement(request: HttpRequest, pk: int, ledger: str) -> HttpResponse:
    """Add a line of people's own."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    first = {"version": _version(matter), **additions.initial(request.GET.get("from", ""))}
    form = forms.OwnRequirementForm(request.POST or None, initial=first)
    if tried(request, form, lambda: actions.add_requirement(actor, matter, **form.cleaned_data)) is not None:
        messages.success(request, _("要件を加えました。"))
        return redirect(place(matter, "requirements"))
    crumbs = [*crumbs_of(matter), (_("セキュリティ要件"), place(matter, "requirements"))]
    return form_page(request, form, _("要件を加える"), matter, crumbs)


@page(Permission.AGREEMENT_EDIT)
def remove_requirement(request: HttpRequest, pk: int, ledger: str, line: str) -> HttpResponse:
    """Take a line out, with the reason."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    lists = queries.requirement_lists(matter)
    gone = next((one for one in queries.lines_of(lists[0] if lists else None) if one.id == line), None)
    if gone is None:
        raise NotFound(
            say("要件「{line}」はこの一覧にありません。", line=line), next_step="画面を開き直してください。"
        )
    form = forms.RemoveForm(request.POST or None, initial={"version": lists[0].number})
    removed = tried(
        request, form, lambda: actions.remove_requirement(actor, matter, line=line, **form.cleaned_data)
    )
    if removed is not None:
        messages.success(request, _("要件を外しました。"))
        return redirect(place(matter, "requirements"))
    crumbs = [*crumbs_of(matter), (_("セキュリティ要件"), place(matter, "requirements"))]
    return form_page(request, form, _("要件を外す"), f"{gone.id}　{said(gone.text)}", crumbs)


@page(Permission.AGREEMENT_VIEW)
def split(request: HttpRequest, pk: int, ledger: str) -> HttpResponse:
    """Show the table of responsibilities to fill, or the choice with which it begins."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    kept = split_queries.split_of(matter)
    tally = split_queries.tally(kept) if kept else None
    lines = split_queries.split_lines(kept) if kept else []
    shown = request.GET.get("show", "")
    context = _page(actor, matter, _("責任分界表")) | {
        "split": kept,
        "form": forms.SupplyForm(initial={"model": details.proposed_model(matter)}),
        "strip": details.split_strip(matter, tally),
        "tally": tally,
        "lines": [line for line in lines if not shown or line.party == shown],
        "shown": shown,
        "line_url": place(matter, "split_line"),
        "parties": Party.choices(),
    }
    return render(request, "agreements/split.html", context)


@page(Permission.AGREEMENT_EDIT)
@require_POST
def begin_split(request: HttpRequest, pk: int, ledger: str) -> HttpResponse:
    """Begin the table with a shape of supply."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    model = request.POST.get("model", "")
    done(
        request,
        lambda: actions.begin_split(actor, matter, model=model),
        _("責任分界表を始めました。案は、決めるまで未決です。"),
    )
    return redirect(place(matter, "split"))


@page(Permission.AGREEMENT_EDIT)
@require_POST
def decide_line(request: HttpRequest, pk: int, ledger: str) -> HttpResponse:
    """Keep one line; answer with the counts as they now stand."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    control, problem = request.POST.get("control", ""), None
    try:
        actions.decide_line(
            actor,
            matter,
            control=control,
            party=request.POST.get("party", ""),
            note=request.POST.get("note", ""),
            n=posted_number(request.POST.get("n", "")),
        )
    except SekishoError as error:
        problem = error
    kept = split_queries.split_of(matter)
    lines = split_queries.split_lines(kept) if kept else []
    tally = split_queries.tally(kept) if kept else None
    context = {
        "matter": matter,
        "ledger": ledger,
        "tally": tally,
        "strip": details.split_strip(matter, tally),
        "line": next((one for one in lines if one.control.id == control), None),
        "problem": problem,
        "saved_at": timezone.now(),
        "decided": problem is None,
    }
    return render(request, "agreements/split_saved.html", context)


@page(Permission.AGREEMENT_EDIT)
@require_POST
def accept_proposals(request: HttpRequest, pk: int, ledger: str) -> HttpResponse:
    """Decide every open line as proposed."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    done(
        request, lambda: actions.accept_proposals(actor, matter), _("未決の項目を、案のとおりに決めました。")
    )
    return redirect(place(matter, "split"))


@page(Permission.AGREEMENT_VIEW)
def items(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and keep where each item stands in the contract's text."""
    actor = actor_of(request)
    contract = ledgers.contract(actor, queries.matter(actor, "contract", pk).pk)
    kept = queries.items_of(contract)
    form = forms.ItemsForm(request.POST or None, kept=kept)

    def act() -> Any:  # noqa: ANN401  the action's own result
        given = form.cleaned_data
        return actions.set_items(
            actor,
            contract,
            version=given["version"],
            specific=given["specific"],
            answers=form.answers(),
        )

    if tried(request, form, act) is not None:
        messages.success(request, _("契約項目を確かめた結果を保存しました。"))
        return redirect(place(contract, "items"))
    context = _page(actor, contract, _("契約項目の確認表")) | {
        "form": form,
        "kept": kept,
        "strip": details.items_strip(contract, kept),
    }
    return render(request, "agreements/items.html", context, status=422 if form.errors else 200)


def _version(matter: Matter) -> int:
    lists = queries.requirement_lists(matter)
    return lists[0].number if lists else 0


def _page(actor: Actor, matter: Matter, title: str) -> dict[str, Any]:
    section = matter.section_id
    return {
        "matter": matter,
        "ledger": queries.ledger_of(matter),
        "title": title,
        "crumbs": crumbs_of(matter, title),
        "may_edit": matter.retired_on is None and actor.may(Permission.AGREEMENT_EDIT, section=section),
    }
