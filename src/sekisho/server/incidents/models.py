"""事案: what happened, what the firms said, what was done, what was sent; and its exercises (訓練).

Only the case itself is changed, and each change says what it was; statements, entries of the course of
events, snapshots, drafts and what was sent are added and never altered. A correction is a new row that
points to the old one.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.terms import IncidentKind, IncidentState, PaperKind, StatementChannel, StopKind


class Incident(BodyOwned):
    """One case. The facts answer ``procedures.reporting.Affected``; None is *not known yet*."""

    number = models.CharField(_("事案番号"), max_length=40)
    exercise = models.BooleanField(_("訓練"), default=False, editable=False)
    scenario = models.CharField(max_length=30, blank=True, editable=False)
    """Which exercise is played; empty in a real case."""
    title = models.CharField(_("事案の名称"), max_length=120)
    kind = models.CharField(
        _("事案の種類"),
        max_length=20,
        choices=IncidentKind.choices(),
        default=IncidentKind.CONTRACTOR.value,
    )
    state = models.CharField(
        _("状態"), max_length=20, choices=IncidentState.choices(), default=IncidentState.FIRST.value
    )
    known_at = models.DateTimeField(_("知った日時"))
    """When any section of the body came to know: the clocks run from its day."""
    occurred_on = models.DateField(_("発生した日"), null=True, blank=True)
    words = models.CharField(_("調べたことば"), max_length=200, blank=True)
    firms = models.ManyToManyField(
        "ledgers.Contractor", related_name="+", blank=True, verbose_name=_("関係する相手")
    )
    sections = models.ManyToManyField(
        "accounts.Section", related_name="+", blank=True, verbose_name=_("関係する課")
    )
    persons_low = models.PositiveIntegerField(_("本人の数（少なくとも）"), default=0)
    persons_high = models.PositiveIntegerField(_("本人の数（最大）"), null=True, blank=True)
    leaked = models.BooleanField(_("漏えいした"), null=True, blank=True)
    leak_suspected = models.BooleanField(_("漏えいしたおそれがある"), default=False)
    """Only while ``leaked`` is not known: ``procedures.reporting.Leak`` reads both."""
    personal_data = models.BooleanField(_("個人情報を含む"), null=True, blank=True)
    specific_personal_data = models.BooleanField(_("特定個人情報を含む"), null=True, blank=True)
    number_system = models.BooleanField(_("個人番号を扱うシステムで起きた"), null=True, blank=True)
    public_view = models.BooleanField(_("不特定多数に見える状態になった"), null=True, blank=True)
    wrongful_purpose = models.BooleanField(_("不正の目的のおそれがある"), null=True, blank=True)
    sensitive = models.BooleanField(_("要配慮個人情報を含む"), null=True, blank=True)
    property_risk = models.BooleanField(_("財産的被害のおそれがある"), null=True, blank=True)
    ordinance_sensitive = models.BooleanField(_("条例要配慮個人情報を含む"), null=True, blank=True)
    summary = models.TextField(_("経緯と概要"), blank=True)
    data_items = models.TextField(_("含まれる項目"), blank=True)
    cause = models.TextField(_("原因"), blank=True)
    secondary = models.TextField(_("二次被害とそのおそれ"), blank=True)
    to_persons = models.TextField(_("本人への対応"), blank=True)
    publication = models.TextField(_("公表の状況"), blank=True)
    prevention = models.TextField(_("再発防止の措置"), blank=True)
    other = models.TextField(_("その他参考となる事項"), blank=True)
    contact = models.CharField(_("問い合わせ先の課"), max_length=120, blank=True)
    contact_phone = models.CharField(_("問い合わせ先の電話番号"), max_length=60, blank=True)
    attack = models.JSONField(default=dict, editable=False)
    """Answers of the common form for ransomware and DDoS, by the keys of ``attack_form``."""
    closed_on = models.DateField(_("終結した日"), null=True, blank=True, editable=False)
    closed_reason = models.TextField(_("終結の理由"), blank=True, editable=False)
    opened_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", editable=False
    )
    search_key = models.CharField(max_length=500, editable=False, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyOwned.Meta):
        """The newest known first; exercises apart."""

        ordering: ClassVar[list[str]] = ["-known_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "number"], name="incident_number_of_body"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "exercise", "-known_at", "-id"], name="incident_newest"),
        ]

    def __str__(self) -> str:
        """Return number and title."""
        return f"{self.number} {self.title}"


class Call(BodyOwned):
    """A call in which a firm told of something, as who took it wrote it down, and what was made of it."""

    section = models.ForeignKey(
        "accounts.Section", on_delete=models.PROTECT, related_name="+", verbose_name=_("受けた課")
    )
    words = models.CharField(_("相手の名前"), max_length=200)
    caller = models.CharField(_("話した人と電話番号"), max_length=200, blank=True)
    channel = models.CharField(
        _("伝え方"),
        max_length=20,
        choices=StatementChannel.choices(),
        default=StatementChannel.PHONE.value,
    )
    taken_at = models.DateTimeField(_("受けた日時"))
    """When the body came to know: the clocks of a case that comes of it run from its day."""
    text = models.TextField(_("聞いたこと"))
    taken_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("受けた人")
    )
    incident = models.ForeignKey(
        Incident,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="calls",
        verbose_name=_("事案"),
    )
    reason = models.CharField(_("事案にしない理由"), max_length=300, blank=True)
    answered_on = models.DateField(_("決めた日"), null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyOwned.Meta):
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-taken_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "-taken_at", "-id"], name="call_newest"),
        ]

    def __str__(self) -> str:
        """Return who called."""
        return self.words


class Alert(BodyOwned):
    """A section that deals with the firm of a case it is not shown: told, until its head has looked."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="alerts")
    section = models.ForeignKey("accounts.Section", on_delete=models.PROTECT, related_name="+")
    firm = models.CharField(_("相手"), max_length=200)
    told_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(_("確かめたこと"), max_length=300, blank=True)
    seen_on = models.DateField(_("確かめた日"), null=True, blank=True)
    seen_by = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(BodyOwned.Meta):
        """Once a section."""

        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["incident", "section"], name="alert_once"),
        ]

    def __str__(self) -> str:
        """Return the firm."""
        return self.firm


