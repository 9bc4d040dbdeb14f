"""Ticks on printed forms (☑ ☒ ■ √ and ticks made by hand): which options of a choice are chosen, from pixels.

OCR gives 口, 区, V or nothing for a box, so the text only says where the *labels* of the official form stand. Left of each
label the drawn square is looked for, and the ink inside it compared with the form's other squares. Three states: present,
absent, unsure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from extractors.ticks_boxes import Square, Strip, around, crowded, inside, squares_near, strip
from extractors.ticks_labels import BOXES, Label, Row, behind, find_labels, leading, rows_of
from extractors.ticks_shapes import brackets, circles
from extractors.ticks_strokes import LEAST
from extractors.ticks_strokes import beside as strays
from models.eyes import Eyes
from models.geometry import Box
from models.pages import Line, Page
from models.rulebook import OptionSpec

DPI = 200
State = Literal["present", "absent", "unsure"]

TICKED = frozenset("☑✓✔√☒✗✘✕■●◉⊙🗹🗸◼⬛▣\uf0fe\uf0fd\uf0fc\uf052\uf053\uf054\uf06e\uf078")
EMPTY = frozenset("□○◯☐❏❑◻⬜▢\uf0a8\uf06f\uf071\uf0a3\uf02a")
"""Characters of text layers; the private ones are those of Wingdings and Wingdings 2."""
MAYBE_TICKED = frozenset("Vv√✓×Xx区図凶回☒乄ν∨")
"""What OCR makes of a tick that stands alone."""

SIGNS = frozenset("√✓✔Vv")
"""Characters that OCR makes of a tick and of nothing else that stands in a form before a label."""

CLEAR = 0.11
"""Mean darkness (print = 1) inside a ticked square; empty ones have next to none."""
FAINT = 0.045
EVEN = 0.5
"""Difference in cost up to which boxes before the labels and boxes behind them are equally likely."""


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
    stray: float = 0.0
    """Strokes by hand beside the box or across its label, in squares of its side."""
    kind: Literal["", "square", "circle", "brackets"] = ""
    trailing: bool = False
    """Whether the box stands behind its label."""
    signed: bool = False
    """Whether a tick was read as a character of its own before the label."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the boxes of a form are like, as far as known: their side in points, their kind where they are no squares,

    and whether they stand behind their labels.
    """

    side: float | None = None
    kind: Literal["", "square", "circle", "brackets"] = ""
    trailing: bool = False


ANY = Look()


def read_ticks(
    page: Page, eyes: Eyes, lines: Sequence[Line], options: Sequence[OptionSpec], frame: Box | None = None, look: Look = ANY
) -> list[Tick]:
    """The options found in ``lines`` with the state of each as this choice alone shows it.

    ``frame`` is the cell that holds them; nothing outside it is looked at. ``look`` tells what the form's boxes are like
    where that is known (`look_of`). `settled` compares the choices of a form.
    """
    labels = find_labels(lines, options)
    ways = [labels]
    unsaid = page.origin != "text" and not leading(labels)
    if labels and not labels[0].trailing:
        if look.trailing:
            ways = [behind(labels)]
        elif unsaid or look.kind == "brackets":
            ways.append(behind(labels))
    seen = [[_seen(page, eyes, row, frame, look) for row in rows_of(way)] for way in ways]
    side: float | None = None if look.side is None else look.side * DPI / 72
    costs = [sum(r.matched(side)[0] for r in rows) + 1.0 * n for n, rows in enumerate(seen)]
    rows = seen[int(np.argmin(costs))]
    if side is None:
        sides = [s.side for r in rows for s in r.matched(None)[1] if s is not None and s.score > 0.95 and s.kind == "square"]
        side = float(np.median(sides)) if len(sides) >= 2 else None
    ticks: list[Tick] = []
    for r in rows:
        chosen = r.matched(side)[1]
        ticks += [_measured(page, r, n, chosen) for n in range(len(chosen))]
    if len(costs) > 1 and abs(costs[0] - costs[1]) < EVEN and not all(t.drawn for t in ticks):
        # Before or behind the labels: a box could be its neighbour's.
        return [replace(t, drawn=False, hint="", beside=1.0) for t in ticks]
    return ticks


@dataclass(frozen=True)
class Seen:
    """A row of options with its picture and the boxes found in it."""

    row: Row
    cut: Strip
    found: tuple[Square, ...]

    @property
    def em(self) -> float:
        return self.row.em * self.cut.scale

    def matched(self, side: float | None) -> tuple[float, list[Square | None]]:
        return _matched(self.row.labels, self.found, self.cut, self.em, side)

    def span(self, n: int, square: Square) -> tuple[float, float]:
        """Where a label's words begin and end in the strip, its box being known."""
        label = self.row.labels[n]
        if label.trailing:
            return square.x - label.units * self.em, float(square.x)
        return float(square.right), square.right + (0.2 + label.units) * self.em


