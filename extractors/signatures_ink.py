"""What stands in a place that had to be filled by hand: pen strokes, print, a chop, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.seals_ink import dark_any, dark_without_red, print_mask, print_over_red, red_ink, redness
from extractors.seals_marks import chops
from models.eyes import Eyes
from models.geometry import Box
from models.pages import Page, SealMark

DPI = 200
MARGIN = 14.0
"""Paper taken around a place, in points, so that its shade can be measured."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """Ink found in a place; sizes in character heights of the label beside it.

    ``area`` is the inked area, ``boxes`` those of its pieces (points, upright), ``blue`` whether it is pen-coloured,
    ``chop`` a square frame, ``hidden`` the share of the place that a grey seal covers.
    """

    area: float
    width: float
    height: float
    boxes: tuple[Box, ...]
    blue: bool = False
    red: float = 0.0
    chop: Box | None = None
    hidden: float = 0.0
    covered: float = 0.0
    """Ink inside a grey seal that is darker than the seal's own."""


def strokes(page: Page, eyes: Eyes, place: Box, height: float, others: Sequence[Box]) -> Strokes:
    """The ink in ``place`` that is neither a seal's, nor a rule's, nor of the printed lines ``others``.

    ``height`` is that of the label's characters in points.
    """
    around = place.grown(MARGIN)
    image = eyes.crop(page, around, DPI)
    unit = DPI / 72
    x0, y0 = max(0.0, around.x0), max(0.0, around.top)
    dark = dark_without_red(image, DPI)
    # Dark red ink leaves a shadow in the red channel too: only what is about as dark there as elsewhere is pen or print.
    dark[print_over_red(dark, dark_any(image, DPI)) == 0] = 0
    red = red_ink(image, redness(image, DPI), DPI)
    inside = np.zeros(dark.shape, np.uint8)
    _fill(inside, place, x0, y0, unit)
    seen = inside.copy()
    for box in others:
        _fill(seen, box, x0, y0, unit, 0)
    grey, covered = _grey_seals(page.seals, dark, seen, x0, y0, unit)
    ink = _inked(dark, seen, height * unit)
    ink[grey > 0] = 0
    pieces = _pieces(ink, height * unit)
    boxes = tuple(Box(x / unit + x0, y / unit + y0, (x + w) / unit + x0, (y + h) / unit + y0) for x, y, w, h in pieces)
    mask = _kept(ink, pieces)
    total = float(max(1, int(inside.sum())))
    square = (height * unit) ** 2
    spread = _spread(boxes, height)
    return Strokes(
        area=float(mask.sum()) / square,
        width=spread[0],
        height=spread[1],
        boxes=boxes,
        blue=_blue(image, mask),
        red=_red_outside(red, seen, page.seals, x0, y0, unit) / square,
        chop=_chop(red, dark, page.seals, place, x0, y0, unit),
        hidden=float((grey & inside).sum()) / total,
        covered=float(covered) / square,
    )


def _fill(mask: NDArray[np.uint8], box: Box, x0: float, y0: float, unit: float, value: int = 1) -> None:
    a, b = max(0, round((box.x0 - x0) * unit)), max(0, round((box.x1 - x0) * unit))
    c, d = max(0, round((box.top - y0) * unit)), max(0, round((box.bottom - y0) * unit))
    mask[c:d, a:b] = value


def _inked(dark: NDArray[np.uint8], seen: NDArray[np.uint8], h: float) -> NDArray[np.uint8]:
    """Strokes of ink in the place, without rules (long level lines) and scanner noise."""
    soft = cv2.GaussianBlur(dark, (3, 3), 0)
    strong = float(np.percentile(soft[seen > 0], 99.5)) if seen.any() else 0.0
    limit = max(48.0, 0.42 * min(strong, 230.0))
    ink = ((soft > limit) & (seen > 0)).astype(np.uint8)
    rule = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, max(9, round(2.4 * h))), np.uint8))
    if rule.any():
        thick = cv2.dilate(rule, np.ones((3, 3), np.uint8))
        # A rule goes; a pen stroke that stands on it stays above and below.
        ink[thick > 0] = 0
    return np.asarray(ink, dtype=np.uint8)


