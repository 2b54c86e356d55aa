"""The application form in steps: autosave, live judgement, filing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sekisho.errors import SekishoError
from sekisho.server.accounts.permissions import Permission
from sekisho.server.applications import actions, forms, queries, steps
from sekisho.server.applications.acting import attempt, explain
from sekisho.server.applications.details import content
from sekisho.server.applications.duties import proposed_end
from sekisho.server.applications.fields import STEPS
from sekisho.server.applications.judged import judged
from sekisho.server.ledgers import beside
from sekisho.server.site.routes import actor_of, page, posted_number

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.applications.judged import Judged
    from sekisho.server.applications.models import Application
    from sekisho.server.ledgers.beside import Part

LAST = len(STEPS)


@page(Permission.APPLICATION_WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """Choose the section and begin, or go on with a draft."""
    actor = actor_of(request)
    if request.method == "POST":
        section = request.POST.get("section", "")
        row = actions.start(actor, section=posted_number(section) or None)
        return redirect("applications:edit", pk=row.pk, step=1)
    posts = {
        post.section: post.section_name for post in actor.posts if actor.may(Permission.APPLICATION_WRITE)
    }
    open_rows = queries.mine(actor).filter(state__in=queries.EDITABLE_STATES)[:20]
    return render(
        request, "applications/new.html", {"sections": posts.items(), "open": open_rows, "steps": STEPS}
    )


@page(Permission.APPLICATION_WRITE)
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin anew with the same answers (再起案)."""
    actor = actor_of(request)
    row = actions.copy(actor, queries.application(actor, pk).pk)
    messages.success(request, _("同じ内容で下書きを作りました。直してから申請してください。"))
    return redirect("applications:edit", pk=row.pk, step=1)


@page(Permission.APPLICATION_WRITE)
def edit(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Show one step; POST saves it and goes where the button says."""
    actor = actor_of(request)
    application = queries.application(actor, pk)
    if application.state not in queries.EDITABLE_STATES or application.applicant_id != actor.person:
        return redirect("applications:detail", pk=pk)
    if step == LAST:
        return _confirm(request, application)
    form = steps.form_for(application, step, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: _save(request, application, form))
        if saved is not None:
            to = posted_number(request.POST.get("go", ""), min(step + 1, LAST))
            return redirect("applications:edit", pk=pk, step=to)
    return render(request, "applications/edit.html", _page(request, application, step, form))


@page(Permission.APPLICATION_WRITE)
@require_POST
def autosave(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Save what can be read, and return the judgement panel as it stands now."""
    actor = actor_of(request)
    application = queries.application(actor, pk)
    form = steps.form_for(application, step, request.POST)
    form.is_valid()
    problem = None
    try:
        application = _save(request, application, form)
    except SekishoError as error:
        problem = error
    application = queries.application(actor, pk) if problem is None else application
    now = timezone.now()
    context = {
        "application": application,
        "judged": judged(application, timezone.localdate(now), now),
        "form": form,
        "step": step,
        "problem": problem,
        "saved_at": now,
        "lacking_by_step": steps.lacking(application),
        "live": True,
        "known": _known(request, application, form),
    }
    return render(request, "applications/autosaved.html", context)


@page(Permission.APPLICATION_WRITE)
@require_GET
def find_assets(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the assets found by words, to choose from."""
    actor = actor_of(request)
    application = queries.application(actor, pk)
    ticked = request.GET.getlist("asset_ids")
    found = steps.assets_found(actor, application, request.GET.get("find", ""), ticked)
    return render(request, "applications/assets_found.html", {"found": found, "application": application})


@page(Permission.APPLICATION_WRITE)
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """File the application."""
    actor = actor_of(request)
    form = forms.NoteForm(request.POST)
    application = queries.application(actor, pk)
    if form.is_valid():
        data = form.cleaned_data
        row = attempt(form, lambda: actions.submit(actor, pk, version=data["version"], note=data["note"]))
        if row is not None:
            messages.success(request, _("申請しました。審査の結果をお待ちください。"))
            return redirect("applications:detail", pk=pk)
    return _confirm(request, application, form)


@page(Permission.APPLICATION_WRITE)
def ask_exception(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an 例外措置 for a clause that stops the application."""
    actor = actor_of(request)
    application = queries.application(actor, pk)
    now = timezone.now()
    found = judged(application, timezone.localdate(now), now)
    clauses = [(row["clause"], f"{row['clause']} {row['title']}") for row in _excusable(found)]
    data = request.POST if request.method == "POST" else None
    first = {"version": application.version, "clause": request.GET.get("clause", "")}
    first["ends"] = proposed_end(timezone.localdate(now))
    form = forms.ExceptionForm(data, clauses=clauses, initial=first)
    if request.method == "POST" and form.is_valid():
        row = attempt(form, lambda: actions.ask_exception(actor, pk, **form.cleaned_data))
        if row is not None:
            messages.success(request, _("例外措置を求めました。CISOの決定をお待ちください。"))
            return redirect("applications:edit", pk=pk, step=LAST)
    context = {"application": application, "form": form, "title": _("例外措置を求める"), "clauses": clauses}
    return render(request, "applications/ask_exception.html", context)


def _excusable(found: Judged | None) -> list[dict[str, Any]]:
    """Return the clauses that stop the application for which an 例外措置 may still be asked."""
    return [row for row in (found.stops if found else []) if row["exception"] and not row["asked"]]


def _save(request: HttpRequest, application: Application, form: forms.StepForm) -> Application:
    version = form.cleaned_data.get("version") or 0
    return actions.save_draft(
        actor_of(request),
        application.pk,
        version=version,
        changes=form.changes(),
        screen=_screen(request),
    )


def _screen(request: HttpRequest) -> str:
    """Return what names this browser session without giving its key away."""
    return salted_hmac("sekisho.applications.screen", request.session.session_key or "").hexdigest()


def _confirm(
    request: HttpRequest, application: Application, form: forms.NoteForm | None = None
) -> HttpResponse:
    form = form or forms.NoteForm(initial={"version": application.version})
    shown = _page(request, application, LAST, form)
    found = shown["judged"]
    return render(
        request,
        "applications/confirm.html",
        {
            **shown,
            "may_ask": bool(found and found.violated and _excusable(found)),
            "hard": [row for row in found.violated if not row["exception"]] if found else [],
            "review": content(application)["review"],
            "summary": steps.summary(application),
            "attach": forms.AttachForm(initial={"version": application.version}, auto_id="attach_%s"),
            "sheet": forms.SheetForm(initial={"version": application.version}, auto_id="sheet_%s"),
            "lacking": explain(application),
        },
    )


def _page(request: HttpRequest, application: Application, step: int, form: Any) -> dict[str, Any]:  # noqa: ANN401  either form
    actor, now = actor_of(request), timezone.now()
    return {
        "application": application,
        "form": form,
        "step": step,
        "now": STEPS[step - 1] if 0 < step <= LAST else STEPS[0],
        "steps": steps.strip(application, step),
        "lacking_by_step": steps.lacking(application),
        "judged": judged(application, timezone.localdate(now), now),
        "assets": steps.assets_chosen(application),
        "found": steps.assets_found(actor, application, "") if step == 2 else [],  # noqa: PLR2004  the step of assets
        "previous": step - 1 if step > 1 else 0,
        "known": _known(request, application, form),
    }


def _known(request: HttpRequest, application: Application, form: Any) -> list[Part] | None:  # noqa: ANN401  either form
    """Return what other slices show beside the question on certifications; None where it is not asked."""
    if "certifications" not in form.fields:
        return None
    return beside.parts("application:certifications", actor_of(request), application, timezone.localdate())
