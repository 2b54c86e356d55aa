"""Applications (申請), the steps of their routes, what hangs on them, and the number registers.

Only the actions write here. ``version`` grows by one with every act on an application: whoever acts on an
older one is told (Conflict). ``content`` is what the decision binds, ``content_hash`` its sha256.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.terms import ApplicationState, Outcome, Role, ServiceClass, StepKind


class Application(BodyOwned):
    """One application for an external service."""

    number = models.CharField(_("受付番号"), max_length=20)
    section = models.ForeignKey(
        "accounts.Section", on_delete=models.PROTECT, related_name="+", verbose_name=_("申請課")
    )
    applicant = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("申請者")
    )
    state = models.CharField(
        _("状態"),
        max_length=20,
        choices=ApplicationState.choices(),
        default=ApplicationState.DRAFT.value,
    )
    title = models.CharField(_("件名"), max_length=200, blank=True)
    search_key = models.CharField(max_length=500, editable=False, default="")
    answers = models.JSONField(default=dict)
    round = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    screen = models.CharField(max_length=64, blank=True, editable=False)
    """Which browser session wrote the answers last; see ``actions.save_draft``."""
    copied_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="copies")

    service_class = models.CharField(_("区分"), max_length=30, choices=ServiceClass.choices(), blank=True)
    confidentiality = models.PositiveSmallIntegerField(_("機密性"), null=True)
    outcome = models.CharField(_("判定"), max_length=20, choices=Outcome.choices(), blank=True)
    judgement = models.JSONField(null=True)
    judged_at = models.DateTimeField(null=True)
    route = models.JSONField(null=True)

    filed_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    """Who filed the current round; with 引継ぎ no longer the applicant, yet never its judge."""
    submitted_at = models.DateTimeField(_("申請日時"), null=True)
    due_on = models.DateField(_("期限"), null=True)
    ended_at = models.DateTimeField(_("完了日時"), null=True)

    decided_at = models.DateTimeField(_("決裁日時"), null=True)
    decided_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    acting = models.BooleanField(_("代決"), default=False)
    conditions = models.TextField(_("決裁の条件"), blank=True)
    content = models.JSONField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    document_number = models.CharField(_("文書番号"), max_length=40, blank=True)
    service = models.ForeignKey(
        "ledgers.ExternalService", null=True, on_delete=models.PROTECT, related_name="+"
    )
    print_sha256 = models.CharField(max_length=64, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(BodyOwned.Meta):
        """Listed newest first; filtered by section and state."""

        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "number"], name="application_number_of_body"),
            models.UniqueConstraint(
                fields=["body", "document_number"],
                condition=~models.Q(document_number=""),
                name="document_number_of_body",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("applicant")),
                name="nobody_decides_their_own",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "section", "-id"], name="application_by_section"),
            models.Index(fields=["body", "applicant", "-id"], name="application_by_applicant"),
            models.Index(fields=["body", "state", "due_on"], name="application_by_state"),
        ]

    def __str__(self) -> str:
        """Return number and title."""
        return f"{self.number} {self.title}"


class Step(BodyOwned):
    """One step of the route of one round: its office, and who finished it how."""

    WAITING, CURRENT, DONE, DROPPED = "waiting", "current", "done", "dropped"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    round = models.PositiveIntegerField()
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=StepKind.choices())
    role = models.CharField(max_length=30, choices=Role.choices())
    section = models.ForeignKey("accounts.Section", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=WAITING)
    due_on = models.DateField(null=True)
    done_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    acting = models.BooleanField(default=False)
    agrees = models.BooleanField(null=True)
    note = models.TextField(blank=True)

    class Meta(BodyOwned.Meta):
        """The current steps of an office are its queue."""

        ordering: ClassVar[list[str]] = ["application", "round", "order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "round", "order"], name="step_of_route"),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state="current"), name="one_current_step"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "state", "role", "section"], name="step_queue"),
        ]

    def __str__(self) -> str:
        """Return kind and state."""
        return f"{self.kind} {self.state}"


class Attachment(BodyOwned):
    """添付. The bytes lie sealed under their sha256; a removed one keeps its row."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(_("ファイル名"), max_length=150)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    note = models.CharField(_("説明"), max_length=200, blank=True)
    added_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta(BodyOwned.Meta):
        """In the order they came."""

        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Event(BodyOwned):
    """経緯: one act on an application, in the words of its screen."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    actor = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=130, blank=True)
    verb = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    entry_uid = models.UUIDField(null=True)

    class Meta(BodyOwned.Meta):
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        """Return the verb."""
        return self.verb


class CheckAnswer(BodyOwned):
    """What a reviewer stated about a clause that no machine judges."""

    YES, NO, NOT_APPLICABLE = "yes", "no", "na"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="checks")
    round = models.PositiveIntegerField()
    clause = models.CharField(max_length=40)
    answer = models.CharField(max_length=5)
    note = models.TextField(blank=True)
    by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(BodyOwned.Meta):
        """One answer for a clause in a round."""

        ordering: ClassVar[list[str]] = ["clause"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "round", "clause"], name="check_of_round"),
        ]

    def __str__(self) -> str:
        """Return clause and answer."""
        return f"{self.clause} {self.answer}"


class LaterReading(BodyOwned):
    """後閲: what a deputy decided waits for the absent decider to read it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="later_readings")
    reader = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta(BodyOwned.Meta):
        """The unread ones of a reader are the queue."""

        ordering: ClassVar[list[str]] = ["made_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "reader", "read_at"], name="later_reading_queue"),
        ]

    def __str__(self) -> str:
        """Return the application's key."""
        return str(self.application_id)


