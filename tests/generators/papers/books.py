"""Papers as applicants hand them in: bound into one file behind each other, or as files of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pypdfium2 as pdfium

from tests.generators.papers.drawing import Drawn
from tests.generators.papers.making import Scan, bound, printed, scans, sheets_of


@dataclass(frozen=True)
class Placed:
    """Where a paper came to stand, and how it was scanned."""

    paper: Drawn
    file: str
    pages: tuple[int, ...]
    scan: Scan


def enclosed(papers: Sequence[Drawn], root: Path, seed: int, separate: bool, way: Scan | None = None) -> list[Placed]:
    """Writes the papers below ``root``: one PDF, or (``separate``) a file each, some of them pictures. ``way`` holds for all of them."""
    rng = Random(seed)
    root.mkdir(parents=True, exist_ok=True)
    source = printed(sheets_of(papers), root / "printed.pdf")
    book = pdfium.PdfDocument.new()
    out: list[Placed] = []
    first, count = 0, 0
    for n, paper in enumerate(papers):
        pages = list(range(first, first + len(paper.sheets)))
        first += len(pages)
        scan = way or scans(rng)
        if separate:
            picture = len(pages) == 1 and rng.random() < 0.3
            name = f"{n + 1}.{paper.stem}{rng.choice(('.jpg', '.png')) if picture else '.pdf'}"
            bound(source, pages, scan, root / name, seed)
            out.append(Placed(paper, name, tuple(range(1, len(pages) + 1)), scan))
        else:
            part = pdfium.PdfDocument(bound(source, pages, scan, root / "part.pdf", seed))
            book.import_pages(part)
            part.close()
            out.append(Placed(paper, "book.pdf", tuple(range(count + 1, count + len(pages) + 1)), scan))
            count += len(pages)
    if not separate:
        book.save(root / "book.pdf")
        (root / "part.pdf").unlink()
    book.close()
    source.unlink()
    return out
