"""A process that records: it writes entries through the product's own action and tells each one committed.

Run as ``recorder.py prepare`` once, then ``recorder.py record NAME``.
"""

import itertools
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402  Django is set up first
from django.db import transaction  # noqa: E402  Django is set up first

from sekisho.server.accounts.models import Body  # noqa: E402  Django is set up first
from sekisho.server.accounts.tenancy import in_body  # noqa: E402  Django is set up first
from sekisho.server.crossings.actions import Subject, record  # noqa: E402  Django is set up first


def prepare():
    call_command("migrate", verbosity=0)
    Body.objects.create(code="999991", name="さくら市")


def write(name, numbers):
    with in_body(Body.objects.get().pk):
        for number in numbers:
            with transaction.atomic():
                entry = record(
                    None, "test.done", Subject("test", f"{name}-{number}"), {"長さ": "関" * (number % 90)}
                )
            sys.stdout.write(f"{entry.uid}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare()
    elif sys.argv[1] == "record":
        write(sys.argv[2], itertools.count())
    else:
        write(sys.argv[2], range(int(sys.argv[1])))
