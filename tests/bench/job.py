"""Yushen's whole job against its reading alone, and the second run against the first."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import pypdfium2 as pdfium

from tests.bench._books import repeated, scanned_book
from tests.bench._measure import Cost, cost
from tests.conftest import SAMPLES
from tests.report import Report


def reports() -> list[Report]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        return [_parts(folder), _runs(folder)]


def _yushen(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]


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
