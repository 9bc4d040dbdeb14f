"""A page as rows of text: finds labels, and the values beside or below them, whatever OCR did to spaces and boxes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from statistics import median

from rapidfuzz.distance import Levenshtein

from models.evidence import Evidence
from models.geometry import Box, union
from models.pages import Line, Page

_COLON = str.maketrans({"：": ":", "﹕": ":", "∶": ":"})
_BOUNDARY = re.compile(r"[\s:：;；,，。、()（）|｜*★]")


@lru_cache(maxsize=20_000)
def squeeze(text: str) -> str:
    """Text for matching: half width, one kind of colon, no white space."""
    return squeeze_map(text)[0]


def squeeze_map(text: str) -> tuple[str, list[int]]:
    """`squeeze` and, for each of its characters, the index in ``text`` it comes from."""
    out: list[str] = []
    index: list[int] = []
    for i, char in enumerate(text):
        for c in unicodedata.normalize("NFKC", char).translate(_COLON):
            if not c.isspace():
                out.append(c)
                index.append(i)
    return "".join(out), index


@dataclass(frozen=True, slots=True)
class Span:
    """Some text of a page with its place (upright frame, points) and the lowest confidence of its lines."""

    page: Page
    text: str
    box: Box
    confidence: float = 1.0

    def evidence(self, text: str | None = None) -> Evidence:
        return self.page.evidence(self.box, self.text if text is None else text)


@dataclass(frozen=True)
class Row:
    """Lines that stand side by side, from left to right."""

    page: Page
    lines: tuple[Line, ...]

    @cached_property
    def _joined(self) -> tuple[str, list[tuple[int, int]]]:
        text: list[str] = []
        where: list[tuple[int, int]] = []
        for n, line in enumerate(self.lines):
            squeezed, index = squeeze_map(line.text)
            if n and squeezed and text[-1].endswith(squeezed[0]) and line.box.x0 < self.lines[n - 1].box.x1 - 0.15 * line.box.height:
                squeezed, index = squeezed[1:], index[1:]  # one character that two boxes over each other both hold
            text.append(squeezed)
            where.extend((n, i) for i in index)
        return "".join(text), where

    @property
    def text(self) -> str:
        """All its text, squeezed."""
        return self._joined[0]

    @cached_property
    def box(self) -> Box:
        return union(line.box for line in self.lines)

    @property
    def height(self) -> float:
        return median(line.box.height for line in self.lines)

    def span(self, start: int, end: int | None = None) -> Span | None:
        """The span of ``text[start:end]``, lines joined by a space."""
        where = self._joined[1][start:end]
        if not where:
            return None
        parts: list[str] = []
        boxes: list[Box] = []
        confidence = 1.0
        for n in sorted({n for n, _ in where}):
            line = self.lines[n]
            inside = [i for m, i in where if m == n]
            parts.append(line.text[inside[0] : inside[-1] + 1])
            boxes.append(line.span(inside[0], inside[-1] + 1))
            confidence = min(confidence, line.confidence)
        return Span(self.page, " ".join(parts), union(boxes), confidence)

    def starts_box(self, at: int) -> bool:
        """Whether a squeezed position begins a line, or follows a mark or white space."""
        n, i = self._joined[1][at]
        if i == 0 or (at and self._joined[1][at - 1][0] != n):
            return True
        return bool(_BOUNDARY.match(self.lines[n].text[i - 1]))

    def line_at(self, at: int) -> int:
        return self._joined[1][at][0]

    def end_of_line(self, n: int) -> int:
        """The squeezed position after the last character of line ``n``."""
        return max((k for k, (m, _) in enumerate(self._joined[1]) if m == n), default=-1) + 1


@dataclass(frozen=True, slots=True)
class Found:
    """A label on a sheet: row number, squeezed start and end in the row's text."""

    sheet: Sheet
    row: int
    start: int
    end: int
    label: str

    @property
    def box(self) -> Box:
        span = self.sheet.rows[self.row].span(self.start, self.end)
        assert span is not None
        return span.box

    def beside(self) -> Span | None:
        """What follows: the rest of the label's own line, else the next line to the right."""
        row = self.sheet.rows[self.row]
        at = self.end
        while at < len(row.text) and row.text[at] in ":;,.)":
            at += 1
        if at >= len(row.text):
            return None
        n = row.line_at(at)
        return row.span(at, row.end_of_line(n))

    def rest(self) -> Span | None:
        """All that follows on the row."""
        row = self.sheet.rows[self.row]
        at = self.end
        while at < len(row.text) and row.text[at] in ":;,.)":
            at += 1
        return row.span(at) if at < len(row.text) else None

    def right(self) -> list[Span]:
        """What stands to the right: first the nearest box, then all of the row (a value may be spread over boxes)."""
        spans = [s for s in (self.beside(), self.rest()) if s is not None]
        return spans[:1] if len(spans) == 2 and spans[0] == spans[1] else spans

    def below(self, reach: float = 3.0) -> Iterator[Span]:
        """Lines under the label (or starting near its left edge), nearest first, within ``reach`` line heights."""
        box = self.box
        height = max(box.height, 6.0)
        for row in self.sheet.rows[self.row + 1 :]:
            if row.box.top - box.bottom > reach * height:
                return
            for line in row.lines:
                if min(line.box.x1, box.x1) - max(line.box.x0, box.x0) > 0:
                    yield Span(row.page, line.text, line.box, line.confidence)


