"""Round and oval rings in an ink channel: candidates by voting of edge pixels, then an exact fit of the stroke.

A seal's ring is a thin dark stroke. Each pixel on its outer edge knows, by its gradient, where the centre must lie for each
radius; true rings gather hundreds of such votes at one point, text does not. Ovals become circles when the page is stretched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, hypot, pi, radians, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.seals_ink import Grey

Floats = NDArray[np.float64]

VOTING_DPI = 60.0
RADII = (23.0, 74.0)
"""Outer radii looked for, in points: seals of 38 to 45 mm, shrunken copies of them, ovals of up to 50 mm."""
OVALS_FROM = 33.0
"""Smallest long semi-axis of an oval, in points."""
ASPECTS = (1.0, 0.75, 0.667)
"""Height over width: round; 40 × 30 mm; 45 × 30 mm (发票 and 税务 seals)."""
UPRIGHT_BAND = radians(7)
"""Edges this near to horizontal or vertical are left out of the vote: strokes of print and rules, a tenth of a ring."""
LEANS = tuple(radians(a) for a in (-27, -14, 14, 27))
"""Slants at which ovals are looked for where no upright ring was found; `fit` corrects them by some degrees."""
ANGLES = 240


@dataclass(frozen=True, slots=True)
class Ring:
    """An ellipse of ink in pixels: semi-axes to the middle of the stroke, ``tilt`` in radians, ``stroke`` its width.

    ``coverage`` is the share of its round (as far as it lies on the page) where the stroke was met, ``clear`` the share where
    it stands free on both sides, ``cut`` the share of the round that lies beyond the page's edge.
    """

    cx: float
    cy: float
    rx: float
    ry: float
    tilt: float = 0.0
    stroke: float = 2.0
    coverage: float = 0.0
    clear: float = 0.0
    ink: float = 0.0
    cut: float = 0.0

    def points(self, angles: Floats, share: Floats | float) -> tuple[Floats, Floats]:
        """Pixel positions at ``angles`` (clockwise from the right) and at ``share`` of the ring's radius."""
        x, y = self.rx * np.cos(angles) * share, self.ry * np.sin(angles) * share
        c, s = cos(self.tilt), sin(self.tilt)
        return self.cx + x * c - y * s, self.cy + x * s + y * c

    def within(self, angles: Floats, share: Floats | float) -> tuple[Floats, Floats]:
        """As `points`, but square to the stroke: ``1 - share`` of the short semi-axis inside it, as characters stand in an oval."""
        nx, ny = np.cos(angles) * self.ry, np.sin(angles) * self.rx
        depth = (1 - share) * self.ry / np.hypot(nx, ny)
        x, y = self.rx * np.cos(angles) - nx * depth, self.ry * np.sin(angles) - ny * depth
        c, s = cos(self.tilt), sin(self.tilt)
        return self.cx + x * c - y * s, self.cy + x * s + y * c

    def scaled(self, factor: float) -> Ring:
        return Ring(
            self.cx * factor,
            self.cy * factor,
            self.rx * factor,
            self.ry * factor,
            self.tilt,
            self.stroke * factor,
            self.coverage,
            self.clear,
            self.ink,
            self.cut,
        )

    def bounds(self) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom of its outer edge."""
        w = hypot(self.rx * cos(self.tilt), self.ry * sin(self.tilt)) + self.stroke / 2
        h = hypot(self.rx * sin(self.tilt), self.ry * cos(self.tilt)) + self.stroke / 2
        return float(self.cx - w), float(self.cy - h), float(self.cx + w), float(self.cy + h)


def candidates(ink: Grey, dpi: float, aspect: float, least: float, limit: int = 12) -> list[Ring]:
    """Rings of one aspect that the edge pixels of ``ink`` (at about `VOTING_DPI`) vote for, best first.

    ``least`` is the share of a full round of votes that a candidate needs.
    """
    unit = dpi / 72
    work = ink if aspect == 1 else cv2.resize(ink, (ink.shape[1], round(ink.shape[0] / aspect)), interpolation=cv2.INTER_LINEAR)
    soft = cv2.GaussianBlur(work, (3, 3), 0)
    gx, gy = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3), cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3)
    strength = cv2.magnitude(gx, gy)
    ys, xs = np.nonzero(strength > 90)
    if len(xs) < 60:
        return []
    m = strength[ys, xs]
    dx, dy = gx[ys, xs] / m, gy[ys, xs] / m
    slanted = np.minimum(np.abs(dx), np.abs(dy)) > sin(UPRIGHT_BAND)
    xs, ys, dx, dy = xs[slanted], ys[slanted], dx[slanted], dy[slanted]
    return _vote(xs.astype(np.float32), ys.astype(np.float32), dx, dy, work.shape, unit, aspect, least, limit)


def leaning(ink: Grey, dpi: float, least: float, limit: int = 3) -> list[Ring]:
    """As `candidates`, for ovals set down askew: by each of `LEANS` and of the ovals' aspects."""
    soft = cv2.GaussianBlur(ink, (3, 3), 0)
    gx, gy = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3), cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3)
    strength = cv2.magnitude(gx, gy)
    ys, xs = np.nonzero(strength > 90)
    if len(xs) < 60:
        return []
    gx, gy = gx[ys, xs], gy[ys, xs]
    slanted = np.minimum(np.abs(gx), np.abs(gy)) > sin(UPRIGHT_BAND) * strength[ys, xs]
    x, y, gx, gy = xs[slanted].astype(np.float32), ys[slanted].astype(np.float32), gx[slanted], gy[slanted]
    half_w, half_h = ink.shape[1] / 2, ink.shape[0] / 2
    reach = hypot(half_w, half_h)
    out: list[Ring] = []
    for lean in LEANS:
        c, s = cos(lean), sin(lean)
        u, v = (x - half_w) * c + (y - half_h) * s + reach, (y - half_h) * c - (x - half_w) * s + reach
        gu, gv = gx * c + gy * s, gy * c - gx * s
        for aspect in ASPECTS[1:]:
            length = np.hypot(gu, gv * aspect)
            shape = (int(2 * reach / aspect) + 1, int(2 * reach) + 1)
            for ring in _vote(u, v / aspect, gu / length, gv * aspect / length, shape, dpi / 72, aspect, least, limit):
                du, dv = ring.cx - reach, ring.cy - reach
                out.append(replace(ring, cx=du * c - dv * s + half_w, cy=du * s + dv * c + half_h, tilt=lean))
    return sorted(out, key=lambda r: -r.coverage)[:limit]


