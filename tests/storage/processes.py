"""Starting the product's own processes on a data folder."""

import os
import subprocess
import sys
from pathlib import Path

RECORDER = Path(__file__).with_name("recorder.py")
DRAIN = (
    "from sekisho.cli.django_setup import start; start();"
    "from sekisho.server.crossings.sequencing import drain_once\nwhile drain_once(batch=40): pass"
)


def environment(data, url=""):
    return {
        **os.environ,
        "SEKISHO_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "sekisho.server.site.settings",
        "DATABASE_URL": url or sqlite(data),
    }


def sqlite(data):
    return f"sqlite:///{data / 'sekisho.sqlite3'}"


def python(data, *arguments, url="", **options):
    return subprocess.run([sys.executable, *arguments], env=environment(data, url), check=True, **options)
