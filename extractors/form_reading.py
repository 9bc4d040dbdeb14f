"""Second readings: a place of a scanned page read again, enlarged, and with the red of seals taken out of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from extractors.grid_lines import grey, ink
from models.eyes import Eyes, Image
from models.geometry import Box
from models.pages import Line, Page

NOISE = 0.55
"""Lines of one or two characters read with less confidence are a seal's strokes or specks."""


def faded(image: Image) -> Image:
    """The picture in grey without the red of seals."""
    out: Image = np.ascontiguousarray(np.repeat(grey(image)[..., None], 3, axis=2))
    return out


def sharpened(image: Image) -> Image:
    """The picture with its full range of grey, smoothed: another look at faint or grainy print."""
    light = cv2.GaussianBlur(grey(image), (3, 3), 0)
    low, high = np.percentile(light, (1, 80))
    stretched = np.clip((light.astype(np.float32) - low) / max(1.0, float(high - low)), 0, 1) * 255
    out: Image = np.ascontiguousarray(np.repeat(stretched.astype(np.uint8)[..., None], 3, axis=2))
    return out


def read_again(page: Page, eyes: Eyes, line: Line, frame: Box | None = None) -> list[tuple[str, float]]:
    """(text, confidence) of further readings of a line's place; ``frame`` keeps its cell's rulings out of the picture.

    A page whose text comes from the file itself needs none.
    """
    if page.origin == "text":
        return []
    box = within(line.box.grown(2.5), frame, 1.5)
    large = eyes.crop(page, box, 300)
    other = eyes.crop(page, within(line.box.grown(4.5), frame, 1.5), 200)
    readings = [eyes.recognise(faded(large)), eyes.recognise(sharpened(other))]
    return [(r.text, r.confidence) for r in readings]


def within(box: Box, frame: Box | None, inset: float) -> Box:
    """The part of ``box`` inside ``frame``, away from its rulings."""
    if frame is None:
        return Box(max(0.0, box.x0), max(0.0, box.top), box.x1, box.bottom)
    x0, top = max(box.x0, frame.x0 + inset), max(box.top, frame.top + inset)
    return Box(x0, top, max(x0 + 1, min(box.x1, frame.x1 - inset)), max(top + 1, min(box.bottom, frame.bottom - inset)))


def clean_lines(page: Page, eyes: Eyes, box: Box, dpi: int = 200) -> list[Line]:
    """The lines inside ``box``, read anew with seals' red taken out; in points of the page."""
    if page.origin == "text":
        return [line for line in page.lines if box.contains(*line.box.centre)]
    area = Box(max(0.0, box.x0), max(0.0, box.top), min(page.width, box.x1), min(page.height, box.bottom))
    found = eyes.read(faded(eyes.crop(page, area, dpi)), dpi)
    return [moved(line, area.x0, area.top) for line in found]


def moved(line: Line, dx: float, dy: float) -> Line:
    b = line.box
    edges = tuple(x + dx for x in line.edges) if line.edges is not None else None
    return replace(line, box=Box(b.x0 + dx, b.top + dy, b.x1 + dx, b.bottom + dy), edges=edges)


def stamped(page: Page, box: Box) -> bool:
    """Whether a seal lies over the place."""
    return any(s.box.intersection(box) > 0 for s in page.seals)


def worth_reading(lines: Sequence[Line]) -> list[Line]:
    """Without specks and strokes of seals read as a character or two."""
    return [p for p in lines if p.text.strip() and (p.confidence >= NOISE or len(p.text.strip()) > 2)]


def inked(page: Page, eyes: Eyes, box: Box) -> float:
    """Share of a place that is covered by ink (seals' red apart)."""
    image = eyes.crop(page, box, 150)
    if min(image.shape[:2]) < 6:
        return 0.0
    light = grey(image)
    paper = float(np.percentile(light, 90))
    dark = light < paper - 60
    mask = cv2.morphologyEx((ink(light, 150, 25.0) & dark).astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    return float(mask.mean())
