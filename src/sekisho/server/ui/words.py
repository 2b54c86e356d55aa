"""How the words of the glossary look on screens: their label and the state of their badge."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from sekisho import terms
from sekisho.catalogue.english import JAPANESE
from sekisho.errors import Said, SekishoError
from sekisho.storage.editions import english
from sekisho.terms import (
    AccountState,
    ApplicationState,
    CarryState,
    CheckResult,
    ClauseStatus,
    Confidentiality,
    Conformity,
    Consent,
    ConsentState,
    CustodyState,
    DueState,
    Effect,
    EvidenceState,
    ExceptionState,
    FindingGrade,
    FindingState,
    IncidentState,
    InspectionAnswer,
    InventoryFinding,
    InventoryState,
    ItemState,
    OfferState,
    Outcome,
    Party,
    QuestionnaireState,
    RegisterChange,
    RegisterMatch,
    RegisterState,
    Reply,
    ScopeAnswer,
    Severity,
    SpotResult,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sekisho.terms import Grade, Term

_BADGES: tuple[tuple[Enum, str], ...] = (
    (Outcome.PERMIT, "ok"),
    (Outcome.CONDITIONAL, "wait"),
    (Outcome.DENY, "no"),
    (Outcome.UNDETERMINED, "na"),
    (ClauseStatus.SATISFIED, "ok"),
    (ClauseStatus.VIOLATED, "no"),
    (ClauseStatus.UNKNOWN, "wait"),
    (ClauseStatus.NOT_APPLICABLE, "na"),
    (Effect.CONDITION, "wait"),
    (Effect.ADVISE, "info"),
    (ApplicationState.DRAFT, "na"),
    (ApplicationState.UNDER_REVIEW, "info"),
    (ApplicationState.IN_CONSULTATION, "info"),
    (ApplicationState.AWAITING_DECISION, "info"),
    (ApplicationState.APPROVED, "ok"),
    (ApplicationState.SENT_BACK, "wait"),
    (ApplicationState.PULLED_BACK, "wait"),
    (ApplicationState.REJECTED, "no"),
    (ApplicationState.WITHDRAWN, "na"),
    (CustodyState.OUT, "wait"),
    (CustodyState.CERTIFIED, "info"),
    (CustodyState.VERIFIED, "ok"),
    (SpotResult.AS_WRITTEN, "ok"),
    (SpotResult.DIFFERS, "no"),
    (SpotResult.NOT_SHOWN, "wait"),
    (ConsentState.ASKED, "wait"),
    (ConsentState.CONSENTED, "ok"),
    (ConsentState.REFUSED, "no"),
    (Party.USER, "ok"),
    (Party.PROVIDER, "ok"),
    (Party.BOTH, "ok"),
    (Party.NOBODY, "no"),
    (Party.UNDECIDED, "wait"),
    (ItemState.UNCHECKED, "wait"),
    (ItemState.WRITTEN, "ok"),
    (ItemState.MISSING, "no"),
    (ItemState.NOT_NEEDED, "na"),
    (Reply.YES, "ok"),
    (Reply.PARTLY, "wait"),
    (Reply.NO, "no"),
    (Reply.NOT_APPLICABLE, "na"),
    (Conformity.YES, "ok"),
    (Conformity.PARTLY, "wait"),
    (Conformity.NO, "no"),
    (Conformity.NOT_APPLICABLE, "na"),
    (Consent.AGREED, "ok"),
    (Consent.NOT_AGREED, "no"),
    (OfferState.UNSEEN, "wait"),
    (OfferState.SEEN, "info"),
    (OfferState.TAKEN, "ok"),
    (OfferState.DECLINED, "na"),
    (QuestionnaireState.SENT, "info"),
    (QuestionnaireState.ANSWERING, "info"),
    (QuestionnaireState.LATE, "no"),
    (QuestionnaireState.ANSWERED, "wait"),
    (QuestionnaireState.CONFIRMED, "ok"),
    (QuestionnaireState.CANCELLED, "na"),
    (EvidenceState.VALID, "ok"),
    (EvidenceState.EXPIRING, "wait"),
    (EvidenceState.LAPSED, "no"),
    (EvidenceState.WITHDRAWN, "no"),
    (EvidenceState.NOT_YET, "na"),
    (EvidenceState.UNKNOWN, "wait"),
    (RegisterState.LISTED, "ok"),
    (RegisterState.SUSPENDED, "no"),
    (RegisterState.WITHDRAWN, "no"),
    (RegisterMatch.SURE, "ok"),
    (RegisterMatch.DOUBTFUL, "wait"),
    (RegisterMatch.FIRM, "na"),
    (RegisterMatch.NONE, "na"),
    (RegisterChange.MISSING, "wait"),
    (RegisterChange.WITHDRAWN, "no"),
    (RegisterChange.SUSPENDED, "no"),
    (RegisterChange.SHORTER, "wait"),
    (RegisterChange.LONGER, "info"),
    (ScopeAnswer.COVERED, "ok"),
    (ScopeAnswer.NOT_COVERED, "no"),
    (ScopeAnswer.UNKNOWN, "wait"),
    (DueState.OVERDUE, "no"),
    (DueState.NEAR, "wait"),
    (DueState.AHEAD, "na"),
    (ExceptionState.ASKED, "info"),
    (ExceptionState.IN_FORCE, "ok"),
    (ExceptionState.ENDING, "wait"),
    (ExceptionState.ENDED, "no"),
    (ExceptionState.REFUSED, "na"),
    (AccountState.OPEN, "ok"),
    (AccountState.TO_CLOSE, "no"),
    (AccountState.TO_REVIEW, "wait"),
    (AccountState.CLOSED, "na"),
    (CarryState.ASKED, "info"),
    (CarryState.REFUSED, "na"),
    (CarryState.PERMITTED, "wait"),
    (CarryState.RETURNED, "ok"),
    (CheckResult.GOOD, "ok"),
    (CheckResult.IMPROVE, "wait"),
    (CheckResult.SERIOUS, "no"),
    (InventoryFinding.ONLY_THERE, "no"),
    (InventoryFinding.LEFT, "no"),
    (InventoryFinding.PRIVILEGE, "no"),
    (InventoryFinding.ONLY_HERE, "wait"),
    (InventoryFinding.DORMANT, "wait"),
    (InventoryFinding.PRIVILEGED, "info"),
    (InventoryState.DONE, "ok"),
    (InventoryState.DUE, "wait"),
    (InventoryState.LATE, "no"),
    (InventoryState.OPEN, "wait"),
    (InventoryState.PLANNED, "na"),
    (IncidentState.FIRST, "no"),
    (IncidentState.HANDLING, "wait"),
    (IncidentState.REPORTED, "info"),
    (IncidentState.CLOSED, "ok"),
    (Severity.ERROR, "no"),
    (Severity.DOUBT, "wait"),
    (Confidentiality.THREE, "no"),
    (Confidentiality.TWO, "wait"),
    (Confidentiality.ONE, "na"),
    (InspectionAnswer.DONE, "ok"),
    (InspectionAnswer.PARTLY, "wait"),
    (InspectionAnswer.NOT_DONE, "no"),
    (InspectionAnswer.NOT_APPLICABLE, "na"),
    (FindingGrade.NONCONFORMITY, "no"),
    (FindingGrade.OBSERVATION, "wait"),
    (FindingGrade.GOOD, "ok"),
    (FindingState.OPEN, "no"),
    (FindingState.PLANNED, "wait"),
    (FindingState.DONE, "info"),
    (FindingState.VERIFIED, "ok"),
    (FindingState.CLOSED, "na"),
)
STATES = {(type(member), member.value): shown for member, shown in _BADGES}
"""The badge of a word. By kind, too: words of two kinds may be stored alike, and such words are equal."""


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


def in_words(kind: type[Term | Grade]) -> Callable[[], list[tuple[Any, str]]]:
    """Return the choices of a kind of word for forms and filters, in the reader's language when asked."""
    return lambda: [(value, gettext(text)) for value, text in kind.choices()]


