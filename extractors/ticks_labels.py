"""Where the labels of a choice's options stand in the lines of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import normalize

import numpy as np
from rapidfuzz import fuzz

from models.geometry import Box, union
from models.pages import Line, char_width
from models.rulebook import OptionSpec

DROPPED = frozenset(" \t\u3000“”\"'‘’「」『』《》<>.·,，、")
"""Marks that OCR adds, loses or changes; they do not tell labels apart."""
QUOTES = frozenset('“"‘「『《')
BOXES = frozenset("□☐☑☒■口囗回区図凶√✓✔V○●◯〇⊙◉O")
_BEHIND = re.compile(r"[□☐☑☒■口囗回区図凶√✓✔]$|\(([√✓✔☑Vv]?)\)$")
"""A box, or brackets to write a tick into, at the end of a line: 小型☑, 小型（√）."""
_BRACKETS = re.compile(r"^\(([√✓✔☑Vv]?)\)")
_BEFORE = re.compile(r"\(([√✓✔☑Vv]?)(\)?)$")
"""Brackets to write a tick into before a label: （√）小型; of such as a tick lies across, OCR may see the first alone."""


@dataclass(frozen=True)
class Label:
    """An option's label in a line. ``starts`` are guesses (points) of its left edge: as interpolated, and as interpolated

    with the boxes that OCR left out. ``before`` is the text between the label before and this one; ``units`` its width in em.
    Where boxes stand behind their labels (``trailing``), ``starts`` is the right edge of the box, and ``before`` what OCR made of
    it; ``written`` says that brackets stand for the box.
    """

    option: OptionSpec
    text: str
    line: Line
    start: int
    end: int
    starts: tuple[float, ...]
    before: str
    units: float
    em: float
    trailing: bool = False
    written: bool = False

    @property
    def placed(self) -> bool:
        """Whether its place in the text is its place on the page: at the start, or behind a box that was read, too."""
        before = compact(self.line.text[: self.start])
        return not before or before[-1] in BOXES


@dataclass(frozen=True)
class Row:
    """Labels on one height, left to right."""

    labels: tuple[Label, ...]
    box: Box
    em: float


@dataclass(frozen=True, slots=True)
class _Hit:
    option: OptionSpec
    label: str
    start: int
    end: int
    score: float


def compact(text: str) -> str:
    return "".join(c for c in normalize("NFKC", text) if c not in DROPPED)


def _compact_lines(lines: Sequence[Line]) -> tuple[str, list[tuple[int, int]]]:
    """All lines as one text without the marks of no account, and for each character its line and its place there."""
    out, index = [], []
    for n, line in enumerate(lines):
        for i, char in enumerate(line.text):
            for c in normalize("NFKC", char):
                if c not in DROPPED:
                    out.append(c)
                    index.append((n, i))
    return "".join(out), index


def find_labels(lines: Sequence[Line], options: Sequence[OptionSpec]) -> list[Label]:
    """The labels of ``options`` in ``lines`` (in reading order); a label may be broken by a line's end, or misread in part."""
    text, index = _compact_lines(lines)
    hits = _distinct(_exact(text, options))
    found = {id(h.option) for h in hits}
    hits = _distinct([*hits, *_alike(text, [o for o in options if id(o) not in found])])
    hits.sort(key=lambda h: h.start)
    em = _em(lines)
    out = []
    for n, hit in enumerate(hits):
        line_no, start = index[hit.start]
        line = lines[line_no]
        while start > 0 and line.text[start - 1] in QUOTES:
            start -= 1
        previous = hits[n - 1].end if n else 0
        before = text[previous : hit.start]
        last_line, last = index[hit.end - 1]
        end = last + 1 if last_line == line_no else len(line.text)
        missing = [index[h.start][1] for h in hits if index[h.start][0] == line_no and not _boxed(text, h, hits)]
        starts = (line.span(start, start + 1).x0, _with_boxes(line, missing, start))
        units = sum(char_width(c) for c in line.text[start:end])
        label = Label(hit.option, hit.label, line, start, end, starts, before, units, em)
        m = _BEFORE.search(before)
        out.append(replace(label, before="☑" if m[1] else "□" if m[2] else "", written=True) if m else label)
    return behind(out) if _trailing(out) else out


def leading(labels: Sequence[Label]) -> bool:
    """Whether the text says that boxes stand before their labels: most lines begin with one."""
    texts = {id(label.line): compact(label.line.text) for label in labels}
    return 2 * sum(bool(t) and (t[0] in BOXES or _BRACKETS.match(t) is not None) for t in texts.values()) > len(texts)


