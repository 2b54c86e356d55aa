"""What taking a list of accounts in would do: rows that are new, rows that change how, rows refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import say
from sekisho.server.access.import_columns import LEDGER
from sekisho.server.access.import_rows import kind_of, whose
from sekisho.server.access.models import ServiceAccount
from sekisho.server.access.words import key_of
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.importing.consent import Change, Plan
from sekisho.server.importing.parsed import Problem
from sekisho.terms import AccountKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sekisho.server.access.import_rows import AccountRow, Known
    from sekisho.server.importing.parsed import Parsed
    from sekisho.server.ledgers.models import ExternalService

_NAMES = {column.field: column.name for column in LEDGER.columns}
_SAID = {"person_id": "利用者", "holder": "利用者", "kind": "アカウントの種類", "opened_on": "開設日"}
_SAID |= {"purpose": "使う目的", "privileged": "特権", "mfa": "多要素認証"}


def plan(parsed: Parsed[AccountRow], known: Known, *, accept_doubts: bool) -> Plan[ServiceAccount]:
    """Return what taking in the acceptable rows of ``parsed`` would do."""
    made: Plan[ServiceAccount] = Plan()
    acceptable = parsed.acceptable(accept_doubts=accept_doubts)
    repeated = _repeated(parsed, known)
    for number, row in acceptable:
        fault = repeated.get(number) or next(_faults(number, row, known), None)
        if fault is not None:
            made.refused.append(fault)
        else:
            _place(made, row, known)
    return made


def _place(made: Plan[ServiceAccount], row: AccountRow, known: Known) -> None:
    given = attrs.asdict(row)
    service, held = known.service_of(given), known.account_of(given)
    if service is None:  # reading has refused such rows
        raise AssertionError(row.service)
    if row.closed_on is not None:
        made.unchanged += 1
    elif held is None:
        made.new.append(_new(row, service, _values(row, known)))
    else:
        values, person = _values(row, known), whose(known, given)[0]
        before = {name: _shown(held, name) for name in values}
        same = all(getattr(held, name) == value for name, value in values.items())
        if same:
            made.unchanged += 1
            return
        for name, value in values.items():
            setattr(held, name, value)
        held.person = person
        after = {name: _shown(held, name) for name in values}
        told = [(_SAID[name], before[name], after[name]) for name in values if before[name] != after[name]]
        made.changes.append(Change(held, tuple(dict.fromkeys(told))))


def _values(row: AccountRow, known: Known) -> dict[str, Any]:
    """Return the fields of the account as the row says; what it does not say stays as it is."""
    given = attrs.asdict(row)
    held = known.account_of(given)
    person, holder, _ = whose(known, given)
    stays = {
        "purpose": row.purpose or (held.purpose if held else ""),
        "privileged": row.privileged if row.privileged is not None else bool(held and held.privileged),
        "mfa": row.mfa if row.mfa is not None else (held.mfa if held else None),
    }
    return {
        "person_id": person.pk if person else None,
        "holder": holder,
        "kind": kind_of(known, given, person),
        "opened_on": row.opened_on,
        **stays,
    }


def _shown(account: ServiceAccount, name: str) -> str:
    value = account.used_by if name in {"person_id", "holder"} else getattr(account, name)
    if isinstance(value, bool):
        return "有" if value else "無"
    if name == "kind":
        return AccountKind(value).label
    return "" if value is None else str(value)


def _new(row: AccountRow, service: ExternalService, values: dict[str, Any]) -> ServiceAccount:
    return ServiceAccount(body_id=body_in_force(), service=service, login=row.login, **values)


def _repeated(parsed: Parsed[AccountRow], known: Known) -> dict[int, Problem]:
    """Return a problem for every row whose service and login name another row bears too."""
    bearers: dict[tuple[int, str], list[int]] = {}
    for number, row in parsed.rows:
        service = known.service_of(attrs.asdict(row))
        if service is not None and row.closed_on is None:
            bearers.setdefault((service.pk, row.login), []).append(number)
    found = {}
    for (_, login), numbers in bearers.items():
        for number in numbers if len(numbers) > 1 else ():
            others = [say("{other}行目", other=other) for other in numbers if other != number]
            reason = say("{others}と同じアカウントです。一行にしてください。", others=others)
            found[number] = Problem(number, _NAMES["login"], login, reason, Severity.ERROR)
    return found


def _faults(number: int, row: AccountRow, known: Known) -> Iterator[Problem]:
    given = attrs.asdict(row)
    service, (person, holder, _) = known.service_of(given), whose(known, given)
    kind = kind_of(known, given, person)
    if row.closed_on is not None and service is not None:
        if (service.pk, row.login, row.closed_on) not in known.closed:
            reason = say("閉じたアカウントは取り込みません。台帳の画面で閉じたことを記録してください。")
            yield Problem(number, _NAMES["closed_on"], str(row.closed_on), reason, Severity.ERROR)
    elif person is None and (kind == AccountKind.PERSONAL.value or not holder):
        reason = say("個人のアカウントの利用者が決まりません。")
        yield Problem(number, _NAMES["name"], row.name, reason, Severity.ERROR)


def keyed(account: ServiceAccount) -> ServiceAccount:
    """Give an account the words it is found by."""
    account.search_key = key_of(account.service, account.login, account.person, account.holder)
    return account
