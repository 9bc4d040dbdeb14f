"""The text of a table's cells: OCR's lines dealt out to the fields they stand in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extractors.grid_lines import Rulings
from models.geometry import Box, union
from models.pages import Cell, Line, Table, char_width


def fill(rulings: Rulings, frames: Sequence[tuple[Cell, Box]], lines: Sequence[Line]) -> Table:
    """The table of ``frames`` (cells and their boxes in the straight frame), with the words of ``lines`` in it."""
    parts: dict[int, list[Line]] = {i: [] for i in range(len(frames))}
    for line in lines:
        for i, part in _dealt(rulings, frames, line):
            parts[i].append(part)
    cells = []
    for i, (cell, _) in enumerate(frames):
        held = reading_order(parts[i])
        weight = sum(len(p.text) for p in held)
        confidence = sum(p.confidence * len(p.text) for p in held) / weight if weight else 1.0
        cells.append(Cell(cell.row, cell.column, cell.box, join_text(held), cell.row_span, cell.column_span, confidence, tuple(held)))
    return Table(union(c.box for c in cells), tuple(cells))


def _dealt(rulings: Rulings, frames: Sequence[tuple[Cell, Box]], line: Line) -> list[tuple[int, Line]]:
    """(cell, part of the line in it); nothing where the line is not in the table."""
    box = _straight(rulings, line.box)
    middle = (box.top + box.bottom) / 2
    touched = []
    for i, (_, frame) in enumerate(frames):
        if not frame.top <= middle < frame.bottom:
            continue
        shared = min(frame.x1, box.x1) - max(frame.x0, box.x0)
        if shared > 0:
            touched.append((frame.x0, shared, i))
    touched.sort()
    if not touched:
        return []
    least = 0.7 * box.height
    held = [t for t in touched if t[1] >= min(least, 0.5 * box.width)] or [max(touched, key=lambda t: t[1])]
    if len(held) == 1:
        inside = held[0][1] >= 0.5 * box.width
        return [(held[0][2], line)] if inside else []
    return _parted(rulings, frames, line, box, [i for *_, i in held])


def _parted(rulings: Rulings, frames: Sequence[tuple[Cell, Box]], line: Line, box: Box, within: list[int]) -> list[tuple[int, Line]]:
    """A line that runs over rulings, cut there.

    Where its characters stand is known for digital pages; else they are shared out by the width of the ink in each cell, for
    OCR swallows the white space on both sides of a ruling.
    """
    stretch = [_inked(rulings, frames[i][1], box) for i in within]
    widths = [char_width(c) for c in line.text]
    total, inked = sum(widths) or 1.0, sum(b - a for a, b in stretch) or 1.0
    out, start, passed = [], 0, 0.0
    for n, (i, (a, b)) in enumerate(zip(within, stretch, strict=True)):
        passed += (b - a) / inked * total
        if line.edges is not None and len(line.edges) == len(line.text) + 1:
            right = frames[i][0].box.x1
            end = sum(1 for k in range(len(line.text)) if (line.edges[k] + line.edges[k + 1]) / 2 <= right)
        else:
            sums = np.cumsum([0.0, *widths])
            end = int(np.argmin(np.abs(sums - passed)))
        if n == len(within) - 1:
            end = len(line.text)
        end = max(start, end)
        text = line.text[start:end]
        kept = text.strip()
        if kept:
            edges = line.edges[start : end + 1] if line.edges is not None and len(text) == len(kept) else None
            x0, x1 = (edges[0], edges[-1]) if edges else _points(rulings, line, a, b)
            out.append((i, Line(kept, Box(x0, line.box.top, max(x0, x1), line.box.bottom), line.confidence, edges)))
        start = end
    return out


def _points(rulings: Rulings, line: Line, a: float, b: float) -> tuple[float, float]:
    """A stretch of the straight frame, in points of the picture."""
    y = (line.box.top + line.box.bottom) / 2 * rulings.scale
    box = rulings.back(Box(a, y, b, y))
    return max(line.box.x0, box.x0), min(line.box.x1, box.x1)


def _inked(rulings: Rulings, frame: Box, box: Box) -> tuple[float, float]:
    """From where to where there is ink of the line inside a cell (pixels, straight frame)."""
    edge = 2.0 * rulings.scale
    a, b = max(frame.x0 + edge, box.x0), min(frame.x1 - edge, box.x1)
    if b - a < 2:
        return a, max(a, b)
    margin = 0.15 * box.height
    band = rulings.ink[max(0, round(box.top + margin)) : round(box.bottom - margin), round(a) : round(b)]
    marked = np.nonzero(band.sum(axis=0) >= max(2, 0.06 * band.shape[0]))[0] if band.size else np.array([])
    return (a + float(marked[0]), a + float(marked[-1]) + 1) if len(marked) else (a, a)


def _straight(rulings: Rulings, box: Box) -> Box:
    x, y = rulings.forth(*box.centre)
    w, h = box.width / 2 * rulings.scale, box.height / 2 * rulings.scale
    return Box(x - w, y - h, x + w, y + h)


def reading_order(lines: Sequence[Line]) -> list[Line]:
    """Top to bottom, and left to right among those of one height."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda p: p.box.centre[1]):
        last = rows[-1] if rows else []
        if last and line.box.centre[1] - np.mean([p.box.centre[1] for p in last]) < 0.5 * min(line.box.height, last[0].box.height):
            last.append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda p: p.box.x0)]


def join_text(lines: Sequence[Line]) -> str:
    """The lines of a cell as one text; a space only between two half-width words."""
    out = ""
    for line in lines:
        text = line.text.strip()
        if out and text and out[-1].isascii() and out[-1].isalpha() and text[0].isascii() and text[0].isalpha():
            out += " "
        out += text
    return out
