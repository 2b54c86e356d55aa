"""The breach question: a firm was breached; what of ours does it hold, whom do we tell, by when?"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import attrs
from django.db.models import Q, prefetch_related_objects

from sekisho.errors import BadInput, say
from sekisho.japan import corporate_number
from sekisho.japan.text import company_key, normal_width, search_key
from sekisho.procedures.reporting import deadlines
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import holders_of
from sekisho.server.commons import successions
from sekisho.server.custody import queries as custody
from sekisho.server.incidents import accounts, case_queries, holdings, outside, snapshots
from sekisho.server.incidents.answer import Access, Breach, Concern, Firm, Login, Told
from sekisho.server.incidents.seams import Concerned
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.trust import queries as trust
from sekisho.terms import Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.seams import Item
    from sekisho.server.ledgers.models import Contract, Contractor, ExternalService

_NUMBER = re.compile(r"T?[0-9\s‐‑–—−ー-]{12,}")
MOST_FIRMS = 50
"""Words that mean more firms than this name nobody; the answer would be the whole ledger."""
_AT_ONCE = (Role.CSIRT, Role.GENERAL_OFFICER, Role.CISO)
"""Offices that are told of every case, whichever section it concerns."""


def breach(actor: Actor, words: str, day: dt.date) -> Breach:
    """Return what the firm named by ``words`` holds of ours, as far as ``actor`` answers for it.

    ``words`` is a 法人番号, or a part of the name of a firm, of a service or of a sub-contractor, in any
    spelling and with or without 株式会社, or of a certification's number or name. The number of queries does
    not grow with the ledgers.

    Raises:
        Refused: the actor may not ask at all.
        BadInput: nothing was asked, the 法人番号 is not one, or the words mean too many firms.
    """
    return _mine(actor, *_asked(actor, words, day))


def whole(actor: Actor, words: str, day: dt.date) -> Breach:
    """Return the same over the whole body, to be frozen: whoever asks limits what is shown.

    Which firms are meant is answered from the services ``actor`` may see.

    Raises:
        Refused, BadInput: as :func:`breach` says.
    """
    return _asked(actor, words, day)[0]


def _asked(actor: Actor, words: str, day: dt.date) -> tuple[Breach, dict[int, str]]:
    require(actor, Permission.BREACH_VIEW)
    number, key = _meant(words)
    providers = _providers(_own_services(actor).filter(search_key__contains=key), key) if key else set()
    firms = _firms(actor, number, key, providers)
    return _answer(words, firms, {key}, day)


def breach_of(actor: Actor, firm_ids: Iterable[int], words: str, day: dt.date) -> Breach:
    """Return the same for firms that are known already, whatever they are called by now.

    Raises:
        Refused: the actor may not see incidents at all.
    """
    return case_queries.share(actor, whole_of(actor, firm_ids, words, day))


def _mine(actor: Actor, answer: Breach, concerned: dict[int, str]) -> Breach:
    """Return the share of ``actor``; the sections concerned are known, so no query asks for them."""
    own = actor.sections_for(Permission.BREACH_VIEW)
    names = None if own is None else {name for pk, name in concerned.items() if pk in own}
    return snapshots.shared(answer, names)


def whole_of(actor: Actor, firm_ids: Iterable[int], words: str, day: dt.date) -> Breach:
    """Return the same over the whole body, to be frozen: whoever asks limits what is shown.

    A sub-contractor may have no row of its own; only ``words`` find it, as when they were first asked.

    Raises:
        Refused: the actor may not see incidents at all.
    """
    require(actor, Permission.INCIDENT_VIEW)
    firms = list(ledgers.contractors(actor, retired=None).filter(pk__in=list(firm_ids)))
    return _answer(words, firms, {_name_key(words)}, day)[0]


@attrs.frozen
class _Rows:
    """What was found of some firms: rows of the ledgers, and what they hold."""

    contracts: list[Contract]
    services: list[ExternalService]
    held: list[custody.Held]
    handed: dict[int, str]
    """Contracts under which something was handed over, with who received it."""
    below: dict[int, str]
    """Contracts with the sub-contractors that are meant, or who received something under them."""


def _own_services(actor: Actor) -> QuerySet[ExternalService]:
    """Return the services ``actor`` answers for: the name of another's service tells nothing."""
    sections = actor.sections_for(Permission.BREACH_VIEW)
    rows = ledgers.services(actor, retired=None)
    return rows if sections is None else rows.filter(section_id__in=sections)