def _seen(page: Page, eyes: Eyes, row: Row, frame: Box | None, look: Look) -> Seen:
    """The boxes near a row's labels: squares, and where they do not suffice circles and brackets."""
    area = _area(row, frame)
    cut = strip(eyes.crop(page, area, DPI), DPI, (area.x0, area.top))
    em = row.em * cut.scale
    if min(cut.mask.shape) <= 8:
        return Seen(row, cut, ())
    places = [(x - cut.origin[0]) * cut.scale for label in row.labels for x in label.starts]
    around = [(x - 2.8 * em, x + 1.3 * em) for x in places]
    least, most = (0.45 * em, 1.4 * em) if look.side is None else (0.8 * look.side * cut.scale, 1.3 * look.side * cut.scale)
    side = None if look.side is None else look.side * cut.scale
    found: list[Square] = []
    for kind in _kinds(row, look):
        if kind == "brackets":
            # Where the text has brackets before or behind the labels, narrow ones count, too, and such as touch the tick between them.
            written = any(label.written for label in row.labels)
            new = brackets(cut.mask, em, 0.15 if written else 0.35, merged=written)
        elif kind == "circle":
            new = circles(cut.mask, least, most)
        else:
            new = squares_near(cut.mask, around, least, most)
        new = [s for s in new if any(a <= s.x and s.right <= b + 2 * em for a, b in around)]
        # Inside a circle, and across two brackets, less good squares are seen, and the other way round.
        found = [s for s in found if all(s.score > o.score or s.box.intersection(o.box) < 0.3 * s.box.area for o in new)]
        found += [o for o in new if all(s.box.intersection(o.box) < 0.3 * min(s.box.area, o.box.area) for s in found)]
        found.sort(key=lambda s: s.x)
        seen = Seen(row, cut, tuple(found))
        if all(s is not None and s.score > 0.95 for s in seen.matched(side)[1]):
            break
    return seen


def _kinds(row: Row, look: Look) -> Sequence[str]:
    """What boxes to look for, in turn, until each label has one."""
    if look.kind:
        return (look.kind,)
    if any(label.written for label in row.labels):
        return ("brackets",)
    return ("square", "circle", "brackets")


def look_of(ticks: Sequence[Tick]) -> Look:
    """What a form's boxes are like, from those that the text, too, calls empty boxes; `ANY` where too few agree."""
    ticks = settled(ticks)
    drawn = [t for t in ticks if t.drawn]
    kinds = Counter(t.kind for t in drawn)
    if sum(t.kind == "brackets" for t in ticks) >= 3:
        return Look(None, "brackets", trailing=any(t.trailing for t in ticks))
    kind, most = kinds.most_common(1)[0] if kinds else ("", 0)
    kind = kind if most >= max(4, 0.6 * len(drawn)) and kind != "square" else ""
    sides = [(t.box.width + t.box.height) / 2 for t in drawn if t.state == "absent" and t.hint == "absent" and kind in ("", t.kind)]
    if len(sides) < 4:
        return Look(None, kind)
    side = float(np.median(sides))
    alike = [s for s in sides if abs(s - side) <= 0.15 * side]
    return Look(side if len(alike) >= 0.75 * len(sides) else None, kind)


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


def _matched(
    labels: Sequence[Label], found: Sequence[Square], cut: Strip, em: float, side: float | None = None
) -> tuple[float, list[Square | None]]:
    """What the assignment costs, and the square of each label of a row, in order: near the label's start, and leaving room for the label before."""
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

    return solve(0, -1)


def _cost(label: Label, square: Square, cut: Strip, em: float, side: float | None) -> float:
    """How unlikely the square is the label's box: by its distance, its drawing, its size, and what crowds around it.

    ``side`` is that of the form's other boxes.
    """
    if not label.trailing and label.line.edges is not None and label.placed:
        # Where each character stands is known: a box is left of its label, not a frame within it.
        start = (label.starts[0] - cut.origin[0]) * cut.scale
        # A box that OCR left out at the head of a line may share its first character's place, and begins before it.
        within = 0.6 if square.x < start - 0.1 * em else 0.25
        if square.x + 0.75 * square.width > start + within * em:
            return NONE
    level = (label.line.box.centre[1] - cut.origin[1]) * cut.scale
    if abs(square.y + square.height / 2 - level) > 0.65 * em:
        return NONE  # on the line above or below
    gap = min(abs(_edge(label, square, em) - (x - cut.origin[0]) * cut.scale) / em for x in label.starts)
    if square.kind == "brackets":
        return max(0.0, gap - 0.25) + 0.1
    size = abs(np.log(square.side / (0.95 * em))) * 0.8 if side is None else abs(np.log(square.side / side)) * 1.6
    return max(0.0, gap - 0.25) + 4.0 * max(0.0, 0.97 - square.score) + float(size) + 0.9 * max(0.0, crowded(cut.mask, square) - 0.15)


