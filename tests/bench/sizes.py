"""Batches of growing size: what a page costs, and whether memory stays flat from the first book to the last."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tests.bench._books import Page, composed, digital_book, page_count, scanned_book
from tests.bench._measure import Cost, cost
from tests.report import Report

BATCHES = tuple(int(n) for n in os.environ.get("YUSHEN_BENCH_BOOKS", "3,30").split(",") if n)
"""Books of the batches: YUSHEN_BENCH_BOOKS=3,30,300,3000 for about 10, 100, 1,000 and 10,000 pages (the last takes hours)."""
WORKERS = int(os.environ.get("YUSHEN_BENCH_WORKERS", "2"))
SMALL, LARGER, EVERY = 3, 18, 30
"""Pages of most books, of a larger one, and of how many books one is larger."""


def reports() -> list[Report]:
    with tempfile.TemporaryDirectory() as scratch:
        costs = [_batch(Path(scratch), books) for books in BATCHES]
    mix = f"{SMALL} pages, two scanned and one with text, one in {EVERY} of {LARGER}"
    return [report("Cost of a page and memory by size of the batch", mix, costs)]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a batch of so many pages took."""

    name: str
    pages: int
    cost: Cost


def report(title: str, mix: str, measured: list[Measured]) -> Report:
    columns = ("batch", "pages", "CPU s per page", "per page more", "seconds per page", "peak MiB", "first third", "second", "last")
    rows = [_row(m, before) for before, m in zip([None, *measured], measured, strict=False)]
    notes = (
        f"Books of {mix}; all pages with fresh hashes; `yushen run --workers {WORKERS}`, start-up included. *Per page more* is the CPU time "
        "of each page beyond those of the row above, so without start-up. Memory is the proportional set size of all processes together: at "
        "most, and in each third of the run."
    )
    return Report(title, columns, tuple(rows), notes)


def _batch(folder: Path, books: int) -> Measured:
    """Books with a page of text after every two scanned ones."""
    scan, text = scanned_book(), digital_book()
    scans, texts = page_count(scan), page_count(text)
    written = 0
    for n in range(books):
        numbers = range(written, written + (LARGER if n % EVERY == EVERY // 2 else SMALL))
        pages: list[Page] = [(text, i % texts) if i % 3 == 2 else (scan, i % scans) for i in numbers]
        composed(folder / "in" / f"第{n + 1}公司申报书.pdf", pages, mark=written)
        written = numbers.stop
    return Measured(f"{books} books", written, run(folder))


def run(folder: Path) -> Cost:
    """Screens ``folder``/in with nothing in the cache; clears up."""
    command = [sys.executable, "-m", "flows.cli", "run", str(folder / "in"), "--out", str(folder / "out"), "--workers", str(WORKERS)]
    spent = cost(command, every=1.0, YUSHEN_CACHE=str(folder / "cache"))
    for name in ("in", "out", "cache"):
        shutil.rmtree(folder / name)
    print(f"{spent.cpu:.0f} CPU s, {spent.wall:.0f} s, peak {spent.peak:.0f} MiB", file=sys.stderr, flush=True)
    return spent


def _row(measured: Measured, before: Measured | None) -> tuple[str | int | float, ...]:
    spent, pages = measured.cost, measured.pages
    more = (spent.cpu - before.cost.cpu) / (pages - before.pages) if before and pages > before.pages else "—"
    third = -(-len(spent.series) // 3)
    thirds = [round(max(islice(spent.series, i * third, (i + 1) * third), default=0.0)) for i in range(3)]
    return measured.name, pages, spent.cpu / pages, more, spent.wall / pages, round(spent.peak), *thirds