def _answer(
    words: str, firms: list[Contractor], keys: set[str], day: dt.date
) -> tuple[Breach, dict[int, str]]:
    """Return the answer over the whole body, and the sections concerned by key."""
    meant = {firm.pk: firm.name for firm in firms}
    ids = set(meant)
    rows = _rows(meant, {*keys, *(company_key(firm.name) for firm in firms)} - {""}, day)
    concerned = {row.section_id: row.section.name for row in (*rows.contracts, *rows.services)}
    numbers = {firm.corporate_number for firm in firms} - {""}
    answer = Breach(
        words=words.strip(),
        day=day,
        firms=tuple(Firm(firm.pk, firm.name, firm.corporate_number) for firm in firms),
        contracts=tuple(
            _contract(row, "" if row.contractor_id in ids else rows.below.get(row.pk, ""), day)
            for row in rows.contracts
        ),
        services=tuple(_service(row, day) for row in rows.services),
        provided=tuple(_provided(rows)),
        access=tuple(_access(rows.services, ids, day)),
        told=_told(set(concerned), day),
        sites=outside.sites([row.pk for row in rows.contracts], day),
        neighbours=ledgers.neighbours_dealing_with(numbers) if numbers else 0,
        clocks=deadlines(day, wrongful=False),
        clocks_if_wrongful=deadlines(day, wrongful=True),
    )
    return answer, {one.section_id: one.section_name for one in rows.held} | concerned


def _rows(meant: Mapping[int, str], keys: set[str], day: dt.date) -> _Rows:
    ids = set(meant)
    all_contracts, all_services = ledgers.contracts_of_body(), ledgers.services_of_body()
    said, written = custody.contracts_below(all_contracts, meant, day)
    under = _worked_under(said.items(), keys) | written
    held = custody.held_by(ids, day, contract_ids=list(under))
    handed = {one.contract.pk: one.firm_name for one in held if one.contract}
    entrusted = {one.service.pk for one in held if one.service}
    contracts = all_contracts.order_by("number").filter(
        Q(contractor_id__in=ids) | Q(pk__in=[*under, *handed])
    )
    services = (
        all_services.select_related("manager")
        .order_by("number")
        .filter(Q(provider_id__in=ids) | Q(pk__in=entrusted))
    )
    return _Rows(
        contracts=list(contracts),
        services=list(services.prefetch_related("obligations")),
        held=held,
        handed=handed,
        below=handed | under,
    )


def _provided(rows: _Rows) -> Iterator[holdings.Held]:
    """Yield what 提供データ台帳 says, then what it leaves out."""
    entrusted = {one.service.pk for one in rows.held if one.service}
    for one in rows.held:
        yield holdings.of_custody(one)
    for contract in rows.contracts:
        if contract.pk not in rows.handed:
            yield from holdings.of_undated(contract)
    ended = [service for service in rows.services if service.pk not in entrusted]
    prefetch_related_objects(ended, "assets")
    for service in ended:
        yield from holdings.of_ended(service)


def _meant(words: str) -> tuple[str, str]:
    """Return the 法人番号 that is meant, or else the key of the name."""
    if _is_number(words):
        return corporate_number.normalise(words, where="名称または法人番号"), ""
    key = _name_key(words)
    if not key:
        raise BadInput(
            "だれのことかが書かれていません。",
            next_step="委託先・サービス・再委託先の名前か、法人番号か、認定・認証の番号を書いてください。",
            where="名称または法人番号",
        )
    return "", key


def _is_number(words: str) -> bool:
    return _NUMBER.fullmatch(normal_width(words).strip()) is not None


