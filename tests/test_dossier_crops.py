"""Crops show the place that evidence names, on the page as displayed."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from models.application import PageRecord
from pipeline.dossiers.crops import NO_LAYOUT, Crop, CropMaker, CropRequest
from tests.dossier_support import BOOK, make_book

PLACE = (100.0, 200.0, 200.0, 230.0)


def pixels(crop: Crop) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(crop.uri.partition(",")[2]))).convert("RGB")).astype(int)


def blue_and_red(crop: Crop) -> tuple[tuple[float, float, float, float], tuple[float, float, float, float]]:
    """The boxes (in pixels) of the blue block and of the red frame."""
    image = pixels(crop)

    def box(mask: np.ndarray) -> tuple[float, float, float, float]:
        ys, xs = np.nonzero(mask)
        return (xs.min(), ys.min(), xs.max(), ys.max())

    r, g, b = image[..., 0], image[..., 1], image[..., 2]
    return box((b > 180) & (r < 90)), box((r > 150) & (b < 110) & (g < 110))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_book(tmp_path)
    return tmp_path


@pytest.mark.parametrize("style", ["place", "mark"])
def test_the_frame_stands_around_the_place(root: Path, style: str) -> None:
    request = CropRequest(BOOK, 2, (PLACE,), style)  # type: ignore[arg-type]
    blue, red = blue_and_red(CropMaker(root).make([request])[request])
    assert all(abs(a - b) <= 9 for a, b in zip(blue, red, strict=True))
    assert red[0] < blue[0] and red[1] < blue[1] and red[2] > blue[2] and red[3] > blue[3]


def test_a_page_with_a_rotation_is_cut_as_a_viewer_shows_it(root: Path) -> None:
    document = pdfium.PdfDocument(root / BOOK)
    document[1].set_rotation(90)
    document.save(root / "turned.pdf")
    document.close()
    request = CropRequest("turned.pdf", 2, ((842 - 230.0, 100.0, 842 - 200.0, 200.0),))
    blue, red = blue_and_red(CropMaker(root).make([request])[request])
    assert all(abs(a - b) <= 9 for a, b in zip(blue, red, strict=True))


@pytest.mark.parametrize("dpi", [None, 200])
def test_a_bare_image_has_the_points_of_its_own_resolution(tmp_path: Path, dpi: int | None) -> None:
    image = Image.new("RGB", (1653, 2339), "white")
    image.paste((0, 0, 255), (400, 600, 800, 700))
    options: dict[str, Any] = {"dpi": (dpi, dpi)} if dpi else {}
    image.save(tmp_path / "a.jpg", **options)
    k = 72 / (dpi or 72)
    request = CropRequest("a.jpg", 1, ((400 * k, 600 * k, 800 * k, 700 * k),))
    blue, red = blue_and_red(CropMaker(tmp_path).make([request])[request])
    assert all(abs(a - b) <= 9 for a, b in zip(blue, red, strict=True))


def test_what_cannot_be_shown_says_why(root: Path) -> None:
    (root / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (root / "a.docx").write_bytes(b"PK\x03\x04")
    requests = [CropRequest(f, n) for f, n in (("gone.pdf", 1), ("broken.pdf", 1), ("a.docx", 1), (BOOK, 99), ("../secret.pdf", 1))]
    crops = CropMaker(root).make(requests)
    assert [crops[r].missing for r in requests] == [
        "原件不在，没有截图",
        "原件无法打开，没有截图",
        NO_LAYOUT,
        "没有这一页",
        "原件不在申报材料文件夹内，没有截图",
    ]


def test_pages_that_reading_could_not_finish_are_not_rendered_again(root: Path) -> None:
    request = CropRequest(BOOK, 2, (PLACE,))
    failed = PageRecord(file=BOOK, page=2, state="failed", width=595, height=842)
    assert CropMaker(root, pages=[failed]).make([request])[request].missing.startswith("该页读取未完成")


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_picture_of_a_page_that_lies_on_its_side_is_set_upright(root: Path, turned: int) -> None:
    """The upright page 2 has its block at the upper left; shown turned by ``turned``, its picture must look the same."""
    document = pdfium.PdfDocument(root / BOOK)
    document[1].set_rotation(turned)
    document.save(root / "turned.pdf")
    document.close()
    x0, top, x1, bottom = PLACE
    box = {
        90: (842 - bottom, x0, 842 - top, x1),
        180: (595 - x1, 842 - bottom, 595 - x0, 842 - top),
        270: (top, 595 - x1, bottom, 595 - x0),
    }[turned]
    request = CropRequest("turned.pdf", 2, (box,), "sheet")
    page = PageRecord(file="turned.pdf", page=2, state="read", width=842, height=595, turned=turned)
    crop = CropMaker(root, pages=[page]).make([request])[request]
    blue, red = blue_and_red(crop)
    scale = crop.width / 595
    assert crop.height > crop.width
    assert all(abs(a - b * scale) <= 3 for a, b in zip(blue, PLACE, strict=True))
    assert all(abs(a - b) <= 9 for a, b in zip(blue, red, strict=True))


def test_the_budget_is_kept_and_said(root: Path) -> None:
    first, second = CropRequest(BOOK, 2, (PLACE,)), CropRequest(BOOK, 2, (PLACE,), "sheet")
    size = len(base64.b64decode(CropMaker(root).make([first])[first].uri.partition(",")[2]))
    crops = CropMaker(root, budget=size).make([first, second])
    assert crops[first].uri and crops[second].missing.startswith("截图从略")


def test_a_poster_is_rendered_within_bounds(tmp_path: Path) -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(14000, 14000).close()
    document.save(tmp_path / "big.pdf")
    request = CropRequest("big.pdf", 1, ((7000.0, 7000.0, 7100.0, 7020.0),))
    crop = CropMaker(tmp_path).make([request])[request]
    assert crop.uri and max(crop.width, crop.height) <= 1400
