"""Red ink that is no ring: square chops of persons (名章) and pieces of a seal set across the pages' edges (骑缝章)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.seals_ink import Grey
from models.geometry import Box, union

INK = 70
CHOP = (22.0, 80.0)
"""Side of a chop's frame, in points: 8 to 28 mm."""
SEAM_HEIGHT = (28.0, 150.0)
APART = 40.0
"""Gap between the pieces of one slice of a seal, in points: a slice may hold two ends of the arc with little between them."""
EDGE = 7.0
"""How near to the page's edge the ink of a seam seal must come, in points (scanners leave a margin of two or three)."""


def clusters(ink: Grey, scale: float, least: float, gap: float = 5.0) -> list[Box]:
    """Boxes (pixels) around ink whose parts lie within ``gap`` points of each other, at least ``least`` points wide and high."""
    reach = max(3, round(gap * scale / 72)) | 1
    mask = cv2.dilate((ink > INK).astype(np.uint8), np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    side = least * scale / 72
    out = [Box(float(x), float(y), float(x + w), float(y + h)) for x, y, w, h, _ in stats[1:count] if w >= side and h >= side]
    return sorted(out, key=lambda b: -b.area)[:24]


def _components(mask: NDArray[np.uint8]) -> Iterator[tuple[Box, NDArray[np.bool_]]]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    for n in range(1, count):
        x, y, w, h, _ = (int(v) for v in stats[n])
        yield Box(x, y, x + w, y + h), labels[y : y + h, x : x + w] == n


def seams(red: Grey, scale: float, whole: Sequence[Box]) -> list[Box]:
    """Pieces of seals at the left or right edge of the page, in pixels: tall, narrow, touching the edge, no plain line."""
    unit = scale / 72
    width = red.shape[1]
    zone = round(60 * unit)
    out = []
    for left in (True, False):
        x0 = 0 if left else width - zone
        strip = (red[:, x0 : x0 + zone] > INK).astype(np.uint8)
        if int(strip.sum()) < 40:
            continue
        joined = cv2.morphologyEx(strip, cv2.MORPH_CLOSE, np.ones((round(14 * unit) | 1, round(5 * unit) | 1), np.uint8))
        pieces = []
        for box, _ in _components(joined):
            touches = box.x0 <= EDGE * unit if left else box.x1 >= zone - EDGE * unit
            if touches and box.height >= 5 * unit and box.width >= 2 * unit:
                pieces.append(box)
        for box in _gathered(pieces, APART * unit):
            tall = SEAM_HEIGHT[0] * unit <= box.height <= SEAM_HEIGHT[1] * unit
            if not (tall and 4 * unit <= box.width <= 0.7 * box.height):
                continue
            inked = strip[int(box.top) : int(box.bottom), int(box.x0) : int(box.x1)]
            found = Box(box.x0 + x0, box.top, box.x1 + x0, box.bottom)
            if not _plain_line(inked) and not any(w.intersection(found) > 0.5 * found.area for w in whole):
                out.append(found)
    return out


def _gathered(pieces: Sequence[Box], apart: float) -> list[Box]:
    """Boxes one below the other with gaps of at most ``apart`` as one: the arc and the letters of one seal's slice."""
    out: list[Box] = []
    for box in sorted(pieces, key=lambda b: b.top):
        if out and box.top - out[-1].bottom <= apart:
            out[-1] = union((out[-1], box))
        else:
            out.append(box)
    return out


def _plain_line(inked: NDArray[np.uint8]) -> bool:
    """Whether the ink is one straight vertical line or a solid patch (a coloured margin), not an arc with letters."""
    columns = inked.sum(axis=0)
    filled = inked.mean() > 0.75
    return bool(filled or columns.max() > 0.9 * inked.sum())


def chops(red: Grey, scale: float, rings: Sequence[NDArray[np.uint8]]) -> list[Box]:
    """Square frames of red ink with characters inside, in pixels. ``rings`` are masks of ring strokes, taken off first."""
    unit = scale / 72
    mask = (red > INK).astype(np.uint8)
    if int(mask.sum()) < 60:
        return []
    for ring in rings:
        mask[ring > 0] = 0
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    out = []
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for contour in contours:
        (cx, cy), (w, h), angle = cv2.minAreaRect(contour)
        if not (CHOP[0] * unit <= min(w, h) and max(w, h) <= CHOP[1] * unit and max(w, h) <= 1.7 * min(w, h)):
            continue
        if _framed(mask, cx, cy, w, h, angle):
            x, y, bw, bh = cv2.boundingRect(contour)
            out.append(Box(x, y, x + bw, y + bh))
    return out


def _framed(mask: NDArray[np.uint8], cx: float, cy: float, w: float, h: float, angle: float) -> bool:
    """Whether ink runs along all four sides of the rectangle and some, not all, of its inside is inked."""
    side = 64
    corners = cv2.boxPoints(((cx, cy), (w, h), angle)).astype(np.float32)
    to = np.array([[0, side - 1], [0, 0], [side - 1, 0], [side - 1, side - 1]], np.float32)
    flat = cv2.warpPerspective(mask * 255, cv2.getPerspectiveTransform(corners, to), (side, side)) > 90
    band = 6
    sides = (flat[:band].any(axis=0), flat[-band:].any(axis=0), flat[:, :band].any(axis=1), flat[:, -band:].any(axis=1))
    middle = flat[band + 3 : -band - 3, band + 3 : -band - 3]
    inner_frame = flat[band : band + 2].mean() < 0.9
    return all(s.mean() > 0.72 for s in sides) and 0.08 < middle.mean() < 0.6 and bool(inner_frame)
