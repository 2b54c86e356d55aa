"""別紙を渡す, 別紙への回答を取り込む: what went out and what came back are versions that never change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from sekisho.agreements import annex as core
from sekisho.errors import BadInput, Conflict, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.agreements import annexes, queries
from sekisho.server.agreements.actions import ground
from sekisho.server.agreements.actions.responsibility import note_objections
from sekisho.server.agreements.annex_models import AnnexAnswers, AnnexIssue
from sekisho.server.applications import blobs
from sekisho.server.crossings.actions import record
from sekisho.server.ledgers.watchers import changed
from sekisho.terms import AnnexPart

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.agreements.annex_reading import Returned
    from sekisho.server.agreements.queries import Matter

_SPLIT = AnnexPart.SPLIT.value


def issue_annex(actor: Actor, matter: Matter) -> AnnexIssue | None:
    """Keep what an annex says today, before it goes out; what went out already is not kept twice.

    None where there is nothing to answer. Writes ``annex.issued``.

    Raises:
        Refused: the actor may not see what is agreed for the section.
    """
    require(actor, Permission.AGREEMENT_VIEW, section=matter.section_id)
    with transaction.atomic():
        _hold(matter)
        lines = annexes.annex_of(matter).lines
        digest = core.digest(lines)
        newest: AnnexIssue | None = AnnexIssue.objects.filter(**queries.of(matter)).first()
        if not lines or (newest is not None and newest.digest == digest):
            return newest if lines else None
        lists = queries.requirement_lists(matter)
        row: AnnexIssue = AnnexIssue.make(
            **queries.of(matter),
            number=newest.number + 1 if newest else 1,
            requirements=lists[0].number if lists else 0,
            lines=[one.as_list() for one in lines],
            digest=digest,
            made_by_id=actor.person,
        )
        told = {"annex": row.number, "lines": len(lines), "digest": digest}
        record(actor, "annex.issued", ground.about(matter), told)
    return row


def take_in_annex(
    actor: Actor, matter: Matter, returned: Returned, data: bytes, *, version: int, by_name: str
) -> AnnexAnswers:
    """Keep what came back, after it was shown and agreed to; ``version``: the answers seen (0: none).

    Only answers to lines that still read as they went out are taken. A control whose split is not agreed to
    counts as undecided until it is decided anew. Writes ``annex.answered``.

    Raises:
        Refused: the actor may not take in answers for the section.
        BadInput: a cell of the file could not be read, nothing of it can be taken, or nobody is named.
        Conflict: somebody took in answers meanwhile, answers to a newer annex stand, or what stands in our
            tables changed.
    """
    ground.may_write(actor, matter, Permission.AGREEMENT_SEND)
    if returned.problems:
        raise BadInput("読めないセルがあります。", next_step="直したファイルを、もう一度選んでください。")
    name = ground.required("回答者", by_name, 120)
    taken = returned.taken
    if not taken:
        raise BadInput(
            "取り込める答えがありません。",
            why="答えのある行は、どれも渡したあとに変わりました。",
            next_step="今の別紙を渡し直し、答えを書いてもらってください。",
        )
    kept = blobs.put(data)
    with transaction.atomic():
        _hold(matter)
        number = _next(matter, returned, version)
        row: AnnexAnswers = AnnexAnswers.make(
            **queries.of(matter),
            issue=returned.issue,
            number=number,
            answers=_by_table(taken),
            left_out=[list(key) for key in returned.left_out],
            by_name=name,
            file=kept,
            taken_by_id=actor.person,
        )
        split = {line: answer for (part, line), answer in taken.items() if part == _SPLIT}
        objected = note_objections(matter, split, number)
        told: dict[str, Any] = {"answers": number, "annex": returned.issue.number, "file": kept}
        told |= {"taken": len(taken), "left_out": len(returned.left_out), "objected": list(objected)}
        record(actor, "annex.answered", ground.about(matter), told)
        changed(queries.ledger_of(matter), [matter.pk])
    return row


def _hold(matter: Matter) -> None:
    """Lock the matter's row: numbers follow one another, and nothing of it changes meanwhile."""
    type(matter).objects.select_for_update(of=("self",)).get(pk=matter.pk)


def _next(matter: Matter, returned: Returned, version: int) -> int:
    newest: AnnexAnswers | None = AnnexAnswers.objects.filter(**queries.of(matter)).first()
    number = newest.number if newest else 0
    if number != version:
        raise Conflict(
            "別紙への回答は、あなたが開いたあとに、ほかの人が取り込みました。",
            next_step="今の回答を確かめてから、もう一度ファイルを選んでください。",
        )
    if AnnexAnswers.objects.filter(**queries.of(matter), file=returned.digest).exists():
        raise Conflict(
            "このファイルは、もう取り込んであります。", next_step="直したファイルを選んでください。"
        )
    if newest is not None and newest.issue.number > returned.issue.number:
        raise Conflict(
            say(
                "これより新しい別紙（第{number}号）への回答が、もう取り込んであります。",
                number=newest.issue.number,
            ),
            why="古い別紙の答えを取り込むと、新しい答えが消えます。",
            next_step="今の別紙を渡し直し、答えを書いてもらってください。",
        )
    if core.digest(annexes.annex_of(matter).lines) != returned.now:
        raise Conflict(
            "要件か責任分界表が、ファイルを読んだあとに変わりました。",
            next_step="もう一度ファイルを選び、違いを確かめてください。",
        )
    return number + 1


def _by_table(answers: dict[tuple[str, str], core.Answer]) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for (part, line), answer in answers.items():
        found.setdefault(part, {})[line] = answer.as_dict()
    return found
