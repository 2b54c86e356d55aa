"""Start Django for the commands that need the database."""

from __future__ import annotations

import os

import django


def start() -> None:
    """Configure Django once; the data folder and database come from the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.server.site.settings")
    django.setup()
