"""What docs/catalogue.md shows works as shown."""

from __future__ import annotations

import re
from pathlib import Path

from sekisho.catalogue.parse import parse_clauses, parse_edition
from sekisho.judgement.facts import FACTS
from sekisho.storage.editions import check_local, load_edition, load_rulebook
from sekisho.terms import ClauseLevel, CrossingKind, DueWhen, Effect

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "catalogue.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


def block(part):
    (found,) = [one for one in BLOCKS if part in one]
    return found


def test_the_example_of_a_clause_can_be_read():
    (clause,) = parse_clauses(block("id: EXT-010"), where="docs/catalogue.md")
    assert clause.machine


def test_the_example_of_a_local_clause_takes_effect():
    files = {"edition.yaml": block("local: true"), "ours.yaml": block("id: LOCAL-001")}
    local = parse_edition(files)
    assert check_local(local) == ()
    assert "LOCAL-001" in load_rulebook(local=local).clauses


def test_every_word_a_writer_may_choose_is_explained():
    words = [*ClauseLevel, *Effect, *DueWhen, *CrossingKind]
    assert [word.value for word in words if f"`{word.value}`" not in TEXT] == []


def test_every_item_of_a_contract_that_a_clause_names_is_explained():
    named = {
        word
        for clause in load_edition("proposal-2021-09").clauses
        for word in re.findall(r'contract_items_missing\.contains\("(\w+)"\)', clause.requires)
    }
    assert named
    assert [word for word in sorted(named) if f"| `{word}` |" not in TEXT] == []


def test_every_fact_the_document_names_exists():
    named = set(re.findall(r"context\.(\w+)", TEXT))
    assert named <= set(FACTS)
