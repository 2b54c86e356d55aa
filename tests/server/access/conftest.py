"""A service of 税務課 and accounts of it."""

import datetime as dt
import itertools

import pytest

from sekisho.server.access import actions
from sekisho.server.ledgers import actions as ledgers


@pytest.fixture
def service(city, actor):
    def make(**changed):
        return ledgers.enter_service(
            actor("policy"),
            provider_name="株式会社まちのクラウド",
            provider_corporate_number="",
            asset_ids=[],
            obligations=[],
            **{
                "name": "まちの窓口",
                "kind": "cloud",
                "terms_kind": "individual",
                "service_class": "external_sensitive",
                "purpose": "オンライン申込み",
                "section": city.sections["税務課"],
                "confidentiality": 2,
                "facts": {"confidentiality": 2},
                "starts": dt.date(2026, 4, 1),
            }
            | changed,
        )

    return make


@pytest.fixture
def opened(city, actor):
    numbers = itertools.count(1)

    def make(service, who="staff", **changed):
        return actions.open_account(
            actor("policy"),
            service=service,
            **{
                "login": f"login-{next(numbers):03}",
                "kind": "personal" if who else "shared",
                "person": city.people[who] if who else None,
                "holder": "" if who else "窓口の担当者",
                "opened_on": dt.date(2026, 4, 2),
            }
            | changed,
        )

    return make
