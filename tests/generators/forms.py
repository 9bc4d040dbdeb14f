"""Draws pages of 企业申请表 with known answers: fonts, layouts, kinds of ticks and qualities of scans vary with the seed.

Nothing here is copied from an applicant's book: words come from the form of the notice, names and numbers are invented.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from models.eyes import Reading
from models.geometry import Box
from models.pages import Line, Page
from tests.generators.fonts import ordered
from tests.generators.scans import Quality, Scan, scan
from tests.generators.ticks import Style, draw_box, has_glyph, sign

DPI = 200
SCALE = DPI / 72
WIDTH, HEIGHT = 595.0, 842.0


def fonts() -> tuple[str, ...]:
    """Fonts with Chinese characters that this machine has."""
    return ordered("Song", "Kai", "Hei", "Micro Hei", "Serif", "Sans")


TICKS = ("printed", "crossed", "filled", "hand", "hand-long", "hand-cross", "root")
GLYPHS = ("■", "√", "✓", "✔")
"""Ticks of `Style.shape` ``glyph`` that a font draws by itself; others are drawn for it."""
CHOICES: dict[str, list[list[str]]] = {
    "size": [["中型", "小型", "微型"]],
    "above_scale": [["规上", "规下"]],
    "ownership": [["国有", "民营"], ["合资", "外资"]],
    "pilot_industry": [["生物医药制造业"], ["新一代电子信息和装备产业"], ["现代食品制造业"], ["先进专用设备制造业"]],
    "directions": [["“小灯塔”标杆企业"], ["数字化车间及智能工厂"], ["创新能力显著提升企业"]],
    "maturity_level": [["二级", "三级", "四级"]],
}
IDS = {"“小灯塔”标杆企业": "lighthouse", "数字化车间及智能工厂": "workshop", "创新能力显著提升企业": "innovation"}


@dataclass
class Drawn:
    """A page with what it says. ``ticked``: field → values; ``boxes``: (field, value) → where the box is (points)."""

    image: NDArray[np.uint8]
    lines: list[Line] = field(default_factory=list)
    ticked: dict[str, list[str]] = field(default_factory=dict)
    boxes: dict[tuple[str, str], Box] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    cells: list[tuple[Box, str]] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return Page("申报书.pdf", 4, WIDTH, HEIGHT, lines=tuple(self.lines))


class DrawnEyes:
    """Eyes over drawn pages; ``recognise`` says nothing unless a reader is given."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn

    def image(self, page: Page, dpi: int = 150) -> NDArray[np.uint8]:
        size = (round(WIDTH * dpi / 72), round(HEIGHT * dpi / 72))
        out: NDArray[np.uint8] = cv2.resize(self.drawn.image, size, interpolation=cv2.INTER_AREA if dpi < DPI else cv2.INTER_CUBIC)
        return out

    def crop(self, page: Page, box: Box, dpi: int = 150) -> NDArray[np.uint8]:
        s, image = dpi / 72, self.image(page, dpi)
        x0, y0 = max(0, int(box.x0 * s)), max(0, int(box.top * s))
        return image[y0 : max(y0 + 1, math.ceil(box.bottom * s)), x0 : max(x0 + 1, math.ceil(box.x1 * s))].copy()

    def recognise(self, image: NDArray[np.uint8]) -> Reading:
        return Reading("", 0.0)

    def read(self, image: NDArray[np.uint8], dpi: int = 150) -> tuple[Line, ...]:
        return ()


class Pen:
    """Draws on one page and notes the lines that an OCR would find."""

    def __init__(self, font: str, size: float, rng: random.Random, style: Style) -> None:
        self.picture = Image.new("RGB", (round(WIDTH * SCALE), round(HEIGHT * SCALE)), "white")
        self.draw = ImageDraw.Draw(self.picture)
        self.path, self.size, self.rng, self.style = font, size, rng, style
        self.lines: list[Line] = []
        self.chosen: dict[str, set[str]] | None = None

    def font(self, size: float | None = None) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(self.path, round((size or self.size) * SCALE))

    def text(self, x: float, y: float, words: str, size: float | None = None, note: bool = True) -> float:
        """Draws words at (x, y) in points and returns where they end."""
        font = self.font(size)
        self.draw.text((x * SCALE, y * SCALE), words, fill=(25, 25, 25), font=font)
        end = x + font.getlength(words) / SCALE
        if note:
            self.lines.append(Line(words, Box(x, y, end, y + 1.25 * (size or self.size)), 0.98))
        return end

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: int = 2) -> None:
        self.draw.line((x0 * SCALE, y0 * SCALE, x1 * SCALE, y1 * SCALE), fill=(30, 30, 30), width=width)

    def box(self, x: float, y: float, side: float, chosen: bool) -> Box:
        """A tick box whose top left corner is at (x, y)."""
        if self.style.shape == "glyph":
            self.text(x, y - 0.15 * self.size, sign(self.style, chosen), note=False)
            return Box(x, y, x + self.size, y + self.size)
        if self.style.shape == "brackets":
            end = self.text(x, y - 0.15 * self.size, "（", note=False)
            last = self.text(end + 0.3 * self.size, y - 0.15 * self.size, "）", note=False)
            if chosen:
                draw_box(self.draw, (end - 0.35 * self.size) * SCALE, y * SCALE, self.size * SCALE, self.style, True, self.rng)
            return Box(x, y, last, y + self.size)
        draw_box(self.draw, x * SCALE, y * SCALE, side * SCALE, self.style, chosen, self.rng)
        return Box(x, y, x + side, y + side)


