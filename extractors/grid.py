"""Ruled tables (带框线的表格) of scanned pages: the grid from the ruling lines, the cells' text from the lines of OCR.

The grid is found even when it lies askew by a degree or two, when its lines are faint, or when a seal breaks them: whether two
neighbouring fields are one merged cell is decided by how much of the wall between them is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.grid_lines import Ruling, Rulings, Stretch, find_rulings, levels, pieces, stretches
from extractors.grid_text import fill
from models.geometry import Box
from models.pages import Cell, Line, Table

WALL = 0.5
"""Share of a wall that must be drawn to part two cells."""
DOOR = 0.2
"""Less than this is drawn: surely no wall."""


SLIM = 7.0
"""Points: no word fits into a cell so low or narrow. Drawings of boxes have such gaps between them, certificates double frames."""


def find_tables(image: NDArray[np.uint8], lines: Sequence[Line], dpi: float) -> tuple[Table, ...]:
    """Ruled tables of ``image`` (upright page, height × width × 3, RGB), top to bottom.

    ``lines`` are the page's text lines; they and the cells are in points of the upright page. A line that runs across a
    ruling is parted there. A frame without any division inside is no table, nor is a grid with hardly any words in it.
    """
    rulings = find_rulings(image, dpi)
    if rulings is None:
        return ()
    tables = []
    across, down = stretches(rulings.across, rulings.scale, rows=True), stretches(rulings.down, rulings.scale, rows=False)
    for region in _regions(rulings):
        grid = _grid(rulings, region, across, down)
        if grid is None:
            continue
        frames = _cells(rulings, grid)
        if len(frames) < 2:
            continue
        table = fill(rulings, frames, lines)
        if _worded(table):
            tables.append(table)
    return tuple(sorted(tables, key=lambda t: t.box.top))


def _worded(table: Table) -> bool:
    """Whether enough cells hold words for this to be a table: drawings and photographs have boxes, too."""
    filled = sum(bool(c.text.strip()) for c in table.cells)
    slim = sum(min(c.box.width, c.box.height) < SLIM for c in table.cells)
    return filled >= 2 and filled >= 0.2 * len(table.cells) and slim <= 0.2 * len(table.cells)


def _regions(rulings: Rulings) -> list[Box]:
    """Areas (pixels, straight frame) of connected rulings, large enough for a table."""
    scale = rulings.scale
    reach = max(3, round(3 * scale)) | 1
    both = cv2.dilate(cv2.bitwise_or(rulings.across, rulings.down), np.ones((reach, reach), np.uint8))
    found = []
    for piece in pieces(np.asarray(both, np.uint8)):
        x, y, w, h = piece.rect
        if w >= 50 * scale and h >= 18 * scale:
            found.append(Box(x, y, x + w, y + h))
    return _joined(found, 6 * scale)


def _joined(boxes: list[Box], near: float) -> list[Box]:
    """Boxes that overlap are one region (a seal may have cut a table's frame apart)."""
    boxes = sorted(boxes, key=lambda b: (b.top, b.x0))
    again = True
    while again:
        again = False
        for i, a in enumerate(boxes):
            for j in range(i + 1, len(boxes)):
                b = boxes[j]
                if a.grown(near).intersection(b) >= 0.5 * min(a.area, b.area):
                    boxes[i] = Box(min(a.x0, b.x0), min(a.top, b.top), max(a.x1, b.x1), max(a.bottom, b.bottom))
                    del boxes[j]
                    again = True
                    break
            if again:
                break
    return boxes


@dataclass(frozen=True)
class Grid:
    """Rulings of the straight frame: ``ys`` part rows, ``xs`` part columns, in order."""

    xs: list[Ruling]
    ys: list[Ruling]
    box: Box

    def x(self, column: int, row: int) -> float:
        """Where the ruling left of ``column`` stands in the middle of ``row``."""
        return self.xs[column].at((self._y(row) + self._y(row + 1)) / 2)

    def y(self, row: int, column: int) -> float:
        """Where the ruling above ``row`` stands in the middle of ``column``."""
        return self.ys[row].at((self._x(column) + self._x(column + 1)) / 2)

    def _x(self, column: int) -> float:
        return self.xs[column].at((self.box.top + self.box.bottom) / 2)

    def _y(self, row: int) -> float:
        return self.ys[row].at((self.box.x0 + self.box.x1) / 2)

    def rows(self) -> list[tuple[float, float]]:
        return [(self._y(r), self._y(r + 1)) for r in range(len(self.ys) - 1)]

    def columns(self) -> list[tuple[float, float]]:
        return [(self._x(c), self._x(c + 1)) for c in range(len(self.xs) - 1)]


def _grid(rulings: Rulings, region: Box, across: Sequence[Stretch], down: Sequence[Stretch]) -> Grid | None:
    scale = rulings.scale
    across = [s for s in across if region.contains((s.start + s.end) / 2, s.middle)]
    down = [s for s in down if region.contains(s.middle, (s.start + s.end) / 2)]
    ys, xs = levels(across, 2.2 * scale, 22 * scale), levels(down, 2.2 * scale, 8 * scale)
    if len(ys) < 2 or not xs:
        return None
    xs = [x for x in xs if not _streak(rulings, x, ys[0].at(x.offset), ys[-1].at(x.offset))]
    xs = _parting(rulings, xs, Grid(xs, ys, region).rows(), rows=False)
    if not xs:
        return None
    # A table may lack its outer borders (开口表): its horizontal rulings then simply run on.
    left, right = min(s.start for s in across), max(s.end for s in across)
    if xs[0].at(region.centre[1]) - left > 14 * scale:
        xs.insert(0, Ruling(left))
    if right - xs[-1].at(region.centre[1]) > 14 * scale:
        xs.append(Ruling(right))
    ys = _parting(rulings, ys, Grid(xs, ys, region).columns(), rows=True)
    if len(ys) >= 2:
        borders = [x for x in (xs[0], xs[-1]) if x.slope == 0.0 and x.offset in (left, right)]
        xs = [x for x in xs if x in borders or x in _parting(rulings, xs, Grid(xs, ys, region).rows(), rows=False)]
    if len(xs) < 2 or len(ys) < 2 or not _framed(rulings, Grid(xs, ys, region)):
        return None
    return Grid(xs, ys, region)


def _parting(rulings: Rulings, found: list[Ruling], between: list[tuple[float, float]], rows: bool) -> list[Ruling]:
    """Those rulings that part cells somewhere: between two crossing rulings that leave room for a word."""
    least = (12 if rows else 8) * rulings.scale
    wide = [(a, b) for a, b in between if b - a >= least] or between
    return [r for r in found if any(rulings.parts(r, a, b, rows) for a, b in wide)]


def _framed(rulings: Rulings, grid: Grid) -> bool:
    """Whether the rulings at top and bottom are drawn for most of their length (strokes of large type are not)."""
    x0, x1 = grid.columns()[0][0], grid.columns()[-1][1]
    return min(rulings.drawn_across(y, x0, x1) for y in (grid.ys[0], grid.ys[-1])) >= 0.7


def _streak(rulings: Rulings, x: Ruling, top: float, bottom: float) -> bool:
    """A scanner's streak runs on above and below the table; a ruling ends at it."""
    beyond, near = 22 * rulings.scale, 3 * rulings.scale
    height = rulings.size[1]
    above = rulings.drawn_down(x, top - beyond, top - near) if top > beyond else 0.0
    below = rulings.drawn_down(x, bottom + near, bottom + beyond) if bottom + beyond < height else 0.0
    return above > 0.5 and below > 0.5


def _cells(rulings: Rulings, grid: Grid) -> list[tuple[Cell, Box]]:
    """Cells without text, each with its box in the straight frame; fields without a wall between them are one cell."""
    rows, columns = grid.rows(), grid.columns()
    right = np.ones((len(rows), len(columns)))
    under = np.ones((len(rows), len(columns)))
    inset = 1.5 * rulings.scale
    for r, (top, bottom) in enumerate(rows):
        for c, (left, end) in enumerate(columns):
            if c + 1 < len(columns):
                right[r, c] = rulings.wall(grid.xs[c + 1], *_inner(top, bottom, inset), rows=False)
            if r + 1 < len(rows):
                under[r, c] = rulings.wall(grid.ys[r + 1], *_inner(left, end, inset), rows=True)
    out = []
    for r0, c0, r1, c1 in _rectangles(right, under):
        middle_row, middle_column = (r0 + r1 - 1) // 2, (c0 + c1 - 1) // 2
        box = Box(grid.x(c0, middle_row), grid.y(r0, middle_column), grid.x(c1, middle_row), grid.y(r1, middle_column))
        out.append((Cell(row=r0, column=c0, box=rulings.back(box), row_span=r1 - r0, column_span=c1 - c0), box))
    return out


def _inner(start: float, end: float, inset: float) -> tuple[float, float]:
    """The stretch between two rulings without its ends; of a very short one, the stretch around its middle."""
    if end - start >= 5 * inset:
        return start + inset, end - inset
    middle = (start + end) / 2
    return middle - 1.5 * inset, middle + 1.5 * inset


def _rectangles(right: NDArray[np.float64], under: NDArray[np.float64]) -> list[tuple[int, int, int, int]]:
    """Groups of fields (row, column, end row, end column) that no wall parts. A group that is no rectangle has lost a bit of

    a wall: it is parted again by fainter walls, and where that fails, field by field.
    """
    rows, columns = right.shape
    out: list[tuple[int, int, int, int]] = []

    def part(fields: set[tuple[int, int]], level: float) -> None:
        left = set(fields)
        while left:
            seed = min(left)
            group = _flood(seed, left, right, under, level)
            left -= group
            r0, r1 = min(r for r, _ in group), max(r for r, _ in group) + 1
            c0, c1 = min(c for _, c in group), max(c for _, c in group) + 1
            if len(group) == (r1 - r0) * (c1 - c0):
                out.append((r0, c0, r1, c1))
            elif level > DOOR:
                part(group, level - 0.15)
            else:
                out.extend((r, c, r + 1, c + 1) for r, c in group)

    part({(r, c) for r in range(rows) for c in range(columns)}, WALL)
    return sorted(out)


def _flood(
    seed: tuple[int, int], allowed: set[tuple[int, int]], right: NDArray[np.float64], under: NDArray[np.float64], level: float
) -> set[tuple[int, int]]:
    seen, queue = {seed}, [seed]
    while queue:
        r, c = queue.pop()
        steps = [((r, c + 1), right[r, c]), ((r, c - 1), right[r, c - 1] if c else 1.0)]
        steps += [((r + 1, c), under[r, c]), ((r - 1, c), under[r - 1, c] if r else 1.0)]
        for step, wall in steps:
            if step in allowed and step not in seen and wall < level:
                seen.add(step)
                queue.append(step)
    return seen
