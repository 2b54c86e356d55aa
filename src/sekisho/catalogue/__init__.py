"""Clauses held as data: read, check, compare and compile them to Cedar. No file, clock or network."""

from sekisho.catalogue.clause import Clause, Obligation, Remedy, Source
from sekisho.catalogue.compile import Rulebook, RuleSlice, compile_rulebook
from sekisho.catalogue.coverage import coverage
from sekisho.catalogue.diff import diff
from sekisho.catalogue.edition import Edition, Heading
from sekisho.catalogue.lint import Finding, lint
from sekisho.catalogue.parse import parse_clauses, parse_edition

__all__ = [
    "Clause",
    "Edition",
    "Finding",
    "Heading",
    "Obligation",
    "Remedy",
    "RuleSlice",
    "Rulebook",
    "Source",
    "compile_rulebook",
    "coverage",
    "diff",
    "lint",
    "parse_clauses",
    "parse_edition",
]
