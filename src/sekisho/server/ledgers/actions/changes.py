"""How every ledger row is added, changed and retired: permission, version, difference, one entry.

The actions of the four ledgers are thin over this module, so that an edit always says who changed
which field from what to what, and two people editing at once are told instead of overwriting each other.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
from django.db import IntegrityError, transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.japan.dates import format_wareki
from sekisho.japan.text import search_key
from sekisho.server.accounts.permissions import require
from sekisho.server.accounts.tenancy import BodyOwned, body_in_force
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import versions
from sekisho.server.ledgers.watchers import changed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sekisho.server.accounts.permissions import Actor, Permission

Row = TypeVar("Row", bound=BodyOwned)
Values = dict[str, Any]
Changes = dict[str, list[object]]
"""Field → [before, after]."""

_LONGEST_IN_RECORD = 400


@attrs.frozen
class Ledger:
    """What tells one ledger from another when its rows change."""

    name: str
    """The subject's type and the first half of the verbs, such as ``asset`` in ``asset.changed``."""
    label: str
    model: type[BodyOwned]
    permission: Permission
    searched: tuple[str, ...]
    """Fields and paths whose words the row is found by."""
    check: Callable[[Any], None]
    """Raises BadInput where fields of a row contradict each other."""


def add(actor: Actor, ledger: Ledger, values: Values) -> Any:  # noqa: ANN401  the ledger's own model
    """Add a row. Each ledger's own action gives the type back.

    Raises:
        Refused: the actor may not edit this ledger for the section.
        BadInput: a value is missing, wrong or taken.
        Conflict: somebody, or the same form sent twice, takes the value in this moment.
    """
    own(values)
    require(actor, ledger.permission, section=_section_of(values))
    with transaction.atomic():
        row = ledger.model(body_id=body_in_force())
        write(row, values)
        clean(row, ledger)
        _save_first(row, ledger)
        record(actor, f"{ledger.name}.added", subject_of(row, ledger), {"values": _snapshot(row, values)})
        changed(ledger.name, [row.pk])
    return row


def change(
    actor: Actor,
    ledger: Ledger,
    pk: int,
    version: int,
    values: Values,
    related: Callable[[Any], Changes] | None = None,
) -> Any:  # noqa: ANN401  the ledger's own model
    """Change the fields in ``values`` of the row ``pk`` as it stood at ``version``.

    Values that are the same as before write nothing.

    ``related`` changes what hangs on the row and returns it as changes, for the same entry.

    Raises:
        NotFound: there is no such row in this body.
        Refused: the actor may not edit the row, or may not move it to the section named.
        Conflict: somebody changed the row since ``version``.
        BadInput: a value is wrong.
    """
    own(values)
    with transaction.atomic():
        row = locked(actor, ledger, pk, version)
        refuse_retired(row)
        if "section" in values:
            require(actor, ledger.permission, section=values["section"].pk)
        before = _snapshot(row, values)
        write(row, values)
        clean(row, ledger)
        after = _snapshot(row, values)
        changes: Changes = {
            name: [before[name], after[name]] for name in after if before[name] != after[name]
        }
        changes |= related(row) if related else {}
        if changes:
            versions.save_next(row)
            record(actor, f"{ledger.name}.changed", subject_of(row, ledger), {"changes": changes})
            changed(ledger.name, [row.pk])
    return row


def retire(actor: Actor, ledger: Ledger, pk: int, version: int, *, on: dt.date, reason: str) -> Any:  # noqa: ANN401  the ledger's own model
    """Take the row out of the lists from ``on``. It stays in the books.

    Raises:
        Refused: the actor may not edit the row.
        Conflict: somebody changed it since ``version``, or it is retired already.
        BadInput: no reason is given, or the day has not come.
    """
    checks.not_ahead("外す日", on)
    if not reason.strip():
        raise BadInput(
            "台帳から外す理由が書かれていません。", where="理由", next_step="理由を書いてください。"
        )
    with transaction.atomic():
        row = locked(actor, ledger, pk, version)
        refuse_retired(row)
        row.retired_on = on
        versions.save_next(row)
        record(
            actor,
            f"{ledger.name}.retired",
            subject_of(row, ledger),
            {"on": on.isoformat(), "reason": shorten(reason)},
        )
        changed(ledger.name, [row.pk])
    return row


def refuse_retired(row: Any) -> None:  # noqa: ANN401  any ledger's row
    """Raise Conflict if the row was taken out of the ledger."""
    if row.retired_on is not None:
        raise Conflict(
            say("「{row}」は{day}に台帳から外されています。", row=row, day=format_wareki(row.retired_on)),
            next_step="画面を開き直してください。",
        )


