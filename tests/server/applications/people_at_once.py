"""People acting at once, and processes killed while they write: what ``rounds.py`` does and counts."""

from __future__ import annotations

import datetime as dt
import importlib.util
import multiprocessing
import os
import random
import select
import signal
import time
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from sekisho.errors import Conflict
from sekisho.server.accounts.models import Person, Post
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.applications import actions
from sekisho.server.applications.judging import checks_for, judge_application
from sekisho.server.applications.models import Application, Event, NumberSeries, Step
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.crossings.sequencing import Outbox, drain_once, open_log
from sekisho.server.ledgers.models import ExternalService
from sekisho.server.site.paths import journal_folder
from sekisho.storage.verifying import verify_folder

FORK = multiprocessing.get_context("fork")
HERE = Path(__file__).parent


def prepare(count):
    """Found a city and bring ``count`` applications of grade 1 before the manager."""

    call_command("migrate", verbosity=0)
    city = found_city()
    today = timezone.localdate()
    staff, policy = (actor_on(city.people[name], today) for name in ("staff", "policy"))
    answers = fixtures(HERE / "conftest.py").ORDINARY
    rows = []
    with in_body(city.body.pk):
        for number in range(count):
            row = actions.start(staff, answers=answers | {"name": f"地図{number}"})
            row = actions.submit(staff, row.pk, version=row.version)
            decision = judge_application(row, timezone.now(), today)
            checks = {item.clause: actions.Stated("yes") for item in checks_for(decision)}
            row = actions.review(policy, row.pk, version=row.version, checks=checks)
            rows.append((row.pk, row.version))
    return city, rows


def fixtures(path):
    """Return the module of shared fixtures at ``path``."""
    spec = importlib.util.spec_from_file_location(path.parent.name + "_fixtures", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def found_city():
    """Make the city of the shared fixtures, with a second manager in 税務課."""
    city = fixtures(HERE.parent / "conftest.py").found_city("999991", "さくら市")
    with in_body(city.body.pk):
        second = Person(body=city.body, username="manager-b", name="上野 二郎", name_key="上野二郎")
        second.save()
        section = city.sections["税務課"]
        Post.make(person=second, section=section, role="manager", title="課長", starts=dt.date(2020, 4, 1))
    city.people["manager-b"] = second
    return city


def act(city, name, pk, version, dice):
    """Let one manager decide or reject; return what they were told."""

    actor = actor_on(city.people[name], timezone.localdate())
    with in_body(city.body.pk):
        try:
            if dice.random() < 0.7:
                actions.decide(actor, pk, version=version)
            else:
                actions.reject(actor, pk, version=version, reason="代わりがある")
        except Conflict:
            return "conflict"
    return "done"


def decider(city, name, rows, barrier, told, seed):
    """Meet the other decider at each application and act at the same moment."""
    dice = random.Random(seed)  # noqa: S311  a die, not a secret
    for pk, version in rows:
        barrier.wait()
        time.sleep(dice.random() * 0.004)
        told.put((name, pk, act(city, name, pk, version, dice)))


def at_once(count):
    """Two managers act on each of ``count`` applications at the same moment."""
    city, rows = prepare(count)
    close()
    barrier, told = FORK.Barrier(2), FORK.Queue()
    people = [
        FORK.Process(target=decider, args=(city, name, rows, barrier, told, seed))
        for seed, name in enumerate(("manager", "manager-b"))
    ]
    for person in people:
        person.start()
    answers = [told.get(timeout=120) for _ in range(2 * count)]
    for person in people:
        person.join()
    winners = {}
    for name, pk, word in answers:
        if word == "done":
            winners.setdefault(pk, []).append(name)
    return {"winners": {str(pk): names for pk, names in winners.items()}, **state_of(city)}


def killed(rounds):
    """Kill a process in the middle of deciding, ``rounds`` times."""
    city, rows = prepare(rounds * 3)
    close()
    dice = random.Random(rounds)  # noqa: S311  a die, not a secret
    told_read, told_write = os.pipe()
    queue = list(rows)
    acknowledged = b""
    for _ in range(rounds):
        child = os.fork()
        if child == 0:
            decide_all(city, queue, told_write)
        select.select([told_read], [], [], 60)
        time.sleep(0.02 + dice.random() * 0.12)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.set_blocking(told_read, False)
        while piece := _read(told_read):
            acknowledged += piece
        drain_once()
        done = decided_keys(city)
        queue = [one for one in queue if one[0] not in done]
        close()
    return {"acknowledged": [int(one) for one in acknowledged.split()], **sealed(), **state_of(city)}


def sealed():
    """Carry all entries to the log and verify it; return what was found."""
    with open_log() as writer:
        outbox = Outbox(writer)
        while outbox.drain():
            pass
    report = verify_folder(journal_folder())
    return {
        "findings": [f"{one.where}: {one.what}" for one in report.findings],
        "unsealed": JournalEntry.unscoped.filter(log_index__isnull=True).count(),
        "log_longer_than_table": report.size - JournalEntry.unscoped.count(),
    }


def decide_all(city, queue, told):
    """In a child: decide one after the other, and say so only when the action has returned.

    A blank says that deciding begins: who kills counts from then, however slow the machine is.
    """

    actor = actor_on(city.people["manager"], timezone.localdate())
    os.write(told, b" ")
    with in_body(city.body.pk):
        for pk, version in queue:
            actions.decide(actor, pk, version=version)
            os.write(told, f"{pk} ".encode())
    time.sleep(10)
    os._exit(0)


def decided_keys(city):
    """Return the applications the database says are approved."""

    return set(Application.unscoped.filter(body=city.body, state="approved").values_list("pk", flat=True))


def state_of(city):
    """Return all that must agree: applications, entries, services, document numbers, steps, events."""

    mine = {"body": city.body}
    entries = JournalEntry.unscoped.filter(**mine)
    rows = Application.unscoped.filter(**mine)
    series = NumberSeries.unscoped.filter(kind="document", **mine).first()
    return {
        "applications": {str(row.pk): row.state for row in rows},
        "numbers": sorted(
            int(row.document_number.split("第")[1].split("号")[0]) for row in rows if row.document_number
        ),
        "last_number": series.last if series else 0,
        "decided_entries": sorted(_subjects(entries, "application.decided")),
        "rejected_entries": sorted(_subjects(entries, "application.rejected")),
        "services": ExternalService.unscoped.filter(**mine).count(),
        "service_entries": entries.filter(verb="service.entered").count(),
        "decision_steps_done": Step.unscoped.filter(kind="decision", state="done", **mine).count(),
        "decision_events": Event.unscoped.filter(verb__in=["decided", "rejected"], **mine).count(),
    }


def close():
    """Leave no connection open across a fork."""

    connections.close_all()


def _read(pipe):
    try:
        return os.read(pipe, 65536)
    except BlockingIOError:
        return b""


def _subjects(entries, verb):
    return [int(one) for one in entries.filter(verb=verb).values_list("subject_id", flat=True)]
