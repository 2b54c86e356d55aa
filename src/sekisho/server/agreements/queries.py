"""Questions to this slice. Every answer is limited to what the actor may see in the body in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sekisho.agreements import contract_items, requirements
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.agreements import additions, rules
from sekisho.server.agreements.annex_models import AnnexAnswers, AnnexIssue, AnnexTemplate
from sekisho.server.agreements.models import ContractItems, RequirementList
from sekisho.server.ledgers import governed
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.models import Contract, ExternalService
from sekisho.terms import ServiceKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from sekisho.agreements.contract_items import Item
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contractor

Matter: TypeAlias = ExternalService | Contract


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


def templates(actor: Actor) -> QuerySet[AnnexTemplate]:
    """Return the body's own templates, the newest first.

    Raises:
        Refused: the actor may see none.
    """
    require(actor, Permission.AGREEMENT_VIEW)
    rows: QuerySet[AnnexTemplate] = AnnexTemplate.objects.select_related("made_by")
    return rows


def template_in_use(kind: str) -> AnnexTemplate | None:
    """Return the body's own template of a kind (``docx``, ``xlsx``)."""
    found: AnnexTemplate | None = AnnexTemplate.objects.filter(kind=kind, retired_on=None).first()
    return found
