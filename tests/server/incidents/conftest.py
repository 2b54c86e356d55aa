"""A breached firm with contracts in two sections, a service, and neighbours that deal with it."""

import datetime as dt
import itertools

import pytest

from sekisho.japan.corporate_number import check_digit
from sekisho.server.accounts.models import Body
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.custody.models import HandOver
from sekisho.server.ledgers import actions
from sekisho.server.ledgers.models import Contractor

DAY = dt.date(2026, 6, 1)
BASE = "990001000022"
NUMBER = f"{check_digit(BASE)}{BASE}"


@pytest.fixture
def firm(city, actor):
    return actions.add_contractor(actor("policy"), name="㈱みのり印刷", corporate_number=NUMBER)


@pytest.fixture
def add_contract(city, actor, firm):
    def add(number, section="税務課", **changed):
        values = {
            "number": number,
            "title": f"印刷業務{number}",
            "section": city.sections[section],
            "contractor": firm,
            "starts": dt.date(2026, 4, 1),
            "ends": dt.date(2027, 3, 31),
            "provided_data": "納税通知書データ",
            "confidentiality": 3,
            "person_count": 6300,
            "medium": "電子",
            "provided_on": dt.date(2026, 4, 10),
            "return_due": dt.date(2026, 5, 20),
        }
        return actions.add_contract(actor("policy"), **(values | changed))

    return add


@pytest.fixture
def add_asset(city, actor):
    def add(number="税務-0001", **changed):
        values = {
            "number": number,
            "name": "固定資産課税台帳",
            "section": city.sections["税務課"],
            "confidentiality": 3,
            "integrity": 2,
            "availability": 2,
            "restrictions": [],
            "personal_data": True,
            "specific_personal_data": True,
            "sensitive_personal_data": False,
            "person_count": 1500,
            "medium": "electronic",
            "registered_on": dt.date(2024, 4, 1),
        }
        return actions.add_asset(actor("policy"), **(values | changed))

    return add


@pytest.fixture
def enter_service(city, actor):
    def enter(name="まちの窓口", assets=(), **changed):
        values = {
            "name": name,
            "provider_name": "㈱みのり印刷",
            "provider_corporate_number": NUMBER,
            "kind": "cloud",
            "terms_kind": "individual",
            "service_class": "external_sensitive",
            "purpose": "オンライン申込み",
            "section": city.sections["税務課"],
            "confidentiality": 3,
            "asset_ids": [row.pk for row in assets],
            "facts": {"confidentiality": 3},
            "starts": dt.date(2026, 4, 1),
            "manager": city.people["service"],
            "obligations": [
                {
                    "clause": "EXT-020",
                    "text": "年に一度、利用状況を確かめる",
                    "responsible": "service_manager",
                    "when": "in_operation",
                    "due_on": dt.date(2026, 12, 31),
                }
            ],
        }
        return actions.enter_service(actor("policy"), **(values | changed))

    return enter


@pytest.fixture
def hand_over(city):
    """Write a hand-over under a contract into the ledger as it is, past the action."""
    numbers = itertools.count(1)

    def make(contract, **changed):
        values = {
            "number": f"提-{next(numbers):04}",
            "section": contract.section,
            "contract": contract,
            "receiver": contract.contractor,
            "what": "納税通知書データ",
            "confidentiality": 3,
            "personal_data": True,
            "person_count": 6300,
            "medium": "electronic",
            "handed_on": dt.date(2026, 4, 10),
            "handed_by": city.people["staff"],
            "approval": "税第12号",
            "return_due": dt.date(2026, 12, 20),
        }
        return HandOver.make(**(values | changed))

    return make


@pytest.fixture
def found_body(city):
    """Found a body of a prefecture that has the firm in its register."""

    def found(code, parent, number=NUMBER, **more):
        body = Body.objects.create(code=code, name=f"団体{code}", parent=parent)
        with in_body(body.pk):
            Contractor.make(name="みのり印刷株式会社", corporate_number=number, **more)
        return body

    return found
