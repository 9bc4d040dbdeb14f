"""Tables without rulings between their columns (三线表): the rows below a caption, their pieces put into columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.rows import Row
from models.geometry import Box, union
from models.pages import Cell, Line, Table

LEAST_ROWS = 2
CLOSE = 2.2
"""Rows of one table stand at most so many heights of a letter apart."""


def unruled(rows: Sequence[Row]) -> tuple[Table, ...]:
    """The tables of a page that stand in none of its ruled ones, from top to bottom."""
    return tuple(table for group in _groups(rows) if (table := _table(group)) is not None)


def _groups(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows marked as a table's that follow one another, those of ruled tables left out."""
    group: list[Row] = []
    for row in rows:
        inside = row.zone == "table" and not any(t.box.contains(*row.box.centre) for t in row.page.tables)
        if group and (not inside or row.box.top - group[-1].box.bottom > CLOSE * row.box.height):
            yield group
            group = []
        if inside:
            group.append(row)
    if group:
        yield group


def _table(rows: Sequence[Row]) -> Table | None:
    """The rows as a table, where most of them fall into the same columns."""
    columns = _columns(rows)
    if len(columns) < 2:
        return None
    grid: list[dict[int, list[Line]]] = []
    for row in rows:
        places: dict[int, list[Line]] = {}
        for part in row.parts:
            places.setdefault(_nearest(columns, part.box), []).append(part)
        if grid and 0 not in places and len(places) < len(columns) and _numberless(row):
            for column, parts in places.items():  # a label that goes on in the next line
                grid[-1].setdefault(column, []).extend(parts)
        else:
            grid.append(places)
    if len(grid) < LEAST_ROWS or sum(len(places) >= 2 for places in grid) < 0.7 * len(grid):
        return None
    cells = [_cell(r, c, parts) for r, places in enumerate(grid) for c, parts in sorted(places.items())]
    return Table(union(c.box for c in cells), tuple(cells))


def _columns(rows: Sequence[Row]) -> list[Box]:
    """The pieces of the row that has most of them: every other row is measured by it."""
    widest = max(rows, key=lambda r: len(r.parts))
    return [part.box for part in widest.parts]


def _nearest(columns: Sequence[Box], box: Box) -> int:
    """The column that a piece shares most with, else the one whose middle is nearest."""
    shared = [min(c.x1, box.x1) - max(c.x0, box.x0) for c in columns]
    best = max(range(len(columns)), key=lambda i: shared[i])
    return best if shared[best] > 0 else min(range(len(columns)), key=lambda i: abs(columns[i].centre[0] - box.centre[0]))


def _numberless(row: Row) -> bool:
    return not any(c.isdigit() for c in row.text)


def _cell(row: int, column: int, parts: Sequence[Line]) -> Cell:
    text = "".join(p.text.strip() for p in parts)
    return Cell(row, column, union(p.box for p in parts), text, confidence=min(p.confidence for p in parts), lines=tuple(parts))
