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
    from collections.abc import Iterable


class GateForm(forms.Form):
    """What is stated at a gate; each fact may be left open."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, facts: Iterable[str], **options: Any) -> None:  # noqa: ANN401  Django's own arguments
        """Ask for ``facts`` in the words of the vocabulary, then for how they were confirmed."""
        super().__init__(*args, **options)
        for name in facts:
            self.fields[name] = _asks(name, get_language())
        self.fields["note"] = forms.CharField(
            label=_("確かめたこと"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("だれが、何を見て確かめたかを書いてください。"),
        )

    def drawn(self) -> SafeString:
        """Draw the fields; a question not answered yet looks the same at every gate and is drawn once."""
        language = get_language()
        drawn = [_draw(one) if self._answered(one) else _blank(one.name, language) for one in self]
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
def _asks(name: str, language: str | None) -> AnswerField:  # noqa: ARG001  its words are of one language
    """Return the field of a fact; it keeps nothing of a form, so that all forms share it."""
    question = fact_field(name)
    return AnswerField(question, question.choices)


@cache
def _blank(name: str, language: str | None) -> str:  # noqa: ARG001  kept apart by language
    facts = [name] if name in FACTS else []
    return _draw(GateForm(facts=facts)[name])
