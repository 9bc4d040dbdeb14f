"""OCR engines behind one door; an engine lives as long as its process."""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from models.eyes import Engine, Image
from models.pages import Line
from pipeline.engines.errors import EngineMissing


@runtime_checkable
class StagedEngine(Engine, Protocol):
    """An engine that finds lines and reads them in two steps, so that a page is turned upright in between."""

    def detect(self, image: Image, limit: int = 960) -> NDArray[np.float32]: ...

    def read_quad(self, image: Image, quad: NDArray[np.float32]) -> Line | None: ...


@runtime_checkable
class WholeEngine(Engine, Protocol):
    """An engine that reads a page in one step and tells by itself how the page is turned."""

    def orientation(self, image: Image) -> int:
        """Degrees by which the picture must be turned counter-clockwise to stand upright."""
        ...


NAMES = ("rapidocr", "tesseract")


@cache
def make_engine(name: str = "rapidocr", threads: int = 1) -> Any:
    """The engine of this process; `EngineMissing` with the way to install it where it is not there."""
    if name == "rapidocr":
        from pipeline.engines.rapidocr_engine import RapidOcrEngine

        return RapidOcrEngine(threads)
    if name == "tesseract":
        from pipeline.engines.tesseract_engine import TesseractEngine

        return TesseractEngine()
    raise EngineMissing(f"没有名为“{name}”的识别引擎；可用：{'、'.join(NAMES)}。")
