"""Pages for people, posts and absences."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from sekisho.errors import BadInput
from sekisho.inspection.formula import neutralise
from sekisho.server.accounts import actions, departures, directory, forms, tables
from sekisho.server.accounts.permissions import Permission
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.tables import PER_PAGE
from sekisho.server.ui.words import brief, said
from sekisho.terms import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django import forms as django_forms
    from django.http import HttpRequest

    from sekisho.server.accounts.models import Person

Made = TypeVar("Made")


@page(Permission.ACCOUNTS_MANAGE)
def people(request: HttpRequest) -> HttpResponse:
    """List the people of the body, narrowed as asked; ``?format=csv`` writes the list out."""
    asked = forms.PeopleFilter(request.GET or None)
    wanted = directory.Wanted()
    if asked.is_bound and asked.is_valid():
        given = asked.cleaned_data
        wanted = directory.Wanted(
            words=given["words"],
            section=given["section"].pk if given["section"] else None,
            role=given["role"],
            stopped=bool(given["stopped"]),
        )
    rows = directory.listed(actor_of(request), wanted, timezone.localdate())
    if request.GET.get("format") == "csv":
        return _csv(rows)
    table = tables.PeopleTable(rows)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    query = request.GET.copy()
    query["format"] = "csv"
    return render(
        request,
        "accounts/people.html",
        {
            "table": table,
            "filter": {"form": asked},
            "exports": [{"label": "CSV", "url": f"?{query.urlencode()}"}],
        },
    )


@page(Permission.ACCOUNTS_MANAGE)
def person_add(request: HttpRequest) -> HttpResponse:
    """Add a person."""
    form = forms.PersonForm(request.POST or None)
    if form.is_valid():
        made = _try(form, lambda: actions.add_person(actor_of(request), **form.cleaned_data))
        if made:
            messages.success(
                request, _("%(name)sさんを加えました。続けて職を登録してください。") % {"name": made.name}
            )
            return redirect("person_appoint", pk=made.pk)
    return render(request, "accounts/person_add.html", {"form": form})


@page(Permission.ACCOUNTS_MANAGE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person with all posts; a POST sets a new password for them."""
    actor, today = actor_of(request), timezone.localdate()
    shown = directory.one(actor, pk)
    form = forms.PasswordForm(request.POST or None)
    if form.is_valid():
        actions.set_password(actor, person=shown, password=form.cleaned_data["password"])
        messages.success(
            request, _("新しいパスワードにしました。本人に渡して、すぐに変えてもらってください。")
        )
        return redirect("person", pk=pk)
    posts = [
        {
            "row": post,
            "role": Role(post.role),
            "now": post.starts <= today and (post.ends is None or post.ends >= today),
            "to_come": post.starts > today,
        }
        for post in directory.posts_of(actor, pk)
    ]
    return render(
        request, "accounts/person.html", {"person": shown, "posts": posts, "form": form, "today": today}
    )


@page(Permission.ACCOUNTS_MANAGE)
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a post."""
    actor = actor_of(request)
    shown = directory.one(actor, pk)
    form = forms.AppointForm(request.POST or None, initial={"starts": timezone.localdate()})
    if form.is_valid():
        given = form.cleaned_data | {"role": Role(form.cleaned_data["role"]), "person": shown}
        if _try(form, lambda: actions.appoint(actor, **given)):
            messages.success(request, _("職を登録しました。"))
            return redirect("person", pk=pk)
    return render(request, "accounts/appoint.html", {"form": form, "person": shown})


@page(Permission.ACCOUNTS_MANAGE)
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a post end."""
    actor = actor_of(request)
    post = directory.one_post(actor, pk)
    form = forms.EndForm(request.POST or None, initial={"ends": timezone.localdate()})
    if (
        form.is_valid()
        and _try(form, lambda: departures.end_post(actor, post=pk, ends=form.cleaned_data["ends"]))
        is not None
    ):
        messages.success(request, _("職の終了日を登録しました。"))
        return redirect("person", pk=post.person_id)
    return render(request, "accounts/post_end.html", {"form": form, "post": post, "role": Role(post.role)})


@page(Permission.ACCOUNTS_MANAGE)
@require_POST
def person_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account at once."""
    stopped = departures.stop_person(actor_of(request), person=pk, today=timezone.localdate())
    messages.success(request, _("%(name)sさんのアカウントを止めました。") % {"name": stopped.name})
    return redirect("person", pk=pk)


@page(Permission.ABSENCE_WRITE)
def absence(request: HttpRequest) -> HttpResponse:
    """Declare one's own absence, and see those declared."""
    actor, today = actor_of(request), timezone.localdate()
    form = forms.AbsenceForm(request.POST or None)
    if (
        form.is_valid()
        and _try(form, lambda: actions.declare_absence(actor, **form.cleaned_data)) is not None
    ):
        messages.success(request, _("不在を登録しました。この間は代理者が代決できます。"))
        return redirect("absence")
    return render(
        request,
        "accounts/absence.html",
        {"form": form, "absences": directory.own_absences(actor, today), "today": today},
    )


@page(Permission.ABSENCE_WRITE)
@require_POST
def absence_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own absence."""
    departures.cancel_absence(actor_of(request), absence=pk, today=timezone.localdate())
    messages.success(request, _("不在の登録を取り消しました。"))
    return redirect("absence")


def _try(form: django_forms.Form, action: Callable[[], Made]) -> Made | None:
    """Run ``action``; what it finds wrong with the input is shown at the field it names."""
    try:
        return action()
    except BadInput as error:
        labels = {str(field.label): name for name, field in form.fields.items()}
        form.add_error(labels.get(said(error.where)), brief(error))
        return None


def _csv(rows: Iterable[Person]) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_("氏名"), _("利用者ID"), _("メール"), _("今の職")])
    for row in rows:
        cells = [row.name, row.username, row.email, "／".join(tables.posts_text(row))]
        writer.writerow([neutralise(cell) for cell in cells])
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response
