"""What the page of a row shows beside it, of the other ledgers, within what the person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.judgement.gradechecks import check_grades
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import obligations, queries

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contractor, ExternalService, InformationAsset

_GRADED = ("confidentiality", "personal_data", "specific_personal_data", "restrictions")


def around_asset(actor: Actor, row: InformationAsset, day: dt.date) -> dict[str, Any]:  # noqa: ARG001  every ledger is asked alike
    """Return what the page of an asset shows beside it: remarks on its grades, services that hold it."""
    facts = {name: getattr(row, name) for name in _GRADED} | {"zone": row.zone or None}
    held: dict[str, Any] = {"remarks": check_grades(row.name, facts)}
    if actor.may(Permission.SERVICE_VIEW):
        held["services"] = list(queries.services(actor).filter(assets=row)[:100])
    return held


def around_service(actor: Actor, row: ExternalService, day: dt.date) -> dict[str, Any]:
    """Return what the page of a service shows beside it: its assets, what is owed and what was met."""
    duties = list(row.obligations.select_related("done_by", "service__manager"))
    owed = sorted(
        (duty for duty in duties if duty.done_on is None),
        key=lambda duty: (duty.due_on is None, duty.due_on or day, duty.pk),
    )
    names = obligations.names_of(owed, day)
    return {
        "assets": list(row.assets.select_related("section")[:200]),
        "owed": [(duty, names.get(duty.pk, ""), obligations.may_finish(actor, duty)) for duty in owed],
        "met": [duty for duty in duties if duty.done_on is not None],
        "expired": row.ends is not None and row.ends < day,
    }


def around_contractor(actor: Actor, row: Contractor, day: dt.date) -> dict[str, Any]:  # noqa: ARG001  every ledger is asked alike
    """Return what the page of a firm shows beside it: the contracts and services the actor may see."""
    held: dict[str, Any] = {"contracts": list(queries.contracts(actor).filter(contractor=row)[:200])}
    if actor.may(Permission.SERVICE_VIEW):
        held["services"] = list(queries.services(actor).filter(provider=row)[:200])
    return held
