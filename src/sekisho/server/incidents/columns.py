"""The columns of the list of cases on paper."""

from __future__ import annotations

from django.utils import timezone

from sekisho.server.ledgers.columns import Column, labels_of
from sekisho.terms import IncidentKind, IncidentState

_KINDS, _STATES = labels_of(IncidentKind), labels_of(IncidentState)

COLUMNS: tuple[Column, ...] = (
    Column("事案番号", lambda row: row.number),
    Column("事案の名称", lambda row: row.title, 40),
    Column("事案の種類", lambda row: _KINDS[row.kind], 18),
    Column("知った日", lambda row: timezone.localdate(row.known_at), 12),
    Column("発生した日", lambda row: row.occurred_on, 12),
    Column("本人の数（少なくとも）", lambda row: row.persons_low, 12),
    Column("本人の数（最大）", lambda row: row.persons_high, 12),
    Column("状態", lambda row: _STATES[row.state], 12),
    Column("終結した日", lambda row: row.closed_on, 12),
    Column("訓練", lambda row: "訓練" if row.exercise else "", 8),
)
