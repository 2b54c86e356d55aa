"""Services of さくら市 with facts of the test's own."""

import datetime as dt

import pytest

from sekisho.server.ledgers import actions


@pytest.fixture
def service(actor, city):
    def enter(name, facts, section="税務課"):
        return actions.enter_service(
            actor("policy"),
            name=name,
            provider_name="地図の会社",
            provider_corporate_number="",
            kind="map",
            terms_kind=facts["terms_kind"],
            service_class=facts["service_class"],
            purpose="観光",
            url="",
            section=city.sections[section],
            confidentiality=facts["confidentiality"],
            asset_ids=[],
            facts=facts,
            starts=dt.date(2026, 4, 1),
            ends=None,
            manager=city.people["service"],
            for_all_staff=False,
            conditions="",
            decision_number="",
            obligations=[],
        )

    return enter
