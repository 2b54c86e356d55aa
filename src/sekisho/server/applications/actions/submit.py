"""申請する: complete, judged, routed, handed to the reviewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sekisho.errors import Refused, say
from sekisho.procedures.states import Verb
from sekisho.server.applications.actions.ground import note_down, open_step, stand
from sekisho.server.applications.actions.save_draft import describe
from sekisho.server.applications.answers import check_complete
from sekisho.server.applications.facts import check_assets, check_manager
from sekisho.server.applications.judging import judge_application, require_pass, route_for
from sekisho.server.applications.models import Application, Step
from sekisho.server.applications.offices import holders_of
from sekisho.terms import ApplicationState

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.judgement import Decision
    from sekisho.procedures.route import Route, RouteStep
    from sekisho.server.accounts.permissions import Actor


def submit(actor: Actor, pk: int, *, version: int, note: str = "") -> Application:
    """File the application, or file it again. Writes ``application.submitted``.

    Raises:
        BadInput: answers are missing, or an asset or the manager named is gone.
        Refused: the outcome is 不可 or 判定不能 (with clauses and next steps), or an office is vacant.
        NotFound, Conflict: as :func:`.ground.stand` says.
    """
    with transaction.atomic():
        ground = stand(actor, pk, version, Verb.SUBMIT)
        application = ground.application
        check_complete(application.answers)
        check_assets(application)
        check_manager(application, ground.day)
        decision = judge_application(application, ground.at, ground.day)
        require_pass(decision)
        way = route_for(application, decision, ground.day)
        application.round += 1
        keep_judgement(application, decision)
        application.route = way.as_dict()
        application.submitted_at = ground.at
        application.filed_by_id = actor.person
        application.state = ApplicationState.UNDER_REVIEW.value
        describe(application, ground.day)
        first = _lay_out(application, way, ground.day)
        open_step(application, first, ground.day)
        return note_down(ground, actor, "submitted", _data(decision, way), note=note)


def keep_judgement(application: Application, decision: Decision) -> None:
    """Keep the judgement with the application, as the people after it will see it."""
    application.judgement = decision.as_record()
    application.judged_at = decision.at
    application.outcome = decision.outcome.value


def _lay_out(application: Application, way: Route, day: dt.date) -> Step:
    steps = []
    for order, one in enumerate(way.steps):
        section = application.section_id if one.office.at == "section" else None
        _require_holder(application, one, section, day)
        steps.append(
            Step.make(
                application=application,
                round=application.round,
                order=order,
                kind=one.kind.value,
                role=one.office.role.value,
                section_id=section,
            )
        )
    return steps[0]


def _require_holder(application: Application, step: RouteStep, section: int | None, day: dt.date) -> None:
    if holders_of(step.office.role.value, section, day, without=application.applicant_id):
        return
    raise Refused(
        say("{kind}をする「{role}」の職に、今だれも就いていません。", kind=step.kind, role=step.office.role),
        why="欠員は不在ではないので、代決もできません。",
        next_step="情報政策課に、職の登録を依頼してください。",
    )


def _data(decision: Decision, way: Route) -> dict[str, object]:
    return {
        "outcome": decision.outcome.value,
        "clauses": list(decision.cited),
        "rulebook": decision.rulebook,
        "facts": decision.facts,
        "route": {"rule": way.rule, "kinds": [kind.value for kind in way.kinds]},
    }
