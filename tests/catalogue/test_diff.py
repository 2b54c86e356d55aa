"""What changed between two editions."""

from __future__ import annotations

from rulebooks import LAW, MFA, TERMS_ONLY, edition_of

from sekisho.catalogue import diff


def test_added_removed_and_changed_clauses_are_named_with_their_items():
    old = edition_of(TERMS_ONLY, MFA)
    new = edition_of(LAW, MFA.replace("effect: condition", "effect: deny"))
    changes = {change.clause: change for change in diff(old, new)}
    assert {clause: change.kind for clause, change in changes.items()} == {
        "EXT-010": "removed",
        "EXT-030": "added",
        "EXT-035": "changed",
    }
    assert changes["EXT-035"].items == (("effect", "condition", "deny"),)
    assert changes["EXT-035"].as_dict()["items"] == [
        {"item": "effect", "before": "condition", "after": "deny"}
    ]


def test_where_a_clause_is_written_is_no_change():
    assert diff(edition_of(TERMS_ONLY, MFA), edition_of(MFA, TERMS_ONLY)) == ()
