"""Questions to this slice. Every answer is limited to what the actor may see in the body in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
from django.db.models import Case, CharField, F, Max, Q, Value, When
from django.utils import timezone

from sekisho.agreements import contract_items, requirements, responsibility
from sekisho.agreements import questionnaire as core
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.scope import one_of, within
from sekisho.server.agreements import additions, rules
from sekisho.server.agreements.models import (
    AnnexAnswers,
    AnnexIssue,
    AnnexTemplate,
    AnswerVersion,
    ContractItems,
    GuestLink,
    Questionnaire,
    QuestionVersion,
    RequirementList,
    ResponsibilitySplit,
)
from sekisho.server.ledgers import governed
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.models import Contract, ExternalService
from sekisho.terms import Party, QuestionnaireState, ServiceKind, SupplyModel

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from sekisho.agreements.contract_items import Item
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contractor

Matter: TypeAlias = ExternalService | Contract
S = QuestionnaireState
WAITING = (S.SENT.value, S.ANSWERING.value)


def matter(actor: Actor, ledger: str, pk: int) -> Matter:
    """Return the service or contract ``pk``.

    Raises:
        NotFound: there is none, or not for this person.
        Refused: the actor may not see what is agreed for its section.
    """
    row = ledgers.service(actor, pk) if ledger == "service" else ledgers.contract(actor, pk)
    require(actor, Permission.AGREEMENT_VIEW, section=row.section_id)
    return row


def ledger_of(row: Matter) -> str:
    """Return ``service`` or ``contract``."""
    return "service" if isinstance(row, ExternalService) else "contract"


def firm_of(row: Matter) -> Contractor:
    """Return the provider or contractor."""
    return row.provider if isinstance(row, ExternalService) else row.contractor


def of(row: Matter) -> dict[str, Any]:
    """Return the key by which this slice's rows of a matter are found and made."""
    return {f"{ledger_of(row)}_id": row.pk}


def facts_of(row: Matter, day: dt.date) -> dict[str, Any]:
    """Return what is known of a matter, as the standing judges it."""
    found = governed.among(ledger_of(row), [row.pk], day)
    facts = dict(found[0].facts) if found else {}
    if isinstance(row, ExternalService):
        facts |= {"service_kind": row.kind, "terms_kind": row.terms_kind, "service_class": row.service_class}
        facts.setdefault("confidentiality", row.confidentiality)
        facts.setdefault("is_cloud", True if row.kind in _CLOUDS else None)
    else:
        facts |= {"terms_kind": "individual", "is_cloud": False, "service_kind": ServiceKind.OTHER.value}
    return {name: value for name, value in facts.items() if value is not None}


_CLOUDS = ("cloud", "web_meeting", "generative_ai")


def requirement_lists(row: Matter) -> list[RequirementList]:
    """Return the versions of a matter's requirements, the newest first."""
    return list(RequirementList.objects.filter(**of(row)).select_related("made_by"))


def lines_of(kept: RequirementList | None) -> tuple[requirements.Requirement, ...]:
    """Return the lines of a version."""
    return tuple(requirements.Requirement.from_dict(one) for one in kept.lines) if kept else ()


def split_of(row: Matter) -> ResponsibilitySplit | None:
    """Return the table of responsibilities of a matter, if one was begun."""
    found: ResponsibilitySplit | None = ResponsibilitySplit.objects.filter(**of(row)).first()
    return found


@attrs.frozen
class SplitLine:
    """One line of the table as it is shown."""

    control: responsibility.Control
    proposal: Party
    party: str
    note: str
    n: int
    """How often it was decided: who saves an older one is told."""
    objection: dict[str, Any] = attrs.field(factory=dict)
    """What the other side says against it: ``party``, ``words``; empty where it does not object."""

    @property
    def slug(self) -> str:
        """The control's number as it may stand in an address of a part of the page."""
        return self.control.id.replace(".", "-")


