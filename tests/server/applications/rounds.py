"""Run rounds of people acting at once, or killed while they write, and print what was found as JSON.

``rounds.py at-once|killed COUNT``, in a process of its own: ``SEKISHO_DATA`` and ``DATABASE_URL`` name a data
folder and a database that nobody else uses.
"""

import importlib
import json
import os
import sys
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "sekisho.server.site.settings_test"
    django.setup()
    sys.path.insert(0, str(Path(__file__).parent))
    rounds = importlib.import_module("people_at_once")
    kinds = {"at-once": rounds.at_once, "killed": rounds.killed}
    sys.stdout.write(json.dumps(kinds[sys.argv[1]](int(sys.argv[2]))) + "\n")
