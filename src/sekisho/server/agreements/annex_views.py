"""The annexes of a service or contract: out as Word and Excel, back with the other side's answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements import (
    actions,
    annex_details,
    annex_excel,
    annex_reading,
    annex_word,
    annexes,
    details,
    forms,
    queries,
)
from sekisho.server.agreements.acting import crumbs_of, form_page, place
from sekisho.server.applications import blobs, uploads
from sekisho.server.ledgers import exports
from sekisho.server.ledgers.details import download
from sekisho.server.site import waiting
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.acting import tried
from sekisho.server.ui.words import brief

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.agreements.annex_reading import Returned
    from sekisho.server.agreements.queries import Matter


@page(Permission.AGREEMENT_VIEW)
@require_GET
def annex(request: HttpRequest, pk: int, ledger: str, form: str) -> HttpResponse:
    """Send the annex as it stands today, in the body's own template where there is one.

    The Excel book asks for answers, so that what it says is kept before it goes out.
    """
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    if form not in {"docx", "xlsx"}:
        raise NotFound(
            say("別紙の形「{form}」はありません。", form=form), next_step="WordかExcelを選んでください。"
        )
    template = queries.template_in_use(form)
    data = _written(actor, matter, form, blobs.get(template.file) if template else None)
    actions.note_annex(actor, matter, form=form, data=data, template=template)
    kind = annex_word.MEDIA_TYPE if form == "docx" else exports.XLSX
    return download(data, f"別紙_{matter.number}_{timezone.localdate():%Y%m%d}.{form}", kind)


def _written(actor: Actor, matter: Matter, form: str, template: bytes | None) -> bytes:
    content = annexes.annex_of(matter)
    if form == "docx":
        return annex_word.write(content, template)
    issue = actions.issue_annex(actor, matter)
    known = annexes.identity(matter, issue.number, issue.digest) if issue else {}
    return annex_excel.write(attrs.evolve(content, identity=known), template)


@page(Permission.AGREEMENT_VIEW)
@require_GET
def answers(request: HttpRequest, pk: int, ledger: str) -> HttpResponse:
    """Show what went out and what came back."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    context = annex_details.page_of(actor, matter) | {"crumbs": crumbs_of(matter, _("別紙への回答"))}
    return render(request, "agreements/annex_answers.html", context)


@page(Permission.AGREEMENT_SEND)
def take_in(request: HttpRequest, pk: int, ledger: str) -> HttpResponse:
    """Read an annex that came back and show it line by line; nothing is written yet."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    form = forms.AnnexFileForm(request.POST or None, request.FILES or None)

    def act() -> dict[str, Any]:
        file = form.cleaned_data["file"]
        upload = uploads.check(file.name, file.read())
        read = annex_reading.read(matter, upload.data, upload.name)
        return {"read": read, "filename": upload.name, "digest": waiting.keep(upload.data)}

    shown = tried(request, form, act)
    crumbs = [*crumbs_of(matter), (_("別紙への回答"), place(matter, "annex_answers"))]
    if shown is None:
        return form_page(request, form, _("別紙への回答を取り込む"), matter, crumbs)
    read: Returned = shown["read"]
    first = {"version": annex_details.version(matter), "digest": shown["digest"]}
    consent = forms.AnnexConsentForm(initial=first | {"filename": shown["filename"], "by_name": read.by_name})
    return _shown(request, matter, read, consent, shown["filename"])


@page(Permission.AGREEMENT_SEND)
@require_POST
def agree(request: HttpRequest, pk: int, ledger: str) -> HttpResponse:
    """Take in what was shown."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    form = forms.AnnexConsentForm(request.POST)
    filename = request.POST.get("filename", "")[:150]
    try:
        data = waiting.fetch(details.plain_digest(request.POST.get("digest", "")), filename)
        read = annex_reading.read(matter, data, filename)
        if not form.is_valid():
            return _shown(request, matter, read, form, filename)
        given = form.cleaned_data
        actions.take_in_annex(actor, matter, read, data, version=given["version"], by_name=given["by_name"])
    except (BadInput, Conflict, NotFound) as error:
        messages.error(request, brief(error, why=True))
    else:
        messages.success(request, _("別紙への回答を取り込みました。"))
    return redirect(place(matter, "annex_answers"))


def _shown(
    request: HttpRequest, matter: Matter, read: Returned, consent: forms.AnnexConsentForm, filename: str
) -> HttpResponse:
    context = {
        "matter": matter,
        "ledger": queries.ledger_of(matter),
        "read": read,
        "filename": filename,
        "tables": annex_details.read_tables(matter, read),
        "changed": annex_details.changed(read),
        "form": consent,
        "agree_url": place(matter, "annex_agree"),
        "back_url": place(matter, "annex_answers"),
        "crumbs": [
            *crumbs_of(matter),
            (_("別紙への回答"), place(matter, "annex_answers")),
            (_("読んだ内容"), ""),
        ],
    }
    return render(request, "agreements/annex_read.html", context, status=422 if consent.errors else 200)
