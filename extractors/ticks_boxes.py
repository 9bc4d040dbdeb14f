"""Tick boxes in pixels: where squares are drawn, and how much ink is in and around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.grid_lines import Gray, grey, ink
from models.geometry import Box


@dataclass(frozen=True, slots=True)
class Square:
    """A drawn box in pixels of a strip; ``score`` is the share drawn of its least drawn side.

    Of ``brackets``, ``left_sign`` and ``right_sign`` are the breadths of the two signs.
    """

    x: int
    y: int
    width: int
    height: int
    score: float
    kind: Literal["square", "circle", "brackets"] = "square"
    left_sign: int = 0
    right_sign: int = 0

    @property
    def side(self) -> float:
        return (self.width + self.height) / 2

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def box(self) -> Box:
        return Box(self.x, self.y, self.x + self.width, self.y + self.height)


@dataclass(frozen=True)
class Strip:
    """One row of options cut out of a page. ``dark`` is each pixel's darkness: 0 paper, 1 the row's own print; ``blue`` a pen's colour."""

    mask: Gray
    dark: NDArray[np.float32]
    blue: NDArray[np.bool_]
    scale: float
    origin: tuple[float, float]

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A pixel of the strip, in points of the page."""
        return self.origin[0] + x / self.scale, self.origin[1] + y / self.scale

    def page_box(self, box: Box) -> Box:
        (x0, y0), (x1, y1) = self.point(box.x0, box.top), self.point(box.x1, box.bottom)
        return Box(x0, y0, x1, y1)


def strip(image: NDArray[np.uint8], dpi: float, origin: tuple[float, float]) -> Strip:
    """Prepares the picture of a row whose top left corner is at ``origin`` (points)."""
    light = grey(image)
    mask = ink(light, dpi, 14.0)
    paper = float(np.percentile(light, 85))
    marked = light[mask > 0]
    print_level = float(np.percentile(marked, 15)) if marked.size > 30 else paper - 120
    depth = max(25.0, paper - print_level)
    dark = np.clip((paper - light.astype(np.float32)) / depth, 0.0, 1.3)
    return Strip(mask, dark, _blue(image) & (mask > 0), dpi / 72, origin)


def _blue(image: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where the ink is clearly blue: of black print JPEG colours but the edges, and those faintly."""
    soft = cv2.blur(image, (3, 3))
    over = cv2.subtract(soft[:, :, 2], cv2.max(soft[:, :, 0], soft[:, :, 1]))
    paper = int(np.median(over))
    return np.asarray(over > paper + 22, np.bool_)


def squares(mask: Gray, smallest: float, largest: float, least: float = 0.75) -> list[Square]:
    """Squares with sides between ``smallest`` and ``largest`` pixels whose sides are drawn for at least ``least``.

    Sizes are tried two pixels apart: strokes are widened by a pixel to both sides. Left to right, none much overlapping
    another. Characters that hold a frame (国, 四, 口) are found, too.
    """
    height, width = mask.shape
    level = _sums(_spread(mask, 0), 1)
    plumb = _sums(_spread(mask, 1), 0)
    best = np.zeros((height, width), np.float32)
    size = np.zeros((height, width, 2), np.int32)
    for h in range(max(5, round(smallest)), min(round(largest), height - 2) + 1, 2):
        for w in range(max(5, round(h * 0.87)), min(round(h * 1.15), width - 2) + 1, 2):
            score = _drawn(level, plumb, w, h)
            # Of equal squares the larger: a frame within a frame is the shadow of the outer one's stroke.
            score += 0.0005 * (w + h)
            part = best[: score.shape[0], : score.shape[1]]
            better = score > part
            part[better] = score[better]
            size[: score.shape[0], : score.shape[1]][better] = (w, h)
    window = max(3, round(0.35 * smallest)) | 1
    peaks = (best >= cv2.dilate(best, np.ones((window, window), np.uint8))) & (best >= least)
    ys, xs = np.nonzero(peaks)
    found = [Square(int(x), int(y), int(size[y, x, 0]), int(size[y, x, 1]), float(best[y, x])) for y, x in zip(ys, xs, strict=True)]
    kept: list[Square] = []
    for s in sorted(found, key=lambda s: -s.score):
        if all(s.box.intersection(k.box) < 0.3 * min(s.box.area, k.box.area) for k in kept):
            kept.append(s)
    return sorted(kept, key=lambda s: s.x)


