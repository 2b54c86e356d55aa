"""The table in docs/lifecycle.md says what the code does."""

from pathlib import Path

from sekisho.procedures.climbing import LADDER, RULES

DOC = Path(__file__).parents[2] / "docs" / "lifecycle.md"


def test_the_documented_days_are_those_of_the_rules():
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in DOC.read_text("utf-8").split("## 期限を過ぎたとき")[1].splitlines()
        if line.startswith("|")
    ]
    assert rows[0][1:] == [role.label for role in LADDER]
    written = {row[0]: row[1:] for row in rows[2:]}
    assert written == {
        matter.label: [str(table[role]) if role in table else "—" for role in LADDER]
        for matter, table in RULES.items()
    }
