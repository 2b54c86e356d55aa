"""The form of a gate: the facts a person may state, and how they were confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
            self.fields[name] = AnswerField(fact_field(name))
        self.fields["note"] = forms.CharField(
            label=_("確かめたこと"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("だれが、何を見て確かめたかを書いてください。"),
        )

    def stated(self) -> dict[str, Any]:
        """Return the facts that were stated."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"version", "note"} and value is not None
        }
