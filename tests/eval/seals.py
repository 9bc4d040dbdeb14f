"""Seals on drawn pages: found or not, nothing else taken for one, and the words along the ring.

A seal is found where a mark covers it (intersection over union above 0.6; of one cut by the page's edge, where a seam mark
touches it). Words: the whole name right, and the share of wrong characters (CER) over all of them; seals on grey copies apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image as PILImage
from PIL import ImageDraw
from rapidfuzz.distance import Levenshtein

from extractors.seals import find_seals
from models.geometry import Box
from models.pages import SealMark
from models.text import name_key
from tests.eval._pages import DPI, tools
from tests.generators.decoys import DECOYS, draw_decoy
from tests.generators.fonts import missing
from tests.generators.seals import A4, DARK_RED, GREY, RED, Quality, SealSpec, Sheet, degraded, draw_page, fonts
from tests.report import Report

FIRMS = (
    "河北晟禾精密铸造有限公司",
    "石家庄慧通电子科技有限公司",
    "正定县恒岳食品股份有限公司",
    "河北博远（石家庄）生物医药有限公司",
    "辛集市启明专用设备制造厂",
    "河北中科瑞泰智能装备集团有限公司",
    "赵县鑫谷淀粉糖业有限责任公司",
    "晋州市天泽纺织机械有限公司",
)
OFFICES = ("石家庄市工业和信息化局", "元氏县科学技术和工业信息化局", "国家税务总局晋州市税务局", "石家庄高新技术产业开发区管理委员会")
QUALITIES: tuple[Quality, ...] = ("clean", "fair", "poor")


@dataclass(frozen=True)
class Case:
    """A page to draw: ``name`` is the row it is counted in; ``cut`` says that its seals are cut by the page's edge."""

    name: str
    seed: int
    seals: tuple[SealSpec, ...] = ()
    quality: Quality = "fair"
    grey: bool = False
    decoy: str = ""
    cut: bool = False


@dataclass
class Score:
    """What came of a row of cases."""

    seals: int = 0
    found: int = 0
    extra: int = 0
    right: int = 0
    wrong: int = 0
    length: int = 0
    misses: list[str] = field(default_factory=list)


def cases() -> Iterator[Case]:
    seed = 0
    for shape in ("round", "oval"):
        for grey in (False, True):
            for quality in QUALITIES:
                for n in range(3):
                    seed += 1
                    yield Case(f"{shape}, {'grey' if grey else 'colour'}, {quality}", seed, (_spec(seed, shape, grey, n),), quality, grey)
    for n in range(6):
        seed += 1
        first, second = _spec(seed, "round", False, n), _spec(seed + 50, "round", False, n)
        yield Case("two overlapping", seed, (first, _moved(second, first.x + 70 + 5 * n, first.y + 25)), QUALITIES[n % 3])
    for n in range(6):
        seed += 1
        spec = _spec(seed, "round", False, n)
        x = 595.4 - (8 + 4 * n) if n % 2 else 8.0 + 4 * n
        yield Case("cut by the page's edge", seed, (_moved(spec, x, 300 + 40 * n),), QUALITIES[n % 3], cut=True)
    for n in range(6):
        seed += 1
        yield Case(
            "faint", seed, (SealSpec(FIRMS[n], 300, 420, tilt=8 * n - 12, colour=(225, 80, 95), faint=0.7, face=n),), QUALITIES[1 + n % 2]
        )
    for kind in DECOYS:
        for n in range(2):
            seed += 1
            yield Case(f"decoy: {kind}", seed, (), QUALITIES[n + 1], decoy=kind, grey=n == 1 and kind in ("round logo", "star", "emblem"))


def _spec(seed: int, shape: str, grey: bool, n: int) -> SealSpec:
    office = shape == "oval" or seed % 3 == 0
    text = OFFICES[seed % len(OFFICES)] if office else FIRMS[seed % len(FIRMS)]
    ink = GREY if grey else (RED, DARK_RED)[seed % 2]
    bottom = "征税专用章" if shape == "oval" else ("", "合同专用章", "")[n % 3]
    return SealSpec(
        text, 190 + 70 * n, 400 + 25 * n, 128 if shape == "oval" else (114, 119, 108)[n % 3], "oval" if shape == "oval" else "round", ink,
        tilt=(-25, 0, 14)[n % 3], bottom=bottom, star=shape == "round", face=seed, code="1301987654321" if n % 2 == 0 and shape == "round" else "",
    )  # fmt: skip


def _moved(spec: SealSpec, x: float, y: float) -> SealSpec:
    return SealSpec(
        spec.text, x, y, spec.size, spec.shape, spec.colour, spec.tilt, spec.bottom, spec.code, spec.star, spec.faint, spec.face
    )


def sheet(case: Case) -> Sheet:
    if not case.decoy:
        return draw_page(list(case.seals), case.seed, case.quality, decoys=not case.cut, grey=case.grey)
    page = PILImage.new("RGB", A4, (252, 251, 248))
    face = fonts()[case.seed % len(fonts())]
    draw_decoy(page, case.decoy, case.seed, face)
    ImageDraw.Draw(page).line((230, 2200, 1400, 2200), fill=(40, 40, 40), width=3)
    return Sheet(degraded(page, case.quality, case.seed, case.grey))


def measure(case: Case, score: Score) -> None:
    """Looks for the seals of a page and adds what was found to a row."""
    drawn = sheet(case)
    marks = list(find_seals(drawn.image, DPI, (), tools().engine.recognise))
    for spec, place in zip(case.seals, drawn.boxes, strict=True):
        mark = _best(marks, Box(*place), case.cut)
        score.seals += 1
        if mark is None:
            score.misses.append(f"{spec.text}: not found")
            continue
        marks.remove(mark)
        score.found += 1
        if case.cut:
            continue
        off = Levenshtein.distance(name_key(mark.text), name_key(spec.text))
        score.wrong += off
        score.length += len(name_key(spec.text))
        score.right += off == 0
        if off:
            score.misses.append(f"{spec.text}: {mark.text}")
    score.extra += len(marks)
    score.misses += [f"{case.decoy or 'page'}: taken for a seal {mark.text}" for mark in marks]


def _best(marks: list[SealMark], box: Box, cut: bool) -> SealMark | None:
    if cut:
        return next((m for m in marks if m.seam and m.box.intersection(box) > 0), None)
    best = max(marks, key=lambda m: m.box.iou(box), default=None)
    return best if best is not None and best.box.iou(box) > 0.6 else None


def reports() -> list[Report]:
    rows: dict[str, Score] = {}
    for case in cases():
        measure(case, rows.setdefault(case.name, Score()))
    table = [_row(name, s) for name, s in rows.items()]
    whole = Score()
    for s in rows.values():
        for name in ("seals", "found", "extra", "right", "wrong", "length"):
            setattr(whole, name, getattr(whole, name) + getattr(s, name))
    table.append(_row("all", whole))
    columns = ("pages", "seals", "found", "taken for seals", "names right", "CER")
    misses = sorted({m for s in rows.values() for m in s.misses})
    notes = "\n".join(filter(None, (missing(), "Not right: " + "; ".join(misses) + "." if misses else "")))
    return [Report("Seals", columns, tuple(table), notes)]


def _row(name: str, s: Score) -> tuple[str | int | float, ...]:
    read = s.length > 0
    right = s.right / s.found if read and s.found else "–"
    return name, s.seals, s.found / s.seals if s.seals else "–", s.extra, right, s.wrong / s.length if read else "–"