def _vote(
    xs: NDArray[np.float32],
    ys: NDArray[np.float32],
    dx: NDArray[np.float32],
    dy: NDArray[np.float32],
    shape: tuple[int, ...],
    unit: float,
    aspect: float,
    least: float,
    limit: int,
) -> list[Ring]:
    """Counts for every centre and every radius (in bins of two pixels) the edge pixels that agree, and picks the peaks."""
    low, high = (RADII[0] if aspect == 1 else OVALS_FROM) * unit, RADII[1] * unit
    step, cell, reach = 2.0, 2, 3 if aspect == 1 else 5
    h, w = shape[0] // cell + 1, shape[1] // cell + 1
    found: list[tuple[float, Ring]] = []
    table = []
    radii = np.arange(low, high + step, step, dtype=np.float32)
    for r in radii:
        x, y = ((xs + dx * r) / cell).astype(np.int32), ((ys + dy * r) / cell).astype(np.int32)
        inside = (x >= 0) & (x < w) & (y >= 0) & (y < h)
        votes = np.bincount(y[inside] * w + x[inside], minlength=h * w)
        table.append(cv2.blur(votes.reshape(h, w).astype(np.float32), (reach, reach)) * reach**2)
    for i, r in enumerate(radii):
        grid = table[i] + (table[i + 1] if i + 1 < len(table) else 0)
        share = grid / (2 * pi * (r + step / 2) * 2)
        if share.max() < least:
            continue
        peak = (share >= least) & (share >= cv2.dilate(share, np.ones((reach + 2, reach + 2), np.uint8)))
        for y, x in zip(*np.nonzero(peak), strict=True):
            found.append((float(share[y, x]), Ring((x + 0.5) * cell, (y + 0.5) * cell * aspect, float(r), float(r) * aspect)))
    found.sort(key=lambda f: -f[0])
    kept: list[tuple[float, Ring]] = []
    for score, ring in found:
        near = [k for _, k in kept if hypot(k.cx - ring.cx, k.cy - ring.cy) < 0.25 * ring.rx and abs(k.rx - ring.rx) < 0.15 * k.rx]
        if not near:
            kept.append((score, ring))
        if len(kept) >= limit:
            break
    return [Ring(k.cx, k.cy, k.rx, k.ry, coverage=s) for s, k in kept]


def fit(ink: Grey, ring: Ring, rounds: int = 4) -> Ring:
    """The ellipse of the stroke near ``ring`` in ``ink`` (same pixels), with what was met on its way round.

    Peaks of ink across the stroke are fitted with weights that narrow from round to round, so that neither the letters
    inside nor print outside pull the ring away.
    """
    reach = 0.16
    for turn in range(rounds):
        angles, offsets, heights = _peaks(ink, ring, reach)
        width = max(1.6 / ring.rx, reach * (0.5, 0.3, 0.18, 0.12)[min(turn, 3)])
        ring = _moved(ring, angles, offsets, heights, width, turn)
        reach = max(5.0 / ring.rx, reach * 0.62)
    return _measured(ink, ring)


def _profile(ink: Grey, ring: Ring, shares: Floats) -> Floats:
    """Ink at each of `ANGLES` angles (rows) and each share of the radius (columns)."""
    angles = np.linspace(0, 2 * pi, ANGLES, endpoint=False)
    x, y = ring.points(angles[:, None], shares[None, :])
    return np.asarray(cv2.remap(ink, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderValue=0), dtype=np.float64)


