"""The body's own clauses (自団体の条文), and how each clause stands (条文ごとの状況).

Of the body's own clauses the newest row is in force, the older ones are its history.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.tenancy import BodyOwned


class LocalClauses(BodyOwned):
    """The local edition as it was put in force: its YAML text, by whom and since when."""

    text = models.TextField(_("条文（YAML）"), blank=True)
    sha256 = models.CharField(max_length=64)
    since = models.DateTimeField(_("効力の始まり"))
    set_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(BodyOwned.Meta):
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        """Return since when."""
        return self.since.isoformat()


class StandingRun(BodyOwned):
    """One judgement of every governed thing of a body by the rules in force then.

    ``ledger`` and ``last`` say how far it came, so that a run that was killed continues there.
    """

    started = models.DateTimeField(_("判定の始まり"))
    finished = models.DateTimeField(_("判定の終わり"), null=True, blank=True)
    refreshed = models.DateTimeField(_("変わったものの判定し直し"), null=True, blank=True)
    rulebook = models.CharField(_("規則の要約値"), max_length=80)
    total = models.PositiveIntegerField(_("判定するもの"), default=0)
    done = models.PositiveIntegerField(_("判定したもの"), default=0)
    ledger = models.CharField(max_length=20)
    last = models.BigIntegerField(default=0)

    class Meta(BodyOwned.Meta):
        """The newest first; a body has one unfinished run at most."""

        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["body"], condition=models.Q(finished=None), name="one_unfinished_standing_run"
            ),
        ]

    def __str__(self) -> str:
        """Return when it began."""
        return self.started.isoformat()


class Standing(BodyOwned):
    """How one clause stood over the things of one ledger at one run: all of them, or those of a section.

    An empty ``clause`` holds the sum over all clauses. A section has its sum only: how a clause stands in it
    now is read from its things.
    """

    run = models.ForeignKey(StandingRun, on_delete=models.CASCADE, related_name="rows")
    clause = models.CharField(_("条文"), max_length=40, blank=True)
    ledger = models.CharField(max_length=20)
    section = models.ForeignKey(
        "accounts.Section", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    applicable = models.PositiveIntegerField(_("当てはまる"))
    satisfied = models.PositiveIntegerField(_("満たす"))
    violated = models.PositiveIntegerField(_("満たさない"))
    unknown = models.PositiveIntegerField(_("わからない"))

    class Meta(BodyOwned.Meta):
        """Read by run, then by section or by clause."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "section", "clause"], name="standing_by_section"),
        ]

    def __str__(self) -> str:
        """Return the clause."""
        return self.clause


class ThingStanding(BodyOwned):
    """How the clauses stand towards one thing now: three lists of clauses, each ``|A|B|`` (see ``packed``).

    ``change`` grows with every change of the thing, in that change's transaction; ``judged`` is the
    ``change`` that was read before its facts were. What is behind is judged again.
    """

    ledger = models.CharField(max_length=20)
    thing = models.BigIntegerField()
    section = models.ForeignKey("accounts.Section", null=True, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(StandingRun, null=True, on_delete=models.SET_NULL, related_name="+")
    satisfied = models.TextField(blank=True)
    violated = models.TextField(blank=True)
    unknown = models.TextField(blank=True)
    fault = models.TextField(blank=True)
    stamp = models.CharField(max_length=64, blank=True)
    judged_at = models.DateTimeField(null=True)
    change = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)

    class Meta(BodyOwned.Meta):
        """One row a thing; those to be judged again have an index of their own."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "ledger", "thing"], name="standing_of_thing"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["body"], condition=models.Q(judged__lt=models.F("change")), name="standing_stale"
            ),
        ]

    def __str__(self) -> str:
        """Return what it is about."""
        return f"{self.ledger} {self.thing}"
