"""Tesseract (chi_sim) as a second engine: an outside program, run under a time limit in a process group of its own."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import signal
import subprocess
from collections import defaultdict
from functools import cache
from typing import Any

import cv2
import numpy as np

from models.eyes import Image, Reading
from models.geometry import Box, union
from models.pages import Line
from models.text import HAN
from pipeline.engines.errors import EngineMissing, EngineTimeout

INSTALL = "安装：apt-get install tesseract-ocr tesseract-ocr-chi-sim"
_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}，。、；：（）“”])\s+(?=[{HAN}，。、；：（）“”])")


@cache
def probe() -> str:
    """The version of the program; `EngineMissing` where it, or its Chinese model, is not installed."""
    if shutil.which("tesseract") is None:
        raise EngineMissing(f"未找到 Tesseract。{INSTALL}")
    listed = _run(["--list-langs"], b"", 20).decode("utf-8", "replace").split()
    if "chi_sim" not in listed:
        raise EngineMissing(f"Tesseract 缺少简体中文模型 chi_sim。{INSTALL}")
    first = _run(["--version"], b"", 20).decode("utf-8", "replace").splitlines()
    return first[0].removeprefix("tesseract ").strip() if first else "unknown"


class TesseractEngine:
    """Reads whole pages; slower than the default engine, and a check on it."""

    name = "tesseract"

    def __init__(self, seconds: float = 60.0) -> None:
        self.version = f"{probe()}/chi_sim"
        self.seconds = seconds

    def orientation(self, image: Image) -> int:
        """0, 90, 180 or 270; 0 where Tesseract cannot tell (too few letters)."""
        try:
            told = _run(["stdin", "stdout", "-l", "osd", "--psm", "0"], _png(image), self.seconds).decode("utf-8", "replace")
        except subprocess.CalledProcessError:
            return 0
        found = re.search(r"Orientation in degrees:\s*(\d+)", told)
        sure = re.search(r"Orientation confidence:\s*([\d.]+)", told)
        return int(found[1]) % 360 if found and sure and float(sure[1]) >= 1.0 else 0

    def recognise(self, image: Image) -> Reading:
        bordered = cv2.copyMakeBorder(image, 12, 12, 12, 12, cv2.BORDER_CONSTANT, value=(255, 255, 255))
        lines = self._lines(np.asarray(bordered, np.uint8), 7)
        if not lines:
            return Reading("", 0.0)
        return Reading("".join(line.text for line in lines), min(line.confidence for line in lines))

    def read(self, image: Image, **options: Any) -> tuple[Line, ...]:
        """All lines of a page; option ``psm`` is Tesseract's page segmentation mode (3)."""
        return self._lines(image, int(options.get("psm", 3)))

    def _lines(self, image: Image, psm: int) -> tuple[Line, ...]:
        arguments = ["stdin", "stdout", "-l", "chi_sim", "--psm", str(psm), "-c", "preserve_interword_spaces=1", "tsv"]
        try:
            table = _run(arguments, _png(image), self.seconds).decode("utf-8", "replace")
        except subprocess.CalledProcessError:
            return ()
        words = defaultdict(list)
        for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
            if row.get("level") == "5" and (row.get("text") or "").strip():
                words[row["block_num"], row["par_num"], row["line_num"]].append(row)
        return tuple(_line(rows) for rows in words.values())


def _line(words: list[dict[str, str]]) -> Line:
    boxes = [Box(x := float(w["left"]), y := float(w["top"]), x + float(w["width"]), y + float(w["height"])) for w in words]
    text = _BETWEEN_HAN.sub("", " ".join(w["text"] for w in words))
    weight = sum(len(w["text"]) for w in words)
    confidence = sum(float(w["conf"]) * len(w["text"]) for w in words) / weight / 100
    return Line(text, union(boxes), min(max(confidence, 0.0), 1.0))


def _png(image: Image) -> bytes:
    return bytes(cv2.imencode(".png", image[:, :, ::-1])[1])


def _run(arguments: list[str], data: bytes, seconds: float) -> bytes:
    """Tesseract's output. One thread: with more it is many times slower. The whole group is ended when time is up."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        ["tesseract", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environment, start_new_session=True,
    )  # fmt: skip
    try:
        out, _ = process.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise EngineTimeout(f"Tesseract 在 {seconds:.0f} 秒内没有读完；请重试，或改用默认引擎 rapidocr。") from error
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, "tesseract")
    return out
