"""What the actions of this slice share: whose contract it is, which firms may work under it, the entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.server.accounts.permissions import require
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.custody import subcontracts
from sekisho.server.ledgers.actions import changes, versions
from sekisho.server.ledgers.watchers import changed

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor, Permission
    from sekisho.server.accounts.tenancy import BodyOwned
    from sekisho.server.ledgers.models import Contract, Contractor

STALE = "画面を開き直し、今の内容を確かめてから、もう一度してください。"


def standing(actor: Actor, contract: Contract, permission: Permission) -> None:
    """Refuse a contract of another body or section, or one that was taken out of the ledger.

    Raises:
        NotFound, Refused, Conflict: for each of them.
    """
    changes.own({"contract": contract})
    require(actor, permission, section=contract.section_id)
    if contract.retired_on is not None:
        raise Conflict(
            say("「{contract}」は台帳から外されています。", contract=contract),
            next_step="ほかの契約を選んでください。",
        )


def locked(actor: Actor, model: type[BodyOwned], pk: int, version: int, permission: Permission) -> Any:  # noqa: ANN401  the model named
    """Return the row ``pk``, locked until the transaction ends, if it still stands at ``version``.

    Its contract is held first, as whoever enters a row does: nobody waits for another in a circle.

    Raises:
        NotFound: there is no such row in this body.
        Refused: the actor does not answer for the section of its contract.
        Conflict: somebody changed it.
    """
    seen: Any = model.objects.filter(pk=pk).first()
    if seen is None:
        raise NotFound("見つかりません。", next_step="契約の「委託先の監督」からさがしてください。")
    require(actor, permission, section=seen.contract.section_id)
    changes.hold(seen.contract)
    row: Any = model.objects.select_for_update(of=("self",)).get(pk=pk)
    versions.refuse_stale(row, row.version, version)
    return row


def firm_of(contract: Contract, firm: Contractor | None, day: dt.date) -> Contractor:
    """Return the firm meant: the contractor unless another is named, to which every level was consented.

    Raises:
        NotFound: the firm is not of this body.
        BadInput: it is a sub-contractor without consent at its level.
    """
    if firm is None or firm.pk == contract.contractor_id:
        return contract.contractor
    changes.own({"firm": firm})
    if firm.pk not in subcontracts.consented(contract, day):
        raise no_consent(firm.name)
    return firm


def no_consent(firm: str) -> BadInput:
    """Return the error for people of a firm that may not work under a contract."""
    return BadInput(
        say("「{firm}」の人は、この契約の仕事をすることができません。", firm=firm),
        where="所属",
        why="契約の相手でも、すべての段で承諾した再委託先でもありません（番号法10条、対策基準8.1）。",
        next_step="契約のページで、再委託とその承諾を記録してください。",
    )


def note(actor: Actor, contract: Contract, verb: str, told: dict[str, object]) -> None:
    """Write the entry about ``contract``, and have it judged again. Names of persons stay out of it."""
    record(actor, verb, Subject("contract", contract.pk, contract.section_id), told)
    changed("contract", [contract.pk])
