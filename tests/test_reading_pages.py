"""Pages of the samples, fed the wrong way round, faint, mirrored, dirty: read, blank or illegible, and never taken for one another."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image as PILImage

from models.eyes import Image
from models.geometry import Box
from models.limits import Limits
from models.pages import Cell, Line, Page, PageState, SealMark, Table
from pipeline.engines import make_engine
from pipeline.reading import BookEyes, furnish, ink, ocr, pdf
from pipeline.reading.page import Tools, read_image

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"


@pytest.fixture(scope="module")
def tools() -> Tools:
    return Tools(make_engine(), Limits())


@pytest.fixture(scope="module")
def sheet() -> Image:
    """The upper third of a scanned narrative page: eight lines."""
    book = next(SAMPLES.glob("鹿泉区/*/*.pdf"))
    document = pdfium.PdfDocument(book)
    image = pdf.render(document[6], 150)
    document.close()
    return np.ascontiguousarray(image[: image.shape[0] // 3])


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_page_is_read_whatever_way_it_was_fed(sheet: Image, tools: Tools, turned: int) -> None:
    fed = np.ascontiguousarray(np.rot90(sheet, -turned // 90))
    reading = ocr.read_picture(fed, 150, tools.engine)
    assert (reading.state, reading.turned) == (PageState.READ, turned)
    text = "".join(line.text for line in reading.lines)
    assert "8.6%" in text
    assert "2022" in text


def test_a_leaning_page_is_levelled(sheet: Image, tools: Tools) -> None:
    height, width = sheet.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -2.0, 1.0)
    leaned = np.asarray(cv2.warpAffine(sheet, matrix, (width, height), borderValue=(255, 255, 255)), np.uint8)
    reading = ocr.read_picture(leaned, 150, tools.engine)
    assert reading.skew == pytest.approx(2.0, abs=0.5)
    assert "8.6%" in "".join(line.text for line in reading.lines)


@pytest.mark.parametrize(("turned", "skew"), [(0, 1.7), (90, -2.4), (180, 0.6)])
def test_a_part_of_a_leaning_page_is_cut_as_from_the_whole(sheet: Image, tmp_path: Path, turned: int, skew: float) -> None:
    """At a resolution that is not that of the scan, without rendering the whole page."""
    path = tmp_path / "page.pdf"
    PILImage.fromarray(sheet).save(path, resolution=150)
    height, width = (n * 72 / 150 for n in (sheet.shape[:2] if turned % 180 == 0 else sheet.shape[1::-1]))
    page = Page("page.pdf", 1, width, height, turned=turned, skew=skew)
    box = Box(width * 0.2, height * 0.3, width * 0.7, height * 0.5)
    eyes = BookEyes({"page.pdf": path}, make_engine())
    part = eyes.crop(page, box, 300)
    whole = eyes.image(page, 300)
    scale = 300 / 72
    same = whole[int(box.top * scale) :, int(box.x0 * scale) :][: part.shape[0], : part.shape[1]]
    assert part.shape == same.shape and same.std() > 10
    assert np.abs(cv2.blur(part, (5, 5)).astype(int) - cv2.blur(same, (5, 5))).mean() < 4
    eyes.close()


def test_faint_print_is_drawn_out_and_read(sheet: Image, tools: Tools) -> None:
    faint = np.asarray(255 - (255 - sheet.astype(np.int16)) // 9, np.uint8)
    reading = ocr.read_picture(faint, 150, tools.engine)
    assert reading.state is PageState.READ
    assert "8.6%" in "".join(line.text for line in reading.lines)


def test_print_blurred_past_reading_is_illegible_and_not_blank(sheet: Image, tools: Tools) -> None:
    blurred = np.asarray(cv2.GaussianBlur(sheet, (0, 0), 7), np.uint8)
    reading = ocr.read_picture(blurred, 150, tools.engine)
    assert reading.state is PageState.ILLEGIBLE
    assert "请核对原件" in reading.reason


def test_the_other_side_shining_through_is_blank(sheet: Image, tools: Tools) -> None:
    through = np.asarray(255 - (255 - sheet[:, ::-1].astype(np.int16)) // 5, np.uint8)
    assert ocr.read_picture(np.ascontiguousarray(through), 150, tools.engine).state is PageState.BLANK


def test_dust_grain_and_streaks_are_blank(tools: Tools) -> None:
    random = np.random.default_rng(5)
    back = np.clip(random.normal(226, 7, (1100, 800)), 0, 255).astype(np.uint8)
    back[:, 640] = 190
    for x, y in random.integers(50, 750, (15, 2)):
        cv2.circle(back, (int(x), int(y)), 1, 60, -1)
    reading = ocr.read_picture(np.repeat(back[:, :, None], 3, axis=2), 96, tools.engine)
    assert (reading.state, reading.lines) == (PageState.BLANK, ())


def test_characters_keep_their_places(sheet: Image, tools: Tools) -> None:
    page = read_image(sheet, 150, "书.pdf", 7, tools)
    assert (page.width, page.height) == pytest.approx((sheet.shape[1] * 0.48, sheet.shape[0] * 0.48))
    line = next(one for one in page.lines if "8.6%" in one.text)
    assert line.edges is not None
    assert len(line.edges) == len(line.text) + 1
    assert list(line.edges) == sorted(line.edges)
    start = line.text.index("8.6%")
    box = line.span(start, start + 4).grown(3).scaled(150 / 72)
    part = sheet[int(box.top) : int(box.bottom), int(box.x0) : int(box.x1)]
    assert "8.6" in tools.engine.recognise(part).text


def test_print_under_a_red_seal_is_read_again(sheet: Image, tools: Tools) -> None:
    lines = [furnish.scaled_line(one, 0.48) for one in ocr.read_picture(sheet, 150, tools.engine).lines]
    target = next(one for one in lines if "8.6%" in one.text)
    centre = target.span(4, 6).centre
    stamped = sheet.copy()
    cv2.circle(stamped, (int(centre[0] / 0.48), int(centre[1] / 0.48)), 45, (225, 60, 60), -1)
    stamped = np.minimum(np.asarray(stamped), np.where(sheet < 110, sheet, 255)).astype(np.uint8)
    seal = SealMark(Box(centre[0] - 22, centre[1] - 22, centre[0] + 22, centre[1] + 22))
    spoilt = [Line("口" * 3, target.box, 0.5) if one is target else one for one in lines]
    again = furnish.under_seals(stamped, 150, spoilt, [seal], tools.engine)
    assert len(again) >= len(lines) - 1
    assert not any(one.text == "口口口" for one in again) or any("8.6" in one.text for one in again)


def test_a_lonely_figure_in_a_cell_is_read_again(tools: Tools) -> None:
    image = np.full((120, 300, 3), 255, np.uint8)
    cv2.rectangle(image, (20, 20), (280, 100), (0, 0, 0), 2)
    cv2.putText(image, "7", (140, 72), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (0, 0, 0), 2)
    table = Table(Box(9.6, 9.6, 134.4, 48), (Cell(0, 0, Box(9.6, 9.6, 134.4, 48)),))
    tables, added = furnish.fill_cells(image, 150, [table], tools.engine)
    assert [line.text for line in added] == ["7"]
    assert tables[0].cells[0].text == "7"


def test_ink_leaves_out_the_edges_of_the_scanner() -> None:
    page = np.full((1100, 800, 3), 240, np.uint8)
    page[:, :15] = 0
    assert ink.measure(page, 96).share == 0.0
    page[500:520, 300:500] = 30
    assert ink.measure(page, 96).share == pytest.approx(20 * 200 / (1100 * 800), rel=0.2)