def draw_form(seed: int, tick: str | None = None, wide: bool | None = None, style: Style | None = None, chosen: str = "") -> Drawn:
    """A form drawn clean; ``wide`` puts several options on a row; ``chosen``: none, one or two of each choice, else as it falls."""
    rng = random.Random(seed)
    available = fonts()
    kind = tick or rng.choice(TICKS)
    pen = Pen(available[seed % len(available)], rng.choice([10.5, 11.0, 12.0]), rng, style or Style(tick=kind))
    if pen.style.shape == "glyph" and pen.style.tick in GLYPHS and not has_glyph(pen.font(), pen.style.tick):
        pen.path = next((f for f in available if has_glyph(ImageFont.truetype(f, 40), pen.style.tick)), pen.path)
    pen.chosen = _chosen(rng, chosen)
    out = Drawn(np.zeros((1, 1, 3), np.uint8))
    top, left, right = 150.0 + rng.uniform(0, 40), 75.0 + rng.uniform(-5, 10), 522.0
    edges = [left, left + rng.uniform(82, 95), left + rng.uniform(250, 262), left + rng.uniform(328, 340), right]
    out.values = {
        "company_name": "河北样例精密机械有限公司",
        "county": "元氏县",
        "uscc": "91130132MA0ABCDE1X",
        "employees": str(rng.randint(12, 980)),
        "subfield": "样例零部件制造",
    }
    pen.text(230, 90, "三、企业申请表", 16)
    y = top
    for a, b, c, d in (
        ("企业名称", "company_name", "所在县（市、区）", "county"),
        ("统一社会信用代码", "uscc", "从业人数（人）", "employees"),
    ):
        y = _row(pen, out, edges, y, 40, [(a, None), (out.values[b], None), (c, None), (out.values[d], None)])
    step = pen.size * rng.uniform(1.5, 1.75)
    size_rows = [("size", CHOICES["size"][0]), ("above_scale", CHOICES["above_scale"][0])]
    y0 = y
    y = _row(
        pen,
        out,
        edges,
        y,
        max(46.0, 2 * step + 14),
        [("企业规模", None), ("", size_rows), ("企业类型", None), ("", [("ownership", r) for r in CHOICES["ownership"]])],
        step,
        rng,
    )
    assert y > y0
    industry = [("pilot_industry", r) for r in CHOICES["pilot_industry"]]
    y = _row(
        pen,
        out,
        edges,
        y,
        5 * step + 16,
        [("所属细分行业", None), ("行业代码：3544", industry), ("具体细分领域名称", None), (out.values["subfield"], None)],
        step,
        rng,
    )
    flat = rng.random() < 0.5 if wide is None else wide
    directions = [[label for row in CHOICES["directions"] for label in row]] if flat and pen.size < 11 else CHOICES["directions"]
    for title, name, rows in (
        ("申报方向（限选 2 项）：", "directions", directions),
        ("根据验收评测达到的数字化水平等级：", "maturity_level", CHOICES["maturity_level"]),
    ):
        y = _full_row(pen, out, (left, right), y, title, [(name, r) for r in rows], step, rng)
    for x in (left, right):
        pen.rule(x, top, x, y)
    pen.rule(left, y, right, y)
    out.image, out.lines = np.array(pen.picture), pen.lines
    return out


