"""要件を定める, 加える, 外す: each writes the next version of the list, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sekisho.agreements import requirements as core
from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.server.agreements import queries, rules
from sekisho.server.agreements.actions import ground
from sekisho.server.agreements.models import RequirementList
from sekisho.server.crossings.actions import record
from sekisho.server.ledgers.watchers import changed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.agreements.queries import Matter


def set_requirements(actor: Actor, matter: Matter, *, version: int, reason: str = "") -> RequirementList:
    """Generate the list from what is known of ``matter`` today, as its next version.

    ``version`` is the version that was seen (0: none). People's own lines stay; what they removed does not
    come back. Writes ``requirements.set``.

    Raises:
        Refused: the actor may not write for the section.
        Conflict: somebody wrote a version meanwhile, or nothing would change.
    """
    ground.may_write(actor, matter)
    with transaction.atomic():
        newest = _newest(matter, version)
        facts = queries.facts_of(matter, timezone.localdate())
        kept, removed = queries.lines_of(newest), dict(newest.removed) if newest else {}
        fresh = core.generate(rules.book(), facts)
        if newest is not None and not core.difference(kept, fresh, removed):
            raise Conflict(
                "今の事実から作り直しても、要件は変わりません。",
                next_step="直すところがあれば、行ごとに直してください。",
            )
        lines = core.renewed(rules.book(), kept, fresh, removed)
        row = _write(actor, matter, newest, lines, removed=removed, facts=facts, reason=reason)
        record(actor, "requirements.set", ground.about(matter), _told(row))
        changed(queries.ledger_of(matter), [matter.pk])
    return row


def add_requirement(
    actor: Actor, matter: Matter, *, version: int, heading: str, text: str, question: str, reason: str
) -> RequirementList:
    """Add a line of people's own. Writes ``requirements.added``.

    Raises:
        Refused, Conflict: as :func:`set_requirements`.
        BadInput: the heading is none, or words are missing.
    """
    ground.may_write(actor, matter)
    if heading not in rules.book().headings:
        raise BadInput(
            say("見出し「{heading}」はありません。", heading=heading),
            where="見出し",
            next_step="見出しを選び直してください。",
        )
    with transaction.atomic():
        newest = _newest(matter, version)
        kept = queries.lines_of(newest)
        own = core.Requirement(
            id=_own_id(kept),
            heading=heading,
            text=ground.required("要件", text),
            question=ground.required("質問", question),
            own=True,
            note=ground.required("理由", reason),
        )
        lines = core.in_order(rules.book(), (*kept, own))
        row = _write(
            actor,
            matter,
            newest,
            lines,
            removed=newest.removed if newest else {},
            facts=newest.facts if newest else {},
            reason=own.note,
        )
        record(actor, "requirements.added", ground.about(matter), _told(row) | {"line": own.id})
        changed(queries.ledger_of(matter), [matter.pk])
    return row


def remove_requirement(
    actor: Actor, matter: Matter, *, version: int, line: str, reason: str
) -> RequirementList:
    """Take a line out, with the reason. Writes ``requirements.removed``.

    Raises:
        Refused, Conflict: as :func:`set_requirements`.
        NotFound: no such line stands in the list.
        BadInput: no reason is given.
    """
    ground.may_write(actor, matter)
    with transaction.atomic():
        newest = _newest(matter, version)
        kept = queries.lines_of(newest)
        gone = next((one for one in kept if one.id == line), None)
        if gone is None or newest is None:
            raise NotFound(
                say("要件「{line}」はこの一覧にありません。", line=line),
                next_step="画面を開き直してください。",
            )
        why = ground.required("理由", reason)
        removed = dict(newest.removed) | ({} if gone.own else {gone.id: why})
        lines = tuple(one for one in kept if one.id != line)
        row = _write(actor, matter, newest, lines, removed=removed, facts=newest.facts, reason=why)
        record(actor, "requirements.removed", ground.about(matter), _told(row) | {"line": line})
        changed(queries.ledger_of(matter), [matter.pk])
    return row


def _newest(matter: Matter, version: int) -> RequirementList | None:
    """Return the newest version, if it is the one that was seen; the matter's row is locked meanwhile."""
    type(matter).objects.select_for_update(of=("self",)).get(pk=matter.pk)
    newest: RequirementList | None = RequirementList.objects.filter(**queries.of(matter)).first()
    if (newest.number if newest else 0) != version:
        raise Conflict(
            "要件は、あなたが開いたあとに、ほかの人が直しました。",
            next_step="画面を開き直し、今の内容を確かめてから、もう一度してください。",
        )
    return newest


def _write(
    actor: Actor,
    matter: Matter,
    newest: RequirementList | None,
    lines: Iterable[core.Requirement],
    *,
    removed: dict[str, str],
    facts: dict[str, Any],
    reason: str,
) -> RequirementList:
    kept = tuple(lines)
    row: RequirementList = RequirementList.make(
        **queries.of(matter),
        number=newest.number + 1 if newest else 1,
        lines=[one.as_dict() for one in kept],
        removed=removed,
        facts=_plain(facts),
        digest=core.digest(kept),
        reason=ground.bounded("理由", reason.strip(), 400),
        made_by_id=actor.person,
    )
    return row


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: sorted(map(str, value)) if isinstance(value, list | tuple | set | frozenset) else value
        for name, value in facts.items()
    }


def _own_id(kept: Iterable[core.Requirement]) -> str:
    used = [int(one.id.removeprefix("U-")) for one in kept if one.own]
    return f"U-{max(used, default=0) + 1:02}"


def _told(row: RequirementList) -> dict[str, Any]:
    return {"list": row.number, "lines": len(row.lines), "digest": row.digest, "reason": row.reason}
