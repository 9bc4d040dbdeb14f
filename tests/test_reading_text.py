"""Digital pages: places as displayed, tables, hidden text, and layers that are not to be believed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pdfplumber
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import raw

from models.eyes import Reading
from models.geometry import Box
from models.limits import Limits
from models.pages import Line
from models.text import as_han
from pipeline.engines import make_engine
from pipeline.reading import pdf, text_layer, trust
from pipeline.reading.page import Tools, read_pdf_page

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"


def page_of(content: str, box: str = "0 0 300 400", more: str = "") -> bytes:
    """A PDF of one page with the given content stream, Helvetica as /F1."""
    stream = content.encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] {more} /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, len(out))


@pytest.fixture(scope="module")
def tools() -> Tools:
    return Tools(make_engine(), Limits())


Opened = Callable[[bytes], tuple[pdfium.PdfPage, pdfplumber.page.Page]]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def both(data: bytes) -> tuple[pdfium.PdfPage, pdfplumber.page.Page]:
        path = tmp_path / "a.pdf"
        path.write_bytes(data)
        return pdfium.PdfDocument(path)[0], pdfplumber.open(path).pages[0]

    return both


@given(
    x=st.integers(110, 200),
    y=st.integers(150, 300),
    rotate=st.sampled_from([0, 90, 180, 270]),
    crop=st.booleans(),
    shift=st.integers(-50, 50),
)
@settings(max_examples=25, deadline=None)
def test_places_are_those_of_the_page_as_displayed(
    tmp_path_factory: pytest.TempPathFactory, x: int, y: int, rotate: int, crop: bool, shift: int
) -> None:
    """Whatever /Rotate, /CropBox and the origin of the /MediaBox are, a line's box holds its ink on the rendered page."""
    box = f"{shift} {shift} {shift + 300} {shift + 400}"
    more = f"/Rotate {rotate}" + (f" /CropBox [{shift + 20} {shift + 30} {shift + 290} {shift + 380}]" if crop else "")
    path = tmp_path_factory.mktemp("p") / "a.pdf"
    path.write_bytes(page_of(f"BT /F1 14 Tf {x + shift} {y + shift} Td (Value 81.5) Tj ET", box, more))
    with pdf.opened(path) as (document, _), pdfplumber.open(path) as plumbed:
        displayed = pdf.render(document[0], 144)
        turned = text_layer.text_direction(plumbed.pages[0].chars)
        layer = text_layer.read_layer(text_layer.turned_page(plumbed.pages[0], turned))
        upright = pdf.render(document[0], 144, turned)
    assert [one.text for one in layer.lines] == ["Value 81.5"]
    ys, xs = np.nonzero(upright.min(axis=2) < 128)
    ink = Box(xs.min() / 2, ys.min() / 2, xs.max() / 2, ys.max() / 2)
    assert layer.lines[0].box.grown(2).intersection(ink) == pytest.approx(ink.area, rel=0.01)
    assert layer.lines[0].box.height < 20
    assert (layer.width, layer.height) == pytest.approx((upright.shape[1] / 2, upright.shape[0] / 2), abs=1)
    assert turned == rotate
    assert displayed.shape == (upright.shape if rotate % 180 == 0 else (upright.shape[1], upright.shape[0], 3))


def test_a_digital_page_gives_words_tables_and_the_place_of_each_letter(opened: Opened, tools: Tools) -> None:
    rows = "".join(f"50 {y} 200 30 re S " for y in (200, 230)) + "150 200 m 150 260 l S "
    words = "".join(
        f"BT /F1 10 Tf {x} {y} Td ({t}) Tj ET "
        for x, y, t in ((60, 240, "Item"), (160, 240, "2024"), (60, 210, "Revenue"), (160, 210, "118.3"))
    )
    page, plumber = opened(page_of(rows + words + "BT /F1 12 Tf 50 320 Td (Revenue rose to 118.3 in 2024) Tj ET"))
    read = read_pdf_page(page, plumber, "a.pdf", 1, tools)
    assert (read.origin, read.scanned, read.turned) == ("text", False, 0)
    assert read.lines[0].text == "Revenue rose to 118.3 in 2024"
    assert read.lines[0].edges is not None
    assert read.lines[0].span(16, 21).x0 == pytest.approx(read.lines[0].edges[16])
    assert len(read.tables) == 1
    assert [[c.text for c in read.tables[0].cells if c.row == r] for r in (0, 1)] == [["Item", "2024"], ["Revenue", "118.3"]]


