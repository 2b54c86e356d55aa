"""The guest's pages: one questionnaire, and nothing else of the site.

A guest is nobody of ours: no navigation, no name of anybody, no other questionnaire. The body in force is
the one of the link, from after the token was found right until the answer is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.agreements import questionnaire as core
from sekisho.errors import BadInput, Conflict, SekishoError
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.agreements import actions, questionnaire_queries
from sekisho.server.agreements.guests import Door, look
from sekisho.server.site.routes import public
from sekisho.server.ui.words import brief
from sekisho.terms import Reply

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.agreements.models import GuestLink, Questionnaire

_STATUS = {Door.WRONG: 404, Door.EXPIRED: 410, Door.CLOSED: 410, Door.TOO_OFTEN: 429}
_WHY = "a guest proves by the secret in the address that this one questionnaire was sent to them"


@public(_WHY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """Show the questions; POST hands the answers in and shuts the door."""
    if request.method == "GET" and request.GET.get("language") in dict(settings.LANGUAGES):
        return _in_language(request, request.GET["language"])
    door, link = _look(request, token)
    if door is not Door.OPEN or link is None:
        return _shut(request, door)
    with in_body(link.body_id):
        if request.method == "POST":
            return _hand_in(request, token, link)
        return _questions(request, token, link)


@public(_WHY)
@never_cache
@require_POST
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what was written so far."""
    door, link = _look(request, token)
    if door is not Door.OPEN or link is None:
        return _shut(request, door, "agreements/guest/not_saved.html")
    problem = None
    with in_body(link.body_id):
        try:
            actions.save_guest_draft(link, request.POST.get("digest", ""), _posted(request, link))
        except SekishoError as error:
            problem = error
        left = _left(link, _posted(request, link))
    context = {"problem": problem, "saved_at": timezone.now(), "left": left}
    return _private(render(request, "agreements/guest/saved.html", context))


def _hand_in(request: HttpRequest, token: str, link: GuestLink) -> HttpResponse:
    answers, name = _posted(request, link), request.POST.get("by_name", "")
    try:
        made = actions.answer_as_guest(link, request.POST.get("digest", ""), answers, by_name=name)
    except (BadInput, Conflict) as error:
        return _questions(request, token, link, answers=answers, by_name=name, problem=error)
    return _private(
        render(request, "agreements/guest/thanks.html", {"made": made, "row": made.questionnaire})
    )


def _questions(
    request: HttpRequest,
    token: str,
    link: GuestLink,
    *,
    answers: dict[str, dict[str, str]] | None = None,
    by_name: str = "",
    problem: SekishoError | None = None,
) -> HttpResponse:
    row = _row(link)
    version = questionnaire_queries.asked(row)
    given = row.draft if answers is None else answers
    lines = [
        {
            "question": one,
            "given": given.get(one.id, {}),
            "number": number,
            "open": problem is not None and not core.complete(given.get(one.id, {})),
        }
        for number, one in enumerate(questionnaire_queries.questions_of(version), 1)
    ]
    context = {
        "row": row,
        "body": row.body.name,
        "version": version,
        "lines": lines,
        "replies": Reply.choices(),
        "token": token,
        "by_name": by_name,
        "problem": brief(problem, why=True) if problem else "",
        "most": core.LONGEST,
        "left": _left(link, given),
    }
    return _private(
        render(request, "agreements/guest/questions.html", context, status=422 if problem else 200)
    )


def _look(request: HttpRequest, token: str) -> tuple[Door, GuestLink | None]:
    address = request.META.get("REMOTE_ADDR", "")
    return look(token, timezone.now(), address=address, writing=request.method == "POST")


def _row(link: GuestLink) -> Questionnaire:
    row: Questionnaire = questionnaire_queries.with_guest(link)
    return row


def _posted(request: HttpRequest, link: GuestLink) -> dict[str, dict[str, str]]:
    """Return what was posted for the questions there are; other fields are not looked at."""
    asked = questionnaire_queries.questions_of(questionnaire_queries.asked(_row(link)))
    return {
        one.id: {
            "reply": request.POST.get(f"reply-{one.id}", ""),
            "words": request.POST.get(f"words-{one.id}", ""),
        }
        for one in asked
    }


def _left(link: GuestLink, answers: dict[str, Any]) -> int:
    return len(
        core.unanswered(questionnaire_queries.questions_of(questionnaire_queries.asked(_row(link))), answers)
    )


def _shut(request: HttpRequest, door: Door, template: str = "agreements/guest/shut.html") -> HttpResponse:
    texts = {
        Door.WRONG: _("このリンクでは、何も開けません。リンクの全部を写したかを確かめてください。"),
        Door.EXPIRED: _("このリンクの使える期限が過ぎました。"),
        Door.CLOSED: _("この質問票は、回答が済んだか、取り消されたため、もう開けません。"),
        Door.TOO_OFTEN: _("短い間に何度も開かれたため、しばらく開けません。10分ほど待ってください。"),
    }
    return _private(
        render(request, template, {"text": texts[door], "door": door.value}, status=_STATUS[door])
    )


def _in_language(request: HttpRequest, wanted: str) -> HttpResponse:
    """Open the same address in another language; no link of these pages leads into the house."""
    answer = redirect(request.path)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return _private(answer)


def _private(answer: HttpResponse) -> HttpResponse:
    """Keep the page out of every store.

    The address is the key. The site's own ``Referrer-Policy: same-origin`` keeps it from other hosts; a
    stricter one would have browsers send no origin with the form, and the form would be refused.
    """
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
