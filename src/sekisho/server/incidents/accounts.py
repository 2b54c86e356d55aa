"""The accounts to stop: who keeps them registers with ``incidents.accounts.register(source)``."""

from __future__ import annotations

from sekisho.server.incidents.seams import Seam

_seam = Seam()
register = _seam.register
items = _seam.items
