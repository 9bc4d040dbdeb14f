"""Ticks on printed forms (☑ ☒ ■ √ and ticks made by hand): which options of a choice are chosen, from pixels.

OCR gives 口, 区, V or nothing for a box, so the text only says where the *labels* of the official form stand. Left of each
label the drawn square is looked for, and the ink inside it compared with the form's other squares. Three states: present,
absent, unsure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from extractors.ticks_boxes import Square, Strip, around, crowded, inside, squares_near, strip
from extractors.ticks_labels import Label, Row, find_labels, rows_of
from models.eyes import Eyes
from models.geometry import Box
from models.pages import Line, Page
from models.rulebook import OptionSpec

DPI = 200
State = Literal["present", "absent", "unsure"]

TICKED = frozenset("☑✓✔√☒✗✘✕■🗹🗸◼⬛▣\uf0fe\uf0fd\uf0fc\uf052\uf053\uf054\uf06e\uf078")
EMPTY = frozenset("□☐❏❑◻⬜▢\uf0a8\uf06f\uf071\uf0a3\uf02a")
"""Characters of text layers; the private ones are those of Wingdings and Wingdings 2."""
MAYBE_TICKED = frozenset("Vv√✓×Xx区図凶回☒乄ν∨")
"""What OCR makes of a tick that stands alone."""

CLEAR = 0.11
"""Mean darkness (print = 1) inside a ticked square; empty ones have next to none."""
FAINT = 0.045


@dataclass(frozen=True, slots=True)
class Tick:
    """An option with what is in its box. ``box`` (points, upright) is the drawn square, else where it should be."""

    option: OptionSpec
    label: str
    page: Page
    box: Box
    line: Line
    state: State
    ink: float
    confidence: float
    drawn: bool
    hint: State | Literal[""] = ""
    beside: float = 0.0


def read_ticks(
    page: Page, eyes: Eyes, lines: Sequence[Line], options: Sequence[OptionSpec], frame: Box | None = None, box: float | None = None
) -> list[Tick]:
    """The options found in ``lines`` with the state of each as this choice alone shows it.

    ``frame`` is the cell that holds them; nothing outside it is looked at. ``box`` is the side of the form's boxes in points
    where it is known (`box_side`). `settled` compares the choices of a form.
    """
    rows = rows_of(find_labels(lines, options))
    cuts = [_cut(page, eyes, row, frame) for row in rows]
    found = [_near(row, cut, box) for row, cut in zip(rows, cuts, strict=True)]
    side: float | None = None if box is None else box * DPI / 72
    if side is None:
        first = [_matched(row.labels, near, cut, row.em * cut.scale) for row, cut, near in zip(rows, cuts, found, strict=True)]
        sides = [s.side for chosen in first for s in chosen if s is not None and s.score > 0.95]
        side = float(np.median(sides)) if len(sides) >= 2 else None
    ticks: list[Tick] = []
    for row, cut, near in zip(rows, cuts, found, strict=True):
        chosen = _matched(row.labels, near, cut, row.em * cut.scale, side)
        ticks += [_measured(page, cut, label, square) for label, square in zip(row.labels, chosen, strict=True)]
    return ticks


def _cut(page: Page, eyes: Eyes, row: Row, frame: Box | None) -> Strip:
    area = _area(row, frame)
    return strip(eyes.crop(page, area, DPI), DPI, (area.x0, area.top))


def _near(row: Row, cut: Strip, box: float | None = None) -> list[Square]:
    """Squares of a box's size around the places where boxes should be."""
    em = row.em * cut.scale
    if min(cut.mask.shape) <= 8:
        return []
    starts = [(x - cut.origin[0]) * cut.scale for label in row.labels if not label.written for x in label.starts]
    least, most = (0.58 * em, 1.4 * em) if box is None else (0.8 * box * cut.scale, 1.3 * box * cut.scale)
    return squares_near(cut.mask, [(x - 2.8 * em, x + 1.3 * em) for x in starts], least, most)


def box_side(ticks: Sequence[Tick]) -> float | None:
    """The side of a form's boxes in points, from those that the text, too, calls empty boxes; ``None`` where too few agree."""
    sides = [(t.box.width + t.box.height) / 2 for t in ticks if t.drawn and t.state == "absent" and t.hint == "absent"]
    if len(sides) < 4:
        return None
    side = float(np.median(sides))
    alike = [s for s in sides if abs(s - side) <= 0.15 * side]
    return side if len(alike) >= 0.75 * len(sides) else None


def _area(row: Row, frame: Box | None) -> Box:
    """The part of the page that holds a row of options with their boxes (points)."""
    box, em = row.box, row.em
    after = 1.6 if any(label.trailing for label in row.labels) else 0.3
    area = Box(box.x0 - 2.0 * em, box.top - 0.45 * em, box.x1 + after * em, box.bottom + 0.3 * em)
    if frame is not None:
        area = Box(
            max(area.x0, frame.x0 + 0.8), max(area.top, frame.top + 0.8), min(area.x1, frame.x1 - 0.8), min(area.bottom, frame.bottom - 0.8)
        )
    return Box(max(0.0, area.x0), max(0.0, area.top), max(area.x1, area.x0 + 1), max(area.bottom, area.top + 1))


NONE = 1.7
"""Cost of leaving a label without a square: as much as a square more than one and a half characters off."""


