"""What the pages of the annexes' answers are given: each line with what the other side wrote to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sekisho.agreements import annex as core
from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements import annexes, contradiction_details, details, known, queries, split_queries
from sekisho.server.agreements.acting import place
from sekisho.server.ledgers.standing import Strip
from sekisho.terms import AnnexPart

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.agreements.annex_models import AnnexAnswers
    from sekisho.server.agreements.annex_reading import Returned
    from sekisho.server.agreements.queries import Matter

_KINDS = {AnnexPart.REQUIREMENTS.value: "Conformity"}


def page_of(actor: Actor, matter: Matter) -> dict[str, Any]:
    """Return everything the page of a matter's annexes shows."""
    issues, answers = queries.annex_issues(matter), queries.annex_answers(matter)
    newest = answers[0] if answers else None
    ledger, section = queries.ledger_of(matter), matter.section_id
    split = split_queries.split_of(matter)
    objections = sum(bool(one.objection) for one in split_queries.split_lines(split)) if split else 0
    unmet = known.unmet(ledger, matter.pk)
    differing = contradiction_details.page_of(matter)
    return {
        **differing,
        "matter": matter,
        "ledger": ledger,
        "strip": _strip(
            matter, len(issues), newest, open_=objections + (unmet or 0) + differing["unsettled"]
        ),
        "issues": issues,
        "answers": answers,
        "newest": newest,
        "tables": _tables_of(newest) if newest else [],
        "left_out": [key for _part, key in newest.left_out] if newest else [],
        "objections": objections,
        "unmet": unmet,
        "may_edit": matter.retired_on is None and actor.may(Permission.AGREEMENT_EDIT, section=section),
        "may_take": matter.retired_on is None and actor.may(Permission.AGREEMENT_SEND, section=section),
        "take_url": place(matter, "annex_take_in"),
        "split_url": place(matter, "split"),
        "excel_url": place_of_excel(matter),
    }


def place_of_excel(matter: Matter) -> str:
    """Return the address of the Excel annex."""
    return place(matter, "annex_answers") + "file.xlsx"


def version(matter: Matter) -> int:
    """Return the number of the newest answers (0: none)."""
    answers = queries.annex_answers(matter)
    return answers[0].number if answers else 0


def read_tables(matter: Matter, read: Returned) -> list[dict[str, Any]]:
    """Return the tables of a file that came back, each line with how its answer will be taken."""
    now = {(line.part, line.id): line for line in annexes.annex_of(matter).lines}
    lines = [core.Line.from_list(one) for one in read.issue.lines]
    notes = {}
    for line in lines:
        key = (line.part, line.id)
        if key in read.drift.reworded:
            after = "　".join(now[key].wording)
            notes[key] = _("今は「%(text)s」なので、使いません") % {"text": after}
        elif key in read.drift.dropped:
            notes[key] = _("今はない行なので、使いません")
        elif not core.complete(line.part, read.answers.get(key, core.Answer())):
            notes[key] = _("説明がありません") if key in read.answers else _("答えがありません")
    return _tables(lines, read.answers, notes)


def changed(read: Returned) -> list[tuple[str, list[str]]]:
    """Return how what went out differs from what stands now, in words."""
    told = (
        (_("文か行う者が変わった行："), read.drift.reworded),
        (_("なくなった行："), read.drift.dropped),
        (_("加わった行："), read.drift.added),
    )
    return [(label, [key for _part, key in keys]) for label, keys in told if keys]


def _tables_of(kept: AnnexAnswers) -> list[dict[str, Any]]:
    lines = [core.Line.from_list(one) for one in kept.issue.lines]
    answers = {
        (part, key): core.Answer.from_dict(given)
        for part, table in kept.answers.items()
        for key, given in table.items()
    }
    left = {(part, key): _("渡したあとに変わった行なので、使いません") for part, key in kept.left_out}
    return _tables(lines, answers, left)


def _tables(
    lines: Iterable[core.Line],
    answers: Mapping[tuple[str, str], core.Answer],
    notes: Mapping[tuple[str, str], str],
) -> list[dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for line in lines:
        split = line.part == AnnexPart.SPLIT.value
        table = tables.setdefault(
            line.part,
            {
                "part": line.part,
                "title": AnnexPart(line.part).label,
                "kind": _KINDS.get(line.part, "Consent"),
                "split": split,
                "rows": [],
            },
        )
        key = (line.part, line.id)
        answer = answers.get(key, core.Answer())
        party = annexes.party_of(line) if split else ""
        table["rows"].append(
            {
                "id": line.id if line.part != AnnexPart.ITEMS.value else line.cells[0],
                "text": line.cells[2 if line.part == AnnexPart.REQUIREMENTS.value else 1],
                "party": party,
                "answer": answer,
                "note": notes.get(key, ""),
                "differs": split and core.objects(answer, party),
            }
        )
    return list(tables.values())


def _strip(matter: Matter, issues: int, newest: AnnexAnswers | None, *, open_: int) -> Strip:
    who = _("%(section)sの担当者") % {"section": matter.section.name}
    if newest is not None:
        where = _("回答の第%(number)s版まで取り込みました") % {"number": newest.number}
        if not open_:
            return Strip(where, _("することはありません"), _("だれも待っていません"))
        return Strip(where, _("同意のない項目と、満たさない要件をどうするかを決める"), who)
    if issues:
        take = _("相手方に渡し、答えの書かれた別紙を取り込む")
        return Strip(_("別紙を書き出しました"), take, details.sender(matter))
    return Strip(_("まだ書き出していません"), _("別紙（Excel）を書き出して相手方に渡す"), who)
