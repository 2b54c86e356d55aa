"""What the documents say of the product is true: paths, settings, commands, links."""

import re
from pathlib import Path

import pytest

from sekisho.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_every_place_in_the_architecture_exists():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:src|tests|catalogue|docs)/[^`\s]+)`", text))
    assert len(named) > 20
    assert not [path for path in named if not (ROOT / path).exists()]


def test_every_package_is_on_the_map():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    source = ROOT / "src" / "sekisho"
    packages = [path.parent for path in source.glob("*/__init__.py")]
    slices = [path.parent for path in (source / "server").glob("*/__init__.py")]
    missing = [path for path in packages + slices if f"`{path.relative_to(ROOT)}/`" not in text]
    assert not missing


def test_no_row_of_the_map_stands_twice():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    first = [
        line.split(" | ")[0] for line in text.splitlines() if line.startswith("| ") and "---" not in line
    ]
    assert len(first) > 50
    assert sorted({cell for cell in first if first.count(cell) > 1}) == []


def test_every_setting_is_documented_and_every_documented_setting_exists():
    source = ROOT / "src" / "sekisho"
    read = set()
    for path in source.rglob("*.py"):
        read |= set(
            re.findall(
                r"environ(?:\.get\(|\.setdefault\(|\.pop\(|\[)\"(SEKISHO_\w+|DATABASE_URL)",
                path.read_text(encoding="utf-8"),
            )
        )
    documented = set(
        re.findall(r"^\| `(\w+)`", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert read == documented


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
def test_the_readme_names_every_command(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"sekisho {name}" not in text]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    text = document.read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#\s]+)\)", text) if "://" not in target]
    assert not [target for target in targets if not (document.parent / target).exists()]


def test_no_document_names_a_place_on_one_machine():
    shown = [
        path
        for path in DOCUMENTS
        if re.search(r"(?<![\w.])/(?:home|root|work)/", path.read_text(encoding="utf-8"))
    ]
    assert not shown


def test_no_two_test_files_share_a_name():
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert len(names) > 100
    assert sorted({name for name in names if names.count(name) > 1}) == []
