"""Starting an application, and saving its draft (by itself, while the person writes)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, NotFound
from sekisho.japan.text import search_key
from sekisho.procedures.states import Verb
from sekisho.server.accounts import queries as accounts
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.applications.actions.ground import lock, stand, subject
from sekisho.server.applications.actions.numbers import next_reception_number
from sekisho.server.applications.answers import merged
from sekisho.server.applications.facts import facts_of
from sekisho.server.applications.models import Application, Event
from sekisho.server.crossings.actions import record
from sekisho.server.ledgers import queries as ledgers
from sekisho.terms import ApplicationState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor


def start(
    actor: Actor, *, section: int | None = None, answers: Mapping[str, Any] | None = None
) -> Application:
    """Start an application for ``section`` (the actor's first when None). Writes ``application.started``.

    Raises:
        Refused: the actor may not apply there.
        NotFound: the section does not exist or was dissolved.
    """
    where = section if section is not None else (actor.posts[0].section if actor.posts else None)
    require(actor, Permission.APPLICATION_WRITE, section=where)
    with transaction.atomic():
        return _make(actor, where, merged({}, answers or {}))


def copy(actor: Actor, pk: int) -> Application:
    """Start a new application with the answers of ``pk`` (再起案). Writes ``application.started``.

    Raises:
        NotFound: there is none.
        Refused: the actor may not apply for that section.
    """
    with transaction.atomic():
        source = lock(pk)
        require(actor, Permission.APPLICATION_WRITE, section=source.section_id)
        return _make(actor, source.section_id, dict(source.answers), source)


def save_draft(
    actor: Actor, pk: int, *, version: int, changes: Mapping[str, Any], screen: str = ""
) -> Application:
    """Save ``changes`` (answers as :mod:`..answers` reads them) into the draft as it stood at ``version``.

    ``screen`` names the browser session. Where the same session wrote the answers last, an older version is
    no conflict: its own autosave overtook it, and the changes are laid over what it saved.

    Nothing is written when nothing changed. A draft is not evidence: only its first and last state enter
    the record, so autosave writes no entry of its own but counts the version on.

    Raises:
        NotFound, Conflict, Refused: as :func:`.ground.stand` says.
    """
    with transaction.atomic():
        ground = stand(actor, pk, version, Verb.SAVE, screen=screen)
        application = ground.application
        answers = merged(application.answers, changes)
        if answers == application.answers:
            return application
        require_seen_assets(actor, application.answers, answers)
        application.answers, application.screen = answers, screen
        describe(application, ground.day)
        application.version += 1
        application.save()
    return application


def require_seen_assets(actor: Actor, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Refuse assets that are new in ``after`` and that the actor may not see in the ledger.

    Raises:
        BadInput: one of them is not in the ledger, or of a section that is not theirs.
    """
    new = set(after.get("asset_ids") or []) - set(before.get("asset_ids") or [])
    if new and ledgers.assets(actor).filter(pk__in=new).count() != len(new):
        raise BadInput(
            "選んだ情報資産の中に、台帳にないか、見られないものがあります。",
            where="預ける情報資産",
            next_step="2の段で、一覧から選び直してください。",
        )


def describe(application: Application, day: dt.date) -> None:
    """Set what lists show: title, words searched, class and grade."""
    answers = application.answers
    name = str(answers.get("name") or "")
    application.title = f"{name}の利用"[:200] if name else ""
    words = " ".join(
        str(one)
        for one in (application.number, name, answers.get("provider_name"), application.document_number)
        if one
    )
    application.search_key = search_key(words)[:500]
    facts = facts_of(application, day)
    application.service_class = str(facts.get("service_class", ""))
    application.confidentiality = facts.get("confidentiality")


def _make(
    actor: Actor, section: int | None, answers: dict[str, Any], source: Application | None = None
) -> Application:
    now = timezone.now()
    day = timezone.localdate(now)
    where = accounts.sections(day).filter(pk=section).first() if section is not None else None
    if where is None:
        raise NotFound(
            "申請する課が見つからないか、廃止されています。",
            where="申請課",
            next_step="今ある課から申請してください。所属が変わったときは、情報政策課に職の登録を依頼してください。",
        )
    require_seen_assets(actor, source.answers if source else {}, answers)
    application = Application(
        body_id=actor.body,
        number=next_reception_number(day),
        section=where,
        applicant_id=actor.person,
        state=ApplicationState.DRAFT.value,
        answers=answers,
        copied_from=source,
    )
    application.save()
    describe(application, day)
    application.save()
    entry = record(
        actor,
        "application.started",
        subject(application),
        {"number": application.number, "copied_from": source.number if source else None},
    )
    Event.make(
        application=application, at=entry.at, actor_id=actor.person, verb="started", entry_uid=entry.uid
    )
    return application