def test_hidden_text_is_not_read(opened: Opened, tools: Tools) -> None:
    seen = "BT /F1 12 Tf 50 300 Td (Visible words 12.5 here) Tj ET "
    white = "1 1 1 rg BT /F1 12 Tf 50 250 Td (white words) Tj ET 0 g "
    page, plumber = opened(
        page_of(seen * 1 + "BT /F1 12 Tf 50 280 Td (More to be seen 77) Tj ET BT /F1 12 Tf 50 340 Td (Third line) Tj ET " + white)
    )
    read = read_pdf_page(page, plumber, "a.pdf", 1, tools)
    assert "white" not in read.text
    assert "Visible words 12.5 here" in read.text


def test_an_invisible_layer_is_not_trusted(opened: Opened, tools: Tools) -> None:
    page, plumber = opened(
        page_of("BT /F1 18 Tf 3 Tr 50 300 Td (wrong 999 words) Tj ET BT /F1 18 Tf 0 Tr 50 200 Td (right 12.5 words) Tj ET")
    )
    assert "不可见" in trust.doubt(trust.look(page))
    read = read_pdf_page(page, plumber, "a.pdf", 1, tools)
    assert read.origin == "ocr"
    assert "999" not in read.text
    assert "12.5" in read.text
    assert read.notes


def test_a_layer_that_does_not_say_what_is_seen_is_not_trusted() -> None:
    lines = [Line("主营业务收入11836.52万元", Box(50, 50, 250, 64))]
    page = np.full((400, 600, 3), 255, np.uint8)
    assert trust.disagreement(lines, page, 144, lambda part: Reading("主营业务收入11836.52万元", 0.99)) == ""
    assert trust.disagreement(lines, page, 144, lambda part: Reading("丰苕卝务攵兀68863.25丂兂", 0.99)) != ""
    assert trust.disagreement(lines, page, 144, lambda part: Reading("丰苕", 0.3)) == ""


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("公司成立于2013年，主营烘焙食品的研发、生产与销售，2024年实现营业收入11836.52万元。", False),
        ("(cid:12)(cid:877)(cid:31)2024", True),
        ("\ue001\ue002\ue003公司", True),
        ("髙覀鼡龘齉爨麤灪龗鬱靐龖厵滟籱饢驫麷鱻麣", True),
        ("Made in 2024", False),
        ("", False),
    ],
)
def test_broken_fonts_are_told_by_their_characters(text: str, bad: bool) -> None:
    assert bool(trust.doubtful_characters(text)) is bad


def test_a_scan_with_words_on_it_is_a_scan(tmp_path: Path) -> None:
    document = pdfium.PdfDocument.new()
    page = document.new_page(300, 400)
    bitmap = pdfium.PdfBitmap.new_native(30, 40, raw.FPDFBitmap_BGR)
    picture = pdfium.PdfImage.new(document)
    picture.set_bitmap(bitmap)
    picture.set_matrix(pdfium.PdfMatrix().scale(300, 400))
    page.insert_obj(picture)
    page.gen_content()
    content = trust.look(page)
    assert content.covered == pytest.approx(1.0)
    assert trust.doubt(content) == "无文本层"
    assert trust.doubt(trust.Content(500, 0.97, 1, 20, 0, "字" * 500)) == "整页为扫描图像"


def test_a_real_digital_book_keeps_its_figures(tools: Tools) -> None:
    book = next(SAMPLES.glob("裕华区/*/*.pdf"))
    with pdf.opened(book) as (document, _), pdfplumber.open(book) as plumbed:
        read = read_pdf_page(document[1], plumbed.pages[1], "书.pdf", 2, tools)
    assert read.origin == "text"
    assert len(read.text) > 800
    assert all(one.edges is not None and len(one.edges) == len(one.text) + 1 for one in read.lines)


def test_radicals_are_the_characters_they_look_like() -> None:
    written = "⼯业⼊⼝⽣产⻓期⺠营⻝品"
    assert as_han(written) == "工业入口生产长期民营食品"
    assert len(as_han(written)) == len(written)
    assert as_han("工业ABC□") == "工业ABC□"
