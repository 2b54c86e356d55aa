"""What the sign-in page tells a visitor while the site runs as a demonstration (``SEKISHO_DEMO=1``)."""

from __future__ import annotations

import os

import attrs
from django.utils.translation import gettext, gettext_noop

from sekisho.server.demo import PASSWORD


@attrs.frozen
class Visit:
    """An account of the demo city and what to try with it."""

    account: str
    post: str
    task: str


VISITS = (
    Visit("zeimu-1", gettext_noop("税務課 主査"), gettext_noop("外部サービスの利用を申請する")),
    Visit(
        "joho-1",
        gettext_noop("情報政策課 情報セキュリティ担当"),
        gettext_noop("申請を審査する、職員を管理する、台帳を取り込む"),
    ),
    Visit("zeimu-kacho", gettext_noop("税務課長"), gettext_noop("決裁する、後閲する、不在を登録する")),
    Visit("zeimu-hosa", gettext_noop("税務課長補佐"), gettext_noop("課長の不在に代決する")),
    Visit(
        "general",
        gettext_noop("情報政策課長（統括情報セキュリティ責任者）"),
        gettext_noop("重い案件を決裁する、専決規程と規則を管理する"),
    ),
    Visit(
        "ciso",
        gettext_noop("副市長（最高情報セキュリティ責任者）"),
        gettext_noop("機密性3の案件と例外措置を決める"),
    ),
    Visit(
        "joho-hosa",
        gettext_noop("情報政策課長補佐"),
        gettext_noop("情報政策課長の不在に代決する"),
    ),
    Visit(
        "zeimu-service", gettext_noop("税務課 市税係長"), gettext_noop("外部サービスの台帳と条件を管理する")
    ),
    Visit("bucho", gettext_noop("総務部長"), gettext_noop("部の情報セキュリティに責任を持つ")),
    Visit("system", gettext_noop("情報政策課 基盤係長"), gettext_noop("情報資産と外部サービスの台帳を見る")),
    Visit("csirt", gettext_noop("CSIRT要員"), gettext_noop("事故のときに全体を見る")),
    Visit("iinkai", gettext_noop("情報セキュリティ委員"), gettext_noop("全体の状況を見る")),
    Visit("kansa", gettext_noop("監査責任者"), gettext_noop("記録簿を確かめ、決定の証明を取り出す")),
)


def visits() -> dict[str, object] | None:
    """Return the accounts and their password, or None when the site is not a demonstration."""
    if os.environ.get("SEKISHO_DEMO") != "1":
        return None
    shown = [attrs.evolve(visit, post=gettext(visit.post), task=gettext(visit.task)) for visit in VISITS]
    return {"visits": shown, "password": PASSWORD}
