"""The pages in a real browser: they draw, their pictures load under the policy, and they print."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from pipeline.dossiers import write
from tests.dossier_support import NASTY, application, at, check, checks, make_book, rulebook

CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="没有 chromium，跳过浏览器检验")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("in")
    make_book(root)
    out = tmp_path_factory.mktemp("out") / "a01"
    hostile = check(
        "metric.contradiction",
        NASTY,
        "fail",
        "verify",
        NASTY + '<img src=x onerror="document.title=1">',
        at(2, (100, 200, 200, 230), NASTY),
    )
    write(application(), [*checks(), hostile], rulebook(), out, root)
    return out


def browse(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={folder / 'profile'}",
        "--enable-logging=stderr",
        *options,
    ]
    return subprocess.run(
        [*command, (folder / "dossier.html").as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "HOME": str(folder)},
    )


def test_it_draws_with_its_style_and_pictures(folder: Path) -> None:
    browse(folder, "--window-size=1280,3600", f"--screenshot={folder / 'page.png'}")
    image = np.asarray(Image.open(folder / "page.png").convert("RGB")).astype(int)
    assert image.shape[:2] == (3600, 1280)
    blue = (image[..., 2] > 200) & (image[..., 0] < 60) & (image[..., 1] < 60)
    assert blue.sum() > 2000, "the crop of the blue block is drawn"
    badge = (abs(image[..., 0] - 0xB4) < 6) & (abs(image[..., 1] - 0x52) < 6) & (abs(image[..., 2] - 0x0A) < 6)
    assert badge.sum() > 300, "the colour of 需补正 is drawn: the policy lets the style in"


def test_text_of_a_book_does_not_run_and_nothing_breaks_the_policy(folder: Path) -> None:
    done = browse(folder, "--dump-dom")
    assert "<title>河北示例泵业有限公司 预审档案</title>" in done.stdout
    assert "&lt;script&gt;" in done.stdout and "<script" not in done.stdout
    assert "Content Security Policy" not in done.stderr


def test_it_prints_on_a4_with_the_folded_parts_open(folder: Path) -> None:
    browse(folder, "--no-pdf-header-footer", f"--print-to-pdf={folder / 'page.pdf'}")
    document = pdfium.PdfDocument(folder / "page.pdf")
    sizes = {tuple(round(x) for x in document[i].get_size()) for i in range(len(document))}
    text = "".join(document[i].get_textpage().get_text_bounded() for i in range(len(document)))
    document.close()
    assert len(sizes) == 1 and abs(next(iter(sizes))[0] - 595) <= 2
    assert "68.3%，不低于60%" in text, "what passed stands on paper though it is folded on the screen"
    assert "复核意见" in text and "审核人（签字）" in text
