"""What other slices know of a ledger's rows is part of the facts they are judged by."""

import datetime as dt

import pytest

from sekisho.server.ledgers import actions, governed

DAY = dt.date(2026, 6, 1)


@pytest.fixture
def learned(monkeypatch):
    monkeypatch.setattr(governed, "_sources", {})
    return governed.learn


def test_a_source_adds_facts_to_its_own_rows_and_none_leaves_them_as_they_were(
    city, actor, contract_values, learned
):
    first, second = (
        actions.add_contract(actor("policy"), **contract_values(number)) for number in ("R8-1", "R8-2")
    )
    learned(governed.CONTRACT, lambda _keys, _day: {first.pk: {"vendor_checked": True, "person_count": None}})
    learned(governed.SERVICE, lambda _keys, _day: {first.pk: {"mfa": True}})
    found = {one.key: one.facts for one in governed.among(governed.CONTRACT, [first.pk, second.pk], DAY)}
    assert found[first.pk]["vendor_checked"] is True
    assert found[first.pk]["person_count"] == 6300
    assert "mfa" not in found[first.pk]
    assert "vendor_checked" not in found[second.pk]


def test_a_source_is_asked_once_for_all_rows(city, actor, contract_values, learned):
    rows = [actions.add_contract(actor("policy"), **contract_values(f"R8-{number}")) for number in range(3)]
    asked = []

    def source(keys, day):
        asked.append((list(keys), day))
        return {}

    learned(governed.CONTRACT, source)
    learned(governed.CONTRACT, source)
    governed.after(governed.CONTRACT, 0, 10, DAY)
    assert asked == [([row.pk for row in rows], DAY)]
