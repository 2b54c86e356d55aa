"""Run a night's judgement, killed again and again, and print what was found as JSON.

``standing_rounds.py KILLS``, in a process of its own: ``SEKISHO_DATA`` and ``DATABASE_URL`` name a data
folder and a database that nobody else uses.
"""

import importlib
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import django

THINGS, BATCH = 240, 10


def main(kills):
    from django.core.management import call_command  # noqa: PLC0415  Django is set up first

    people = importlib.import_module("people_at_once")
    from sekisho.server.accounts.tenancy import in_body  # noqa: PLC0415  the same

    call_command("migrate", verbosity=0)
    city = people.found_city()
    dice = random.Random(kills)  # noqa: S311  a die, not a secret
    with in_body(city.body.pk):
        fill(city)
        people.close()
        rounds = []
        for _ in range(kills):
            killed(dice.uniform(0.02, 0.25))
            people.close()
            rounds.append(looked())
        return finished(rounds, people)


def fill(city):
    """Enter services no two of which are judged alike."""
    from sekisho.server.ledgers.models import Contractor, ExternalService  # noqa: PLC0415  the same

    firm = Contractor.make(name="地図の会社")
    ExternalService.unscoped.bulk_create(
        ExternalService(
            body=city.body,
            number=f"外サ-{number:04}",
            name=f"サービス{number}",
            provider=firm,
            section=next(iter(city.sections.values())),
            kind="map",
            terms_kind="terms_only",
            service_class="external_sensitive",
            confidentiality=2,
            facts={"confidentiality": 2, "person_count": number, "terms_kind": "terms_only"},
            starts="2026-04-01",
        )
        for number in range(THINGS)
    )


def killed(after):
    """Judge in a child that is killed so many seconds after its first batch, if it still runs."""
    from sekisho.server.catalogues import runs  # noqa: PLC0415  the same

    pipe, tell = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            runs.judge_all(batch=BATCH, progress=lambda *_: os.write(tell, b"."))
            os.write(tell, b"x")
            signal.pause()
        finally:
            os._exit(1)
    os.close(tell)
    os.read(pipe, 1)
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(pipe)


def looked():
    """Return what the killed run left: its key, its place, and the rows that it says it wrote."""
    from sekisho.server.catalogues import runs  # noqa: PLC0415  the same
    from sekisho.server.catalogues.models import ThingStanding  # noqa: PLC0415  the same

    run = runs.unfinished()
    if run is None:
        return None
    written = ThingStanding.objects.filter(run=run)
    beyond = written.filter(ledger=run.ledger, thing__gt=run.last).count()
    return {"run": run.pk, "done": run.done, "rows": written.count() - beyond, "beyond": beyond}


def finished(rounds, people):
    """Judge to the end and compare with a run that nobody disturbed."""
    from sekisho.server.catalogues import runs  # noqa: PLC0415  the same
    from sekisho.server.catalogues.models import Standing, ThingStanding  # noqa: PLC0415  the same
    from sekisho.server.crossings.models import JournalEntry  # noqa: PLC0415  the same

    def counted(run):
        rows = Standing.objects.filter(run=run).values_list(
            "ledger", "section", "clause", "satisfied", "violated", "unknown"
        )
        return sorted(map(str, rows))

    if runs.unfinished():
        runs.judge_all(batch=BATCH)
    last = runs.latest()
    numbers = counted(last)
    ThingStanding.objects.all().delete()
    entries = JournalEntry.objects.filter(verb="standing.judged").count()
    ended = len({last.pk} | {one.pk for one in type(last).objects.exclude(finished=None)})
    return {
        "rounds": rounds,
        "run": last.pk,
        "done": last.done,
        "runs": ended,
        "entries": entries,
        "same": counted(runs.judge_all()) == numbers,
        **people.sealed(),
    }


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "sekisho.server.site.settings"
    django.setup()
    sys.path.insert(0, str(Path(__file__).parents[1] / "applications"))
    sys.stdout.write(json.dumps(main(int(sys.argv[1]))) + "\n")
