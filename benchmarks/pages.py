"""The web process under load: list pages of 50,000 assets and 5,000 services, import, start-up, memory.

A throw-away site is filled and served by ``sekisho serve`` itself (gunicorn, SQLite). Ten people read list
pages at once without a pause between: first page, a page in the middle, the last, narrowed by section, by
grade and by words. What the same ten get who pause a second between pages stands in a row of its own, without
a target. The number of questions to the database is compared between a short and a long list.
The list of everything that is due by a day is read by one person, in the process that filled the site.
The import goes through the product's own action, reading included.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

IMPORTED = 10_000
PEOPLE, SECONDS, WARM_UP = 10, 20.0, 8.0
PAUSE = 1.0
LIMIT_MS, LIMIT_IMPORT, LIMIT_START, LIMIT_MB = 300, 10, 3, 250
LIMIT_DUTIES_MS = 150
HOST = "127.0.0.1"


def measure(seconds: float = SECONDS) -> dict[str, object]:
    """Return the title and one row per measured figure."""
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as folder:
        env = os.environ | {"SEKISHO_DATA": folder}
        env.pop("DATABASE_URL", None)
        env.pop("DJANGO_SETTINGS_MODULE", None)
        site = Path(__file__).with_name("pages_site.py")
        filled = subprocess.run(
            [sys.executable, str(site)], env=env, check=True, stdout=subprocess.PIPE, text=True
        )
        facts = json.loads(filled.stdout.splitlines()[-1])
        served = _serve(env, facts, seconds)
    return {
        "title": "画面（5万資産・5千サービス・10人同時）",
        "rows": [*_page_rows(served), *_other_rows(facts, served)],
    }


def _page_rows(served: dict[str, Any]) -> list[dict[str, object]]:
    rows = []
    for name, times in served["times"].items():
        p95 = _percentile(times, 95)
        rows.append(
            {
                "what": f"{name} ({len(times)} requests)",
                "p50_ms": round(statistics.median(times) * 1000),
                "p95_ms": round(p95 * 1000),
                "target": f"p95 ≤ {LIMIT_MS} ms",
                "met": p95 * 1000 <= LIMIT_MS,
            }
        )
    return rows


def _other_rows(facts: dict[str, Any], served: dict[str, Any]) -> list[dict[str, object]]:
    return [
        {"what": "the same ten, a second between pages", **served["unhurried"]},
        {
            "what": f"server's CPU time a request (2 processes, load of the machine {served['load']})",
            "ms": served["cpu_ms"],
        },
        {
            "what": "questions to the database, list of assets: short list / long list",
            "count": f"{facts['questions_short']} / {facts['questions_long']}",
            "target": "the same",
            "met": facts["questions_short"] == facts["questions_long"],
        },
        {
            "what": f"期日のある仕事, first page of {facts['duties']['count']:,} duties, one reader",
            "ms": facts["duties"]["ms"],
            "cpu_ms": facts["duties"]["cpu_ms"],
            "target": f"CPU ≤ {LIMIT_DUTIES_MS} ms",
            "met": facts["duties"]["cpu_ms"] <= LIMIT_DUTIES_MS,
        },
        {
            "what": f"import of {IMPORTED:,} rows, read and written",
            "seconds": facts["import_seconds"],
            "target": f"≤ {LIMIT_IMPORT} s",
            "met": facts["import_seconds"] <= LIMIT_IMPORT,
        },
        {
            "what": "the same file again (nothing changes)",
            "seconds": facts["again_seconds"],
            "target": f"≤ {LIMIT_IMPORT} s",
            "met": facts["again_seconds"] <= LIMIT_IMPORT and facts["again_unchanged"],
        },
        {
            "what": "start-up until the site answers",
            "seconds": served["start_seconds"],
            "target": f"≤ {LIMIT_START} s",
            "met": served["start_seconds"] <= LIMIT_START,
        },
        {
            "what": "resident memory of the largest web process after the load",
            "MB": served["rss_mb"],
            "target": f"≤ {LIMIT_MB} MB",
            "met": served["rss_mb"] <= LIMIT_MB,
        },
    ]


def _serve(env: dict[str, str], facts: dict[str, Any], seconds: float) -> dict[str, Any]:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("sekisho")), "serve", "--port", str(port)]
    _start(command, env, port).terminate_and_wait()  # lays out static files once, as an installation does
    server = _start(command, env, port)
    try:
        _load(port, facts, WARM_UP)  # templates and rows are read once by each process
        calm = [taken for one in _load(port, facts, seconds, pause=PAUSE).values() for taken in one]
        before = server.cpu()
        times = _load(port, facts, seconds)
        gate = {
            "gate of a service, everything still asked": f"/lifecycle/service/{facts['service']}/renewal/"
        }
        requests = sum(len(one) for one in times.values())
        used = server.cpu() - before
        return {
            "start_seconds": round(server.seconds, 2),
            "times": times | _load(port, facts, seconds / 2, pages=gate),
            "unhurried": {
                "p50_ms": round(statistics.median(calm) * 1000),
                "p95_ms": round(_percentile(calm, 95) * 1000),
            },
            "cpu_ms": round(used / requests * 1000, 1),
            "rss_mb": server.largest_rss_mb(),
            "load": round(os.getloadavg()[0], 1),
        }
    finally:
        server.terminate_and_wait()


class Server:
    """A running site and its processes."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.process, self.seconds = process, seconds

    def web(self) -> list[int]:
        """Return the web processes: all but the first (it looks after them), the sequencer and the worker."""
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop()
            children = Path(f"/proc/{pid}/task/{pid}/children")
            waiting += [int(child) for child in children.read_text(encoding="ascii").split()]
            if b"sekisho.cli." not in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
        return found[1:]

    def cpu(self) -> float:
        """Return the CPU seconds all web processes used so far."""
        ticks = 0
        for pid in self.web():
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def largest_rss_mb(self) -> int:
        """Return the resident memory of the largest web process."""
        sizes = []
        for pid in self.web():
            lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
            sizes += [int(line.split()[1]) for line in lines if line.startswith("VmRSS")]
        return round(max(sizes) / 1024)

    def terminate_and_wait(self) -> None:
        """Stop the site."""
        self.process.terminate()
        self.process.wait(timeout=60)


