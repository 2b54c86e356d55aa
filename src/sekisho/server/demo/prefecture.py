"""An invented prefecture with its municipalities, written in bulk: what the benchmarks measure against.

Every municipality has sections, people, assets, firms, services and ten years of contracts. The firms come
from one pool, so that the same 法人番号 stands in many bodies, each spelling the name in its own way.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs
from django.contrib.auth.hashers import make_password
from django.db import transaction

from sekisho.errors import BadInput, Conflict
from sekisho.japan.corporate_number import check_digit
from sekisho.server.accounts.actions import name_key
from sekisho.server.accounts.models import Body, Person, Post, Section
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.demo import PASSWORD
from sekisho.server.demo.people import FOUNDED, GIVEN, SECTIONS, SURNAMES
from sekisho.server.ledgers.actions.books import ASSETS, CONTRACTORS, CONTRACTS, SERVICES
from sekisho.server.ledgers.actions.changes import key_of
from sekisho.server.ledgers.models import Contract, Contractor, ExternalService, InformationAsset
from sekisho.terms import Confidentiality, Medium, Role, ServiceClass, ServiceKind, TermsKind

if TYPE_CHECKING:
    from collections.abc import Sequence

PREFECTURE = "990000"
MOST = 200
YEARS = 10
_BATCH = 1000
_FIRMS_OF_POOL = 500
_SPELLINGS = ("株式会社{}", "㈱{}", "（株）{}", "{}株式会社", "株式会社　{}", "カブシキガイシャ{}")
_STEMS = (
    "東西情報",
    "さくらシステム",
    "みなとデータ",
    "北斗計算",
    "ミドリ事務",
    "南海ネット",
    "中央印刷",
    "あさひ測量",
)
_ROLES = (
    (Role.MANAGER, "課長", "kacho"),
    (Role.DEPUTY, "課長補佐", "hosa"),
    (Role.STAFF, "主査", "1"),
    (Role.STAFF, "主事", "2"),
)
_POLICY = (
    (Role.GENERAL_OFFICER, "情報政策課長", "general"),
    (Role.POLICY_STAFF, "主査", "joho"),
    (Role.CISO, "副市長", "ciso"),
    (Role.AUDITOR, "監査責任者", "kansa"),
)


@attrs.frozen
class PerBody:
    """How many rows each municipality gets."""

    assets: int = 100
    firms: int = 40
    services: int = 20
    contracts_a_year: int = 30


def load_prefecture(size: int, *, today: dt.date, per_body: PerBody | None = None) -> dict[str, int]:
    """Found a prefecture with ``size`` municipalities; return the rows written, by kind.

    Only the command line on the server itself calls this. One transaction: killed, it leaves nothing.

    Raises:
        BadInput: the size is not between 1 and 200.
        Conflict: the site has data already.
    """
    if not 1 <= size <= MOST:
        raise BadInput(f"団体の数「{size}」は作れません。", next_step=f"1から{MOST}までにしてください。")
    if Body.objects.exists():
        raise Conflict(
            "このサイトには、もうデータがあります。",
            why="試しの県は、空のサイトにだけ作ります。",
            next_step="SEKISHO_DATA に空のフォルダを指定してください。",
        )
    amounts = per_body or PerBody()
    rows: dict[str, int] = {}
    with transaction.atomic():
        shared = make_password(PASSWORD)
        prefecture = Body.objects.create(code=PREFECTURE, name="さくら県", kind="prefecture")
        with in_body(prefecture.pk):
            _count(rows, _settle(prefecture, 0, shared))
            record(
                None, "body.founded", Subject("body", prefecture.pk), {"code": PREFECTURE, "members": size}
            )
        for number in range(1, size + 1):
            body = Body.objects.create(code=f"99{number:04}", name=f"さくら県第{number}市", parent=prefecture)
            with in_body(body.pk):
                written = _settle(body, number, shared) | _fill(body, number, amounts, today)
                record(None, "body.founded", Subject("body", body.pk), {"code": body.code, "rows": written})
            _count(rows, written)
    return {"bodies": size + 1, **rows}


def _count(rows: dict[str, int], more: dict[str, int]) -> None:
    for kind, count in more.items():
        rows[kind] = rows.get(kind, 0) + count


def _settle(body: Body, number: int, password: str) -> dict[str, int]:
    """Write the sections, the people and their posts."""
    sections = [
        Section(body=body, code=code, name=name, symbol=symbol, starts=FOUNDED)
        for code, name, symbol, _stem in SECTIONS
    ]
    Section.unscoped.bulk_create(sections)
    wanted = [
        (f"p{number}-{stem}-{suffix}", role, section, title)
        for section, (_code, name, _symbol, stem) in zip(sections, SECTIONS, strict=True)
        for role, title, suffix in (*_ROLES, *(_POLICY if name == "情報政策課" else ()))
    ]
    people = []
    for place, (account, _role, _section, _title) in enumerate(wanted):
        name = f"{SURNAMES[(place + number) % len(SURNAMES)]} {GIVEN[(place * 7 + number) % len(GIVEN)]}"
        people.append(
            Person(body=body, username=account, name=name, name_key=name_key(name), password=password)
        )
    Person.objects.bulk_create(people, batch_size=_BATCH)
    posts = [
        Post(body=body, person=person, section=section, role=role.value, title=title, starts=FOUNDED)
        for person, (_account, role, section, title) in zip(people, wanted, strict=True)
    ]
    Post.unscoped.bulk_create(posts, batch_size=_BATCH)
    return {"sections": len(sections), "people": len(people), "posts": len(posts)}


def _fill(body: Body, number: int, amounts: PerBody, today: dt.date) -> dict[str, int]:
    """Write the ledgers of one municipality."""
    sections = list(Section.objects.order_by("code"))
    firms = [_firm(body, (number * 7 + place) % _FIRMS_OF_POOL, number) for place in range(amounts.firms)]
    for firm in firms:
        firm.search_key = key_of(firm, CONTRACTORS)
    Contractor.unscoped.bulk_create(firms, batch_size=_BATCH)
    assets = [_asset(body, sections, place) for place in range(amounts.assets)]
    services = [_service(body, sections, firms, place, today) for place in range(amounts.services)]
    contracts = [
        _contract(body, sections, firms, place, today.year - YEARS + place // amounts.contracts_a_year)
        for place in range(amounts.contracts_a_year * YEARS)
    ]
    for rows, ledger in ((assets, ASSETS), (services, SERVICES), (contracts, CONTRACTS)):
        for row in rows:
            row.search_key = key_of(row, ledger)
    InformationAsset.unscoped.bulk_create(assets, batch_size=_BATCH)
    ExternalService.unscoped.bulk_create(services, batch_size=_BATCH)
    Contract.unscoped.bulk_create(contracts, batch_size=_BATCH)
    return {
        "assets": len(assets),
        "contractors": len(firms),
        "services": len(services),
        "contracts": len(contracts),
    }


def _firm(body: Body, firm: int, number: int) -> Contractor:
    """Return the firm of the pool as this municipality writes it: one 法人番号, another spelling."""
    base = f"{700_000_000_000 + firm:012}"
    plain = f"{_STEMS[firm % len(_STEMS)]}{firm:03}"
    name = _SPELLINGS[(firm + number) % len(_SPELLINGS)].format(plain)
    return Contractor(body=body, name=name, corporate_number=f"{check_digit(base)}{base}")


def _asset(body: Body, sections: Sequence[Section], place: int) -> InformationAsset:
    personal = place % 3 != 0
    return InformationAsset(
        body=body,
        number=f"資産-{place + 1:05}",
        section=sections[place % len(sections)],
        name=f"{sections[place % len(sections)].name}の台帳{place + 1}",
        confidentiality=(place % 3) + 1,
        integrity=2,
        availability=1,
        personal_data=personal,
        sensitive_personal_data=None if personal else False,
        person_count=(place * 137) % 90_000 if personal else None,
        medium=Medium.ELECTRONIC.value,
        registered_on=FOUNDED,
    )


def _service(
    body: Body, sections: Sequence[Section], firms: Sequence[Contractor], place: int, today: dt.date
) -> ExternalService:
    sensitive = place % 2 == 0
    return ExternalService(
        body=body,
        number=f"外サ-{place + 1:04}",
        section=sections[place % len(sections)],
        name=f"申込みサービス{place + 1}",
        provider=firms[place % len(firms)],
        kind=ServiceKind.CLOUD.value,
        terms_kind=TermsKind.INDIVIDUAL.value,
        service_class=(
            ServiceClass.EXTERNAL_SENSITIVE if sensitive else ServiceClass.EXTERNAL_ORDINARY
        ).value,
        purpose="催しの申込みを受け付ける",
        confidentiality=2 if sensitive else 1,
        starts=dt.date(today.year - place % YEARS, 4, 1),
    )


def _contract(
    body: Body, sections: Sequence[Section], firms: Sequence[Contractor], place: int, year: int
) -> Contract:
    ends = dt.date(year + 1, 3, 31)
    return Contract(
        body=body,
        number=f"委-{place + 1:05}",
        section=sections[place % len(sections)],
        title=f"{year}年度 帳票印刷業務{place + 1}",
        contractor=firms[(place * 13) % len(firms)],
        starts=dt.date(year, 4, 1),
        ends=ends,
        provided_data="納税通知書の宛名",
        confidentiality=Confidentiality.THREE.value if place % 2 else Confidentiality.TWO.value,
        person_count=None if place % 11 == 0 else (place * 211) % 50_000,
        medium="電子",
        provided_on=dt.date(year, 5, 1),
        return_due=ends,
        returned_on=ends if place % 5 else None,
    )
