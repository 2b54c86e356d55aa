"""The annex as a Word document: in the body's own template, or in a plain form of our own (python-docx)."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from sekisho.errors import BadInput
from sekisho.inspection import document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sekisho.server.agreements.annexes import Annex, Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MARK = re.compile(r"\{\{\s*([^{}\s]{1,30})\s*\}\}")
_FONT = "Noto Sans CJK JP"


def write(annex: Annex, template: bytes | None = None) -> bytes:
    """Return the annex; ``template`` is a document that was inspected when it was taken in.

    Raises:
        BadInput: the template cannot be opened.
    """
    made = _plain(annex) if template is None else _filled(annex, template)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _plain(annex: Annex) -> Any:
    made = docx.Document()
    _set_fonts(made)
    section = made.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    words = annex.words
    made.add_heading(f"別紙　{words['件名']}", level=1)
    facts = [("委託・利用する者", f"{words['団体名']}　{words['所管課']}"), ("相手方", words["相手方"])]
    facts += [("管理番号", words["管理番号"]), ("作成日", words["作成日"])]
    for name, text in facts:
        made.add_paragraph(f"{name}：{text}").paragraph_format.space_after = Pt(2)
    for number, table in enumerate(annex.tables, 1):
        made.add_heading(f"{number}　{table.title}", level=2)
        if table.rows:
            _draw(made.add_table(rows=1, cols=len(table.headings)), table, _room(made))
        else:
            made.add_paragraph("まだ定めていません。")
    return made


def _set_fonts(made: Any) -> None:
    for name, size in (("Normal", 10), ("Heading 1", 16), ("Heading 2", 12)):
        style = made.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)


def _filled(annex: Annex, template: bytes) -> Any:
    document.inspect(template, where="別紙のひな形")
    try:
        made = docx.Document(io.BytesIO(template))
    except (ValueError, KeyError) as error:
        raise BadInput(
            "別紙のひな形を開けません。", next_step="Wordで開いて保存し直し、登録し直してください。"
        ) from error
    tables = {table.key: table for table in annex.tables}
    for paragraph in list(_paragraphs(made)):
        text = paragraph.text
        marks = _MARK.findall(text)
        if not marks:
            continue
        alone = _MARK.fullmatch(text.strip())
        if alone and alone[1] in tables:
            _replace_by_table(made, paragraph, tables[alone[1]])
        else:
            _write_over(paragraph, _MARK.sub(lambda found: annex.words.get(found[1], found[0]), text))
    return made


def _paragraphs(made: Any) -> Iterator[Any]:
    parts = [made]
    for section in made.sections:
        parts += [section.header, section.footer]
    for part in parts:
        yield from part.paragraphs
        for table in part.tables:
            yield from _in_table(table)


def _in_table(table: Any) -> Iterator[Any]:
    for row in table.rows:
        for cell in row.cells:
            yield from cell.paragraphs
            for inner in cell.tables:
                yield from _in_table(inner)


def _write_over(paragraph: Any, text: str) -> None:
    """Put ``text`` into the first run, whose look it takes: Word splits a placeholder over runs."""
    first, *rest = paragraph.runs
    first.text = text
    for run in rest:
        run._element.getparent().remove(run._element)


def _replace_by_table(made: Any, paragraph: Any, table: Table) -> None:
    if not table.rows:
        _write_over(paragraph, "まだ定めていません。")
        return
    before = paragraph._p.getprevious()
    if before is not None and before.tag == qn("w:tbl"):  # two tables that touch would become one
        paragraph.insert_paragraph_before("")
    drawn = made.add_table(rows=1, cols=len(table.headings))
    _draw(drawn, table, _room(made))
    paragraph._p.addprevious(drawn._tbl)
    _write_over(paragraph, "")


def _room(made: Any) -> int:
    """Return how wide a table may be, in the document's own unit."""
    section = made.sections[0]
    return int(section.page_width - section.left_margin - section.right_margin)


def _draw(drawn: Any, table: Table, width: int) -> None:
    _set_borders(drawn)
    drawn.autofit = False
    for column, share in zip(drawn.columns, table.widths, strict=True):
        column.width = width * share // 100
    _fill(drawn.rows[0].cells, table.headings, bold=True)
    _repeat(drawn.rows[0])
    for cells in table.rows:
        row = drawn.add_row()
        _keep_whole(row)
        _fill(row.cells, cells)


def _fill(cells: Any, texts: tuple[str, ...], *, bold: bool = False) -> None:
    for cell, text in zip(cells, texts, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
        paragraph.paragraph_format.line_spacing = 1.0
        run = paragraph.add_run(_printable(text))
        run.bold, run.font.size, run.font.name = bold, Pt(9), _FONT
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)


def _printable(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(one for one in text if one in "\n\t" or one >= " ")


def _repeat(row: Any) -> None:
    """Have the headings stand at the top of every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _keep_whole(row: Any) -> None:
    """Keep a row from being cut by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _set_borders(drawn: Any) -> None:
    """Draw the lines in the table itself: a body's template need not have our style."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "808080")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    drawn._tbl.tblPr.append(borders)
