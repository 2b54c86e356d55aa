"""A crossing written down in a YAML file: what ``sekisho judge`` and the scenarios read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sekisho.catalogue.fields import Fields, as_table, show
from sekisho.catalogue.yamltext import read_yaml
from sekisho.judgement.crossing import Crossing
from sekisho.terms import CrossingKind

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen
class Written:
    """A crossing, its facts and the time to judge it at, as written in a file."""

    crossing: Crossing
    facts: Mapping[str, Any]
    at: datetime | None
    line: int
    """The line that the facts start on."""


def parse_crossing(text: str, *, where: str) -> Written:
    """Return what the file says: ``kind``, ``subject``, ``facts`` and, optionally, ``at`` (ISO 8601).

    BadInput names file and line. The facts themselves are checked by :func:`sekisho.judgement.judge`.
    """
    fields = Fields(as_table(read_yaml(text, where=where), what="判定するファイル", where=where), where)
    kind = fields.word("kind", CrossingKind)
    subject = fields.text("subject", "")
    facts = as_table(fields.take("facts"), what="項目「facts」", where=fields.where)
    at = _time(fields)
    fields.done()
    return Written(Crossing(kind, subject), facts, at, facts.line)


def _time(fields: Fields) -> datetime | None:
    text = fields.text("at", "")
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise fields.refuse(
            "at", f"{show(text)}は日時ではありません（例：2026-04-01T09:00:00+09:00）。"
        ) from error
