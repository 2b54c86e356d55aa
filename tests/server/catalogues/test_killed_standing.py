"""``kill -9`` in the middle of a night's judgement: it goes on where it was, and counts nothing twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("SEKISHO_KILLS", "6"))
SCRIPT = Path(__file__).with_name("standing_rounds.py")


@pytest.mark.kill
def test_a_killed_run_goes_on_and_counts_what_an_undisturbed_one_counts(own_database):
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(KILLS)],
        env=own_database,
        capture_output=True,
        text=True,
        timeout=120 + KILLS * 30,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    halfway = [one for one in found["rounds"] if one is not None]
    assert halfway, "no kill came before the end"
    for one in halfway:
        assert (one["rows"], one["beyond"]) == (one["done"], 0), one
    first = [one for one in halfway if one["run"] == halfway[0]["run"]]
    assert [one["done"] for one in first] == sorted(one["done"] for one in first)
    assert found["done"] == 240
    assert found["entries"] == found["runs"]
    assert found["same"]
    assert (found["findings"], found["unsealed"], found["log_longer_than_table"]) == ([], 0, 0)