def _name_key(words: str) -> str:
    """Return the key of the name that is meant; empty where a 法人番号 is, or nothing."""
    return "" if _is_number(words) else company_key(words) or search_key(words)


def _providers(rows: Iterable[ExternalService], key: str) -> set[int]:
    """Return who provides the services whose own name holds ``key``."""
    return {row.provider_id for row in rows if key in search_key(row.name)}


def _firms(actor: Actor, number: str, key: str, providers: set[int]) -> list[Contractor]:
    rows, known = ledgers.contractors(actor, retired=None), successions.known()
    if number:
        return _with_kin(known, rows, list(rows.filter(corporate_number=number)))
    meant = Q(search_key__contains=key) | Q(pk__in=providers | known.once_named(key))
    meant |= Q(pk__in=trust.firms_certified(key))
    found = list(rows.filter(meant)[: MOST_FIRMS + 1])
    if len(found) > MOST_FIRMS:
        raise BadInput(
            say("当てはまる相手が{most}社より多くあります。", most=MOST_FIRMS),
            next_step="名前をもう少し長く書くか、法人番号で調べてください。",
            where="名称または法人番号",
        )
    return _with_kin(known, rows, found)


def _with_kin(
    known: successions.Known, rows: QuerySet[Contractor], found: list[Contractor]
) -> list[Contractor]:
    """Add the firms that merged with those found, so that neither's holdings are missed."""
    have = {firm.pk for firm in found}
    more = known.kin(have) - have
    return [*found, *rows.filter(pk__in=more)] if more else found


def _worked_under(rows: Iterable[tuple[int, str]], keys: set[str]) -> dict[int, str]:
    """Return the contracts whose ledger row names one of ``keys`` as a sub-contractor."""
    return {pk: names for pk, names in rows if any(key in company_key(names) for key in keys)}


def _contract(row: Contract, subcontractor: str, day: dt.date) -> Concern:
    return Concern(
        kind="contract",
        pk=row.pk,
        number=row.number,
        title=row.title,
        section=row.section.name,
        firm=row.contractor.name,
        subcontractor=subcontractor,
        starts=row.starts,
        ends=row.ends,
        closed=row.retired_on is not None or row.ends < day,
    )


def _service(row: ExternalService, day: dt.date) -> Concern:
    return Concern(
        kind="service",
        pk=row.pk,
        number=row.number,
        title=row.name,
        section=row.section.name,
        firm=row.provider.name,
        subcontractor="",
        starts=row.starts,
        ends=row.ends,
        closed=row.retired_on is not None or (row.ends is not None and row.ends < day),
    )


def _access(rows: list[ExternalService], firms: set[int], day: dt.date) -> Iterator[Access]:
    items: defaultdict[int | None, list[Item]] = defaultdict(list)
    for item in accounts.items(Concerned([row.pk for row in rows], firms), day) if rows else ():
        items[item.service].append(item)
    for row in rows:
        if row.retired_on is not None and not items[row.pk]:
            continue  # out of use, and nobody can sign in any more
        owed = tuple(duty.text for duty in row.obligations.all() if duty.done_on is None)
        manager = row.manager.name if row.manager else ""
        named = tuple(item.what for item in items[row.pk])
        logins = tuple(
            Login(one.login, one.who, one.kind, one.privileged) for one in items[row.pk] if one.login
        )
        yield Access(row.pk, row.name, row.section.name, manager, owed, named, logins)


def _told(sections: set[int], day: dt.date) -> tuple[Told, ...]:
    """Return who is told at once: the heads of the sections concerned, then CSIRT and upwards."""
    offices: dict[tuple[Role, str], list[str]] = {}
    for post in holders_of((Role.MANAGER, *_AT_ONCE), day):
        role = Role(post.role)
        if role in _AT_ONCE or post.section_id in sections:
            names = offices.setdefault((role, post.section.name if role is Role.MANAGER else ""), [])
            if post.person.name not in names:
                names.append(post.person.name)
    order = (Role.MANAGER, *_AT_ONCE)
    ranked = sorted(offices.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    return tuple(Told(role.label, section, tuple(names)) for (role, section), names in ranked)
