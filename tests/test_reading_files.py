"""Whatever is wrong with a file ends as an outcome with a message; what was read once is not read again."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image as PILImage
from PIL import ImageDraw

from models.geometry import Box
from models.limits import Limits
from models.pages import Cell, Line, Page, PageState, Picture, SealMark, Table
from pipeline.cache import Cache
from pipeline.reading import files as reading
from pipeline.reading import page as reading_page
from pipeline.reading.records import from_json, to_json
from tests.conftest import ROOT


@pytest.fixture
def settings(tmp_path: Path) -> reading.Settings:
    return reading.Settings(cache=Cache(tmp_path / "cache"))


def blank_pdf(path: Path, pages: int = 2) -> Path:
    document = pdfium.PdfDocument.new()
    for _ in range(pages):
        document.new_page(300, 400)
    document.save(path)
    document.close()
    return path


@pytest.mark.parametrize(
    ("name", "content", "outcome", "words"),
    [
        ("空.pdf", b"", "unreadable", "0 字节"),
        ("假.pdf", b"<html><body>404</body></html>", "unreadable", "不是 PDF"),
        ("断.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n", "unreadable", "损坏"),
        ("坏.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 40, "unreadable", "图像"),
        ("包.zip", b"PK\x03\x04" + b"\0" * 40, "unsupported", "转为 PDF"),
    ],
)
def test_bad_files_have_an_outcome_and_say_what_to_do(
    tmp_path: Path, settings: reading.Settings, name: str, content: bytes, outcome: str, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    file = reading.read_file(path, name, "book", settings)
    assert (file.outcome, file.pages) == (outcome, ())
    assert words in file.message
    assert "重新" in file.message or "请" in file.message


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path, settings: reading.Settings) -> None:
    path = tmp_path / "大.pdf"
    with path.open("wb") as out:
        out.truncate(3 << 20)
    file = reading.read_file(path, "大.pdf", "book", replace(settings, limits=Limits(file_mib=2)))
    assert file.outcome == "too_large"
    assert "L-FILE-SIZE" in file.message


def test_pages_over_the_limit_are_named(tmp_path: Path, settings: reading.Settings) -> None:
    file = reading.read_file(blank_pdf(tmp_path / "多.pdf", 5), "多.pdf", "book", replace(settings, limits=Limits(pages=3)))
    assert (file.outcome, len(file.pages)) == ("too_large", 3)
    assert "共 5 页" in file.message


def test_blank_pages_are_blank_not_unread(tmp_path: Path, settings: reading.Settings) -> None:
    seen: list[tuple[int, int]] = []
    file = reading.read_file(blank_pdf(tmp_path / "白.pdf"), "白.pdf", "book", settings, lambda at, of: seen.append((at, of)))
    assert [p.state for p in file.pages] == [PageState.BLANK, PageState.BLANK]
    assert [p.number for p in file.pages] == [1, 2]
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_a_second_reading_comes_from_the_cache_under_any_name(
    tmp_path: Path, settings: reading.Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = blank_pdf(tmp_path / "一.pdf")
    first = reading.read_file(path, "一.pdf", "book", settings)
    monkeypatch.setattr(reading, "read_pdf_page", lambda *a: pytest.fail("read again"))
    again = reading.read_file(path.rename(tmp_path / "二.pdf"), "县/二.pdf", "attachment", settings)
    assert [p.file for p in again.pages] == ["县/二.pdf"] * 2
    assert [replace(p, file="") for p in again.pages] == [replace(p, file="") for p in first.pages]


def test_a_page_that_fails_costs_only_itself(tmp_path: Path, settings: reading.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    real = reading.read_pdf_page

    def stumbling(page: object, plumber: object, file: str, number: int, tools: object) -> Page:
        if number == 1:
            raise MemoryError
        return real(page, plumber, file, number, tools)  # type: ignore[arg-type]

    path = blank_pdf(tmp_path / "一.pdf")
    monkeypatch.setattr(reading, "read_pdf_page", stumbling)
    file = reading.read_file(path, "一.pdf", "book", settings)
    assert [p.state for p in file.pages] == [PageState.FAILED, PageState.BLANK]
    assert "内存" in file.pages[0].reason
    monkeypatch.setattr(reading, "read_pdf_page", real)
    assert [p.state for p in reading.read_file(path, "一.pdf", "book", settings).pages] == [PageState.BLANK, PageState.BLANK]


def test_a_page_that_hangs_is_given_up(tmp_path: Path, settings: reading.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def hanging(*args: object) -> Page:
        while True:
            try:
                sum(range(1000))
            except Exception:  # a library that swallows everything does not swallow the end of its time
                continue

    monkeypatch.setattr(reading, "read_pdf_page", hanging)
    file = reading.read_file(blank_pdf(tmp_path / "一.pdf", 1), "一.pdf", "book", replace(settings, limits=Limits(page_seconds=1)))
    assert file.pages[0].state is PageState.FAILED
    assert "L-PAGE-TIME" in file.pages[0].reason


def test_a_page_that_ended_its_process_twice_is_passed_over(
    tmp_path: Path, settings: reading.Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = blank_pdf(tmp_path / "一.pdf", 2)

    def killing(page: object, plumber: object, file: str, number: int, tools: object) -> Page:
        if number == 2:
            os._exit(9)
        return Page(file, number, 300, 400, PageState.BLANK)

    monkeypatch.setattr(reading, "read_pdf_page", killing)
    for _ in range(2):
        child = os.fork()
        if child == 0:
            reading.read_file(path, "一.pdf", "book", settings)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    file = reading.read_file(path, "一.pdf", "book", settings)
    assert [p.state for p in file.pages] == [PageState.BLANK, PageState.FAILED]
    assert "异常退出" in file.pages[1].reason


def test_a_picture_is_a_page_in_its_own_points(tmp_path: Path, settings: reading.Settings) -> None:
    PILImage.fromarray(np.full((300, 200, 3), 255, np.uint8)).save(tmp_path / "a.jpg", dpi=(144, 144))
    PILImage.fromarray(np.full((300, 200, 3), 255, np.uint8)).save(tmp_path / "b.png")
    a = reading.read_file(tmp_path / "a.jpg", "a.jpg", "attachment", settings)
    b = reading.read_file(tmp_path / "b.png", "b.png", "attachment", settings)
    assert (a.kind, round(a.pages[0].width), round(a.pages[0].height)) == ("image", 100, 150)
    assert (b.pages[0].width, b.pages[0].height) == (200, 300)


def test_pages_survive_json_to_the_letter() -> None:
    line = Line("数字化率81.5%", Box(1, 2, 30, 12), 0.97, tuple(float(i) for i in range(11)))
    cell = Cell(0, 1, Box(0, 0, 50, 20), "81.5%", 1, 2, 0.97, (line,))
    page = Page(
        "县/书.pdf", 7, 595.0, 842.0, turned=90, skew=-0.4, lines=(line,), tables=(Table(Box(0, 0, 50, 20), (cell,)),),
        seals=(SealMark(Box(1, 1, 90, 90), "某某公司", 0.8),), pictures=(Picture(Box(5, 5, 60, 60), (960, 640), "ff00"),), notes=("a",),
    )  # fmt: skip
    assert from_json(to_json(page), "县/书.pdf") == page
    with pytest.raises(ValueError):
        from_json({"number": "x"}, "a.pdf")


def test_cache_entries_that_are_broken_are_misses(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put({"a": ["值"]}, "key", "1")
    assert cache.get("key", "1") == {"a": ["值"]}
    assert cache.get("key", "2") is None
    entry = next(tmp_path.rglob("*.gz"))
    for broken in (entry.read_bytes()[:-9], b"", b"no gzip", gzip.compress(b"{")):
        entry.write_bytes(broken)
        assert cache.get("key", "1") is None
        entry.parent.mkdir(exist_ok=True)


def test_cache_is_bounded(tmp_path: Path) -> None:
    cache = Cache(tmp_path, mib=1)
    for i in range(12):
        cache.put(os.urandom(120_000).hex(), str(i))
        for entry in tmp_path.rglob("*.gz"):
            os.utime(entry, (1_700_000_000 + i, 1_700_000_000 + i)) if entry.stat().st_mtime > 1_800_000_000 else None
    cache.prune()
    assert sum(p.stat().st_size for p in tmp_path.rglob("*.gz")) <= 1 << 20
    assert cache.get("0") is None
    assert cache.get("11") is not None


def test_a_cache_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file")
    cache.put([1], "key")
    assert cache.get("key") is None
    with cache.attempt("key", most=1) as allowed:
        assert allowed


DIES = """
import os, signal, sys
from pathlib import Path
from pipeline.cache import Cache
with Cache(Path(sys.argv[1])).attempt("key", most=2) as allowed:
    if not allowed:
        sys.exit(7)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_ended_two_processes_is_not_begun_again(tmp_path: Path) -> None:
    """However often it is asked, and for whichever application: passing it over does not make it sound."""
    ends = [subprocess.run([sys.executable, "-c", DIES, str(tmp_path)], cwd=ROOT, check=False).returncode for _ in range(5)]
    assert ends == [-signal.SIGKILL, -signal.SIGKILL, 7, 7, 7]
    for path in tmp_path.rglob("*.try"):
        os.utime(path, (1.0, 1.0))
    assert subprocess.run([sys.executable, "-c", DIES, str(tmp_path)], cwd=ROOT, check=False).returncode == -signal.SIGKILL


