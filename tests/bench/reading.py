"""Reading the same scanned pages, side by side: Yushen, RapidOCR as it comes, pytesseract, OCRmyPDF."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from tests.bench._chart import bars
from tests.bench._measure import Cost, cost
from tests.generators import prose
from tests.report import ROOT, Report

PAGES = int(os.environ.get("YUSHEN_BENCH_READING_PAGES", "8"))
COLUMNS = ("reader", "CPU s per page", "pages per s per core", "peak MiB", "characters wrong %", "Yushen is faster by")


@dataclass(frozen=True, slots=True)
class Result:
    """One reader's result; CPU per page is that of the pages after the first, so that starting up does not count."""

    name: str
    cpu: float
    peak: float
    errors: float


def reports() -> list[Report]:
    """The table; a reader that is not installed is named in the notes."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        pages = [prose.page(seed) for seed in range(PAGES)]
        books = prose.book(folder / "all.pdf", pages), prose.book(folder / "one.pdf", pages[:1])
        found, missing = [], []
        for name, command in _readers(folder).items():
            if command is None:
                missing.append(name)
                continue
            result = _measured(name, command, books, pages)
            if result is None:
                missing.append(name)
            else:
                found.append(result)
                print(f"{name}: {result.cpu:.2f} CPU s per page, {100 * result.errors:.2f}% wrong", file=sys.stderr, flush=True)
    own = next(r for r in found if r.name == "Yushen")
    rows = tuple((r.name, r.cpu, 1 / r.cpu, round(r.peak), 100 * r.errors, f"{r.cpu / own.cpu:.2f}×") for r in found)
    characters = sum(len(_plain(p.text)) for p in pages)
    notes = (
        f"{PAGES} dense pages of generated text ({characters} characters), 200 dpi, one thread each, start-up not counted. Yushen's figure is its "
        "whole reading (text, tables, seals, pictures), the others' is text alone. CPU time and not the clock, so that what else runs on the "
        "machine matters less."
    )
    if missing:
        notes += f" Not installed, left out: {', '.join(missing)} (`pip install -c constraints.txt -e '.[bench]'`; Tesseract: apt-get install tesseract-ocr-chi-sim)."
    bars(ROOT / "docs" / "performance-reading.svg", "CPU seconds per page (less is better)", [(r.name, r.cpu) for r in found])
    return [Report("Reading, side by side", COLUMNS, rows, notes + "\n\n![CPU seconds per page](performance-reading.svg)")]


def _readers(folder: Path) -> dict[str, list[str] | None]:
    """Name → command that takes a PDF and prints its text; None where something is not installed."""

    def own(name: str) -> list[str]:
        return [sys.executable, "-m", "tests.bench._engines", name]

    tesseract = shutil.which("tesseract") is not None
    ocrmypdf = [sys.executable, "-m", "ocrmypdf", "-l", "chi_sim", "--jobs", "1", "--force-ocr", "--quiet", "--sidecar", "-"]
    return {
        "Yushen": own("yushen"),
        "RapidOCR (ONNX Runtime)": own("rapidocr") if importlib.util.find_spec("onnxruntime") else None,
        "pytesseract chi_sim": own("pytesseract") if tesseract else None,
        "OCRmyPDF chi_sim": ocrmypdf if tesseract and importlib.util.find_spec("ocrmypdf") else None,
    }


def _measured(name: str, command: list[str], books: tuple[Path, Path], pages: list[prose.ScannedPage]) -> Result | None:
    many, one = (cost([*command, str(b), *([str(b.with_suffix(".out.pdf"))] if "ocrmypdf" in command else [])]) for b in books)
    if many.code or one.code:
        return None
    return Result(name, _per_page(many, one), many.peak, _errors(many.output, "".join(p.text for p in pages)))


def _per_page(many: Cost, one: Cost) -> float:
    return (many.cpu - one.cpu) / (PAGES - 1)


def _errors(text: str, truth: str) -> float:
    """Character error rate, widths of characters and white space aside."""
    wanted = _plain(truth)
    return Levenshtein.distance(_plain(text), wanted) / len(wanted)


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace())
