"""棚卸しをする: a provider's list is received, shown against the ledger, and taken in with consent.

One transaction, one journal entry with the file's digest and the counts. Accounts that stand in both with
nothing to settle count as looked at on the day of the list; what differs becomes a line with a due day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from django.db import models, transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.japan.dates import format_wareki
from sekisho.procedures import inventory as rules
from sekisho.procedures.inventory import Comparison, Held
from sekisho.server.access import provider_rows, queries
from sekisho.server.access.actions.accounts import settle_whole
from sekisho.server.access.models import Inventory, InventoryLine, ServiceAccount
from sekisho.server.access.people import People
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.importing.consent import bind, digest_of, refuse_large
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import changes
from sekisho.server.ledgers.watchers import changed
from sekisho.server.site import waiting
from sekisho.terms import AccountState, InventoryAnswer, InventoryFinding, Severity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sekisho.procedures.inventory import Difference
    from sekisho.server.access.provider_rows import UserRow
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.importing.parsed import Parsed, Problem
    from sekisho.server.ledgers.models import ExternalService

_BATCH = 500


@attrs.frozen
class Compared:
    """What a person is shown before anything is written."""

    parsed: Parsed[UserRow]
    found: Comparison
    accounts: Mapping[int, ServiceAccount]
    counts: Mapping[str, int]
    knows_use: bool

    @property
    def faults(self) -> list[Problem]:
        """What cannot be read; while there is one, nothing is compared by halves."""
        return [one for one in self.parsed.problems if one.severity is Severity.ERROR]

    @property
    def digest(self) -> str:
        """What the consent names: what is read, and what it is compared with."""
        known = [[one.pk, one.version, one.state] for one in self.accounts.values()]
        found = [[one.finding.value, one.listed and one.listed.row] for one in self.found.differences]
        told = [one.as_dict() for one in self.parsed.problems]
        return digest_of([dict(self.counts), self.found.clear, *known, *found, *told])

    def user(self, one: Difference) -> UserRow | None:
        """Return the line of the provider's list a difference is about."""
        rows = dict(self.parsed.rows)
        return rows[one.listed.row] if one.listed is not None else None


def compare(
    data: bytes,
    filename: str,
    service: ExternalService,
    listed_on: dt.date,
    dormant_after: int,
    *,
    mapping: Mapping[str, Any] | None = None,
) -> Compared:
    """Hold a provider's list against the open accounts of ``service``. Writes nothing.

    Raises:
        BadInput: the file cannot be read.
    """
    chosen = mapping or {}
    parsed = provider_rows.read(
        data, filename, mapping=chosen.get("columns"), sheet=str(chosen.get("sheet", ""))
    )
    day = timezone.localdate()
    rows = list(queries.with_state(queries.open_accounts([service.pk]), day).order_by("pk"))
    left = AccountState.TO_CLOSE.value
    held = [Held(one.pk, one.login, one.opened_on, one.privileged, one.state == left) for one in rows]
    listed = [row.listed(number) for number, row in parsed.rows]
    knows = provider_rows.knows_use(parsed)
    found = rules.compare(listed, held, day=listed_on, dormant_after=dormant_after, knows_use=knows)
    numbers = rules.counts(found, len(listed), len(held))
    return Compared(parsed, found, {one.pk: one for one in rows}, numbers, knows)


def receive_inventory(
    actor: Actor,
    *,
    service: ExternalService,
    filename: str,
    data: bytes,
    listed_on: dt.date,
    dormant_after: int = rules.DORMANT_AFTER,
) -> Inventory:
    """Keep a provider's list for the preview. Writes ``inventory.received``.

    Raises:
        Refused: the actor does not answer for the service.
        NotFound: the service is not of this body.
        Conflict: the service is not used any more.
        BadInput: the file is too large or cannot be read, or day or number are wrong.
        CannotRun: the disk is full.
    """
    refuse(actor, service, listed_on, dormant_after)
    refuse_large(filename, data)
    provider_rows.read(data, filename)
    digest = waiting.keep(data)
    with transaction.atomic():
        row: Inventory = Inventory.make(
            service=service,
            filename=filename[:200],
            digest=digest,
            listed_on=listed_on,
            dormant_after=dormant_after,
            person_id=actor.person,
        )
        _note(actor, row, "received", {"filename": row.filename, "sha256": digest})
    return row


def refuse(actor: Actor, service: ExternalService, listed_on: dt.date, dormant_after: int) -> None:
    """Refuse who may not compare this service's accounts, and what cannot be compared.

    Raises:
        Refused, NotFound, Conflict, BadInput: as :func:`receive_inventory` says.
    """
    changes.own({"service": service})
    require(actor, Permission.SERVICE_EDIT, section=service.section_id)
    checks.not_ahead("一覧の日", listed_on)
    refuse_older(service, listed_on)
    if not rules.LEAST_DORMANT <= dormant_after <= rules.MOST_DORMANT:
        raise BadInput(
            say("日数「{days}」は使えません。", days=dormant_after),
            why=say("{least}日から{most}日までです。", least=rules.LEAST_DORMANT, most=rules.MOST_DORMANT),
            where="使われていないとみる日数",
        )


def refuse_older(service: ExternalService, listed_on: dt.date) -> None:
    """Refuse a list of a day before the last one: it would take away what that one found.

    Raises:
        BadInput: naming both days.
    """
    last = Inventory.objects.filter(service=service, taken_at__isnull=False, listed_on__gt=listed_on)
    newest = last.order_by("-listed_on").values_list("listed_on", flat=True).first()
    if newest is not None:
        raise BadInput(
            say(
                "最後に比べた一覧（{last}）より前の一覧（{day}）です。",
                last=format_wareki(newest),
                day=format_wareki(listed_on),
            ),
            where="一覧の日",
            why="古い一覧では、新しい一覧で見つかったことがわかりません。",
            next_step="新しい一覧を提供者からもらい直してください。",
        )


