"""YAML is read strictly, and every fault names file and line."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.catalogue.yamltext import MAX_CHARACTERS, read_yaml
from sekisho.errors import BadInput


def test_words_that_other_readers_turn_into_something_else_stay_text():
    text = "{a: no, b: NO, c: on, d: 1:30, e: 0x10, f: 2026-04-01, g: 1.5, h: 010, i: '1', j: <<}"
    assert read_yaml(text, where="x") == {
        "a": "no",
        "b": "NO",
        "c": "on",
        "d": "1:30",
        "e": "0x10",
        "f": "2026-04-01",
        "g": "1.5",
        "h": "010",
        "i": "1",
        "j": "<<",
    }


def test_flags_integers_and_nothing_are_understood():
    assert read_yaml("[true, false, 0, -3, 12, null, ~]", where="x") == [True, False, 0, -3, 12, None, None]
    assert read_yaml("", where="x") is None


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: 1\na: 2\n", "f.yaml:2"),
        ("a: 1\nb: [\n", "f.yaml:3"),
        ("a: 1\n\tb: 2\n", "f.yaml:2"),
        ("a: 1\nb: c: d\n", "f.yaml:2"),
        ("a: &x 1\nb: *x\n", "f.yaml:1"),
        ("\na: !!python/object:os.system x\n", "f.yaml:2"),
        ("a: 1\n? [b]\n: 2\n", "f.yaml:2"),
        ("---\na: 1\n---\nb: 2\n", "f.yaml:3"),
        ("a: !!int x\n", "f.yaml:1"),
        ("a: \x07\n", "f.yaml"),
    ],
)
def test_a_fault_names_file_and_line(text, where):
    with pytest.raises(BadInput) as caught:
        read_yaml(text, where="f.yaml")
    assert caught.value.where == where
    assert caught.value.what
    assert caught.value.next_step


@pytest.mark.parametrize("nest", ["[" * 200_000, "{a: " * 200_000, "- " * 200_000 + "a", "? " * 200_000])
def test_nesting_that_would_exhaust_the_stack_is_refused(nest):
    with pytest.raises(BadInput):
        read_yaml(nest, where="x")
    with pytest.raises(BadInput):
        read_yaml("[" * 30 + "]" * 30, where="x")


def test_a_very_large_file_is_refused():
    with pytest.raises(BadInput, match="大きすぎ"):
        read_yaml("a" * (MAX_CHARACTERS + 1), where="x")


SYNTAX = "ab:- [{]}\"'\n\t&*!|>?#,%@`0~\x00\ud800あ"


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from(SYNTAX), max_size=60) | st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    with suppress(BadInput):
        read_yaml(text, where="x")
