"""Finding seals on drawn pages: round, oval, square, grey, overlapping, cut, and nothing but seals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image as PILImage

from extractors.seals import find_seals
from models.eyes import Image, Reading
from models.geometry import Box
from models.pages import SealMark
from models.text import name_key
from pipeline.engines import make_engine
from tests.generators.seals import DARK_RED, DPI, GREY, RED, Quality, SealSpec, draw_page, fonts

pytestmark = pytest.mark.skipif(len(fonts()) < 1, reason="no Chinese font is installed: seals cannot be drawn")

FIRM = "河北晟禾精密铸造有限公司"
OTHER = "石家庄慧通电子科技有限公司"
TAX = "国家税务总局正定县税务局"


@pytest.fixture(scope="module")
def recognise() -> Callable[[Image], Reading]:
    return make_engine("rapidocr").recognise


def blind(_: Image) -> Reading:
    return Reading("", 0.0)


def found(marks: tuple[SealMark, ...], box: tuple[float, float, float, float]) -> SealMark:
    """The mark that covers a drawn seal."""
    best = max(marks, key=lambda m: m.box.iou(Box(*box)), default=None)
    assert best is not None and best.box.iou(Box(*box)) > 0.75, f"no mark at {box}: {marks}"
    return best


@pytest.mark.parametrize(("quality", "face"), [("clean", 0), ("fair", 2), ("poor", 4), ("poor", 6)])
@pytest.mark.parametrize("grey", [False, True])
def test_round_and_oval_among_decoys(quality: Quality, face: int, grey: bool) -> None:
    """Geometry alone: letterheads, rules, emblems, codes and gauges are no seals, and both seals are found."""
    ink = GREY if grey else RED
    specs = [
        SealSpec(FIRM, 190, 400, colour=ink, tilt=12, face=face, code="1301987654321"),
        SealSpec(TAX, 430, 640, 120, "oval", ink, -5, "征税专用章", star=False, face=face),
    ]
    sheet = draw_page(specs, 2 * face, quality, grey=grey)
    marks = find_seals(sheet.image, DPI, (), blind)
    assert len(marks) == 2
    assert found(marks, sheet.boxes[0]).shape == "round"
    assert found(marks, sheet.boxes[1]).shape == "oval"
    assert {m.colour for m in marks} == {"grey" if grey else "red"}


def test_no_seal_no_mark(recognise: Callable[[Image], Reading]) -> None:
    for seed in (2, 3):
        assert find_seals(draw_page([], seed, "fair").image, DPI, (), recognise) == ()


@pytest.mark.parametrize("grey", [False, True])
def test_words_along_the_ring(recognise: Callable[[Image], Reading], grey: bool) -> None:
    ink = GREY if grey else DARK_RED
    sheet = draw_page([SealSpec(FIRM, 250, 420, colour=ink, tilt=-14, code="1301987654321")], 4, "fair", grey=grey)
    mark = found(find_seals(sheet.image, DPI, (), recognise), sheet.boxes[0])
    assert name_key(mark.text)[-6:] == "密铸造有限公司"[-6:]
    off = sum(a != b for a, b in zip(mark.text.ljust(len(FIRM)), FIRM, strict=False))
    assert off <= 1 and len(mark.text) == len(FIRM)


def test_two_seals_over_each_other(recognise: Callable[[Image], Reading]) -> None:
    specs = [SealSpec(FIRM, 200, 420, tilt=5), SealSpec("石家庄市工业和信息化局", 285, 440, 119, tilt=-6, face=3)]
    sheet = draw_page(specs, 6, "fair")
    marks = find_seals(sheet.image, DPI, (), recognise)
    assert len(marks) == 2
    assert found(marks, sheet.boxes[0]).text.startswith("河北")
    assert "信息化局" in found(marks, sheet.boxes[1]).text


def test_faint_seal_beside_strong_red() -> None:
    sheet = draw_page([SealSpec(OTHER, 300, 420, colour=(220, 60, 90), faint=0.8)], 8, "poor")
    assert len(find_seals(sheet.image, DPI, (), blind)) == 1


def test_seam_seal_is_not_a_whole_one() -> None:
    """A slice at the right edge is marked seam; a whole seal near the left edge is not."""
    sheet = draw_page([SealSpec(FIRM, 62, 420), SealSpec(FIRM, 595.4 + 44, 640)], 4, "clean", decoys=False)
    marks = find_seals(sheet.image, DPI, (), blind)
    assert [(m.seam, m.shape) for m in marks] == [(False, "round"), (True, "part")]


def test_half_a_seal_at_the_edge_is_part() -> None:
    sheet = draw_page([SealSpec(FIRM, 595.4 - 10, 500)], 4, "clean", decoys=False)
    marks = find_seals(sheet.image, DPI, (), blind)
    assert marks and all(m.seam and m.shape == "part" for m in marks)


def test_square_chop_reads_columns_from_the_right(recognise: Callable[[Image], Reading]) -> None:
    sheet = draw_page([SealSpec("孙新静印", 300, 430, 56, "square", tilt=4)], 4, "clean")
    mark = found(find_seals(sheet.image, DPI, (), recognise), sheet.boxes[0])
    assert mark.shape == "square"
    assert mark.text == "孙新静"


def test_photo_without_resolution() -> None:
    """A picture that names 72 dpi is taken for a sheet of A4; boxes stay in its own points."""
    sheet = draw_page([SealSpec(FIRM, 300, 430)], 4, "fair")
    marks = find_seals(sheet.image, 72, (), blind)
    assert len(marks) == 1
    x0, top, x1, bottom = (v * DPI / 72 for v in sheet.boxes[0])
    assert marks[0].box.iou(Box(x0, top, x1, bottom)) > 0.75


def test_empty_and_tiny_pictures() -> None:
    assert find_seals(np.full((40, 30, 3), 255, np.uint8), 72, (), blind) == ()
    assert find_seals(np.asarray(PILImage.new("RGB", (1654, 2339), "white")), 200, (), blind) == ()
