"""Pictures on scanned pages: photographs, drawings, charts. Digital pages name their own.

A picture is ink that is neither text nor the rulings of a table nor a seal: what is left of the page when the lines of text are
taken away, drawn together over small gaps. A 图 caption below makes a fainter find sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage

from extractors.furniture import caption
from models.eyes import Image
from models.geometry import Box, union
from models.pages import Line, Picture

DPI = 72
"""Found at one pixel a point: frames and fills are still seen, and a page takes milliseconds."""
LEAST = (90.0, 45.0)
"""Width and height of the smallest picture, in points."""
SEAL = 165.0
"""A round thing up to this size is rather a seal than a picture, unless a caption stands below it."""
GAP = 17
"""Boxes of one drawing stand closer than this, in points."""

Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Find:
    box: Box
    ink: float
    red: float
    captioned: bool


def find_pictures(image: Image, lines: Sequence[Line], dpi: int) -> tuple[Picture, ...]:
    """Pictures of an upright page, from top to bottom, boxes in points; ``lines`` are the page's text."""
    scale = DPI / dpi
    half = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) if scale < 0.5 else image  # whole steps are quick
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    small = np.asarray(cv2.resize(half, size, interpolation=cv2.INTER_AREA), np.uint8)
    height, width = small.shape[:2]
    ink = _ink(small)
    text = [line for line in lines if line.box.height < 40]
    bare = ink.copy()
    for line in text:
        _clear(bare, line.box.grown(1.5))
    captions = [line.box for line in lines if (caption(line.text) or ("", ""))[0] == "图"]
    found = [_measure(box, bare, small, captions) for box in _regions(bare)]
    boxes = [f.box for f in found if _is_picture(f, ink, text, width, height)]
    boxes += _above(captions, bare, text, boxes, width)
    merged = _apart(boxes)
    return tuple(Picture(b, None, _hash(image, b, dpi)) for b in sorted(merged, key=lambda b: (b.top, b.x0)))


def _ink(small: Image) -> Mask:
    """Where the page is darker or more coloured than its own paper."""
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    grey = cv2.medianBlur(grey, 3)
    paper = cv2.GaussianBlur(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), (0, 0), 2)
    level = float(np.percentile(paper, 80))
    red, green, blue = cv2.split(small)
    spread = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    base = float(np.median(spread))
    mask = (grey < level - max(22.0, 0.12 * level)) | (spread > base + 40)
    out = mask.astype(np.uint8) * 255
    out[:12], out[-12:], out[:, :12], out[:, -12:] = 0, 0, 0, 0
    return np.asarray(cv2.morphologyEx(out, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)) | _strokes(out), np.uint8)


def _strokes(mask: Mask) -> Mask:
    """Thin straight lines, which opening would take away."""
    across = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, 15), np.uint8))
    down = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((15, 1), np.uint8))
    return np.asarray(across | down, np.uint8)


def _clear(mask: Mask, box: Box) -> None:
    y0, y1 = max(0, int(box.top)), max(0, int(np.ceil(box.bottom)))
    x0, x1 = max(0, int(box.x0)), max(0, int(np.ceil(box.x1)))
    mask[y0:y1, x0:x1] = 0


