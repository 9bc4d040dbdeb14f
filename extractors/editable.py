"""The editable copy (电子可编辑版): a .docx laid out as pages of lines, so that the extractors for a book read it too.

A Word file has no fixed pages; lines are laid on virtual A4 pages in reading order. Its evidence therefore names the words and
their order, not a printed place.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import docx
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from lxml import etree

from extractors.packages import PackageError, check_package
from extractors.word_settled import settle
from models.geometry import Box
from models.limits import Limits
from models.pages import Cell, Line, Page, Picture, SourceFile, Table

if TYPE_CHECKING:
    from docx.document import Document

PAGE_WIDTH, PAGE_HEIGHT, MARGIN, LINE_HEIGHT, INDENT = 595.0, 842.0, 80.0, 18.0, 24.0
CHARACTERS_A_LINE = 36
HEADING = 60
"""Characters up to which a paragraph without a full stop, which may be a heading, is one line."""
FRAMED = 30
"""Characters of a cell from which a table of one column is a frame around text."""


def read_editable(path: Path, relative: str, sha256: str, package_mib: int = 0) -> SourceFile:
    """Reads a .docx. What cannot be read ends as a `SourceFile` with its outcome, never as an exception. ``package_mib``: a limit other than the set one."""
    limits = Limits.from_environment()
    try:
        if not zipfile.is_zipfile(path):
            raise PackageError("不是 .docx 文件（可能是 .doc 或 .wps）")
        check_package(path, "word/document.xml", replace(limits, package_mib=package_mib or limits.package_mib))
        document = docx.Document(str(path))
        settle(document.element.body)
        pages = tuple(_Layout(relative).pages(document))
    except PackageError as error:
        outcome: Literal["unreadable", "too_large"] = "too_large" if "L-PACKAGE" in str(error) else "unreadable"
        message = f"电子可编辑版{error}；请另存为 .docx 后重新报送。"
        return SourceFile(relative, sha256, "editable_copy", outcome=outcome, message=message, kind="docx")
    except MemoryError:
        raise
    except Exception as error:  # python-docx raises whatever a broken file makes it stumble over
        message = f"电子可编辑版无法打开（{type(error).__name__}），请重新导出为 .docx 后报送。"
        return SourceFile(relative, sha256, "editable_copy", outcome="unreadable", message=message, kind="docx")
    core = document.core_properties
    metadata = tuple((k, str(v)) for k, v in (("author", core.author), ("last_modified_by", core.last_modified_by)) if v)
    return SourceFile(relative, sha256, "editable_copy", pages, kind="docx", metadata=metadata)


class _Layout:
    """Lays paragraphs and tables on virtual pages."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: list[Line] = []
        self.tables: list[Table] = []
        self.pictures: list[Picture] = []
        self.y = MARGIN
        self.done: list[Page] = []

    def pages(self, document: Document) -> Iterator[Page]:
        for element in document.element.body.iterchildren():
            self._block(element, document)
        self._turn()
        yield from self.done

    def _turn(self) -> None:
        if self.lines or self.tables or self.pictures or not self.done:
            number = len(self.done) + 1
            self.done.append(
                Page(
                    self.file, number, PAGE_WIDTH, PAGE_HEIGHT, origin="text", scanned=False,
                    lines=tuple(self.lines), tables=tuple(self.tables), pictures=tuple(self.pictures), engine="docx",
                )
            )  # fmt: skip
        self.lines, self.tables, self.pictures, self.y = [], [], [], MARGIN

    def _room(self, height: float) -> None:
        if self.y + height > PAGE_HEIGHT - MARGIN and (self.lines or self.tables):
            self._turn()

    def _paragraph(self, element: etree._Element, document: Document) -> None:
        for _ in element.iter(qn("w:drawing")):
            self._room(120)
            self.pictures.append(Picture(Box(MARGIN, self.y, PAGE_WIDTH - MARGIN, self.y + 120), _pixels(element, document)))
            self.y += 120
        told = (n for n in element.iter(qn("w:t"), qn("w:tab"), qn("w:br")) if n.getparent().tag == qn("w:r"))  # a tab stop is no tab
        text = "".join(_run_text(node) for node in told)
        for part in text.split("\n"):
            self._text(part.rstrip())

    def _text(self, text: str) -> None:
        """One paragraph as lines of the page's width, the first one indented."""
        if not text.strip():
            return
        width = len(text) if len(text) <= HEADING and "。" not in text else CHARACTERS_A_LINE
        chunks = [text[i : i + width] for i in range(0, len(text), width)]
        for n, chunk in enumerate(chunks):
            self._room(LINE_HEIGHT)
            left = MARGIN + (INDENT if n == 0 else 0)
            right = PAGE_WIDTH - MARGIN if n < len(chunks) - 1 else min(PAGE_WIDTH - MARGIN, left + 12.0 * len(chunk))
            self.lines.append(Line(chunk, Box(left, self.y, right, self.y + LINE_HEIGHT - 4)))
            self.y += LINE_HEIGHT

    def _block(self, element: etree._Element, document: Document) -> None:
        if element.tag == qn("w:p"):
            self._paragraph(element, document)
        elif element.tag == qn("w:tbl"):
            table = WordTable(element, document)
            if _frames(table):
                for cell in element.iter(qn("w:tc")):
                    if next(cell.iterancestors(qn("w:tbl"))) is element:
                        for inner in cell:
                            self._block(inner, document)
            else:
                self._table(table)

    def _table(self, table: WordTable) -> None:
        """A table is kept whole on one virtual page, its merged cells joined."""
        columns = max(1, len(table.columns))
        width = (PAGE_WIDTH - 2 * MARGIN) / columns
        texts = [[cell.text.strip() for cell in row.cells] for row in table.rows]
        heights = [LINE_HEIGHT * max(1, *(t.count("\n") + 1 for t in row)) if row else LINE_HEIGHT for row in texts]
        self._room(min(sum(heights), PAGE_HEIGHT - 2 * MARGIN))
        top = self.y
        cells: list[Cell] = []
        seen: dict[etree._Element, int] = {}  # by element, not by its id(): lxml makes a new proxy once the last one is let go
        for r, row in enumerate(table.rows):
            for c, cell in enumerate(row.cells):
                key = cell._tc
                box = Box(MARGIN + c * width, self.y, MARGIN + (c + 1) * width, self.y + heights[r])
                if key in seen:
                    cells[seen[key]] = _widened(cells[seen[key]], r, c, box)
                    continue
                seen[key] = len(cells)
                lines = tuple(
                    Line(t, Box(box.x0 + 2, box.top + i * LINE_HEIGHT, box.x1 - 2, box.top + (i + 1) * LINE_HEIGHT - 4))
                    for i, t in enumerate(texts[r][c].split("\n"))
                    if t.strip()
                )
                cells.append(Cell(r, c, box, texts[r][c].replace("\n", ""), lines=lines))
                self.lines.extend(lines)
            self.y += heights[r]
        self.tables.append(Table(Box(MARGIN, top, PAGE_WIDTH - MARGIN, self.y), tuple(cells)))


