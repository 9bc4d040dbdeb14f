"""A digital page with pdfplumber: lines with the place of every character, ruled tables, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pdfplumber.page import Page as PlumberPage

from models.geometry import Box, union
from models.pages import Cell, Line, Picture, Table
from models.text import as_han
from pipeline.reading.order import reading_order

GAP = 1.6
"""Blank space, in sizes of the letters beside it, from which two texts of a row are two lines."""
SPACE = 0.28
"""Blank space between half-width letters from which a word ends, where the file sets no space."""
SMALL_PICTURE = 12.0
"""Points; smaller pictures are bullets and lines."""

Char = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layer:
    """What the page says itself, in points of the upright page."""

    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[Table, ...]
    pictures: tuple[Picture, ...]
    coloured: bool


def text_direction(chars: Iterable[Char]) -> int:
    """How the page's text stands, as `Page.turned`: 0, 90, 180 or 270, by the majority of the letters."""
    votes = {0: 0, 90: 0, 180: 0, 270: 0}
    for char in chars:
        a, b = char["matrix"][0], char["matrix"][1]
        if abs(a) >= abs(b):
            votes[0 if a >= 0 else 180] += 1
        else:
            votes[270 if b > 0 else 90] += 1
    best = max(votes, key=lambda k: votes[k])
    return best if best and votes[best] > 0.7 * sum(votes.values()) else 0


def turned_page(page: PlumberPage, turned: int) -> PlumberPage:
    """The same page with its text upright: shown with another /Rotate, all places follow by themselves."""
    if not turned:
        return page
    rotation = (page.rotation - turned) % 360
    page.page_obj.attrs["Rotate"] = rotation
    page.page_obj.rotate = rotation
    page.close()
    return PlumberPage(page.pdf, page.page_obj, page.page_number, page.initial_doctop)


def read_layer(page: PlumberPage) -> Layer:
    """Lines, tables and pictures of a page whose text stands upright."""
    x, y = float(page.cropbox[0]), float(page.cropbox[1])
    width, height = float(page.cropbox[2]) - x, float(page.cropbox[3]) - y
    chars = [_shifted(c, x, y) for c in page.dedupe_chars(tolerance=1).chars if c.get("text")]
    frames = [_frames(t, x, y) for t in _found_tables(page)]
    lines, tables = _split(chars, [f for f in frames if len(f) >= 2])
    return Layer(width, height, reading_order(lines), tuple(tables), _pictures(page, x, y), _coloured(page))


def _shifted(char: Char, x: float, y: float) -> Char:
    return {
        **char,
        "text": as_han(char["text"]),
        "x0": char["x0"] - x,
        "x1": char["x1"] - x,
        "top": char["top"] - y,
        "bottom": char["bottom"] - y,
    }


def _found_tables(page: PlumberPage) -> list[Any]:
    if len(page.lines) + len(page.rects) + len(page.curves) < 2:
        return []
    return list(page.find_tables({"snap_tolerance": 3, "join_tolerance": 3, "intersection_tolerance": 4}))


def _frames(table: Any, x: float, y: float) -> list[Box]:
    return [Box(c[0] - x, c[1] - y, c[2] - x, c[3] - y) for c in table.cells]


def _split(chars: Sequence[Char], tables: Sequence[Sequence[Box]]) -> tuple[list[Line], list[Table]]:
    """Lines outside and inside of tables; a line never crosses the border of a cell."""
    homes: dict[tuple[int, int], list[Char]] = {}
    outside: list[Char] = []
    bounds = [union(frames) for frames in tables]
    for char in chars:
        cx, cy = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        place = next(
            ((t, i) for t, b in enumerate(bounds) if b.contains(cx, cy) for i, f in enumerate(tables[t]) if f.contains(cx, cy)), None
        )
        if place is None:
            outside.append(char)
        else:
            homes.setdefault(place, []).append(char)
    lines = compose(outside)
    built = []
    for t, frames in enumerate(tables):
        texts = [compose(homes.get((t, i), [])) for i in range(len(frames))]
        lines += [line for cell in texts for line in cell]
        if sum(bool(cell) for cell in texts) >= max(2, 0.15 * len(frames)):
            built.append(_table(frames, texts))
    return lines, sorted(built, key=lambda table: table.box.top)


def _table(frames: Sequence[Box], texts: Sequence[Sequence[Line]]) -> Table:
    xs, ys = _levels([v for f in frames for v in (f.x0, f.x1)]), _levels([v for f in frames for v in (f.top, f.bottom)])
    cells = []
    for frame, lines in zip(frames, texts, strict=True):
        left, right, top, bottom = _at(xs, frame.x0), _at(xs, frame.x1), _at(ys, frame.top), _at(ys, frame.bottom)
        ordered = reading_order(lines)
        text = "\n".join(line.text for line in ordered)
        cells.append(Cell(top, left, frame, text, max(1, bottom - top), max(1, right - left), 1.0, ordered))
    return Table(union(frames), tuple(sorted(cells, key=lambda c: (c.row, c.column))))


