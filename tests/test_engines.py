"""Engines: what is missing is said with the way to mend it, and an outside program that hangs is ended with all its children."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.engines import StagedEngine, WholeEngine, make_engine, tesseract_engine
from pipeline.engines.errors import EngineMissing, EngineTimeout
from pipeline.engines.openvino_models import model_path
from pipeline.engines.rapidocr_engine import RapidOcrEngine, strips


@pytest.fixture(autouse=True)
def fresh_probe() -> None:
    tesseract_engine.probe.cache_clear()


def word(text: str) -> np.ndarray:
    image = np.full((60, 40 + 26 * len(text), 3), 255, np.uint8)
    cv2.putText(image, text, (15, 42), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 3)
    return image


def program(folder: Path, body: str) -> None:
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def test_the_default_engine_reads_without_a_network(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *a: pytest.fail("went to the network"))
    engine = make_engine("rapidocr")
    assert isinstance(engine, StagedEngine)
    read = engine.recognise(word("83.9%"))
    assert read.text == "83.9%"
    assert read.confidence > 0.8
    assert "PP-OCRv6" in engine.version
    assert capfd.readouterr().out == ""


def test_decimals_and_percent_signs_survive() -> None:
    engine = make_engine("rapidocr")
    for text in ("0.5%", "12,345.67", "3.01%", "100%"):
        assert engine.recognise(word(text)).text == text


def test_a_missing_model_is_said_and_not_fetched() -> None:
    with pytest.raises(EngineMissing, match="重新安装"):
        model_path("no-such-model.onnx")


def test_empty_and_tiny_pictures_read_as_nothing() -> None:
    engine = make_engine("rapidocr")
    assert isinstance(engine, RapidOcrEngine)
    assert engine.recognise(np.zeros((1, 1, 3), np.uint8)).text == ""
    assert engine.read(np.full((64, 64, 3), 255, np.uint8)) == ()


def test_a_large_page_is_looked_at_in_strips_and_each_line_found_once() -> None:
    engine = make_engine("rapidocr")
    page = np.full((1600, 1120, 3), 255, np.uint8)
    tops = range(40, 1540, 47)
    for i, top in enumerate(tops):
        cv2.putText(page, f"LINE NUMBER {i} OF MANY", (60, top + 30), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 2)
    quads = engine.detect(page, 1600)
    assert len(quads) == len(tops)
    assert [round(float(q[:, 1].mean())) for q in quads] == pytest.approx([top + 20 for top in tops], abs=8)


@pytest.mark.parametrize("height", [992, 1024, 1600, 3200])
def test_strips_share_a_page_out(height: int) -> None:
    parts = strips(height, height * 1120)
    owners = [[i for i, (_, _, (low, high)) in enumerate(parts) if low <= y < high] for y in range(height)]
    assert all(len(o) == 1 for o in owners)
    assert all(top % 32 == 0 and bottom % 32 == 0 for top, bottom, _ in parts)
    assert all(top <= max(0, low - 48) and bottom >= min(height, high + 48) for top, bottom, (low, high) in parts)


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(EngineMissing, match="rapidocr"):
        make_engine("abbyy")


def test_no_tesseract_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineMissing, match="apt-get install"):
        tesseract_engine.probe()


def test_tesseract_without_chinese_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path, "echo eng")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(EngineMissing, match="chi_sim"):
        tesseract_engine.probe()


def test_a_hanging_tesseract_is_ended_with_its_children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mark = tmp_path / "child"
    program(
        tmp_path, f'case "$*" in *list-langs*) echo chi_sim;; *version*) echo tesseract 5;; *) (sleep 2; touch {mark}) & sleep 30;; esac'
    )
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    engine = tesseract_engine.TesseractEngine(seconds=0.3)
    began = time.monotonic()
    with pytest.raises(EngineTimeout, match="请"):
        engine.read(word("12"))
    assert time.monotonic() - began < 2
    time.sleep(2.2)
    assert not mark.exists()


def test_bad_bytes_from_tesseract_do_no_harm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    header = "level\\tblock_num\\tpar_num\\tline_num\\tleft\\ttop\\twidth\\theight\\tconf\\ttext\\n"
    row = "5\\t1\\t1\\t1\\t2\\t3\\t40\\t20\\t96.5\\t\\377\\n"
    program(tmp_path, f"case \"$*\" in *list-langs*) echo chi_sim;; *version*) echo tesseract 5;; *) printf '{header}{row}';; esac")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    lines = tesseract_engine.TesseractEngine().read(word("12"))
    assert [line.text for line in lines] == ["\ufffd"]
    assert lines[0].confidence == pytest.approx(0.965)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_tesseract_reads_figures() -> None:
    engine = make_engine("tesseract")
    assert isinstance(engine, WholeEngine)
    assert not isinstance(engine, StagedEngine)
    assert engine.recognise(word("12345")).text == "12345"