def _start(command: list[str], env: dict[str, str], port: int) -> Server:
    began = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    while time.perf_counter() - began < 120:  # noqa: PLR2004  a loaded machine may be slow
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/ready")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return Server(process, time.perf_counter() - began)
        except OSError:
            time.sleep(0.02)
    process.kill()
    message = "the site did not start"
    raise RuntimeError(message)


def _load(
    port: int,
    facts: dict[str, Any],
    seconds: float,
    pause: float = 0.0,
    pages: dict[str, str] | None = None,
) -> dict[str, list[float]]:
    section = facts["section"]
    pages = pages or {
        "assets, first page": "/ledgers/assets/",
        "assets, page in the middle": "/ledgers/assets/?page=500",
        "assets, last page": "/ledgers/assets/?page=1000",
        "assets, one section": f"/ledgers/assets/?section={section}&page=3",
        "assets, 機密性3": "/ledgers/assets/?confidentiality=3&page=20",
        "assets, by words": "/ledgers/assets/?q=%E5%8F%B0%E5%B8%B3+123",
        "services, first page": "/ledgers/services/",
        "services, page in the middle": "/ledgers/services/?page=50",
    }
    times: dict[str, list[float]] = {name: [] for name in pages}
    lock = threading.Lock()
    until = time.perf_counter() + seconds

    def person(number: int) -> None:
        source = random.Random(number)  # noqa: S311  test data
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        order = list(pages.items())
        source.shuffle(order)
        time.sleep(pause * source.random())
        for name, path in itertools.cycle(order):
            if time.perf_counter() > until:
                return
            began = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": f"sessionid={facts['sessions'][number]}"})
            response = connection.getresponse()
            body = response.read()
            taken = time.perf_counter() - began
            assert response.status == http.HTTPStatus.OK, (path, response.status)
            assert len(body) > 5_000, path  # noqa: PLR2004  a whole page, not an error
            with lock:
                times[name].append(taken)
            time.sleep(pause)

    people = [threading.Thread(target=person, args=(number,)) for number in range(PEOPLE)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return times


def _percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


if __name__ == "__main__":
    for row in measure()["rows"]:
        print(row)
