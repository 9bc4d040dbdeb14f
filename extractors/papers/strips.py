"""A date that a seal covers: text detection misses it, so the seal's lower half is read in narrow strips and the readings vote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from extractors.papers import dates
from extractors.papers.sheet import Span
from extractors.papers.values import Desk, value_of, without_colour
from models.application import FieldValue
from models.eyes import Image
from models.geometry import Box
from models.pages import Page, SealMark

STRIP, STEP = 19.0, 4.0
"""Height of a strip (a line of 10 to 16 points fits) and the way to the next, in points."""
DPI = 200
ENOUGH = 1.6
"""Summed confidence that a date needs: two clear readings."""


def under_seals(page: Page, desk: Desk) -> FieldValue | None:
    """The date over which a seal stands, from the lowest seal of the page."""
    if desk.eyes is None:
        return None
    for seal in sorted((s for s in page.seals if not s.seam), key=lambda s: -s.box.bottom):
        found = _voted(page, seal, desk)
        if found is not None:
            return found
    return None


def _voted(page: Page, seal: SealMark, desk: Desk) -> FieldValue | None:
    votes: dict[str, float] = defaultdict(float)
    places: dict[str, tuple[float, Box]] = {}
    for iso, confidence, box in _readings(page, seal, desk):
        votes[iso] += confidence
        if confidence > places.get(iso, (0.0, box))[0]:
            places[iso] = (confidence, box)
    if not votes:
        return None
    ranked = sorted(votes, key=lambda i: (-votes[i], i))
    best = ranked[0]
    rival = votes[ranked[1]] if len(ranked) > 1 else 0.0
    if votes[best] < ENOUGH:
        return None
    confidence, box = places[best]
    doubt = f"日期被印章遮盖，读数有{'、'.join(ranked[:3])}，需人工核对" if rival > 0.5 * votes[best] else ""
    return value_of(best, Span(page, best, box, confidence), doubt, [f"印章遮盖处分条重读：{best}"], min(confidence, 0.9))


def _readings(page: Page, seal: SealMark, desk: Desk) -> Iterator[tuple[str, float, Box]]:
    """Dates read in the strips from the seal's middle to a little below it, of two renderings of the picture."""
    assert desk.eyes is not None
    b = seal.box
    area = Box(max(0.0, b.x0 - 70), b.top + 0.45 * b.height, min(page.width, b.x1 + 70), min(page.height, b.bottom + 28))
    try:
        picture = desk.eyes.crop(page, area, DPI)
    except (ValueError, OSError, RuntimeError):
        return
    scale = DPI / 72
    for image in (without_colour(picture), darkest(picture)):
        top = 0.0
        while top + STRIP <= area.height:
            strip = image[int(top * scale) : int((top + STRIP) * scale)]
            if strip.shape[0] >= 8:
                reading = desk.eyes.recognise(strip)
                hits = dates.find(reading.text)
                if len(hits) == 1 and hits[0].whole:
                    yield hits[0].iso, reading.confidence, Box(area.x0, area.top + top, area.x1, area.top + top + STRIP)
            top += STEP


def darkest(image: Image) -> Image:
    """Only the darkest ink: black print stays, the grey of a copied seal fades."""
    red = image[:, :, 0].astype(np.float32)
    low = float(np.percentile(red, 0.3))
    out = np.clip((red - low) * 255.0 / 100.0, 0, 255).astype(np.uint8)
    return np.repeat(out[:, :, None], 3, axis=2)
