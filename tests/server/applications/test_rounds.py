"""Two people deciding at once, and kill -9 in the middle of a decision, on a real database of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROUNDS = int(os.environ.get("SEKISHO_ROUNDS", "60"))
KILLS = int(os.environ.get("SEKISHO_KILLS", "8"))
SCRIPT = Path(__file__).with_name("rounds.py")
PATIENCE = 300
"""Seconds before a round counts as hung: its migrations alone take minutes where others use the machine."""


def run(env, what, count):
    done = subprocess.run(
        [sys.executable, str(SCRIPT), what, str(count)],
        env=env,
        capture_output=True,
        text=True,
        timeout=PATIENCE + count * 5,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def agree(found):
    """Whatever happened, everything that a decision writes was written together."""
    approved = sorted(int(pk) for pk, state in found["applications"].items() if state == "approved")
    rejected = sorted(int(pk) for pk, state in found["applications"].items() if state == "rejected")
    assert found["decided_entries"] == approved
    assert found["rejected_entries"] == rejected
    assert found["numbers"] == list(range(1, len(approved) + 1))
    assert found["last_number"] == len(approved)
    assert found["services"] == found["service_entries"] == len(approved)
    assert found["decision_steps_done"] == found["decision_events"] == len(approved) + len(rejected)
    return approved, rejected


def test_of_two_people_acting_at_once_exactly_one_decides(own_database):
    found = run(own_database, "at-once", ROUNDS)
    assert [len(names) for names in found["winners"].values()] == [1] * ROUNDS
    approved, rejected = agree(found)
    assert len(approved) + len(rejected) == ROUNDS


@pytest.mark.kill
def test_a_process_killed_while_it_decides_loses_nothing_it_acknowledged(own_database):
    found = run(own_database, "killed", KILLS)
    approved, _rejected = agree(found)
    assert (found["findings"], found["unsealed"]) == ([], 0)
    assert set(found["acknowledged"]) <= set(approved)
    assert len(approved) - len(found["acknowledged"]) <= KILLS
