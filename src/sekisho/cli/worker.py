"""The process that does the work nobody waits for; ``sekisho serve`` keeps one running."""

from __future__ import annotations

import os
import signal
import threading

from sekisho.cli.django_setup import start


def main() -> None:
    """Run the registered tasks until told to stop, behind the web processes in line for the processor."""
    os.nice(10)
    start()
    from sekisho.server.site.background import run

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stopping.set())
    signal.signal(signal.SIGINT, lambda _number, _frame: stopping.set())
    run(stopping)


if __name__ == "__main__":
    main()
