"""Drawn pages read as the pipeline reads scans: from pixels to a `Page`, with eyes on it."""

from __future__ import annotations

from functools import cache

import numpy as np

from models.eyes import Image, Reading
from models.geometry import Box
from models.limits import Limits
from models.outline import Outline
from models.pages import Line, Page
from pipeline.engines import make_engine
from pipeline.reading import upright
from pipeline.reading.furnish import scaled_line
from pipeline.reading.page import Tools, read_image

DPI = 200


@cache
def tools() -> Tools:
    return Tools(make_engine(), Limits())


class RasterEyes:
    """Eyes on one page whose picture (as displayed, at `DPI`) is at hand; other resolutions are made from it."""

    def __init__(self, image: Image, page: Page) -> None:
        self._image = upright.level(upright.turn(image, page.turned), page.skew)

    def image(self, page: Page, dpi: int = 150) -> Image:
        import cv2

        size = (max(1, round(page.width * dpi / 72)), max(1, round(page.height * dpi / 72)))
        if size == (self._image.shape[1], self._image.shape[0]):
            return self._image
        how = cv2.INTER_AREA if size[0] < self._image.shape[1] else cv2.INTER_LINEAR  # as a renderer scales a scan
        return np.asarray(cv2.resize(self._image, size, interpolation=how), np.uint8)

    def crop(self, page: Page, box: Box, dpi: int = 150) -> Image:
        scale, image = dpi / 72, self.image(page, dpi)
        x0, y0 = max(0, int(box.x0 * scale)), max(0, int(box.top * scale))
        return image[y0 : max(y0 + 1, round(box.bottom * scale)), x0 : max(x0 + 1, round(box.x1 * scale))].copy()

    def recognise(self, image: Image) -> Reading:
        reading: Reading = tools().engine.recognise(image)
        return reading

    def read(self, image: Image, dpi: int = 150) -> tuple[Line, ...]:
        return tuple(scaled_line(line, 72 / dpi) for line in tools().engine.read(image))


def read_sheet(image: Image, file: str = "a.pdf", number: int = 1) -> tuple[Page, RasterEyes]:
    page = read_image(image, DPI, file, number, tools())
    return page, RasterEyes(image, page)


def outline_of(page: Page, kind: str) -> Outline:
    """A book of one page, of a programme that has the form."""
    return Outline(("lighthouse",), (), {(page.file, page.number): kind}, (), (page,))
