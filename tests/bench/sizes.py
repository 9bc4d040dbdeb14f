"""Batches of growing size, and one very long book: what a page costs, and whether memory stays flat from the first book to the last."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from itertools import islice
from pathlib import Path

from tests.bench._books import Page, composed, digital_book, page_count, repeated, scanned_book
from tests.bench._measure import Cost, cost
from tests.report import Report

BATCHES = tuple(int(n) for n in os.environ.get("YUSHEN_BENCH_BOOKS", "3,30").split(",") if n)
"""Books of the batches: YUSHEN_BENCH_BOOKS=3,30,300,3000 for about 10, 100, 1,000 and 10,000 pages (the last takes hours)."""
LONG = int(os.environ.get("YUSHEN_BENCH_LONG", "0"))
"""Pages of one long book, measured where that is more than none: YUSHEN_BENCH_LONG=600."""
WORKERS = 2
SMALL, LARGER, EVERY = 3, 18, 30
"""Pages of most books, of a larger one, and of how many books one is larger."""


def reports() -> list[Report]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        rows = [_batch(folder, books) for books in BATCHES]
        if LONG:
            rows.append(_long(folder))
    columns = ("batch", "pages", "CPU s per page", "seconds per page", "peak MiB", "first third", "second", "last")
    notes = (
        f"Books of {SMALL} pages, two scanned and one with text, one in {EVERY} of {LARGER}; all pages with fresh hashes; "
        f"`yushen run --workers {WORKERS}`, start-up included. Memory is the proportional set size of all processes together: at most, "
        "and in each third of the run."
    )
    return [Report("Cost of a page and memory by size of the batch", columns, tuple(rows), notes)]


def submission(folder: Path, books: int) -> int:
    """Writes the books of a batch; returns how many pages they have."""
    scan, text = scanned_book(), digital_book()
    scans, texts = page_count(scan), page_count(text)
    written = 0
    for n in range(books):
        size = LARGER if n % EVERY == EVERY // 2 else SMALL
        numbers = range(written, written + size)
        pages: list[Page] = [(text, i % texts) if i % 3 == 2 else (scan, i % scans) for i in numbers]
        composed(folder / f"第{n + 1}公司申报书.pdf", pages, mark=written)
        written += size
    return written


def _batch(folder: Path, books: int) -> tuple[str | int | float, ...]:
    pages = submission(folder / "in", books)
    return _row(f"{books} books", pages, _run(folder))


def _long(folder: Path) -> tuple[str | int | float, ...]:
    repeated(folder / "in" / "x", LONG, "长公司申报书.pdf")
    return _row("one scanned book", LONG, _run(folder))


def _run(folder: Path) -> Cost:
    """Screens ``folder``/in with nothing in the cache; clears up."""
    command = [sys.executable, "-m", "flows.cli", "run", str(folder / "in"), "--out", str(folder / "out"), "--workers", str(WORKERS)]
    spent = cost(command, every=1.0, YUSHEN_CACHE=str(folder / "cache"))
    for name in ("in", "out", "cache"):
        shutil.rmtree(folder / name)
    return spent


def _row(name: str, pages: int, spent: Cost) -> tuple[str | int | float, ...]:
    third = -(-len(spent.series) // 3)
    thirds = [round(max(islice(spent.series, i * third, (i + 1) * third), default=0.0)) for i in range(3)]
    return name, pages, spent.cpu / pages, spent.wall / pages, round(spent.peak), *thirds
