"""An edition: the clauses of one document at one date, and the map from its headings to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from sekisho.errors import NotFound

if TYPE_CHECKING:
    from sekisho.catalogue.clause import Clause
    from sekisho.catalogue.english import English


@frozen
class Document:
    """A document that clauses are taken from."""

    id: str
    title: str
    publisher: str
    date: str


@frozen
class Heading:
    """One heading of the source document and the clauses that carry its statements."""

    heading: str
    section: str
    page: int
    clauses: tuple[str, ...]
    document: str = ""
    """Identifier of the document; empty for the edition's own."""


@frozen
class Edition:
    """A named set of clauses, sorted by id."""

    id: str
    title: str
    document: str
    """Identifier of the document that the edition implements; one of ``documents``."""
    date: str
    confirmed: bool
    clauses: tuple[Clause, ...]
    documents: tuple[Document, ...] = ()
    headings: tuple[Heading, ...] = ()
    note: str = ""
    local: bool = False
    """True for a body's own clauses, which stand beside an edition and never replace its clauses."""
    english: English | None = field(default=None, eq=False, repr=False)
    """For English screens; no part of the rules."""

    def clause(self, clause_id: str) -> Clause:
        """Return one clause; NotFound when the edition has no such id."""
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise NotFound(
            f"「{clause_id}」という条文は、「{self.title}」にありません。",
            next_step="番号を確かめてください。条文の一覧は sekisho catalogue show で見られます。",
        )

    def document_title(self, document_id: str) -> str:
        """Return the title people know a document by; the identifier when the edition does not name it.

        An edition that lists no documents (a body's own clauses) is itself the document it implements.
        """
        unnamed = self.title if document_id == self.document else document_id
        return next((row.title for row in self.documents if row.id == document_id), unnamed)
