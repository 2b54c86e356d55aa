"""The forms of the catalogue: narrowing the clauses, and a body's own clauses as text or file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.errors import BadInput
from sekisho.server.ui.words import in_words, told
from sekisho.storage.editions import decode
from sekisho.terms import ClauseLevel

MOST_BYTES = 400_000


class ClauseFilterForm(forms.Form):
    """Narrows the list of clauses."""

    q = forms.CharField(label=_("ことば"), required=False, max_length=100)
    level = forms.ChoiceField(
        label=_("強さ"), required=False, choices=lambda: [("", _("すべて")), *in_words(ClauseLevel)()]
    )
    machine = forms.ChoiceField(
        label=_("判定のしかた"),
        required=False,
        choices=[("", _("すべて")), ("yes", _("関所が判定する")), ("no", _("人が確かめる"))],
    )


class LocalForm(forms.Form):
    """A body's own clauses: pasted, or taken from a file, which then stands in the text."""

    text = forms.CharField(
        label=_("自団体の条文（YAML）"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "class": "code"}),
    )
    file = forms.FileField(label=_("ファイルから読む"), required=False)

    def clean_file(self) -> str:
        """Read the file as UTF-8 text."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("条文のファイルが大きすぎます。"))
        try:
            return decode(file.read(), where=file.name)
        except BadInput as error:
            raise forms.ValidationError(told(error)) from error

    def clean(self) -> dict[str, Any]:
        """Let a file stand in for the text."""
        given: dict[str, Any] = super().clean() or {}
        given["given"] = given.get("file") or given.get("text") or ""
        return given


def section_of(text: str) -> int | None:
    """Return the section's key that an address carries, or None where it carries none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_KEY else None


_LONGEST_KEY = 12
