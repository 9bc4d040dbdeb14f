"""Ruling lines of a scanned page: where they run, and how much of a stretch is really drawn.

All work is done in the *straight* frame, the page turned so that its long horizontal rulings lie level. `Rulings.back` turns
a box of that frame into the frame of the picture that came in.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box

Gray = NDArray[np.uint8]

LEVEL_ENOUGH = 0.08
"""Degrees of skew that need no turning: less than a pixel over the width of a table at 150 dpi."""
MAX_SKEW = 4.0
"""Degrees; a page more oblique than this was not straightened by reading, and its "rulings" are not trusted."""


def grey(image: NDArray[np.uint8]) -> Gray:
    """Luminance, with strongly red pixels (a seal's ink) as bright as their red channel, so that seals fade from the picture."""
    if image.ndim == 2:
        return image
    light = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    red, green, blue = cv2.split(image)
    stamped = cv2.compare(cv2.subtract(red, cv2.max(green, blue)), 28, cv2.CMP_GT)
    return np.asarray(cv2.max(light, cv2.bitwise_and(red, stamped)), np.uint8)


def ink(light: Gray, dpi: float, offset: float = 12.0) -> Gray:
    """1 where a pixel is darker than its surroundings (half an inch) by ``offset`` grey levels, more on noisy paper."""
    smooth = cv2.GaussianBlur(light, (3, 3), 0)
    block = max(15, round(dpi * 0.3)) | 1
    paper = cv2.medianBlur(cv2.resize(light, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), 5)
    noise = _median(cv2.absdiff(smooth, cv2.resize(paper, light.shape[::-1])))
    depth = cv2.subtract(cv2.boxFilter(smooth, -1, (block, block)), smooth)  # 0 where lighter than the surroundings
    return np.asarray(depth > max(offset, 2.5 * noise), np.uint8)


def _median(values: Gray) -> float:
    """Median of grey levels by their histogram: sorting the pixels of a page takes thirty times as long."""
    counts = cv2.calcHist([values], [0], None, [256], [0, 256]).ravel()
    return float(np.searchsorted(np.cumsum(counts), counts.sum() / 2))


@dataclass(frozen=True)
class Rulings:
    """Masks (0/1) of horizontal and vertical rulings in the straight frame; ``scale`` is pixels per point.

    ``across`` and ``down`` hold only stretches that are too long for a stroke of type: they say where rulings are.
    ``horizontal`` and ``vertical`` hold short remains, too: they say how much of a ruling is drawn.
    """

    across: Gray
    down: Gray
    horizontal: Gray
    vertical: Gray
    ink: Gray
    angle: float
    scale: float

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.ink.shape[1], self.ink.shape[0]

    def forth(self, x: float, y: float) -> tuple[float, float]:
        """A point (in points) of the picture, in pixels of the straight frame."""
        return self._turn(x * self.scale, y * self.scale, -self.angle)

    def back(self, box: Box) -> Box:
        """A box in pixels of the straight frame, as a box in points of the picture; it keeps its size, its centre is turned."""
        x, y = self._turn(*box.centre, self.angle)
        w, h = box.width / 2, box.height / 2
        return Box(x - w, y - h, x + w, y + h).scaled(1 / self.scale)

    def _turn(self, x: float, y: float, angle: float) -> tuple[float, float]:
        if not angle:
            return x, y
        cx, cy = self.size[0] / 2, self.size[1] / 2
        a = radians(angle)
        dx, dy = x - cx, y - cy
        return cx + dx * cos(a) - dy * sin(a), cy + dx * sin(a) + dy * cos(a)

    def drawn_across(self, y: Ruling, x0: float, x1: float) -> float:
        """Share of the stretch from ``x0`` to ``x1`` on which the horizontal ruling ``y`` is drawn (±1.5 points)."""
        return float(_drawn(self.horizontal, y, x0, x1, 1.5 * self.scale).mean())

    def drawn_down(self, x: Ruling, y0: float, y1: float) -> float:
        """Share of the stretch from ``y0`` to ``y1`` on which the vertical ruling ``x`` is drawn."""
        return float(_drawn(self.vertical.T, x, y0, y1, 1.5 * self.scale).mean())

    def wall(self, ruling: Ruling, start: float, end: float, rows: bool) -> float:
        """How surely a ruling parts the cells on both sides of a stretch, 0 to 1: how much of it is drawn, less what crowds it.

        Under a ruling of other rows the strokes of a merged cell's words may fall together; they stand in a crowd.
        """
        drawn = self.drawn_across(ruling, start, end) if rows else self.drawn_down(ruling, start, end)
        return drawn - max(0.0, self._crowd(ruling, start, end, rows) - 0.25) if drawn > 0.2 else drawn

    def parts(self, ruling: Ruling, start: float, end: float, rows: bool) -> bool:
        """Whether the ruling runs from wall to wall there, with white on both sides.

        An underline, or boxes one below the other, stop short of the walls; beside a stroke of type there are other strokes.
        """
        drawn = _drawn(self.horizontal if rows else self.vertical.T, ruling, start, end, 1.5 * self.scale)
        reach = max(3, min(len(drawn) // 3, round(7 * self.scale)))
        if drawn.mean() < 0.6 or drawn[:reach].mean() < 0.5 or drawn[-reach:].mean() < 0.5:
            return False
        # Small type runs together into bars; seen closely, it has gaps.
        if _drawn(self.ink if rows else self.ink.T, ruling, start, end, 1.0).mean() < 0.7:
            return False
        return self._crowd(ruling, start, end, rows) < 0.3

    def _crowd(self, ruling: Ruling, start: float, end: float, rows: bool) -> float:
        """Share of a stretch on which there is ink a little beside the ruling, on the side that has more of it."""
        mask = self.ink if rows else self.ink.T
        step, edge = max(4.0, 2.2 * self.scale), 3 * self.scale
        sides = [_drawn(mask, Ruling(ruling.offset + d, ruling.slope), start + edge, end - edge, 1.0) for d in (-step, step)]
        return float(max(side.mean() for side in sides))


@dataclass(frozen=True, slots=True)
class Ruling:
    """A ruling of the straight frame: ``at(t)`` is its position across at ``t`` along it, in pixels."""

    offset: float
    slope: float = 0.0

    def at(self, t: float) -> float:
        return self.offset + self.slope * t


def _drawn(mask: Gray, ruling: Ruling, start: float, end: float, reach: float) -> NDArray[np.bool_]:
    """Where along ``start`` to ``end`` the mask (turned so that rulings run along its rows) has ink on the ruling."""
    a, b = max(0, round(start)), min(mask.shape[1], round(end))
    if b - a < 2:
        return np.zeros(1, bool)
    steps = np.arange(-round(reach), round(reach) + 1)
    if ruling.slope == 0.0:
        rows = np.clip(round(ruling.offset) + steps, 0, mask.shape[0] - 1)
        return np.asarray(mask[rows[0] : rows[-1] + 1, a:b].any(axis=0))
    along = np.arange(a, b)
    centre = np.rint(ruling.offset + ruling.slope * along).astype(int)
    return np.asarray(mask[np.clip(centre + steps[:, None], 0, mask.shape[0] - 1), along].any(axis=0))


def find_rulings(image: NDArray[np.uint8], dpi: float) -> Rulings | None:
    """The rulings of a page, ``None`` where there are not both horizontal and vertical ones of a length that a table could have."""
    light = grey(image)
    scale = dpi / 72
    angle = _page_skew(light, dpi)
    if angle is None:
        return None
    if abs(angle) >= LEVEL_ENOUGH:
        h, w = light.shape
        turn = cv2.getRotationMatrix2D((w / 2, h / 2), angle, 1.0)
        light = np.asarray(cv2.warpAffine(light, turn, (w, h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)
    else:
        angle = 0.0
    mask = ink(light, dpi)
    rows, columns = _joined(mask, scale, rows=True), _joined(mask, scale, rows=False)
    across, down = _long(rows, scale, 26, rows=True), _long(columns, scale, 17, rows=False)
    if not across.any() or not down.any():
        return None
    return Rulings(
        across=across,
        down=down,
        horizontal=_long(rows, scale, 9, rows=True),
        vertical=_long(columns, scale, 7, rows=False),
        ink=mask,
        angle=angle,
        scale=scale,
    )


def _page_skew(light: Gray, dpi: float) -> float | None:
    """Skew of the rulings as `_skew` gives it. Looked for at half the size, which loses no ruling and takes a quarter of the time."""
    small = cv2.resize(light, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    mask = ink(np.asarray(small, np.uint8), dpi / 2)
    return _skew(_long(_joined(mask, dpi / 144, rows=True), dpi / 144, 24, rows=True), dpi / 144)


def _kernel(along: int, across: int, rows: bool) -> Gray:
    return np.ones((across, along) if rows else (along, across), np.uint8)


def _joined(mask: Gray, scale: float, rows: bool) -> Gray:
    """The ink, with waviness of a pixel and breaks of a point forgiven."""
    gap = max(3, round(1.2 * scale) | 1)
    thick = cv2.dilate(mask, _kernel(1, 3, rows))
    return np.asarray(cv2.morphologyEx(thick, cv2.MORPH_CLOSE, _kernel(gap, 1, rows)), np.uint8)


def _long(joined: Gray, scale: float, length: float, rows: bool) -> Gray:
    """Thin straight stretches of at least ``length`` points."""
    span = max(5, round(length * scale))
    found = cv2.morphologyEx(joined, cv2.MORPH_OPEN, _kernel(span, 1, rows))
    # A solid area (a photograph, a dark margin, a line of bold type run together) is no ruling.
    solid = cv2.morphologyEx(found, cv2.MORPH_OPEN, _kernel(1, max(7, round(4.5 * scale)), rows))
    solid = cv2.dilate(solid, _kernel(3, 5, rows))
    return np.asarray(cv2.bitwise_and(found, 1 - solid), np.uint8)


def _skew(mask: Gray, scale: float) -> float | None:
    """Angle in degrees, clockwise positive, of the long horizontal stretches; ``None`` where there are none."""
    slopes: list[tuple[float, int]] = []
    for piece in pieces(mask):
        w, h = piece.rect[2:]
        if w < 60 * scale or h > max(6 * scale, w * 0.09):
            continue
        ys, xs = piece.pixels(mask)
        slope = float(np.polyfit(xs, ys, 1)[0])
        slopes.append((degrees(atan2(slope, 1.0)), w))
    if not slopes:
        return None
    slopes.sort()
    half, total = 0, sum(w for _, w in slopes) / 2
    for angle, w in slopes:
        half += w
        if half >= total:
            return angle if abs(angle) <= MAX_SKEW else 0.0
    return 0.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A connected piece of a mask: its rectangle (x, y, width, height) in pixels, and its outline."""

    rect: tuple[int, int, int, int]
    outline: NDArray[np.int32]

    def pixels(self, mask: Gray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows and columns of its pixels, within its rectangle."""
        x, y, w, h = self.rect
        inside = np.zeros((h, w), np.uint8)
        cv2.drawContours(inside, [self.outline], -1, 1, cv2.FILLED, offset=(-x, -y))
        ys, xs = np.nonzero(cv2.bitwise_and(inside, mask[y : y + h, x : x + w]))
        return ys, xs


def pieces(mask: Gray) -> list[Piece]:
    """The connected pieces of a mask. By their outlines: labels for every pixel of a page take fifteen times as long."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    found = [Piece(tuple(int(v) for v in cv2.boundingRect(o)), np.asarray(o, np.int32)) for o in outlines]  # type: ignore[arg-type]
    return sorted(found, key=lambda p: (p.rect[1], p.rect[0]))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A connected piece of ruling, in pixels: from ``start`` to ``end``, at ``first`` there and ``last`` here."""

    start: float
    end: float
    first: float
    last: float

    @property
    def length(self) -> float:
        return self.end - self.start

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2


def stretches(mask: Gray, scale: float, rows: bool) -> list[Stretch]:
    """The connected pieces of a ruling mask."""
    turned = mask if rows else np.ascontiguousarray(mask.T)
    out = []
    for piece in pieces(turned):
        x, y, w, h = piece.rect
        if h > max(5 * scale, 0.03 * w):
            continue
        ys, xs = piece.pixels(turned)
        slope, offset = np.polyfit(xs, ys, 1) if w > 30 * scale else (0.0, ys.mean())
        out.append(Stretch(x, x + w, y + float(offset), y + float(offset + slope * w)))
    return out


def levels(found: list[Stretch], near: float, least: float) -> list[Ruling]:
    """Rulings of which together at least ``least`` pixels are drawn; pieces ``near`` each other are one ruling."""
    groups: list[list[Stretch]] = []
    for piece in sorted(found, key=lambda s: s.middle):
        if groups and piece.middle - np.average([s.middle for s in groups[-1]], weights=[s.length for s in groups[-1]]) <= near:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [_fitted(g) for g in groups if sum(s.length for s in g) >= least]


def _fitted(pieces: list[Stretch]) -> Ruling:
    along = np.array([t for s in pieces for t in (s.start, s.end)])
    across = np.array([p for s in pieces for p in (s.first, s.last)])
    weights = np.array([s.length for s in pieces for _ in (0, 1)])
    slope = 0.0
    if along.max() - along.min() > 120:
        slope = float(np.clip(np.polyfit(along, across, 1, w=weights)[0], -0.03, 0.03))
    return Ruling(float(np.average(across - slope * along, weights=weights)), slope)