class Snapshot(BodyOwned):
    """What the ledgers said at one moment, kept so that later changes do not rewrite the case."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="snapshots")
    day = models.DateField(_("台帳の日付"))
    content = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    taken_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyOwned.Meta):
        """The first stays the first."""

        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        """Return the case and the day."""
        return f"{self.incident_id} {self.day}"


class Statement(BodyOwned):
    """What a firm said, when, by whom, to whom. ``claims`` holds yes or no by ``statements.Claim``."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="statements")
    firm = models.ForeignKey(
        "ledgers.Contractor", on_delete=models.PROTECT, related_name="+", verbose_name=_("相手")
    )
    said_on = models.DateField(_("言った日"))
    said_by = models.CharField(_("言った人"), max_length=80, blank=True)
    said_to = models.CharField(_("聞いた人"), max_length=80)
    channel = models.CharField(_("伝え方"), max_length=20, choices=StatementChannel.choices())
    text = models.TextField(_("言ったこと"))
    claims = models.JSONField(default=dict)
    persons = models.PositiveIntegerField(_("言った人数"), null=True, blank=True)
    cause = models.CharField(_("言った原因"), max_length=200, blank=True)
    recorded_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyOwned.Meta):
        """In the order in which it was said."""

        ordering: ClassVar[list[str]] = ["said_on", "pk"]

    def __str__(self) -> str:
        """Return the firm and the day."""
        return f"{self.firm} {self.said_on}"


class TimelineEntry(BodyOwned):
    """One step of the course of events (経緯)."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField(_("日時"))
    text = models.TextField(_("したこと・起きたこと"))
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    written_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyOwned.Meta):
        """In the order in which it happened."""

        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        """Return the moment and the text."""
        return f"{self.at} {self.text[:40]}"


class Stop(BodyOwned):
    """Something to stop or to chase because of the case."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="stops")
    kind = models.CharField(_("種別"), max_length=20, choices=StopKind.choices())
    what = models.CharField(_("対象"), max_length=300)
    who = models.CharField(_("頼む相手"), max_length=120, blank=True)
    section_name = models.CharField(_("所管課"), max_length=80, blank=True)
    done_on = models.DateField(_("済んだ日"), null=True, blank=True)
    done_by = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("確かめたこと"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(BodyOwned.Meta):
        """In the order in which they were found."""

        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        """Return what it is about."""
        return self.what


class Draft(BodyOwned):
    """One version of a paper, with the hash of what it says."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(_("文書"), max_length=20, choices=PaperKind.choices())
    serial = models.PositiveIntegerField(_("版"))
    title = models.CharField(_("件名"), max_length=200)
    to = models.CharField(_("宛先"), max_length=120)
    passages = models.JSONField(default=list)
    """``[heading, text]`` one after the other."""
    sha256 = models.CharField(max_length=64)
    written_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyOwned.Meta):
        """The newest version first."""

        ordering: ClassVar[list[str]] = ["kind", "-serial"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["incident", "kind", "serial"], name="draft_version"),
        ]

    def __str__(self) -> str:
        """Return the title and the version."""
        return f"{self.title}（第{self.serial}版）"


class Sending(BodyOwned):
    """A paper that was sent: when, how, and which version of it, if it was written here."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="sendings")
    kind = models.CharField(_("文書"), max_length=20, choices=PaperKind.choices())
    sent_on = models.DateField(_("送った日"))
    how = models.CharField(_("送り方"), max_length=200)
    draft = models.ForeignKey(Draft, null=True, blank=True, on_delete=models.PROTECT, related_name="sendings")
    sent_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyOwned.Meta):
        """In the order of the days."""

        ordering: ClassVar[list[str]] = ["sent_on", "pk"]

    def __str__(self) -> str:
        """Return what was sent and when."""
        return f"{self.kind} {self.sent_on}"


class ExerciseStep(BodyOwned):
    """One inject of an exercise: when it was shown, what was answered when, what the ledgers said."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField()
    shown_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answers = models.JSONField(default=dict)
    expected = models.JSONField(default=dict)

    class Meta(BodyOwned.Meta):
        """In the order of play."""

        ordering: ClassVar[list[str]] = ["place"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["incident", "place"], name="exercise_step_once"),
        ]

    def __str__(self) -> str:
        """Return the exercise and the step."""
        return f"{self.incident_id} {self.place}"
