"""Run rounds of imports killed while they write, and print what was found as JSON.

``import_rounds.py COUNT``, in a process of its own: ``SEKISHO_DATA`` and ``DATABASE_URL`` name a data folder
and a database that nobody else uses.
"""

import importlib
import json
import os
import sys
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "sekisho.server.site.settings"
    django.setup()
    here = Path(__file__).parent
    sys.path[:0] = [str(here), str(here.parent / "applications")]
    imports_killed = importlib.import_module("imports_killed")
    sys.stdout.write(json.dumps(imports_killed.killed(int(sys.argv[1]))) + "\n")
