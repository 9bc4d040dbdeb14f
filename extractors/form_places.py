"""Where each field of a form stands: beside, below or behind its label, in a ruled table or without rulings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
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
    whole, score = best_label(text, specs)
    short = None if score == 100.0 else _without_colon(text, specs)
    return short or ((whole, len(text), score) if whole else None)


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
    """Places of fields on a page without rulings: what stands right of a label up to the next one, or flows on below it."""
    inner = [p for p in worth_reading(page.lines) if p.box.x0 < 0.94 * page.width and p.box.x1 > 0.06 * page.width]
    yield from among(page, reading_order(inner), specs)


@dataclass
class _Head:
    """A label among loose lines: its fields (none for a label that is no field's), its box, and what belongs to it."""

    specs: list[FieldSpec]
    box: Box
    score: float
    own: list[Line]
    value: list[Line]


def among(page: Page, lines: Sequence[Line], specs: Sequence[FieldSpec]) -> Iterator[Place]:
    """As `by_position`, among lines in reading order."""
    lines = [part for line in lines for part in _parts(line, specs)]
    heads = _heads(lines, specs)
    used = {id(p) for h in heads for p in h.own}
    for line in lines:
        if id(line) in used or any(_rest_of_label(line, h) for h in heads):
            continue
        head = _beside(line, heads) or _above(line, heads)
        if head is not None:
            head.value.append(line)
    for head in heads:
        for spec in head.specs:
            yield Place(spec, page, head.box, tuple(head.value), None, inside=True, score=head.score)


def _parts(line: Line, specs: Sequence[FieldSpec]) -> list[Line]:
    """A line, cut before each further label that OCR read into it: 所在县（市、区）：栾城区 案例模式：技术赋能."""
    first = re.search(r"[:：]", line.text)
    names = sorted({name for s in specs for name in [s.label, *s.aliases] if len(key(name)) >= 4}, key=len, reverse=True)
    if first is None or not names:
        return [line]
    inner = re.compile(rf"(?:{'|'.join(map(re.escape, names))})\s*[:：]")
    cuts = [0, *(m.start() for m in inner.finditer(line.text, first.end())), len(line.text)]
    return [part for a, b in pairwise(cuts) if (part := cut_line(line, a, b)) is not None]


def _heads(lines: Sequence[Line], specs: Sequence[FieldSpec]) -> list[_Head]:
    """The labels, those broken over two lines included."""
    out: list[_Head] = []
    taken: set[int] = set()
    for a in lines:
        for b in lines:
            if id(a) in taken or id(b) in taken or not _under(a, b):
                continue
            found, score = best_label(a.text + b.text, specs)
            if score >= 90 and score > max(best_label(a.text, specs)[1], best_label(b.text, specs)[1]):
                out.append(_Head(found, union([a.box, b.box]), score, [a, b], []))
                taken |= {id(a), id(b)}
    for line in lines:
        hit = None if id(line) in taken else headed(line.text, specs) or _other_head(line.text)
        if hit is not None:
            found, cut, score = hit
            rest = cut_line(line, cut) if cut < len(line.text) else None
            out.append(_Head(found, line.span(0, cut) if rest else line.box, score, [line], [rest] if rest else []))
    return sorted(out, key=lambda h: (h.box.top, h.box.x0))


def _rest_of_label(line: Line, head: _Head) -> bool:
    """Whether a line under a label is its end, set on a line of its own: （人）, 名称."""
    words, box = key(line.text), line.box
    below = (
        head.box.top < box.centre[1]
        and box.top - head.box.bottom < 0.8 * box.height
        and min(box.x1, head.box.x1) - max(box.x0, head.box.x0) > 0.6 * box.width
    )
    return (
        below and bool(words) and len(words) <= 4 and any(key(name).endswith(words) for s in head.specs for name in [s.label, *s.aliases])
    )


def _under(a: Line, b: Line) -> bool:
    """Whether ``b`` stands close below ``a``, centred on it or flush with it."""
    height = min(a.box.height, b.box.height)
    close = -0.4 * height < b.box.top - a.box.bottom < 0.8 * height and b.box.centre[1] - a.box.centre[1] > 0.5 * height
    return close and (abs(a.box.centre[0] - b.box.centre[0]) < height or abs(a.box.x0 - b.box.x0) < 0.7 * height)


def _beside(line: Line, heads: Sequence[_Head]) -> _Head | None:
    """The label left of a line, the nearest one."""
    near = [h for h in heads if h.box.x1 <= line.box.x0 + 0.4 * line.box.height and _apart(h.box, line.box) < 0.55 * line.box.height]
    near = [h for h in near if _apart(h.box, line.box) == 0.0] or near
    column = max((h.box.x1 for h in near), default=0.0) - 45
    near = [h for h in near if h.box.x1 >= column]
    return min(near, key=lambda h: (_apart(h.box, line.box) > 0, abs(h.box.centre[1] - line.box.centre[1])), default=None)


def _above(line: Line, heads: Sequence[_Head]) -> _Head | None:
    """The label above a line, where the line follows on what stands there without a gap."""
    over = [
        h
        for h in heads
        if h.box.centre[1] < line.box.top and h.box.x0 <= line.box.x1 and max(h.box.x1, *(v.box.x1 for v in h.value), 0.0) > line.box.x0
    ]
    if not over:
        return None
    head = max(over, key=lambda h: h.box.bottom)
    bottom = max([head.box.bottom, *(v.box.bottom for v in head.value)])
    return head if line.box.top - bottom < 1.1 * line.box.height else None


def _apart(a: Box, b: Box) -> float:
    """Vertical distance between two boxes, 0 where they overlap."""
    return max(0.0, a.top - b.bottom, b.top - a.bottom)
