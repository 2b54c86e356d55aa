"""Lines of a register as the published lists have them."""

import datetime as dt

from django.utils import timezone

TODAY = timezone.localdate()
HEAD = (
    "登録番号,クラウドサービスの名称,クラウドサービス事業者の名称,法人番号,登録日,監査対象期間,"
    "言明の対象範囲,登録の状態"
)
NUMBER = "4010000001101"
ENDED = TODAY - dt.timedelta(days=100)


def audited(ended):
    """Return an audited period of a year in one cell."""
    return f"{ended - dt.timedelta(days=364)}～{ended}"


def listed(
    number="C26-0001-2", service="まちの窓口", ended=ENDED, state="", scope="申込みフォーム、通知メール"
):
    """Return one line of a register."""
    firm = f"株式会社まちのクラウド,{NUMBER}"
    return f'{number},{service},{firm},{TODAY - dt.timedelta(days=60)},{audited(ended)},"{scope}",{state}'
