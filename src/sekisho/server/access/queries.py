"""Questions to the accounts of services: which are open, which should be closed, which looked at again.

An account should be closed, or reviewed and kept, when its person left a section since it was opened (or
last reviewed), when the person left the service of the body, or when the use of the service ended. A
service for all staff is kept by whoever still holds a post. Nothing is noted for that: it follows from the
posts as they stand, however they came to stand so.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs
from django.db.models import Case, CharField, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from sekisho.errors import BadInput
from sekisho.procedures.leaving import close_due
from sekisho.server.access.models import ServiceAccount
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import left_since, serves_after
from sekisho.server.accounts.scope import one_of, within
from sekisho.terms import AccountState

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor

_YEAR = dt.timedelta(days=365)


@attrs.frozen
class ToClose:
    """An open account that should be closed, or reviewed and kept, by ``due``."""

    account: ServiceAccount
    due: dt.date


def accounts(actor: Actor) -> QuerySet[ServiceAccount]:
    """Return the accounts of services ``actor`` may see with their ``state`` of today, the newest first.

    Raises:
        Refused: the actor may see none at all.
    """
    require(actor, Permission.SERVICE_VIEW)
    rows: QuerySet[ServiceAccount] = ServiceAccount.objects.all()
    seen = within(rows, actor, Permission.SERVICE_VIEW, "service__section")
    return with_state(seen, timezone.localdate())


def account(actor: Actor, pk: int) -> ServiceAccount:
    """Return one account.

    Raises:
        NotFound: there is none, or not for this person.
    """
    return one_of(accounts(actor).select_related("closed_by"), pk)


def with_state(rows: QuerySet[ServiceAccount], day: dt.date) -> QuerySet[Any]:
    """Add ``since``, ``left_on``, ``serves`` and ``state`` as of ``day``."""
    since: dict[str, Any] = {"since": Coalesce("reviewed_on", "opened_on")}
    moved: dict[str, Any] = {
        "left_on": left_since(day, "person", "since"),
        "serves": serves_after(day, "person"),
    }
    ended = Q(service__retired_on__isnull=False) | Q(service__ends__lt=day)
    away = Q(left_on__isnull=False) & (Q(service__for_all_staff=False) | Q(serves=False))
    state: dict[str, Any] = {
        "state": Case(
            When(closed_on__isnull=False, then=Value(AccountState.CLOSED.value)),
            When(ended | away | Q(person__is_active=False), then=Value(AccountState.TO_CLOSE.value)),
            When(since__lte=day - _YEAR, then=Value(AccountState.TO_REVIEW.value)),
            default=Value(AccountState.OPEN.value),
            output_field=CharField(),
        )
    }
    return (
        rows.select_related("service__section", "person")
        .annotate(**since)
        .annotate(**moved)
        .annotate(**state)
    )


def open_accounts(services: Collection[int]) -> QuerySet[ServiceAccount]:
    """Return the open accounts of these services, for the body in force."""
    rows: QuerySet[ServiceAccount] = ServiceAccount.objects.filter(service_id__in=services, closed_on=None)
    return rows.select_related("service__section", "person")


def accounts_to_stop(services: Collection[int]) -> list[ServiceAccount]:
    """Return the accounts an incident at these services stops: the privileged first; one query."""
    return list(open_accounts(services).order_by("-privileged", "service_id", "pk"))


def to_close(rows: QuerySet[ServiceAccount], day: dt.date) -> list[ToClose]:
    """Return those of ``rows`` that should be closed, the nearest due first; one query."""
    found = with_state(rows.filter(closed_on=None), day).filter(state=AccountState.TO_CLOSE.value)
    return sorted(
        (ToClose(row, due_of(row, day)) for row in found), key=lambda one: (one.due, one.account.pk)
    )


def to_review(rows: QuerySet[ServiceAccount], day: dt.date) -> QuerySet[ServiceAccount]:
    """Return the open accounts nobody looked at for a year, the longest first."""
    found = with_state(rows.filter(closed_on=None), day).filter(state=AccountState.TO_REVIEW.value)
    oldest: QuerySet[ServiceAccount] = found.order_by("since", "pk")
    return oldest


def due_of(row: ServiceAccount, day: dt.date) -> dt.date:
    """Return by when an account that :func:`with_state` says should be closed is to be closed."""
    service = row.service
    ends = service.ends if service.ends is not None and service.ends < day else None
    days = [one for one in (row.left_on, service.retired_on, ends) if one is not None]
    try:
        return close_due(min(days), privileged=row.privileged) if days else day
    except BadInput:  # the calendar of business days does not reach there: the day itself
        return min(days)


def of_sections(sections: Collection[int] | None) -> QuerySet[ServiceAccount]:
    """Return the accounts of the services of these sections; None means the whole body."""
    rows: QuerySet[ServiceAccount] = ServiceAccount.objects.all()
    return rows if sections is None else rows.filter(service__section_id__in=sections)
