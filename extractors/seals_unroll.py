"""The ring of characters of a seal unrolled into one line of dark text on white."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import pi

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.seals_ink import Grey
from extractors.seals_rings import Ring
from models.eyes import Image

STEP = 720
"""Angles around the ring at which ink is summed."""
HEIGHT = 48
LEAST_INK = 0.14
"""Share of the strongest ink from which an angle counts as written on."""
WIDE_GAP = 1.25
"""Gap, in heights of the band, that parts the name from a code, a date or other words at the bottom."""


@dataclass(frozen=True, slots=True)
class Band:
    """Where the characters stand: shares of the ring's radius and angles, clockwise from the right, ``end`` > ``start``."""

    inner: float
    outer: float
    start: float
    end: float


def locate(ink: Grey, ring: Ring) -> Band:
    """The band of characters inside ``ring``: its radii by the ink's profile, its angles by the widest gap."""
    inner, outer = _radii(ink, ring)
    middle = (inner + outer) / 2
    half = (outer - inner) * 0.42
    amount = polar(ink, ring, np.linspace(middle - half, middle + half, 12)).mean(axis=0)
    x, y = ring.within(np.linspace(0, 2 * pi, STEP, endpoint=False), middle)
    length = np.concatenate([[0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    start, end = _angles(amount, length, (outer - inner) * ring.ry)
    return Band(inner, outer, start, end)


def polar(ink: Grey, ring: Ring, shares: NDArray[np.float64], angles: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Ink by share of the radius (rows) and angle (columns)."""
    around = np.linspace(0, 2 * pi, STEP, endpoint=False) if angles is None else angles
    x, y = ring.within(around[None, :], shares[:, None])
    return np.asarray(cv2.remap(ink, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderValue=0), dtype=np.float64)


def _radii(ink: Grey, ring: Ring) -> tuple[float, float]:
    """Inner and outer share of the radius between which the characters stand."""
    free = 1 - (ring.stroke * 0.5 + 1.5) / ring.ry
    shares = np.linspace(0.45, free, 80)
    inked = np.minimum(polar(ink, ring, shares), 200)
    profile = cv2.GaussianBlur(inked.mean(axis=1).reshape(-1, 1), (1, 5), 0).ravel()
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


def _angles(amount: NDArray[np.float64], length: NDArray[np.float64], height: float) -> tuple[float, float]:
    """Start and end of the text: of the groups of ink that wide gaps part, the long one about the top.

    ``amount`` is the ink at each angle, ``length`` the way to it along the middle of the band and ``height`` the band's, in pixels.
    """
    total = float(length[-1] + length[1])
    smooth = np.convolve(np.concatenate([amount[-3:], amount, amount[:3]]), np.ones(5) / 5, "same")[3:-3]
    floor = float(np.percentile(smooth, 8))
    inked = smooth > floor + LEAST_INK * (float(np.percentile(smooth, 92)) - floor)
    turn = 2 * pi / STEP

    def way(a: int, b: int) -> float:
        return float(length[b % STEP] - length[a % STEP]) % total

    gaps = [(a, b) for a, b in _runs(~inked) if way(a, b) > WIDE_GAP * height]
    if not gaps:
        return pi / 2, pi / 2 + 2 * pi
    best, worth = (gaps[0][1], gaps[0][0] + STEP), -1.0
    for (_, a), (b, _) in zip(gaps, gaps[1:] + gaps[:1], strict=True):
        end = b if b > a else b + STEP
        merit = (end - a) * (1 - 0.5 * np.sin((a + end) / 2 * turn))
        if merit > worth:
            best, worth = (a, end), merit
    margin = 0.3 * height / (total / (2 * pi))
    return best[0] * turn - margin, best[1] * turn + margin


def pitch(ink: Grey, ring: Ring, band: Band) -> dict[int, float]:
    """How well each number of evenly set characters fits the ink between the band's ends: higher is better, 0 is chance."""
    fine = np.linspace(band.start, band.end, 900)
    middle, half = (band.inner + band.outer) / 2, (band.outer - band.inner) * 0.4
    x, y = ring.within(fine, middle)
    length = np.concatenate([[0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    even = np.interp(np.linspace(0, length[-1], 900), length, fine)
    amount = np.minimum(polar(ink, ring, np.linspace(middle + half, middle - half, 14), even), 170).mean(axis=0)
    inked = np.flatnonzero(amount > amount.max() * 0.2)
    if len(inked) < 60:
        return {}
    amount = amount[inked[0] : inked[-1] + 1]
    amount = (amount - amount.mean()) / (amount.std() + 1e-6)
    return {n: max(_grid(amount, n, share) for share in (0.6, 0.7, 0.8, 0.9)) for n in range(4, 27)}


def _grid(amount: NDArray[np.float64], n: int, share: float) -> float:
    """Ink at the centres of ``n`` characters less that between them, for characters that take ``share`` of their room."""
    room = len(amount) / (n - 1 + share)
    between = np.asarray((share / 2 + 0.5 + np.arange(n - 1)) * room, dtype=np.float64)
    centres = np.asarray((share / 2 + np.arange(n)) * room, dtype=np.float64)
    wide = max(1.0, room * 0.1)

    def at(places: NDArray[np.float64], reach: float) -> float:
        spots = np.clip(places[:, None] + np.linspace(-reach, reach, 5)[None, :], 0, len(amount) - 1).astype(int)
        return float(amount[spots].mean())

    return at(centres, wide * 2.5) - at(between, wide)


def _runs(low: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Runs of true values around the circle, as start and end (end may pass the last index)."""
    if low.all() or not low.any():
        return []
    shift = int(np.flatnonzero(~low)[0])
    turned = np.roll(low, -shift).astype(np.int8)
    change = np.diff(np.concatenate([[0], turned, [0]]))
    return [(int(a) + shift, int(b) + shift) for a, b in zip(np.flatnonzero(change == 1), np.flatnonzero(change == -1), strict=True)]


def strip(ink: Grey, ring: Ring, band: Band) -> Image:
    """The band as a line of dark text on white, `HEIGHT` pixels high with margins."""
    inner, outer = max(0.2, band.inner), band.outer
    pixels = max(8.0, (outer - inner) * ring.ry)
    zoom = HEIGHT / pixels
    middle = (inner + outer) / 2
    # Arc length along an ellipse: even steps of length, so that characters at its ends are no wider than on top.
    fine = np.linspace(band.start, band.end, 1500)
    x, y = ring.within(fine, middle)
    length = np.concatenate([[0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    width = max(HEIGHT, int(length[-1] * zoom))
    angles = np.interp(np.linspace(0, length[-1], width), length, fine)
    flat = np.clip(polar(ink, ring, np.linspace(outer, inner, HEIGHT), angles), 0, 255)
    level = max(60.0, float(np.percentile(flat, 93)))
    page = 255 - np.clip(flat * (215 / level), 0, 235).astype(np.uint8)
    framed = cv2.copyMakeBorder(page, 4, 4, 20, 20, cv2.BORDER_CONSTANT, value=255)
    return np.asarray(cv2.cvtColor(framed, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def star(ink: Grey, ring: Ring) -> float:
    """How much the middle looks like a five-pointed star, 0 to 1: the share of its ink's variation that comes five times a round."""
    return _star(ink, ring)[0]


def _star(ink: Grey, ring: Ring) -> tuple[float, float]:
    """Likeness to a star and the direction (radians) of its point nearest to the top."""
    amount = np.minimum(polar(ink, ring, np.linspace(0.12, 0.27, 16)), 160).mean(axis=0)
    waves = np.fft.rfft(amount)[1:16]
    spectrum = np.abs(waves) ** 2
    if amount.mean() < 25 or spectrum.sum() <= 0:
        return 0.0, -pi / 2
    point = -float(np.angle(waves[4])) / 5
    turns = round((-pi / 2 - point) / (2 * pi / 5))
    return float(spectrum[4] / spectrum.sum()), point + turns * 2 * pi / 5


def axis(ink: Grey, ring: Ring) -> float | None:
    """The direction on which the name is centred: the star's upper point, of an oval its short axis; nothing where neither tells."""
    if ring.ry < 0.88 * ring.rx:
        return -pi / 2
    likeness, point = _star(ink, ring)
    return point if likeness > 0.35 else None


def centred(band: Band, towards: float, widest: bool) -> Band:
    """``band`` made even about the axis: cut to its shorter side, or (``widest``) drawn out to its longer one."""
    while towards < band.start:
        towards += 2 * pi
    if towards > band.end:
        return band
    left, right = towards - band.start, band.end - towards
    half = min(max(left, right) if widest else min(left, right), pi - 0.02)
    return replace(band, start=towards - half, end=towards + half)


def lettered(ink: Grey, ring: Ring) -> bool:
    """Whether characters stand along the upper half of the ring: much of it inked, by strokes with gaps, and bare inside."""
    around = np.linspace(-pi, 0, STEP // 2)
    band = polar(ink, ring, np.linspace(0.64, 0.9, 14), around)
    strong = max(40.0, 0.4 * float(np.percentile(band, 97)))
    inked = (band > strong).any(axis=0)
    inside = polar(ink, ring, np.linspace(0.4, 0.52, 8), around) > strong
    return bool(inked.mean() > 0.4 and 0.1 < (band > strong).mean() < 0.6 and inside.mean() < 0.5 * (band > strong).mean() + 0.1)
