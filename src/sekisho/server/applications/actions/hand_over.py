"""引継ぎ: the head of the section gives a draft or running application to another of the section.

Where it stands does not change, nor who acts next. Who filed the round stays barred from acting on it
(``Application.filed_by``), and nobody takes over what they have already acted on: 兼務の禁止 1(8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, Refused, say
from sekisho.procedures.states import CLOSED
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import actor_on, staff_of
from sekisho.server.applications.actions.ground import lock, overtaken, subject
from sekisho.server.applications.answers import legible
from sekisho.server.applications.models import Application, Event
from sekisho.server.crossings.actions import record

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.models import Person
    from sekisho.server.accounts.permissions import Actor


def successors(application: Application, day: dt.date) -> list[Person]:
    """Return who may take the application over: applicants of its section who have not acted on it."""
    acted = set(
        application.steps.filter(round=application.round, done_by__isnull=False).values_list(
            "done_by_id", flat=True
        )
    )
    return [
        person
        for person in staff_of(application.section_id, day)
        if person.pk != application.applicant_id
        and person.pk not in acted
        and actor_on(person, day).may(Permission.APPLICATION_WRITE, section=application.section_id)
    ]


def hand_over(actor: Actor, pk: int, *, version: int, to: int, reason: str) -> Application:
    """Make the person ``to`` the applicant. Writes ``application.handed_over``.

    Raises:
        Refused: the actor does not head the section, or ``to`` may not take it over.
        Conflict: somebody acted on it meanwhile, or it is closed.
        BadInput: without a reason.
        NotFound: there is no such application.
    """
    said = legible(reason, "理由").strip()
    with transaction.atomic():
        application = lock(pk)
        require(actor, Permission.APPLICATION_HAND_OVER, section=application.section_id)
        if not said:
            raise BadInput(
                "理由が書かれていません。", where="理由", next_step="引き継ぐ理由を書いてください。"
            )
        if application.version != version:
            raise overtaken(application)
        if application.state in CLOSED:
            raise Conflict("終わった申請は引き継げません。", next_step="一覧からさがしてください。")
        at = timezone.now()
        heir = next((one for one in successors(application, timezone.localdate(at)) if one.pk == to), None)
        if heir is None:
            raise Refused(
                "この人には引き継げません。",
                why=say("{section}で申請できる、この申請を審査・決裁していない職員だけです。",
                        section=application.section.name),
                next_step="ほかの職員を選んでください。",
            )  # fmt: skip
        before, application.applicant = application.applicant, heir
        application.version += 1
        application.screen = ""
        application.save()
        entry = record(
            actor,
            "application.handed_over",
            subject(application),
            {
                "number": application.number,
                "state": application.state,
                "version": application.version,
                "from": before.pk,
                "to": heir.pk,
                "reason": said[:500],
            },
        )
        post = next((one for one in actor.posts if one.section == application.section_id), actor.posts[0])
        Event.make(
            application=application,
            at=entry.at,
            actor_id=actor.person,
            post=f"{post.section_name} {post.title}",
            verb="handed_over",
            note=f"{before.name} → {heir.name}　{said}",
            entry_uid=entry.uid,
        )
    return application
