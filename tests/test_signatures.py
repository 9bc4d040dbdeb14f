"""Signatures and dates on drawn statement pages: by pen, printed, by chop, blank, under a seal, and not to be told."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image as PILImage
from PIL import ImageDraw

from extractors.signatures import signatures
from extractors.signatures_places import Statement, signature_place
from models.application import Mark
from models.eyes import Image, Reading
from models.geometry import Box
from models.outline import Outline
from models.pages import Line, Page, PageState, SealMark
from models.rulebook import Rulebook
from pipeline.rulebook import load
from tests.generators.seals import DPI, GREY, SealSpec, degraded, font, fonts, stamp

pytestmark = pytest.mark.skipif(len(fonts()) < 1, reason="no Chinese font is installed: pages cannot be drawn")
BLUE, BLACK = (40, 60, 160), (25, 25, 25)
UNIT = DPI / 72


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load("shijiazhuang-2025")


class Paper:
    """A statement being drawn: what is printed is also a line that OCR read; pen strokes are not."""

    def __init__(self) -> None:
        self.image = PILImage.new("RGB", (1654, 2339), (250, 250, 248))
        self.draw = ImageDraw.Draw(self.image)
        self.lines: list[Line] = []
        self.seals: list[SealMark] = []

    def print(self, text: str, x: float, y: float, size: float = 14.0, read: bool = True) -> Paper:
        face = font(fonts()[0], round(size * UNIT))
        self.draw.text((x * UNIT, y * UNIT), text, font=face, fill=(30, 30, 30))
        left, top, right, bottom = self.draw.textbbox((x * UNIT, y * UNIT), text, font=face)
        if read:
            self.lines.append(Line(text, Box(left / UNIT, top / UNIT, right / UNIT, bottom / UNIT), 0.99))
        return self

    def pen(self, x: float, y: float, width: float, height: float, colour: tuple[int, int, int] = BLACK, seed: int = 1) -> Paper:
        """A scrawl of crossing strokes in a box of points."""
        rng = random.Random(seed)
        for _ in range(max(2, round(width / 5))):
            points = [((x + rng.uniform(0, width)) * UNIT, (y + rng.uniform(0, height)) * UNIT) for _ in range(3)]
            self.draw.line(points, fill=colour, width=4, joint="curve")
        return self

    def seal(self, spec: SealSpec, colour: str = "red", shape: str = "round") -> Paper:
        box = stamp(self.image, spec, 3)
        self.draw = ImageDraw.Draw(self.image)
        self.seals.append(SealMark(Box(*box), spec.text, 0.9, colour, shape))  # type: ignore[arg-type]
        return self


class Eyes:
    """Shows the drawn page."""

    def __init__(self, image: Image) -> None:
        self.page = image

    def image(self, page: Page, dpi: int = 150) -> Image:
        return self.page

    def crop(self, page: Page, box: Box, dpi: int = 150) -> Image:
        k = dpi / 72
        height, width = self.page.shape[:2]
        x0, y0, x1, y1 = max(0, int(box.x0 * k)), max(0, int(box.top * k)), min(width, int(box.x1 * k)), min(height, int(box.bottom * k))
        return self.page[y0:y1, x0:x1]

    def recognise(self, image: Image) -> Reading:
        return Reading("", 0.0)

    def read(self, image: Image, dpi: int = 150) -> tuple[Line, ...]:
        return ()


def paper(id: str) -> Paper:
    """A statement with its labels, nothing filled in."""
    p = Paper()
    if id == "commitment":
        p.print("一、承诺书", 240, 80).print("若发生与上述承诺相违背的事实，由本单位承担法律责任。", 110, 400)
        return p.print("法定代表人（签字）：", 270, 500).print("单位（盖章）：", 270, 545)
    p.print("二、企业申报声明", 220, 80).print("相关承诺，愿意承担相关责任并按要求退还奖补资金。", 80, 320)
    return p.print("申报单位（盖章）：", 250, 380).print("法定代表人（签字或盖章）：", 250, 425)


def marks(
    id: str, p: Paper, rulebook: Rulebook, quality: str = "fair", grey: bool = False, state: PageState = PageState.READ
) -> dict[str, Mark]:
    page = Page("a.pdf", 2, 595.4, 842, state=state, lines=tuple(p.lines), seals=tuple(p.seals))
    outline = Outline(("lighthouse",), (), {("a.pdf", 2): id}, (), (page,), "")
    found = signatures(outline, Eyes(np.asarray(degraded(p.image, quality, 1, grey))), rulebook)  # type: ignore[arg-type]
    return {m.id.split(".")[1]: m for m in found if m.id.startswith(id)}


def dated(p: Paper, parts: Sequence[tuple[str, float]], y: float = 590) -> Paper:
    for text, x in parts:
        p.print(text, x, y)
    return p


BLANK_DATE = (("年", 370), ("月", 420), ("日", 470))


@pytest.mark.parametrize("quality", ["clean", "fair", "poor"])
@pytest.mark.parametrize("grey", [False, True])
def test_blank_is_absent(quality: str, grey: bool, rulebook: Rulebook) -> None:
    for id in ("commitment", "declaration"):
        found = marks(id, dated(paper(id), BLANK_DATE), rulebook, quality, grey)
        assert (found["signature"].state, found["date"].state) == ("absent", "absent"), id


@pytest.mark.parametrize("quality", ["clean", "fair", "poor"])
@pytest.mark.parametrize("colour", [BLUE, BLACK])
def test_pen_is_present(quality: str, colour: tuple[int, int, int], rulebook: Rulebook) -> None:
    p = dated(paper("commitment").pen(425, 488, 55, 24, colour), (("2025年7月18日", 340),))
    found = marks("commitment", p, rulebook, quality)
    assert (found["signature"].state, found["date"].state) == ("present", "present")
    x0, top, x1, bottom = found["signature"].evidence[0].bbox
    assert 415 < x0 < 440 and x1 < 500 and top > 470 and bottom < 525


def test_printed_name_is_no_signature_on_the_commitment(rulebook: Rulebook) -> None:
    p = paper("commitment").print("韩立恒", 420, 500)
    mark = marks("commitment", p, rulebook)["signature"]
    assert mark.state == "unsure" and "韩立恒" in mark.text


def test_rule_under_the_place_is_no_ink(rulebook: Rulebook) -> None:
    p = paper("commitment")
    p.draw.line((425 * UNIT, 517 * UNIT, 540 * UNIT, 517 * UNIT), fill=(30, 30, 30), width=3)
    assert marks("commitment", p, rulebook)["signature"].state == "absent"


def test_red_seal_is_no_signature_and_hides_none(rulebook: Rulebook) -> None:
    spec = SealSpec("河北晟禾精密铸造有限公司", 430, 540)
    assert marks("commitment", paper("commitment").seal(spec), rulebook)["signature"].state == "absent"
    signed = paper("commitment").pen(430, 488, 55, 24).seal(spec)
    assert marks("commitment", signed, rulebook)["signature"].state == "present"


def test_grey_seal_over_the_place_is_not_taken_for_ink(rulebook: Rulebook) -> None:
    p = paper("commitment").seal(SealSpec("河北晟禾精密铸造有限公司", 440, 540, colour=GREY), "grey")
    assert marks("commitment", p, rulebook, grey=True)["signature"].state != "present"


def test_chop_serves_the_declaration_only(rulebook: Rulebook) -> None:
    chop = SealSpec("孙新静印", 470, 430, 54, "square")
    assert marks("declaration", paper("declaration").seal(chop, shape="square"), rulebook)["signature"].state == "present"
    mark = marks("commitment", paper("commitment").seal(SealSpec("孙新静印", 470, 505, 54, "square"), shape="square"), rulebook)[
        "signature"
    ]
    assert mark.state == "unsure" and "名章" in mark.text


def test_date_by_pen_that_ocr_missed(rulebook: Rulebook) -> None:
    p = dated(paper("commitment"), BLANK_DATE).pen(330, 590, 36, 13).pen(393, 590, 12, 13, seed=4).pen(443, 590, 14, 13, seed=6)
    assert marks("commitment", p, rulebook)["date"].state == "present"


def test_year_alone_is_no_date(rulebook: Rulebook) -> None:
    p = dated(paper("commitment"), (("2025年", 330), ("月", 420), ("日", 470)))
    mark = marks("commitment", p, rulebook)["date"]
    assert mark.state == "absent" and "年份" in mark.text


@pytest.mark.parametrize("text", ["日期：2025.7.18", "日期：2025-07-18", "二〇二五年七月十八日", "2025 年 7 月 18 日"])
def test_ways_to_write_a_date(text: str, rulebook: Rulebook) -> None:
    assert marks("declaration", paper("declaration").print(text, 250, 470), rulebook)["date"].state == "present"


def test_unread_page_and_missing_page_are_unsure(rulebook: Rulebook) -> None:
    found = marks("commitment", paper("commitment"), rulebook, state=PageState.ILLEGIBLE)
    assert {m.state for m in found.values()} == {"unsure"} and all(m.text for m in found.values())
    missing = signatures(Outline(("lighthouse",), ()), Eyes(np.zeros((9, 9, 3), np.uint8)), rulebook)
    assert len(missing) == 4 and {m.state for m in missing} == {"unsure"}


def test_label_that_was_not_read_leaves_blank_unsure(rulebook: Rulebook) -> None:
    """Under a seal OCR loses the label: the place is guessed from its neighbours, and blank then is no proof."""
    p = dated(paper("commitment"), BLANK_DATE)
    p.lines = [w for w in p.lines if "法定代表人" not in w.text]
    assert marks("commitment", p, rulebook)["signature"].state == "unsure"


def test_chain_books_have_no_statements(rulebook: Rulebook) -> None:
    assert signatures(Outline(("chain",), ()), Eyes(np.zeros((9, 9, 3), np.uint8)), rulebook) == ()


@pytest.mark.parametrize("text", ["法定代表人（签字或盖章谷立新", "法定代表人（签字或盖章谷立新）"])
def test_a_signature_over_the_end_of_its_label(text: str, rulebook: Rulebook) -> None:
    label = Line(text, Box(70, 311, 303, 331))
    page = Page("申报书.pdf", 3, 595, 842, lines=(label, Line("日期：2025年7月18日", Box(70, 350, 200, 364))))
    place = signature_place(Statement(page, 0.0, 842.0), rulebook, "declaration")
    assert place is not None
    assert place.box.x0 < 260 and [w.text.rstrip("）") for w in place.words] == ["谷立新"]