@dataclass(frozen=True)
class Sheet:
    """A page with its rows from top to bottom."""

    page: Page

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(_rows(self.page))

    @cached_property
    def text(self) -> str:
        """All text, squeezed, a line break between rows."""
        return "\n".join(row.text for row in self.rows)

    @cached_property
    def flat(self) -> str:
        """All text, squeezed, lines in reading order without breaks: finds what a line break cuts."""
        return "".join(squeeze(line.text) for line in self.page.lines)

    @cached_property
    def size(self) -> float:
        """Median height of its lines, in points."""
        heights = [line.box.height for line in self.page.lines if len(line.text.strip()) > 1]
        return median(heights) if heights else 12.0

    def find(self, labels: Iterable[str], fuzzy: bool = True) -> Iterator[Found]:
        """Places of the labels: the longest labels first, exact ones before those with one character misread."""
        wanted = sorted({squeeze(label) for label in labels}, key=lambda w: (-len(w), w))
        taken: set[tuple[int, int]] = set()
        for exact in (True, False) if fuzzy else (True,):
            for label in wanted:
                for found in self._places(label, exact):
                    key = (found.row, found.start)
                    if key not in taken:
                        taken.add(key)
                        yield found

    def _places(self, label: str, exact: bool) -> Iterator[Found]:
        for n, row in enumerate(self.rows):
            for at in row_places(row, label) if exact else _near_places(row, label):
                yield Found(self, n, at, at + len(label), label)

    def spans(self) -> Iterator[Span]:
        """Every line, in reading order."""
        for row in self.rows:
            for line in row.lines:
                yield Span(self.page, line.text, line.box, line.confidence)

    def search(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Span]]:
        """Matches in the squeezed text of each row."""
        for row in self.rows:
            for m in pattern.finditer(row.text):
                span = row.span(m.start(), m.end())
                if span is not None:
                    yield m, span

    def under(self, span: Span, gap: float = 1.0) -> Span | None:
        """The line that goes on below ``span`` in its column: same left edge, at most ``gap`` heights lower."""
        height = max(span.box.height, 6.0)
        for row in self.rows:
            if row.box.top < span.box.top + 0.6 * height:
                continue
            for line in row.lines:
                close = -0.4 * height <= line.box.top - span.box.bottom <= gap * height
                if close and abs(line.box.x0 - span.box.x0) < 0.8 * height:
                    return Span(self.page, line.text, line.box, line.confidence)
        return None


def row_places(row: Row, label: str) -> Iterator[int]:
    at = row.text.find(label)
    while at >= 0:
        if row.starts_box(at):
            yield at
        at = row.text.find(label, at + 1)


def _near_places(row: Row, label: str) -> Iterator[int]:
    """Starts of boxes whose text is the label but for one character (labels of four characters and more)."""
    if len(label) < 4:
        return
    for at in range(len(row.text) - len(label) + 1):
        if row.starts_box(at):
            part = row.text[at : at + len(label)]
            if part != label and Levenshtein.distance(part, label, score_cutoff=1) <= 1:
                yield at


def _rows(page: Page) -> Iterator[Row]:
    """Lines whose middles are level make a row."""
    rows: list[list[Line]] = []
    for line in sorted((x for x in page.lines if x.text.strip()), key=lambda x: x.box.centre[1]):
        for row in reversed(rows[-3:]):
            if _level(row, line):
                row.append(line)
                break
        else:
            rows.append([line])
    rows.sort(key=lambda r: median(x.box.centre[1] for x in r))
    for row in rows:
        yield Row(page, tuple(sorted(row, key=lambda x: x.box.x0)))


def _level(row: Sequence[Line], line: Line) -> bool:
    nearest = min(row, key=lambda x: min(abs(x.box.x1 - line.box.x0), abs(line.box.x1 - x.box.x0)))
    shared = min(nearest.box.bottom, line.box.bottom) - max(nearest.box.top, line.box.top)
    overlapping = min(nearest.box.x1, line.box.x1) - max(nearest.box.x0, line.box.x0) > 0.45 * min(nearest.box.width, line.box.width)
    return shared > 0.5 * min(nearest.box.height, line.box.height) and not overlapping
