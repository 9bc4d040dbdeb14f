"""Boxes for ticks that are no squares: circles (○), and pairs of brackets to write a tick into （ ）."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, pi, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.grid_lines import Gray
from extractors.ticks_boxes import Square

ROUND = 0.72
"""Least score of a circle: mostly the share drawn of its worst quarter."""
BARE = 0.6
"""Least share of bare paper around a circle; a tick by hand may cross it."""


@cache
def _quarters(size: int) -> tuple[NDArray[np.float32], ...]:
    """Kernels of the four quarters of a circle of a diameter, each adding up to 1."""
    out = []
    r = (size - 1) / 2
    for quarter in range(4):
        kernel = np.zeros((size, size), np.float32)
        for a in np.linspace(quarter * pi / 2, (quarter + 1) * pi / 2, max(8, size), endpoint=False):
            kernel[round(r + r * sin(a)), round(r + r * cos(a))] = 1
        out.append(kernel / kernel.sum())
    return tuple(out)


def circles(mask: Gray, smallest: float, largest: float) -> list[Square]:
    """Circles with diameters between ``smallest`` and ``largest`` pixels, left to right, none overlapping another."""
    wide = cv2.dilate((mask > 0).astype(np.float32), np.ones((3, 3), np.uint8))
    height, width = mask.shape
    found: list[Square] = []
    for size in range(max(7, round(smallest)), min(round(largest), height, width) + 1, 2):
        parts = [cv2.filter2D(wide, -1, k, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT) for k in _quarters(size)]
        least = np.minimum(np.minimum(parts[0], parts[1]), np.minimum(parts[2], parts[3]))
        score = 0.7 * least + 0.075 * sum(parts)
        score[height - size + 1 :] = 0
        score[:, width - size + 1 :] = 0
        peaks = (score >= ROUND) & (score >= cv2.dilate(score, np.ones((5, 5), np.uint8)))
        # Of circles within the breadth of one stroke the larger: the outer edge of it.
        found += [
            Square(int(x), int(y), size, size, float(score[y, x]) + 0.0005 * size, "circle")
            for y, x in zip(*np.nonzero(peaks), strict=True)
        ]
    kept: list[Square] = []
    for s in sorted((s for s in found if _bare_around(mask, s) > BARE), key=lambda s: -s.score):
        if all(s.box.intersection(k.box) < 0.3 * min(s.box.area, k.box.area) for k in kept):
            kept.append(s)
    return sorted(kept, key=lambda s: s.x)


def _bare_around(mask: Gray, circle: Square) -> float:
    """Share of bare paper a little outside a circle: strokes of characters run on."""
    r = circle.width / 2 + max(3.0, 0.12 * circle.width)
    angles = np.linspace(0, 2 * pi, 48, endpoint=False)
    x = (circle.x + circle.width / 2 + r * np.cos(angles)).round().astype(int)
    y = (circle.y + circle.height / 2 + r * np.sin(angles)).round().astype(int)
    inside = (x >= 0) & (y >= 0) & (x < mask.shape[1]) & (y < mask.shape[0])
    return float((mask[y[inside], x[inside]] == 0).mean()) if inside.any() else 0.0


@dataclass(frozen=True, slots=True)
class _Sign:
    """A round bracket: its box, the breadth of its sign, and 1 for an opening one, -1 for a closing one."""

    x: int
    y: int
    width: int
    height: int
    turn: int


def brackets(mask: Gray, em: float, least: float = 0.35, merged: bool = False) -> list[Square]:
    """Pairs of round brackets with room for a tick between them (at least ``least`` em); each as one box from bracket to bracket.

    ``merged``: brackets that a tick between them touches count, too; for rows that are known to have brackets.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats((mask > 0).astype(np.uint8))
    signs: list[_Sign] = []
    for n in range(1, count):
        x, y, w, h, _area = (int(v) for v in stats[n])
        if not 0.65 * em <= h <= 1.5 * em or w > 2.6 * em:
            continue
        shape = labels[y : y + h, x : x + w] == n
        if w <= 0.45 * em:
            bend = _bend(shape)
            if abs(bend) >= max(1.2, 0.04 * em):
                signs.append(_Sign(x, y, w, h, 1 if bend > 0 else -1))
        elif merged:
            signs += _merged_signs(shape, x, y, em)
    signs.sort(key=lambda s: s.x)
    out = []
    for left, right in pairwise(signs):
        gap = right.x - (left.x + left.width)
        level = abs(left.y - right.y) < 0.3 * em and abs(left.height - right.height) < 0.3 * em
        if left.turn > 0 > right.turn and least * em <= gap <= 2.6 * em and level:
            top, bottom = min(left.y, right.y), max(left.y + left.height, right.y + right.height)
            out.append(Square(left.x, top, right.x + right.width - left.x, bottom - top, 1.0, "brackets", left.width, right.width))
    return out


def _merged_signs(shape: NDArray[np.bool_], x: int, y: int, em: float) -> list[_Sign]:
    """The brackets at the outer edges of a component that holds more: its left edge bends as an opening one does, its right edge as a
    closing one."""
    out = []
    height, width = shape.shape
    for turn, edge in ((1, shape.argmax(axis=1)), (-1, shape[:, ::-1].argmax(axis=1))):
        edge = edge[shape.any(axis=1)]
        if len(edge) < 0.9 * height:
            continue
        third = max(1, len(edge) // 4)
        middle = edge[third + third // 2 : -third - third // 2]
        breadth = int(np.percentile(edge, 97))
        round_ = float(np.mean(edge[:third]) - np.mean(middle)), float(np.mean(edge[-third:]) - np.mean(middle))
        steps = np.abs(np.diff(edge.astype(int)))
        if min(round_) >= max(1.0, 0.03 * em) and breadth <= 0.35 * em and float(np.percentile(steps, 97)) <= max(2.0, 0.1 * em):
            sign = breadth + max(2, round(0.08 * em))
            out.append(_Sign(x if turn > 0 else x + width - sign, y, sign, height, turn))
    return out


def _bend(shape: NDArray[np.bool_]) -> float:
    """How far the ends of an upright stroke lie right of its middle, in pixels: ( bends to the right, ) to the left."""
    third = max(1, shape.shape[0] // 4)
    rows = [np.flatnonzero(r).mean() if r.any() else np.nan for r in shape]
    ends = np.nanmean([*rows[:third], *rows[-third:]])
    middle = np.nanmean(rows[third + third // 2 : -third - third // 2] or rows)
    return float(ends - middle)
