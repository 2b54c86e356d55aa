"""The pages of 段階と関門: the attempts, one attempt, and the gate itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from sekisho.errors import NotFound
from sekisho.procedures.phases import Kind, gate
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.applications.acting import attempt
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.ledgers import downloads
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.lifecycle import actions, columns, details, filters, forms, obstacles, queries, tables
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.printing import pdf
from sekisho.server.ui.tables import PER_PAGE
from sekisho.server.ui.words import label
from sekisho.terms import Phase

if TYPE_CHECKING:
    from django.http import HttpRequest

    from sekisho.server.accounts.permissions import Actor


@page(Permission.SERVICE_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the attempts at gates, the newest first."""
    actor = actor_of(request)
    narrowed = _narrowed(request, actor)
    table = tables.PassageTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "counts": details.counted(queries.counts(actor, timezone.localdate())),
        "filter": narrowed,
        "table": table,
        "exports": downloads.links(actor, "lifecycle:export", request.GET.urlencode()),
        "empty": _("外部サービスか契約のページから、次の段階に進みます。"),
    }
    return render(request, "lifecycle/list.html", context)


@page(Permission.SERVICE_VIEW)
def passage(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one attempt with the clauses it rests on."""
    row = queries.passage(actor_of(request), pk)
    context = {
        **details.attempt_shown(row, rulebook_in_force(), timezone.localdate()),
        "thing_url": details.thing_url(row),
        "crumbs": [
            (_("段階と関門"), reverse("lifecycle:list")),
            (f"{row.thing}　{label(Phase(row.to))}", ""),
        ],
    }
    return render(request, "lifecycle/passage.html", context)


@page(Permission.SERVICE_VIEW)
def passage_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Return one attempt on paper: clauses, facts, who can mend what is lacking."""
    row = queries.passage(actor_of(request), pk)
    context = details.attempt_shown(row, rulebook_in_force(), timezone.localdate())
    back = reverse("lifecycle:passage", args=[pk])
    made = pdf("lifecycle/print/passage.html", {**context, "back": back}, request)
    name = f"gate-{row.pk}-{timezone.localtime(row.asked_at):%Y%m%d}.pdf"
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@page(Permission.GATE_OPEN)
def ask(request: HttpRequest, kind: str, pk: int, to: str) -> HttpResponse:
    """Show what the gate asks, and pass it."""
    actor, at = actor_of(request), timezone.localtime()
    led = queries.led(actor, _kind(kind), pk, at.date())
    require(actor, Permission.GATE_OPEN, section=led.row.section_id)
    way = gate(led.kind, led.phase, _phase(to))
    book = rulebook_in_force()
    plain = queries.judged(led, way.to, {}, at, book)
    form = forms.GateForm(
        request.POST or None,
        facts=[name for name in details.asked(plain) if name not in led.known],
        needed=details.needed(plain),
        initial={"version": led.row.version},
    )
    decision = plain
    if request.method == "POST" and form.is_valid():
        stated, note = form.stated(), form.cleaned_data["note"]
        version = form.cleaned_data["version"]
        passed = attempt(
            form,
            lambda: actions.pass_gate(actor, led.kind, pk, version, to=way.to, stated=stated, note=note),
        )
        if passed is not None:
            messages.success(request, details.passed_words(actor, passed))
            return redirect(details.thing_url(passed))
        decision = queries.judged(led, way.to, stated, at, book)
    context = {
        "row": led.row,
        "title": _(way.label),
        "steps": details.steps(led),
        "judged": details.shown(decision.as_dict(), book),
        "before": obstacles.before(actor, led, way.to, at.date(), book),
        "known": obstacles.known_rows(actor, led, decision),
        "form": form,
        "crumbs": _crumbs(led, _(way.label)),
    }
    return render(request, "lifecycle/gate.html", context, status=422 if form.errors else 200)


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Send the list as a file, narrowed as on the screen."""
    actor = actor_of(request)
    rows = ledgers.exportable(actor, _narrowed(request, actor).qs)
    return downloads.send(
        actor, form, subject="passage", title="関門の記録", columns=columns.COLUMNS, rows=rows
    )


def _kind(name: str) -> Kind:
    if name not in {one.value for one in Kind}:
        raise NotFound("このページはありません。", next_step="台帳のページから開いてください。")
    return Kind(name)


def _phase(name: str) -> Phase:
    if name not in {one.value for one in Phase}:
        raise NotFound("この段階はありません。", next_step="台帳のページから開いてください。")
    return Phase(name)


def _crumbs(led: queries.Led, last: str) -> list[tuple[str, str]]:
    return [(str(led.row), reverse(f"ledgers:{led.kind.value}", args=[led.row.pk])), (last, "")]


def _narrowed(request: HttpRequest, actor: Actor) -> Any:  # noqa: ANN401  django-filter ships no types
    return filters.PassageFilter(request.GET, queryset=queries.passages(actor), actor=actor)
