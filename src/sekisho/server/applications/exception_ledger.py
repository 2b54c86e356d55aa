"""The standing list of 例外措置: in force, ending, ended, refused; and who is told before one ends.

An 例外措置 counts up to and including its last day. The day after, the clause is judged as it stands
(``known``, by night); the list and the home page say so without anybody's doing.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Exists, OuterRef, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.errors import NotFound
from sekisho.server.accounts.permissions import Permission, Reach
from sekisho.server.applications import queries
from sekisho.server.applications.models import ExceptionMeasure
from sekisho.server.ledgers.columns import Column, labels_of
from sekisho.server.ledgers.standing import Strip
from sekisho.server.ui.home import Todo
from sekisho.server.ui.templatetags.sekisho import wareki
from sekisho.terms import ExceptionState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor

BEFORE_END = dt.timedelta(days=30)
"""How long before its end a section is told, and for how long after it."""
NEWLY = dt.timedelta(days=7)
"""How long the CISO is told of one that came into force."""
_SHOWN = 8
_STATES = labels_of(ExceptionState)


def measures(actor: Actor) -> QuerySet[Any]:
    """Return the 例外措置 of the applications ``actor`` may see, each with its ``standing`` of today.

    Raises:
        Refused: the actor may see none at all.
    """
    seen = queries.visible(actor).order_by().values("pk")
    rows = with_standing(ExceptionMeasure.objects.filter(application__in=seen), timezone.localdate())
    rows = rows.select_related("application__section", "application__service", "asked_by", "decided_by")
    return rows.order_by("ends", "pk")


def measure(actor: Actor, pk: int) -> ExceptionMeasure:
    """Return one 例外措置.

    Raises:
        NotFound: there is none, or not for this person.
    """
    row: ExceptionMeasure | None = measures(actor).filter(pk=pk).first()
    if row is None:
        raise NotFound("例外措置が見つかりません。", next_step="一覧からさがしてください。")
    return row


def with_standing(rows: QuerySet[ExceptionMeasure], day: dt.date) -> QuerySet[Any]:
    """Add ``standing`` as of ``day`` and ``followed``: whether going on was asked for or granted."""
    after = ExceptionMeasure.objects.filter(prolongs=OuterRef("pk")).exclude(state=ExceptionMeasure.REFUSED)
    standing = Case(
        When(state=ExceptionMeasure.ASKED, then=Value(ExceptionState.ASKED.value)),
        When(state=ExceptionMeasure.REFUSED, then=Value(ExceptionState.REFUSED.value)),
        When(ends__lt=day, then=Value(ExceptionState.ENDED.value)),
        When(ends__lte=day + BEFORE_END, then=Value(ExceptionState.ENDING.value)),
        default=Value(ExceptionState.IN_FORCE.value),
        output_field=CharField(),
    )
    added: dict[str, Any] = {"standing": standing, "followed": Exists(after)}
    return rows.annotate(**added)


def may_prolong(actor: Actor, row: Any) -> bool:  # noqa: ANN401  a row of ``measures``
    """Tell whether ``actor`` may ask for ``row`` to go on."""
    if row.state != ExceptionMeasure.GRANTED or row.followed:
        return False
    return actor.may(Permission.APPLICATION_WRITE, section=row.application.section_id)


def strip(row: Any) -> Strip:  # noqa: ANN401  a row of ``measures``
    """Say where a measure stands, what is next and whom it waits for."""
    section = row.application.section.name
    nothing = _("することはありません"), _("だれも待っていません")
    if row.standing == ExceptionState.ASKED.value:
        return Strip(_("決定を待っています"), _("例外措置を決める"), _("最高情報セキュリティ責任者（CISO）"))
    if row.standing == ExceptionState.REFUSED.value:
        return Strip(_("認められませんでした"), *nothing)
    until = {"day": wareki(row.ends)}
    where = _("%(day)sまで有効") % until
    if row.standing == ExceptionState.ENDED.value:
        where = _("%(day)sに終わりました。条文はそのまま判定されます") % until
    if row.followed or row.standing == ExceptionState.IN_FORCE.value:
        return Strip(where, *nothing)
    return Strip(where, _("条文を満たすか、延長を求める"), section)


def todos(actor: Actor, day: dt.date) -> Iterator[Todo]:
    """Return what ends within 30 days, or ended within the last 30, for the section that asked for it."""
    if actor.reach(Permission.APPLICATION_WRITE) is not Reach.SECTION:
        return
    near = ExceptionMeasure.objects.filter(
        state=ExceptionMeasure.GRANTED,
        ends__lte=day + BEFORE_END,
        ends__gte=day - BEFORE_END,
        application__section_id__in=actor.sections_for(Permission.APPLICATION_WRITE) or (),
        application__service__retired_on=None,
    )
    rows = with_standing(near, day).filter(followed=False).select_related("application")
    for row in rows.order_by("ends", "pk")[:_SHOWN]:
        over = row.ends < day
        kind = _("例外措置の終了") if over else _("例外措置")
        title = _("%(title)s：条文%(clause)sを満たすか、延長を求める") % {
            "title": row.application.title,
            "clause": row.clause,
        }
        url = reverse("applications:exception_detail", args=[row.pk])
        yield Todo(kind, title, url, row.ends, "no" if over else "wait")


def told_to_decider(actor: Actor, day: dt.date) -> Iterator[Todo]:
    """Return what came into force within the last 7 days, and what ends, for those who decide on them.

    The CISO answers for every 例外措置 (対策基準 7.4), also one a predecessor granted.
    """
    if not actor.may(Permission.EXCEPTION_DECIDE):
        return
    seen = queries.visible(actor).order_by().values("pk")
    rows = ExceptionMeasure.objects.filter(
        state=ExceptionMeasure.GRANTED, application__in=seen, application__service__retired_on=None
    )
    rows = with_standing(rows, day).select_related("application__section")
    ending = rows.filter(ends__lte=day + BEFORE_END, ends__gte=day - BEFORE_END, followed=False)
    for row in ending.order_by("ends", "pk")[:_SHOWN]:
        over = row.ends < day
        kind = _("例外措置の終了") if over else _("例外措置")
        yield _told(row, kind, _("%(title)s：条文%(clause)sの例外措置が終わる"), "no" if over else "wait")
    begun = timezone.make_aware(dt.datetime.combine(day - NEWLY, dt.time()))
    until = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
    new = rows.filter(decided_at__gte=begun, decided_at__lt=until, ends__gt=day + BEFORE_END)
    for row in new.order_by("-decided_at", "-pk")[:_SHOWN]:
        yield _told(row, _("例外措置"), _("%(title)s：条文%(clause)sの例外措置が有効になった"), "ok")


def _told(row: Any, kind: str, title: str, state: str) -> Todo:  # noqa: ANN401  a row with its standing
    words = {"title": row.application.title, "clause": row.clause}
    url = reverse("applications:exception_detail", args=[row.pk])
    return Todo(kind, title % words, url, row.ends, state, row.application.section.name)


COLUMNS: tuple[Column, ...] = (
    Column("申請番号", lambda row: row.application.number),
    Column("件名", lambda row: row.application.title, 30),
    Column("申請課", lambda row: row.application.section.name, 18),
    Column("外部サービス", lambda row: str(row.application.service or ""), 28),
    Column("条文", lambda row: row.clause, 12),
    Column("満たせない理由", lambda row: row.reason, 34),
    Column("代わりの措置", lambda row: row.measure, 34),
    Column("終了日", lambda row: row.ends, 12),
    Column("状態", lambda row: _STATES[row.standing], 16),
    Column("求めた人", lambda row: row.asked_by.name, 16),
    Column("決めた人", lambda row: row.decided_by.name if row.decided_by else "", 16),
    Column("決めた日", lambda row: timezone.localdate(row.decided_at) if row.decided_at else None, 12),
    Column("決めた理由", lambda row: row.note, 34),
)
