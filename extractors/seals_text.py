"""The words of a seal: the ring of characters unrolled into a line, and the four quarters of a person's chop set in a row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import pi

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.seals_ink import Grey
from extractors.seals_rings import Ring
from models.eyes import Image, Reading
from models.geometry import Box

Recognise = Callable[[Image], Reading]

STEP = 720
"""Angles around the ring at which ink is summed."""
HEIGHT = 48
ENOUGH = 0.97
"""Confidence at which no further way of unrolling is tried."""
_KEPT = re.compile(r"[㐀-䶿一-鿿〇()]+")
_NO_NAME = re.compile(r"^[()]+|(?<=\))\)+|\($")


@dataclass(frozen=True, slots=True)
class Band:
    """Where the characters stand: shares of the ring's radius and angles, clockwise from the right, ``end`` > ``start``."""

    inner: float
    outer: float
    start: float
    end: float


def read_ring(inks: tuple[Grey, ...], ring: Ring, recognise: Recognise) -> tuple[str, float]:
    """The text along the ring with its confidence, ("", 0.0) where none was read.

    ``inks`` are the channels to read it from, best first. Further ways of unrolling are tried until one is read surely.
    """
    best = ("", 0.0)
    for ink, band in _ways(inks, ring):
        reading = recognise(_strip(ink, ring, band))
        text = cleaned(reading.text)
        if len(text) < 2:
            continue
        if reading.confidence > best[1]:
            best = (text, reading.confidence)
        if best[1] >= ENOUGH:
            break
    return best


def cleaned(text: str) -> str:
    """The name in a reading: Chinese characters and brackets, without the number code and stray marks."""
    kept = "".join(_KEPT.findall(unicodedata.normalize("NFKC", text).replace("[", "(").replace("]", ")")))
    return _NO_NAME.sub("", kept).replace("(", "（").replace(")", "）")


def _ways(inks: tuple[Grey, ...], ring: Ring) -> Iterator[tuple[Grey, Band]]:
    """Channel and band of each way of unrolling, the likeliest first."""
    first = [locate(ink, ring) for ink in inks]
    yield inks[0], first[0]
    for ink, band in zip(inks, first, strict=True):
        yield ink, replace(band, inner=band.inner - 0.04, outer=min(0.965, band.outer + 0.03))
        yield ink, replace(band, inner=0.58, outer=0.95)
        yield ink, replace(band, start=band.start - 0.12, end=min(band.end + 0.12, band.start - 0.12 + 2 * pi))
    for ink, band in zip(inks[1:], first[1:], strict=True):
        yield ink, band


def locate(ink: Grey, ring: Ring) -> Band:
    """The band of characters inside ``ring``: its radii by the ink's profile, its angles by the widest gap."""
    inner, outer = _radii(ink, ring)
    middle = (inner + outer) / 2
    half = (outer - inner) * 0.42
    amount = _polar(ink, ring, np.linspace(middle - half, middle + half, 12)).mean(axis=0)
    start, end = _angles(amount)
    return Band(inner, outer, start, end)


