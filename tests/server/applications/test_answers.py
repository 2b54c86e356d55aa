"""Reading answers: what people write, and what nobody should."""

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.judgement.facts import FACTS, read_facts
from sekisho.server.applications import actions
from sekisho.server.applications.answers import read, read_all, shown
from sekisho.server.applications.fields import FIELDS, STEPS, field_of_fact
from sekisho.server.applications.models import Application


@pytest.mark.parametrize(
    ("name", "given", "stored"),
    [
        ("starts", ["令和８年４月１日"], "2026-04-01"),
        ("starts", ["R8.4.1"], "2026-04-01"),
        ("works_for_us", ["いいえ"], False),
        ("is_cloud", ["○"], True),
        ("service_kind", ["ＷＥＢ会議サービス"], "web_meeting"),
        ("certifications", ["ISMAP、ISO/IEC 27017"], ["ismap", "iso27017"]),
        ("certifications", ["none"], []),
        ("certifications", [], None),
        ("data_regions", ["日本、us"], ["JP", "US"]),
        ("person_count", ["１，２３４人"], 1234),
        ("provider_corporate_number", ["T7010000001107"], "7010000001107"),
        ("asset_ids", ["3", "1", "3"], [1, 3]),
        ("name", ["  葛󠄀城市の窓口 "], "葛󠄀城市の窓口"),
    ],
)
def test_what_people_write_is_understood(name, given, stored):
    assert read(FIELDS[name], given) == stored


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("starts", "令和8年2月30日"),
        ("works_for_us", "たぶん"),
        ("service_kind", "なんでも"),
        ("certifications", "なし、ISMAP"),
        ("data_regions", "日本国"),
        ("person_count", "-1"),
        ("person_count", "たくさん"),
        ("provider_corporate_number", "1234567890123"),
        ("asset_ids", "1 or 1=1"),
        ("asset_ids", "9" * 40),
        ("url", "javascript:alert(1)"),
        ("name", "a\x00b"),
        ("name", "あ" * 201),
        ("purpose", "\ud800"),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_the_field(name, given):
    with pytest.raises(BadInput) as refusal:
        read(FIELDS[name], [given])
    assert refusal.value.where == FIELDS[name].label


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(FIELDS)), st.lists(st.text(), max_size=4))
def test_any_answer_is_stored_as_json_or_refused(name, given):
    try:
        value = read(FIELDS[name], given)
    except BadInput as refusal:
        assert refusal.what  # noqa: PT017  either way of ending is right
        return
    rfc8785.dumps({"value": value})
    assert isinstance(shown(FIELDS[name], value), str)
    if FIELDS[name].fact and value is not None:
        read_facts({name: value})


def test_an_unknown_field_is_refused():
    _answers, problems = read_all({"admin": ["yes"]})
    assert "admin" in problems[0].what


def test_every_fact_of_the_vocabulary_is_asked_or_known_to_the_system():
    known = {
        "network_model",
        "application_filed",
        "reviewed",
        "approver_decided",
        "applicant",
        "decider",
        "exceptions",
    }
    of_outsourcing = {"contract_items_missing", "subcontract", "subcontract_consent", "vendor_checked"}
    of_outsourcing |= {"requirements_unmet", "workers_named", "checks_on_time"}
    assert {name for name in FACTS if field_of_fact(name) is None} == known | of_outsourcing


def test_every_question_stands_once():
    names = [field.name for step in STEPS for field in step.fields]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("note", ["a\x00b", "\ud800"])
def test_words_that_no_record_can_hold_are_refused_before_anything_is_written(note, submitted, actor):
    row = submitted()
    with pytest.raises(BadInput, match="制御文字"):
        actions.send_back(actor("policy"), row.pk, version=row.version, reason=note)
    assert Application.objects.get().version == row.version
