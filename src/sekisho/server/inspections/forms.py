"""The forms of this slice. They read and check what was typed; the actions decide and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.japan.fiscal import fiscal_year
from sekisho.server.accounts import queries as people
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.words import in_words, label, said
from sekisho.terms import ClauseStatus, FindingGrade

if TYPE_CHECKING:
    from sekisho.server.accounts.models import Section
    from sekisho.server.inspections.models import Audit

_ROWS = {"rows": 4}
_STATUSES = (ClauseStatus.SATISFIED, ClauseStatus.VIOLATED, ClauseStatus.UNKNOWN)


def this_year() -> int:
    """Return the fiscal year of today."""
    return fiscal_year(timezone.localdate())


def clause_choices(*, machine: bool | None = None) -> list[tuple[str, str]]:
    """Return the clauses in force by number and title, of people or of the machine alone if asked."""
    rows = rulebook_in_force().clauses.values()
    chosen = [one for one in rows if machine is None or one.machine is machine]
    return [(one.id, f"{one.id} {said(one.title)}") for one in chosen]


class _Scope(forms.Form):
    """Year, sections and clauses."""

    fiscal_year = forms.IntegerField(
        label=_("年度"), min_value=2015, max_value=2100, initial=this_year, help_text=_("西暦で書きます。")
    )
    starts = WarekiDateField(label=_("始まり"), initial=timezone.localdate)
    sections: forms.ModelMultipleChoiceField[Section] = forms.ModelMultipleChoiceField(
        None, label=_("課"), widget=forms.SelectMultiple(attrs={"size": 8})
    )
    clauses = forms.MultipleChoiceField(label=_("条文"), widget=forms.SelectMultiple(attrs={"size": 12}))
    machine: bool | None = None

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the sections and clauses there are."""
        super().__init__(*args, **options)
        sections: Any = self.fields["sections"]
        sections.queryset = people.sections(timezone.localdate())
        clauses: Any = self.fields["clauses"]
        clauses.choices = clause_choices(machine=self.machine)


class CampaignForm(_Scope):
    """自己点検: everybody and every clause of people, unless narrowed."""

    title = forms.CharField(label=_("名称"), max_length=60)
    due = WarekiDateField(label=_("提出期限"))
    machine = False
    field_order = ("fiscal_year", "title", "starts", "due", "sections", "clauses")

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Choose all."""
        super().__init__(*args, **options)
        sections: Any = self.fields["sections"]
        self.initial.setdefault("sections", [one.pk for one in sections.queryset])
        clauses: Any = self.fields["clauses"]
        self.initial.setdefault("clauses", [key for key, _text in clauses.choices])


class AuditForm(_Scope):
    """監査計画."""

    theme = forms.CharField(label=_("主題"), max_length=100)
    ends = WarekiDateField(label=_("終わり"))
    field_order = ("fiscal_year", "theme", "starts", "ends", "sections", "clauses")


class SampleForm(forms.Form):
    """標本: clause, how it stands, how many, and the seed."""

    clause = forms.ChoiceField(label=_("条文"), choices=())
    status = forms.ChoiceField(label=_("判定"), required=False, choices=())
    size = forms.IntegerField(label=_("件数"), min_value=1, max_value=200, initial=5)
    seed = forms.CharField(
        label=_("種"), max_length=60,
        help_text=_("同じ種なら、だれが引いても同じものが選ばれます。くじや日付など、後から確かめられるものにします。"),
    )  # fmt: skip

    def __init__(self, *args: Any, audit: Audit, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the machine-judged clauses of the audit."""
        super().__init__(*args, **options)
        clause: Any = self.fields["clause"]
        clause.choices = [one for one in clause_choices(machine=True) if one[0] in audit.clauses]
        status: Any = self.fields["status"]
        status.choices = [("", _("すべて")), *((one.value, label(one)) for one in _STATUSES)]


class FindingForm(forms.Form):
    """指摘: section, clause, grade, facts, things."""

    section: forms.ModelChoiceField[Section] = forms.ModelChoiceField(None, label=_("課"))
    clause = forms.ChoiceField(label=_("条文"), choices=())
    grade = forms.ChoiceField(label=_("重さ"), choices=in_words(FindingGrade))
    facts = forms.CharField(label=_("事実"), widget=forms.Textarea(attrs=_ROWS), max_length=2000)
    named = forms.MultipleChoiceField(
        label=_("対象"), required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("標本から選びます。関所が判定する条文では、この対象の判定で改善を確かめます。"),
    )  # fmt: skip

    def __init__(self, *args: Any, audit: Audit, things: list[tuple[str, str]], **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer what the audit covers, and the ``things`` of its samples."""
        super().__init__(*args, **options)
        section: Any = self.fields["section"]
        section.queryset = audit.sections.all()
        clause: Any = self.fields["clause"]
        clause.choices = [one for one in clause_choices() if one[0] in audit.clauses]
        named: Any = self.fields["named"]
        named.choices = things


class Versioned(forms.Form):
    """What every act on a row carries: the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class PlanForm(Versioned):
    """改善計画."""

    what = forms.CharField(label=_("改善すること"), widget=forms.Textarea(attrs=_ROWS), max_length=2000)
    who = forms.CharField(label=_("担当"), max_length=60)
    due = WarekiDateField(label=_("期限"))


class FinishForm(Versioned):
    """改善の報告."""

    note = forms.CharField(label=_("改善の証拠"), widget=forms.Textarea(attrs=_ROWS), max_length=2000)
    file = forms.FileField(label=_("資料"), required=False)


class VerifyForm(Versioned):
    """改善の確認."""

    note = forms.CharField(label=_("確かめ方"), widget=forms.Textarea(attrs=_ROWS), max_length=2000)


class ReturnForm(Versioned):
    """差戻し."""

    note = forms.CharField(label=_("差し戻す理由"), widget=forms.Textarea(attrs=_ROWS), max_length=2000)


class AttachForm(forms.Form):
    """資料 of an answer."""

    file = forms.FileField(label=_("資料"))
