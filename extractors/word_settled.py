"""A Word document as its reader sees it: changes accepted, content controls and text boxes opened, ticks as characters.

What Word keeps beside the words (a deletion not yet accepted, a copy of a text box for older programs, a box that is a field) would
otherwise be read twice, or not at all: python-docx looks only at runs that stand right in a paragraph.
"""

from __future__ import annotations

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
GONE = (FALLBACK, qn("w:del"), qn("w:moveFrom"), qn("w:rt"))
"""Deleted or moved away; the copy of a drawing for older programs; the reading above a word."""
OPENED = (qn("w:ins"), qn("w:moveTo"), qn("w:smartTag"), qn("w:customXml"), qn("w:sdtContent"), qn("w:sdt"))
"""Wrappers whose contents are read in their place."""
PROPERTIES = (qn("w:sdtPr"), qn("w:sdtEndPr"), qn("w:customXmlPr"), qn("w:smartTagPr"))
OFF = ("0", "false", "off")
SYMBOLS = {"FE": "☑", "52": "☑", "53": "☒", "A8": "□", "6F": "□", "71": "□", "FC": "√"}
"""Wingdings by the last two digits of their codes: boxes ticked and empty, a tick."""


def settle(body: etree._Element) -> None:
    """Changes a document's body in place."""
    for row in [r for r in body.iter(qn("w:tr")) if r.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None]:
        _without(row)
    for element in list(body.iter(*GONE)):
        _without(element)
    for run in [r for r in body.iter(qn("w:r")) if _on(r.find(f"{qn('w:rPr')}/{qn('w:vanish')}"))]:
        _without(run)
    for element in list(body.iter(*PROPERTIES)):
        _without(element)
    for element in list(body.iter(*OPENED)):
        _opened(element)
    _ticks(body)
    _text_boxes(body)


def _on(mark: etree._Element | None) -> bool:
    return mark is not None and mark.get(qn("w:val"), "true") not in OFF


def _without(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _opened(element: etree._Element) -> None:
    """Puts an element's children in its place."""
    parent = element.getparent()
    if parent is not None:
        at = parent.index(element)
        parent[at : at + 1] = list(element)


def _ticks(body: etree._Element) -> None:
    """Symbols and the boxes of old forms as characters."""
    for symbol in list(body.iter(qn("w:sym"))):
        _said(symbol, SYMBOLS.get((symbol.get(qn("w:char")) or "")[-2:].upper(), ""))
    for field in list(body.iter(qn("w:fldChar"))):
        box = field.find(f"{qn('w:ffData')}/{qn('w:checkBox')}")
        if box is not None:
            checked = box.find(qn("w:checked"))
            _said(field, "☑" if _on(box.find(qn("w:default")) if checked is None else checked) else "□")


def _said(element: etree._Element, text: str) -> None:
    """A text in place of an element of a run."""
    word = OxmlElement("w:t")
    word.text = text
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, word)


def _text_boxes(body: etree._Element) -> None:
    """The paragraphs of a text box behind the one that it is anchored in; from the innermost box outwards."""
    for box in reversed(list(body.iter(qn("w:txbxContent")))):
        anchor = next(box.iterancestors(qn("w:p")), None)
        if anchor is None:
            continue
        for block in reversed(_blocks(box)):
            anchor.addnext(block)
        _without(box)


def _blocks(box: etree._Element) -> list[etree._Element]:
    return [c for c in box if c.tag in (qn("w:p"), qn("w:tbl"))]
