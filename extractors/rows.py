"""Printed rows of a page: what a reader's eye takes as one line, with the margins that tell where paragraphs begin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from models.geometry import Box, union
from models.pages import Line, Page, char_width

Zone = Literal["", "table", "picture", "caption", "furniture", "margin"]

FRAME_CELLS = 2
"""A ruled frame of at most so many cells that holds running text is a frame, not a table."""
WIDE = 0.4
"""A row that takes so much of the page's width is running text rather than a cell."""
WHOLE_PAGE = 0.6
"""A picture that covers so much of the page is the scan itself."""


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row. ``line`` joins its ``parts``; ``zone`` is "" for running text and headings."""

    page: Page
    line: Line
    parts: tuple[Line, ...]
    zone: Zone = ""

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def box(self) -> Box:
        return self.line.box

    @property
    def height(self) -> float:
        """Where on its page the row stands: 0 at the top, 1 at the bottom."""
        return self.box.centre[1] / (self.page.height or 1.0)

    def put(self, zone: Zone) -> Row:
        return replace(self, zone=zone)


@dataclass(frozen=True, slots=True)
class Margins:
    """Left and right edge of the body text and the width of a Chinese character, in points; ``em`` 0 where unknown."""

    left: float = 0.0
    right: float = 0.0
    em: float = 0.0

    @property
    def known(self) -> bool:
        return self.em > 0 and self.right > self.left

    def at_left(self, row: Row) -> bool:
        return self.known and abs(row.box.x0 - self.left) < 0.9 * self.em

    def indented(self, row: Row) -> bool:
        return self.known and self.left + 1.1 * self.em < row.box.x0 < self.left + 3.2 * self.em

    def full(self, row: Row) -> bool:
        """Whether the row reaches the right margin, so that its sentence may go on in the next."""
        return self.known and row.box.x1 > self.right - 1.7 * self.em

    def centred(self, row: Row) -> bool:
        middle = (self.left + self.right) / 2
        return self.known and abs(row.box.centre[0] - middle) < 1.5 * self.em and row.box.x0 > self.left + 1.2 * self.em

    def spread(self, row: Row) -> bool:
        """Whether a row falls apart into pieces as cells and the boxes of drawings do."""
        gaps = [b.box.x0 - a.box.x1 for a, b in zip(row.parts, row.parts[1:], strict=False)]
        return any(g > 2.5 * self.em for g in gaps) or sum(g > 0.9 * self.em for g in gaps) >= 2

    def body_like(self, row: Row) -> bool:
        """Whether the row stands as a row of running text does: at the margin or indented, in one piece, of some length."""
        if not self.known:
            return True
        if self.spread(row) or not (self.at_left(row) or self.indented(row)):
            return False
        return row.box.width > 0.55 * (self.right - self.left) or row.text.rstrip()[-1:] in "。；：!！？;:."


def margins(lines: Iterable[Line], width: float, fallback: Margins | None = None) -> Margins:
    """The body's margins on one page of a width; ``fallback`` where its rows are too few to tell."""
    long = [one for one in lines if len(one.text) >= 8 and one.box.width > 1.5 * one.box.height]
    wide = [one for one in long if one.box.width > WIDE * width]
    if len(wide) < 3 and (len(long) < 4 or (fallback is not None and fallback.known)):
        return fallback or Margins()
    long = wide if len(wide) >= 3 else long
    em = median(one.box.width / sum(map(char_width, one.text)) for one in long)
    wanted = max(2, min(3, len(long) // 3))
    starts = sorted(one.box.x0 for one in long)
    ends = sorted((one.box.x1 for one in long), reverse=True)
    left = next((x for x in starts if sum(abs(y - x) < 0.8 * em for y in starts) >= wanted), starts[0])
    right = next((x for x in ends if sum(abs(y - x) < 1.2 * em for y in ends) >= wanted), ends[0])
    return Margins(left, right, em)


def rows(page: Page, edge: Margins) -> tuple[Row, ...]:
    """The page's rows from top to bottom, those in tables, pictures and beyond the margins marked.

    Pieces of one row that the reader found apart are put together again, unless they stand in a table or a picture.
    """
    tables = [t.box for t in page.tables if not _is_frame(t.box, len(t.cells), page)]
    pictures = [p.box for p in page.pictures if p.box.area < WHOLE_PAGE * page.width * page.height]
    free: list[Line] = []
    out: list[Row] = []
    for line in page.lines:
        if not line.text.strip():
            continue
        x, y = line.box.centre
        if any(b.contains(x, y) for b in tables):
            out.append(Row(page, line, (line,), "table"))
        elif any(b.contains(x, y) for b in pictures):
            out.append(Row(page, line, (line,), "picture"))
        elif edge.known and (line.box.x0 > edge.right + 0.6 * edge.em or line.box.x1 < edge.left - 0.6 * edge.em):
            out.append(Row(page, line, (line,), "margin"))
        else:
            free.append(line)
    out += [_row(page, group) for group in _groups(free)]
    return tuple(sorted(out, key=lambda r: (r.box.centre[1], r.box.x0)))


def _is_frame(box: Box, cells: int, page: Page) -> bool:
    return cells <= FRAME_CELLS and sum(len(line.text) for line in page.lines if box.contains(*line.box.centre)) > 60


def _groups(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines that stand side by side, left to right, the groups from top to bottom."""
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.box.centre[1]):
        home = next((g for g in reversed(groups[-4:]) if _beside(g, line)), None)
        if home is None:
            groups.append([line])
        else:
            home.append(line)
    return [sorted(g, key=lambda one: one.box.x0) for g in groups]


def _beside(group: Sequence[Line], line: Line) -> bool:
    if any(min(o.box.x1, line.box.x1) - max(o.box.x0, line.box.x0) > 0.4 * min(o.box.width, line.box.width) for o in group):
        return False
    near = min(group, key=lambda o: abs(o.box.centre[0] - line.box.centre[0])).box
    shared = min(near.bottom, line.box.bottom) - max(near.top, line.box.top)
    return shared > 0.55 * min(near.height, line.box.height)


def _row(page: Page, group: Sequence[Line]) -> Row:
    if len(group) == 1:
        return Row(page, group[0], (group[0],))
    text = " ".join(one.text.strip() for one in group)
    return Row(page, Line(text, union(one.box for one in group), min(one.confidence for one in group)), tuple(group))
