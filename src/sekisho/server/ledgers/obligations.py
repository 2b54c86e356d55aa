"""What is owed for a service: its conditions, whose each is, who may note it as done, what is owed first."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, Max, OuterRef, Q

from sekisho.errors import Refused, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import holders
from sekisho.server.accounts.scope import one_of, within
from sekisho.server.ledgers.models import ServiceObligation
from sekisho.terms import DueWhen, Phase, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ExternalService

FIRST = (DueWhen.BEFORE_DECISION.value, DueWhen.BEFORE_USE.value)
"""What must be done before a service is used."""
_BEFORE = {Phase.OPERATION: FIRST, Phase.DISPOSAL: (DueWhen.AT_END.value,)}
"""What must be done before a phase is entered."""
_OF_BODY = {
    Role.CISO, Role.GENERAL_OFFICER, Role.POLICY_STAFF, Role.SYSTEM_MANAGER, Role.COMMITTEE, Role.CSIRT,
    Role.AUDITOR,
}  # fmt: skip
"""Roles whose posts cover every section."""
_STANDS_IN = {Role.MANAGER, Role.OFFICER, Role.POLICY_STAFF, Role.GENERAL_OFFICER}
"""Who may note as done what another person has to do, with a written reason."""
_FAR = dt.timedelta(days=60)


def open_obligations(actor: Actor) -> QuerySet[ServiceObligation]:
    """Return what is still to be done for services ``actor`` may see, the nearest due first.

    Raises:
        Refused: the actor may see no services.
    """
    require(actor, Permission.SERVICE_VIEW)
    rows = ServiceObligation.objects.filter(done_on=None, service__retired_on=None)
    rows = within(rows, actor, Permission.SERVICE_VIEW, "service__section")
    rows = rows.select_related("service__section", "service__manager")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def own_obligations(actor: Actor) -> QuerySet[ServiceObligation]:
    """Return what ``actor`` has to do as the person named 外部サービス管理者.

    Raises:
        Refused: the actor may see no services.
    """
    named = {"service__manager_id": actor.person, "responsible": Role.SERVICE_MANAGER.value}
    return open_obligations(actor).filter(**named)


def assigned_obligations(actor: Actor) -> QuerySet[ServiceObligation]:
    """Return what is ``actor``'s own to do, by name or by post, but for what is any member of staff's.

    Raises:
        Refused: the actor may see no services.
    """
    mine = Q(service__manager_id=actor.person, responsible=Role.SERVICE_MANAGER.value)
    for post in actor.posts:
        by_post = Q(responsible=post.role.value)
        if post.role not in _OF_BODY:
            by_post &= Q(service__section_id__in=post.sections)
        if post.role is Role.SERVICE_MANAGER:
            by_post &= Q(service__manager=None)
        if post.role is not Role.STAFF:
            mine |= by_post
    return open_obligations(actor).filter(mine)


def assigned(actor: Actor, duty: ServiceObligation) -> bool:
    """Tell whether ``duty`` is the actor's own to do: as the person named, or by a post that covers it.

    What the named 外部サービス管理者 has to do is theirs alone, as long as they see the section's services.
    """
    section = duty.service.section_id
    if duty.responsible == Role.SERVICE_MANAGER.value and duty.service.manager_id is not None:
        seen = actor.may(Permission.SERVICE_VIEW, section=section)
        return seen and duty.service.manager_id == actor.person
    if duty.responsible == Role.STAFF.value:
        return any(post.section == section for post in actor.posts)
    return any(
        post.role.value == duty.responsible and (post.role in _OF_BODY or section in post.sections)
        for post in actor.posts
    )


def stands_in(actor: Actor, duty: ServiceObligation) -> bool:
    """Tell whether ``actor`` may note ``duty`` for the one whose it is: a head, or 情報政策課."""
    section = duty.service.section_id
    return actor.may(Permission.DUTY_FINISH, section=section) and any(
        post.role in _STANDS_IN and (post.role in _OF_BODY or section in post.sections)
        for post in actor.posts
    )


def may_finish(actor: Actor, duty: ServiceObligation) -> bool:
    """Tell whether ``actor`` may note ``duty`` as done: it is theirs, or they stand in."""
    if duty.service.retired_on is not None or not actor.may(Permission.DUTY_FINISH):
        return False
    return assigned(actor, duty) or stands_in(actor, duty)


def require_finish(actor: Actor, duty: ServiceObligation) -> None:
    """Raise :class:`Refused` unless ``actor`` may note ``duty`` as done.

    Raises:
        Refused: naming whose it is, and who may stand in.
    """
    require(actor, Permission.DUTY_FINISH)
    if not (assigned(actor, duty) or stands_in(actor, duty)):
        raise Refused(
            say("この条件の担当は{who}です。", who=say(Role(duty.responsible).label)),
            why="済んだと記録するのは、担当の本人です。",
            next_step="担当の人に頼んでください。課長か情報政策課は、理由を書いて代わりに記録できます。",
        )


def owed_before(service: ExternalService, to: Phase) -> list[ServiceObligation]:
    """Return what of a service's conditions must still be done before it enters ``to``."""
    owed = service.obligations.filter(done_on=None, when__in=_BEFORE.get(to, ()))
    return list(owed.select_related("service__section", "service__manager"))


