"""The columns of the oversight of contractors on paper: the list of contracts, and the roster of one."""

from __future__ import annotations

from sekisho.server.ledgers.columns import Column
from sekisho.server.oversight import queries

COLUMNS: tuple[Column, ...] = (
    Column("契約番号", lambda row: row.number),
    Column("委託業務名", lambda row: row.title, 30),
    Column("受託者", lambda row: row.contractor.name, 28),
    Column("所管課", lambda row: row.section.name, 18),
    Column("契約終了", lambda row: row.ends, 12),
    Column("最高機密性", lambda row: row.confidentiality, 10),
    Column("従事者", lambda row: row.people, 8),
    Column("次の確認", lambda row: row.next_on, 12),
    Column("気をつけること", lambda row: "、".join(one.label for one in queries.points(row)), 34),
)
ROSTER: tuple[Column, ...] = (
    Column("氏名", lambda row: row.name, 20),
    Column("所属", lambda row: row.firm.name, 28),
    Column("役割", lambda row: row.task, 18),
    Column("従事の開始", lambda row: row.starts, 12),
    Column("従事の終了", lambda row: row.ends, 12),
    Column("教育を受けた日", lambda row: row.trained_on, 14),
    Column("秘密保持誓約書の受領日", lambda row: row.pledged_on, 22),
)