def _polar(ink: Grey, ring: Ring, shares: NDArray[np.float64], angles: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Ink by share of the radius (rows) and angle (columns)."""
    around = np.linspace(0, 2 * pi, STEP, endpoint=False) if angles is None else angles
    x, y = ring.points(around[None, :], shares[:, None])
    return np.asarray(cv2.remap(ink, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderValue=0), dtype=np.float64)


def _radii(ink: Grey, ring: Ring) -> tuple[float, float]:
    """Inner and outer share of the radius between which the characters stand."""
    free = 1 - (ring.stroke * 0.5 + 1.5) / ring.ry
    shares = np.linspace(0.45, free, 80)
    polar = np.minimum(_polar(ink, ring, shares), 200)
    profile = cv2.GaussianBlur(polar.mean(axis=1).reshape(-1, 1), (1, 5), 0).ravel()
    zone = (shares > 0.6) & (shares < 0.92)
    top = int(np.flatnonzero(zone)[np.argmax(profile[zone])])
    floor = float(np.percentile(profile, 10))
    level = floor + 0.22 * (profile[top] - floor)
    low, high = top, top
    while low > 0 and profile[low - 1] > level and shares[top] - shares[low] < 0.3:
        low -= 1
    while high < len(shares) - 1 and profile[high + 1] > level:
        high += 1
    inner, outer = float(shares[low]), float(shares[high])
    if outer - inner < 0.12:
        return 0.62, min(0.94, free)
    return inner - 0.02, min(outer + 0.02, free)


def _angles(amount: NDArray[np.float64]) -> tuple[float, float]:
    """Start and end of the text: what the widest gap leaves, gaps at the bottom preferred."""
    smooth = np.convolve(np.concatenate([amount[-8:], amount, amount[:8]]), np.ones(9) / 9, "same")[8:-8]
    low = smooth < 0.16 * np.percentile(smooth, 90)
    turn = 2 * pi / STEP
    best, widest = None, 0.0
    for a, b in _runs(low):
        centre = (a + b) / 2 * turn
        worth = (b - a) * (1 + 0.6 * np.cos(centre - pi / 2))
        if worth > widest:
            best, widest = (a, b), worth
    if best is None or (best[1] - best[0]) * turn < 0.12:
        return pi / 2 + 0.02, pi / 2 - 0.02 + 2 * pi
    margin = min(0.06, (best[1] - best[0]) * turn / 4)
    start, end = best[1] * turn - margin, best[0] * turn + margin
    while end <= start:
        end += 2 * pi
    return start, end


def _runs(low: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Runs of true values around the circle, as start and end (end may pass the last index)."""
    if low.all() or not low.any():
        return []
    shift = int(np.flatnonzero(~low)[0])
    turned = np.roll(low, -shift).astype(np.int8)
    change = np.diff(np.concatenate([[0], turned, [0]]))
    return [(int(a) + shift, int(b) + shift) for a, b in zip(np.flatnonzero(change == 1), np.flatnonzero(change == -1), strict=True)]


def _strip(ink: Grey, ring: Ring, band: Band) -> Image:
    """The band as a line of dark text on white, `HEIGHT` pixels high with margins."""
    inner, outer = max(0.2, band.inner), band.outer
    pixels = max(8.0, (outer - inner) * ring.ry)
    zoom = HEIGHT / pixels
    middle = (inner + outer) / 2
    # Arc length along an ellipse: even steps of length, so that characters at its ends are no wider than on top.
    fine = np.linspace(band.start, band.end, 1500)
    x, y = ring.points(fine, middle)
    length = np.concatenate([[0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    width = max(HEIGHT, int(length[-1] * zoom))
    angles = np.interp(np.linspace(0, length[-1], width), length, fine)
    flat = np.clip(_polar(ink, ring, np.linspace(outer, inner, HEIGHT), angles), 0, 255)
    level = max(60.0, float(np.percentile(flat, 93)))
    page = 255 - np.clip(flat * (215 / level), 0, 235).astype(np.uint8)
    framed = cv2.copyMakeBorder(page, 4, 4, 20, 20, cv2.BORDER_CONSTANT, value=255)
    return np.asarray(cv2.cvtColor(framed, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def star(ink: Grey, ring: Ring) -> float:
    """How much the middle looks like a five-pointed star, 0 to 1: the share of its ink's variation that comes five times a round."""
    amount = np.minimum(_polar(ink, ring, np.linspace(0.12, 0.27, 16)), 160).mean(axis=0)
    spectrum = np.abs(np.fft.rfft(amount))[1:16] ** 2
    if amount.mean() < 25 or spectrum.sum() <= 0:
        return 0.0
    return float(spectrum[4] / spectrum.sum())


def read_chop(ink: Grey, box: Box, recognise: Recognise) -> tuple[str, float]:
    """The name in a square chop: two columns read from the right, each from top to bottom; 印 and 之印 are left off."""
    x0, y0, x1, y1 = (round(v) for v in (box.x0, box.top, box.x1, box.bottom))
    edge = round(0.09 * min(x1 - x0, y1 - y0))
    face = ink[y0 + edge : y1 - edge, x0 + edge : x1 - edge]
    if min(face.shape) < 12:
        return "", 0.0
    h, w = face.shape[0] // 2, face.shape[1] // 2
    quarters = [face[:h, w:], face[h:, w:], face[:h, :w], face[h:, :w]]
    row = np.hstack([cv2.copyMakeBorder(cv2.resize(q, (44, 44), interpolation=cv2.INTER_CUBIC), 4, 4, 3, 3, cv2.BORDER_CONSTANT) for q in quarters])
    page = 255 - cv2.copyMakeBorder(np.clip(row, 0, 255).astype(np.uint8), 2, 2, 16, 16, cv2.BORDER_CONSTANT)
    reading = recognise(np.asarray(cv2.cvtColor(page, cv2.COLOR_GRAY2RGB), dtype=np.uint8))
    text = cleaned(reading.text)
    return re.sub(r"(之印|印章|印|章)$", "", text), reading.confidence
