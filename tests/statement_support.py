"""Reads sentences and tables as the metrics stage does, without pages, and compares them with what is written in `tests/statements`.

An expected statement is `metric value period`: a sign before the value is its relation, `[low..high]` are the bounds of a range,
`!metric value role` is a statement that is not the applicant's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from extractors.language.normal import normal
from extractors.language.paragraphs import read_paragraph
from extractors.language.statements import Setting, Statement
from extractors.language.tables import Context, TableFigure, read_table
from extractors.language.vocabulary import Vocabulary, vocabulary
from models.geometry import Box
from models.pages import Cell, Table
from pipeline.rulebook import load

RULEBOOK = load("shijiazhuang-2025")
OWN = ("actual", "before", "after", "target")
DATA = Path(__file__).parent / "statements"
SETTINGS = {"own": Setting(), "workshop": Setting(applied=True)}


def words() -> Vocabulary:
    return vocabulary(RULEBOOK.metrics)


def read(text: str, setting: Setting | None = None) -> list[Statement]:
    """Every statement of a paragraph."""
    return [s for _, s in read_paragraph(normal(text), words(), setting or Setting())[0]]


def told(text: str, setting: Setting | None = None) -> str:
    """The applicant's own figures as ``id value period`` joined by ``; ``."""
    own = [s for s in read(text, setting) if s.role in OWN]
    return "; ".join(f"{s.metric} {s.value:g}" + (f" {s.period}" if s.period else "") for s in own)


def written(statement: Statement | TableFigure) -> str:
    """A statement as the data files write it."""
    q = statement.quantity
    relation = "" if q.relation == "=" else q.relation
    bounds = f"[{q.low:g}..{q.high:g}]" if q.relation == "≈" and q.low is not None and q.high is not None else ""
    value = f"{relation}{round(statement.value, 6):.10g}{bounds}"
    if statement.role in OWN:
        return f"{statement.metric} {value}" + (f" {statement.period}" if statement.period else "")
    return f"!{statement.metric} {value} {statement.role}"


def expected(want: str) -> list[str]:
    return [w.strip() for w in want.split(";") if w.strip()]


def difference(got: list[str], want: str) -> tuple[list[str], list[str]]:
    """What is missing and what is too much; statements that are not the applicant's own count only where they are asked for."""
    wanted = expected(want)
    left = [g for g in got if not g.startswith("!") or g in wanted]
    missing = []
    for w in wanted:
        if w in left:
            left.remove(w)
        else:
            missing.append(w)
    return missing, left


@dataclass(frozen=True)
class Case:
    """One sentence or table of the data files, and what it states."""

    name: str
    want: str
    got: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        return difference(list(self.got), self.want)[0]

    @property
    def surplus(self) -> list[str]:
        return difference(list(self.got), self.want)[1]


def load_yaml(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def prose(name: str) -> tuple[Case, ...]:
    """The sentences of a data file, read."""
    sets = load_yaml(name)
    return tuple(
        Case(text, want or "", tuple(written(s) for s in read(text, SETTINGS[kind])))
        for kind, cases in sets.items()
        for text, want in cases.items()
    )


@cache
def tables(name: str) -> tuple[Case, ...]:
    """The tables of a data file, read."""
    out = []
    for case in load_yaml(name):
        pieces = [drawn(piece) for piece in case["rows"].split("---\n")]
        found = read_table(pieces, words(), Context(2024, case["caption"]))
        out.append(Case(case["caption"], case["want"] or "", tuple(written(f) for f in found)))
    return tuple(out)


def drawn(text: str) -> Table:
    """A table as the reader finds it: ``<`` belongs to the cell on its left, ``^`` to the one above."""
    grid = [[c.strip() for c in line.split(" | ")] for line in text.strip().splitlines()]
    cells = []
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell in ("<", "^"):
                continue
            width = 1
            while c + width < len(row) and row[c + width] == "<":
                width += 1
            height = 1
            while r + height < len(grid) and grid[r + height][c] == "^":
                height += 1
            box = Box(100.0 * c, 20.0 * r, 100.0 * (c + width), 20.0 * (r + height))
            cells.append(Cell(r, c, box, cell, height, width))
    return Table(Box(0, 0, 100.0 * len(grid[0]), 20.0 * len(grid)), tuple(cells))
