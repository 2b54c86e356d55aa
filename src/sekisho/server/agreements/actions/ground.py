"""What the actions of this slice share: rows locked at the version seen, words that must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.agreements.queries import ledger_of
from sekisho.server.crossings.actions import Subject
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import changes

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.accounts.tenancy import BodyOwned
    from sekisho.server.agreements.queries import Matter


def may_write(actor: Actor, matter: Matter, permission: Permission = Permission.AGREEMENT_EDIT) -> None:
    """Refuse who may not write for the matter's section, and a matter that left the ledger.

    Raises:
        Refused, Conflict, NotFound: as said.
    """
    changes.own({ledger_of(matter): matter})
    require(actor, permission, section=matter.section_id)
    if matter.retired_on is not None:
        raise Conflict(
            say("「{row}」は台帳から外されています。", row=matter),
            next_step="台帳の一覧からさがしてください。",
        )


def about(matter: Matter) -> Subject:
    """Return the service or contract as the subject of an entry."""
    return Subject(ledger_of(matter), matter.pk, matter.section_id)


def locked(model: type[BodyOwned], pk: int, version: int) -> Any:  # noqa: ANN401  the model named
    """Return the row ``pk``, locked until the transaction ends, if it still stands at ``version``.

    Raises:
        NotFound: there is no such row in this body.
        Conflict: somebody changed it.
    """
    row: Any = model.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFound("見つかりません。", next_step="一覧からさがしてください。")
    if row.version != version:
        raise Conflict(
            say("「{row}」は、あなたが開いたあとに変わりました。", row=row),
            next_step="画面を開き直し、今の内容を確かめてから、もう一度してください。",
        )
    return row


def required(label: str, text: str, most: int = 400) -> str:
    """Return ``text`` without blanks at its ends.

    Raises:
        BadInput: nothing is written, or too much.
    """
    return bounded(label, checks.required(label, text), most)


def bounded(label: str, text: str, most: int) -> str:
    """Return ``text``; refuse more than ``most`` characters.

    Raises:
        BadInput: it is longer.
    """
    if len(text) > most:
        raise BadInput(
            say("{label}が長すぎます（{count}文字）。", label=say(label), count=len(text)),
            where=label,
            next_step=say("{most}文字までにしてください。", most=most),
        )
    return text