def received(actor: Actor, pk: int) -> Inventory:
    """Return one 棚卸し not taken yet, of a service the actor answers for.

    Raises:
        NotFound: there is none, or not for this person.
        Refused: the actor may see it, but does not answer for the service.
        Conflict: it was taken.
    """
    rows = Inventory.objects.select_related("service__section").select_for_update(of=("self",))
    with transaction.atomic():
        row: Inventory | None = rows.filter(pk=pk).first()
    if row is None or not actor.may(Permission.SERVICE_VIEW, section=row.service.section_id):
        raise NotFound("見つかりません。", next_step="棚卸しの一覧からさがしてください。")
    require(actor, Permission.SERVICE_EDIT, section=row.service.section_id)
    if row.taken_at is not None:
        raise Conflict("この一覧は、もう比べました。", next_step="棚卸しの画面を見てください。")
    return row


def compared(row: Inventory) -> Compared:
    """Return what a received list shows.

    Raises:
        NotFound: the file was thrown away.
        BadInput: the file cannot be read.
    """
    data = waiting.fetch(row.digest, row.filename)
    return compare(data, row.filename, row.service, row.listed_on, row.dormant_after, mapping=row.mapping)


def correct_inventory(actor: Actor, pk: int, *, columns: Mapping[str, str], sheet: str) -> Inventory:
    """Take the person's correction of which column is which. Writes ``inventory.corrected``.

    Raises:
        NotFound, Refused, Conflict: as :func:`received` says.
        BadInput: the correction names columns that are not there, or leaves nobody named.
    """
    with transaction.atomic():
        row = received(actor, pk)
        row.mapping = {"columns": dict(columns), "sheet": sheet}
        compared(row)
        row.save(update_fields=["mapping"])
        _note(actor, row, "corrected", dict(row.mapping))
    return row


def take_inventory(actor: Actor, pk: int, *, shown: str | None = None) -> Inventory:
    """Take a received list in: counts, lines to settle, accounts looked at. Writes ``inventory.taken``.

    ``shown``: the digest of what a person looked at before; None where nobody did.

    Raises:
        NotFound, Refused, Conflict: as :func:`received` says.
        Conflict: the ledger says something else by now than what was shown.
        BadInput: a line of the list cannot be read, or a list of a later day was taken meanwhile.
    """
    with transaction.atomic():
        row = received(actor, pk)
        changes.hold(row.service)
        refuse_older(row.service, row.listed_on)
        list(queries.open_accounts([row.service_id]).select_for_update(of=("self",)).values_list("pk"))
        now = compared(row)
        bind(shown, now.digest)
        if now.faults:
            first = now.faults[0]
            raise BadInput(
                say("{count}か所が読めません。", count=len(now.faults)),
                why=say("{row}行目：{reason}", row=first.row, reason=first.reason),
                next_step="ファイルか列の対応を直してください。半分だけ比べることはしません。",
                where=row.filename,
            )
        row.taken_at, row.counts, row.knows_use = timezone.now(), dict(now.counts), now.knows_use
        row.save()
        _write_lines(row, now)
        _look_at(now.found.clear, row.listed_on)
        settle_whole(row.service_id)
        row.refresh_from_db()
        about = {"filename": row.filename, "sha256": row.digest, "listed_on": row.listed_on.isoformat()}
        _note(actor, row, "taken", about | row.counts)
        changed("service", [row.service_id])
    return row


def _write_lines(row: Inventory, shown: Compared) -> None:
    """Write what is to be settled; what an earlier list found and nobody settled keeps its day."""
    before = InventoryLine.objects.filter(inventory__service=row.service, answer="")
    dues = {(one.finding, rules.login_key(one.login)): one.due for one in before}
    renewed = {"answer": InventoryAnswer.RENEWED.value, "settled_on": timezone.localdate()}
    before.update(**renewed, version=models.F("version") + 1)
    people = People.read(timezone.localdate())
    users = dict(shown.parsed.rows)
    lines = []
    for one in shown.found.differences:
        user = users[one.listed.row] if one.listed else None
        login = one.held.login if one.held else (user.names[0] if user else "")
        due = rules.settle_due(one, timezone.localdate())
        earlier = dues.get((one.finding.value, rules.login_key(login)))
        lines.append(
            InventoryLine(
                body_id=row.body_id,
                inventory=row,
                account_id=one.held.key if one.held else None,
                finding=one.finding.value,
                login=login[:200],
                due=rules.earlier_due(due, [earlier] if earlier else []),
                **_of_user(user, people, only_there=one.finding is InventoryFinding.ONLY_THERE),
            )
        )
    InventoryLine.unscoped.bulk_create(lines, batch_size=_BATCH)


def _of_user(user: UserRow | None, people: People, *, only_there: bool) -> dict[str, Any]:
    if user is None:
        return {}
    meant = people.suggested(user.login, user.mail, user.name) if only_there else None
    told = {"name": user.name[:100], "privileged": user.privileged, "last_used": user.last_used}
    return {**told, "suggested": meant}


def _look_at(keys: tuple[int, ...], day: dt.date) -> None:
    rows = ServiceAccount.objects.filter(pk__in=keys, opened_on__lte=day)
    unseen = models.Q(reviewed_on=None) | models.Q(reviewed_on__lt=day)
    rows.filter(unseen).update(reviewed_on=day, version=models.F("version") + 1)


def _note(actor: Actor, row: Inventory, verb: str, data: dict[str, Any]) -> None:
    subject = Subject("inventory", row.pk, row.service.section_id)
    record(actor, f"inventory.{verb}", subject, {"service": row.service_id, **data})
