"""The proposal's examples fall into the class it gives them, and the old four classes into the new."""

from __future__ import annotations

from pathlib import Path

import pytest

from sekisho.catalogue.yamltext import read_yaml
from sekisho.judgement.classify import classify, convert
from sekisho.terms import OldServiceClass, ServiceClass, ServiceKind

FILE = Path(__file__).resolve().parents[1] / "scenarios" / "classes" / "classify.yaml"
CONTENT = read_yaml(FILE.read_text(encoding="utf-8"), where=FILE.name)


def rows(name):
    return [pytest.param(row, id=row["id"]) for row in CONTENT[name]]


def flat(found):
    question = found["next_question"]
    return {**found, "next_question": question["name"] if question else None}


@pytest.mark.parametrize("row", rows("classify"))
def test_answers_lead_to_a_class(row):
    found = flat(classify(row["answers"]).as_dict())
    assert {name: found[name] for name in row["expect"]} == row["expect"]
    assert found["reason"]


@pytest.mark.parametrize("row", rows("convert"))
def test_an_old_class_is_converted_with_its_reason(row):
    found = flat(convert(OldServiceClass(row["old"]), row["answers"]).as_dict())
    found["warnings"] = len(found["warnings"])
    assert {name: found[name] for name in row["expect"]} == row["expect"]
    assert found["reason"]


def test_every_new_class_every_old_class_and_every_kind_the_proposal_names_occurs():
    assert {row["expect"]["new"] for row in CONTENT["convert"]} == {*map(str, ServiceClass), None}
    assert {row["old"] for row in CONTENT["convert"]} == set(map(str, OldServiceClass))
    named = {row["id"].replace("-", "_") for row in CONTENT["classify"]}
    not_in_the_proposal = {ServiceKind.GENERATIVE_AI, ServiceKind.OTHER}
    assert {str(kind) for kind in ServiceKind if kind not in not_in_the_proposal} <= named
