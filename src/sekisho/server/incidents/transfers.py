"""The open transfers to stop: who runs them registers with ``incidents.transfers.register(source)``."""

from __future__ import annotations

from sekisho.server.incidents.seams import Seam

_seam = Seam()
register = _seam.register
items = _seam.items
