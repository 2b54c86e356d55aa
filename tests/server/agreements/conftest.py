"""A service and a contract whose requirements, responsibilities and questions are to be agreed."""

import datetime as dt
import itertools

import pytest
from django.utils import timezone

from sekisho.server.agreements import actions
from sekisho.server.ledgers import actions as ledgers

FACTS = {
    "is_cloud": True,
    "service_kind": "cloud",
    "confidentiality": 2,
    "phase": "operation",
}


@pytest.fixture
def firm(actor):
    numbers = itertools.count(1)
    return lambda name=None: ledgers.add_contractor(
        actor("policy"), name=name or f"東西クラウド{next(numbers)}"
    )


@pytest.fixture
def asset(city, actor):
    numbers = itertools.count(1)

    def make(**changed):
        values = {
            "number": f"税務-{next(numbers):04}",
            "name": "申告相談の予約表",
            "section": city.sections["税務課"],
            "confidentiality": 2,
            "integrity": 2,
            "availability": 2,
            "restrictions": ["encrypt"],
            "personal_data": True,
            "sensitive_personal_data": False,
            "person_count": 1800,
            "medium": "electronic",
            "registered_on": dt.date(2024, 4, 1),
        }
        return ledgers.add_asset(actor("policy"), **values | changed)

    return make


@pytest.fixture
def service(city, actor, asset):
    def make(name="オンライン申込み「まちの窓口」", provider="東西クラウド株式会社", **changed):
        values = {
            "section": city.sections["税務課"],
            "name": name,
            "kind": "cloud",
            "terms_kind": "individual",
            "service_class": "external_sensitive",
            "purpose": "催しの申込みを受け付ける。",
            "confidentiality": 2,
            "facts": dict(FACTS),
            "starts": dt.date(2026, 4, 1),
        }
        return ledgers.enter_service(
            actor("policy"),
            provider_name=provider,
            provider_corporate_number="",
            asset_ids=[asset().pk],
            obligations=[],
            **values | changed,
        )

    return make


@pytest.fixture
def contract(city, actor, firm):
    numbers = itertools.count(1)

    def make(**changed):
        return ledgers.add_contract(
            actor("policy"),
            **{
                "number": f"R8-{next(numbers):03}",
                "title": "納税通知書印刷業務",
                "section": city.sections["税務課"],
                "contractor": changed.pop("contractor", None) or firm(),
                "starts": dt.date(2026, 4, 1),
                "ends": dt.date(2027, 3, 31),
                "confidentiality": 3,
                "person_count": 6300,
            }
            | changed,
        )

    return make


@pytest.fixture
def asked(actor, service):
    """Make a questionnaire about a service whose requirements are set."""

    def make(matter=None, title="要件の確認"):
        matter = matter or service()
        actions.set_requirements(actor("staff"), matter, version=0)
        return actions.make_questionnaire(actor("staff"), matter, title=title)

    return make


@pytest.fixture
def sent(actor, asked):
    """Send it by link; give the questionnaire and the token."""

    def make(row=None, **changed):
        row = row or asked()
        values = {
            "due_on": timezone.localdate() + dt.timedelta(days=10),
            "contact": "山本様",
            "by_link": True,
        }
        return actions.send(actor("manager"), row.pk, row.version, **values | changed)

    return make
