"""What if the body's own clauses were these: recorded decisions judged again, nothing written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import InvalidRulebook
from sekisho.judgement.whatif import Recorded, Replay, replay
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.applications.queries import visible
from sekisho.server.catalogues.queries import compiled, edition_name, local_edition
from sekisho.storage.editions import check_local
from sekisho.terms import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sekisho.catalogue import Finding
    from sekisho.server.accounts.permissions import Actor


@attrs.frozen
class WhatIf:
    """The answer, or what keeps the clauses from being tried."""

    findings: tuple[Finding, ...]
    replay: Replay | None
    without_facts: int
    """Decisions that were recorded without the facts they rested on."""

    @property
    def usable(self) -> bool:
        """Whether the clauses could be put in force."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


def what_if(actor: Actor, text: str) -> WhatIf:
    """Judge every recorded decision again as if ``text`` were the body's own clauses.

    Raises:
        Refused: the actor may not.
        BadInput: the text is not clauses in YAML.
    """
    require(actor, Permission.WHAT_IF)
    edition = edition_name()
    findings = check_local(local_edition(text), edition) if text.strip() else ()
    try:
        rulebook = compiled(edition, text)
    except InvalidRulebook:
        return WhatIf(findings, None, 0)
    records = list(_records(actor))
    known = [one for one in records if one is not None]
    return WhatIf(findings, replay(known, rulebook), len(records) - len(known))


def _records(actor: Actor) -> Iterator[Recorded | None]:
    rows = visible(actor).filter(judgement__isnull=False).order_by("pk")
    for row in rows.iterator(chunk_size=500):
        facts: Any = (row.content or {}).get("facts") or (row.service.facts if row.service else None)
        if not facts or row.judgement is None:
            yield None
        else:
            yield Recorded.from_record(row.judgement | {"given": facts}, row.document_number or row.number)
