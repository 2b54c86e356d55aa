"""An applicant's complete answers, and applications brought to any state by the product's own actions."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from sekisho.server.accounts.models import Absence
from sekisho.server.applications import actions
from sekisho.server.applications.judging import checks_for, judge_application
from sekisho.server.applications.models import Application
from sekisho.server.ledgers import actions as ledgers

ORDINARY = {
    "name": "観光地図サービス",
    "purpose": "市の観光地図を市民に見せる",
    "service_kind": "map",
    "works_for_us": False,
    "is_cloud": False,
    "phase": "selection",
    "starts": "2026-12-01",
    "no_assets": True,
    "zone": "internet",
    "provider_name": "地図の会社",
    "terms_kind": "terms_only",
    "terms_read": True,
    "risk_accepted": True,
    "data_regions": ["JP"],
}
SENSITIVE = ORDINARY | {
    "name": "オンライン申込み「まちの窓口」",
    "purpose": "催しの申込みを受け付ける",
    "service_kind": "cloud",
    "is_cloud": True,
    "no_assets": None,
    "provider_name": "東西クラウド株式会社",
    "provider_corporate_number": "7010000001107",
    "terms_kind": "individual",
    "certifications": ["ismap", "iso27017"],
    "reliability_text": "ISMAPに登録され、言明の対象範囲に使う機能が入っている。",
    "governing_law_japan": True,
    "foreign_law_assessed": True,
    "no_other_use": True,
    "measures_disclosed": True,
    "change_control": True,
    "personnel_disclosed": True,
    "sub_processors": False,
    "usage_criteria_met": True,
    "requirements_set": True,
    "responsibility_undecided": 0,
    "responsibility_nobody": 0,
    "incident_handling_agreed": True,
    "performance_check_agreed": True,
    "exit_plan": True,
    "audit_accepted": True,
    "sla_agreed": True,
    "mfa": True,
    "encryption_in_transit": True,
    "encryption_at_rest": True,
    "logs_available": True,
}


@pytest.fixture
def asset(city, actor):
    """One asset of 税務課 with residents' data, 機密性2."""
    return ledgers.add_asset(
        actor("policy"),
        number="税務-0001",
        name="催し申込者名簿",
        section=city.sections["税務課"],
        confidentiality=2,
        integrity=2,
        availability=1,
        restrictions=[],
        personal_data=True,
        specific_personal_data=False,
        sensitive_personal_data=False,
        person_count=980,
        medium="electronic",
        zone="internet",
        registered_on=dt.date(2024, 4, 1),
    )


@pytest.fixture
def draft(city, actor):
    """Make a draft of 税務課 with given answers."""

    def make(answers=None, who="staff"):
        return actions.start(actor(who), answers=ORDINARY if answers is None else answers)

    return make


@pytest.fixture
def sensitive(asset):
    """The complete answers for a service that takes 機密性2."""
    return SENSITIVE | {"asset_ids": [asset.pk]}


@pytest.fixture
def submitted(draft, actor):
    """Make a submitted application."""

    def make(answers=None, who="staff"):
        row = draft(answers, who)
        return actions.submit(actor(who), row.pk, version=row.version)

    return make


@pytest.fixture
def checks():
    """All statements of the review checklist as はい."""

    def make(row):
        now = timezone.now()
        decision = judge_application(row, now, timezone.localdate(now))
        return {item.clause: actions.Stated("yes") for item in checks_for(decision)}

    return make


@pytest.fixture
def reviewed(submitted, actor, checks):
    """Make a reviewed application."""

    def make(answers=None, who="staff"):
        row = submitted(answers, who)
        return actions.review(actor("policy"), row.pk, version=row.version, checks=checks(row))

    return make


@pytest.fixture
def decided(reviewed, actor):
    """Make an approved application (grade 1, decided by the section's manager)."""

    def make(answers=None):
        row = reviewed(answers)
        return actions.decide(actor("manager"), row.pk, version=row.version)

    return make


@pytest.fixture
def absent(city):
    """Declare people absent today."""

    def make(*names):
        today = timezone.localdate()
        for name in names:
            Absence.make(person=city.people[name], starts=today, ends=today, reason="出張")

    return make


@pytest.fixture
def again():
    """Read an application anew."""
    return lambda row: Application.objects.get(pk=row.pk)


@pytest.fixture
def words():
    """The complete answers, for tests that change one of them."""
    return SimpleNamespace(ordinary=ORDINARY, sensitive=SENSITIVE)
