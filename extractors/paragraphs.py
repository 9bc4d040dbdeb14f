"""Rows put together to paragraphs, and passages put one behind the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.headings import Reading
from extractors.rows import Margins, Row
from models.pages import Line, Page
from models.passage import Passage, Piece

Fragment = tuple[Page, Line, int]
"""A line from its ``int``-th character on."""


def fragments(row: Row, start: int = 0) -> list[Fragment]:
    """The pieces of a row from character ``start`` of its joined text on."""
    if len(row.parts) == 1:
        return [(row.page, row.parts[0], start)] if start < len(row.text) else []
    out: list[Fragment] = []
    at = 0
    for part in row.parts:
        length, lead = len(part.text.strip()), len(part.text) - len(part.text.lstrip())
        if start < at + length:
            out.append((row.page, part, lead + max(0, start - at)))
        at += length + 1
    return out


def passage(pieces: Iterable[tuple[Row, int, Margins]]) -> Passage:
    """Running text of rows (each from a character on): paragraphs by indentation and by rows that end before the margin."""
    paragraphs: list[list[Fragment]] = []
    before: tuple[Row, Margins] | None = None
    for row, start, edge in pieces:
        found = fragments(row, start)
        if not found:
            continue
        if before is None or start or _begins(row, edge, *before):
            paragraphs.append(found)
        else:
            paragraphs[-1] += found
        before = (row, edge)
    return _joined(paragraphs)


def _begins(row: Row, edge: Margins, previous: Row, previous_edge: Margins) -> bool:
    """Whether a row begins a paragraph."""
    if not edge.known or not previous_edge.known:
        return True
    if not previous_edge.full(previous):
        return True
    if edge.indented(row):
        return row.page is previous.page or previous.text.rstrip()[-1:] in "。；！？：" or _item(row.text)
    return False


def _item(text: str) -> bool:
    number = Reading(text).number
    return number is not None and number.style != "misread"


def _joined(paragraphs: Sequence[Sequence[Fragment]]) -> Passage:
    text: list[str] = []
    pieces: list[Piece] = []
    at = 0
    last = ""
    for n, paragraph in enumerate(paragraphs):
        if n:
            text.append("\n")
            at, last = at + 1, ""
        for page, line, start in paragraph:
            part = line.text[start:]
            if last.isascii() and last.isalpha() and part[:1].isascii() and part[:1].isalpha():
                text.append(" ")
                at += 1
            if part:
                pieces.append(Piece(at, part, page, line, start))
                text.append(part)
                at, last = at + len(part), part[-1]
    return Passage("".join(text), tuple(pieces))


def chained(passages: Iterable[Passage]) -> Passage:
    """Passages one behind the other, a paragraph's end between them."""
    text: list[str] = []
    pieces: list[Piece] = []
    at = 0
    for one in passages:
        if not one.text:
            continue
        if at:
            text.append("\n")
            at += 1
        pieces += [Piece(at + p.start, p.text, p.page, p.line, p.offset) for p in one.pieces]
        text.append(one.text)
        at += len(one.text)
    return Passage("".join(text), tuple(pieces))


def without(whole: Passage, spans: Iterable[tuple[int, int]]) -> Passage:
    """The passage with stretches left out."""
    kept: list[Passage] = []
    at = 0
    for start, end in sorted(spans):
        kept.append(whole.cut(at, max(at, start)))
        at = max(at, end)
    kept.append(whole.cut(at, len(whole.text)))
    text, pieces = "", []
    for one in kept:
        pieces += [Piece(len(text) + p.start, p.text, p.page, p.line, p.offset) for p in one.pieces]
        text += one.text
    return Passage(text, tuple(pieces))
