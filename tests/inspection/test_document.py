"""Word documents from outside: what could do harm is refused, what an office writes is not."""

import io
import zipfile

import docx
import pytest

from sekisho.errors import BadInput
from sekisho.inspection import document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def plain():
    made = docx.Document()
    made.add_paragraph("別紙 {{件名}}")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(**parts):
    """Return the plain document with parts added or replaced: ``__`` is a slash, ``_DOT_`` a dot."""
    named = {name.replace("__", "/").replace("_DOT_", "."): data for name, data in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, data in named.items():
            new.writestr(name, data)
    return out.getvalue()


def relation(kind, target, mode="External"):
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    one = f'<Relationship Id="rId99" Type="{REL}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f"{head}{one}</Relationships>"


def body(inside, before=""):
    return f"{before}<w:document {W}><w:body>{inside}</w:body></w:document>"


def field(words):
    return f"<w:p><w:r><w:instrText>{words}</w:instrText></w:r></w:p>"


def test_what_an_office_writes_is_read():
    document.inspect(plain())
    document.inspect(changed(word__document_DOT_xml=body(field(" PAGE \\* MERGEFORMAT "))))
    document.inspect(
        changed(word___rels__header9_DOT_xml_DOT_rels=relation("hyperlink", "https://www.example.jp/"))
    )


HOSTILE = {
    "a macro": {"word__vbaProject_DOT_bin": "x"},
    "an embedded program": {"word__embeddings__oleObject1_DOT_bin": "x"},
    "a control": {"word__activeX__activeX1_DOT_xml": "<a/>"},
    "a web page inside": {"word__afchunk_DOT_mht": "x"},
    "a template elsewhere": {
        "word___rels__settings_DOT_xml_DOT_rels": relation("attachedTemplate", "https://evil.example/x.dotm")
    },
    "a picture elsewhere": {
        "word___rels__header9_DOT_xml_DOT_rels": relation("image", "https://evil.example/x.png")
    },
    "an object": {
        "word___rels__header9_DOT_xml_DOT_rels": relation("oleObject", "embedded.xml", mode="Internal")
    },
    "a field that runs": {"word__document_DOT_xml": body(field(' DDEAUTO "cmd" "/c calc" '))},
    "a field that runs, in pieces": {
        "word__document_DOT_xml": body(
            "<w:p><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c</w:instrText></w:r></w:p>"
        )
    },
    "a field that fetches": {
        "word__document_DOT_xml": body('<w:p><w:fldSimple w:instr="INCLUDETEXT http://x"/></w:p>')
    },
    "another format inside": {"word__document_DOT_xml": body("<w:altChunk/>")},
    "entities": {
        "word__document_DOT_xml": body("<w:p/>", '<!DOCTYPE d [<!ENTITY a "x">]>'),
    },
    "macros by content type": {
        "[Content_Types]_DOT_xml": '<Types xmlns="t"><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    },
    "nesting without end": {"word__document_DOT_xml": "<a>" * 300 + "</a>" * 300},
    "no xml": {"word__document_DOT_xml": "<w:document"},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_could_do_harm_is_refused(name):
    with pytest.raises(BadInput):
        document.inspect(changed(**HOSTILE[name]))


def test_what_is_no_document_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("x.txt", "x")
    for data in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", out.getvalue()):
        with pytest.raises(BadInput):
            document.inspect(data)


def test_a_bomb_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<a/>")
        made.writestr("word/document.xml", b" " * (64 * 1024 * 1024))
    with pytest.raises(BadInput, match="異常に大きくなる"):
        document.inspect(out.getvalue())
