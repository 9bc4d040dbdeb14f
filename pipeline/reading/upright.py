"""How a page's picture must be turned so that its lines run from left to right, and how far it leans."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models.eyes import Image
from models.geometry import Box

Quads = NDArray[np.float32]
"""Corners of text lines: n × 4 × 2 pixels, clockwise from each line's top left."""

LEAST_SKEW = 0.3
"""Degrees below which a page is left as it is: a line of A4 width then rises by less than a third of a letter."""
MOST_SKEW = 20.0


def turn(image: Image, degrees: int) -> Image:
    """``image`` turned counter-clockwise by a multiple of 90: undoes `Page.turned`."""
    return np.ascontiguousarray(np.rot90(image, degrees // 90 % 4))


def turn_quads(quads: Quads, degrees: int, width: int, height: int) -> Quads:
    """Corners found in an image of ``width`` × ``height``, in the image turned by `turn`; order of corners renewed."""
    x, y = quads[..., 0], quads[..., 1]
    moved = {0: (x, y), 90: (y, width - x), 180: (width - x, height - y), 270: (height - y, x)}[degrees % 360]
    return in_order(np.stack(moved, axis=-1))


def in_order(quads: Quads) -> Quads:
    """Corners clockwise from the top left."""
    out = np.empty_like(quads)
    for i, quad in enumerate(quads):
        by_x = quad[np.argsort(quad[:, 0], kind="stable")]
        left, right = by_x[:2], by_x[2:]
        left, right = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
        out[i] = (left[0], right[0], right[1], left[1])
    return out


def sizes(quads: Quads) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Widths and heights of lines, in pixels."""
    return np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1), np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)


def runs_vertically(quads: Quads) -> bool:
    """Whether most of the text, by length, stands in upright columns: a page turned by 90° or 270°."""
    if not len(quads):
        return False
    widths, heights = np.ptp(quads[:, :, 0], axis=1), np.ptp(quads[:, :, 1], axis=1)
    long = np.maximum(widths, heights) > 1.7 * np.minimum(widths, heights)
    return bool(heights[long & (heights > widths)].sum() > widths[long & (widths > heights)].sum())


def skew(quads: Quads) -> float:
    """Clockwise lean of the lines in degrees (median weighted by length); 0 where it is small or cannot be told."""
    if len(quads) < 3:
        return 0.0
    widths, heights = sizes(quads)
    long = widths > 5 * heights
    if int(long.sum()) < 3:
        return 0.0
    top, bottom = quads[long, 1] - quads[long, 0], quads[long, 2] - quads[long, 3]
    slopes = np.degrees(np.arctan2((top + bottom)[:, 1], (top + bottom)[:, 0]))
    order = np.argsort(slopes)
    weight = np.cumsum(widths[long][order])
    angle = float(slopes[order][int(np.searchsorted(weight, weight[-1] / 2))])
    return round(angle, 2) if LEAST_SKEW <= abs(angle) <= MOST_SKEW else 0.0


def level(image: Image, angle: float) -> Image:
    """``image`` turned counter-clockwise by ``angle`` degrees about its centre, size kept: undoes `Page.skew`."""
    if not angle:
        return image
    height, width = image.shape[:2]
    turned = cv2.warpAffine(image, _matrix(angle, width, height), (width, height), flags=cv2.INTER_CUBIC, borderValue=_paper(image))
    return np.asarray(turned, np.uint8)


def skewed_box(box: Box, angle: float, width: float, height: float) -> Box:
    """Where a box of the level page (``width`` × ``height``) lies on the page before `level`."""
    back = cv2.invertAffineTransform(_matrix(angle, width, height))
    corners = np.array([(x, y) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]) @ back[:, :2].T + back[:, 2]
    (x0, top), (x1, bottom) = corners.min(axis=0), corners.max(axis=0)
    return Box(float(x0), float(top), float(x1), float(bottom))


def level_part(
    image: Image, angle: float, page: tuple[float, float], at: tuple[float, float], wanted: tuple[float, float], size: tuple[int, int]
) -> Image:
    """The part of a level page that begins at ``wanted`` and has ``size`` (pixels, width first), from a part of the page as it lay

    that begins at ``at``; ``page`` is the size of the whole.
    """
    matrix = _matrix(angle, *page)
    matrix[:, 2] += matrix[:, :2] @ np.array(at) - np.array(wanted)
    return np.asarray(cv2.warpAffine(image, matrix, size, flags=cv2.INTER_CUBIC, borderValue=_paper(image)), np.uint8)


def _paper(image: Image) -> list[int]:
    """The colour of most of a picture."""
    height, width = image.shape[:2]
    return [int(v) for v in np.median(image[:: max(1, height // 64), :: max(1, width // 64)].reshape(-1, image.shape[2]), axis=0)]


def level_quads(quads: Quads, angle: float, width: int, height: int) -> Quads:
    """Corners found before `level`, after it."""
    if not angle or not len(quads):
        return quads
    matrix = _matrix(angle, width, height)
    return np.asarray(quads @ matrix[:, :2].T + matrix[:, 2], np.float32)


def _matrix(angle: float, width: float, height: float) -> NDArray[np.float64]:
    return np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0))


def longest(quads: Quads, most: int) -> Sequence[int]:
    """Indices of lines good for a trial reading: long, but not so long that reading them is dear."""
    widths, heights = sizes(quads)
    worth = np.minimum(widths / np.maximum(heights, 1.0), 14.0)
    return [int(i) for i in np.argsort(-worth, kind="stable")[:most]]
