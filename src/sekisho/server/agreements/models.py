"""Requirements, 責任分界表, contract items, questionnaires and their answers.

Lists of requirements, questions and answers are kept version by version: a row is written once and stays.
The table of responsibilities and the contract items are filled line by line; who decided what when is in
the record (記録簿).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.server.agreements import annex_models  # noqa: F401  Django looks for the tables of an app in its models
from sekisho.server.agreements.of_matter import ONE_MATTER, OfMatter
from sekisho.terms import AnswerWay, QuestionnaireState, SupplyModel


class RequirementList(OfMatter):
    """One version of the security requirements of a matter."""

    number = models.PositiveIntegerField(_("版"), default=1)
    lines = models.JSONField(default=list)
    removed = models.JSONField(default=dict)
    """Generated lines that a person took out: id → reason."""
    facts = models.JSONField(default=dict)
    """The facts it was generated from."""
    digest = models.CharField("SHA-256", max_length=64)
    reason = models.CharField(_("直した理由"), max_length=400, blank=True)
    made_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(OfMatter.Meta):
        """The newest version first."""

        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=ONE_MATTER, name="requirements_of_one_matter"),
            models.UniqueConstraint(fields=["service", "number"], name="requirements_version_of_service"),
            models.UniqueConstraint(fields=["contract", "number"], name="requirements_version_of_contract"),
        ]

    def __str__(self) -> str:
        """Return matter and version."""
        return f"{self.matter} {self.number}"


class ResponsibilitySplit(OfMatter):
    """責任分界表 of a matter; ``rows``: control → {party, note, n}, and ``objection`` of the other side."""

    model = models.CharField(_("提供の形"), max_length=20, choices=SupplyModel.choices())
    rows = models.JSONField(default=dict)
    undecided = models.PositiveIntegerField(default=0, editable=False)
    nobody = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(OfMatter.Meta):
        """One a matter."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=ONE_MATTER, name="split_of_one_matter"),
            models.UniqueConstraint(fields=["service"], name="split_of_service"),
            models.UniqueConstraint(fields=["contract"], name="split_of_contract"),
        ]

    def __str__(self) -> str:
        """Return the matter."""
        return str(self.matter)


class ContractItems(BodyOwned):
    """契約項目の確認表 of a contract; ``answers``: item → {state, place, note}."""

    contract = models.OneToOneField("ledgers.Contract", on_delete=models.PROTECT, related_name="+")
    specific_personal_data = models.BooleanField(_("特定個人情報を扱わせる"), default=False)
    answers = models.JSONField(default=dict)
    missing = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1, editable=False)

    def __str__(self) -> str:
        """Return the contract."""
        return str(self.contract)


class Questionnaire(OfMatter):
    """質問票 to the firm of a matter. ``state`` is what was done; late is worked out (``queries``)."""

    number = models.CharField(_("質問票番号"), max_length=40)
    title = models.CharField(_("件名"), max_length=200)
    section = models.ForeignKey(
        "accounts.Section", on_delete=models.PROTECT, related_name="+", verbose_name=_("所管課")
    )
    firm = models.ForeignKey(
        "ledgers.Contractor", on_delete=models.PROTECT, related_name="+", verbose_name=_("相手方")
    )
    state = models.CharField(
        _("状態"),
        max_length=20,
        choices=QuestionnaireState.choices(),
        default=QuestionnaireState.DRAFT.value,
    )
    due_on = models.DateField(_("回答期限"), null=True, blank=True)
    contact = models.CharField(_("送り先の担当者"), max_length=120, blank=True)
    draft = models.JSONField(default=dict)
    """Answers not yet handed in: question → {reply, words, origin}."""
    draft_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(_("送った日"), null=True, blank=True)
    answered_at = models.DateTimeField(_("回答日"), null=True, blank=True)
    confirmed_on = models.DateField(_("確かめた日"), null=True, blank=True)
    note = models.TextField(_("確かめたこと"), blank=True)
    search_key = models.CharField(max_length=500, editable=False, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(OfMatter.Meta):
        """The newest first; late ones are looked up by due date."""

        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=ONE_MATTER, name="questionnaire_of_one_matter"),
            models.UniqueConstraint(fields=["body", "number"], name="questionnaire_number_of_body"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "section", "-id"], name="questionnaire_of_section"),
            models.Index(fields=["body", "state", "due_on"], name="questionnaire_by_due"),
            models.Index(fields=["body", "firm"], name="questionnaire_by_firm"),
        ]

    def __str__(self) -> str:
        """Return number and title."""
        return f"{self.number} {self.title}"


class QuestionVersion(BodyOwned):
    """The questions of a questionnaire as they stood in one version."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版"), default=1)
    questions = models.JSONField(default=list)
    digest = models.CharField("SHA-256", max_length=64)
    made_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyOwned.Meta):
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="question_version_number"),
        ]

    def __str__(self) -> str:
        """Return questionnaire and version."""
        return f"{self.questionnaire} {self.number}"


class AnswerVersion(BodyOwned):
    """Answers as they were handed in; never changed."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField(_("版"), default=1)
    asked = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    by_name = models.CharField(_("回答者"), max_length=120, blank=True)
    by_person = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    way = models.CharField(_("受け取り方"), max_length=20, choices=AnswerWay.choices())
    answered_at = models.DateTimeField(_("回答日"), auto_now_add=True)

    class Meta(BodyOwned.Meta):
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="answer_version_number"),
        ]

    def __str__(self) -> str:
        """Return questionnaire and version."""
        return f"{self.questionnaire} {self.number}"


class GuestLink(BodyOwned):
    """The key to one questionnaire. Of the secret only the digest is kept."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="links")
    selector = models.CharField(max_length=20, unique=True)
    secret = models.CharField("SHA-256", max_length=64)
    expires_at = models.DateTimeField(_("使える期限"))
    made_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    """Handed in, or withdrawn."""

    def __str__(self) -> str:
        """Return the questionnaire it opens."""
        return str(self.questionnaire)
