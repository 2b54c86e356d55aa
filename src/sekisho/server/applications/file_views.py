"""Files in and out: attachments, the Excel form, the decision record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.errors import BadInput, say
from sekisho.server.accounts.permissions import Permission
from sekisho.server.accounts.queries import staff_of
from sekisho.server.applications import actions, blobs, forms, pdf, queries, sheets, steps, uploads
from sekisho.server.applications.fields import STEPS
from sekisho.server.site.routes import actor_of, page

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest


@page(Permission.APPLICATION_WRITE)
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a file."""
    form = forms.AttachForm(request.POST, request.FILES)
    if not form.is_valid():
        raise BadInput("ファイルが選ばれていないか、空です。", next_step="ファイルを選び直してください。")
    data = form.cleaned_data
    row = actions.attach(
        actor_of(request),
        pk,
        version=data["version"],
        name=data["file"].name,
        data=_bytes(data["file"]),
        note=data["note"],
    )
    messages.success(request, _("「%(name)s」を添付しました。") % {"name": row.name})
    return redirect("applications:edit", pk=pk, step=len(STEPS))


@page(Permission.APPLICATION_WRITE)
@require_POST
def detach(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """Take a file off."""
    form = forms.VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    row = actions.detach(actor_of(request), pk, version=version, attachment=attachment)
    messages.success(request, _("「%(name)s」を外しました。") % {"name": row.name})
    return redirect("applications:edit", pk=pk, step=len(STEPS))


@page(Permission.APPLICATION_VIEW)
def download(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """Hand out an attachment, never to be shown inside the site."""
    row = queries.attachment(actor_of(request), pk, attachment)
    return _handed_out(blobs.get(row.sha256), row.name, row.media_type)


@page(Permission.APPLICATION_WRITE)
def sheet_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the Excel form with the answers so far."""
    application = queries.application(actor_of(request), pk)
    people = list(staff_of(application.section_id, timezone.localdate()))
    data = sheets.write(application, steps.assets_chosen(application), people)
    return _handed_out(data, f"外部サービス利用申請_{application.number}.xlsx", sheets.MEDIA_TYPE)


@page(Permission.APPLICATION_WRITE)
@require_POST
def sheet_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a filled-in Excel form."""
    form = forms.SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        raise BadInput("Excel様式が選ばれていません。", next_step="記入したファイルを選んでください。")
    file = form.cleaned_data["sheet"]
    actor = actor_of(request)
    problems = actions.take_in_sheet(actor, pk, data=_bytes(file), filename=str(file.name))
    if problems:
        context = {"application": queries.application(actor, pk), "problems": problems}
        return render(request, "applications/sheet_problems.html", context, status=422)
    messages.success(request, _("Excel様式の答えを取り込みました。"))
    return redirect("applications:edit", pk=pk, step=len(STEPS))


@page(Permission.APPLICATION_VIEW)
def record_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the decision record."""
    actor = actor_of(request)
    application = queries.application(actor, pk)
    data = actions.print_record(actor, pk)
    name = application.document_number or application.number
    return _handed_out(data, f"決裁記録_{name}.pdf", "application/pdf")


@page(Permission.APPLICATION_VIEW)
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the printed form in the browser."""
    application = queries.application(actor_of(request), pk)
    return render(request, "applications/print/record.html", pdf.context(application))


def _handed_out(data: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _bytes(file: UploadedFile[bytes]) -> bytes:
    if (file.size or 0) > uploads.LARGEST:
        raise BadInput(
            "ファイルが大きすぎます。",
            where=str(file.name),
            next_step=say("{size}MBまでにしてください。", size=uploads.LARGEST // 1024 // 1024),
        )
    return bytes(file.read())
