"""Faults of the machine at a chosen step, and what a log holds after them."""

import os

from sekisho.storage.tiledlog import TiledLog


class Death(BaseException):
    """The process ends here; no code of its own runs any more."""


CALLS = ("fsync", "rename", "replace", "unlink", "rmdir", "mkdir", "write", "ftruncate")


def strike(patch, at, strike_with):
    """Let the ``at``-th call that changes the disk fail by ``strike_with``, and every later one too."""
    left = [at]

    def counted(real):
        def call(*arguments, **options):
            left[0] -= 1
            if left[0] < 0:
                raise strike_with
            return real(*arguments, **options)

        return call

    for name in CALLS:
        patch.setattr(os, name, counted(getattr(os, name)))


def records(start, stop):
    return [b'{"uid":"u-%d"}' % number for number in range(start, stop)]


def contents(folder):
    return [record for _, record in TiledLog(folder).records_from(0)]
