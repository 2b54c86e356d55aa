"""The form of a gate: the facts a person may state, and how they were confirmed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sekisho.judgement.facts import FACTS
from sekisho.server.applications.fields import fact_field
from sekisho.server.applications.forms import AnswerField

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class MarkedField(forms.CharField):
    """Words that are marked as needed, and may be left out: the action says when they are missing."""

    def __init__(self, *, marked: bool, **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Mark the field on the screen only."""
        super().__init__(required=False, **options)
        self.required = marked

    def validate(self, value: str) -> None:
        """Accept nothing written."""


class GateForm(forms.Form):
    """What is stated at a gate; each fact may be left open."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  Django's own arguments
        facts: Iterable[str],
        needed: Collection[str] = (),
        **options: Any,  # noqa: ANN401  Django's own arguments
    ) -> None:
        """Ask for ``facts`` in the words of the vocabulary, then for how they were confirmed.

        Those ``needed`` for the gate to open are marked as such; left open they are no fault of the form:
        the attempt is judged, and kept.
        """
        super().__init__(*args, **options)
        asked = list(facts)
        for name in asked:
            self.fields[name] = _asks(name, get_language(), needed=name in needed)
        self.fields["note"] = MarkedField(
            label=_("確かめたこと"),
            marked=any(name in needed for name in asked),
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("だれが、何を見て確かめたかを書いてください。"),
        )

    def drawn(self) -> SafeString:
        """Draw the fields; a question not answered yet looks the same at every gate and is drawn once."""
        language = get_language()
        drawn = [
            _draw(one) if self._answered(one) else _blank(one.name, language, needed=one.field.required)
            for one in self
        ]
        return SafeString("".join(drawn))

    def _answered(self, field: forms.BoundField) -> bool:
        return self.is_bound or field.name in self.initial

    def stated(self) -> dict[str, Any]:
        """Return the facts that were stated."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"version", "note"} and value is not None
        }


def _draw(field: forms.BoundField) -> str:
    return render_to_string("lifecycle/field.html", {"field": field})


@cache
def _asks(name: str, language: str | None, *, needed: bool) -> AnswerField:  # noqa: ARG001  its words are of one language
    """Return the field of a fact; it keeps nothing of a form, so that all forms share it."""
    question = fact_field(name)
    field = AnswerField(question, question.choices)
    field.required = needed
    return field


@cache
def _blank(name: str, language: str | None, *, needed: bool) -> str:  # noqa: ARG001  kept apart by language
    facts = [name] if name in FACTS else []
    form = GateForm(facts=facts, needed=facts if needed else ())
    form.fields[name].required = needed
    return _draw(form[name])