def locked(actor: Actor | None, ledger: Ledger, pk: int, version: int) -> Any:  # noqa: ANN401  the ledger's own model
    """Return the row ``pk``, locked until the transaction ends, if it still stands at ``version``.

    Who may not edit it is refused first, so that a stale version tells them nothing. Without an ``actor``
    the caller has seen to that.

    Raises:
        NotFound: there is no such row in this body.
        Refused: the actor may not edit the ledger for the row's section.
        Conflict: somebody changed it.
    """
    row: Any = ledger.model.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if row is None:
        raise NotFound(
            say("{ledger}（番号 {pk}）は見つかりません。", ledger=ledger, pk=pk),
            next_step="一覧からさがしてください。",
        )
    if actor is not None:
        require(actor, ledger.permission, section=getattr(row, "section_id", None))
    if row.version != version:
        raise Conflict(
            say("「{row}」は、あなたが開いたあとに、ほかの人が直しました。", row=row),
            why=say("開いたときの版は{opened}、今の版は{current}です。", opened=version, current=row.version),
            next_step="画面を開き直し、今の内容を確かめてから、もう一度直してください。",
        )
    return row


def write(row: Any, values: Mapping[str, Any]) -> None:  # noqa: ANN401  any ledger's row
    """Put ``values`` into the fields of ``row``; many-to-many fields are left to the caller."""
    for name, value in values.items():
        setattr(row, name, value)


def clean(row: Any, ledger: Ledger) -> None:  # noqa: ANN401  any ledger's row
    """Compute the search key and check the row.

    Raises:
        BadInput: naming the field by its label.
    """
    row.search_key = key_of(row, ledger)
    checks.cleaned(row)
    ledger.check(row)


def key_of(row: Any, ledger: Ledger) -> str:  # noqa: ANN401  any ledger's row
    """Return the normalised words of the row."""
    words = []
    for path in ledger.searched:
        value = row
        for part in path.split("."):
            value = getattr(value, part, "")
        words.append(str(value))
    return "|".join(search_key(word) for word in words if word)[:500]


def hold(row: BodyOwned) -> None:
    """Let nobody else act on ``row`` until the transaction ends: what is first of its kind is made once."""
    type(row).objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)


def _save_first(row: Any, ledger: Ledger) -> None:  # noqa: ANN401  any ledger's row
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # what stands once was free when it was checked
        raise Conflict(
            say("同じ番号の{ledger}が、今、登録されました。", ledger=say(ledger.label)),
            why="ほかの人が先に登録したか、同じ内容が2回送られました。",
            next_step="一覧を開き、登録されたものを確かめてください。",
        ) from error


def subject_of(row: Any, ledger: Ledger) -> Subject:  # noqa: ANN401  any ledger's row
    """Return what an entry about this row names."""
    return Subject(ledger.name, row.pk, getattr(row, "section_id", None))


def own(values: Mapping[str, Any]) -> None:
    """Refuse a reference to another body's row, or to a section that was dissolved.

    Raises:
        NotFound: as if it did not exist, for here it does not.
        BadInput: naming the section and when it ended.
    """
    for value in values.values():
        if isinstance(value, BodyOwned) and value.body_id != body_in_force():
            raise NotFound("指定されたものは、この団体にはありません。", next_step="選び直してください。")
    section = values.get("section")
    if section is not None and section.ends is not None and section.ends < timezone.localdate():
        raise BadInput(
            say(
                "「{section}」は{day}に廃止されています。",
                section=section.name,
                day=format_wareki(section.ends),
            ),
            where="所管課",
            next_step="引き継いだ課を選んでください。",
        )


def plain(value: Any) -> object:  # noqa: ANN401  any field's value
    """Return ``value`` as the record holds it: JSON, references by name, long text cut."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool | None):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value[:100]]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return shorten(str(value))


def shorten(text: str) -> str:
    """Return ``text`` as it goes into the record: whole, or its beginning and its length."""
    if len(text) <= _LONGEST_IN_RECORD:
        return text
    return f"{text[:_LONGEST_IN_RECORD]}…（全{len(text)}文字）"


def _snapshot(row: Any, values: Mapping[str, Any]) -> dict[str, object]:  # noqa: ANN401  any ledger's row
    return {name: plain(getattr(row, name, None)) for name in values}


def _section_of(values: Mapping[str, Any]) -> int | None:
    section = values.get("section")
    return section.pk if section is not None else None
