"""Which rules are in force for the body: its edition and its own clauses."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Subquery

from sekisho.catalogue import Edition
from sekisho.catalogue.parse import parse_clauses
from sekisho.japan.text import search_key
from sekisho.server.accounts.models import Body
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.catalogues.models import LocalClauses
from sekisho.server.ui.words import said
from sekisho.storage.editions import load_rulebook

if TYPE_CHECKING:
    from sekisho.catalogue import Clause, Rulebook


def rulebook_in_force() -> Rulebook:
    """Return the rules of the body in force (one query; compiled once per process for each text)."""
    own = LocalClauses.objects.values("text")[:1]
    body = Body.objects.filter(pk=body_in_force()).annotate(local=Subquery(own))
    edition, local = body.values_list("edition", "local").get()
    return compiled(edition, local or "")


def edition_name() -> str:
    """Return the name of the edition the body in force follows."""
    name: str = Body.objects.values_list("edition", flat=True).get(pk=body_in_force())
    return name


def local_clauses() -> LocalClauses | None:
    """Return the body's own clauses in force, if it ever set any."""
    row: LocalClauses | None = LocalClauses.objects.first()
    return row


def digest_in_force() -> str:
    """Return the SHA-256 of the body's own clauses in force; empty where none were ever set."""
    row = local_clauses()
    return row.sha256 if row else ""


@lru_cache(maxsize=32)
def compiled(edition: str, local: str) -> Rulebook:
    """Return the rulebook of an edition with a body's own clauses (YAML; empty for none).

    Raises:
        BadInput: the text is not clauses in YAML.
        InvalidRulebook: lint finds an error in them.
    """
    if not local.strip():
        return load_rulebook(edition)
    return load_rulebook(edition, local_edition(local))


def local_edition(text: str) -> Edition:
    """Return the clauses of ``text`` as an edition that stands beside the body's own.

    Raises:
        BadInput: naming the line and item.
    """
    return Edition(
        id="local",
        title="自団体の条文",
        document="local",
        date="",
        confirmed=True,
        clauses=tuple(sorted(parse_clauses(text, where="自団体の条文"), key=lambda clause: clause.id)),
        local=True,
    )


def clauses(rulebook: Rulebook, *, q: str = "", level: str = "", machine: str = "") -> list[Clause]:
    """Return the clauses in which every word of ``q`` stands, of ``level``, judged by machine or not."""
    words = [search_key(word) for word in q.split()]
    return [
        clause
        for clause in rulebook.clauses.values()
        if (not level or clause.level.value == level)
        and (not machine or clause.machine == (machine == "yes"))
        and all(word in _key(clause) for word in words)
    ]


def _key(clause: Clause) -> str:
    own = f"{clause.id}|{clause.title}|{clause.summary}|{clause.source.heading}"
    return search_key(f"{own}|{said(clause.title)}|{said(clause.summary)}")