def squares_near(mask: Gray, places: list[tuple[float, float]], smallest: float, largest: float) -> list[Square]:
    """As `squares`, but only within the given stretches (start, end) of the strip."""
    out: list[Square] = []
    for start, end in _merged(places):
        a, b = max(0, round(start)), min(mask.shape[1], round(end))
        if b - a > smallest + 2:
            out += [replace(s, x=s.x + a) for s in squares(mask[:, a:b], smallest, largest)]
    return out


def _merged(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for start, end in sorted(places):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def crowded(mask: Gray, square: Square) -> float:
    """Share of ink just outside the square's left, upper and lower side: a frame inside a character has strokes there."""
    near, far = 3, max(5, round(0.2 * square.side))
    left = mask[square.y : square.y + square.height, max(0, square.x - far) : max(0, square.x - near + 1)]
    above = mask[max(0, square.y - far) : max(0, square.y - near + 1), square.x : square.right]
    below = mask[square.y + square.height + near : square.y + square.height + far + 1, square.x : square.right]
    return float(np.mean([part.any(axis=axis).mean() if part.size else 0.0 for part, axis in ((left, 1), (above, 0), (below, 0))]))


def _spread(mask: Gray, axis: int) -> NDArray[np.int32]:
    """The mask, each stroke widened by a pixel to both sides across ``axis``."""
    m = mask > 0
    out = m | np.roll(m, 1, axis) | np.roll(m, -1, axis)
    return out.astype(np.int32)


def _sums(mask: NDArray[np.int32], axis: int) -> NDArray[np.int32]:
    padding = [(0, 0), (0, 0)]
    padding[axis] = (1, 0)
    sums: NDArray[np.int32] = np.pad(np.cumsum(mask, axis=axis), padding)
    return sums


def _drawn(level: NDArray[np.int32], plumb: NDArray[np.int32], w: int, h: int) -> NDArray[np.float32]:
    """For each top left corner, how much of a frame of ``w`` × ``h`` is drawn: mostly that of its least drawn side."""
    across = ((level[:, w:] - level[:, :-w]) / w).astype(np.float32)
    down = ((plumb[h:, :] - plumb[:-h, :]) / h).astype(np.float32)
    rows, columns = min(across.shape[0] - h, down.shape[0]), min(across.shape[1], down.shape[1] - w)
    sides = (across[:rows, :columns], across[h : h + rows, :columns], down[:rows, :columns], down[:rows, w : w + columns])
    least = np.minimum(np.minimum(sides[0], sides[1]), np.minimum(sides[2], sides[3]))
    return 0.7 * least + 0.075 * (sides[0] + sides[1] + sides[2] + sides[3])


def inside(row: Strip, square: Square) -> float:
    """Mean darkness inside the box, away from its sides; of brackets as if they were a square."""
    if square.kind == "brackets":
        part = row.dark[square.y : square.y + square.height, square.x + square.left_sign + 1 : square.right - square.right_sign - 1]
        return float(_net(part).sum()) / (0.6 * square.height**2)
    share = 0.26 if square.kind == "circle" else 0.2  # a square's corners reach further out in a circle
    inset_x, inset_y = max(2, round(square.width * share)), max(2, round(square.height * share))
    part = row.dark[square.y + inset_y : square.y + square.height - inset_y + 1, square.x + inset_x : square.right - inset_x + 1]
    return float(_net(part).mean()) if part.size else 0.0


def around(row: Strip, square: Square) -> float:
    """Ink just above the square and over its upper corners, where a tick made by hand sticks out; in squares' areas."""
    if square.kind == "brackets":
        return 0.0
    pad, reach = max(2, round(0.12 * square.side)), round(0.45 * square.side)
    top = row.dark[max(0, square.y - reach) : max(0, square.y - pad), max(0, square.x - reach) : square.right + reach]
    left = row.dark[square.y : square.y + square.height, max(0, square.x - round(0.3 * square.side)) : max(0, square.x - pad)]
    return float(_net(top).sum() + _net(left).sum()) / (square.side**2)


def _net(part: NDArray[np.float32]) -> NDArray[np.float32]:
    """Darkness that counts as ink: the paper's own noise is cut off."""
    net: NDArray[np.float32] = np.where(part > 0.35, part, 0.0)
    return net