def _frames(table: WordTable) -> bool:
    """Whether a table only draws a frame around running text: one cell, or one column with more words than an answer has."""
    cells = [c for row in table.rows for c in row.cells]
    return len(table.columns) == 1 and (len(cells) == 1 or any(len(c.text.strip()) >= FRAMED for c in cells))


def _widened(cell: Cell, row: int, column: int, box: Box) -> Cell:
    """A merged cell grown to a further grid position."""
    grown = Box(cell.box.x0, cell.box.top, max(cell.box.x1, box.x1), max(cell.box.bottom, box.bottom))
    return Cell(
        cell.row, cell.column, grown, cell.text, max(cell.row_span, row - cell.row + 1), max(cell.column_span, column - cell.column + 1),
        cell.confidence, cell.lines,
    )  # fmt: skip


def _run_text(node: etree._Element) -> str:
    if node.tag == qn("w:tab"):
        return " "
    if node.tag == qn("w:br"):
        return "\n" if node.get(qn("w:type")) is None else ""
    return node.text or ""


def _pixels(element: etree._Element, document: Document) -> tuple[int, int] | None:
    """Native size of the first picture of a paragraph."""
    for blip in element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip"):
        part = document.part.related_parts.get(blip.get(qn("r:embed")) or "")
        image = getattr(part, "image", None)
        if image is not None:
            return int(image.px_width), int(image.px_height)
    return None
