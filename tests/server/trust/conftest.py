"""A service with its provider, and certifications that cover what it is used for."""

import datetime as dt

import pytest
from django.utils import timezone
from register_lists import HEAD, NUMBER

from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers.models import Contractor
from sekisho.server.trust import actions, register_files
from sekisho.terms import CertificationKind

TODAY = timezone.localdate()
USED = ["申込みフォーム", "通知メール"]


@pytest.fixture
def service(city, actor):
    def make(name="まちの窓口", provider="株式会社まちのクラウド", section="税務課", **changed):
        row = ledgers.enter_service(
            actor("policy"),
            provider_name=provider,
            provider_corporate_number="",
            asset_ids=[],
            obligations=[],
            name=name,
            kind="cloud",
            terms_kind="individual",
            service_class="external_sensitive",
            purpose="オンライン申込み",
            section=city.sections[section],
            confidentiality=2,
            facts={"certifications": ["ismap", "iso27017"], "reliability_reason": True},
            starts=TODAY,
            ends=TODAY + dt.timedelta(days=200),
            manager=city.people["service"],
            decision_number="税第12号",
            phase="operation",
            **changed,
        )
        row.refresh_from_db()
        return row

    return make


@pytest.fixture
def used(actor):
    return lambda row, names=USED, version=0: actions.set_functions(actor("manager"), row, version, names)


@pytest.fixture
def evidence(actor):
    """Record a certification of ISO/IEC 27017 that covers what the service is used for, unless changed."""

    def make(row, **changed):
        values = {
            "kind": "iso27017",
            "number": "CLOUD 990017",
            "holder": row.provider.name,
            "service_name": row.name,
            "scope": f"{row.name}の提供",
            "functions": USED,
            "issued": TODAY - dt.timedelta(days=100),
            "expires": TODAY + dt.timedelta(days=300),
            "source": "登録証の写し",
            "checked_on": TODAY,
        }
        given = {"provider": row.provider, "services": [row], **values, **changed}
        return actions.add_evidence(actor("policy"), **given)

    return make


@pytest.fixture
def register():
    """Give a register as a file: ``register(line, line, ago=0)`` is of as many days ago."""

    def make(*lines, ago=0, kind="ismap", name="list.csv", head=HEAD):
        data = "\n".join((head, *lines)).encode()
        day = TODAY - dt.timedelta(days=ago)
        return register_files.File(CertificationKind(kind), name, data, day)

    return make


@pytest.fixture
def taken(actor, register):
    """Take a register in and give its edition."""

    def make(*lines, ago=0, kind="ismap", doubts=False, older=False):
        file = register(*lines, ago=ago, kind=kind)
        edition, _ = actions.import_register(actor("policy"), file, accept_doubts=doubts, accept_older=older)
        return edition

    return make


@pytest.fixture
def numbered(service):
    """A service whose provider has the 法人番号 of the register's lines."""

    def make(name="まちの窓口", **changed):
        row = service(name, **changed)
        Contractor.objects.filter(pk=row.provider_id).update(corporate_number=NUMBER)
        row.refresh_from_db()
        return row

    return make
