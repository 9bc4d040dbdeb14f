"""Rows that follow a table without rulings and were taken for its own: a heading without a number right below it."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.rows import Margins, Row


def freed(rows: Sequence[Row], edge: Margins) -> list[Row]:
    """The rows of a page with what leaves a table given back to the running text."""
    out = list(rows)
    table: list[Row] = []
    left = False
    for i, row in enumerate(rows):
        if row.zone != "table" or _ruled(row):
            table, left = [], False
            continue
        left = left or (edge.known and _leaves(row, table, edge))
        if left:
            out[i] = row.put("")
        table.append(row)
    return out


def _ruled(row: Row) -> bool:
    return any(t.box.contains(*row.box.centre) for t in row.page.tables)


def _leaves(row: Row, table: Sequence[Row], edge: Margins) -> bool:
    """Whether a row in one piece below rows of several stands as a paragraph or a heading does, under none of their first cells."""
    several = [r.parts[0].box for r in table if len(r.parts) > 1]
    if len(row.parts) > 1 or len(several) < 2 or not (edge.at_left(row) or edge.indented(row)):
        return False
    lefts, middles = [c.x0 for c in several], [c.centre[0] for c in several]
    if max(lefts) - min(lefts) < 0.5 * edge.em:  # the column is set to the left, else centred
        return min(abs(row.box.x0 - x) for x in lefts) >= 0.5 * edge.em
    return min(abs(row.box.centre[0] - x) for x in middles) >= 0.7 * edge.em
