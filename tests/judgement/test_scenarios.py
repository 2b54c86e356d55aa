"""Facts in, outcome and clauses out: every file of ``tests/scenarios``.

A file holds ``defaults`` (kind and facts) and ``scenarios``; each may change facts (``facts``), leave some
out (``without``) and says what it expects. Whatever an expectation names must be exactly so.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sekisho.catalogue.yamltext import read_yaml
from sekisho.judgement import Crossing, judge
from sekisho.storage.editions import load_rulebook
from sekisho.terms import ClauseStatus, CrossingKind

FOLDER = Path(__file__).resolve().parents[1] / "scenarios"
KEYS = {"id", "title", "source", "kind", "facts", "without", "expect", "note"}


def read_all():
    for path in sorted(FOLDER.glob("*.yaml")):
        content = read_yaml(path.read_text(encoding="utf-8"), where=path.name)
        defaults = content.get("defaults", {})
        for scenario in content["scenarios"]:
            assert set(scenario) <= KEYS, f"{path.name}:{scenario.line}: {set(scenario) - KEYS}"
            facts = {**defaults.get("facts", {}), **scenario.get("facts", {})}
            for name in scenario.get("without", []):
                del facts[name]
            kind = CrossingKind(scenario.get("kind", defaults.get("kind")))
            yield pytest.param(kind, facts, scenario, id=scenario["id"])


SCENARIOS = list(read_all())


def found(decision):
    def having(status):
        return sorted(row.clause for row in decision.citations if row.status is status)

    return {
        "outcome": decision.outcome.value,
        "violated": having(ClauseStatus.VIOLATED),
        "unknown": having(ClauseStatus.UNKNOWN),
        "satisfied": having(ClauseStatus.SATISFIED),
        "missing": sorted(decision.missing),
        "obligations_from": sorted({duty.clause for duty in decision.obligations}),
    }


@pytest.mark.parametrize(("kind", "facts", "scenario"), SCENARIOS)
def test_scenario(kind, facts, scenario):
    decision = judge(Crossing(kind, scenario["title"]), facts, load_rulebook())
    was = found(decision)
    for name, expected in scenario["expect"].items():
        actual = was[name]
        assert actual == (sorted(expected) if isinstance(expected, list) else expected), f"{name}: {was}"


def test_there_are_at_least_eighty_and_each_has_its_own_name():
    names = [scenario.id for scenario in SCENARIOS]
    assert len(names) >= 80
    assert len(names) == len(set(names))


def test_every_outcome_and_kind_occurs():
    assert {scenario.values[2]["expect"]["outcome"] for scenario in SCENARIOS} == {
        "permit",
        "conditional",
        "deny",
        "undetermined",
    }
    assert {scenario.values[0] for scenario in SCENARIOS} == set(CrossingKind)
