"""The pages of the register: the list, one registration, its confirmation, what is missing from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from sekisho.procedures.registers import functions_in, has_exceptions
from sekisho.server.accounts.permissions import Permission
from sekisho.server.applications.acting import attempt
from sekisho.server.ledgers import details as ledgers
from sekisho.server.ledgers import downloads
from sekisho.server.site.routes import actor_of, page
from sekisho.server.trust import actions, columns, details, filters, registers, tables
from sekisho.server.trust.register_forms import AbsenceForm, AdoptForm
from sekisho.server.ui.tables import PER_PAGE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.trust.models import RegisterRow
    from sekisho.server.trust.registers import Known

_SHOWN = (
    *("number", "service_name", "provider_name", "corporate_number", "registered", "period_start"),
    *("period_end", "expires", "until", "state_on", "scope"),
)


@page(Permission.SERVICE_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the rows of the registers in force, each with what of ours leans on it."""
    actor = actor_of(request)
    narrowed = _narrowed(request, actor)
    table = tables.RegisterTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    table.known = registers.beside(actor, [one.record for one in table.paginated_rows])
    keeps = actor.may(Permission.EVIDENCE_EDIT)
    context = {
        "filter": narrowed,
        "table": table,
        "exports": downloads.links(actor, "trust:register_export", request.GET.urlencode()),
        "import_url": reverse("trust:register_import") if keeps else "",
        "editions": list(registers.editions(actor).filter(current=True)),
        "missing": list(registers.absences(actor)[:20]) if keeps else [],
        "tabs": details.tabs("trust:register"),
    }
    return render(request, "trust/register.html", context)


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Send the list as a file, narrowed as on the screen."""
    actor = actor_of(request)
    rows = _narrowed(request, actor).qs
    return downloads.send(
        actor,
        form,
        subject="register",
        title="ISMAP登録簿",
        columns=columns.register_columns(registers.beside(actor, rows)),
        rows=rows,
    )


@page(Permission.SERVICE_VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one registration, what it is to us, and how earlier editions had it."""
    actor = actor_of(request)
    row = registers.row(actor, pk)
    known = registers.beside(actor, [row])[pk]
    context = {
        "row": row,
        "known": known,
        "facts": [(name, text) for name, text in ledgers.facts_of(row, _SHOWN) if text != "—"],
        "functions": functions_in(row.scope),
        "earlier": registers.earlier(row),
        "adopt_url": _adopt_url(actor, row),
        "crumbs": _crumbs(str(row)),
    }
    return render(request, "trust/register_row.html", context)


@page(Permission.EVIDENCE_EDIT)
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a row: it becomes a certification, or renews the one with its number."""
    actor = actor_of(request)
    row = registers.row(actor, pk)
    if not _adopt_url(actor, row):
        return redirect("trust:register_row", pk=pk)
    known = registers.beside(actor, [row])[pk]
    offered = functions_in(row.scope)
    form = AdoptForm(
        request.POST or None, actor=actor, offered=offered, initial=_initial(row, known, offered)
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"functions": [], **form.cleaned_data}
        saved = attempt(form, lambda: actions.adopt(actor, pk, **given))
        if saved is not None:
            messages.success(request, _("登録簿の内容で、認定・認証を記録しました。"))
            return redirect("trust:evidence", pk=saved.pk)
    context = {
        "row": row,
        "known": known,
        "form": form,
        "excepts": has_exceptions(row.scope),
        "crumbs": _crumbs(_("認定・認証に記録する")),
    }
    return render(request, "trust/register_adopt.html", context, status=422 if form.errors else 200)


@page(Permission.EVIDENCE_EDIT)
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether a registration that the register has no more is gone."""
    actor = actor_of(request)
    row = registers.absence(actor, pk)
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: actions.answer_absence(actor, pk, **form.cleaned_data))
        if saved is not None:
            told = _("取り消されたと記録し、これを根拠にした判断に印を付けました。")
            messages.success(request, told if saved.gone else _("確かめたことを記録しました。"))
            return redirect("trust:evidence", pk=row.evidence_id)
    context = {"row": row, "form": form, "crumbs": _crumbs(_("登録簿にない登録を確かめる"))}
    return render(request, "trust/register_absence.html", context, status=422 if form.errors else 200)


def _initial(row: RegisterRow, known: Known, offered: tuple[str, ...]) -> dict[str, Any]:
    """Propose what is sure; where the scope makes exceptions, the person marks each function."""
    held = known.evidence
    if held is not None:
        kept = [name for name in offered if name in held.functions]
        services = [one.pk for one in known.services]
        return {
            "seen": held.version,
            "provider": held.provider_id,
            "services": services,
            "functions": kept,
        }
    return {
        "seen": 0,
        "provider": known.match.firm,
        "services": list(known.match.services),
        "functions": [] if has_exceptions(row.scope) else list(offered),
    }


def _adopt_url(actor: Actor, row: RegisterRow) -> str:
    may = actor.may(Permission.EVIDENCE_EDIT) and row.edition.current and row.state == "listed"
    return reverse("trust:register_adopt", args=[row.pk]) if may else ""


def _narrowed(request: HttpRequest, actor: Actor) -> Any:  # noqa: ANN401  django-filter ships no types
    return filters.RegisterFilter(request.GET, queryset=registers.rows(actor), actor=actor)


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [(_("認定・認証"), reverse("trust:list")), (_("登録簿"), reverse("trust:register")), (title, "")]
