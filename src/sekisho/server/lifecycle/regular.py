"""Which checks and decisions of services and contracts are open, and by when (``procedures.regular``).

A yearly review that a decision already fixed as a condition (見直す日, PRO-014) is not asked twice. A renewal
is decided by a record or by passing the gate into 更改; the end of use by passing the gate into 廃棄.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from sekisho.errors import Conflict, NotFound, say
from sekisho.japan.fiscal import first_day, fiscal_year
from sekisho.procedures import regular
from sekisho.procedures.phases import Kind
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import in_use, obligations
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.lifecycle import lines
from sekisho.server.lifecycle.models import GatePassage, RegularCheck
from sekisho.terms import Confidentiality, Phase, TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sekisho.server.accounts.permissions import Actor

K = TaskKind
GUARDED = Confidentiality.TWO
"""From this grade on, who uses a service is taught about it every year (対策基準 5.2)."""


@attrs.frozen
class Open:
    """One check or decision that is not done."""

    kind: TaskKind
    of: Kind
    row: Any
    """The service or contract with its section, or its :class:`.Line`."""
    due: dt.date


_Last = dict[tuple[int, str], dt.date]
_Keys = Any
"""Keys, or a query of them: of thousands of rows the database is not told the keys it just gave."""
MARGIN = dt.timedelta(days=30)
"""A due day moves back over days on which the office is closed, and on where it was entered late."""


def of_services(rows: Any, day: dt.date) -> list[Open]:  # noqa: ANN401  services of the ledger
    """Return what is open for these services (three queries)."""
    found = list(rows.select_related("section", "manager").defer("purpose", "conditions", "facts"))
    return _of_services(found, [row.pk for row in found], day)


def of_all_services(rows: Any, day: dt.date) -> list[Open]:  # noqa: ANN401  the same
    """Return the same of services of which there may be thousands: their ``row`` is a :class:`.Line`."""
    return _of_services(lines.of_services(rows), rows.order_by().values("pk"), day)


def _of_services(found: Iterable[Any], keys: _Keys, day: dt.date) -> list[Open]:
    last = _last("service", keys)
    for key, on in obligations.review_days(keys).items():
        last[key, K.REVIEW.value] = max(on, last.get((key, K.REVIEW.value), on))
    return [one for row in found for one in _of_service(row, last, day)]


def due_by(rows: Any, day: dt.date, soon: dt.date) -> Any:  # noqa: ANN401  services of the ledger
    """Narrow services to those of which something may be due by ``soon``; no other has anything due then.

    Before the end of a 年度 is near, a yearly check is due only where one of an earlier 年度 is missing.
    """
    year = fiscal_year(day)
    if regular.yearly_due(year) <= soon:
        return rows
    before = regular.yearly_due(year - 1)
    begins = timezone.make_aware(dt.datetime.combine(first_day(year), dt.time()))
    done = RegularCheck.objects.filter(service=OuterRef("pk")).filter(
        Q(due_on__gte=before) | Q(done_on__gte=before)
    )
    reviewed = Exists(done.filter(kind=K.REVIEW)) | obligations.reviewed_from(before)
    taught = Q(confidentiality__lt=GUARDED) | Exists(done.filter(kind=K.EDUCATION))
    missed = Q(created_at__lt=begins) & ~(reviewed & taught)
    return rows.filter(Q(ends__lte=soon + regular.BEFORE_END + MARGIN) | missed)


def of_contracts(rows: Any, day: dt.date) -> list[Open]:  # noqa: ANN401  contracts of the ledger
    """Return what is open for these contracts (three queries); checks of the firm are 委託先の監督's."""
    found = list(_running(rows, day).select_related("section").defer("provided_data"))
    return _of_contracts(found, [row.pk for row in found])


def of_all_contracts(rows: Any, day: dt.date) -> list[Open]:  # noqa: ANN401  the same
    """Return the same of contracts of which there may be thousands: their ``row`` is a :class:`.Line`."""
    running = _running(rows, day)
    return _of_contracts(lines.of_contracts(running), running.order_by().values("pk"))


def _running(rows: Any, day: dt.date) -> Any:  # noqa: ANN401  the same
    return rows.filter(starts__lte=day, ends__gte=day)


def _of_contracts(found: Iterable[Any], keys: _Keys) -> list[Open]:
    last, renewing = _last("contract", keys), _renewing(keys)
    return [one for row in found for one in _of_contract(row, last, renewing)]


def of_contract(row: Any, decided: dt.date | None, day: dt.date, *, renewing: bool) -> list[Open]:  # noqa: ANN401  a contract
    """Return what is open for a contract that was read already; no query."""
    if not row.starts <= day <= row.ends:
        return []
    last = {(row.pk, K.RENEWAL.value): decided} if decided is not None else {}
    return list(_of_contract(row, last, {row.pk} if renewing else set()))


