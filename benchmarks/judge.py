"""Judging with citations against the bare cedarpy call on the same rules and the same slice of facts.

The rulebook has 300 clauses for one kind of crossing: those of the delivered edition, repeated with a
requirement of their own each, so that clauses share their scope (``applies``) as often as real ones do
and never their requirement. The peer is what a gate would run: one ``cedarpy.is_authorized`` with the
parsed enforcement policies of the same clauses, which answers Allow or Deny and explains nothing. Facts
differ from call to call; some are missing. Both run in turn, on the same facts, in one process, and are
timed in CPU time of the thread, so that other work on the machine does not decide.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from itertools import cycle
from typing import TYPE_CHECKING, Any

import attrs
import cedarpy

from sekisho.catalogue import Clause, Edition, Rulebook, compile_rulebook
from sekisho.catalogue.vocabulary import OFFICE, SUBJECT, FactType, action
from sekisho.judgement import FACTS, Crossing, judge, read_facts
from sekisho.storage.editions import load_edition
from sekisho.terms import CrossingKind

if TYPE_CHECKING:
    from collections.abc import Callable

CLAUSES = 300
KIND = CrossingKind.USE_EXTERNAL_SERVICE
LIMIT = 1.5


def synthetic_rulebook(clauses: int = CLAUSES) -> Rulebook:
    """Return a rulebook of ``clauses`` machine-judged clauses for one kind of crossing."""
    delivered = load_edition("proposal-2021-09")
    real = [clause for clause in delivered.clauses if clause.machine and KIND in clause.kinds]
    made = [_copy(clause, number) for number, clause in zip(range(clauses), cycle(real), strict=False)]
    return compile_rulebook(Edition("bench", "測定用", "bench", "", True, tuple(made)), FACTS)


def _copy(clause: Clause, number: int) -> Clause:
    requires = f"({clause.requires}) || context.person_count == {1_000_000 + number}"
    return attrs.evolve(clause, id=f"BEN-{number:03}", kinds=(KIND,), requires=requires)


def random_facts(source: random.Random) -> dict[str, Any]:
    """Return facts as an application has them; one in ten is missing."""
    facts: dict[str, Any] = {}
    for name, fact in FACTS.items():
        if name == "exceptions" or source.random() < 0.1:  # noqa: PLR2004 - one in ten
            continue
        if fact.type is FactType.FLAG:
            facts[name] = source.random() < 0.8  # noqa: PLR2004 - most answers are yes
        elif fact.type is FactType.NUMBER:
            facts[name] = source.randint(fact.low, min(fact.high, 3))
        else:
            words = fact.values or (("JP", "US") if name == "data_regions" else ("alpha", "beta"))
            facts[name] = source.choice(words) if fact.type is FactType.TEXT else source.sample(words, 1)
    return facts


def measure(rounds: int = 1000) -> dict[str, object]:
    """Return the title and one row per measured figure."""
    rulebook = synthetic_rulebook()
    rules = rulebook.rules_for(KIND)
    crossing = Crossing(KIND, "測定")
    entities = cedarpy.Entities.from_json_str("[]")
    source = random.Random(20210927)  # noqa: S311 - test data
    cases = [random_facts(source) for _ in range(50)]
    requests = []
    for facts in cases:
        given = read_facts(facts)
        context = {name: given[name] for name in rules.reads if name in given}
        requests.append(
            {
                "principal": OFFICE,
                "action": action(KIND),
                "resource": SUBJECT,
                "context": json.dumps(context, ensure_ascii=False),
            }
        )
    runs: dict[str, Callable[[int], object]] = {
        "judge": lambda case: judge(crossing, cases[case], rulebook),
        "judge to bytes": lambda case: judge(crossing, cases[case], rulebook).as_bytes(),
        "bare enforcement": lambda case: cedarpy.is_authorized(requests[case], rules.enforcement, entities),
        "bare explain": lambda case: cedarpy.is_authorized(requests[case], rules.probes, entities),
    }
    times = _interleaved(runs, rounds, len(cases))
    middle = {name: statistics.median(values) * 1e6 for name, values in times.items()}
    rows: list[dict[str, object]] = [
        {
            "what": f"{name}, {CLAUSES} clauses",
            "p50_us": round(middle[name]),
            "p99_us": round(statistics.quantiles(times[name], n=100)[98] * 1e6),
        }
        for name in runs
    ]
    ratio = middle["judge"] / middle["bare enforcement"]
    rows.append(
        {
            "what": "judge with citations ÷ bare cedarpy call (same rules, same slice)",
            "ratio": round(ratio, 2),
            "target": f"≤ {LIMIT}",
            "met": ratio <= LIMIT,
        }
    )
    return {"title": f"判定（{CLAUSES}条文、根拠条文つき）", "rows": rows}


def _interleaved(runs: dict[str, Callable[[int], object]], rounds: int, cases: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 20):
        for name, run in runs.items():
            start = time.thread_time()
            run(number % cases)
            if number >= 20:  # noqa: PLR2004 - the first rounds warm up
                times[name].append(time.thread_time() - start)
    return times


if __name__ == "__main__":
    for row in measure()["rows"]:
        print(row)
