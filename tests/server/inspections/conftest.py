"""A campaign, an audit, a service that violates a clause a machine judges."""

import datetime as dt

import pytest

from sekisho.server.catalogues import queries as catalogue
from sekisho.server.catalogues import runs
from sekisho.server.inspections import actions
from sekisho.server.inspections.models import Answer
from sekisho.server.ledgers import actions as ledgers
from sekisho.terms import FindingGrade, InspectionAnswer

GOOD = {
    "service_class": "external_ordinary",
    "confidentiality": 1,
    "terms_kind": "terms_only",
    "service_kind": "map",
    "data_regions": ["JP"],
}
BAD = GOOD | {"service_class": "external_sensitive", "confidentiality": 2}


@pytest.fixture
def asked(city):
    """Two clauses that no machine judges."""
    return sorted(one.id for one in catalogue.rulebook_in_force().clauses.values() if not one.machine)[:2]


@pytest.fixture
def campaign(city, actor, asked):
    def make(fiscal_year=2026, due=dt.date(2026, 9, 30), sections=("税務課", "市民課"), clauses=None):
        return actions.open_campaign(
            actor("policy"),
            fiscal_year=fiscal_year,
            title=f"{fiscal_year}年度自己点検",
            starts=due - dt.timedelta(days=60),
            due=due,
            sections=[city.sections[name] for name in sections],
            clauses=clauses or asked,
        )

    return make


@pytest.fixture
def answered(actor):
    """Answer every question of a sheet alike."""

    def answer(sheet, value=InspectionAnswer.DONE, who="staff", text="名簿と照らした"):
        for row in Answer.objects.filter(sheet=sheet):
            actions.save_answer(actor(who), sheet.pk, row.clause, answer=value.value, text=text)
        sheet.refresh_from_db()

    return answer


@pytest.fixture
def service(actor, city):
    def enter(name, facts=BAD, section="税務課"):
        return ledgers.enter_service(
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
            manager=None,
            for_all_staff=False,
            conditions="",
            decision_number="",
            obligations=[],
        )

    return enter


@pytest.fixture
def violated(service):
    """A service, and the clause that it violates."""
    row = service("観光地図")
    runs.judge_all()
    return row, runs.ThingStanding.objects.get(ledger="service", thing=row.pk).violated.strip("|").split("|")[
        0
    ]


@pytest.fixture
def audit(city, actor, violated, asked):
    def make(sections=("税務課",), who="auditor"):
        return actions.plan_audit(
            actor(who),
            fiscal_year=2026,
            theme="外部サービスの利用",
            starts=dt.date(2026, 10, 1),
            ends=dt.date(2026, 12, 31),
            sections=[city.sections[name] for name in sections],
            clauses=[violated[1], asked[0]],
        )

    return make


@pytest.fixture
def finding(city, actor, audit, violated):
    def make(**changed):
        row, clause = violated
        given = {
            "section": city.sections["税務課"],
            "clause": clause,
            "grade": FindingGrade.NONCONFORMITY,
            "facts": "約款による外部サービスに機密性2の情報を置いている。",
            "named": [f"service:{row.pk}"],
        }
        return actions.record_finding(actor("auditor"), audit().pk, **given | changed)

    return make
