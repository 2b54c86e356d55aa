"""The answer of the breach question frozen into a case, read back, and compared with today's. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.procedures.reporting import deadlines
from sekisho.procedures.statements import LedgerView
from sekisho.server.incidents.answer import Access, Breach, Concern, Firm, Login, Told
from sekisho.server.incidents.holdings import Held
from sekisho.server.incidents.outside import Site
from sekisho.terms import CustodyState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_DAYS = {"starts", "ends", "handed_on", "return_due"}


def freeze(answer: Breach) -> dict[str, Any]:
    """Return the answer as JSON: days in ISO form, unknown as null. The clocks follow from the day."""
    plain = attrs.asdict(
        answer,
        filter=lambda field, _value: field.name not in {"clocks", "clocks_if_wrongful"},
        value_serializer=_plain,
    )
    return dict(plain)


def digest(content: Any) -> str:  # noqa: ANN401  any JSON
    """Return the SHA-256 of ``content`` in one fixed spelling."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def thaw(content: dict[str, Any], day: dt.date) -> Breach:
    """Return what was frozen on ``day``."""
    return Breach(
        words=content.get("words", ""),
        day=day,
        firms=tuple(Firm(**one) for one in content.get("firms", ())),
        contracts=tuple(Concern(**_dated(one)) for one in content.get("contracts", ())),
        services=tuple(Concern(**_dated(one)) for one in content.get("services", ())),
        provided=tuple(
            Held(**_dated(one) | {"state": CustodyState(one["state"])}) for one in content.get("provided", ())
        ),
        access=tuple(_access(one) for one in content.get("access", ())),
        told=tuple(Told(**one | {"names": tuple(one["names"])}) for one in content.get("told", ())),
        neighbours=content.get("neighbours", 0),
        clocks=deadlines(day, wrongful=False),
        clocks_if_wrongful=deadlines(day, wrongful=True),
        sites=tuple(Site.of(one) for one in content.get("sites", ())),
        other_sections=content.get("other_sections", 0),
    )


def shared(answer: Breach, sections: Collection[str] | None) -> Breach:
    """Return the share of ``sections`` (names), and of how many others there is more; None: all of it."""
    if sections is None:
        return answer
    concerned = {name for name, _count in answer.sections} | {one.section for one in answer.provided}
    others = concerned - set(sections)
    return attrs.evolve(
        answer,
        other_sections=answer.other_sections + len(others),
        contracts=tuple(one for one in answer.contracts if one.section in sections),
        services=tuple(one for one in answer.services if one.section in sections),
        provided=tuple(one for one in answer.provided if one.section in sections),
        access=tuple(one for one in answer.access if one.section in sections),
        told=tuple(one for one in answer.told if not one.section or one.section in sections),
        sites=tuple(one for one in answer.sites if one.section in sections),
    )


def ledger_view(answer: Breach) -> LedgerView:
    """Return what statements are held against."""
    standing = [one for one in answer.provided if one.standing]
    people = answer.people
    high = None if answer.other_sections else people.high
    return LedgerView(people.low, high, len(standing), len(answer.overdue))


@attrs.frozen
class Difference:
    """One thing that is not as it was frozen: ``before`` or ``after`` is None where it was not there."""

    before: Held | None
    after: Held | None

    @property
    def row(self) -> Held:
        """The thing itself."""
        row = self.after or self.before
        if row is None:
            raise ValueError(self)
        return row


def differences(before: Breach, after: Breach) -> tuple[Difference, ...]:
    """Return what came, what went and what changed between two answers."""
    old, new = dict(_keyed(before)), dict(_keyed(after))
    return tuple(
        Difference(old.get(key), new.get(key))
        for key in dict.fromkeys((*old, *new))
        if _essence(old.get(key)) != _essence(new.get(key))
    )


def _keyed(answer: Breach) -> Iterator[tuple[tuple[object, ...], Held]]:
    seen: dict[tuple[object, ...], int] = {}
    for one in answer.provided:
        key = (one.kind, one.pk, one.handover, one.asset_id)
        seen[key] = seen.get(key, 0) + 1
        yield (*key, seen[key]), one


def _essence(one: Held | None) -> tuple[object, ...] | None:
    if one is None:
        return None
    return (one.what, one.section, one.confidentiality, one.persons, one.personal, one.specific,
            one.sensitive, one.handed_on, one.return_due, one.state)  # fmt: skip


def _plain(_owner: object, _field: object, value: Any) -> Any:  # noqa: ANN401  attrs' own signature
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.value if isinstance(value, CustodyState) else value


def _access(one: dict[str, Any]) -> Access:
    """Return one service; a case frozen by an earlier version holds no accounts in parts."""
    logins = tuple(Login(**login) for login in one.get("logins", ()))
    lists = {"owed": tuple(one["owed"]), "accounts": tuple(one.get("accounts", ())), "logins": logins}
    return Access(**one | lists)


def _dated(one: dict[str, Any]) -> dict[str, Any]:
    return {
        name: dt.date.fromisoformat(value) if name in _DAYS and value else value
        for name, value in one.items()
    }
