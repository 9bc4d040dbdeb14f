"""Ink channels of a scanned page: how red and how dark each pixel is against its paper.

All channels are ``uint8`` images of the page's height × width, 0 for paper and 255 for full ink. The paper's own tint and
shade (yellow licences, grey copies, uneven lamps) are taken off first, so that one threshold serves all scanners.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.eyes import Image

Grey = NDArray[np.uint8]
"""Height × width, one channel."""

RED = 22
"""Redness from which a pixel counts as red ink (faint stamps reach about 30, JPEG fringes of black text about 15)."""
GATE = 38
"""Stretched redness from which a pixel belongs to red ink."""


def reduced(image: Image, dpi: float, target: float) -> tuple[Image, float]:
    """``image`` at about ``target`` dots per inch (never enlarged) and the factor that was applied to its coordinates."""
    factor = min(1.0, target / dpi)
    if factor > 0.97:
        return image, 1.0
    size = (max(1, round(image.shape[1] * factor)), max(1, round(image.shape[0] * factor)))
    how = cv2.INTER_AREA if factor < 0.6 else cv2.INTER_LINEAR  # nothing is lost between so few pixels, in a fifth of the time
    return np.asarray(cv2.resize(image, size, interpolation=how), dtype=np.uint8), factor


def paper(channel: Grey, reach: int) -> Grey:
    """The paper's own shade under the ink: bright neighbourhood of about ``reach`` pixels, smoothed."""
    small = cv2.resize(channel, (max(1, channel.shape[1] // 4), max(1, channel.shape[0] // 4)), interpolation=cv2.INTER_AREA)
    size = max(3, reach // 4 | 1)
    wide = cv2.blur(cv2.dilate(small, np.ones((size, size), np.uint8)), (size, size))
    return np.asarray(cv2.resize(wide, (channel.shape[1], channel.shape[0]), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def darkness(channel: Grey, dpi: float) -> Grey:
    """How much darker than its paper each pixel is, 255 for black on white."""
    shade = paper(channel, max(9, int(dpi * 0.2)))
    return np.asarray(cv2.divide(cv2.subtract(shade, channel), cv2.max(shade, 60), scale=255), dtype=np.uint8)


def redness(image: Image, dpi: float) -> Grey:
    """R - max(G, B) above the paper's own: red ink stands out of it, black text vanishes, yellow and pink paper stay near nought.

    Stretched so that the page's red ink reaches about 200 however faint it is. Blocky, because JPEG keeps colour coarsely.
    """
    r, g, b = cv2.split(image)
    raw = cv2.subtract(r, cv2.max(g, b))
    if raw.max() <= RED:
        return np.zeros_like(raw)
    reach = max(3, int(dpi * 0.1)) | 1
    small = cv2.resize(raw, (max(1, raw.shape[1] // 4), max(1, raw.shape[0] // 4)), interpolation=cv2.INTER_AREA)
    own = cv2.resize(cv2.blur(cv2.erode(small, np.ones((reach, reach), np.uint8)), (reach, reach)), (raw.shape[1], raw.shape[0]))
    return _stretched(cv2.subtract(raw, own), RED, 200.0, 6.0, dpi)


def _stretched(ink: Any, least: int, level: float, most: float, dpi: float) -> Grey:
    """Each cluster of ink raised to ``level`` on its own: a faint stamp stays faint beside a letterhead's strong red otherwise."""
    reach = max(3, round(dpi * 0.07)) | 1
    small = cv2.resize(ink, (max(1, ink.shape[1] // 3), max(1, ink.shape[0] // 3)), interpolation=cv2.INTER_AREA)
    joined = cv2.dilate((small > least).astype(np.uint8), np.ones((reach // 3 | 1, reach // 3 | 1), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    out = np.zeros_like(ink)
    for x, y, w, h, _ in sorted(stats[1:count].tolist(), key=lambda c: -c[2] * c[3])[:60]:
        part = np.s_[y * 3 : (y + h) * 3 + 3, x * 3 : (x + w) * 3 + 3]
        inked = ink[part][ink[part] > least]
        if inked.size < 30:
            continue
        gain = min(most, max(1.0, level / max(1.0, float(np.percentile(inked, 75)))))
        out[part] = np.maximum(out[part], cv2.convertScaleAbs(ink[part], alpha=gain))
    return np.asarray(out, dtype=np.uint8)


def red_ink(image: Image, red: Grey, dpi: float) -> Grey:
    """Red ink with the sharpness of the page's brightness: darkness where the colour is red, without black print.

    ``red`` is `redness` of the same image. Where red and black lie over each other nothing is left.
    """
    if not red.any():
        return red
    gate = cv2.blur(red, (3, 3))
    any_ink = dark_any(image, dpi)
    black = cv2.blur(dark_without_red(image, dpi), (2, 2))
    # Black is as dark in the red channel as elsewhere, red ink less than half as dark.
    print_ = cv2.subtract(cv2.convertScaleAbs(black, alpha=2.0), any_ink)
    ink = cv2.subtract(any_ink, print_)
    ink[gate < GATE] = 0
    return _stretched(ink, 24, 210.0, 5.0, dpi)


def dark_without_red(image: Image, dpi: float) -> Grey:
    """Darkness of the red channel, in which red ink is nearly paper: black, grey and blue ink only."""
    return darkness(np.asarray(cv2.extractChannel(image, 0), dtype=np.uint8), dpi)


def dark_any(image: Image, dpi: float) -> Grey:
    """Darkness in the channel where ink is strongest, whatever its colour."""
    r, g, b = cv2.split(image)
    return darkness(np.asarray(cv2.min(cv2.min(r, g), b), dtype=np.uint8), dpi)


def print_mask(dark: Grey, level: float) -> Grey:
    """Where print or handwriting lies over a grey seal: ink clearly darker than the seal's own ``level``; empty if none is."""
    heavy = float(np.percentile(dark, 99.5))
    if heavy - level < 35:
        return np.zeros_like(dark)
    return np.asarray((dark > (0.55 * level + 0.45 * heavy)).astype(np.uint8), dtype=np.uint8)


def print_over_red(black: Grey, every: Grey) -> Grey:
    """Where black print or a pen lies on a red seal: ink about as dark in the red channel (``black``) as in any (``every``)."""
    soft, whole = cv2.blur(black, (3, 3)).astype(np.float32), cv2.blur(every, (3, 3)).astype(np.float32)
    return np.asarray(((soft > 0.68 * whole) & (whole > 60)).astype(np.uint8), dtype=np.uint8)


def bridged(ink: Grey, print_: Grey) -> Grey:
    """``ink`` with the strokes of the seal carried on under thin strokes of print."""
    if not print_.any():
        return ink
    return np.asarray(cv2.inpaint(ink, cv2.dilate(print_, np.ones((3, 3), np.uint8)), 3, cv2.INPAINT_TELEA), dtype=np.uint8)
