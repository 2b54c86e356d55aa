"""``kill -9`` in the middle of an import, on a real database of its own: all of the file or nothing of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("SEKISHO_KILLS", "6"))
SCRIPT = Path(__file__).with_name("import_rounds.py")


@pytest.mark.kill
def test_an_import_killed_at_any_instant_wrote_all_or_nothing_and_completes_when_repeated(own_database):
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
    assert len(found["rounds"]) == KILLS
    for one in found["rounds"]:
        assert one["written"] in {"nothing", "all"}, one
        assert one["written"] == "all" or not one["told"], f"acknowledged and lost: {one}"
        assert one["entries"] == one["finished"] == (one["written"] == "all"), one
        assert one["kind"] != "held" or one["written"] == "nothing", "was not killed before the commit"
        assert (one["sealed"]["findings"], one["sealed"]["unsealed"]) == ([], 0), one
        assert one["exact"], f"importing again left other rows: {one}"
        assert one["entries_after"] == 1, f"one import, one entry: {one}"
    assert (found["findings"], found["unsealed"], found["log_longer_than_table"]) == ([], 0, 0)
