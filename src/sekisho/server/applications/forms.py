"""The forms of this slice: the steps of the application (built from :mod:`.fields`) and one per verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sekisho.errors import BadInput
from sekisho.japan.dates import format_wareki, parse_date
from sekisho.server.applications.answers import NONE_OF_THEM, read
from sekisho.server.applications.fields import Field, Shape
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.words import brief

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sekisho.server.accounts.models import Person

_LONG_ROWS = 4
_YES_NO = (("yes", _("はい")), ("no", _("いいえ")), ("", _("まだ分からない")))


class AnswerField(forms.Field):
    """A question of the application form, read by :mod:`.answers` like an Excel cell is."""

    def __init__(self, definition: Field, choices: Iterable[tuple[Any, str]] = ()) -> None:
        """Choose the control by the question's shape."""
        self.definition = definition
        self.is_wareki = definition.shape is Shape.DATE
        self.is_inline = definition.shape is Shape.FLAG
        super().__init__(
            label=gettext(definition.label),
            help_text="".join(gettext(text) for text in (definition.help, definition.hint) if text),
            required=False,
            widget=_widget(definition, tuple(choices)),
        )
        self.required = definition.required
        self.widget.is_required = False

    def clean(self, value: Any) -> Any:  # noqa: ANN401  whatever the widget gives
        """Return the answer as it is stored.

        Raises:
            ValidationError: with the reason in words.
        """
        given = value if isinstance(value, list) else [value or ""]
        try:
            return read(self.definition, [str(one) for one in given])
        except BadInput as problem:
            raise ValidationError(brief(problem), code="invalid") from problem

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  a stored answer or what was typed
        """Show a stored answer as the control wants it."""
        shape = self.definition.shape
        if shape is Shape.FLAG and isinstance(value, bool):
            return "yes" if value else "no"
        if shape is Shape.CODES and isinstance(value, list):
            return "、".join(value)
        if shape is Shape.WORDS and value == []:
            return [NONE_OF_THEM]
        if shape is Shape.DATE and isinstance(value, str) and value[:4].isdigit() and value[4:5] == "-":
            return format_wareki(parse_date(value))
        return value


class StepForm(forms.Form):
    """One step of the application."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  Django's own arguments
        questions: Iterable[Field],
        people: Iterable[tuple[int, str]] = (),
        **options: Any,  # noqa: ANN401  Django's own arguments
    ) -> None:
        """Take the questions shown; assets are drawn by their own template."""
        super().__init__(*args, **options)
        for question in questions:
            choices = people if question.shape is Shape.PERSON else question.choices
            self.fields[question.name] = AnswerField(question, choices)

    def changes(self) -> dict[str, Any]:
        """Return the answers that could be read; None for those taken away."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class AmendForm(StepForm):
    """決裁後に直す: some answers and the reason."""

    reason = forms.CharField(
        label=_("直す理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": _LONG_ROWS})
    )

    def changes(self) -> dict[str, Any]:
        """Return the answers alone."""
        return {name: value for name, value in super().changes().items() if name != "reason"}


class VersionForm(forms.Form):
    """What every act carries: the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(VersionForm):
    """An act with a reason that must be written."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": _LONG_ROWS}),
        help_text=_("相手に伝わるように書いてください。記録簿に残ります。"),
    )