def state(value: object) -> str:
    """Return the badge state of a word: ``ok``, ``wait``, ``no``, ``info`` or ``na``."""
    return STATES.get((type(value), value.value), "na") if isinstance(value, Enum) else "na"


def listed(texts: Iterable[str]) -> str:
    """Return the items of a list in one line, parted as the language of the screen parts them."""
    return ("、" if _japanese() else ", ").join(texts)


def said(text: str) -> str:
    """Return a text of an error, table or clause in the language of the screen; what has no other, as it is.

    The one place that picks the language of a clause: its English lies beside it (``english.yaml``). Pages
    say clauses through here; records, papers for authorities and the API keep the Japanese, which is binding.
    """
    if isinstance(text, Said):
        return gettext(text.pattern).format(**{name: _said_value(one) for name, one in text.values.items()})
    if not text:
        return ""
    shown = gettext(text)
    return shown if _japanese() or shown != text else english().get(text, text)


def spoken(text: str) -> str:
    """Return :func:`said` for a page: Japanese that has no English is marked as Japanese.

    What was made for a page already is left alone.
    """
    if isinstance(text, SafeString):
        return text
    shown = said(text)
    if _japanese() or not JAPANESE.search(shown):
        return shown
    return format_html('<span lang="ja">{}</span>', shown)


def brief(error: SekishoError, *, why: bool = False) -> str:
    """Return what happened, ``why`` if wanted, and what to do next, in one line beside a field."""
    parts = (error.what, error.why if why else "", error.next_step)
    return ("" if _japanese() else " ").join(said(part) for part in parts if part)


def told(error: SekishoError) -> str:
    """Return the whole of :meth:`SekishoError.for_people` in the language of the screen."""
    if _japanese():
        return error.for_people()
    lines = [f"{said(error.where)}: {said(error.what)}" if error.where else said(error.what)]
    if error.why:
        lines.append(f"{gettext('理由')}: {said(error.why)}")
    if error.clauses:
        lines.append(f"{gettext('根拠条文')}: {', '.join(error.clauses)}")
    if error.next_step:
        lines.append(f"{gettext('次にすること')}: {said(error.next_step)}")
    return "\n".join(lines)


def _said_value(value: object) -> object:
    if isinstance(value, list | tuple):
        return listed(str(_said_value(one)) for one in value)
    if isinstance(value, Said):
        return said(value)
    return label(value) if hasattr(value, "label") else value


def _japanese() -> bool:
    return (get_language() or "ja").startswith("ja")
