"""YAML text to clauses and editions. Shape only; meaning is checked by :mod:`sekisho.catalogue.lint`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sekisho.catalogue.clause import Clause, Obligation, Remedy, Source
from sekisho.catalogue.edition import Document, Edition, Heading
from sekisho.catalogue.english import parse_english
from sekisho.catalogue.fields import Fields, as_table, show
from sekisho.catalogue.yamltext import read_yaml
from sekisho.errors import BadInput
from sekisho.terms import ClauseLevel, CrossingKind, DueWhen, Effect, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

CLAUSE_ID = re.compile(r"[A-Z][A-Z0-9]{1,9}(?:-[A-Z0-9]{1,10}){1,4}")
_EXCEPTION = {"allowed": True, "no": False}


def parse_clauses(text: str, *, where: str) -> tuple[Clause, ...]:
    """Return the clauses of one YAML file; BadInput names file, line and item."""
    fields = Fields(as_table(read_yaml(text, where=where), what="条文のファイル", where=where), where)
    rows = fields.items("clauses", required=True)
    fields.done()
    return tuple(_clause(fields.nested("clauses", row)) for row in rows)


def parse_edition(files: Mapping[str, str]) -> Edition:
    """Return the edition made of ``files`` (name → YAML text).

    ``edition.yaml`` names the edition, ``coverage.yaml`` (if present) maps headings to clauses,
    ``english.yaml`` (if present) has the English of its texts, every other file holds clauses. File names
    are used in messages; their order does not matter.
    """
    edition_file = _named(files, "edition.yaml")
    if edition_file is None:
        raise BadInput(
            "版の説明（edition.yaml）がありません。",
            next_step="版のフォルダに edition.yaml を置いてください。",
            where="、".join(sorted(files)) or "空のフォルダ",
        )
    coverage_file, english_file = _named(files, "coverage.yaml"), _named(files, "english.yaml")
    clauses = [
        clause
        for name in sorted(files)
        if name not in {edition_file, coverage_file, english_file}
        for clause in parse_clauses(files[name], where=name)
    ]
    headings = () if coverage_file is None else parse_coverage(files[coverage_file], where=coverage_file)
    head = Fields(
        as_table(read_yaml(files[edition_file], where=edition_file), what="版の説明", where=edition_file),
        edition_file,
    )
    edition = Edition(
        id=head.text("id"),
        title=head.text("title"),
        document=head.text("document"),
        date=head.text("date", ""),
        confirmed=head.flag("confirmed", default=True),
        clauses=tuple(sorted(clauses, key=lambda clause: clause.id)),
        documents=_documents(head),
        headings=headings,
        local=head.flag("local", default=False),
        note=head.text("note", ""),
        english=None if english_file is None else parse_english(files[english_file], where=english_file),
    )
    head.done()
    return edition


def _documents(head: Fields) -> tuple[Document, ...]:
    if not head.has("documents"):
        return ()
    table = as_table(head.take("documents"), what="項目「documents」", where=head.where)
    documents = []
    for document_id, value in table.items():
        row = head.nested("documents", value)
        documents.append(
            Document(document_id, row.text("title"), row.text("publisher", ""), row.text("date", ""))
        )
        row.done()
    return tuple(documents)


def _named(files: Mapping[str, str], name: str) -> str | None:
    return next((key for key in sorted(files) if key == name or key.endswith(f"/{name}")), None)


def parse_coverage(text: str, *, where: str) -> tuple[Heading, ...]:
    """Return the headings of ``coverage.yaml``."""
    fields = Fields(as_table(read_yaml(text, where=where), what="対応表", where=where), where)
    rows = [fields.nested("headings", row) for row in fields.items("headings", required=True)]
    fields.done()
    headings = []
    for row in rows:
        headings.append(
            Heading(
                heading=row.text("heading"),
                section=row.text("section", ""),
                page=row.number("page", 0, high=1_000),
                clauses=row.texts("clauses"),
                document=row.text("document", ""),
            )
        )
        row.done()
    return tuple(headings)


def _clause(fields: Fields) -> Clause:
    clause_id = fields.text("id")
    if not CLAUSE_ID.fullmatch(clause_id):
        raise fields.refuse("id", f"{show(clause_id)}は条文の番号の形（例：EXT-010）ではありません。")
    machine = fields.flag("machine")
    clause = Clause(
        id=clause_id,
        title=fields.text("title"),
        summary=fields.text("summary"),
        source=_source(fields.table("source")),
        level=fields.word("level", ClauseLevel),
        confirmed=fields.flag("confirmed"),
        responsible=fields.word("responsible", Role),
        kinds=tuple(fields.member("kinds", kind, CrossingKind) for kind in fields.items("kinds")),
        applies=fields.text("applies", ""),
        requires=fields.text("requires", ""),
        effect=fields.word("effect", Effect, Effect.DENY if machine else Effect.ADVISE),
        exception=_exception(fields),
        remedy=_remedy(fields),
        obligations=tuple(
            _obligation(fields.nested("obligations", row)) for row in fields.items("obligations")
        ),
        evidence=fields.texts("evidence"),
        machine=machine,
        refs=fields.texts("refs"),
        where=fields.where,
    )
    fields.done()
    _consistent(clause, fields)
    return clause


def _consistent(clause: Clause, fields: Fields) -> None:
    """Refuse a clause that is half machine-judged."""
    if clause.machine:
        for name, present in (
            ("applies", clause.applies),
            ("requires", clause.requires),
            ("kinds", clause.kinds),
            ("remedy", clause.remedy),
        ):
            if not present:
                raise fields.refuse(name, "機械が判定する条文（machine: true）には必要です。")
    elif clause.applies or clause.requires:
        raise fields.refuse("machine", "人が判断する条文（machine: false）に条件式は書けません。")


def _exception(fields: Fields) -> bool:
    value = fields.text("exception", "no")
    if value not in _EXCEPTION:
        raise fields.refuse("exception", f"allowed か no を書いてください（今の値：{show(value)}）。")
    return _EXCEPTION[value]


def _source(fields: Fields) -> Source:
    source = Source(
        document=fields.text("document"),
        section=fields.text("section", ""),
        page=fields.number("page", 0, high=1_000),
        heading=fields.text("heading", ""),
    )
    fields.done()
    return source


def _remedy(fields: Fields) -> Remedy | None:
    if not fields.has("remedy"):
        return None
    step = _obligation(fields.table("remedy"))
    return Remedy(step.text, step.who, step.due, step.days)


def _obligation(fields: Fields) -> Obligation:
    obligation = Obligation(
        text=fields.text("text"),
        who=fields.word("who", Role),
        due=fields.word("due", DueWhen),
        days=fields.number("days", 0, high=3_660),
    )
    fields.done()
    return obligation
