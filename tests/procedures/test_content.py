"""What a decision binds, and the document number."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest

from sekisho.errors import BadInput
from sekisho.procedures.content import changes, content, digest
from sekisho.procedures.numbering import document_number, reception_number

FILES = [{"name": "b.pdf", "sha256": "2" * 64}, {"name": "a.pdf", "sha256": "1" * 64}]


def bound(**change):
    parts = {
        "answers": {"name": "地図"},
        "facts": {"mfa": True},
        "attachments": FILES,
        "route": {"rule": "専決1"},
    }
    return content(**(parts | change))


def test_the_digest_can_be_computed_by_anybody():
    text = json.dumps(bound(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert digest(bound()) == hashlib.sha256(text.encode()).hexdigest()


def test_the_order_of_attachments_does_not_matter():
    assert digest(bound()) == digest(bound(attachments=FILES[::-1]))


def test_nothing_changed_means_no_change():
    assert changes(bound(), bound()) == ()


def test_each_change_is_listed_with_before_and_after():
    found = changes(
        bound(),
        bound(
            answers={"name": "地図", "url": "x"},
            facts={"mfa": False},
            attachments=FILES[:1],
            route={"rule": "専決2"},
        ),
    )
    assert [(one.part, one.name, one.before, one.after) for one in found] == [
        ("answers", "url", None, "x"),
        ("facts", "mfa", True, False),
        ("attachments", "a.pdf", "1" * 64, None),
        ("route", "rule", "専決1", "専決2"),
    ]


def test_a_file_exchanged_under_the_same_name_shows_both_ways():
    found = changes(bound(), bound(attachments=[FILES[0], {"name": "a.pdf", "sha256": "3" * 64}]))
    assert [(one.before, one.after) for one in found] == [("1" * 64, None), (None, "3" * 64)]


def test_document_number_carries_the_fiscal_year():
    assert str(document_number("税", 12, dt.date(2026, 11, 20))) == "税第12号 令和8年度"
    assert str(document_number("税", 1, dt.date(2027, 3, 31))) == "税第1号 令和8年度"
    assert str(document_number("税", 1, dt.date(2027, 4, 1))) == "税第1号 令和9年度"


def test_a_section_without_a_symbol_gets_no_number():
    with pytest.raises(BadInput, match="文書記号"):
        document_number(" ", 1, dt.date(2026, 4, 1))


def test_reception_number_is_of_the_fiscal_year():
    assert reception_number(12, dt.date(2027, 3, 1)) == "受R8-0012"
