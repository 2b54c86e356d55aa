"""By when an account is closed whose person moved or left, and when accounts are looked at again.

対策基準 5.1 主体認証・権限の管理: an account that is no longer needed is closed without delay. How long
that is is the office's own rule: five business days, and for a privileged account the last day itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.japan.business_days import add_business_days

if TYPE_CHECKING:
    import datetime as dt

DAYS_TO_CLOSE = 5
_FEBRUARY, _LEAP_DAY = 2, 29


def close_due(last_day: dt.date, *, privileged: bool) -> dt.date:
    """Return by when an account is closed whose reason to exist ended with ``last_day``."""
    return last_day if privileged else add_business_days(last_day, DAYS_TO_CLOSE)


def review_due(since: dt.date) -> dt.date:
    """Return when an account opened or last reviewed on ``since`` is reviewed again: a year on."""
    if (since.month, since.day) == (_FEBRUARY, _LEAP_DAY):
        return since.replace(year=since.year + 1, day=_LEAP_DAY - 1)
    return since.replace(year=since.year + 1)