def split_lines(split: ResponsibilitySplit) -> list[SplitLine]:
    """Return the lines of a table in the order of the standard."""
    model = next((one for one in SupplyModel if one.value == split.model), SupplyModel.SAAS)
    lines = []
    for control in rules.controls():
        kept = split.rows.get(control.id, {})
        party = kept.get("party", Party.UNDECIDED.value)
        note, n, objection = kept.get("note", ""), kept.get("n", 0), kept.get("objection") or {}
        lines.append(SplitLine(control, control.proposals[model], party, note, n, objection))
    return lines


def tally(split: ResponsibilitySplit) -> responsibility.Tally:
    """Count a table as it stands; what the other side does not agree to is undecided."""
    return responsibility.tally(rules.controls(), {key: _stands(kept) for key, kept in split.rows.items()})


def _stands(kept: dict[str, Any]) -> str:
    party = str(kept.get("party", ""))
    return "" if kept.get("objection") and party != Party.NOBODY.value else party


def items_of(contract: Contract) -> ContractItems | None:
    """Return the contract's checklist, if it was begun; ``missing`` as of the items asked today."""
    found: ContractItems | None = ContractItems.objects.filter(contract=contract).first()
    if found is not None:
        found.missing = missing_now(found.missing, found.answers, additions.more_items())
    return found


def missing_now(missing: list[str], answers: dict[str, Any], more: Iterable[Item]) -> list[str]:
    """Return what a contract lacks of the items of the house, as kept, and of those asked beside them."""
    own = {one.id for one in rules.items()}
    states = {key: str(one.get("state", "")) for key, one in answers.items()}
    return sorted({*own.intersection(missing), *contract_items.missing(more, states, specific=False)})


def questionnaires(actor: Actor) -> QuerySet[Questionnaire]:
    """Return the questionnaires ``actor`` may see, the newest first, each with ``state_now``.

    Raises:
        Refused: the actor may see none at all.
    """
    require(actor, Permission.AGREEMENT_VIEW)
    rows: QuerySet[Questionnaire] = Questionnaire.objects.select_related(
        "section", "firm", "service", "contract"
    )
    return with_state(within(rows, actor, Permission.AGREEMENT_VIEW), timezone.localdate())


def with_state(rows: QuerySet[Questionnaire], day: dt.date) -> QuerySet[Questionnaire]:
    """Add ``state_now``: what waits for an answer past its due day is late."""
    late = When(Q(state__in=WAITING, due_on__lt=day), then=Value(S.LATE.value))
    return rows.annotate(state_now=Case(late, default=F("state"), output_field=CharField()))


def questionnaire(actor: Actor, pk: int) -> Questionnaire:
    """Return one questionnaire.

    Raises:
        NotFound: there is none, or not for this person.
    """
    return one_of(questionnaires(actor), pk, "質問票の一覧からさがしてください。")


def questionnaires_of(actor: Actor, row: Matter) -> list[Questionnaire]:
    """Return the questionnaires of a matter, the newest first."""
    return list(questionnaires(actor).filter(**of(row))[:50])


def asked(row: Questionnaire) -> QuestionVersion:
    """Return the questions as they now stand."""
    return row.versions.first()  # type: ignore[return-value]  # made with the questionnaire


def questions_of(version: QuestionVersion) -> tuple[core.Question, ...]:
    """Return the questions of a version."""
    return tuple(core.Question.from_dict(one) for one in version.questions)


def answers_of(row: Questionnaire) -> list[AnswerVersion]:
    """Return the answers as they were handed in, the newest first."""
    return list(row.answers.select_related("by_person", "asked"))


def still_asked(row: Questionnaire, given: AnswerVersion) -> dict[str, Any]:
    """Return those of the answers given whose questions still read as they were answered."""
    same = core.drift(questions_of(given.asked), questions_of(asked(row))).same
    return {key: answer for key, answer in given.answers.items() if key in same}


def open_link(row: Questionnaire, now: dt.datetime) -> GuestLink | None:
    """Return the link that opens a questionnaire now."""
    return row.links.filter(closed_at=None, expires_at__gt=now).first()


@attrs.frozen
class Earlier:
    """An answer the same firm gave to the same words before."""

    question: core.Question
    reply: str
    words: str
    number: str
    title: str
    on: dt.date

    def origin(self) -> dict[str, str]:
        """Return where it comes from, as it is kept beside the answer."""
        return {"number": self.number, "title": self.title, "on": self.on.isoformat()}


