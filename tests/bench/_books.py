"""Books for measuring: the samples' pages over and over, each with a mark of its own, so that none is found in the cache."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pypdfium2 as pdfium

from tests.conftest import SAMPLES

Page = tuple[Path, int]
"""A file and the index of a page in it."""


def scanned_book() -> Path:
    """The largest book of the samples: a scan of many pages."""
    return max(SAMPLES.rglob("*.pdf"), key=lambda p: p.stat().st_size)


def digital_book() -> Path:
    """The book of the samples that has a text layer."""
    return next(SAMPLES.glob("*/*/申报书盖章版.pdf"))


def empty_book(target: Path) -> Path:
    """A book of one empty page of A4."""
    book = pdfium.PdfDocument.new()
    book.new_page(595, 842).close()
    book.save(target)
    book.close()
    return target


def repeated(target: Path, pages: int, name: str, skip: int = 0) -> Path:
    """A scanned book of so many pages, from page ``skip`` of the sample's on."""
    source = scanned_book()
    count = page_count(source)
    return composed(target.with_name(name), [(source, (i + skip) % count) for i in range(pages)], mark=skip * 50)


def page_count(file: Path) -> int:
    with pdfium.PdfDocument(file) as book:
        return len(book)


def composed(target: Path, pages: Iterable[Page], mark: int) -> Path:
    """A book of these pages, marked with the numbers from ``mark`` on."""
    book, open_files = pdfium.PdfDocument.new(), dict[Path, pdfium.PdfDocument]()
    for i, (file, index) in enumerate(pages):
        if file not in open_files:
            open_files[file] = pdfium.PdfDocument(file)
        book.import_pages(open_files[file], [index])
        _mark(book[i], mark + i + 1)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    for document in (book, *open_files.values()):
        document.close()
    return target


def _mark(sheet: pdfium.PdfPage, number: int) -> None:
    """Writes a number as tiny dots into the page's margin."""
    for j in range(16):
        if number >> j & 1:
            dot = pdfium.raw.FPDFPageObj_CreateNewRect(12 + 4 * j, 10, 0.6, 0.6)
            pdfium.raw.FPDFPageObj_SetFillColor(dot, 90, 90, 90, 255)
            pdfium.raw.FPDFPath_SetDrawMode(dot, pdfium.raw.FPDF_FILLMODE_WINDING, False)
            pdfium.raw.FPDFPage_InsertObject(sheet, dot)
    pdfium.raw.FPDFPage_GenerateContent(sheet)
    sheet.close()
