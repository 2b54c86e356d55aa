"""What the pages are given of answers that differ: both with source, day and person, and what was settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sekisho.server.agreements import contradictions
from sekisho.server.agreements.acting import place
from sekisho.server.ui.templatetags.sekisho import wareki
from sekisho.server.ui.words import label
from sekisho.terms import AnswerSource, Conformity, Reply

if TYPE_CHECKING:
    from sekisho.agreements.contradictions import Contradiction, Told
    from sekisho.server.agreements.queries import Matter


_WORDS = {AnswerSource.ANNEX: Conformity, AnswerSource.QUESTIONNAIRE: Reply}
"""In which words each way of answering is answered."""


def page_of(matter: Matter) -> dict[str, Any]:
    """Return the contradictions of a matter for its page, and how many nobody settled."""
    found = contradictions.of(matter)
    rows = [
        {
            "line": one.found.line,
            "text": one.found.text,
            "told": [(origin(told), told, _WORDS[told.source].__name__) for told in one.found.told],
            "settlement": one.settlement,
            "url": place(matter, "settle", one.found.line),
        }
        for one in found
    ]
    return {"contradictions": rows, "unsettled": sum(one.settlement is None for one in found)}


def origin(told: Told) -> str:
    """Say where an answer stands, by whom and of which day."""
    words = {"number": told.number, "day": wareki(told.at), "who": told.by or "—"}
    if told.source is AnswerSource.ANNEX:
        return _("別紙への回答　第%(number)s版（%(day)s、%(who)s）") % words
    return _("質問票 %(number)s（%(day)s、%(who)s）") % words


def choices(one: Contradiction) -> list[tuple[str, str]]:
    """Return both answers as the choices of a form."""
    return [(told.source.value, f"{origin(told)}：{_reply(told)}　{told.words}".strip()) for told in one.told]


def _reply(told: Told) -> str:
    known = {one.value: one for one in _WORDS[told.source]}
    return label(known[told.reply]) if told.reply in known else told.reply