def behind(labels: Sequence[Label]) -> list[Label]:
    """The labels as they are if the boxes stand behind them."""
    return [_behind(label) for label in labels]


def _trailing(labels: Sequence[Label]) -> bool:
    """Whether the boxes stand behind the labels: no line begins with a box, and each ends with one."""
    texts = {id(label.line): compact(label.line.text) for label in labels}
    return bool(texts) and all(t and t[0] not in BOXES and _BEHIND.search(t) for t in texts.values())


def _behind(label: Label) -> Label:
    """The label with its place taken from the box behind it."""
    line, at = label.line, label.end
    rest = normalize("NFKC", line.text[at:]).lstrip()
    m = _BRACKETS.match(rest)
    if m:
        edge = line.span(label.end - 1, label.end).x1 + label.em
        return replace(label, starts=(edge,), before="☑" if m[1] else "□", trailing=True, written=True)
    while at < len(line.text) - 1 and line.text[at].isspace():
        at += 1
    boxed = at < len(line.text) and line.text[at] in BOXES
    edge = line.span(at, at + 1).x1 if boxed else line.span(label.end - 1, label.end).x1 + label.em
    return replace(label, starts=(edge,), before=line.text[at] if boxed else "", trailing=True)


def _boxed(text: str, hit: _Hit, hits: Sequence[_Hit]) -> bool:
    return hit.start > 0 and text[hit.start - 1] in BOXES


def _with_boxes(line: Line, missing: Sequence[int], start: int) -> float:
    """Left edge of the character at ``start`` if a full-width box stood before each place of ``missing``."""
    if line.edges is not None:
        return line.span(start, start + 1).x0
    widths = [char_width(c) for c in line.text]
    total = sum(widths) + len(missing)
    before = sum(widths[:start]) + sum(1 for m in missing if m <= start)
    return line.box.x0 + line.box.width * before / (total or 1.0)


def _exact(text: str, options: Sequence[OptionSpec]) -> list[_Hit]:
    hits = []
    for option in options:
        for label in option.labels:
            key = compact(label)
            at = text.find(key)
            while key and at >= 0:
                hits.append(_Hit(option, label, at, at + len(key), 100.0))
                at = text.find(key, at + 1)
    return hits


def _alike(text: str, options: Sequence[OptionSpec]) -> list[_Hit]:
    hits = []
    for option in options:
        for label in option.labels:
            key = compact(label)
            if len(key) >= 4:
                found = fuzz.partial_ratio_alignment(key, text, score_cutoff=68)
                if found is not None and found.dest_end > found.dest_start:
                    hits.append(_Hit(option, label, found.dest_start, found.dest_end, found.score))
            elif len(key) == 2:
                hits += _half(text, option, label, key)
    return hits


def _half(text: str, option: OptionSpec, label: str, key: str) -> list[_Hit]:
    """A label of two characters of which OCR got one right, behind a box."""
    hits = []
    for i in range(len(text) - 1):
        pair = text[i : i + 2]
        if (pair[0] == key[0]) != (pair[1] == key[1]) and i and text[i - 1] in BOXES and pair[1] not in BOXES:
            hits.append(_Hit(option, label, i, i + 2, 50.0))
    return hits


def _distinct(hits: Sequence[_Hit]) -> list[_Hit]:
    """One hit an option, none overlapping another: better and longer ones first, then the one that stands behind a box."""
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda h: (-h.score, h.start - h.end, h.start)):
        if all(hit.end <= k.start or hit.start >= k.end for k in kept) and all(hit.option is not k.option for k in kept):
            kept.append(hit)
    return kept


def _em(lines: Sequence[Line]) -> float:
    """Width of a full-width character in points, from the lines long enough to tell."""
    sizes = [line.box.width / sum(char_width(c) for c in line.text) for line in lines if len(line.text) >= 4]
    if not sizes:
        sizes = [0.75 * line.box.height for line in lines] or [10.5]
    return float(np.median(sizes))


def rows_of(labels: Sequence[Label]) -> list[Row]:
    """The labels by height; ``box`` spans the row's lines."""
    rows: list[list[Label]] = []
    for label in sorted(labels, key=lambda p: p.line.box.centre[1]):
        if rows and abs(rows[-1][0].line.box.centre[1] - label.line.box.centre[1]) < 0.5 * label.line.box.height:
            rows[-1].append(label)
        else:
            rows.append([label])
    out = []
    for row in rows:
        row.sort(key=lambda p: (p.line.box.x0, p.start))
        out.append(Row(tuple(row), union(p.line.box for p in row), float(np.median([p.em for p in row]))))
    return out
