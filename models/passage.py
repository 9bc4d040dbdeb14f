"""Running text over lines and pages that still knows where each character stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.evidence import Evidence
from models.pages import Line, Page


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage: ``text`` starts at ``start`` in the passage and at ``offset`` in its line."""

    start: int
    text: str
    page: Page
    line: Line
    offset: int = 0


@dataclass(frozen=True)
class Passage:
    """Text with a map back to boxes. ``"\\n"`` in ``text`` ends a paragraph and belongs to no line."""

    text: str = ""
    pieces: tuple[Piece, ...] = ()
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(p.start for p in self.pieces))

    def evidence(self, start: int, end: int, whole: bool = False) -> tuple[Evidence, ...]:
        """One place per line that ``text[start:end]`` touches; ``whole`` takes whole lines instead of the exact words."""
        out = []
        first = max(0, bisect_right(self._starts, start) - 1)
        for piece in self.pieces[first:]:
            if piece.start >= end:
                break
            a, b = max(start, piece.start) - piece.start, min(end, piece.start + len(piece.text)) - piece.start
            if a >= b:
                continue
            box = piece.line.box if whole else piece.line.span(piece.offset + a, piece.offset + b)
            out.append(piece.page.evidence(box, piece.line.text if whole else piece.text[a:b]))
        return tuple(out)

    def confidence(self, start: int, end: int) -> float:
        """The lowest confidence of the lines that ``text[start:end]`` touches; 1 where it touches none."""
        first, last = max(0, bisect_right(self._starts, start) - 1), bisect_left(self._starts, end)
        return min((p.line.confidence for p in self.pieces[first:last] if p.start + len(p.text) > start), default=1.0)

    def page_at(self, position: int) -> Page | None:
        """The page on which a character stands."""
        i = bisect_right(self._starts, position) - 1
        return self.pieces[i].page if i >= 0 else (self.pieces[0].page if self.pieces else None)

    def cut(self, start: int, end: int) -> Passage:
        """The passage ``text[start:end]``."""
        kept = []
        for p in self.pieces:
            a, b = max(start, p.start), min(end, p.start + len(p.text))
            if a < b:
                kept.append(Piece(a - start, p.text[a - p.start : b - p.start], p.page, p.line, p.offset + a - p.start))
        return Passage(self.text[start:end], tuple(kept))


def join(paragraphs: Iterable[Sequence[tuple[Page, Line]]]) -> Passage:
    """A passage of paragraphs, each a sequence of lines; a space is set only between two half-width words."""
    text: list[str] = []
    pieces: list[Piece] = []
    at = 0
    for n, paragraph in enumerate(paragraphs):
        if n:
            text.append("\n")
            at += 1
        previous = ""
        for page, line in paragraph:
            if (
                previous
                and line.text
                and previous[-1].isascii()
                and previous[-1].isalpha()
                and line.text[0].isascii()
                and line.text[0].isalpha()
            ):
                text.append(" ")
                at += 1
            pieces.append(Piece(at, line.text, page, line))
            text.append(line.text)
            at += len(line.text)
            previous = line.text or previous
    return Passage("".join(text), tuple(pieces))
