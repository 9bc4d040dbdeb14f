"""Where each field of a form stands: beside, below or behind its label, in a ruled table or without rulings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from rapidfuzz import fuzz

from extractors.form_reading import worth_reading
from extractors.grid_text import reading_order
from models.geometry import Box, union
from models.pages import Cell, Line, Page, Table
from models.rulebook import FieldSpec

ALIKE = 76.0
"""Similarity (0 to 100) from which a text is taken for a label misread or reworded."""
_MARKS = re.compile(r"[\s()（）\[\]【】、,，.。:：;；“”\"'_＿*＊·/]+")
_HEAD = re.compile(r"^(?P<label>[^:：]{2,24}?)\s*[:：]\s*(?P<rest>.*)$", re.DOTALL)


@dataclass(frozen=True)
class Place:
    """A field's place: ``label`` is the box of its label, ``lines`` what stands in the place, ``frame`` its cell.

    ``inside`` says that the label stands in the same cell (or line) before the value.
    """

    spec: FieldSpec
    page: Page
    label: Box
    lines: tuple[Line, ...]
    frame: Box | None = None
    inside: bool = False
    score: float = 100.0

    @property
    def box(self) -> Box:
        """Of the value; of the empty cell, or of the label, where there is none."""
        return union(p.box for p in self.lines) if self.lines else self.frame or self.label


def key(text: str) -> str:
    """A label without brackets, marks and spaces."""
    return _MARKS.sub("", normalize("NFKC", text))


def label_score(text: str, spec: FieldSpec) -> float:
    """How much ``text`` is a label of the field, 0 to 100."""
    own = key(text)
    if not own:
        return 0.0
    return max(_similar(own, key(name)) for name in [spec.label, *spec.aliases])


def _similar(a: str, b: str) -> float:
    if a == b:
        return 100.0
    if min(len(a), len(b)) <= 2:
        return 0.0
    return float(fuzz.ratio(a, b))


def best_label(text: str, specs: Sequence[FieldSpec]) -> tuple[list[FieldSpec], float]:
    """The fields whose label ``text`` is (two fields may share one, as 企业规模 does), and how surely."""
    scores = [(label_score(text, s), s) for s in specs]
    top = max((s for s, _ in scores), default=0.0)
    if top < ALIKE:
        return [], top
    return [s for score, s in scores if score >= top - 0.01], top


def in_tables(page: Page, specs: Sequence[FieldSpec]) -> Iterator[Place]:
    """Places of fields in the ruled tables of a page."""
    for table in page.tables:
        heads = {(c.row, c.column): best_label(c.text, specs) for c in table.cells}
        for cell in table.cells:
            found, score = heads[cell.row, cell.column]
            if found:
                value = _value_cell(table, cell, heads)
                if value is None:
                    continue
                for spec in found:
                    yield Place(spec, page, cell.box, tuple(worth_reading(value.lines)), value.box, score=score)
            else:
                yield from _in_cell(page, cell, specs)


def _value_cell(table: Table, cell: Cell, heads: dict[tuple[int, int], tuple[list[FieldSpec], float]]) -> Cell | None:
    """The cell right of a label, or the one below where none is, or another label stands there."""
    right = table.at(cell.row, cell.column + cell.column_span)
    if right is not None and not heads[right.row, right.column][0]:
        return right
    below = table.at(cell.row + cell.row_span, cell.column)
    if below is not None and not heads[below.row, below.column][0] and not _headed(below.text):
        return below
    return None


def _headed(text: str) -> bool:
    """Whether a cell begins with a label of its own (申报方向：…)."""
    found = _HEAD.match(text.strip())
    return found is not None and len(found["label"]) >= 3


def _in_cell(page: Page, cell: Cell, specs: Sequence[FieldSpec]) -> Iterator[Place]:
    """Fields whose label stands in the same cell as their value: 申报方向（限选2项）：☑…, 行业代码：1411."""
    for i, line in enumerate(cell.lines):
        hit = headed(line.text, specs)
        if hit is None:
            continue
        found, cut, score = hit
        label = line.span(0, cut)
        rest = cut_line(line, cut)
        ends = next((j for j in range(i + 1, len(cell.lines)) if headed(cell.lines[j].text, specs)), len(cell.lines))
        lines = ([rest] if rest else []) + list(cell.lines[i + 1 : ends])
        for spec in found:
            yield Place(spec, page, label, tuple(worth_reading(lines)), cell.box, inside=True, score=score)


def headed(text: str, specs: Sequence[FieldSpec]) -> tuple[list[FieldSpec], int, float] | None:
    """A line that begins with a label: its fields, where the value begins, and how surely it is one."""
    for mark in re.finditer(r"[:：]", text):
        found, score = best_label(text[: mark.start()], specs)
        if found:
            return found, mark.end(), score
    short = _without_colon(text, specs)
    if short is not None:
        return short
    whole, score = best_label(text, specs)
    return (whole, len(text), score) if whole else None


def _other_head(text: str) -> tuple[list[FieldSpec], int, float] | None:
    """A line that begins with a label which is none of the fields' (联系人及电话：…)."""
    found = _HEAD.match(text.strip())
    if found is None or len(key(found["label"])) > 14 or re.search(r"[，。；“]", found["label"]):
        return None
    return [], len(text) - len(found["rest"]), 0.0