class HandOverForm(ReasonForm):
    """To whom an application is given, and why."""

    to = forms.ChoiceField(label=_("引き継ぐ職員"))
    field_order = ("to", "reason")

    def __init__(self, *args: Any, people: Iterable[Person], **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer who may take it over."""
        super().__init__(*args, **options)
        chosen = [(str(person.pk), f"{person.name}（{person.username}）") for person in people]
        self.fields["to"].choices = [("", _("選んでください")), *chosen]  # type: ignore[attr-defined]  # a ChoiceField has them


class NoteForm(VersionForm):
    """An act with words if wanted."""

    note = forms.CharField(
        label=_("ひとこと"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecideForm(NoteForm):
    """決裁."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    conditions = forms.CharField(
        label=_("利用の条件"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": _LONG_ROWS}),
        help_text=_("条文の条件のほかに付ける条件があれば書いてください。職員の一覧に出ます。"),
    )
    field_order = ("version", "seen", "conditions", "note")


class ActForForm(ReasonForm):
    """代決."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    conditions = forms.CharField(
        label=_("利用の条件"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("version", "seen", "reason", "conditions")


class ConsultForm(NoteForm):
    """合議."""

    agrees = forms.ChoiceField(
        label=_("答え"), choices=[("yes", _("同意する")), ("no", _("同意しない"))], widget=forms.RadioSelect
    )
    field_order = ("version", "agrees", "note")

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Call the note what it is here."""
        super().__init__(*args, **options)
        self.fields["note"].label = _("意見")
        self.fields["note"].help_text = _("同意しないときは、必ず書いてください。決裁者が読みます。")


class ReviewForm(NoteForm):
    """審査票: an answer and a note for every clause on the checklist."""

    def __init__(self, *args: Any, items: Iterable[Any], titles: Mapping[str, str], **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Build a pair of fields per item."""
        super().__init__(*args, **options)
        self.items = tuple(items)
        for item in self.items:
            self.fields[f"answer-{item.clause}"] = forms.ChoiceField(
                label=gettext(item.question),
                help_text=f"{item.clause} {titles.get(item.clause, '')}",
                choices=[("yes", _("はい")), ("no", _("いいえ")), ("na", _("当たらない"))],
                widget=forms.RadioSelect,
            )
            self.fields[f"note-{item.clause}"] = forms.CharField(
                label=gettext("確かめたこと（%(clause)s）") % {"clause": item.clause},
                max_length=1000,
                required=False,
                help_text=_("「当たらない」のときは、理由を必ず書いてください。"),
            )
            self.fields[f"note-{item.clause}"].wanted_with_na = True  # type: ignore[attr-defined]  # read by the template
        self.order_fields([name for name in self.fields if name != "note"])

    def clean(self) -> dict[str, Any]:
        """Say at the field itself what would keep the review from being finished."""
        data = super().clean() or self.cleaned_data
        for item in self.items:
            answer, note = data.get(f"answer-{item.clause}"), data.get(f"note-{item.clause}", "")
            if answer == "no":
                self.add_error(
                    f"answer-{item.clause}",
                    _(
                        "「いいえ」のままでは審査を終えられません。「差し戻す」で、直すところを伝えてください。"
                    ),
                )
            elif answer == "na" and not note.strip():
                self.add_error(f"note-{item.clause}", _("「当たらない」とした理由を書いてください。"))
        return data

    def checks(self) -> dict[str, tuple[str, str]]:
        """Return (answer, note) per clause."""
        data = self.cleaned_data
        return {
            item.clause: (data[f"answer-{item.clause}"], data[f"note-{item.clause}"]) for item in self.items
        }


_ENDS = _("1年以内。案として年度末を入れてあります。必要な期間だけの日に直してください。")


class ExceptionForm(VersionForm):
    """例外措置を求める."""

    clause = forms.ChoiceField(label=_("条文"))
    reason = forms.CharField(
        label=_("満たせない理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": _LONG_ROWS})
    )
    measure = forms.CharField(
        label=_("代わりの措置"), max_length=2000, widget=forms.Textarea(attrs={"rows": _LONG_ROWS})
    )
    ends = WarekiDateField(label=_("終了日"), help_text=_ENDS)

    def __init__(self, *args: Any, clauses: Collection[tuple[str, str]], **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Offer the clauses that stop the application and allow an exception."""
        super().__init__(*args, **options)
        self.fields["clause"].choices = list(clauses)  # type: ignore[attr-defined]  # a ChoiceField


class ProlongForm(forms.Form):
    """例外措置の延長を求める."""

    reason = forms.CharField(
        label=_("満たせない理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": _LONG_ROWS})
    )
    measure = forms.CharField(
        label=_("代わりの措置"), max_length=2000, widget=forms.Textarea(attrs={"rows": _LONG_ROWS})
    )
    ends = WarekiDateField(label=_("終了日"), help_text=_ENDS)


class ExceptionDecisionForm(forms.Form):
    """例外措置を決める."""

    grant = forms.ChoiceField(
        label=_("決定"), choices=[("yes", _("認める")), ("no", _("認めない"))], widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": _LONG_ROWS})
    )


class LaterForm(forms.Form):
    """後閲."""

    note = forms.CharField(label=_("ひとこと"), max_length=2000, required=False)


class AttachForm(VersionForm):
    """添付."""

    file = forms.FileField(
        label=_("ファイル"), help_text=_("PDF、Word、Excel、PowerPoint、画像、テキスト。20MBまで。")
    )
    note = forms.CharField(label=_("説明"), max_length=200, required=False)


class SheetForm(VersionForm):
    """Excel様式の取込み."""

    sheet = forms.FileField(label=_("記入したExcel様式"))


class AuthorityForm(forms.Form):
    """専決規程."""

    text = forms.CharField(
        label=_("専決規程（YAML）"),
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )


def _widget(definition: Field, choices: tuple[tuple[Any, str], ...]) -> forms.Widget:
    shape = definition.shape
    translated = [(value, gettext(label)) for value, label in choices]
    if shape is Shape.LONG:
        return forms.Textarea(attrs={"rows": _LONG_ROWS})
    if shape is Shape.FLAG:
        return forms.RadioSelect(choices=_YES_NO)
    if shape in {Shape.CHOICE, Shape.PERSON}:
        return forms.Select(choices=[("", gettext("選んでください")), *translated])
    if shape is Shape.WORDS:
        return forms.CheckboxSelectMultiple(choices=[*translated, (NONE_OF_THEM, gettext("なし"))])
    if shape is Shape.ASSETS:
        return forms.MultipleHiddenInput()
    attrs = {"inputmode": "numeric"} if shape in {Shape.NUMBER, Shape.CORPORATE} else {}
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})
