"""Yushen's whole job against its reading alone, the second run against the first, and the cost of a page in small and large batches."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pypdfium2 as pdfium

from tests.bench._measure import Cost, cost
from tests.conftest import SAMPLES
from tests.report import Report

SIZES = tuple(int(n) for n in os.environ.get("YUSHEN_BENCH_PAGES", "10,100").split(","))
"""Pages of the batches measured: YUSHEN_BENCH_PAGES=10,100,1000,10000 for all (hours)."""
BOOK = 50
"""Pages of a book in them."""
LARGE = 600


def reports() -> list[Report]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        return [_parts(folder), _runs(folder), _sizes(folder)]


def _yushen(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]


def scanned_book() -> Path:
    """The largest book of the samples: a scan of many pages."""
    return max(SAMPLES.rglob("*.pdf"), key=lambda p: p.stat().st_size)


def repeated(target: Path, pages: int, name: str, skip: int = 0) -> Path:
    """A book of so many pages out of the sample's, each page with a mark of its own, so that none is found in the cache."""
    source = pdfium.PdfDocument(scanned_book())
    book = pdfium.PdfDocument.new()
    for i in range(pages):
        book.import_pages(source, [(i + skip) % len(source)])
        sheet = book[i]
        for j in range(16):  # the number of the page as tiny dots in the margin
            if (i + skip * BOOK + 1) >> j & 1:
                dot = pdfium.raw.FPDFPageObj_CreateNewRect(12 + 4 * j, 10, 0.6, 0.6)
                pdfium.raw.FPDFPageObj_SetFillColor(dot, 90, 90, 90, 255)
                pdfium.raw.FPDFPath_SetDrawMode(dot, pdfium.raw.FPDF_FILLMODE_WINDING, False)
                pdfium.raw.FPDFPage_InsertObject(sheet, dot)
        pdfium.raw.FPDFPage_GenerateContent(sheet)
        sheet.close()
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target.with_name(name))
    book.close()
    return target.with_name(name)


def _parts(folder: Path) -> Report:
    """Reading alone and the whole job, of one scanned book in one process each."""
    book, pages = scanned_book(), len(pdfium.PdfDocument(scanned_book()))
    alone = cost(_yushen("tests.bench._engines", "yushen", str(book)))
    whole = cost(_yushen("flows.cli", "check", str(book), "--out", str(folder / "check")), YUSHEN_CACHE=str(folder / "cache-check"))
    rows = tuple((name, c.cpu / pages, round(c.peak)) for name, c in (("reading alone", alone), ("whole job (`yushen check`)", whole)))
    notes = f"{pages} scanned pages, start-up included. The whole job takes {whole.cpu / alone.cpu:.2f} times the reading."
    return Report("The whole job against its reading", ("part", "CPU s per page", "peak MiB"), rows, notes)


def _runs(folder: Path) -> Report:
    """The samples once, again, and with one more book."""
    submission, out, cache = folder / "in", folder / "out", folder / "cache"
    shutil.copytree(SAMPLES, submission)
    first = _run(submission, out, cache)
    second = _run(submission, out, cache)
    repeated(submission / "新华区" / "甲公司" / "x", 10, "申报书（盖章）.pdf")
    added = _run(submission, out, cache)
    moved = _run(submission, folder / "out2", cache)
    rows = (
        ("first run", first.wall, first.cpu, round(first.peak)),
        ("the same again", second.wall, second.cpu, round(second.peak)),
        ("one book of ten pages added", added.wall, added.cpu, round(added.peak)),
        ("all into another folder, pages from the cache", moved.wall, moved.cpu, round(moved.peak)),
    )
    notes = f"The sample submissions, `yushen run`. The second run takes a {first.wall / second.wall:.0f}th of the first."
    return Report("Runs over the same input", ("run", "seconds", "CPU s", "peak MiB"), rows, notes)


def _run(submission: Path, out: Path, cache: Path) -> Cost:
    return cost(_yushen("flows.cli", "run", str(submission), "--out", str(out)), YUSHEN_CACHE=str(cache))


def _sizes(folder: Path) -> Report:
    """Batches of books with fresh hashes, and one very long book."""
    rows = []
    for pages in SIZES:
        submission = folder / f"in-{pages}"
        for i in range(-(-pages // BOOK)):
            repeated(submission / "x", min(BOOK, pages - i * BOOK), f"第{i + 1}公司申报书.pdf", skip=i)
        rows.append(_row(f"{pages} pages in books of {BOOK}", pages, _run(submission, folder / f"out-{pages}", folder / f"cache-{pages}")))
        shutil.rmtree(submission)
    if max(SIZES) >= LARGE:
        repeated(folder / "long" / "x", LARGE, "长公司申报书.pdf")
        rows.append(_row(f"one book of {LARGE} pages", LARGE, _run(folder / "long", folder / "out-long", folder / "cache-long")))
    notes = (
        "Pages of the sample's scanned book with fresh hashes. Start-up (Prefect, engines) is included, which weighs on the smallest batch."
    )
    return Report("Cost of a page by size of the batch", ("batch", "CPU s per page", "seconds per page", "peak MiB"), tuple(rows), notes)


def _row(name: str, pages: int, spent: Cost) -> tuple[str, float, float, int]:
    return name, spent.cpu / pages, spent.wall / pages, round(spent.peak)