def _without_colon(text: str, specs: Sequence[FieldSpec]) -> tuple[list[FieldSpec], int, float] | None:
    """A label with its value close behind, the colon lost: 行业代码1411."""
    for spec in specs:
        for name in [spec.label, *spec.aliases]:
            own = key(name)
            if len(own) < 4:
                continue
            end = _prefix_end(text, own)
            if end:
                return [s for s in specs if name in [s.label, *s.aliases]], end, 95.0
    return None


def _prefix_end(text: str, own: str) -> int:
    """Where in ``text`` the label ``own`` ends if it begins with it, marks apart; else 0."""
    at = 0
    for i, char in enumerate(text):
        if not key(char):
            continue
        for c in key(char):
            if at >= len(own) or own[at] != c:
                return 0
            at += 1
        if at == len(own):
            end = i + 1
            while end < len(text) and not key(text[end]):
                if text[end] in "□☐☑":
                    break
                end += 1
            return end
    return 0


def cut_line(line: Line, start: int, end: int | None = None) -> Line | None:
    """The part of a line, ``None`` where nothing but space is left."""
    end = len(line.text) if end is None else end
    while start < end and line.text[start].isspace():
        start += 1
    while end > start and line.text[end - 1].isspace():
        end -= 1
    if start >= end:
        return None
    edges = line.edges[start : end + 1] if line.edges is not None and len(line.edges) == len(line.text) + 1 else None
    return Line(line.text[start:end], line.span(start, end), line.confidence, edges)


def by_position(page: Page, specs: Sequence[FieldSpec]) -> Iterator[Place]:
    """Places of fields on a page without rulings: what stands right of a label up to the next one, and on below."""
    yield from among(page, reading_order(worth_reading(page.lines)), specs)


def among(page: Page, lines: Sequence[Line], specs: Sequence[FieldSpec]) -> Iterator[Place]:
    """As `by_position`, among lines in reading order."""
    hits = [(line, hit) for line in lines if (hit := headed(line.text, specs) or _other_head(line.text)) is not None]
    for line, (found, cut, score) in hits:
        label = line.span(0, cut) if cut < len(line.text) else line.box
        others = [h.box for h, _ in hits if h is not line]
        right = min((b.x0 for b in others if b.x0 > label.x1 and _level(b, label)), default=page.width)
        under = min((b.top for b in others if b.top > label.bottom - 2 and b.x0 < right and b.x1 > label.x0), default=page.height)
        under = min(under, label.bottom + 5.5 * label.height)
        rest = cut_line(line, cut) if cut < len(line.text) else None
        beside = [p for p in lines if p is not line and _level(p.box, label) and label.x1 - 2 <= p.box.x0 < right - 1]
        below = [
            p
            for p in lines
            if label.bottom - 2 < p.box.centre[1] < under - 1 and p.box.centre[0] < right and p.box.x1 > label.x0 and all(p is not h for h, _ in hits)
        ]
        value = ([rest] if rest else []) + beside + _flowing(below, label)
        for spec in found:
            yield Place(spec, page, label, tuple(value), None, inside=True, score=score)


def _flowing(lines: Sequence[Line], label: Box) -> list[Line]:
    """Lines that follow without a gap."""
    out: list[Line] = []
    bottom = label.bottom
    for line in lines:
        if line.box.top - bottom > 1.1 * max(label.height, line.box.height):
            break
        out.append(line)
        bottom = max(bottom, line.box.bottom)
    return out


def _level(a: Box, b: Box) -> bool:
    return abs(a.centre[1] - b.centre[1]) < 0.6 * min(a.height, b.height)
