"""Ink on paper: what is darker than its surroundings, specks and scanner edges left out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.eyes import Image

WORKING_DPI = 100.0
LEAST_CONTRAST = 28
"""Grey levels below the paper that count as ink; the grain of a scanned sheet stays within about twenty."""
SPECK_MM = 0.55
"""Marks not larger than this in both directions are specks of dust."""
STREAK = 0.06
"""Share of the page's length from which a hair-thin straight mark is a streak of the scanner. (A page with nothing but rulings is
an empty form: nothing to read.)"""
EDGE = 0.03
"""Share of each side that is not looked at: shadows of the scanner's lid, punched holes, seams."""


@dataclass(frozen=True, slots=True)
class Ink:
    """``share`` of the page that is inked; ``contrast`` is the mean grey distance of ink from paper; ``marks`` counts connected parts."""

    share: float
    contrast: float
    marks: int


def measure(image: Image, dpi: float) -> Ink:
    """The ink of a whole page."""
    factor = min(1.0, WORKING_DPI / dpi)
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else grey
    depth = _depth(np.asarray(small, np.uint8))
    grain = 1.48 * _spread(depth)
    mask = (depth >= max(LEAST_CONTRAST, 4.5 * grain)).astype(np.uint8)
    height, width = mask.shape
    dy, dx = int(height * EDGE), int(width * EDGE)
    mask[:dy], mask[height - dy :], mask[:, :dx], mask[:, width - dx :] = 0, 0, 0, 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    least = SPECK_MM / 25.4 * dpi * factor
    wide, high = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    streak = (np.minimum(wide, high) <= 2) & (np.maximum(wide, high) > STREAK * max(height, width))
    keep = np.zeros(count, bool)
    keep[1:] = ((wide > least) | (high > least)) & ~streak
    kept = keep[labels]
    return Ink(float(kept.mean()), float(depth[kept].mean()) if kept.any() else 0.0, int(keep.sum()))


def _depth(grey: NDArray[np.uint8]) -> NDArray[np.int16]:
    """How much darker each pixel is than the paper around it."""
    size = max(3, min(grey.shape) // 12) | 1
    coarse = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(coarse, np.ones((5, 5), np.uint8)), min(size, 31))
    return np.asarray(cv2.resize(paper, grey.shape[::-1]).astype(np.int16) - grey.astype(np.int16), np.int16)


def _spread(depth: NDArray[np.int16]) -> float:
    """Median distance from the median, by a histogram: sorting the pixels of a page twice takes five times as long."""
    counts = np.bincount(depth.ravel() + 255, minlength=511)
    levels = np.arange(-255.0, 256.0)
    distance = np.abs(levels - _median(levels, counts))
    order = np.argsort(distance, kind="stable")
    return _median(distance[order], counts[order])


def _median(levels: NDArray[np.float64], counts: NDArray[np.intp]) -> float:
    """Median of ``levels``, ascending, each as often as ``counts`` says."""
    upto = np.cumsum(counts)
    lower, upper = np.searchsorted(upto, [(upto[-1] - 1) // 2, upto[-1] // 2], side="right")
    return float(levels[lower] + levels[upper]) / 2


def stretched(image: Image) -> Image:
    """The picture with its contrast drawn out, paper to white and the darkest ink to black: for faint copies."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    paper = cv2.medianBlur(cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA), 31)
    flat = np.clip(grey.astype(np.float32) / np.maximum(cv2.resize(paper, grey.shape[::-1]).astype(np.float32), 1.0), 0, 1)
    low = float(np.percentile(flat, 1.0))
    out = np.clip((flat - low) / max(0.92 - low, 0.05), 0, 1) * 255
    return np.repeat(out.astype(np.uint8)[:, :, None], 3, axis=2)


def without_red(image: Image) -> Image:
    """The red channel alone: a red seal turns as light as the paper, black print stays black."""
    return np.repeat(image[:, :, :1], 3, axis=2)
