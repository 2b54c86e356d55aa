"""The public register of ISMAP for さくら市: an edition of a month ago, and today's with what changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from sekisho.server.trust.actions import import_register
from sekisho.server.trust.models import Evidence
from sekisho.server.trust.register_files import File
from sekisho.terms import CertificationKind

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor

HEAD = (
    "登録番号,クラウドサービスの名称,クラウドサービス事業者の名称,法人番号,登録日,監査対象期間,"
    "言明の対象範囲,登録の状態"
)
_OTHERS = (
    ("ファイル共有「おきば」", "おきば株式会社", "ファイルの保管、共有の設定、版の管理"),
    ("文書保管「かいこ」", "株式会社かいこ文書", "文書の保管、検索、版の管理"),
    ("電子申請「ことり」", "ことり情報株式会社", "申請フォーム、本人確認、手数料の納付（収納代行を除く）"),
    ("地図配信「やまなみ」", "やまなみ測量株式会社", "地図の配信、図形の編集"),
    ("勤怠管理「ときわ」", "ときわシステム株式会社", "出退勤の記録、休暇の申請、集計"),
    ("安否確認「つながり」", "つながり通信株式会社", "一斉送信、回答の集計"),
    ("録画配信「ひびき」", "ひびき放送株式会社", "動画の配信、字幕の付与"),
)


def fill(actor: Actor) -> None:
    """Take in two editions; the later one lets a person renew, and says that one is suspended."""
    today = timezone.localdate()
    held = list(Evidence.objects.filter(kind="ismap").select_related("provider").order_by("pk"))
    _take_in(actor, held, today, today - dt.timedelta(days=35), later=0)
    _take_in(actor, held, today, today - dt.timedelta(days=3), later=90)


def _take_in(actor: Actor, held: list[Evidence], today: dt.date, as_of: dt.date, *, later: int) -> None:
    lines = [HEAD]
    for number, one in enumerate(held):
        shift = later if number == 0 else 0  # the first provider was audited anew
        lines.append(_line(one.number, one.service_name, one.provider.name, _end(one, today), one, shift))
    for number, (service, firm, scope) in enumerate(_OTHERS, 1):
        end = today - dt.timedelta(days=70 * number)
        state = "一時停止" if later and number == len(_OTHERS) else ""
        lines.append(f"C26-08{number:02}-2,{service},{firm},,{end + dt.timedelta(days=30)},"
                     f'{end - dt.timedelta(days=364)}～{end},"{scope}",{state}')  # fmt: skip
    data = "\r\n".join(lines).encode("utf-8-sig")
    name = f"cloud_service_list_{as_of:%Y%m%d}.csv"
    import_register(actor, File(CertificationKind.ISMAP, name, data, as_of), accept_doubts=True)


def _end(row: Evidence, today: dt.date) -> dt.date:
    return row.period_end or today


def _line(number: str, service: str, firm: str, end: dt.date, row: Evidence, shift: int) -> str:
    ended = end + dt.timedelta(days=shift)
    scope = "、".join(row.functions)
    start = ended - dt.timedelta(days=364)
    firm_number = row.provider.corporate_number
    return f'{number},{service},{firm},{firm_number},{row.issued},{start}～{ended},"{scope}",'
