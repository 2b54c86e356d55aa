"""How the words of the glossary look on screens: their label and the state of their badge."""

from __future__ import annotations

from enum import Enum

from django.utils.translation import gettext

from sekisho import terms
from sekisho.terms import ApplicationState, ClauseStatus, Confidentiality, Effect, Outcome, Severity

STATES: dict[Enum, str] = {
    Outcome.PERMIT: "ok",
    Outcome.CONDITIONAL: "wait",
    Outcome.DENY: "no",
    Outcome.UNDETERMINED: "na",
    ClauseStatus.SATISFIED: "ok",
    ClauseStatus.VIOLATED: "no",
    ClauseStatus.UNKNOWN: "wait",
    ClauseStatus.NOT_APPLICABLE: "na",
    Effect.CONDITION: "wait",
    Effect.ADVISE: "info",
    ApplicationState.DRAFT: "na",
    ApplicationState.UNDER_REVIEW: "info",
    ApplicationState.IN_CONSULTATION: "info",
    ApplicationState.AWAITING_DECISION: "info",
    ApplicationState.APPROVED: "ok",
    ApplicationState.SENT_BACK: "wait",
    ApplicationState.PULLED_BACK: "wait",
    ApplicationState.REJECTED: "no",
    ApplicationState.WITHDRAWN: "na",
    Severity.ERROR: "no",
    Severity.DOUBT: "wait",
    Confidentiality.THREE: "no",
    Confidentiality.TWO: "wait",
    Confidentiality.ONE: "na",
}


def word(kind: str, value: object) -> object:
    """Return the member of the glossary's ``kind`` (a class name of ``sekisho.terms``) stored as ``value``.

    What the glossary does not know is returned unchanged, so that old records stay readable.
    """
    found = getattr(terms, kind, None)
    if isinstance(value, Enum) or not (isinstance(found, type) and issubclass(found, Enum)):
        return value
    return next((member for member in found if value in (member.value, str(member.value))), value)


def label(value: object) -> str:
    """Return the label of a word in the language of the screen; other text is translated as it is."""
    if value is None or value == "":
        return ""
    return gettext(str(getattr(value, "label", value)))


def state(value: object) -> str:
    """Return the badge state of a word: ``ok``, ``wait``, ``no``, ``info`` or ``na``."""
    return next((shown for member, shown in STATES.items() if member is value), "na")
