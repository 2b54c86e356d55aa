"""The pages of one questionnaire: make, send, Excel out and in, answers of before, confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sekisho.errors import BadInput, Conflict
from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements import actions, details, forms, queries, questionnaire_queries, workbooks
from sekisho.server.agreements.acting import crumbs_of, form_page
from sekisho.server.applications import uploads
from sekisho.server.ledgers import exports
from sekisho.server.ledgers.details import download
from sekisho.server.site import waiting
from sekisho.server.site.routes import actor_of, page, posted_number
from sekisho.server.ui.acting import done, tried
from sekisho.server.ui.words import brief

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.agreements.models import Questionnaire


@page(Permission.AGREEMENT_EDIT)
def new(request: HttpRequest, pk: int, ledger: str) -> HttpResponse:
    """Make a questionnaire from the requirements of a matter."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    name = str(getattr(matter, "name", "") or getattr(matter, "title", ""))
    form = forms.QuestionnaireForm(request.POST or None, initial={"title": details.title_for(name)})
    made = tried(
        request, form, lambda: actions.make_questionnaire(actor, matter, title=form.cleaned_data["title"])
    )
    if made is not None:
        messages.success(request, _("質問票を作りました。質問を確かめて、送ってください。"))
        return redirect("agreements:questionnaire", pk=made.pk)
    return form_page(request, form, _("質問票を作る"), matter, crumbs_of(matter))