def open_of(actor: Actor, of: Kind, pk: int, kind: TaskKind, day: dt.date) -> Open:
    """Return one open check of a service or contract that ``actor`` may see.

    Raises:
        NotFound: there is no such row, or not for this person.
        Conflict: nothing of this kind is open for it.
    """
    if of is Kind.SERVICE:
        found = of_services(ledgers.services(actor).filter(pk=pk), day)
    else:
        found = of_contracts(ledgers.contracts(actor).filter(pk=pk), day)
    row = ledgers.service(actor, pk) if of is Kind.SERVICE else ledgers.contract(actor, pk)
    for one in found:
        if one.kind is kind:
            return one
    raise Conflict(
        say("「{row}」の「{kind}」は、今はすることがありません。", row=row, kind=kind),
        why="すでに記録されたか、台帳が変わりました。",
        next_step="期日のある仕事の一覧を開き直してください。",
    )


def checks_of(actor: Actor, of: Kind, pk: int) -> list[RegularCheck]:
    """Return the last checks of a row the actor may see, the newest first.

    Raises:
        NotFound: there is none, or not for this person.
    """
    row = ledgers.service(actor, pk) if of is Kind.SERVICE else ledgers.contract(actor, pk)
    rows = RegularCheck.objects.filter(**{f"{of.value}_id": row.pk}).select_related("done_by")
    return list(rows[:20])


def of_word(word: str) -> TaskKind:
    """Return the kind of check an address names.

    Raises:
        NotFound: there is none that is recorded here.
    """
    if word not in {kind.value for kind in RECORDED}:
        raise NotFound("この仕事はありません。", next_step="期日のある仕事の一覧から開いてください。")
    return TaskKind(word)


RECORDED = (K.REVIEW, K.EDUCATION, K.RENEWAL)
"""What is done by a record; the end of use is done by its gate."""
NEEDS = dict.fromkeys(RECORDED, Permission.DUTY_FINISH) | {K.RENEWAL: Permission.GATE_OPEN}
"""Which permission each needs: whether it goes on is the decision of who passes the gates."""


def owner_of(one: Open) -> int | None:
    """Return whose check it is by name: the 外部サービス管理者's, but for what only a head decides."""
    if one.of is Kind.CONTRACT or one.kind not in {K.REVIEW, K.EDUCATION}:
        return None
    owner: int | None = one.row.manager_id
    return owner


def _of_service(row: Any, last: _Last, day: dt.date) -> Iterator[Open]:  # noqa: ANN401  a service
    known = _known(row)
    if row.ends is not None and row.ends < day:
        if row.phase != Phase.DISPOSAL:
            yield Open(K.DISPOSAL, Kind.SERVICE, row, regular.disposal_due(row.ends, known))
        return
    if row.phase not in in_use.IN_USE or row.starts > day:
        return
    yearly = [K.REVIEW, K.EDUCATION] if row.confidentiality >= GUARDED else [K.REVIEW]
    for kind in yearly:
        due = regular.next_due(row.starts, known, last.get((row.pk, kind.value)))
        if row.ends is None or due <= row.ends:
            yield Open(kind, Kind.SERVICE, row, due)
    if row.ends is not None and row.phase != Phase.RENEWAL:
        yield from _renewal(Kind.SERVICE, row, last, known)


def _of_contract(row: Any, last: _Last, renewing: set[int]) -> Iterator[Open]:  # noqa: ANN401  a contract
    known = _known(row)
    if row.pk not in renewing:
        yield from _renewal(Kind.CONTRACT, row, last, known)


def _known(row: Any) -> dt.date:  # noqa: ANN401  either row
    """Return the day it was entered here."""
    at: dt.datetime = row.created_at
    return at.astimezone(timezone.get_current_timezone()).date()


def _renewal(of: Kind, row: Any, last: _Last, known: dt.date) -> Iterator[Open]:  # noqa: ANN401  either row
    """Ask for a decision once for each end; one of less than half a year ends by itself."""
    due = regular.renewal_due(row.ends, known)
    decided = last.get((row.pk, K.RENEWAL.value))
    if (
        row.ends - row.starts >= regular.HALF_A_YEAR
        and due <= row.ends
        and (decided is None or decided < due)
    ):
        yield Open(K.RENEWAL, of, row, due)


def _last(of: str, keys: _Keys) -> _Last:
    rows = RegularCheck.objects.filter(**{f"{of}_id__in": keys}).order_by()
    told = rows.values_list(f"{of}_id", "kind").annotate(due=Max("due_on"), done=Max("done_on"))
    return {(key, kind): due if kind == K.RENEWAL else max(due, done) for key, kind, due, done in told}


def _renewing(keys: _Keys) -> set[int]:
    """Return the contracts that their gates led into 更改 last."""
    rows = GatePassage.objects.filter(Q(contract_id__in=keys), passed=True).order_by("asked_at", "pk")
    last = dict(rows.values_list("contract_id", "to"))
    return {key for key, to in last.items() if to == Phase.RENEWAL}
