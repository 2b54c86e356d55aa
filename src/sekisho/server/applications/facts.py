"""Facts of an application: the answers, the assets as the ledger has them today, and what is on record.

The judgement asks whether the use may take place *once this procedure is through*: that it is filed, reviewed
and decided is therefore taken as given (clauses of the kind ``decide`` hold the procedure itself to that).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.errors import BadInput, say
from sekisho.server.accounts.queries import staff_of
from sekisho.server.applications.fields import FIELDS
from sekisho.server.applications.models import ExceptionMeasure
from sekisho.server.ledgers import asset_facts
from sekisho.server.ledgers import queries as ledgers
from sekisho.terms import ServiceClass

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sekisho.server.applications.models import Application
    from sekisho.server.ledgers.models import InformationAsset

_PUBLIC_ONLY = {
    "confidentiality": 1,
    "integrity": 1,
    "availability": 1,
    "personal_data": False,
    "specific_personal_data": False,
    "sensitive_personal_data": False,
    "person_count": 0,
    "restrictions": [],
}


def facts_of(application: Application, day: dt.date) -> dict[str, Any]:
    """Return everything known about ``application`` on ``day``, in the words of ``judgement.facts``."""
    answers = application.answers
    facts = {name: answers[name] for name, field in FIELDS.items() if field.fact and name in answers}
    if not facts.get("sub_processors", True):
        facts.pop("sub_processors_approved", None)
    facts |= _from_assets(answers)
    facts |= _derived(answers, facts)
    facts["network_model"] = application.body.network_model
    facts["application_filed"] = facts["reviewed"] = facts["approver_decided"] = True
    facts["exceptions"] = sorted(exceptions_in_force(application, day))
    return facts


def decision_facts(application: Application, decider: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of the crossing ``decide``: who applied, who decides, whether it was reviewed."""
    return {
        **facts,
        "application_filed": application.submitted_at is not None,
        "reviewed": application.steps.filter(round=application.round, kind="review", state="done").exists(),
        "applicant": str(application.applicant_id),
        "decider": str(decider),
        "exceptions": [],
    }


def chosen_assets(application: Application) -> list[InformationAsset]:
    """Return the assets the application names, as they stand in the ledger now."""
    ids = application.answers.get("asset_ids") or []
    return list(ledgers.applied_assets(ids)) if ids else []


def check_assets(application: Application) -> None:
    """Refuse an application that names an asset the ledger no longer has.

    Raises:
        BadInput: with how many.
    """
    ids = application.answers.get("asset_ids") or []
    gone = len(set(ids)) - len(chosen_assets(application))
    if gone:
        raise BadInput(
            say("選んだ情報資産のうち{gone}件が、台帳にないか、台帳から外されています。", gone=gone),
            where="預ける情報資産",
            next_step="2の段で、情報資産を選び直してください。",
        )


def check_manager(application: Application, day: dt.date) -> None:
    """Refuse an application whose 外部サービス管理者 is not of its section any more.

    Raises:
        BadInput: they moved or left since they were chosen.
    """
    key = application.answers.get("manager")
    if key and not staff_of(application.section_id, day).filter(pk=key).exists():
        raise BadInput(
            say(
                "外部サービス管理者に選んだ職員は、もう{section}にいません。",
                section=application.section.name,
            ),
            where="外部サービス管理者",
            why="異動か退職のためです。このまま進めると、管理者のいないサービスになります。",
            next_step="申請者が、今いる職員を選び直してください。決裁の途中なら、差し戻してください。",
        )


def exceptions_in_force(application: Application, day: dt.date) -> set[str]:
    """Return the clauses for which an 例外措置 was granted and has not ended."""
    return {
        measure.clause
        for measure in application.exceptions.all()
        if measure.state == ExceptionMeasure.GRANTED and measure.ends >= day
    }


def _from_assets(answers: Mapping[str, Any]) -> dict[str, Any]:
    ids = answers.get("asset_ids") or []
    if not ids:
        return dict(_PUBLIC_ONLY) if answers.get("no_assets") else {}
    rows = list(ledgers.applied_assets(ids))
    return asset_facts.facts_of(rows) if len(rows) == len(set(ids)) else {}


def _derived(answers: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if answers.get("reliability_text"):
        found["reliability_reason"] = True
    if answers.get("manager"):
        found["service_manager_named"] = True
    service_class = _class(answers.get("works_for_us"), facts.get("confidentiality"))
    if service_class is not None:
        found["service_class"] = service_class.value
    return found


def _class(works_for_us: bool | None, confidentiality: int | None) -> ServiceClass | None:  # noqa: FBT001  an answer that may be missing
    if works_for_us:
        return ServiceClass.OUTSOURCING
    if works_for_us is None or confidentiality is None:
        return None
    return ServiceClass.EXTERNAL_SENSITIVE if confidentiality > 1 else ServiceClass.EXTERNAL_ORDINARY