def test_others_at_the_same_page_say_nothing_against_it(tmp_path: Path) -> None:
    """The same file in many applications, read by many workers at once; and the dead are forgotten once one comes to an end."""
    cache = Cache(tmp_path)
    subprocess.run([sys.executable, "-c", DIES, str(tmp_path)], cwd=ROOT, check=False)
    with ExitStack() as stack:
        assert all(stack.enter_context(cache.attempt("key", most=2)) for _ in range(8))
        assert cache.holds("key") and not cache.holds("other")
    assert not list(tmp_path.rglob("*.try")) and not cache.holds("key")


def test_an_error_is_an_end(tmp_path: Path) -> None:
    for _ in range(3):
        with pytest.raises(ValueError, match="x"), Cache(tmp_path).attempt("key", most=1) as allowed:
            assert allowed
            raise ValueError("x")


def test_the_same_picture_on_another_page_is_read_once(tmp_path: Path, settings: reading.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    true = reading_page.ocr.read_picture

    def counted(*arguments: Any) -> Any:
        asked.append(1)
        return true(*arguments)

    monkeypatch.setattr(reading_page.ocr, "read_picture", counted)
    sheet = PILImage.new("RGB", (800, 300), "white")
    ImageDraw.Draw(sheet).text((60, 100), "ISO 9001 2024", fill="black", font_size=60)
    other = PILImage.new("RGB", (800, 300), "white")
    ImageDraw.Draw(other).text((60, 100), "ISO 9001 2025", fill="black", font_size=60)
    sheet.save(tmp_path / "三页.tiff", save_all=True, append_images=[sheet, other])
    read = reading.read_file(tmp_path / "三页.tiff", "三页.tiff", "attachment", settings)
    assert len(asked) == 2
    assert [p.number for p in read.pages] == [1, 2, 3]
    assert read.pages[0].text == read.pages[1].text != read.pages[2].text
