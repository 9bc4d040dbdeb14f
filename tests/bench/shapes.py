"""Batches of another shape: ten thousand pages of which most are empty, and one very long book."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.bench._books import Page, composed, digital_book, empty_book, page_count, repeated, scanned_book
from tests.bench.sizes import Measured, report, run
from tests.report import Report

BATCHES = tuple(int(n) for n in os.environ.get("YUSHEN_BENCH_LIGHT_BOOKS", "1,10").split(",") if n)
"""Books of ten pages: YUSHEN_BENCH_LIGHT_BOOKS=1,10,100,1000 for up to 10,000 pages (about an hour). Reading a page costs the same in any
batch; here that is little, so that what grows with the batch, if anything, shows."""
PAGES = 10
"""Pages of each: a scanned one, two with text, seven empty ones."""
LONG = int(os.environ.get("YUSHEN_BENCH_LONG", "0"))
"""Pages of one long scanned book, measured where that is more than none: YUSHEN_BENCH_LONG=600."""


def reports() -> list[Report]:
    with tempfile.TemporaryDirectory() as scratch:
        light = [_light(Path(scratch), books) for books in BATCHES]
        long = [_long(Path(scratch))] if LONG else []
    mix = f"{PAGES} pages: one scanned, two with text, the others empty"
    out = [report("Cost of a page by size of the batch, where reading costs little", mix, light)] if light else []
    return [*out, report("One long book", f"{LONG} scanned pages", long)] if long else out


def _light(folder: Path, books: int) -> Measured:
    scan, text, empty = scanned_book(), digital_book(), empty_book(folder / "empty.pdf")
    scans, texts = page_count(scan), page_count(text)
    for n in range(books):
        pages: list[Page] = [(scan, n % scans), (text, 2 * n % texts), (text, (2 * n + 1) % texts)]
        composed(folder / "in" / f"第{n + 1}公司申报书.pdf", [*pages, *[(empty, 0)] * (PAGES - len(pages))], mark=n * PAGES)
    return Measured(f"{books} books", books * PAGES, run(folder))


def _long(folder: Path) -> Measured:
    repeated(folder / "in" / "x", LONG, "长公司申报书.pdf")
    return Measured("one scanned book", LONG, run(folder))