class ExceptionMeasure(BodyOwned):
    """例外措置: for one clause that allows it, with a reason, a substitute measure and an end."""

    ASKED, GRANTED, REFUSED = "asked", "granted", "refused"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="exceptions")
    clause = models.CharField(_("条文"), max_length=40)
    reason = models.TextField(_("理由"))
    measure = models.TextField(_("代わりの措置"))
    ends = models.DateField(_("終了日"))
    state = models.CharField(max_length=10, default=ASKED)
    asked_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(_("決めた理由"), blank=True)
    prolongs = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="prolonged_by"
    )
    """The measure this one goes on from: a decision of its own, never an edit."""
    if TYPE_CHECKING:
        standing: str
        """Where it stands today, in every row of ``exception_ledger``."""

    class Meta(BodyOwned.Meta):
        """One open or granted measure for a clause of an application, and one that goes on from it."""

        ordering: ClassVar[list[str]] = ["clause", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["application", "clause"],
                condition=~models.Q(state="refused") & models.Q(prolongs__isnull=True),
                name="one_exception_for_a_clause",
            ),
            models.UniqueConstraint(
                fields=["prolongs"],
                condition=~models.Q(state="refused"),
                name="one_prolonging_of_an_exception",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "state", "ends"], name="exception_by_end"),
        ]

    def __str__(self) -> str:
        """Return clause and state."""
        return f"{self.clause} {self.state}"


class NumberSeries(BodyOwned):
    """The last number given, by kind, section (0: the whole body) and fiscal year. Locked while counting."""

    kind = models.CharField(max_length=20)
    section_key = models.BigIntegerField(default=0)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta(BodyOwned.Meta):
        """One counter each."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "kind", "section_key", "year"], name="number_series"),
        ]

    def __str__(self) -> str:
        """Return kind, year and last number."""
        return f"{self.kind} {self.year} {self.last}"


class StandingAuthority(BodyOwned):
    """専決規程 of the body; the newest row is in force, the older ones are its history."""

    text = models.TextField(_("専決規程"))
    sha256 = models.CharField(max_length=64)
    since = models.DateTimeField()
    set_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(BodyOwned.Meta):
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        """Return since when."""
        return self.since.isoformat()
