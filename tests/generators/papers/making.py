"""From drawn papers to files: a PDF as printed, and the same as a scanner gives it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from tests.generators.papers.drawing import Drawn, Sheet
from tests.generators.seals import degraded

CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
_HEAD = """<!doctype html><meta charset="utf-8"><style>
@page{size:595pt 842pt;margin:0} @page wide{size:842pt 595pt;margin:0}
*{box-sizing:border-box} body{margin:0;font-family:'Noto Serif CJK SC'}
.p{position:relative;width:595pt;height:842pt;overflow:hidden;break-after:page} .w{page:wide;width:842pt;height:595pt}
</style>"""


@dataclass(frozen=True)
class Scan:
    """How pages come: ``quality`` digital, clean, fair or poor; ``turned`` clockwise degrees; ``skew`` in degrees; ``grey``."""

    quality: str = "digital"
    turned: int = 0
    skew: float = 0.0
    grey: bool = False


def printed(sheets: Sequence[Sheet], path: Path) -> Path:
    """All pages as one PDF with a text layer, printed by the browser."""
    assert CHROMIUM, "chromium is needed to draw papers"
    body = "".join(f'<div class="p{" w" if s.wide else ""}" style="{s.style}">{s.html}</div>' for s in sheets)
    source = path.with_suffix(".html")
    source.write_text(_HEAD + body, encoding="utf-8")
    command = [
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={path.parent / 'profile'}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={path}",
        source.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    document = pdfium.PdfDocument(path)
    assert len(document) == len(sheets), f"{len(document)} pages for {len(sheets)} sheets"
    document.close()
    source.unlink()
    return path


def scanned(page: pdfium.PdfPage, scan: Scan, seed: int) -> Image.Image:
    """One page as a picture of 200 dpi, degraded, askew and turned."""
    image = page.render(scale=200 / 72).to_pil().convert("RGB")
    if scan.skew:
        image = image.rotate(scan.skew, Image.Resampling.BICUBIC, fillcolor=(252, 251, 248))
    pixels = degraded(image, scan.quality, seed, scan.grey)  # type: ignore[arg-type]
    turned = np.ascontiguousarray(np.rot90(pixels, -scan.turned // 90))
    return Image.fromarray(turned)


def bound(source: Path, pages: Sequence[int], scan: Scan, path: Path, seed: int) -> Path:
    """Some pages of a printed PDF as a file of their own: as they are, or scanned; a picture where ``path`` says so."""
    document = pdfium.PdfDocument(source)
    if scan.quality == "digital" and path.suffix == ".pdf":
        out = pdfium.PdfDocument.new()
        out.import_pages(document, list(pages))
        out.save(path)
        out.close()
    else:
        how = Scan("clean") if scan.quality == "digital" else scan
        images = [scanned(document[i], how, seed + i) for i in pages]
        if path.suffix == ".pdf":
            images[0].save(path, "PDF", save_all=True, append_images=images[1:], resolution=200, quality=80)
        else:
            images[0].save(path, dpi=(200, 200), quality=85)
    document.close()
    return path


def scans(rng: Random) -> Scan:
    """A way of coming, chosen at random: a third digital, the rest scans of three qualities, some turned, some grey."""
    if rng.random() < 0.3:
        return Scan()
    return Scan(
        rng.choice(("clean", "fair", "fair", "poor")),
        rng.choice((0, 0, 0, 90, 180, 270)),
        rng.choice((0.0, 0.0, rng.uniform(-1.2, 1.2))),
        rng.random() < 0.3,
    )


def sheets_of(papers: Sequence[Drawn]) -> list[Sheet]:
    return [s for p in papers for s in p.sheets]
