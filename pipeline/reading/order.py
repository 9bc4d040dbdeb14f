"""The order in which lines are read: row by row, from left to right."""

from __future__ import annotations

from collections.abc import Iterable

from models.pages import Line


def reading_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines that overlap by half their height share a row; rows run from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (one.box.centre[1], one.box.x0)):
        if rows and _same_row(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return tuple(line for row in rows for line in sorted(row, key=lambda one: (one.box.x0, one.box.top)))


def _same_row(row: list[Line], line: Line) -> bool:
    first = row[0].box
    shared = min(first.bottom, line.box.bottom) - max(first.top, line.box.top)
    if shared < 0.5 * min(first.height, line.box.height):
        return False
    # What stands below a line of the row is no neighbour, however much its tall box overlaps.
    return all(min(one.box.x1, line.box.x1) - max(one.box.x0, line.box.x0) < 0.5 * min(one.box.width, line.box.width) for one in row)
