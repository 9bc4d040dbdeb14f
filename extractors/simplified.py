"""Pages that OCR read, in simplified characters: a traditional one among them is its slip, not the paper's."""

from __future__ import annotations

from dataclasses import replace

from models.pages import Cell, Line, Page, SealMark, SourceFile
from models.simplified import simplified


def in_simplified(file: SourceFile) -> SourceFile:
    """The file with what OCR read in simplified characters; what stands in the file's own text stays as it is."""
    return replace(file, pages=tuple(_page(p) for p in file.pages))


def _page(page: Page) -> Page:
    seals = tuple(_seal(s) for s in page.seals)
    if page.origin != "ocr":
        return replace(page, seals=seals) if seals != page.seals else page
    tables = tuple(replace(t, cells=tuple(_cell(c) for c in t.cells)) for t in page.tables)
    return replace(page, lines=tuple(_line(p) for p in page.lines), tables=tables, seals=seals)


def _line(line: Line) -> Line:
    text = simplified(line.text)
    return line if text == line.text else replace(line, text=text)


def _cell(cell: Cell) -> Cell:
    return replace(cell, text=simplified(cell.text), lines=tuple(_line(p) for p in cell.lines))


def _seal(seal: SealMark) -> SealMark:
    text, readings = simplified(seal.text), tuple(simplified(r) for r in seal.readings)
    return seal if (text, readings) == (seal.text, seal.readings) else replace(seal, text=text, readings=readings)
