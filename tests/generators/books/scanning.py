"""A printed book made into a scan: pixels, skew, noise, faint toner, shadows, turned sheets, blank backs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image


@dataclass(frozen=True)
class Scan:
    """A scanner and its day. ``skew`` in degrees at most, ``noise`` in grey levels, ``faint`` the share by which toner lacks."""

    dpi: int = 200
    colours: str = "colour"
    quality: int = 75
    skew: float = 0.5
    noise: float = 3.0
    faint: float = 0.0
    shadow: bool = False


def scanned(page: pdfium.PdfPage, how: Scan, rng: np.random.Generator) -> Image.Image:
    """One page as the scanner gives it."""
    image = page.render(scale=how.dpi / 72).to_numpy()[:, :, :3].astype(np.float32)
    if how.faint:
        wear = cv2.resize(rng.random((24, 18), np.float32), image.shape[1::-1], interpolation=cv2.INTER_CUBIC)[:, :, None]
        image = 255 - (255 - image) * (1 - how.faint - 0.25 * how.faint * wear)
    angle = float(rng.uniform(-how.skew, how.skew))
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    image = cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    image = cv2.GaussianBlur(image, (0, 0), 0.45 * how.dpi / 200)
    if how.shadow:
        ramp = np.clip(1 - np.linspace(0, 14, width), 0, 1) * 90
        image -= ramp[None, :, None]
    image = np.clip(image + rng.normal(0, how.noise, image.shape[:2])[:, :, None], 0, 255).astype(np.uint8)
    picture = Image.fromarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
    if how.colours == "bitonal":
        return picture.convert("L").point(lambda v: 255 if v > 150 else 0).convert("1")
    return picture.convert("L") if how.colours == "grey" else picture


def sheet(image: Image.Image, dpi: int, quality: int) -> bytes:
    """A picture as a PDF of one page."""
    out = BytesIO()
    image.save(out, "PDF", resolution=dpi, **({} if image.mode == "1" else {"quality": quality}))
    return out.getvalue()


def assemble(
    source: Path,
    target: Path,
    how: Scan | None,
    pages: Sequence[int] | None,
    turned: dict[int, int],
    blank_after: Sequence[int],
    seed: int,
) -> dict[int, int]:
    """Writes the book, ``pages`` of it (all where None) scanned; returns the new number of each old page (both from 1)."""
    rng = np.random.default_rng(seed)
    book, out = pdfium.PdfDocument(source), pdfium.PdfDocument.new()
    numbers: dict[int, int] = {}
    for i, page in enumerate(book, 1):
        numbers[i] = len(out) + 1
        if how is None or (pages is not None and i not in pages):
            out.import_pages(book, [i - 1])
            continue
        image = scanned(page, how, rng)
        turn = turned.get(numbers[i], 0)
        if turn:
            image = image.rotate(-turn, expand=True)
        out.import_pages(pdfium.PdfDocument(sheet(image, how.dpi, how.quality)))
        if i in blank_after:
            blank = Image.fromarray(np.clip(rng.normal(250, 2, (image.height, image.width)), 0, 255).astype(np.uint8))
            out.import_pages(pdfium.PdfDocument(sheet(blank, how.dpi, how.quality)))
    out.save(target)
    return numbers
