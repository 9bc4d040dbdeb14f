"""Seals (印章) on a page: round and oval ones in red or grey, square chops of persons, and seals cut by the page's edge.

Called once per page by the reading stage. What a seal stands for is decided later, in `extractors.placing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import pi
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.seals_ink import Grey, bridged, dark_any, dark_without_red, print_mask, print_over_red, red_ink, redness, reduced
from extractors.seals_marks import chops, clusters, seams
from extractors.seals_rings import ASPECTS, VOTING_DPI, Ring, candidates, fit, leaning
from extractors.seals_text import Recognise, read_chop, read_ring
from extractors.seals_unroll import lettered, star
from models.eyes import Image
from models.geometry import Box
from models.pages import Line, SealMark

Channel = Literal["red", "dark"]
FITTING_DPI = 150.0
READING_DPI = 250.0
LONGEST_SHEET = 1250.0
"""Points; a longer side than A3's is a photo or scan that names no true resolution."""
A4_LONG = 842.0
VOTES = 0.62
COVERED, CLEAR = 0.68, 0.6
"""Least shares of a ring's round that are met and stand free: true rings, however worn, reach 0.64; chance ones 0.58 at most."""
CUT = 0.12
"""Share of the round beyond the page's edge from which a seal counts as cut."""
SURE = 0.6
STAR = 0.3
PLAIN = (0.9, 0.8)
"""Coverage and clearness of a ring that is a seal's even where its words cannot be read and it has no star."""


def find_seals(image: Image, dpi: float, lines: Sequence[Line], recognise: Recognise) -> tuple[SealMark, ...]:
    """All seals on an upright page (RGB), from top to bottom; boxes in points at ``dpi``. ``lines`` are its words."""
    true = _true_dpi(image, dpi)
    work, factor = reduced(image, true, FITTING_DPI)
    fine, fine_factor = reduced(image, true, READING_DPI)
    scale = true * factor
    to_points = 72 / (dpi * factor)
    dark = dark_without_red(work, scale)
    red = red_ink(work, redness(work, scale), scale)
    marks, whole, strokes = [], [], []
    rings = [(ring.scaled(fine_factor / factor), channel) for ring, channel in _rings(red, dark, scale)]
    for ring, channel in rings:
        others = [r for r, _ in rings if r is not ring]
        mark = _mark(fine, dpi * fine_factor, ring, others, channel, true * fine_factor, recognise)
        ring = ring.scaled(factor / fine_factor)
        if mark:
            marks.append(mark)
            whole.append(_box(ring, work.shape))
            strokes.append(_stroke(ring, work.shape))
    for box in seams(red, scale, whole):
        marks.append(SealMark(box.scaled(to_points), "", 0.8, "red", "part", seam=True))
    for box in chops(red, scale, strokes):
        text, sure = read_chop(red, box, recognise)
        if len(text) >= 2 and sure > 0.5:
            marks.append(SealMark(box.scaled(to_points), text, sure, "red", "square"))
    return tuple(sorted(marks, key=lambda m: (m.box.top, m.box.x0)))


def _true_dpi(image: Image, dpi: float) -> float:
    """Resolution of the paper: a picture that names none (72) is taken for a sheet of A4."""
    longest = max(image.shape[:2])
    return dpi if longest * 72 / dpi <= LONGEST_SHEET else longest * 72 / A4_LONG


def _rings(red: Grey, dark: Grey, scale: float) -> list[tuple[Ring, Channel]]:
    """Rings in the red and in the dark channel, exactly fitted, the clearest first and each once."""
    found: list[tuple[Ring, Channel]] = []
    small_red, factor = _small(red, scale)
    for box in clusters(small_red, scale * factor, 36.0):
        grown = box.grown(4)
        x0, y0 = max(0, int(grown.x0)), max(0, int(grown.top))
        part = small_red[y0 : int(grown.bottom), x0 : int(grown.x1)]
        rings = [ring for aspect in ASPECTS for ring in candidates(part, scale * factor, aspect, VOTES)]
        fitted = [fit(red, replace(ring, cx=ring.cx + x0, cy=ring.cy + y0).scaled(1 / factor)) for ring in rings]
        if not any(_good(ring, scale) for ring in fitted):
            askew = leaning(part, scale * factor, VOTES)
            fitted += [fit(red, replace(ring, cx=ring.cx + x0, cy=ring.cy + y0).scaled(1 / factor)) for ring in askew]
        found += [(ring, "red") for ring in fitted]
    small_dark, factor = _small(dark, scale)
    for aspect in ASPECTS:
        found += [(fit(dark, ring.scaled(1 / factor)), "dark") for ring in candidates(small_dark, scale * factor, aspect, VOTES)]
    return _best(found, scale)


def _small(ink: Grey, scale: float) -> tuple[Grey, float]:
    factor = min(1.0, VOTING_DPI / scale)
    size = (max(1, round(ink.shape[1] * factor)), max(1, round(ink.shape[0] * factor)))
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), dtype=np.uint8), factor