@page(Permission.AGREEMENT_VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show questions, answers and what is next."""
    actor = actor_of(request)
    row = questionnaire_queries.questionnaire(actor, pk)
    return render(request, "agreements/questionnaire.html", details.page_of(actor, row))


@page(Permission.AGREEMENT_SEND)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it; a link is shown on this answer only."""
    actor = actor_of(request)
    row = questionnaire_queries.questionnaire(actor, pk)
    form = forms.SendForm(
        request.POST or None,
        initial={"version": row.version, "due_on": row.due_on, "contact": row.contact},
    )
    result = tried(request, form, lambda: actions.send(actor, pk, **form.cleaned_data))
    if result is None:
        return form_page(request, form, _("質問票を送る"), row, _crumbs(row))
    sent, token = result
    if not token:
        messages.success(request, _("Excelで送ることにしました。書き出して、相手方に渡してください。"))
        return redirect("agreements:questionnaire", pk=pk)
    url = request.build_absolute_uri(reverse("agreements:guest", args=[token]))
    context = {"row": sent, "url": url, "crumbs": [*_crumbs(sent), (_("リンク"), "")]}
    answer = render(request, "agreements/sent.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@page(Permission.AGREEMENT_SEND)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut the link."""
    actor, version = actor_of(request), posted_number(request.POST.get("version", ""))
    row = questionnaire_queries.questionnaire(actor, pk)
    done(request, lambda: actions.withdraw_link(actor, row.pk, version), _("リンクを取り消しました。"))
    return redirect("agreements:questionnaire", pk=pk)


@page(Permission.AGREEMENT_SEND)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up."""
    actor = actor_of(request)
    row = questionnaire_queries.questionnaire(actor, pk)
    form = forms.ReasonForm(request.POST or None, initial={"version": row.version})
    if tried(request, form, lambda: actions.cancel(actor, pk, **form.cleaned_data)) is not None:
        messages.success(request, _("質問票を取りやめました。"))
        return redirect("agreements:questionnaire", pk=pk)
    return form_page(request, form, _("質問票を取りやめる"), row, _crumbs(row))


@page(Permission.AGREEMENT_SEND)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the answers were looked at."""
    actor = actor_of(request)
    row = questionnaire_queries.questionnaire(actor, pk)
    form = forms.ConfirmForm(request.POST or None, initial={"version": row.version})
    if tried(request, form, lambda: actions.confirm(actor, pk, **form.cleaned_data)) is not None:
        messages.success(request, _("回答を確かめたことを記録しました。"))
        return redirect("agreements:questionnaire", pk=pk)
    return form_page(request, form, _("回答を確かめる"), row, _crumbs(row))


@page(Permission.AGREEMENT_EDIT)
@require_POST
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask by the requirements as they now stand."""
    actor, version = actor_of(request), posted_number(request.POST.get("version", ""))
    row = questionnaire_queries.questionnaire(actor, pk)
    done(
        request,
        lambda: actions.revise_questions(actor, row.pk, version),
        _("質問を、今の要件に合わせました。"),
    )
    return redirect("agreements:questionnaire", pk=pk)


@page(Permission.AGREEMENT_EDIT)
def earlier(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the firm answered before; POST accepts the chosen answers, or all."""
    actor = actor_of(request)
    row = questionnaire_queries.questionnaire(actor, pk)
    found = questionnaire_queries.earlier_answers(actor, row)
    if request.method == "POST":
        chosen = request.POST.getlist("question")
        if "all" in request.POST:
            chosen = [one.question.id for one in found]
        version = posted_number(request.POST.get("version", ""))
        text = _("前の回答を、下書きに入れました。")
        done(request, lambda: actions.accept_earlier(actor, row.pk, version, chosen), text)
        return redirect("agreements:questionnaire", pk=pk)
    context = {"row": row, "found": found, "crumbs": [*_crumbs(row), (_("前の回答"), "")]}
    return render(request, "agreements/earlier.html", context)


@page(Permission.AGREEMENT_SEND)
@require_POST
def take_earlier(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the accepted answers of before count as the answer."""
    actor, version = actor_of(request), posted_number(request.POST.get("version", ""))
    row = questionnaire_queries.questionnaire(actor, pk)
    done(
        request,
        lambda: actions.take_earlier_as_answer(actor, row.pk, version),
        _("前の回答を、この質問票の回答にしました。"),
    )
    return redirect("agreements:questionnaire", pk=pk)


@page(Permission.AGREEMENT_VIEW)
@require_GET
def excel(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the questionnaire as an Excel form."""
    row = questionnaire_queries.questionnaire(actor_of(request), pk)
    return download(workbooks.write(row, row.body.name), f"{row.number}_質問票.xlsx", exports.XLSX)


@page(Permission.AGREEMENT_SEND)
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Read an Excel form that came back and show what it says; nothing is written yet."""
    actor = actor_of(request)
    row = questionnaire_queries.questionnaire(actor, pk)
    form = forms.AnswersFileForm(request.POST or None, request.FILES or None)

    def act() -> dict[str, Any]:
        file = form.cleaned_data["file"]
        upload = uploads.check(file.name, file.read())
        read = workbooks.read(row, upload.data, upload.name)
        return {"read": read, "filename": upload.name, "digest": waiting.keep(upload.data)}

    shown = tried(request, form, act)
    if shown is None:
        return form_page(request, form, _("回答のExcelを取り込む"), row, _crumbs(row))
    context = shown | {
        "row": row,
        "lines": details.read_lines(row, shown["read"]),
        "crumbs": [*_crumbs(row), (_("読んだ内容"), "")],
    }
    return render(request, "agreements/read.html", context)


@page(Permission.AGREEMENT_SEND)
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in what was shown."""
    actor = actor_of(request)
    row = questionnaire_queries.questionnaire(actor, pk)
    filename = request.POST.get("filename", "")[:150]
    version = posted_number(request.POST.get("version", ""))
    try:
        data = waiting.fetch(details.plain_digest(request.POST.get("digest", "")), filename)
        read = workbooks.read(row, data, filename)
        made = actions.take_in_answers(actor, row.pk, version, read)
    except (BadInput, Conflict) as error:
        messages.error(request, brief(error, why=True))
        return redirect("agreements:questionnaire", pk=pk)
    told = (
        _("回答を取り込みました。") if made else _("読めた答えを下書きに入れました。残りを求めてください。")
    )
    messages.success(request, told)
    return redirect("agreements:questionnaire", pk=pk)


def _crumbs(row: Questionnaire) -> list[tuple[str, str]]:
    return [
        (_("質問票"), reverse("agreements:list")),
        (str(row), reverse("agreements:questionnaire", args=[row.pk])),
    ]
