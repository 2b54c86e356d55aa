"""A paper as a Word document (python-docx): headings and paragraphs, nothing that runs.

The office edits the draft in its own word processor. The same text gives the same bytes, so that a paper
handed out twice is seen to be one.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WESTERN, _TEXT, _HEADING = "Century", "ＭＳ 明朝", "ＭＳ ゴシック"
_SPACES = {"Normal": (0, 0), "Title": (12, 12), "Heading 1": (10, 3)}
"""Points before and after a paragraph."""
_WHEN = (2021, 9, 27, 0, 0, 0)
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def document(title: str, to: str, sender: str, passages: Iterable[Sequence[str]]) -> bytes:
    """Return the paper as bytes of a .docx file."""
    made = docx.Document()
    _set_up(made)
    _say_nothing_else(made, _safe(title))
    made.add_paragraph(_safe(to))
    made.add_paragraph(_safe(sender)).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made.add_paragraph(_safe(title), style="Title")
    for heading, text in passages:
        if heading:
            made.add_paragraph(_safe(heading), style="Heading 1")
        for line in str(text).splitlines():
            made.add_paragraph(_safe(line))
    out = io.BytesIO()
    made.save(out)
    return _without_times(out.getvalue())


def _set_up(made: Any) -> None:  # noqa: ANN401  python-docx ships no types
    """A4, the margins of an office paper, Japanese fonts, black headings."""
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    for name, font, size in (("Normal", _TEXT, 11), ("Title", _TEXT, 14), ("Heading 1", _HEADING, 11)):
        style = made.styles[name]
        style.font.name, style.font.size = _WESTERN, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), font)
        if name != "Normal":
            style.font.bold, style.font.color.rgb = True, RGBColor(0, 0, 0)
        shape = style.paragraph_format
        shape.line_spacing, (before, after) = 1, _SPACES[name]
        shape.space_before, shape.space_after = Pt(before), Pt(after)
    made.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line = made.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if line is not None:
        made.styles["Title"].element.pPr.remove(line)


def _say_nothing_else(made: Any, title: str) -> None:  # noqa: ANN401  the same
    """Take out what the library's own template says of itself, and its picture."""
    told = made.core_properties
    told.author = told.last_modified_by = told.comments = ""
    told.title = title[:255]
    package = made.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]


def _safe(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _without_times(data: bytes) -> bytes:
    """Return the package with one time on every part: the library writes that of the clock."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(out, "w") as written:
        for name in sorted(read.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            written.writestr(zipfile.ZipInfo(name, _WHEN), read.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
