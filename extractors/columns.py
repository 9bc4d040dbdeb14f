"""Pages set in two columns, or two pages on one sheet: each half is read by itself, the left one first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.pages import Line, Page, PageState

LONG = 8
"""Characters from which a line tells how a page is set."""
LEAST = 10
"""So many long lines on either side make two columns."""
FULL = 0.88
"""Share of its column that a line of running text fills."""
MOSTLY, LISTED = 0.4, 0.3
"""Share of the lines of two columns together, and of each by itself, that must fill it: a list may take up a good part of one."""
SLACK = 12.0
"""Points by which OCR draws the box of a line too long: so far one of a column reaches into the gutter and beyond."""


def halves(page: Page) -> list[Page]:
    """The page's two columns from left to right, what stands across both above or below them with the first or the second; else the page."""
    cut = _gutter(page) if page.state is PageState.READ else None
    if cut is None:
        return [page]
    column = [p for p in page.lines if len(p.text) >= LONG and not _across(p, cut)]
    top, bottom = min(p.box.top for p in column), max(p.box.bottom for p in column)
    first: list[Line] = []
    second: list[Line] = []
    for line in page.lines:
        if _across(line, cut):
            (first if line.box.centre[1] < top else second if line.box.centre[1] > bottom else first).append(line)
        else:
            (first if line.box.centre[0] < cut else second).append(line)
    return [
        replace(
            page,
            lines=tuple(lines),
            tables=tuple(t for t in page.tables if (t.box.centre[0] < cut) is left),
            pictures=tuple(p for p in page.pictures if (p.box.centre[0] < cut) is left),
            seals=tuple(s for s in page.seals if (s.box.centre[0] < cut) is left),
        )
        for lines, left in ((first, True), (second, False))
    ]


def _gutter(page: Page) -> float | None:
    """Where the white strip between two columns of running text stands."""
    inside = [t.box for t in page.tables]
    long = [p for p in page.lines if len(p.text) >= LONG and not any(b.contains(*p.box.centre) for b in inside)]
    if len(long) < 2 * LEAST:
        return None
    middle = page.width / 2
    across = [p for p in long if _across(p, middle)]
    left = [p for p in long if p.box.centre[0] < middle and not _across(p, middle)]
    right = [p for p in long if p.box.centre[0] >= middle and not _across(p, middle)]
    if min(len(left), len(right)) < LEAST or any(b.x0 < middle < b.x1 for b in inside):
        return None
    cut = float(np.percentile([p.box.x1 for p in left], 90) + np.percentile([p.box.x0 for p in right], 10)) / 2
    top, bottom = min(p.box.top for p in (*left, *right)), max(p.box.bottom for p in (*left, *right))
    if any(top < p.box.centre[1] < bottom for p in across):
        return None
    full = _full(left), _full(right)
    running = sum(full) >= MOSTLY * len(left + right) and full[0] >= LISTED * len(left) and full[1] >= LISTED * len(right)
    return cut if running else None


def _full(lines: list[Line]) -> int:
    """Lines that fill their column, as running text does and the cells of a table do not (a list among it may)."""
    width = max(p.box.x1 for p in lines) - min(p.box.x0 for p in lines)
    return sum(p.box.width >= FULL * width for p in lines)


def _across(line: Line, cut: float) -> bool:
    return line.box.x0 < cut - SLACK and line.box.x1 > cut + SLACK