def _regions(bare: Mask) -> list[Box]:
    joined = cv2.morphologyEx(bare, cv2.MORPH_CLOSE, np.ones((GAP, GAP), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    out = []
    for i in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[i][:5])
        if w >= LEAST[0] * 0.5 and h >= LEAST[1] * 0.5 and area > 900:
            out.append(Box(float(x), float(y), float(x + w), float(y + h)))
    return _apart(_near(out))


def _near(boxes: Sequence[Box]) -> list[Box]:
    """Parts of one drawing put together: side by side or stacked with a small gap."""
    out = list(boxes)
    changed = True
    while changed:
        changed = False
        for i, a in enumerate(out):
            for j in range(i + 1, len(out)):
                b = out[j]
                across = min(a.x1, b.x1) - max(a.x0, b.x0)
                down = min(a.bottom, b.bottom) - max(a.top, b.top)
                stacked = across > 0.5 * min(a.width, b.width) and down > -24
                beside = down > 0.5 * min(a.height, b.height) and across > -30
                if stacked or beside:
                    out[i] = union((a, b))
                    del out[j]
                    changed = True
                    break
            if changed:
                break
    return out


def _apart(boxes: Iterable[Box]) -> list[Box]:
    """Without those that lie in another."""
    out: list[Box] = []
    for box in sorted(boxes, key=lambda b: -b.area):
        if not any(o.intersection(box) > 0.5 * box.area for o in out):
            out.append(box)
    return out


def _measure(box: Box, bare: Mask, small: Image, captions: Sequence[Box]) -> _Find:
    part = bare[int(box.top) : int(box.bottom), int(box.x0) : int(box.x1)]
    pixels = small[int(box.top) : int(box.bottom), int(box.x0) : int(box.x1)].astype(np.int16)
    inked = part > 0
    red = (pixels[..., 0] - pixels[..., 1] > 45) & (pixels[..., 0] - pixels[..., 2] > 45)
    share = float((red & inked).sum()) / max(1, int(inked.sum()))
    captioned = any(-8 < c.top - box.bottom < 45 and c.x0 < box.x1 and c.x1 > box.x0 for c in captions)
    return _Find(box, float(inked.mean()) if part.size else 0.0, share, captioned)


def _is_picture(find: _Find, ink: Mask, text: Sequence[Line], width: int, height: int) -> bool:
    box = find.box
    if box.width < LEAST[0] or box.height < LEAST[1] or box.area > 0.85 * width * height:
        return False
    if find.captioned:
        return find.ink > 0.02 and find.red < 0.6
    if find.red > 0.2:
        return False
    if _is_table(box, ink):
        return False
    worded = sum(line.box.intersection(box) for line in text) / box.area
    if worded > 0.15 and find.ink < 0.25:
        return False
    roundish = 0.75 < box.width / box.height < 1.33 and max(box.width, box.height) < SEAL
    long = sum(line.box.intersection(box) for line in text if line.box.width > 0.55 * width)
    if long > 0.12 * box.area or (roundish and find.ink < 0.45):
        return False
    return find.ink > (0.3 if box.area < 0.03 * width * height else 0.12)


def _is_table(box: Box, ink: Mask) -> bool:
    """Whether at least three rulings cross the whole width and at least two the whole height."""
    part = ink[int(box.top) : int(box.bottom), int(box.x0) : int(box.x1)]
    h, w = part.shape
    across = cv2.morphologyEx(part, cv2.MORPH_OPEN, np.ones((1, max(15, w // 14)), np.uint8))
    down = cv2.morphologyEx(part, cv2.MORPH_OPEN, np.ones((max(9, min(h // 12, 24)), 1), np.uint8))
    rows = _bands(_spans(across, 0).mean(axis=1) > 0.88)
    columns = _bands(_spans(down, 1).mean(axis=0) > 0.88)
    return rows >= 3 and columns >= 2 and float((part > 0).mean()) < 0.4


def _spans(rulings: Mask, along: int) -> NDArray[np.bool_]:
    """Rulings across (0) or down (1) with small breaks closed and a little leaning allowed."""
    leaning = np.ones((5, 1) if along == 0 else (1, 5), np.uint8)
    breaks = np.ones((1, 9) if along == 0 else (9, 1), np.uint8)
    return np.asarray(cv2.morphologyEx(cv2.dilate(rulings, leaning), cv2.MORPH_CLOSE, breaks) > 0)


def _bands(flags: NDArray[np.bool_]) -> int:
    """Runs of true."""
    return int(np.count_nonzero(flags[1:] & ~flags[:-1]) + bool(flags[0]))


def _above(captions: Sequence[Box], bare: Mask, text: Sequence[Line], have: Sequence[Box], width: int) -> list[Box]:
    """The ink between a caption without a picture and the running text above it."""
    out: list[Box] = []
    for c in captions:
        if any(-8 < c.top - b.bottom < 60 and b.x0 < c.x1 and c.x0 < b.x1 for b in have):
            continue
        over = [line.box.bottom for line in text if line.box.bottom < c.top - 2 and line.box.width > 0.55 * width]
        over += [b.bottom for b in captions if b.bottom < c.top - 2]
        top = int(max(over, default=max(30.0, c.top - 380))) + 2
        part = bare[top : int(c.top) - 1]
        ys, xs = np.nonzero(part)
        if len(ys) < 250:
            continue
        box = Box(float(np.percentile(xs, 1)), top + float(ys.min()), float(np.percentile(xs, 99)), top + float(ys.max()) + 1)
        words = [line.box for line in text if top < line.box.centre[1] < c.top and line.box.width < 0.55 * width]
        inside = [w for w in words if box.grown(20).contains(*w.centre)]
        box = union((box, *inside))
        if box.width >= LEAST[0] and box.height >= LEAST[1]:
            out.append(box)
    return out


def _hash(image: Image, box: Box, dpi: int) -> str:
    s = dpi / 72
    part = image[max(0, int(box.top * s)) : int(box.bottom * s), max(0, int(box.x0 * s)) : int(box.x1 * s)]
    return str(imagehash.phash(PILImage.fromarray(part))) if part.size else ""