def _edge(label: Label, square: Square, em: float) -> float:
    """The side of a box that faces its label, where the label's start is expected (behind a label: one character further)."""
    if label.trailing and square.kind == "brackets":
        return square.x - 0.1 * em + em
    return square.right + 0.12 * em


def _room(labels: Sequence[Label], i: int, left: Square, right: Square, em: float) -> bool:
    between = labels[i] if labels[i].trailing else labels[i - 1]
    return right.x - left.right >= 0.68 * em * between.units


def _measured(page: Page, seen: Seen, n: int, chosen: Sequence[Square | None]) -> Tick:
    label, square, cut = seen.row.labels[n], chosen[n], seen.cut
    hint = _hint(label.before, digital=page.origin == "text")
    if square is None:
        start = label.starts[0]
        box = Box(start - label.em, label.line.box.top, start, label.line.box.bottom)
        # Brackets are ink, too: where they were not made out in the picture, only a tick that was read is believed.
        lone = float(page.origin != "text") if label.written else _lone(cut, box)
        return Tick(
            label.option, label.text, page, box, label.line, "unsure", 0.0, 0.3, False, hint, lone, kind="brackets" if label.written else ""
        )
    value, beside = inside(cut, square), around(cut, square)
    before = chosen[n - 1] if n else None
    start, end = seen.span(n, square)
    if before is not None:
        left = seen.span(n - 1, before)[1] + (0.08 + 0.02 * seen.row.labels[n - 1].units) * seen.em
    else:
        left = _words_before(label, cut, seen.em)
    stray = strays(cut, square, left, end, seen.em) if not label.trailing else 0.0
    signed = page.origin != "text" and any(c in SIGNS for c in label.before[-2:])
    # Where one pair of a row was not made out, whose the others are is not sure, unless the text has a pair for each.
    signed |= square.kind == "brackets" and None in chosen and not (page.origin != "text" and all(p.written for p in seen.row.labels))
    state, confidence = _state(value, beside)
    where = cut.page_box(square.box)
    return Tick(
        label.option,
        label.text,
        page,
        where,
        label.line,
        state,
        value,
        confidence,
        True,
        hint,
        beside,
        stray,
        square.kind,
        label.trailing and label.written,
        signed,
    )


LIKE_TICKS = "丫乂乄丿匕"
"""Characters that OCR makes of a tick by hand."""


_PAIR = re.compile(r"[(（]\s*[√✓✔☑Vv]?\s*[)）]$")
"""Brackets to write a tick into, with or without one."""


def _words_before(label: Label, cut: Strip, em: float) -> float:
    """Where the words before the first box of a row end (the end of a label that began on the line above), in pixels of the strip."""
    before = _PAIR.sub("", label.line.text[: label.start].rstrip()).rstrip().rstrip("".join(BOXES)).rstrip()
    if not before or not "\u4e00" <= before[-1] <= "\u9fff" or before[-1] in LIKE_TICKS:
        return 0.0
    return (label.line.span(len(before) - 1, len(before)).x1 - cut.origin[0]) * cut.scale + 0.1 * em


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
    bare = sorted(t.stray for t in ticks if t.drawn)
    stray = LEAST + 2.5 * bare[len(bare) // 4] if bare else LEAST
    return [_settle(t, base, faint, stray, some_drawn) for t in ticks]


def _settle(tick: Tick, base: float, faint: float, stray: float, some_drawn: bool) -> Tick:
    state, confidence = tick.state, tick.confidence
    if tick.drawn:
        net = tick.ink - base
        if net >= max(CLEAR, 2.5 * base):
            state, confidence = "present", min(1.0, 0.75 + net)
        elif net <= faint and tick.beside < 0.22:
            # A tick beside the box is nobody's until a person has looked.
            state, confidence = ("absent", 0.98) if tick.stray < stray and not tick.signed else ("unsure", 0.4)
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
