"""Small rulebooks for the tests of the catalogue and of the judgement."""

from __future__ import annotations

from sekisho.catalogue import Edition, Rulebook, compile_rulebook, parse_clauses
from sekisho.judgement import FACTS

CLAUSE = """
  - id: {id}
    title: 試しの条文 {id}
    summary: 試し
    source: {{document: proposal-2021-09, section: "①", page: 3, heading: 見出し}}
    level: {level}
    confirmed: true
    responsible: manager
    kinds: [{kinds}]
    applies: '{applies}'
    requires: '{requires}'
    effect: {effect}
    exception: {exception}
    remedy: {{text: 直してください, who: staff, due: before_use, days: 0}}
    obligations: [{obligations}]
    machine: true
"""
DUTY = "{text: 年に一度見直す, who: service_manager, due: in_operation, days: 365}"


def clause_text(clause_id: str, applies: str, requires: str, **changes: str) -> str:
    values = {
        "kinds": "use_external_service",
        "effect": "deny",
        "exception": "no",
        "level": "must",
        "obligations": "",
    } | changes
    return CLAUSE.format(id=clause_id, applies=applies, requires=requires, **values)


def edition_of(*clauses: str, edition_id: str = "test", local: bool = False) -> Edition:
    parsed = parse_clauses("clauses:\n" + "".join(clauses), where="test.yaml")
    return Edition(edition_id, "試しの版", "proposal-2021-09", "2021-09-27", True, parsed, local=local)


def rulebook_of(*clauses: str) -> Rulebook:
    return compile_rulebook(edition_of(*clauses), FACTS)


TERMS_ONLY = clause_text(
    "EXT-010", "context.confidentiality >= 2", 'context.terms_kind != "terms_only"', exception="allowed"
)
REASON = clause_text("REL-001", "context.is_cloud", "context.reliability_reason")
MFA = clause_text("EXT-035", "context.confidentiality == 3", "context.mfa", effect="condition")
LAW = clause_text("EXT-030", "true", "context.governing_law_japan", effect="advise")
REVIEW = clause_text("EXL-012", "true", "context.terms_read", effect="condition", obligations=DUTY)
OWN = clause_text("DEC-012", "true", "context.decider != context.applicant", kinds="decide")
