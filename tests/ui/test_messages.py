"""Every string of the screens has its English."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.utils import translation

from sekisho import terms
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ui.words import label

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "src/sekisho/server"
CATALOGUE = "locale/en/LC_MESSAGES/django.po"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The catalogue as ``make messages`` would leave it now, made in a copy."""
    copy = tmp_path_factory.mktemp("messages") / "server"
    shutil.copytree(SERVER, copy, ignore=shutil.ignore_patterns("fonts", "__pycache__", "migrations", "*.mo"))
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "sekisho.server.site.settings",
        "SEKISHO_DATA": str(copy.parent / "data"),
    }
    found = subprocess.run(
        [sys.executable, str(ROOT / "tools/label_messages.py")],
        check=True, capture_output=True, text=True, env=environment,
    )  # fmt: skip
    (copy / "labels_of_tables.py").write_text(found.stdout, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--no-location", "--no-wrap"],
        check=True, capture_output=True, cwd=copy, env=environment,
    )  # fmt: skip
    return polib.pofile(str(copy / CATALOGUE))


def test_every_string_has_english(collected):
    missing = [entry.msgid for entry in collected if not entry.obsolete and not entry.translated()]
    assert missing == [], "add the English and run `make messages`"


def test_every_string_is_collected(collected):
    """What stands inside an f-string is not: xgettext does not read it, and its English would be lost."""
    known = {entry.msgid for entry in collected if not entry.obsolete}
    found = {
        call.args[0].value: f"{path.name}:{call.lineno}"
        for path in (ROOT / "src/sekisho").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"_", "N", "gettext", "gettext_lazy"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    assert len(found) > 1000
    assert {text: where for text, where in found.items() if text not in known} == {}


def test_english_holds_no_japanese_but_names(collected):
    quoted = {"さくら市", "日本語"}
    odd = [
        entry.msgstr
        for entry in collected
        if any("\u3040" <= character <= "\u30ff" for character in entry.msgstr)
        and not any(name in entry.msgstr for name in quoted)
        and not entry.msgstr.startswith("e.g.")
    ]
    assert odd == []


def test_placeholders_are_the_same(collected):
    for entry in collected:
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert sorted(_placeholders(text)) == sorted(_placeholders(entry.msgid)), entry.msgid


def _placeholders(text):
    return [part.split(")")[0] for part in text.split("%(")[1:]]


def test_the_glossary_speaks_english():
    kinds = [kind for kind in vars(terms).values() if isinstance(kind, type) and issubclass(kind, terms.Term)]
    members = [member for kind in kinds for member in kind]
    with translation.override("en"):
        for member in [*members, *terms.Confidentiality, *terms.Integrity, *terms.Availability]:
            assert label(member).isascii() or label(member)[0] in "αβ", member
        assert all(label(permission.value).replace("'", "").isascii() for permission in Permission)
