"""What reading makes of a page: lines, ruled tables, seals and pictures, each with its place.

Extractors work in the *upright* frame of a page: the page as a person would hold it to read it. What leaves the program
(`Evidence`) is in the *displayed* frame, the page as a viewer shows it. `Page.evidence` is the only bridge between the two.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from math import cos, radians, sin
from typing import Literal

from models.evidence import Evidence
from models.geometry import Box


class PageState(StrEnum):
    """How reading a page ended. Only ``READ`` and ``BLANK`` pages can support a verdict of pass."""

    READ = "read"
    BLANK = "blank"
    ILLEGIBLE = "illegible"
    FAILED = "failed"


def char_width(char: str) -> float:
    """Share of a square that a printed character takes: full-width 1, half-width about a half."""
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.55


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text (or one cell's line) in the upright frame.

    ``edges`` are the x positions between characters (``len(text) + 1`` of them) where the source knows them (digital
    pages); otherwise the place of a character is interpolated from the widths of the characters.
    """

    text: str
    box: Box
    confidence: float = 1.0
    edges: tuple[float, ...] | None = None

    def span(self, start: int, end: int) -> Box:
        """The box of ``text[start:end]``."""
        start, end = max(0, start), min(len(self.text), end)
        if start >= end:
            return self.box
        if self.edges is not None and len(self.edges) == len(self.text) + 1:
            return Box(self.edges[start], self.box.top, self.edges[end], self.box.bottom)
        widths = [char_width(c) for c in self.text]
        total = sum(widths) or 1.0
        unit = self.box.width / total
        x0 = self.box.x0 + unit * sum(widths[:start])
        return Box(x0, self.box.top, x0 + unit * sum(widths[start:end]), self.box.bottom)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a ruled table; rows and columns count from 0."""

    row: int
    column: int
    box: Box
    text: str = ""
    row_span: int = 1
    column_span: int = 1
    confidence: float = 1.0
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table, its cells in reading order."""

    box: Box
    cells: tuple[Cell, ...]

    @property
    def rows(self) -> int:
        return max((c.row + c.row_span for c in self.cells), default=0)

    @property
    def columns(self) -> int:
        return max((c.column + c.column_span for c in self.cells), default=0)

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a grid position, merged cells included."""
        for c in self.cells:
            if c.row <= row < c.row + c.row_span and c.column <= column < c.column + c.column_span:
                return c
        return None


@dataclass(frozen=True, slots=True)
class SealMark:
    """A seal (印章) found on a page: ``box`` in the upright frame, ``text`` as read along its arc, "" where unreadable.

    ``seam`` is true for a seal cut by the page's edge (骑缝章). ``readings`` are what the ways of reading the arc gave,
    the likeliest first: where they differ, the characters are in doubt.
    """

    box: Box
    text: str = ""
    confidence: float = 0.0
    colour: Literal["red", "grey", "blue"] = "red"
    shape: Literal["round", "oval", "square", "part"] = "round"
    seam: bool = False
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the page's content; ``pixels`` is the native (width, height) where the file knows it.

    ``phash`` is a perceptual hash in hexadecimal, "" where none was made.
    """

    box: Box
    pixels: tuple[int, int] | None = None
    phash: str = ""


@dataclass(frozen=True)
class Page:
    """A page as read. ``width`` and ``height`` are those of the upright page, in points.

    ``turned`` is how far, clockwise in degrees (0, 90, 180, 270), the upright page must be turned to look as displayed;
    ``skew`` the further clockwise angle in degrees, between -45 and 45.
    """

    file: str
    number: int
    width: float
    height: float
    state: PageState = PageState.READ
    reason: str = ""
    origin: Literal["text", "ocr", "none"] = "ocr"
    turned: int = 0
    skew: float = 0.0
    scanned: bool = True
    lines: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()
    seals: tuple[SealMark, ...] = ()
    pictures: tuple[Picture, ...] = ()
    engine: str = ""
    notes: tuple[str, ...] = field(default=())

    @cached_property
    def text(self) -> str:
        """All lines, one below the other."""
        return "\n".join(line.text for line in self.lines)

    @property
    def confidence(self) -> float:
        """Mean confidence of the lines, weighted by their length; 1 for an empty page."""
        weight = sum(len(line.text) for line in self.lines)
        return sum(line.confidence * len(line.text) for line in self.lines) / weight if weight else 1.0

    @property
    def displayed_size(self) -> tuple[float, float]:
        return (self.height, self.width) if self.turned in (90, 270) else (self.width, self.height)

    def displayed(self, box: Box) -> Box:
        """A box of the upright frame, in the frame of the page as displayed."""
        points = [(box.x0, box.top), (box.x1, box.top), (box.x1, box.bottom), (box.x0, box.bottom)]
        if self.skew:
            # Deskewing turns about the page's centre; undo it for the box's centre only: a box stays an upright rectangle.
            cx, cy = self.width / 2, self.height / 2
            a = radians(self.skew)
            mx, my = box.centre
            dx, dy = mx - cx, my - cy
            sx, sy = cx + dx * cos(a) - dy * sin(a) - mx, cy + dx * sin(a) + dy * cos(a) - my
            points = [(x + sx, y + sy) for x, y in points]
        turn = {
            0: lambda x, y: (x, y),
            90: lambda x, y: (self.height - y, x),
            180: lambda x, y: (self.width - x, self.height - y),
            270: lambda x, y: (y, self.width - x),
        }[self.turned % 360]
        moved = [turn(x, y) for x, y in points]
        w, h = self.displayed_size
        xs = sorted(min(max(x, 0.0), w) for x, _ in moved)
        ys = sorted(min(max(y, 0.0), h) for _, y in moved)
        return Box(xs[0], ys[0], xs[-1], ys[-1])

    def evidence(self, box: Box | None, text: str) -> Evidence:
        """Evidence for ``text`` at ``box`` (upright frame; ``None``: the whole page)."""
        where = self.displayed(box) if box is not None else Box(0, 0, *self.displayed_size)
        x0, top, x1, bottom = where.rounded()
        return Evidence(file=self.file, page=self.number, bbox=(x0, top, x1, bottom), text=text)


@dataclass(frozen=True)
class SourceFile:
    """One file of a submission after reading. ``path`` is relative to the submission folder, with forward slashes."""

    path: str
    sha256: str
    role: Literal["book", "editable_copy", "attachment", "summary_table", "unknown"]
    pages: tuple[Page, ...] = ()
    outcome: Literal["read", "unreadable", "encrypted", "too_large", "timeout", "crashed", "unsupported"] = "read"
    message: str = ""
    kind: Literal["pdf", "image", "docx", "xlsx", "other"] = "pdf"
    metadata: tuple[tuple[str, str], ...] = ()
