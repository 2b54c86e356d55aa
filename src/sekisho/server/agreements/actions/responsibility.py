"""責任分界表を始める, 一つ決める, 案どおりにする: line by line, kept as one goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from sekisho.agreements import annex
from sekisho.agreements import responsibility as core
from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.server.agreements import queries, rules, split_queries
from sekisho.server.agreements.actions import ground
from sekisho.server.agreements.models import ResponsibilitySplit
from sekisho.server.crossings.actions import record
from sekisho.server.ledgers.actions import changes
from sekisho.server.ledgers.watchers import changed
from sekisho.terms import Party, SupplyModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.agreements.queries import Matter

_LONGEST = 500


def begin_split(actor: Actor, matter: Matter, *, model: str) -> ResponsibilitySplit:
    """Begin the table, or change the shape of supply its proposals follow. Writes ``split.begun``.

    Nothing is decided by it: every line begins as 未決, and what was decided stays.

    Raises:
        Refused, Conflict: as :func:`.ground.may_write` says.
        BadInput: there is no such shape.
    """
    ground.may_write(actor, matter)
    if model not in {one.value for one in SupplyModel}:
        raise BadInput(
            say("提供の形「{model}」はありません。", model=model),
            where="提供の形",
            next_step="選び直してください。",
        )
    with transaction.atomic():
        split = _locked(matter) or ResponsibilitySplit(body_id=matter.body_id, **queries.of(matter))
        split.model = model
        _save(split)
        record(actor, "split.begun", ground.about(matter), {"model": model, "undecided": split.undecided})
        changed(queries.ledger_of(matter), [matter.pk])
    return split


def decide_line(
    actor: Actor, matter: Matter, *, control: str, party: str, note: str = "", n: int
) -> ResponsibilitySplit:
    """Decide who carries out ``control``; ``n`` is how often it had been decided when it was seen.

    What the other side objected to is settled by it.

    Two people may fill different lines at once; on one line the later of two is told. Writes
    ``split.decided``.

    Raises:
        Refused, Conflict: as :func:`.ground.may_write` says, or the line was decided meanwhile.
        NotFound: the table was not begun, or has no such line.
        BadInput: nobody of that kind exists, or the note is too long.
    """
    ground.may_write(actor, matter)
    if party not in {one.value for one in Party}:
        raise BadInput(
            say("「{party}」は選べません。", party=party), where="行う者", next_step="選び直してください。"
        )
    ground.bounded("覚え", note, _LONGEST)
    with transaction.atomic():
        split = _begun(matter)
        if control not in {one.id for one in rules.controls()}:
            raise NotFound(
                say("項目「{control}」はありません。", control=control),
                next_step="画面を開き直してください。",
            )
        kept = split.rows.get(control, {})
        if kept.get("n", 0) != n:
            raise Conflict(
                say("{control}は、ほかの人が先に決めました。", control=control),
                next_step="画面を開き直し、今の内容を確かめてください。",
            )
        split.rows[control] = {"party": party, "note": note.strip(), "n": n + 1}
        _save(split)
        told: dict[str, Any] = {"control": control, "party": party}
        told |= {"note": changes.shorten(note.strip())}
        told |= {"settles": kept["objection"]} if kept.get("objection") else {}
        record(
            actor, "split.decided", ground.about(matter), told | core.Tally.facts(split_queries.tally(split))
        )
        changed(queries.ledger_of(matter), [matter.pk])
    return split


def accept_proposals(actor: Actor, matter: Matter) -> int:
    """Decide every line that is 未決 as proposed; return how many. Writes ``split.proposals_accepted``.

    A line about which the other side says something else is left: its objection is settled line by line.

    Raises:
        Refused, Conflict: as :func:`.ground.may_write` says, or nothing is 未決.
        NotFound: the table was not begun.
    """
    ground.may_write(actor, matter)
    with transaction.atomic():
        split = _begun(matter)
        undecided = [line for line in split_queries.split_lines(split) if line.party == Party.UNDECIDED.value]
        taken = [line for line in undecided if line.objection.get("party", line.proposal) == line.proposal]
        if not undecided:
            raise Conflict("未決の項目はありません。", next_step="決め直すときは、行ごとに選んでください。")
        if not taken:
            raise Conflict(
                "残っているのは、相手方が同意していない項目だけです。",
                next_step="相手方の説明を見て、行ごとに選んでください。",
            )
        for line in taken:
            split.rows[line.control.id] = {"party": line.proposal.value, "note": line.note, "n": line.n + 1}
        _save(split)
        told = {"model": split.model, "controls": [line.control.id for line in taken]}
        record(actor, "split.proposals_accepted", ground.about(matter), told)
        changed(queries.ledger_of(matter), [matter.pk])
    return len(taken)


def note_objections(matter: Matter, answers: Mapping[str, annex.Answer], number: int) -> tuple[str, ...]:
    """Keep beside each control what the other side says against it; return the controls objected to.

    Part of taking in an annex: agreement takes an earlier objection away, and an objection leaves the control
    undecided until it is decided anew.
    """
    split = _locked(matter)
    if split is None:
        return ()
    objected = []
    for control, answer in answers.items():
        kept = dict(split.rows.get(control, {}))
        before = kept.pop("objection", None)
        if annex.objects(answer, kept.get("party", Party.UNDECIDED.value)):
            kept["objection"] = {"party": answer.party, "words": answer.words, "answers": number}
            objected.append(control)
        if kept.get("objection") != before:
            split.rows[control] = kept | {"n": kept.get("n", 0) + 1}
    _save(split)
    return tuple(objected)


def _locked(matter: Matter) -> ResponsibilitySplit | None:
    type(matter).objects.select_for_update(of=("self",)).get(pk=matter.pk)
    rows = ResponsibilitySplit.objects.select_for_update(of=("self",))
    found: ResponsibilitySplit | None = rows.filter(**queries.of(matter)).first()
    return found


def _begun(matter: Matter) -> ResponsibilitySplit:
    split = _locked(matter)
    if split is None:
        raise NotFound("責任分界表はまだありません。", next_step="提供の形を選んで始めてください。")
    return split


def _save(split: ResponsibilitySplit) -> None:
    counted = split_queries.tally(split)
    split.undecided, split.nobody = counted.undecided, counted.nobody
    split.version += 1
    split.save()
