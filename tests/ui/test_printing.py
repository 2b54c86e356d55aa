"""A printed form is a tagged PDF/A of A4, made without asking anybody for anything."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from django.template import engines
from django_cotton.compiler_regex import CottonCompiler

from sekisho.errors import NotFound
from sekisho.server.ui import printing

FORM = Path(__file__).with_name("form.html")


@pytest.fixture
def form_template(monkeypatch, tmp_path):
    """Let Django find the form of this test."""
    (tmp_path / "form.html").write_text(CottonCompiler().process(FORM.read_text(encoding="utf-8")))
    loaders = engines["django"].engine.template_loaders[0].loaders
    filesystem = next(loader for loader in loaders if type(loader).__module__.endswith("filesystem"))
    monkeypatch.setattr(filesystem, "dirs", [str(tmp_path)])
    return "form.html"


def test_the_pdf_is_archival_tagged_and_titled(form_template):
    made = printing.pdf(form_template, {"title": "オンライン申込みフォームの利用", "many": range(40)})
    with pikepdf.open(io.BytesIO(made)) as document:
        with document.open_metadata() as metadata:
            assert metadata.pdfa_status == "3U"
            assert metadata["dc:title"] == "オンライン申込みフォームの利用"
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert str(document.Root.Lang).startswith("ja")
        assert len(document.pages) >= 2
        width, height = [float(side) for side in document.pages[0].MediaBox[2:]]
        assert (round(width), round(height)) == (595, 842)


@pytest.mark.parametrize(
    "url", ["https://example.com/a.css", "file:///etc/passwd", "https://paper.invalid/static/../../x"]
)
def test_nothing_but_our_own_files_is_read(url):
    with pytest.raises(NotFound):
        printing.OwnFiles().fetch(url)


def test_our_own_style_sheet_is_read():
    answer = printing.OwnFiles().fetch("https://paper.invalid/static/ui/css/paper.css")
    assert answer.content_type == "text/css"
    assert b"@page" in answer.read()
