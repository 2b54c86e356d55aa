"""OSCAL assessment results, checked by NIST's own JSON schema and read back by bindings generated from it.

The bindings are strict: unknown properties, wrong tokens, times without offset and missing parts are refused.
"""

import datetime as dt
import json

import pytest
from oscal_bindings.v1.models import AssessmentResultsDocument
from pydantic import ValidationError

from sekisho.server.catalogues import oscal, queries

AT = dt.datetime(2026, 6, 2, 1, 5, tzinfo=dt.UTC)
NUMBERS = ((3, 3, 0, 0), (3, 1, 2, 0), (3, 2, 0, 1), (0, 0, 0, 0))


@pytest.fixture
def document(city):
    clauses = list(queries.rulebook_in_force().clauses.values())
    rows = [oscal.Counted(clause, *numbers) for clause, numbers in zip(clauses, NUMBERS, strict=False)]
    about = oscal.Assessed("999991", "さくら市", AT - dt.timedelta(minutes=3), AT, "sha256:" + "ab" * 32)
    return oscal.assessment_results(about, rows)


def read(document):
    return AssessmentResultsDocument.model_validate_json(json.dumps(document))


def test_the_export_is_valid_by_the_official_schema(document, official_oscal):
    assert [str(one) for one in official_oscal.iter_errors(document)] == []


def test_the_export_is_read_back_by_the_bindings(document):
    result = read(document).assessment_results.results[0]
    assert [one.target.status.state.value for one in result.findings] == [
        "satisfied",
        "not-satisfied",
        "not-satisfied",
    ]
    assert [str(one.target.status.reason) for one in result.findings] == ["pass", "fail", "other"]
    observed = {str(one.uuid) for one in result.observations}
    linked = {str(link.observation_uuid) for one in result.findings for link in one.related_observations}
    assert observed == linked


def test_nothing_judged_is_valid_too(city, official_oscal):
    about = oscal.Assessed("999991", "さくら市", AT, AT, "sha256:" + "ab" * 32)
    empty = oscal.assessment_results(about, [])
    assert read(empty).assessment_results.results[0].findings is None
    assert official_oscal.is_valid(empty)


def test_identifiers_follow_from_the_run(city):
    made = [
        oscal.assessment_results(oscal.Assessed("999991", "さくら市", AT, AT, rulebook), [])
        for rulebook in ("sha256:aa", "sha256:aa", "sha256:bb")
    ]
    assert made[0] == made[1]
    assert made[0]["assessment-results"]["uuid"] != made[2]["assessment-results"]["uuid"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda result: result.pop("reviewed-controls"),
        lambda result: result.update(colour="red"),
        lambda result: result.update(start="2026-06-02T01:05:00"),
        lambda result: result["findings"][0]["target"].update({"target-id": "2 words"}),
        lambda result: result["observations"][0].pop("methods"),
        lambda result: result.update(uuid="no"),
    ],
)
def test_the_bindings_refuse_what_the_schema_refuses(document, official_oscal, spoil):
    spoil(document["assessment-results"]["results"][0])
    assert not official_oscal.is_valid(document)
    with pytest.raises(ValidationError):
        read(document)
