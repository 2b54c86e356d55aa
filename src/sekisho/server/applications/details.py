"""What the page of an application shows, worked out from the application: nothing is decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.server.accounts.queries import staff_of
from sekisho.server.applications import binding, offices
from sekisho.server.applications.answers import shown
from sekisho.server.applications.duties import review_day
from sekisho.server.applications.facts import chosen_assets
from sekisho.server.applications.fields import FIELDS
from sekisho.server.applications.judged import url_of
from sekisho.server.applications.models import CheckAnswer, Step
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.crossings import queries as journal
from sekisho.server.ui.templatetags.sekisho import month_day, wareki
from sekisho.server.ui.words import label
from sekisho.terms import ApplicationState, N, Role, StepKind

if TYPE_CHECKING:
    from sekisho.server.applications.models import Application

S = ApplicationState
EVENTS = {
    "started": N("起案"),
    "submitted": N("申請"),
    "reviewed": N("審査を終了"),
    "consulted": N("合議に回答"),
    "decided": N("決裁"),
    "acted_for": N("代決"),
    "rejected": N("却下"),
    "sent_back": N("差戻し"),
    "pulled_back": N("引戻し"),
    "withdrawn": N("取下げ"),
    "handed_over": N("引継ぎ"),
    "amended": N("決裁後に修正"),
    "attached": N("添付"),
    "detached": N("添付を外す"),
    "exception_asked": N("例外措置を申請"),
    "exception_granted": N("例外措置を承認"),
    "exception_refused": N("例外措置を不承認"),
    "later_read": N("後閲"),
}
_OWN = (
    "purpose",
    "service_kind",
    "is_cloud",
    "terms_kind",
    "certifications",
    "data_regions",
    "starts",
    "ends",
    "url",
)
_ALWAYS_TOLD = {"ends"}
"""What the reviewer states something about: left blank, it is said to be blank."""


def content(application: Application) -> dict[str, Any]:
    """Return 申請の中身: assets, attachments and the answers that were given."""
    answers = application.answers
    own = [
        (_(FIELDS[name].label), shown(FIELDS[name], answers.get(name), _) or _("書かれていません"))
        for name in _OWN
        if answers.get(name) is not None or name in _ALWAYS_TOLD
    ]
    day = timezone.localdate(application.decided_at) if application.decided_at else timezone.localdate()
    if answers.get("manager"):
        named = staff_of(application.section_id, day).filter(pk=answers["manager"]).first()
        own.append((_(FIELDS["manager"].label), named.name if named else _("所属にいない職員")))
    review = review_day(answers, day)
    if review:
        chosen = _("（年度の末日。利用期限が空なので）")
        text = f"{wareki(review)}{'' if answers.get('review_on') else chosen}"
        own.append((_("見直す日"), text))
    assets = chosen_assets(application)
    return {
        "assets": assets,
        "review": text if review else "",
        "personal": any(one.personal_data for one in assets),
        "people": sum(one.person_count or 0 for one in assets),
        "own": own,
        "attachments": [one for one in application.attachments.all() if one.removed_at is None],
    }


def events(application: Application) -> list[dict[str, Any]]:
    """Return 経緯, the newest first; an answer to a consultation says which."""
    answers = _answers_given(application)
    return [
        {
            "at": one.at,
            "text": f"{one.actor.name if one.actor else ''}{f'（{one.post}）' if one.post else ''}　"
            f"{_(EVENTS.get(one.verb, one.verb))}{answers.get(one.pk, '')}",
            "note": one.note,
        }
        for one in application.events.all()
    ]


def consultations(application: Application) -> list[dict[str, Any]]:
    """Return the answers to the consultations of the current round: who, 同意 or not, the opinion."""
    return [
        {
            "office": f"{step.section.name if step.section else ''} {label(Role(step.role))}".strip(),
            "name": step.done_by.name if step.done_by else "",
            "at": step.done_at,
            "agrees": step.agrees,
            "answer": _agreement(step),
            "note": step.note,
        }
        for step in offices.round_of(application)
        if step.kind == StepKind.CONSULTATION and step.agrees is not None
    ]


def _answers_given(application: Application) -> dict[int, str]:
    """Return 同意 or 不同意 for each 合議に回答 of 経緯: what its author had answered last by then."""
    given = [
        (step.done_at, step)
        for step in application.steps.all()
        if step.kind == StepKind.CONSULTATION and step.done_at
    ]
    told = {}
    for one in application.events.all():
        own = [pair for pair in given if pair[1].done_by_id == one.actor_id and pair[0] <= one.at]
        if one.verb == "consulted" and own:
            told[one.pk] = f"（{_agreement(max(own, key=lambda pair: pair[0])[1])}）"
    return told


def _agreement(step: Step) -> str:
    return _("同意する") if step.agrees else _("同意しない")


def changes(application: Application) -> list[dict[str, str]]:
    """Return 決裁後変更 in words: what, before, after."""
    parts = {"answers": N("答え"), "facts": N("事実"), "attachments": N("添付"), "route": N("経路")}
    rows = []
    for one in binding.changed_since_decision(application):
        field = FIELDS.get(one.name)
        rows.append(
            {
                "part": _(parts[one.part]),
                "name": _(field.label) if field else one.name,
                "before": shown(field, one.before, _) if field else str(one.before or ""),
                "after": shown(field, one.after, _) if field else str(one.after or ""),
            }
        )
    return rows


def proof(application: Application) -> dict[str, Any] | None:
    """Return where the record of the decision stands, for 証跡."""
    if not application.content_hash:
        return None
    for verb in ("application.decided", "application.acted_for", "application.rejected"):
        entry = journal.decision_entry("application", application.pk, verb)
        if entry is not None:
            return {
                "index": entry.log_index,
                "digest": application.content_hash,
                "intact": binding.is_intact(application),
                "url": url_of("crossings:proof", entry.pk),
                "at": entry.at,
            }
    return None


def checks(application: Application) -> list[dict[str, str]]:
    """Return the reviewer's statements of the current round: clause, its title, answer, note."""
    clauses = rulebook_in_force().clauses
    words = {CheckAnswer.YES: _("はい"), CheckAnswer.NOT_APPLICABLE: _("当たらない")}
    return [
        {
            "clause": one.clause,
            "title": clauses[one.clause].title if one.clause in clauses else "",
            "answer": words.get(one.answer, one.answer),
            "note": one.note,
        }
        for one in application.checks.all()
        if one.round == application.round
    ]


def remark(application: Application) -> str:
    """Return what the reviewer of the current round wrote at the end of the review."""
    notes = [
        step.note for step in offices.round_of(application) if step.kind == StepKind.REVIEW and step.note
    ]
    return notes[-1] if notes else ""


def stamps(application: Application) -> list[dict[str, str]]:
    """Return the boxes of the decision record: each step with name and day, 代 where a deputy acted."""
    boxes = [
        {"label": _("起案"), "name": application.applicant.name, "day": month_day(application.submitted_at)}
    ]
    for step in offices.round_of(application):
        if step.done_by:
            mark = _("代　") if step.acting else ""
            name = f"{mark}{step.done_by.name}"
            boxes.append({"label": label(StepKind(step.kind)), "name": name, "day": month_day(step.done_at)})
    return boxes