def _pieces(ink: NDArray[np.uint8], h: float) -> list[tuple[int, int, int, int]]:
    """Boxes of connected strokes, without specks and the colon's dots."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink, np.ones((2, 2), np.uint8)))
    return [(int(x), int(y), int(w), int(hh)) for x, y, w, hh, area in stats[1:count] if max(w, hh) > 0.26 * h and area > 0.012 * h * h]


def _kept(ink: NDArray[np.uint8], pieces: Sequence[tuple[int, int, int, int]]) -> NDArray[np.uint8]:
    keep = np.zeros_like(ink)
    for x, y, w, h in pieces:
        keep[y : y + h, x : x + w] = 1
    return np.asarray(ink & keep, dtype=np.uint8)


def _spread(boxes: Sequence[Box], height: float) -> tuple[float, float]:
    if not boxes:
        return 0.0, 0.0
    return (max(b.x1 for b in boxes) - min(b.x0 for b in boxes)) / height, (
        max(b.bottom for b in boxes) - min(b.top for b in boxes)
    ) / height


def _blue(image: NDArray[np.uint8], mask: NDArray[np.uint8]) -> bool:
    """Whether the ink is blue: pens are, toner is not."""
    if int(mask.sum()) < 20:
        return False
    r, _, b = (float(v) for v in np.median(image[mask > 0].astype(float), axis=0))
    return b - r > 22


def _grey_seals(
    seals: Sequence[SealMark], dark: NDArray[np.uint8], seen: NDArray[np.uint8], x0: float, y0: float, unit: float
) -> tuple[NDArray[np.uint8], int]:
    """The ring, characters and star of grey seals, and how many pixels inside them are darker than seal ink (print or pen over the seal)."""
    mask = np.zeros(dark.shape, np.uint8)
    heavy = 0
    for seal in seals:
        if seal.colour != "grey" or seal.seam:
            continue
        (cx, cy), box = seal.box.centre, seal.box
        one = np.zeros(dark.shape, np.uint8)
        centre = (round((cx - x0) * unit), round((cy - y0) * unit))
        a, b = box.width * unit / 2, box.height * unit / 2
        cv2.ellipse(one, centre, (round(a + 2), round(b + 2)), 0, 0, 360, 1, -1)
        # Between the characters and the star a seal is bare paper: what stands there is seen.
        cv2.ellipse(one, centre, (round(0.56 * a), round(0.56 * b)), 0, 0, 360, 0, -1)
        cv2.ellipse(one, centre, (round(0.36 * a), round(0.36 * b)), 0, 0, 360, 1, -1)
        own = dark[(one > 0) & (dark > 60)]
        if own.size:
            heavy += int((print_mask(dark, float(np.percentile(own, 85))) & one & seen).sum())
        mask |= one
    return mask, heavy


def _red_outside(red: NDArray[np.uint8], seen: NDArray[np.uint8], seals: Sequence[SealMark], x0: float, y0: float, unit: float) -> float:
    """Pixels of red ink in the place that belong to no round seal found on the page."""
    mask = ((red > 90) & (seen > 0)).astype(np.uint8)
    for seal in seals:
        if seal.shape != "square":
            _fill(mask, seal.box.grown(2), x0, y0, unit, 0)
    return float(mask.sum())


def _chop(
    red: NDArray[np.uint8], dark: NDArray[np.uint8], seals: Sequence[SealMark], place: Box, x0: float, y0: float, unit: float
) -> Box | None:
    """A square chop that touches the place: one found on the page, or a square frame of red or dark ink here."""
    for seal in seals:
        if seal.shape == "square" and seal.box.intersection(place) > 0.25 * seal.box.area:
            return seal.box
    for ink in (red, dark):
        for found in chops(ink, DPI, ()):
            box = Box(found.x0 / unit + x0, found.top / unit + y0, found.x1 / unit + x0, found.bottom / unit + y0)
            if box.intersection(place) > 0.25 * box.area:
                return box
    return None
