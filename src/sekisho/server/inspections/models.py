"""自己点検 (a campaign, a sheet for each section, its answers), 監査 (a plan, its samples), 指摘 (findings).

Rows are never deleted. A thing is named ``service:12`` or ``contract:7``, as ``catalogues.things`` does.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.terms import ClauseStatus, FindingGrade, FindingState, InspectionAnswer

PERSON = "accounts.Person"
_FIRST_WORDS = 40


class Campaign(BodyOwned):
    """自己点検 of one year: the clauses that no machine judges, asked of sections by a day."""

    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("名称"), max_length=60)
    starts = models.DateField(_("始まり"))
    due = models.DateField(_("提出期限"))
    clauses = models.JSONField(_("条文"), default=list)
    rulebook = models.CharField(_("規則の要約値"), max_length=80)
    opened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("終えた日時"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(BodyOwned.Meta):
        """The newest first; one name a year."""

        ordering: ClassVar[list[str]] = ["-fiscal_year", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "fiscal_year", "title"], name="campaign_of_year"),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Sheet(BodyOwned):
    """One section's part of a campaign. ``standing`` holds the computed numbers at the submission."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="sheets")
    section = models.ForeignKey("accounts.Section", on_delete=models.PROTECT, related_name="+")
    standing = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(_("提出した日時"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(BodyOwned.Meta):
        """One a section."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "section"], name="sheet_of_section"),
        ]

    def __str__(self) -> str:
        """Return campaign and section."""
        return f"{self.campaign} {self.section}"


class Answer(BodyOwned):
    """What a section answers about one clause; there from the start, empty."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="answers")
    clause = models.CharField(_("条文"), max_length=40)
    answer = models.CharField(_("答え"), max_length=20, choices=InspectionAnswer.choices(), blank=True)
    text = models.TextField(_("証拠・理由"), blank=True)
    file_name = models.CharField(_("資料"), max_length=150, blank=True)
    file = models.CharField("SHA-256", max_length=64, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    answered_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(BodyOwned.Meta):
        """One a clause."""

        ordering: ClassVar[list[str]] = ["clause"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sheet", "clause"], name="answer_of_clause"),
        ]

    def __str__(self) -> str:
        """Return the clause."""
        return self.clause


class Audit(BodyOwned):
    """監査計画 of a year: theme, sections, clauses, and who audits."""

    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    theme = models.CharField(_("主題"), max_length=100)
    starts = models.DateField(_("始まり"))
    ends = models.DateField(_("終わり"))
    sections = models.ManyToManyField("accounts.Section", related_name="+", verbose_name=_("監査を受ける課"))
    clauses = models.JSONField(_("条文"), default=list)
    auditor = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("監査する人")
    )

    class Meta(BodyOwned.Meta):
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-fiscal_year", "-pk"]

    def __str__(self) -> str:
        """Return the theme."""
        return self.theme


class Sample(BodyOwned):
    """標本: drawn from the things behind a number by a given seed, so that anybody can draw it again."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="samples")
    clause = models.CharField(_("条文"), max_length=40)
    status = models.CharField(_("判定"), max_length=20, choices=ClauseStatus.choices(), blank=True)
    seed = models.CharField(_("種"), max_length=60)
    size = models.PositiveIntegerField(_("件数"))
    population = models.PositiveIntegerField(_("母集団"))
    population_digest = models.CharField(_("母集団の要約値"), max_length=64)
    things = models.JSONField(default=list)
    drawn_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyOwned.Meta):
        """As they were drawn."""

        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        """Return clause and seed."""
        return f"{self.clause} {self.seed}"


class Finding(BodyOwned):
    """指摘, from an audit or from an answer, with its improvement plan and its verification."""

    number = models.CharField(_("指摘番号"), max_length=20)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    section = models.ForeignKey(
        "accounts.Section", on_delete=models.PROTECT, related_name="+", verbose_name=_("指摘を受けた課")
    )
    audit = models.ForeignKey(
        Audit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="findings",
        verbose_name=_("監査"),
    )
    answer = models.ForeignKey(
        Answer, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    clause = models.CharField(_("条文"), max_length=40)
    machine = models.BooleanField(_("関所が判定する条文"), default=False)
    things = models.JSONField(default=list)
    grade = models.CharField(_("重さ"), max_length=20, choices=FindingGrade.choices())
    facts = models.TextField(_("事実"))
    standing_digest = models.CharField(_("指摘したときの判定の要約値"), max_length=64, blank=True)
    found_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    found_on = models.DateField(_("指摘した日"))
    state = models.CharField(
        _("状態"), max_length=20, choices=FindingState.choices(), default=FindingState.OPEN.value
    )
    plan = models.TextField(_("改善すること"), blank=True)
    plan_who = models.CharField(_("担当"), max_length=60, blank=True)
    due = models.DateField(_("期限"), null=True, blank=True)
    done_on = models.DateField(_("改善した日"), null=True, blank=True)
    done_note = models.TextField(_("改善の証拠"), blank=True)
    done_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("資料"), max_length=150, blank=True)
    file = models.CharField("SHA-256", max_length=64, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    verified_on = models.DateField(_("確かめた日"), null=True, blank=True)
    verified_note = models.TextField(_("確かめ方"), blank=True)
    verified_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(_("終えた日"), null=True, blank=True)
    search_key = models.CharField(max_length=500, editable=False, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(BodyOwned.Meta):
        """The newest first; looked up by state and due date."""

        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "number"], name="finding_number_of_body"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "state", "due"], name="finding_by_due"),
            models.Index(fields=["body", "section", "-id"], name="finding_of_section"),
        ]

    def __str__(self) -> str:
        """Return number and clause."""
        return f"{self.number} {self.clause}"

    @property
    def title(self) -> str:
        """Return what was found, in its first words: what a finding is called in a list."""
        words = " ".join(self.facts.split())
        return f"{words[:_FIRST_WORDS]}…" if len(words) > _FIRST_WORDS else words or str(self)