def earlier_answers(actor: Actor, row: Questionnaire) -> list[Earlier]:
    """Return what the same firm answered to the same words in other questionnaires ``actor`` may see.

    The newest answer to each question, in the order of the questions; two queries.
    """
    others = questionnaires(actor).filter(firm_id=row.firm_id).exclude(pk=row.pk).order_by()
    newest = others.annotate(newest=Max("answers__number")).filter(newest__isnull=False)
    given = AnswerVersion.objects.filter(questionnaire__in=newest.values("pk")).select_related(
        "asked", "questionnaire"
    )
    found: dict[tuple[str, str], Earlier] = {}
    for version in given.order_by("answered_at", "pk"):
        on = timezone.localdate(version.answered_at)
        for one in questions_of(version.asked):
            answer = version.answers.get(one.id, {})
            if core.complete(answer):
                found[one.id, one.wording] = Earlier(
                    one,
                    answer["reply"],
                    answer.get("words", ""),
                    version.questionnaire.number,
                    version.questionnaire.title,
                    on,
                )
    wanted = questions_of(asked(row))
    return [found[one.id, one.wording] for one in wanted if (one.id, one.wording) in found]


def late(actor: Actor, day: dt.date) -> QuerySet[Questionnaire]:
    """Return what should have been answered before ``day``, the longest overdue first."""
    return questionnaires(actor).filter(state__in=WAITING, due_on__lt=day).order_by("due_on", "pk")


def answered(actor: Actor) -> QuerySet[Questionnaire]:
    """Return what was answered and waits to be looked at."""
    return questionnaires(actor).filter(state=S.ANSWERED.value).order_by("answered_at", "pk")


def annex_issue(row: Matter, number: int) -> AnnexIssue | None:
    """Return the annex of a matter that went out with ``number``."""
    found: AnnexIssue | None = AnnexIssue.objects.filter(**of(row), number=number).first()
    return found


def annex_issues(row: Matter) -> list[AnnexIssue]:
    """Return the annexes of a matter that went out for an answer, the newest first."""
    return list(AnnexIssue.objects.filter(**of(row)).select_related("made_by")[:50])


def annex_answers(row: Matter) -> list[AnnexAnswers]:
    """Return what came back, the newest first."""
    return list(AnnexAnswers.objects.filter(**of(row)).select_related("taken_by", "issue"))


def templates(actor: Actor) -> list[AnnexTemplate]:
    """Return the body's own templates, the newest first.

    Raises:
        Refused: the actor may see none.
    """
    require(actor, Permission.AGREEMENT_VIEW)
    return list(AnnexTemplate.objects.select_related("made_by")[:100])


def template_in_use(kind: str) -> AnnexTemplate | None:
    """Return the body's own template of a kind (``docx``, ``xlsx``)."""
    found: AnnexTemplate | None = AnnexTemplate.objects.filter(kind=kind, retired_on=None).first()
    return found


def with_guest(link: GuestLink) -> Questionnaire:
    """Return the questionnaire of a link that was found right; the only question a guest may ask."""
    row: Questionnaire = Questionnaire.objects.select_related("body", "section", "firm").get(
        pk=link.questionnaire_id
    )
    return row


def splits(actor: Actor) -> list[ResponsibilitySplit]:
    """Return the tables of matters ``actor`` may see: first what nobody does, then what is undecided.

    Raises:
        Refused: the actor may see none at all.
    """
    require(actor, Permission.AGREEMENT_VIEW)
    rows: QuerySet[ResponsibilitySplit] = ResponsibilitySplit.objects.select_related(
        "service__section", "contract__section"
    ).filter(Q(service__retired_on=None), Q(contract__retired_on=None))
    sections = actor.sections_for(Permission.AGREEMENT_VIEW)
    if sections is not None:
        rows = rows.filter(Q(service__section_id__in=sections) | Q(contract__section_id__in=sections))
    return list(rows.order_by("-nobody", "-undecided", "pk")[:500])