def _best(found: list[tuple[Ring, Channel]], scale: float) -> list[tuple[Ring, Channel]]:
    """Rings that are covered and clear enough, without doubles, inner rings and ellipses that borrow another ring's ink."""
    good = [f for f in found if _good(f[0], scale)]
    good.sort(key=lambda f: -(f[0].clear * f[0].coverage))
    kept: list[tuple[Ring, Channel]] = []
    for ring, channel in good:
        box = Box(*ring.bounds())
        doubles = [k for k, _ in kept if _same(box, Box(*k.bounds()), ring.clear)]
        if not doubles:
            kept.append((ring, channel))
    return kept


def _good(ring: Ring, scale: float) -> bool:
    """Whether enough of a ring is there, free on both sides and on the page."""
    return ring.coverage >= COVERED and ring.clear >= CLEAR and ring.cut < 0.7 and 20 * scale / 72 < ring.ry


def _same(box: Box, other: Box, clear: float) -> bool:
    """Whether a ring is another once more: nearly the same, inside it, or (unless it stands very clear) much overlapping it."""
    shared = box.intersection(other)
    return shared > 0.75 * min(box.area, other.area) or (clear < 0.85 and shared > 0.3 * min(box.area, other.area))


def _mark(
    image: Image, dpi: float, ring: Ring, others: Sequence[Ring], channel: Channel, scale: float, recognise: Recognise
) -> SealMark | None:
    """The mark of a ring (pixels of ``image``), or nothing where no text, no star and no letters show a seal."""
    box = _box(ring, image.shape)
    crop, x0, y0 = _crop(image, box)
    placed = replace(ring, cx=ring.cx - x0, cy=ring.cy - y0)
    over = np.zeros(crop.shape[:2], np.uint8)
    for other in others:
        over |= _stroke(replace(other, cx=other.cx - x0, cy=other.cy - y0), crop.shape)
    inks = [bridged(ink, over) for ink in _inks(crop, scale, channel, ring.ink)]
    colour = "red" if channel == "red" else _colour(crop, placed)
    words = read_ring(inks, placed, recognise)
    where = box.scaled(72 / dpi)
    if ring.cut >= CUT:
        return SealMark(where, words.text, words.confidence, colour, "part", True, words.readings)
    named = len(words.text) >= 4 and words.confidence >= SURE
    plain = ring.coverage >= PLAIN[0] and ring.clear >= PLAIN[1]
    own = inks[-1] if channel == "red" else inks[0]
    if not named and star(own, placed) < STAR and not (plain and lettered(own, placed)):
        return None
    shape: Literal["round", "oval"] = "oval" if ring.ry < 0.88 * ring.rx else "round"
    return SealMark(where, words.text, words.confidence, colour, shape, False, words.readings)


def _inks(crop: Image, scale: float, channel: Channel, level: float) -> list[Grey]:
    """The channels to read a seal's words from, best first; strokes are carried on under print.

    Of a red seal: all ink but print (sharp where JPEG blurs colour), then red ink alone. Of a grey one: its ink, then that
    without darker print.
    """
    if channel == "red":
        red, black = redness(crop, scale), dark_without_red(crop, scale)
        ink, every = red_ink(crop, red, scale), dark_any(crop, scale)
        return [bridged(every, print_over_red(black, every)), ink]
    ink = dark_without_red(crop, scale)
    print_ = print_mask(ink, level)
    return [ink, bridged(ink, print_)] if print_.any() else [ink]


def _crop(image: Image, box: Box) -> tuple[Image, int, int]:
    """The seal with a little paper round it, and where that stands in the page."""
    grown = box.grown(0.06 * box.width)
    x0, y0 = max(0, int(grown.x0)), max(0, int(grown.top))
    return image[y0 : int(grown.bottom) + 1, x0 : int(grown.x1) + 1], x0, y0


def _box(ring: Ring, shape: tuple[int, ...]) -> Box:
    x0, top, x1, bottom = ring.bounds()
    return Box(max(0.0, x0), max(0.0, top), min(float(shape[1]), x1), min(float(shape[0]), bottom))


def _stroke(ring: Ring, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    mask = np.zeros(shape[:2], np.uint8)
    axes = (round(ring.rx), round(ring.ry))
    cv2.ellipse(mask, (round(ring.cx), round(ring.cy)), axes, ring.tilt * 180 / pi, 0, 360, 1, max(3, round(ring.stroke + 3)))
    return mask


def _colour(work: Image, ring: Ring) -> Literal["red", "grey", "blue"]:
    """Grey or blue, by the median colour on the stroke."""
    x, y = ring.points(np.linspace(0, 2 * pi, 180, endpoint=False), 1.0)
    xs, ys = np.clip(x.astype(int), 0, work.shape[1] - 1), np.clip(y.astype(int), 0, work.shape[0] - 1)
    r, g, b = (float(v) for v in np.median(work[ys, xs].astype(float), axis=0))
    if b - max(r, g) > 25:
        return "blue"
    return "red" if r - max(g, b) > 25 else "grey"
