"""Taking a register in by the browser: upload → every doubt and what it would change → consent → done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.errors import BadInput, CannotRun
from sekisho.server.accounts.permissions import Permission
from sekisho.server.importing import rejected as rejections
from sekisho.server.ledgers.details import download
from sekisho.server.ledgers.exports import XLSX
from sekisho.server.site.routes import actor_of, page
from sekisho.server.trust import actions, registers
from sekisho.server.trust.register_files import File, look
from sekisho.server.trust.register_forms import RegisterForm
from sekisho.server.ui.consents import consented
from sekisho.server.ui.words import told
from sekisho.terms import CertificationKind, Severity

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.trust.models import RegisterEdition
    from sekisho.server.trust.register_files import Shown

_PER_PAGE = 200


@page(Permission.EVIDENCE_EDIT)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and read it; nothing of it is in force."""
    actor = actor_of(request)
    form = RegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        file = File(
            CertificationKind(given["kind"]), given["file"].name, given["file"].read(), given["as_of"]
        )
        try:
            row = actions.receive_register(actor, file)
        except (BadInput, CannotRun) as error:
            form.add_error("as_of" if error.where == "いつ現在か" else "file", told(error))
        else:
            return redirect("trust:register_preview", pk=row.pk)
    context = {
        "form": form,
        "waiting": registers.waiting(actor),
        "editions": list(registers.editions(actor)[:20]),
        "crumbs": _crumbs(_("登録簿を取り込む")),
    }
    return render(request, "trust/register_upload.html", context, status=422 if form.errors else 200)


@page(Permission.EVIDENCE_EDIT)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was read, what is doubtful or wrong, and what taking it in would do."""
    row = actions.received(actor_of(request), pk)
    if row.taken_at is not None:
        return redirect("trust:register_done", pk=pk)
    shown = look(actions.file_of(row), timezone.localdate())
    clean, whole, total = len(shown.clean.lines), len(shown.whole.lines), shown.parsed.total
    problems = sorted(shown.parsed.problems, key=lambda one: (one.severity is not Severity.ERROR, one.row))
    context = {
        "row": row,
        "shown": shown,
        "warnings": row.result.get("warnings", []),
        "clean": clean,
        "doubtful": whole - clean,
        "wrong": total - whole,
        "problems": Paginator(problems, _PER_PAGE).get_page(request.GET.get("page")),
        "effects": shown.whole.effects,
        "crumbs": _crumbs(_("読み取りの結果")),
    }
    return render(request, "trust/register_preview.html", context)


@page(Permission.EVIDENCE_EDIT)
@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the register in, with the person's consent."""
    actor, older = actor_of(request), bool(request.POST.get("accept_older"))

    def take_in(**given: Any) -> RegisterEdition:  # noqa: ANN401  what the page's form says
        edition = actions.take_in_received(actor, pk, accept_older=older, **given)
        if edition.pk != pk:
            messages.info(request, _("同じ内容の登録簿が、もう取り込まれています。何も変わっていません。"))
        return edition

    return consented(request, take_in, "trust:register_", pk)


@page(Permission.EVIDENCE_EDIT)
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was written, and what it changed."""
    row = actions.received(actor_of(request), pk)
    if row.taken_at is None:
        return redirect("trust:register_preview", pk=pk)
    context = {"row": row, "result": row.result, "crumbs": _crumbs(_("取り込みました"))}
    return render(request, "trust/register_done.html", context)


@page(Permission.EVIDENCE_EDIT)
def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back the rows that were not (or would not be) taken in, with the reasons."""
    row = actions.received(actor_of(request), pk)
    shown: Shown = look(actions.file_of(row), timezone.localdate())
    accept = bool(row.result.get("accept_doubts", False))
    data = rejections.workbook(shown.parsed, accept_doubts=accept)
    return download(data, _("取り込めなかった行") + f"_{row.filename.rsplit('.', 1)[0]}.xlsx", XLSX)


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [(_("認定・認証"), reverse("trust:list")), (_("登録簿"), reverse("trust:register")), (title, "")]
