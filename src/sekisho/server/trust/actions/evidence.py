"""認定・認証を記録する, 直す, 取り消されたと記録する. What leaned on it is flagged at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, say
from sekisho.procedures import evidence as rules
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import hold_body
from sekisho.server.applications import blobs, uploads
from sekisho.server.crossings.actions import record
from sekisho.server.ledgers import checks, watchers
from sekisho.server.ledgers.actions import changes, versions
from sekisho.server.trust import weighing
from sekisho.server.trust.actions.judging import refuse_out_of_use
from sekisho.server.trust.actions.watching import flag_fallen
from sekisho.server.trust.models import Evidence, Judgement

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ExternalService


def add_evidence(
    actor: Actor,
    *,
    services: Collection[ExternalService] = (),
    upload: tuple[str, bytes] | None = None,
    **values: Any,  # noqa: ANN401  the model's own fields
) -> Evidence:
    """Record a certification of a provider, and which of its services it backs. Writes ``evidence.added``.

    ``upload`` is the name and the content of the evidence itself, kept sealed.

    Raises:
        Refused: the actor may not record certifications.
        BadInput: a value is missing or wrong, a service is another provider's, or the file may not be kept.
        Conflict: the same is recorded already, or a service is out of use.
        CannotRun: the file cannot be stored.
    """
    require(actor, Permission.EVIDENCE_EDIT)
    sealed = _sealed(upload)
    _require_provider(values.get("provider"), services)
    with transaction.atomic():
        hold_body()
        for one in services:
            refuse_out_of_use(one)
        row: Evidence = changes.add(actor, LEDGER, {**values, **sealed, "checked_by_id": actor.person})
        _refuse_same(row, services)
        row.services.set(services)
        _tell(services)
    return row


def change_evidence(
    actor: Actor,
    pk: int,
    version: int,
    *,
    services: Collection[ExternalService] | None = None,
    upload: tuple[str, bytes] | None = None,
    **values: Any,  # noqa: ANN401  the model's own fields
) -> Evidence:
    """Correct or renew a certification as it stood at ``version``. Writes ``evidence.changed``.

    Judgements that leaned on what it said before are flagged in the same transaction.

    Raises:
        NotFound, Refused, Conflict, BadInput: as :func:`.changes.change` says.
    """
    sealed = _sealed(upload)
    with transaction.atomic():
        hold_body()  # a register taken in meanwhile changes several, each with the services that lean on it
        before = Evidence.objects.filter(pk=pk).first()
        backed = list(before.services.all()) if before else []
        wanted = backed if services is None else list(services)
        provider = values.get("provider") or (before.provider if before else None)
        _require_provider(provider, wanted)
        row: Evidence = changes.change(
            actor,
            LEDGER,
            pk,
            version,
            {**values, **sealed, "checked_by_id": actor.person},
            related=lambda found: _backing(found, backed, wanted),
        )
        _tell([*backed, *wanted])
        flag_fallen(timezone.localdate(), [one.pk for one in backed])
    return row


def withdraw(actor: Actor, pk: int, version: int, *, on: dt.date, why: str) -> Evidence:
    """Note that a certification was withdrawn. Writes ``evidence.withdrawn``; what leaned on it is flagged.

    Raises:
        NotFound: there is no such row in this body.
        Refused: the actor may not record certifications.
        Conflict: somebody changed it, or it is withdrawn already.
        BadInput: no reason is given, or the day has not come.
    """
    why = checks.required("取り消された理由", why)
    checks.not_ahead("取り消された日", on)
    with transaction.atomic():
        hold_body()  # as when it changes
        row: Evidence = changes.locked(actor, LEDGER, pk, version)
        if row.withdrawn_on is not None:
            raise Conflict(
                say("「{row}」は、もう取り消されています。", row=row), next_step="画面を開き直してください。"
            )
        row.withdrawn_on, row.withdrawn_why = on, why
        versions.save_next(row)
        data = {"on": on.isoformat(), "reason": changes.shorten(why)}
        record(actor, "evidence.withdrawn", changes.subject_of(row, LEDGER), data)
        concerned = _leaning(row)
        watchers.changed("service", concerned)
        flag_fallen(timezone.localdate(), concerned)
    return row


def _leaning(row: Evidence) -> list[int]:
    """Return the services it backs and those whose judgement leaned on it: no others are waited for."""
    leaned = Judgement.objects.filter(current=True, evidences=row).values_list("service_id", flat=True)
    return sorted({*row.services.values_list("pk", flat=True), *leaned})


def _check(row: Evidence) -> None:
    """Refuse days in the wrong order, and keep the first and the last day the row tells of."""
    row.functions = [one.strip() for one in row.functions if one.strip()]
    checks.in_order("対象期間の始め", row.period_start, "対象期間の終わり", row.period_end)
    checks.in_order("登録・発行の日", row.issued, "有効期限", row.expires)
    checks.in_order("対象期間の終わり", row.period_end, "ブリッジレターの終わり", row.bridge_until)
    checks.not_ahead("確かめた日", row.checked_on)
    dates = weighing.row_dates(row)
    row.begins, row.until = rules.valid_from(dates), rules.valid_until(dates)


def _refuse_same(row: Evidence, services: Collection[ExternalService]) -> None:
    """Refuse what says the same of the same as a row that stands: it was sent twice."""
    alike = Evidence.objects.filter(
        provider_id=row.provider_id, kind=row.kind, number=row.number, withdrawn_on=None
    ).exclude(pk=row.pk)
    wanted = {one.pk for one in services}
    for other in alike:
        backed = set(other.services.values_list("pk", flat=True))
        if wanted <= backed and weighing.row_digest(other) == weighing.row_digest(row):
            raise Conflict(
                say("「{row}」は、同じ内容でもう記録されています。", row=other),
                why="同じ内容が2回送られました。記録は1つです。",
                next_step="直すときは、その認定・認証の「直す」を押してください。",
            )


LEDGER = changes.Ledger(
    name="evidence",
    label="認定・認証",
    model=Evidence,
    permission=Permission.EVIDENCE_EDIT,
    searched=("number", "service_name", "holder", "provider.name"),
    check=_check,
)


def _sealed(upload: tuple[str, bytes] | None) -> dict[str, str]:
    if upload is None:
        return {}
    found = uploads.check(*upload)
    return {"file_name": found.name, "file": blobs.put(found.data), "media_type": found.media_type}


def _require_provider(provider: Any, services: Collection[ExternalService]) -> None:  # noqa: ANN401  a firm or None
    """Refuse a service of another firm: the row of the firm decides, never its spelling."""
    for one in services:
        changes.own({"service": one})
        if provider is not None and one.provider_id != provider.pk:
            raise BadInput(
                say("「{service}」は、この提供者のサービスではありません。", service=one),
                where="外部サービス",
                next_step="提供者か外部サービスを選び直してください。",
            )


def _backing(
    row: Evidence, before: Collection[ExternalService], wanted: Collection[ExternalService]
) -> dict[str, list[object]]:
    if {one.pk for one in before} == {one.pk for one in wanted}:
        return {}
    row.services.set(wanted)
    return {"services": [changes.plain(list(before)), changes.plain(list(wanted))]}


def _tell(services: Collection[ExternalService]) -> None:
    watchers.changed("service", [one.pk for one in services])
