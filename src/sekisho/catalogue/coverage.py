"""Which heading of the source document is carried by which clauses, and which by none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from sekisho.catalogue.edition import Edition, Heading


@frozen
class Coverage:
    """The map from headings to clauses, with its gaps in both directions."""

    headings: tuple[Heading, ...]
    without_clause: tuple[str, ...]
    """Headings that no clause carries."""
    unknown_clauses: tuple[tuple[str, str], ...]
    """(heading, clause id) pairs naming a clause that does not exist."""
    without_heading: tuple[str, ...]
    """Clauses taken from the edition's own document that no heading lists."""
    wrong_heading: tuple[tuple[str, str], ...]
    """(clause id, heading) pairs: the clause names a heading that the map does not have."""

    @property
    def complete(self) -> bool:
        """Whether there is no gap."""
        return not (self.without_clause or self.unknown_clauses or self.without_heading or self.wrong_heading)

    def as_dict(self) -> dict[str, object]:
        """Return the plain data of ``--json``."""
        return {
            "headings": [
                {
                    "document": row.document,
                    "heading": row.heading,
                    "section": row.section,
                    "page": row.page,
                    "clauses": list(row.clauses),
                }
                for row in self.headings
            ],
            "without_clause": list(self.without_clause),
            "unknown_clauses": [{"heading": heading, "clause": one} for heading, one in self.unknown_clauses],
            "without_heading": list(self.without_heading),
            "wrong_heading": [{"clause": one, "heading": heading} for one, heading in self.wrong_heading],
            "complete": self.complete,
        }


def coverage(edition: Edition) -> Coverage:
    """Compare the edition's headings with its clauses."""
    known = {clause.id for clause in edition.clauses}
    listed = {clause_id for row in edition.headings for clause_id in row.clauses}
    own = [clause for clause in edition.clauses if clause.source.document == edition.document]
    names = {row.heading for row in edition.headings}
    return Coverage(
        headings=edition.headings,
        without_clause=tuple(row.heading for row in edition.headings if not row.clauses),
        unknown_clauses=tuple(
            (row.heading, clause_id)
            for row in edition.headings
            for clause_id in row.clauses
            if clause_id not in known
        ),
        without_heading=tuple(clause.id for clause in own if clause.id not in listed),
        wrong_heading=tuple(
            (clause.id, clause.source.heading) for clause in own if clause.source.heading not in names
        ),
    )