def is_early(duty: ServiceObligation, day: dt.date) -> bool:
    """Tell whether it is surprising that ``duty`` is done on ``day``: its day, or the end of use, is far."""
    if duty.when == DueWhen.AT_END and duty.service.phase != Phase.RENEWAL:
        return duty.service.ends is None or duty.service.ends > day
    return duty.due_on is not None and duty.due_on > day + _FAR


def review_days(keys: Any) -> dict[int, dt.date]:  # noqa: ANN401  keys, or a query of keys
    """Return for each service the last 見直す日 that a decision fixed (PRO-014), or the day it was done."""
    rows = ServiceObligation.objects.filter(service_id__in=keys, clause="PRO-014", due_on__isnull=False)
    told = rows.order_by().values_list("service_id").annotate(due=Max("due_on"), done=Max("done_on"))
    return {key: max(due, done or due) for key, due, done in told}


def reviewed_from(day: dt.date) -> Exists:
    """Return the condition that a decision fixed a 見直す日 (PRO-014) of a service for ``day`` or later."""
    rows = ServiceObligation.objects.filter(service=OuterRef("pk"), clause="PRO-014", due_on__isnull=False)
    return Exists(rows.filter(Q(due_on__gte=day) | Q(done_on__gte=day)))


def names_of(duties: Iterable[ServiceObligation], day: dt.date) -> dict[int, str]:
    """Return who does each duty today, by the duty's key: the named 外部サービス管理者, the 課長."""
    heads = heads_of_sections(day)
    found = {}
    for duty in duties:
        if duty.responsible == Role.SERVICE_MANAGER.value and duty.service.manager:
            found[duty.pk] = duty.service.manager.name
        elif duty.responsible == Role.MANAGER.value:
            found[duty.pk] = heads.get(duty.service.section_id, "")
    return found


def heads_of_sections(day: dt.date) -> dict[int, str]:
    """Return the names of the 課長 of each section that has one on ``day`` (one query)."""
    heads: dict[int, list[str]] = {}
    for post in holders(Role.MANAGER, day):
        heads.setdefault(post.section_id, []).append(post.person.name)
    return {section: "、".join(names) for section, names in heads.items()}


def obligation(actor: Actor, pk: int) -> ServiceObligation:
    """Return one obligation of a service ``actor`` may see, done or not.

    Raises:
        NotFound: there is none, or not for this person.
    """
    require(actor, Permission.SERVICE_VIEW)
    rows: QuerySet[ServiceObligation] = ServiceObligation.objects.select_related(
        "service__section", "service__manager"
    )
    return one_of(within(rows, actor, Permission.SERVICE_VIEW, "service__section"), pk)


def overdue_obligations(actor: Actor, day: dt.date) -> QuerySet[ServiceObligation]:
    """Return what should have been done before ``day``."""
    return open_obligations(actor).filter(due_on__lt=day)


def waits_for_gate(*, starts: dt.date, whens: Iterable[str], day: dt.date) -> bool:
    """Tell whether something stands before the use of a service on ``day``: its day, or what is due first."""
    return starts > day or any(when in FIRST for when in whens)


def begins_with(duty: ServiceObligation) -> bool:
    """Tell whether a service that passed its gate on conditions is used now, ``duty`` being the last."""
    service = duty.service
    if service.phase != Phase.OPERATION or duty.when not in FIRST:
        return False
    return not service.obligations.filter(done_on=None, when__in=FIRST).exists()


def owed_first() -> Exists:
    """Return the condition that something is owed before a service is used."""
    owed = ServiceObligation.objects.filter(service=OuterRef("pk"), done_on=None, when__in=FIRST)
    return Exists(owed)