def _levels(values: Sequence[float], tolerance: float = 2.5) -> list[float]:
    """Distinct positions of rulings."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > tolerance:
            out.append(value)
    return out


def _at(levels: Sequence[float], value: float) -> int:
    return min(range(len(levels)), key=lambda i: abs(levels[i] - value))


def compose(chars: Sequence[Char]) -> list[Line]:
    """Characters to lines: rows by their middle, parted at wide blanks."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if rows and _in_row(rows[-1], char, middle):
            rows[-1].append(char)
        else:
            rows.append([char])
    out = []
    for row in rows:
        row.sort(key=lambda c: c["x0"])
        for part in _parted(row):
            line = _line(part)
            if line is not None:
                out.append(line)
    return out


def _in_row(row: Sequence[Char], char: Char, middle: float) -> bool:
    """Whether a character stands in a row: its middle within the row's letters, or the other way round (raised figures)."""
    recent = [c for c in row[-12:] if not c["text"].isspace()] or row[-1:]
    top, bottom = min(c["top"] for c in recent), max(c["bottom"] for c in recent)
    size = bottom - top
    inner = top + 0.2 * size <= middle <= bottom - 0.2 * size
    return inner or char["top"] + 0.3 * (char["bottom"] - char["top"]) <= (top + bottom) / 2 <= char["bottom"] - 0.3 * (
        char["bottom"] - char["top"]
    )


def _parted(row: Sequence[Char]) -> list[list[Char]]:
    """A row at its wide blanks; characters that are blank themselves do not fill one."""
    out: list[list[Char]] = []
    last: Char | None = None
    for char in row:
        if char["text"].isspace():
            if out:
                out[-1].append(char)
            continue
        size = max(float(char.get("size") or 0), 4.0)
        if last is None or char["x0"] - last["x1"] > GAP * max(size, float(last.get("size") or 0)):
            out.append([char])
        else:
            out[-1].append(char)
        last = char
    return out


def _line(chars: Sequence[Char]) -> Line | None:
    """One line with the borders of its characters."""
    text: list[str] = []
    starts: list[float] = []
    last: Char | None = None
    for char in chars:
        if last is not None and _word_ends(last, char):
            text.append(" ")
            starts.append(last["x1"])
        parts = [c for c in char["text"] if c.isprintable() or c == "\u3000"]
        for i, part in enumerate(parts):
            text.append(" " if part.isspace() else part)
            starts.append(char["x0"] + (char["x1"] - char["x0"]) * i / len(parts))
        last = char
    first, end = 0, len(text)
    while first < end and text[first] == " ":
        first += 1
    while end > first and text[end - 1] == " ":
        end -= 1
    if first == end or last is None:
        return None
    inked = [c for c in chars if not c["text"].isspace()]
    right = starts[end] if end < len(starts) else max(c["x1"] for c in inked)
    edges = [*starts[first:end], max(right, starts[end - 1])]
    edges = [edges[0], *(max(a, b) for a, b in pairwise(edges))]
    box = Box(edges[0], min(c["top"] for c in inked), edges[-1], max(c["bottom"] for c in inked))
    return Line("".join(text[first:end]), box, 1.0, tuple(round(e, 2) for e in edges))


def _word_ends(last: Char, char: Char) -> bool:
    before, after = last["text"][-1:], char["text"][:1]
    if not (before.isascii() and after.isascii() and before.isalnum() and after.isalnum()):
        return False
    return bool(char["x0"] - last["x1"] > SPACE * float(char.get("size") or 10.0))


def _pictures(page: PlumberPage, x: float, y: float) -> tuple[Picture, ...]:
    out = []
    for image in page.images:
        box = Box(max(0.0, image["x0"] - x), max(0.0, image["top"] - y), image["x1"] - x, image["bottom"] - y)
        if box.width < SMALL_PICTURE or box.height < SMALL_PICTURE:
            continue
        pixels: Any = image.get("srcsize") or (None, None)
        native = (int(pixels[0]), int(pixels[1])) if all(isinstance(p, int | float) for p in pixels) else None
        out.append(Picture(box, native))
    return tuple(out)


def _coloured(page: PlumberPage) -> bool:
    """Whether anything but letters is drawn that could be a seal: pictures, curves, forms with many paths."""
    return bool(page.images) or len(page.curves) > 0
