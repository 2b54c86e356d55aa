"""A contract with a firm below it, and the data handed over under it."""

import datetime as dt
import itertools

import pytest

from sekisho.server.custody.models import HandOver
from sekisho.server.ledgers import actions as ledgers
from sekisho.terms import Medium


@pytest.fixture
def firm(actor):
    return lambda name: ledgers.add_contractor(actor("policy"), name=name)


@pytest.fixture
def contract(city, actor, firm):
    numbers = itertools.count(1)

    def make(**changed):
        number = changed.pop("number", f"R8-{next(numbers):03}")
        contractor = changed.pop("contractor", None) or firm(f"株式会社みどり情報{number}")
        return ledgers.add_contract(
            actor("policy"),
            **{
                "number": number,
                "title": "納税通知書印刷業務",
                "section": city.sections["税務課"],
                "contractor": contractor,
                "starts": dt.date(2026, 4, 1),
                "ends": dt.date(2027, 3, 31),
            }
            | changed,
        )

    return make


@pytest.fixture
def asset(city, actor):
    def make(number="税務-0001", **changed):
        values = {
            "number": number,
            "name": "固定資産課税台帳",
            "section": city.sections["税務課"],
            "confidentiality": 3,
            "integrity": 2,
            "availability": 2,
            "personal_data": True,
            "sensitive_personal_data": False,
            "person_count": 1500,
            "medium": "electronic",
            "registered_on": dt.date(2024, 4, 1),
        }
        return ledgers.add_asset(actor("policy"), **values | changed)

    return make


@pytest.fixture
def handed(city):
    """Write a hand-over into the ledger as it is, past the action."""
    numbers = itertools.count(1)

    def make(contract, /, **changed):
        values = {
            "number": f"提-{next(numbers):04}",
            "section": contract.section,
            "contract": contract,
            "receiver": contract.contractor,
            "what": "納税通知書データ",
            "confidentiality": 3,
            "personal_data": True,
            "person_count": 6300,
            "medium": Medium.ELECTRONIC.value,
            "handed_on": dt.date(2026, 4, 10),
            "handed_by": city.people["staff"],
            "approval": "税第12号",
            "return_due": dt.date(2026, 5, 20),
        }
        return HandOver.make(**values | changed)

    return make
