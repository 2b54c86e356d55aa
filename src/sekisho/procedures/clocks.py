"""The clocks of one incident: which reports are owed, by which day, and how each stands on a day.

The days are those of :mod:`.reporting`. A clock runs as long as no report was sent and a reason to report
is met or not yet ruled out: what is not known keeps it running (おそれ). It stops with its case: of an
exercise (訓練) that is over nothing is owed any more.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import attrs

from sekisho.procedures.reporting import deadlines
from sekisho.terms import PaperKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sekisho.procedures.reporting import Assessment

SOON = 2
"""With this many days left a clock is shown as pressing."""


class ClockState(Enum):
    """How a clock stands."""

    RUNNING = "running"
    SOON = "soon"
    OVERDUE = "overdue"
    SENT = "sent"
    SENT_LATE = "sent_late"
    STOPPED = "stopped"


@attrs.frozen
class Clock:
    """One report that is owed."""

    paper: PaperKind
    target: dt.date | None
    """The day to aim at, where the guide names one before the last."""
    due: dt.date
    sent_on: dt.date | None
    stopped_on: dt.date | None = None
    """The day its case ended without it."""

    def left(self, day: dt.date) -> int:
        """Return the days left on ``day``, or when it stopped; below zero: days past it."""
        return (self.due - min(day, self.stopped_on or day)).days

    def state(self, day: dt.date) -> ClockState:
        """Return how it stands on ``day``."""
        if self.sent_on is not None:
            return ClockState.SENT if self.sent_on <= self.due else ClockState.SENT_LATE
        if self.stopped_on is not None:
            return ClockState.STOPPED
        if day > self.due:
            return ClockState.OVERDUE
        return ClockState.SOON if self.left(day) <= SOON else ClockState.RUNNING

    @property
    def runs(self) -> bool:
        """Whether the report is still owed."""
        return self.sent_on is None and self.stopped_on is None


def clocks(
    known_on: dt.date,
    assessment: Assessment,
    sent: Mapping[PaperKind, dt.date],
    stopped_on: dt.date | None = None,
) -> tuple[Clock, ...]:
    """Return the clocks that run from ``known_on``; none where every reason to report is ruled out.

    ``stopped_on`` is the day the case ended. ``sent`` holds the first day each report was sent on. The full
    report alone answers both clocks, as the guide allows one report where everything is known at once. A
    report that was sent stays to be seen even after its reason fell away.

    Raises:
        BadInput: the calendar of holidays does not reach the last day.
    """
    owed = assessment.may_have_to_report
    days = deadlines(known_on, wrongful=assessment.wrongful)
    final_on = sent.get(PaperKind.FINAL)
    first_on = min(
        (day for day in (sent.get(PaperKind.PRELIMINARY), final_on) if day is not None), default=None
    )
    both = (
        Clock(PaperKind.PRELIMINARY, days.preliminary_target, days.preliminary_limit, first_on, stopped_on),
        Clock(PaperKind.FINAL, None, days.final, final_on, stopped_on),
    )
    return tuple(clock for clock in both if owed or clock.sent_on is not None)