def _peaks(ink: Grey, ring: Ring, reach: float) -> tuple[Floats, Floats, Floats]:
    """Local maxima across the stroke: angle, offset from the ring as a share of its radius, and height of each."""
    shares = np.arange(1 - reach, 1 + reach, 0.5 / ring.rx)
    profile = cv2.GaussianBlur(_profile(ink, ring, shares), (5, 1), 0)
    inner = profile[:, 1:-1]
    top = (inner >= profile[:, :-2]) & (inner > profile[:, 2:]) & (inner > 28)
    rows, columns = np.nonzero(top)
    angles = np.asarray(rows * (2 * pi / ANGLES), dtype=np.float64)
    return angles, np.asarray(shares[columns + 1] - 1, dtype=np.float64), np.asarray(inner[rows, columns], dtype=np.float64)


def _moved(ring: Ring, angles: Floats, offsets: Floats, heights: Floats, width: float, turn: int) -> Ring:
    """``ring`` shifted, grown and turned to the peaks, by weighted least squares on the harmonics of its offset."""
    if len(angles) < 12:
        return ring
    columns = [np.ones_like(angles), np.cos(angles), np.sin(angles)]
    if turn:
        columns += [np.cos(2 * angles), np.sin(2 * angles)]
    a = np.stack(columns, axis=1)
    best = np.zeros(len(columns))
    if not turn:
        # The first guess of the radius: the outermost place where about as many peaks lie as anywhere; letters stand inside.
        bins = np.arange(offsets.min(), offsets.max() + width, width / 2)
        counts = np.convolve(np.histogram(offsets, bins)[0], np.ones(3), "same") if len(bins) > 2 else np.ones(1)
        outermost = int(np.flatnonzero(counts >= 0.75 * counts.max())[-1])
        best[0] = bins[outermost] + width / 4 if len(bins) > 2 else float(np.median(offsets))
    for _ in range(6):
        miss = offsets - a @ best
        weight = np.clip(1 - (miss / width) ** 2, 0, None) ** 2 * np.minimum(heights, 120)
        if (weight > 0).sum() < 12:
            return ring
        weighted = a * weight[:, None]
        normal = weighted.T @ a + 1e-9 * weight.sum() * np.eye(len(columns))  # a trace of a ridge: peaks on a short arc leave it singular
        best = np.linalg.solve(normal, weighted.T @ offsets)
    return _with(ring, best)


def _with(ring: Ring, h: Floats) -> Ring:
    """``ring`` changed by the harmonics of its relative offset: size, shift, and (from the fourth on) shape and tilt."""
    h = np.concatenate([np.clip(h[:1], -0.2, 0.2), np.clip(h[1:], -0.12, 0.12)])
    c, s = cos(ring.tilt), sin(ring.tilt)
    dx, dy = h[1] * ring.rx, h[2] * ring.ry
    rx, ry, tilt = ring.rx * (1 + h[0]), ring.ry * (1 + h[0]), ring.tilt
    if len(h) > 3:
        rx, ry = rx * (1 + h[3]), ry * (1 - h[3])
        if ring.ry < 0.9 * ring.rx:
            # An ellipse turned by t shows a second sine harmonic of t·(rx/ry - ry/rx)/2.
            tilt += float(np.clip(2 * h[4] / (ring.rx / ring.ry - ring.ry / ring.rx), -0.2, 0.2))
    return Ring(ring.cx + dx * c - dy * s, ring.cy + dx * s + dy * c, rx, ry, tilt, ring.stroke)


def _measured(ink: Grey, ring: Ring) -> Ring:
    """``ring`` with its stroke's width, coverage, clearness and ink."""
    pixel = 1 / ring.rx
    shares = np.arange(1 - 9 * pixel, 1 + 9.01 * pixel, pixel / 2)
    profile = _profile(ink, ring, shares)
    near = np.abs(shares - 1) <= 2.1 * pixel
    core = profile[:, near].max(axis=1)
    level = float(np.percentile(core, 70))
    met = core > max(24.0, 0.35 * level)
    within = np.abs(shares - 1) <= 5 * pixel
    stroke = float(np.median((profile[met][:, within] > 0.5 * core[met, None]).sum(axis=1))) / 2 if met.any() else 2.0
    stroke = min(stroke, 9.0)
    edge = (stroke / 2 + 2.5) * pixel
    inside, outside = profile[:, np.abs(shares - 1 + edge) < 1.2 * pixel], profile[:, np.abs(shares - 1 - edge) < 1.2 * pixel]
    free = met & (inside.min(axis=1) < 0.5 * core) & (outside.min(axis=1) < 0.5 * core)
    x, y = ring.points(np.linspace(0, 2 * pi, ANGLES, endpoint=False), 1.0)
    on = (x > 1) & (y > 1) & (x < ink.shape[1] - 2) & (y < ink.shape[0] - 2)
    shares_on = max(1, int(on.sum()))
    coverage, clear = float(met[on].sum()) / shares_on, float(free[on].sum()) / shares_on
    return Ring(ring.cx, ring.cy, ring.rx, ring.ry, ring.tilt, stroke, coverage, clear, level, 1 - float(on.mean()))