def _matched(labels: Sequence[Label], found: Sequence[Square], cut: Strip, em: float, side: float | None = None) -> list[Square | None]:
    """The square of each label of a row, in order: near the label's start, and leaving room for the label before."""
    best: dict[tuple[int, int], tuple[float, list[Square | None]]] = {}

    def solve(i: int, last: int) -> tuple[float, list[Square | None]]:
        if i == len(labels):
            return 0.0, []
        if (i, last) in best:
            return best[i, last]
        cost, rest = solve(i + 1, last)
        answer: tuple[float, list[Square | None]] = (cost + NONE, [None, *rest])
        for j in range(last + 1, len(found)):
            own = _cost(labels[i], found[j], cut, em, side)
            if own >= NONE or (last >= 0 and not _room(labels, i, found[last], found[j], em)):
                continue
            cost, rest = solve(i + 1, j)
            if cost + own < answer[0] - 1e-9:
                answer = (cost + own, [found[j], *rest])
        best[i, last] = answer
        return answer

    return solve(0, -1)[1]


def _cost(label: Label, square: Square, cut: Strip, em: float, side: float | None) -> float:
    """How unlikely the square is the label's box: by its distance, its drawing, its size, and what crowds around it.

    ``side`` is that of the form's other boxes.
    """
    gap = min(abs(square.right + 0.12 * em - (x - cut.origin[0]) * cut.scale) / em for x in label.starts)
    size = abs(np.log(square.side / (0.95 * em))) * 0.8 if side is None else abs(np.log(square.side / side)) * 1.6
    return max(0.0, gap - 0.25) + 4.0 * max(0.0, 0.97 - square.score) + float(size) + 0.9 * max(0.0, crowded(cut.mask, square) - 0.15)


def _room(labels: Sequence[Label], i: int, left: Square, right: Square, em: float) -> bool:
    between = labels[i] if labels[i].trailing else labels[i - 1]
    return right.x - left.right >= 0.68 * em * between.units


def _measured(page: Page, cut: Strip, label: Label, square: Square | None) -> Tick:
    hint = _hint(label.before, digital=page.origin == "text")
    if square is None:
        start = label.starts[0]
        box = Box(start - label.em, label.line.box.top, start, label.line.box.bottom)
        # What stands between brackets is known from the text alone: the brackets are ink, too.
        lone = 0.0 if label.written else _lone(cut, box)
        return Tick(label.option, label.text, page, box, label.line, "unsure", 0.0, 0.3, False, hint, lone)
    value, beside = inside(cut, square), around(cut, square)
    state, confidence = _state(value, beside)
    return Tick(label.option, label.text, page, cut.page_box(square.box), label.line, state, value, confidence, True, hint, beside)


def _lone(cut: Strip, box: Box) -> float:
    """Darkness where a box should be and no square was found: a tick may stand there alone."""
    x0, y0 = round((box.x0 - cut.origin[0]) * cut.scale), round((box.top - cut.origin[1]) * cut.scale)
    x1, y1 = round((box.x1 - cut.origin[0]) * cut.scale), round((box.bottom - cut.origin[1]) * cut.scale)
    part = cut.dark[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)]
    return float((part > 0.4).mean()) if part.size else 0.0


def _state(value: float, beside: float) -> tuple[State, float]:
    if value >= CLEAR:
        return "present", min(1.0, 0.75 + value)
    if value <= FAINT and beside < 0.22:
        return "absent", 0.98
    return "unsure", 0.4


def _hint(before: str, digital: bool) -> State | Literal[""]:
    """What the text itself says; of OCR only its explicit signs are believed."""
    near = before[-2:]
    if any(c in TICKED for c in near):
        return "present"
    if any(c in EMPTY for c in near):
        return "absent"
    if not digital and any(c in MAYBE_TICKED for c in near):
        return "present"
    return ""


def settled(ticks: Sequence[Tick]) -> list[Tick]:
    """The ticks of a whole form, judged against each other and against what the text says."""
    empties = sorted(t.ink for t in ticks if t.drawn)
    base = float(np.median(empties[: max(1, len(empties) // 2)])) if empties else 0.0
    ticked = [t.ink for t in ticks if t.drawn and t.ink - base >= CLEAR]
    # Grain of a poor scan is known by what the same scan's ticks look like.
    faint = max(FAINT, min(0.085, 0.15 * float(np.median(ticked)))) if len(ticked) >= 2 else FAINT
    some_drawn = sum(t.drawn for t in ticks) >= max(1, len(ticks) // 3)
    return [_settle(t, base, faint, some_drawn) for t in ticks]


def _settle(tick: Tick, base: float, faint: float, some_drawn: bool) -> Tick:
    state, confidence = tick.state, tick.confidence
    if tick.drawn:
        net = tick.ink - base
        if net >= max(CLEAR, 2.5 * base):
            state, confidence = "present", min(1.0, 0.75 + net)
        elif net <= faint and tick.beside < 0.22:
            state, confidence = "absent", 0.98
        elif tick.hint == "present" or (net > faint and tick.beside >= 0.12):
            state, confidence = "present", 0.7
        else:
            state, confidence = "unsure", 0.4
        if _stamped(tick) and state == "present" and net < 0.35 and tick.hint != "present":
            state, confidence = "unsure", 0.4
    elif tick.hint == "absent" and tick.page.origin != "text" and tick.beside >= 0.03:
        state, confidence = "unsure", 0.4
    elif tick.hint:
        state, confidence = tick.hint, 0.9 if tick.page.origin == "text" else 0.65
    elif some_drawn and tick.beside >= 0.06:
        state, confidence = "unsure", 0.4
    if tick.page.origin == "text" and tick.hint and tick.hint != state:
        # A tick drawn over a digital page's empty box is seen in pixels only; anything else is a contradiction.
        state, confidence = ("present", 0.8) if state == "present" and tick.ink >= CLEAR else ("unsure", 0.4)
    return replace(tick, state=state, confidence=confidence)


def _stamped(tick: Tick) -> bool:
    """Whether a seal that cannot be told from print by its colour lies over the box."""
    return any(s.colour == "grey" and s.box.intersection(tick.box) > 0 for s in tick.page.seals)
