"""Every verb that the server writes into the record has a name on screens."""

import ast
from pathlib import Path

import sekisho.server
from sekisho.server.applications.details import EVENTS
from sekisho.server.crossings.verbs import VERBS, verb_label


def written():
    for path in Path(sekisho.server.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record"
            )
            if named and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                yield path.name, node.args[1].value


def test_every_verb_in_the_code_has_its_word():
    found = list(written())
    assert len(found) > 10
    assert [(where, verb) for where, verb in found if verb not in VERBS] == []


def test_every_event_of_an_application_has_its_word():
    assert [verb for verb in EVENTS if f"application.{verb}" not in VERBS] == []


def test_a_verb_of_another_version_stands_as_it_was_written():
    assert verb_label("something.old") == "something.old"
