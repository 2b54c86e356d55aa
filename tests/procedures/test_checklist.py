"""審査票: asked where it belongs, about clauses that no machine judges."""

from importlib.resources import files

import pytest

from sekisho.errors import BadInput
from sekisho.procedures.checklist import asked, parse
from sekisho.storage.editions import load_edition

TEXT = (files("sekisho.procedures") / "rules/review-checklist.yaml").read_text(encoding="utf-8")
ITEMS = parse(TEXT)


def names(**facts):
    return {item.clause for item in asked(ITEMS, facts)}


def test_every_item_names_a_clause_that_only_a_person_can_judge():
    clauses = {clause.id: clause for clause in load_edition("proposal-2021-09").clauses}
    assert [item.clause for item in ITEMS if clauses[item.clause].machine] == []


def test_items_are_asked_where_their_facts_hold():
    plain = {"confidentiality": 1, "is_cloud": False, "certifications": (), "service_kind": "map"}
    assert names(**plain) == {"PRO-014", "LIF-023"}
    assert "REL-011" in names(**plain | {"confidentiality": 3})
    assert "CLA-014" in names(**plain | {"is_cloud": True})
    assert "REL-004" in names(**plain | {"certifications": ("iso27017", "ismap")})
    assert "SNS-001" in names(**plain | {"service_kind": "sns"})


def test_an_unknown_fact_asks():
    assert names() == {item.clause for item in ITEMS}


@pytest.mark.parametrize("text", ["[]", "items: 3", "items: [{clause: X}]", "items: [x]"])
def test_a_broken_list_is_refused(text):
    with pytest.raises(BadInput):
        parse(text)
