"""One picture of a page to lines: turned upright, made level, read, and judged as read, blank or illegible."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.eyes import Image
from models.pages import Line, PageState
from pipeline.engines import StagedEngine, WholeEngine
from pipeline.reading import ink, upright
from pipeline.reading.order import reading_order
from pipeline.reading.upright import Quads

LIMIT, FINE_LIMIT = 960, 1600
"""Longer side (px) given to the detector: enough for print of body size, and for small print."""
SMALL_PRINT = 13.0
"""Height (px at `LIMIT`) of the smaller lines of a page below which it is looked at again at `FINE_LIMIT`."""
TRIALS = 3
SURE = 0.85
"""Mean confidence of a trial reading that leaves no doubt which way is up."""
LEAST_LINE = 0.45
"""Confidence below which a reading is no text at all."""
LEGIBLE = 0.72
"""Mean confidence of a page below which it is guesswork: what the engine makes of letters upside down or mirrored reaches 0.7."""
THROUGH_CONTRAST = 110
"""Grey levels; print of the other side is paler than print."""
FAINT = 0.8
"""Mean confidence of a page below which a second reading with drawn-out contrast is worth its time."""
EVEN = 1.0
"""Grey levels; a page with less spread is white from edge to edge. Others are looked at: faint print is paler than dust."""
BLANK_SHARE, STAINED_SHARE = 0.0006, 0.004
"""Ink on less than this share of a page without one readable line is dust; up to the second, stains, where nothing looks like a line."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a picture. ``image`` is upright and level; ``lines`` are in its pixels, in reading order."""

    image: Image
    lines: tuple[Line, ...]
    turned: int = 0
    skew: float = 0.0
    state: PageState = PageState.READ
    reason: str = ""
    notes: tuple[str, ...] = ()


def read_picture(image: Image, dpi: float, engine: StagedEngine | WholeEngine) -> Reading:
    """Reads the picture of a page as displayed."""
    amount = ink.measure(image, dpi)
    if amount.share == 0.0 and float(image.std()) < EVEN:
        return Reading(image, (), state=PageState.BLANK)
    first = _read(image, engine)
    if _mean(first.lines) < FAINT:
        second = _read(ink.stretched(image), engine)
        if _worth(second.lines) > _worth(first.lines) * 1.05:
            upright_image = upright.level(upright.turn(image, second.turned), second.skew)
            first = Reading(upright_image, second.lines, second.turned, second.skew, notes=("增强对比度后识别",))
    return _judged(first, amount, engine)


def _read(image: Image, engine: StagedEngine | WholeEngine) -> Reading:
    return _read_staged(image, engine) if isinstance(engine, StagedEngine) else _read_whole(image, engine)


def _read_staged(image: Image, engine: StagedEngine) -> Reading:
    quads = engine.detect(image, LIMIT)
    turned = 0
    if upright.runs_vertically(quads):
        turned, image = 90, upright.turn(image, 90)
        quads = engine.detect(image, LIMIT)
    skew = upright.skew(quads)
    height, width = image.shape[:2]
    image, quads = upright.level(image, skew), upright.level_quads(quads, skew, width, height)
    quads = _finer(image, quads, engine)
    trial = _trial(image, quads, engine)
    if _confidence(trial) < SURE and len(quads):
        reversed_image, reversed_quads = upright.turn(image, 180), upright.turn_quads(quads, 180, width, height)
        other = _trial(reversed_image, reversed_quads, engine)
        if _confidence(other) > _confidence(trial) + 0.03:
            image, quads, trial, turned = reversed_image, reversed_quads, other, (turned + 180) % 360
    return Reading(image, reading_order(_lines(image, quads, engine, trial)), turned, skew)


def _trial(image: Image, quads: Quads, engine: StagedEngine) -> dict[int, Line | None]:
    """Readings of a few good lines, by their index."""
    return {i: engine.read_quad(image, quads[i]) for i in upright.longest(quads, TRIALS)}


def _confidence(trial: dict[int, Line | None]) -> float:
    return sum(line.confidence if line else 0.0 for line in trial.values()) / len(trial) if trial else 0.0


def _finer(image: Image, quads: Quads, engine: StagedEngine) -> Quads:
    """The lines found again at a higher resolution where the print is small."""
    if len(quads) < 4 or max(image.shape[:2]) <= LIMIT * 1.1:
        return quads
    small = float(np.percentile(upright.sizes(quads)[1], 20)) * LIMIT / max(image.shape[:2])
    return engine.detect(image, FINE_LIMIT) if small < SMALL_PRINT else quads


def _lines(image: Image, quads: Quads, engine: StagedEngine, known: dict[int, Line | None]) -> list[Line]:
    lines = (known[i] if i in known else engine.read_quad(image, quad) for i, quad in enumerate(quads))
    return [line for line in lines if line is not None and line.confidence >= LEAST_LINE]


def _read_whole(image: Image, engine: WholeEngine) -> Reading:
    turned = engine.orientation(image)
    image = upright.turn(image, turned)
    return Reading(image, reading_order(line for line in engine.read(image) if line.confidence >= LEAST_LINE), turned)


def _mean(lines: tuple[Line, ...]) -> float:
    """Mean confidence, weighted by length."""
    weight = sum(len(line.text) for line in lines)
    return sum(line.confidence * len(line.text) for line in lines) / weight if weight else 0.0


def _worth(lines: tuple[Line, ...]) -> float:
    """How much was read well."""
    return sum(len(line.text) * max(0.0, line.confidence - LEAST_LINE) for line in lines)


def _judged(reading: Reading, amount: ink.Ink, engine: StagedEngine | WholeEngine) -> Reading:
    """Read, blank or illegible. A page with ink that gave no words is never taken for an empty one."""
    every = sum(len(line.text) for line in reading.lines)
    mean = _mean(reading.lines)
    if every and mean >= FAINT:
        return reading
    if every and _is_mirrored(reading, mean, engine):
        if amount.contrast < THROUGH_CONTRAST:
            return replace(reading, lines=(), state=PageState.BLANK, reason="背面字迹透印")
        return replace(reading, state=PageState.ILLEGIBLE, reason="页面为镜像，请重新扫描")
    if every and mean >= LEGIBLE:
        return reading
    if amount.share < BLANK_SHARE:
        return replace(reading, lines=(), state=PageState.BLANK)
    if every:
        reason = f"大部分字迹无法辨认（平均置信度 {mean:.2f}），请核对原件或重新扫描"
        return replace(reading, state=PageState.ILLEGIBLE, reason=reason)
    found = len(engine.detect(reading.image, LIMIT)) if isinstance(engine, StagedEngine) else 2
    if found == 0 and amount.share < STAINED_SHARE:
        return replace(reading, state=PageState.BLANK)
    if found < 2:
        return replace(reading, notes=(*reading.notes, "页面有图像而无文字"))
    return replace(reading, state=PageState.ILLEGIBLE, reason="页面有字迹但无法识别（过淡、模糊或手写），请核对原件或重新扫描")


def _is_mirrored(reading: Reading, mean: float, engine: StagedEngine | WholeEngine) -> bool:
    """Whether the page reads better in a mirror: then the ink is on the other side of the sheet."""
    if not isinstance(engine, StagedEngine):
        return False
    mirrored = np.ascontiguousarray(reading.image[:, ::-1])
    quads = engine.detect(mirrored, LIMIT)
    return len(quads) > 0 and _confidence(_trial(mirrored, quads, engine)) > mean + 0.1
