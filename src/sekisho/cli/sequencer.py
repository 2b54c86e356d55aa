"""The process that carries the outbox to the log; ``sekisho serve`` keeps one running."""

from __future__ import annotations

import signal
import threading

from sekisho.cli.django_setup import start


def main() -> None:
    """Seal entries until told to stop."""
    start()
    from sekisho.server.crossings.sequencing import run

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stopping.set())
    signal.signal(signal.SIGINT, lambda _number, _frame: stopping.set())
    run(stopping)


if __name__ == "__main__":
    main()
