"""Run the installed command as a person would, in a data folder of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SEKISHO = str(Path(sys.executable).parent / "sekisho")


@pytest.fixture(scope="module")
def sekisho(tmp_path_factory):
    """Run ``sekisho …`` in a data folder of the module; give exit code, output and, if JSON, the data."""
    data = tmp_path_factory.mktemp("data")

    def run(*arguments, **more):
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SEKISHO_DATA"}
        }
        done = subprocess.run(
            [SEKISHO, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
            env=environment | {"SEKISHO_DATA": str(data)} | more,
        )
        done.data = json.loads(done.stdout) if done.stdout.startswith(("{", "[")) else None
        return done

    return run