def _row(
    pen: Pen,
    out: Drawn,
    edges: list[float],
    y: float,
    height: float,
    cells: list,
    step: float = 16,
    rng: random.Random | None = None,
) -> float:
    pen.rule(edges[0], y, edges[-1], y)
    for i, (words, options) in enumerate(cells):
        x0, x1 = edges[i], edges[i + 1]
        if i:
            pen.rule(x0, y, x0, y + height)
        out.cells.append((Box(x0, y, x1, y + height), words))
        if options is None:
            _wrapped(pen, x0, x1, y, height, words)
            continue
        at = y + 6
        for name, row in options:
            _options(pen, out, x0 + 6, at, name, row, rng or random.Random(0))
            at += step
        if words:
            pen.text(x0 + 6, at, words)
    return y + height


def _wrapped(pen: Pen, x0: float, x1: float, y: float, height: float, words: str) -> None:
    most = max(1, int((x1 - x0 - 8) / pen.size))
    rows = [words] if pen.font().getlength(words) / SCALE < x1 - x0 - 6 else [words[i : i + most] for i in range(0, len(words), most)]
    at = y + (height - len(rows) * pen.size * 1.3) / 2
    for row in rows:
        width = pen.font().getlength(row) / SCALE
        pen.text(x0 + max(4.0, (x1 - x0 - width) / 2), at, row)
        at += pen.size * 1.3


def _full_row(
    pen: Pen, out: Drawn, sides: tuple[float, float], y: float, title: str, options: list, step: float, rng: random.Random
) -> float:
    pen.rule(sides[0], y, sides[1], y)
    pen.text(sides[0] + 6, y + 8, title)
    at = y + 8 + step
    for name, row in options:
        _options(pen, out, sides[0] + 6, at, name, row, rng)
        at += step
    return at + 8


def _options(pen: Pen, out: Drawn, x: float, y: float, name: str, row: list[str], rng: random.Random) -> None:
    style = pen.style
    side = pen.size * rng.choice([0.78, 0.88, 0.98])
    gap, space = rng.uniform(0.05, 0.35) * pen.size, (0.3 if style.shape == "brackets" else rng.uniform(0.5, 1.2)) * pen.size
    start, words = x, ""
    for label in row:
        value = IDS.get(label, label)
        chosen = rng.random() < 0.4 if pen.chosen is None else value in pen.chosen[name]
        if chosen:
            out.ticked.setdefault(name, []).append(value)
        if style.behind:
            x = pen.text(x, y, label, note=False) + gap
        side_here = side * (0.85 if chosen and style.tick == "printed" and style.shape == "square" else 1.0)
        out.boxes[name, value] = pen.box(x, y + 0.15 * pen.size, side_here, chosen)
        end = out.boxes[name, value].x1
        x = (end if style.behind else pen.text(end + gap, y, label, note=False)) + space
        # OCR reads a box as □ or drops it, as it likes.
        seen = sign(style, chosen) if style.digital else rng.choice(["√", "V", ""] if chosen and style.tick == "root" else ["□", "", "口"])
        words += (label + seen if style.behind else seen + label) + rng.choice([" ", ""])
    pen.lines.append(Line(words.strip(), Box(start, y - 1, x - space + 1, y + 1.3 * pen.size), 0.95))


def _chosen(rng: random.Random, how: str) -> dict[str, set[str]] | None:
    """The options to tick: none, one or two of each choice; ``None``: each as it falls."""
    if how not in ("none", "one", "two"):
        return None
    out = {}
    for name, rows in CHOICES.items():
        values = [IDS.get(label, label) for row in rows for label in row]
        out[name] = set(rng.sample(values, min({"none": 0, "one": 1, "two": 2}[how], len(values))))
    return out


def scanned(drawn: Drawn, quality: Quality, seed: int, colour: bool = True, angle: float = 0.0) -> Drawn:
    """The page as a scanner gives it; ``angle`` degrees askew."""
    return replace(drawn, image=scan(drawn.image, Scan(quality, grey=not colour, angle=angle), seed))


def with_seal(drawn: Drawn, centre: tuple[float, float], colour: tuple[int, int, int] = (205, 45, 50)) -> Drawn:
    """A ring with a star (42 mm) pressed over the page, as ink that lets print show through."""
    layer = np.full_like(drawn.image, 255)
    x, y, r = round(centre[0] * SCALE), round(centre[1] * SCALE), round(59 * SCALE)
    cv2.circle(layer, (x, y), r, colour, round(3 * SCALE), cv2.LINE_AA)
    star = [
        (x + 0.33 * r * k * math.sin(i * math.pi / 5), y - 0.33 * r * k * math.cos(i * math.pi / 5))
        for i in range(10)
        for k in [1 if i % 2 == 0 else 0.4]
    ]
    cv2.fillPoly(layer, [np.array(star, np.int32)], colour)
    mixed = (drawn.image.astype(np.float32) * layer.astype(np.float32) / 255).astype(np.uint8)
    return replace(drawn, image=mixed)
