"""``sekisho serve``: the whole site on one box: database, web, the record's sequencer, the worker."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sekisho import __version__
from sekisho.cli.django_setup import start
from sekisho.errors import CannotRun

if TYPE_CHECKING:
    from types import FrameType

RESTART_PAUSE = 2.0
GARBAGE_AFTER = 10_000
"""Objects that come to be before the web processes search for unused ones: about once a page."""
THREADS = 2
"""Requests that one web process answers at once."""
BESIDE = {
    "sekisho.cli.sequencer": "記録簿の封緘が止まったため、始め直します。",
    "sekisho.cli.worker": "背後の仕事が止まったため、始め直します。",
}
"""The processes beside the web, and what is said when one died."""


@click.command(help="サイトを始める（データベースの用意・Web・記録簿の封緘・背後の仕事をまとめて行う）")
@click.option("--host", default="127.0.0.1", show_default=True, help="待ち受けるアドレス")
@click.option("--port", default=8000, show_default=True, help="待ち受けるポート")
@click.option("--workers", default=3, show_default=True, help="Webの処理の数")
@click.option("--demo", is_flag=True, help="空なら、架空の「さくら市」を入れて始める")
def command(host: str, port: int, workers: int, *, demo: bool) -> None:
    """Prepare what is missing, then run the web processes and those beside them until told to stop."""
    if demo:
        os.environ.setdefault("SEKISHO_DEMO", "1")
    start()
    prepare(demo=demo)
    if demo:
        name = "localhost" if host == "127.0.0.1" else host  # passkeys need a name, not a number
        click.echo(f"さくら市の用意ができました。ブラウザで http://{name}:{port}/ を開いてください。")
        click.echo("利用者IDとパスワードは、サインインの画面に並んでいます。")
    sys.exit(supervise(host, port, workers))


def prepare(*, demo: bool) -> None:
    """Bring the database up to date, lay out static files, and load the demo city into an empty site."""
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise CannotRun(
            "データベースを開けません。",
            why=str(error),
            next_step="DATABASE_URL とデータの置き場所（SEKISHO_DATA）、空き容量を確かめてください。",
        ) from error
    lay_out_static()
    if demo:
        from sekisho.server.demo.load import load_if_empty

        load_if_empty(click.echo)


def lay_out_static() -> None:
    """Collect and compress static files once per version of their sources."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".stamp"
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest.hexdigest():
        return
    shutil.rmtree(root, ignore_errors=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(digest.hexdigest(), encoding="ascii")


def run_web(host: str, port: int, workers: int) -> None:
    """Serve the site in this process and its workers until told to stop; Django is loaded already."""
    from django.conf import settings
    from django.utils.module_loading import import_string
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
        """Gunicorn with our settings and our application."""

        def load_config(self) -> None:
            chosen = {
                "bind": f"{host}:{port}",
                "workers": workers,
                "worker_class": "gthread",
                "threads": THREADS,
                "worker_connections": THREADS,  # who waits is taken by the process that is free first
                "preload_app": True,
                "timeout": 120,
                "keepalive": 0,  # a connection kept open stays with one process, and people wait unevenly
                "max_requests": 20_000,
                "max_requests_jitter": 2_000,
                "loglevel": "warning",
                "control_socket_disable": True,
            }
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> object:
            site = import_string(settings.WSGI_APPLICATION)
            gc.collect()
            gc.freeze()  # what is loaded stays: the workers share its memory and never search it for garbage
            gc.set_threshold(GARBAGE_AFTER)
            return site

    Site().run()


def keep_running(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Start those of :data:`BESIDE` that do not run."""
    for module, said in BESIDE.items():
        process = running.get(module)
        if process is not None and process.poll() is None:
            continue
        if process is not None:
            click.echo(said, err=True)
            time.sleep(RESTART_PAUSE)
        running[module] = subprocess.Popen([sys.executable, "-m", module])  # noqa: S603  a module of ours


def supervise(host: str, port: int, workers: int) -> int:
    """Run web processes, sequencer and worker until the web ends or a signal arrives; start what died again.

    The web processes are forked from this one, so that what it has loaded is not loaded a second time.
    """
    from django.db import connections

    connections.close_all()
    server = get_context("fork").Process(target=run_web, args=(host, port, workers))
    server.start()
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()
        server.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    running: dict[str, subprocess.Popen[bytes]] = {}
    while server.is_alive():
        if not stopping.is_set():
            keep_running(running)
        server.join(timeout=0.5)
    for process in running.values():
        process.terminate()
    for process in running.values():
        process.wait()
    return 0 if stopping.is_set() else server.exitcode or 0
