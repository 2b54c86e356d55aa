"""Who holds an office today, who may step in, and which part a person has in an application.

An office is a role at a section, or in the whole body. Deputies act only while every other holder of the
decider's office is absent; a vacant office is not an absence. Deputies come in the order of the 専決規程: the
second only when the first is absent too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.errors import say
from sekisho.procedures.states import PART_OF_STEP, Part
from sekisho.server.accounts.queries import absent_on, holders
from sekisho.server.applications.models import Step
from sekisho.terms import Role, StepKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sekisho.errors import Said
    from sekisho.server.accounts.models import Post
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.models import Application


@attrs.frozen
class Standing:
    """What a person may be in one application today."""

    parts: frozenset[Part]
    post: str = ""
    """The post that gives the part, as printed beside the name."""
    stands_for: tuple[int, ...] = ()
    """For a deputy: the absent deciders."""


def current_step(application: Application) -> Step | None:
    """Return the step that waits, reading the prefetched steps where there are any."""
    return next((step for step in application.steps.all() if step.state == Step.CURRENT), None)


def round_of(application: Application) -> list[Step]:
    """Return the steps since the application was last filed, reading the prefetched ones likewise."""
    return [step for step in application.steps.all() if step.round == application.round]


def holders_of(role: str, section: int | None, day: dt.date, *, without: int) -> list[Post]:
    """Return the posts of an office on ``day``, leaving out the person ``without`` (the applicant)."""
    return [post for post in holders(Role(role), day, section) if post.person_id != without]


def alone_in(applicant: int, section: int, day: dt.date, offices: dict[Role, str]) -> frozenset[Role]:
    """Return the roles that nobody but ``applicant`` holds where the route would look for them."""
    alone = set()
    for role, at in offices.items():
        posts = list(holders(role, day, section if at == "section" else None))
        if posts and all(post.person_id == applicant for post in posts):
            alone.add(role)
    return frozenset(alone)


def standing(actor: Actor, application: Application, day: dt.date) -> Standing:
    """Return which parts ``actor`` has in ``application`` on ``day``."""
    parts: set[Part] = set()
    if application.applicant_id == actor.person:
        parts.add(Part.APPLICANT)
        return Standing(frozenset(parts), _post_at(actor, application.section_id))
    step = current_step(application)
    if step is None or application.filed_by_id == actor.person:
        return Standing(frozenset())
    post = _holds(actor, step.role, step.section_id)
    if post:
        return Standing(frozenset({PART_OF_STEP[StepKind(step.kind)]}), post)
    if step.kind == StepKind.DECISION:
        return _deputy(actor, application, step, day)
    return Standing(frozenset())


def _deputy(actor: Actor, application: Application, step: Step, day: dt.date) -> Standing:
    nobody = Standing(frozenset())
    if not _is_listed(actor, application):
        return nobody
    present = deputies_today(application, step, day)
    mine = next((post for post in present if post.person_id == actor.person), None)
    if mine is None:
        return nobody
    deciders = holders_of(step.role, step.section_id, day, without=application.applicant_id)
    who = tuple(post.person_id for post in deciders)
    return Standing(frozenset({Part.DEPUTY}), f"{mine.section.name} {mine.title}", who)


def deputies_today(application: Application, step: Step, day: dt.date) -> list[Post]:
    """Return who may decide in the stead of the decider of ``step`` on ``day``; nobody while one is there."""
    deciders = holders_of(step.role, step.section_id, day, without=application.applicant_id)
    absent = absent_on([post.person_id for post in deciders], day)
    if not deciders or any(post.person_id not in absent for post in deciders):
        return []
    offices = {post.section_id for post in deciders}
    for role, at in _deputies_of(application):
        posts = _deputy_posts(role, at, application, offices, day)
        away = absent_on([post.person_id for post in posts], day)
        present = [post for post in posts if post.person_id not in away]
        if present:
            return present
    return []


def hindrance(actor: Actor, application: Application, step: Step, day: dt.date, *, acting: bool) -> Said:
    """Say why ``actor`` may not act in ``step`` on ``day``, of whom :func:`standing` has said so.

    ``acting``: whether they want to act in the decider's stead.
    """
    if application.applicant_id == actor.person:
        return say("自分の申請は扱えません。")
    if application.filed_by_id == actor.person:
        return say("自分が提出した申請は扱えません。")
    if acting:
        return _no_deputy(application, step, day)
    if step.kind == StepKind.DECISION and _deputy(actor, application, step, day).parts:
        return say("決裁者が不在なので、あなたは「代決する」で決めます。")
    if step.kind == StepKind.DECISION and _is_listed(actor, application):
        return say("代決できるのは、決裁者が不在のときだけです。")
    return say("この段階を扱うのは、その職にある人だけです。")


def _no_deputy(application: Application, step: Step, day: dt.date) -> Said:
    """Say what stands against 代決: the 専決規程, nobody to decide for, a decider who is there, the order."""
    if not _deputies_of(application):
        return say("専決規程は、この決裁に代決を認めていません。")
    deciders = holders_of(step.role, step.section_id, day, without=application.applicant_id)
    if not deciders:
        return say("決裁者がいません。空席は不在ではないので、代決できません。")
    absent = absent_on([post.person_id for post in deciders], day)
    there = [post.person.name for post in deciders if post.person_id not in absent]
    if there:
        return say("代決できるのは、決裁者（{names}）の不在が登録されているときだけです。", names=there)
    first = [_named(post) for post in deputies_today(application, step, day)]
    if not first:
        return say("代決できる人が、みな不在です。")
    return say("今日、代決できるのは{names}です。", names=first)


def _named(post: Post) -> str:
    return f"{post.section.name} {post.title} {post.person.name}"


def _is_listed(actor: Actor, application: Application) -> bool:
    return any(post.role.value == role for post in actor.posts for role, _at in _deputies_of(application))


def _deputy_posts(
    role: str, at: str, application: Application, offices: Iterable[int], day: dt.date
) -> list[Post]:
    posts = holders_of(role, None, day, without=application.applicant_id)
    if at == "section":
        return [post for post in posts if post.section_id == application.section_id]
    if at == "office":
        return [post for post in posts if post.section_id in set(offices)]
    return posts


def _deputies_of(application: Application) -> list[tuple[str, str]]:
    route = application.route or {}
    if not route.get("acting"):
        return []
    last = route["steps"][-1]
    return [(one["role"], one["at"]) for one in last["deputies"]]


def _holds(actor: Actor, role: str, section: int | None) -> str:
    for post in actor.posts:
        if post.role.value == role and (section is None or post.section == section):
            return f"{post.section_name} {post.title}"
    return ""


def _post_at(actor: Actor, section: int) -> str:
    here = [post for post in actor.posts if post.section == section] or list(actor.posts)
    return f"{here[0].section_name} {here[0].title}" if here else ""
