"""A service at the beginning of its life, a contract, and what a person can state at the gates."""

import datetime as dt

import pytest
from django.utils import timezone

from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers.models import ExternalService

TODAY = timezone.localdate()
SELECTED = {
    "certifications": ["ismap", "iso27017"],
    "reliability_reason": True,
    "data_regions": ["JP"],
    "governing_law_japan": True,
    "foreign_law_assessed": True,
    "no_other_use": True,
    "measures_disclosed": True,
    "change_control": True,
    "personnel_disclosed": True,
    "sub_processors": False,
    "usage_criteria_met": True,
    "requirements_set": True,
    "incident_handling_agreed": True,
    "performance_check_agreed": True,
    "exit_plan": True,
    "audit_accepted": True,
    "sla_agreed": True,
    "mfa": True,
    "encryption_in_transit": True,
    "encryption_at_rest": True,
    "logs_available": True,
    "is_cloud": True,
    "service_kind": "cloud",
    "terms_kind": "individual",
    "service_class": "external_sensitive",
    "confidentiality": 2,
    "availability": 1,
    "restrictions": [],
    "personal_data": False,
    "service_manager_named": True,
    "application_filed": True,
    "reviewed": True,
    "approver_decided": True,
}


SHARED_OUT = {"responsibility_undecided": 0, "responsibility_nobody": 0}


@pytest.fixture
def service(city, actor):
    """Enter a service as its decision did, in the phase asked for."""

    def make(phase="selection", **changed):
        row = ledgers.enter_service(
            actor("policy"),
            provider_name="株式会社まちのクラウド",
            provider_corporate_number="",
            asset_ids=[],
            obligations=changed.pop("obligations", []),
            name="まちの窓口",
            kind="cloud",
            terms_kind="individual",
            service_class="external_sensitive",
            purpose="オンライン申込み",
            section=city.sections["税務課"],
            confidentiality=2,
            facts=SELECTED | ({} if phase == "selection" else SHARED_OUT),
            starts=changed.pop("starts", TODAY),
            ends=changed.pop("ends", TODAY + dt.timedelta(days=200)),
            manager=changed.pop("manager", city.people["service"]),
            decision_number="税第12号",
            phase=phase,
            **changed,
        )
        row.refresh_from_db()
        return row

    return make


@pytest.fixture
def contract(city, actor):
    def make(**changed):
        firm = ledgers.add_contractor(actor("policy"), name="株式会社みどり情報")
        values = {
            "number": "R8-001",
            "title": "納税通知書印刷業務",
            "section": city.sections["税務課"],
            "contractor": firm,
            "starts": TODAY + dt.timedelta(days=10),
            "ends": TODAY + dt.timedelta(days=300),
            "confidentiality": 2,
            "person_count": 0,
        }
        return ledgers.add_contract(actor("policy"), **values | changed)

    return make


@pytest.fixture
def old(service):
    """Give a service of 機密性1 in use since 2024 without an end: it has one check a year."""

    def make(grade=1, name="まちの窓口", **changed):
        row = service("operation", **({"ends": None} | changed))
        since = dt.date(2024, 4, 1)
        at = timezone.make_aware(dt.datetime.combine(since, dt.time(9)))
        ExternalService.objects.filter(pk=row.pk).update(
            created_at=at, starts=since, confidentiality=grade, name=name
        )
        return row

    return make
