"""Imports killed while they read and write: what ``import_rounds.py`` does and counts.

Each round takes in a file that changes 900 assets and adds 300, and is killed on the way:

``held``      the browser's action, killed when some of its rows are written and none is committed
``anywhere``  the browser's action, killed at any instant
``command``   ``sekisho import asset-ledger``, killed at any instant
"""

from __future__ import annotations

import csv
import io
import os
import random
import signal
import subprocess
import sys
import time

from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from people_at_once import close, found_city, sealed

from sekisho.errors import Conflict
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions, previews
from sekisho.server.ledgers.models import InformationAsset, LedgerImport
from sekisho.server.site.paths import data_folder

KINDS = ("held", "anywhere", "command")
ROWS, NEW = 1200, 300
HEAD = (
    "管理番号,情報資産名,所管課,管理担当者,機密性,完全性,可用性,取扱制限,"
    "個人情報の有無,特定個人情報,本人の数,媒体,登録年月日"
)


def killed(rounds):
    """Kill an import in the middle, ``rounds`` times; return what each round left behind."""
    call_command("migrate", verbosity=0)
    city = found_city()
    dice = random.Random(rounds)  # noqa: S311  a die, not a secret
    with in_body(city.body.pk):
        actor = actor_on(city.people["policy"], timezone.localdate())
        began = time.monotonic()
        command(0).wait()
        span = {"command": time.monotonic() - began}
        began = time.monotonic()
        import_received(actor, received(actor, 1))
        span["anywhere"] = time.monotonic() - began
        found = [
            one_round(actor, number, KINDS[number % len(KINDS)], span, dice)
            for number in range(2, rounds + 2)
        ]
    return {"rounds": found, **sealed()}


def one_round(actor, number, kind, span, dice):
    """Kill the import of file ``number``, look, and take the file in again."""
    before, entries = assets(), imported_entries()
    whole = before | file_of(number)
    pk = None if kind == "command" else received(actor, number)
    close()
    if kind == "command":
        told = kill_command(number, dice.uniform(0.3, 1.1) * span[kind])
    elif kind == "held":
        told = kill_held(actor, pk, batch=dice.randint(1, 3))
    else:
        told = kill_anywhere(actor, pk, dice.uniform(0.1, 1.2) * span[kind])
    wait_for_silence()
    left = assets()
    written = "nothing" if left == before else "all" if left == whole else "part"
    new_entries = imported_entries() - entries
    finished = LedgerImport.objects.filter(filename=name_of(number), finished_at__isnull=False).count()
    import_again(actor, number, pk)
    return {
        "kind": kind,
        "told": told,
        "written": written,
        "entries": new_entries,
        "finished": finished,
        "exact": assets() == whole,
        "entries_after": imported_entries() - entries,
        "sealed": sealed(),
    }


def import_again(actor, number, pk):
    """Take the same file in once more, the same way: what was finished is received and read anew."""
    if pk is None:
        command(number).wait()
        return
    try:
        import_received(actor, pk)
    except Conflict:
        import_received(actor, received(actor, number))


def file_of(number):
    """Return what file ``number`` says: asset number → keeper."""
    first = number * NEW
    return {f"試験-{count:06}": f"第{number}回" for count in range(first, first + ROWS)}


def name_of(number):
    return f"台帳{number}.csv"


def data_of(number):
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(HEAD.split(","))
    for asset, keeper in file_of(number).items():
        rows.writerow([asset, "帳票", "税務課", keeper, 2, 2, 1, "", "無", "", 0, "電子", "2024/4/1"])
    return out.getvalue().encode()


def received(actor, number):
    """Receive file ``number`` as the browser's upload does."""
    row = actions.receive_import(actor, kind="asset-ledger", filename=name_of(number), data=data_of(number))
    return row.pk


def import_received(actor, pk, progress=None):
    shown = previews.preview(actor, LedgerImport.objects.get(pk=pk)).digests
    return actions.import_received(actor, pk, shown=shown, accept_doubts=True, progress=progress)


def command(number):
    """Start ``sekisho import`` on file ``number``."""
    path = data_folder() / name_of(number)
    path.write_bytes(data_of(number))
    line = ["import", "asset-ledger", str(path), "--as", "policy", "--accept-doubts"]
    main = "from sekisho.cli.main import main; main()"
    return subprocess.Popen([sys.executable, "-c", main, *line], stdout=subprocess.DEVNULL)


def kill_command(number, after):
    """Kill the command after so many seconds; say whether it had already ended well."""
    process = command(number)
    try:
        return process.wait(after) == 0
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait() == 0


def kill_held(actor, pk, batch):
    """Kill the import when ``batch`` of its three batches of rows are written and none is committed."""
    pid, pipe = begin(actor, pk, stop_at=batch)
    assert os.read(pipe, 10) == b"held"
    end(pid, pipe)
    return False


def kill_anywhere(actor, pk, after):
    """Kill the import after so many seconds; say whether the action had already returned."""
    pid, pipe = begin(actor, pk)
    time.sleep(after)
    return end(pid, pipe) == b"done"


def begin(actor, pk, stop_at=0):
    """Start the import in a child, which says "held" and stops after ``stop_at`` batches, or "done"."""
    pipe, tell = os.pipe()
    pid = os.fork()
    if pid:
        os.close(tell)
        return pid, pipe
    batches = []

    def progress(done, _total):
        batches.append(done)
        if len(batches) == stop_at:
            os.write(tell, b"held")
            signal.pause()

    try:
        import_received(actor, pk, progress)
        os.write(tell, b"done")
        signal.pause()
    finally:
        os._exit(1)


def end(pid, pipe):
    """Kill the child; return what it had still to say."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with os.fdopen(pipe, "rb") as told:
        return told.read()


def wait_for_silence():
    """Wait until PostgreSQL has noticed that the other side is gone; SQLite has no other side."""
    if connection.vendor != "postgresql":
        return
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.02)
    raise TimeoutError


def assets():
    """Return every asset of the ledger: number → keeper."""
    return dict(InformationAsset.objects.values_list("number", "keeper"))


def imported_entries():
    """Return how many entries say that a ledger was imported."""
    return JournalEntry.objects.filter(verb="ledger.imported").count()
