"""Ready-made rows of every ledger."""

import datetime as dt

import pytest

from sekisho.server.ledgers import actions


@pytest.fixture
def asset_values(city):
    def make(number="税務-0001", **changed):
        return {
            "number": number,
            "name": "固定資産課税台帳",
            "section": city.sections["税務課"],
            "unit": "資産税係",
            "keeper": "德永 花子",
            "confidentiality": 3,
            "integrity": 2,
            "availability": 2,
            "restrictions": ["encrypt"],
            "personal_data": True,
            "specific_personal_data": False,
            "sensitive_personal_data": False,
            "person_count": 1500,
            "medium": "electronic",
            "zone": "lgwan",
            "retention": "5年",
            "registered_on": dt.date(2024, 4, 1),
        } | changed

    return make


@pytest.fixture
def add_asset(actor, asset_values):
    def add(number="税務-0001", who="policy", **changed):
        return actions.add_asset(actor(who), **asset_values(number, **changed))

    return add


@pytest.fixture
def contract_values(city, actor):
    def make(number="R8-001", **changed):
        firm = changed.pop("contractor", None) or actions.add_contractor(
            actor("policy"), name=f"株式会社みどり情報{number}"
        )
        return {
            "number": number,
            "title": "納税通知書印刷業務",
            "section": city.sections["税務課"],
            "contractor": firm,
            "starts": dt.date(2026, 4, 1),
            "ends": dt.date(2027, 3, 31),
            "provided_data": "納税通知書データ",
            "confidentiality": 3,
            "person_count": 6300,
            "medium": "LGWAN-ASP",
            "provided_on": dt.date(2026, 4, 10),
            "return_due": dt.date(2026, 5, 20),
        } | changed

    return make


@pytest.fixture
def service_values(city):
    def make(name="まちの窓口", **changed):
        return {
            "name": name,
            "provider_name": "株式会社まちのクラウド",
            "provider_corporate_number": "",
            "kind": "cloud",
            "terms_kind": "individual",
            "service_class": "external_sensitive",
            "purpose": "オンライン申込み",
            "url": "https://machi.example.jp/",
            "section": city.sections["税務課"],
            "confidentiality": 2,
            "asset_ids": [],
            "facts": {"confidentiality": 2},
            "starts": dt.date(2026, 4, 1),
            "ends": dt.date(2027, 3, 31),
            "manager": city.people["service"],
            "for_all_staff": False,
            "conditions": "",
            "decision_number": "税第12号",
            "obligations": [
                {
                    "clause": "EXT-020",
                    "text": "年に一度、利用状況を確かめる",
                    "responsible": "service_manager",
                    "when": "in_operation",
                    "due_on": dt.date(2026, 5, 31),
                }
            ],
        } | changed

    return make
