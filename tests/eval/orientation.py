"""Every kind of page fed in four turns, at three qualities of scan: whether it is read the right way up.

*Turned wrongly* is worst: such a page is read upside down or taken for illegible. A page that is blank must be called so, and nothing else may.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.pages import PageState
from pipeline.reading import ocr
from tests.eval._pages import DPI, tools
from tests.generators.fonts import missing
from tests.generators.scans import QUALITIES, Scan, scan
from tests.generators.sheets import KINDS, draw_sheet
from tests.report import Report

TURNS = (0, 90, 180, 270)


@dataclass(frozen=True)
class Case:
    """A page to draw and the turn (clockwise, degrees) in which it is fed."""

    kind: str
    seed: int
    turn: int
    scan: Scan


def cases() -> Iterator[Case]:
    for number, kind in enumerate(KINDS):
        for n, quality in enumerate(QUALITIES):
            for turn in TURNS:
                yield Case(kind, 10 * number + n, turn, Scan(quality, grey=n == 1, angle=(0.0, 1.2, -0.8)[n]))


def verdict(case: Case) -> str:
    """right, turned wrongly, illegible, or taken for another state."""
    upright = scan(draw_sheet(case.kind, case.seed), case.scan, case.seed)
    fed = np.ascontiguousarray(np.rot90(upright, -case.turn // 90))
    reading = ocr.read_picture(fed, DPI, tools().engine)
    if case.kind == "blank":
        return "right" if reading.state is PageState.BLANK else "wrong state"
    if reading.state is not PageState.READ:
        return "wrong state"
    return "right" if reading.turned == case.turn else "turned wrongly"


def reports() -> list[Report]:
    rows: dict[str, Counter[str]] = {}
    for case in cases():
        rows.setdefault(case.kind, Counter())[verdict(case)] += 1
    rows["all"] = sum(rows.values(), Counter())
    table = tuple((kind, n.total(), n["right"] / n.total(), n["turned wrongly"], n["wrong state"]) for kind, n in rows.items())
    return [Report("Orientation", ("pages", "fed", "right", "turned wrongly", "not read, or not seen to be blank"), table, missing())]
