"""配布: the list, one offer seen from either side, the form, the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sekisho.errors import BadInput, Conflict, InvalidRulebook, NotFound, SekishoError
from sekisho.server.accounts.permissions import Permission
from sekisho.server.applications import blobs
from sekisho.server.ledgers.details import download
from sekisho.server.offers import actions, details, queries
from sekisho.server.offers.forms import DeclineForm, OfferForm
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.words import brief, said
from sekisho.terms import OfferKind

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.offers.models import Offer

_BYTES = "application/octet-stream"


@page(Permission.COMMONS_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show what the body offers, what reached it, and what it took over."""
    return render(request, "offers/list.html", details.list_of(actor_of(request), request.GET))


@page(Permission.COMMONS_VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one offer: to the prefecture how far it came, to a municipality what it would change."""
    actor = actor_of(request)
    row = queries.own_offer(actor, pk)
    if row is not None:
        return render(request, "offers/own.html", details.own_page(actor, row))
    return _received(request, pk, DeclineForm())


@page(Permission.COMMONS_VIEW)
@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the template of an offer, to look at it before deciding."""
    actor = actor_of(request)
    row = queries.own_offer(actor, pk)
    values = {"content": row.content, "file": row.file} if row else queries.received(actor, pk).values
    if not values["file"]:
        raise NotFound("この配布にはファイルがありません。", next_step="配布のページで内容を見てください。")
    return download(blobs.get(values["file"]), str(values["content"].get("name", "")), _BYTES)


@page(Permission.OFFER_PUBLISH)
def publish(request: HttpRequest, kind: str) -> HttpResponse:
    """Offer something new."""
    found = next((one for one in OfferKind if one.value == kind), None)
    if found is None:
        raise NotFound("この種類の配布はありません。", next_step="配布の一覧から選んでください。")
    return _form(request, found, None)


@page(Permission.OFFER_PUBLISH)
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the next version."""
    row = queries.own_offer(actor_of(request), pk)
    if row is None:
        raise NotFound("自団体の配布が見つかりません。", next_step="一覧からさがしてください。")
    return _form(request, OfferKind(row.kind), row)


@page(Permission.OFFER_PUBLISH)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it no longer."""
    actions.withdraw_offer(actor_of(request), pk)
    messages.success(request, _("配布を取り下げました。取り込んだ団体には残ります。"))
    return redirect("offers:detail", pk=pk)


@page(Permission.OFFER_DECIDE)
@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that it was looked at."""
    actions.note_seen(actor_of(request), pk)
    messages.success(request, _("確かめたことを記録しました。"))
    return redirect("offers:detail", pk=pk)


@page(Permission.OFFER_DECIDE)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it over as it was shown."""
    try:
        given = {name: request.POST.get(name, "") for name in ("shown", "edits")}
        actions.take_offer(actor_of(request), pk, **given)
    except (BadInput, Conflict, InvalidRulebook) as error:
        messages.error(request, brief(error, why=True))
    else:
        messages.success(request, _("配布を取り込みました。"))
    return redirect("offers:detail", pk=pk)


@page(Permission.OFFER_DECIDE)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not take it over, with the reason."""
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline_offer(actor_of(request), pk, **form.cleaned_data)
        except (BadInput, Conflict) as error:
            form.add_error(None, brief(error, why=True))
        else:
            messages.success(request, _("取り込まないことを記録しました。"))
            return redirect("offers:detail", pk=pk)
    return _received(request, pk, form)


def _received(request: HttpRequest, pk: int, form: DeclineForm) -> HttpResponse:
    actor = actor_of(request)
    values = details.received_page(actor, queries.received(actor, pk)) | {"form": form}
    return render(request, "offers/received.html", values, status=422 if form.errors else 200)


def _form(request: HttpRequest, kind: OfferKind, before: Offer | None) -> HttpResponse:
    first = {"text": details.first_text(kind, before), "version": before.version if before else 0}
    if before:
        first |= {"title": before.title}
    form = OfferForm(request.POST or None, request.FILES or None, kind=kind, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = _published(request, kind, before, form)
        except (BadInput, Conflict, InvalidRulebook, NotFound) as error:
            form.add_error(_field(form, error), _told(error))
        else:
            messages.success(request, _("市町村に配布しました。"))
            return redirect("offers:detail", pk=made.pk)
    title = _("次の版を配布する") if before else _("配布する")
    values = {"form": form, "heading": title, "kind": kind.label, "crumbs": details.crumbs(title)}
    return render(request, "offers/form.html", values, status=422 if form.errors else 200)


def _published(request: HttpRequest, kind: OfferKind, before: Offer | None, form: OfferForm) -> Offer:
    given = form.cleaned_data
    sent = given.get("file")
    return actions.publish_offer(
        actor_of(request),
        kind,
        title=given["title"],
        note=given["note"],
        text=given.get("text", ""),
        file=(str(sent.name), sent.read()) if sent else None,
        series=before.series if before else "",
        version=given["version"],
    )


def _told(error: SekishoError) -> str:
    """Return what to mend; before it, where in the text, if the error says a line of it."""
    line = error.where.rpartition(":")[2]
    reason = brief(error, why=True)
    return _("%(line)s行目：%(reason)s") % {"line": line, "reason": reason} if line.isdecimal() else reason


def _field(form: OfferForm, error: SekishoError) -> str | None:
    where = {error.where, said(error.where)}
    return next((name for name, field in form.fields.items() if str(field.label) in where), None)
