"""Pen strokes beside an empty box: a tick set left of it, between it and its label, or across the label.

Printed words stay within their line. A stroke that sticks out above it, stands where nothing is printed, or has a pen's
colour was made by somebody, and says that the box, though empty, may be meant.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ticks_boxes import Square, Strip

RISE = 0.66
"""Widths of a character by which a stroke must rise above the middle of the line: printed characters reach 0.55."""
LEAST = 0.035
"""Ink beside an empty box, in squares of its side, from which it may be a tick, above what the form's other boxes have of it."""


def beside(cut: Strip, square: Square, left: float, right: float, em: float) -> float:
    """Strokes by hand that belong to a box, in squares of its side; ``em`` is the width of a character.

    ``left`` is where the words before it end and ``right`` where its own label ends, in pixels of the strip.
    """
    size = max(square.side, 0.85 * em)
    ink = max(_before(cut, square, left), _above(cut, square, left, right, em), _coloured(cut, square, left, right))
    return ink / size**2


def _before(cut: Strip, square: Square, left: float) -> float:
    """Ink in the bare paper left of the box."""
    side = square.side
    start, end = max(left, square.x - 1.2 * side), square.x - max(2.0, 0.12 * side)
    if end - start < 0.25 * side:
        return 0.0
    columns = np.s_[max(0, round(start)) : max(0, round(end))]
    part = cut.dark[max(0, square.y - round(0.1 * side)) : square.y + square.height, columns]
    rule = _rules(cut)[columns]
    return float(np.where((part > 0.45) & ~rule, part, 0.0).sum())


def _rules(cut: Strip) -> NDArray[np.bool_]:
    """Columns of pixels that belong to a table's upright rules: they run through the whole strip."""
    through = (cut.dark > 0.35).mean(axis=0) > 0.6
    return np.asarray(cv2.dilate(through.astype(np.uint8)[None], np.ones((1, 7), np.uint8))[0] > 0, np.bool_)


def _above(cut: Strip, square: Square, left: float, right: float, em: float) -> float:
    """Strokes that rise from the words' line into the bare paper above it."""
    side = square.side
    top = round(square.y + square.height / 2 - RISE * em)
    start, end = max(0, round(max(left, square.x - 1.2 * side))), min(cut.mask.shape[1], round(right))
    if top <= 2 or end - start < side:
        return 0.0
    part = ((cut.mask[: square.y + square.height, start:end] > 0) & ~_rules(cut)[start:end]).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(part)
    found = 0.0
    for n in range(1, count):
        x, y, w, h, _area = (int(v) for v in stats[n])
        if y >= top or y + h < square.y + 0.4 * side or w < 0.2 * side:
            continue
        upper = labels[y:top, x : x + w] == n
        # A rule or a row of words that touches is broad; a stroke is thin in every line of pixels.
        if upper.sum(axis=1).max() < 0.8 * side:
            found += float((labels[y : y + h, x : x + w] == n).sum())
    return found


def _coloured(cut: Strip, square: Square, left: float, right: float) -> float:
    """Ink of a blue pen between the words before the box and the end of its label."""
    side = square.side
    start, end = max(0, round(max(left, square.x - 1.2 * side))), round(right)
    part = cut.blue[max(0, square.y - round(0.5 * side)) : square.y + square.height + round(0.2 * side), start:end]
    return float(part.sum())
