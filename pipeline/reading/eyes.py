"""A page's pixels for extractors: rendered when asked for, in the upright frame, a few kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.eyes import Engine, Image, Reading
from models.geometry import Box
from models.limits import Limits
from models.pages import Line, Page
from pipeline.intake import kind_of
from pipeline.reading import images, pdf, upright
from pipeline.reading.furnish import scaled_line
from pipeline.reading.order import reading_order

KEPT = 48 << 20
"""Bytes of rasters kept; one of A4 at 200 dpi takes 11 MiB, at 300 dpi 25. The last one stays, whatever its size."""


class BookEyes:
    """`models.eyes.Eyes` over the files of one applicant. ``paths`` maps `Page.file` to the file."""

    def __init__(self, paths: Mapping[str, Path], engine: Engine, passwords: Sequence[str] = ()) -> None:
        self._paths, self._engine, self._passwords = dict(paths), engine, tuple(passwords)
        self._stack = ExitStack()
        self._documents: dict[str, Any] = {}
        self._pictures: dict[str, bool] = {}
        self._kept: OrderedDict[tuple[str, int, int], Image] = OrderedDict()

    def close(self) -> None:
        """Lets the open documents and rasters go."""
        self._kept.clear()
        self._documents.clear()
        self._stack.close()

    def image(self, page: Page, dpi: int = 150) -> Image:
        key = (page.file, page.number, dpi)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        image = self._raster(page, dpi)
        self._kept[key] = image
        while len(self._kept) > 1 and sum(i.nbytes for i in self._kept.values()) > KEPT:
            self._kept.popitem(last=False)
        return image

    def crop(self, page: Page, box: Box, dpi: int = 150) -> Image:
        part = Box(max(0.0, box.x0), max(0.0, box.top), min(page.width, box.x1), min(page.height, box.bottom))
        if part.width <= 0 or part.height <= 0:
            return np.full((1, 1, 3), 255, np.uint8)
        tiny = min(part.width, part.height) * dpi < 200
        if tiny or (page.file, page.number, dpi) in self._kept or self._is_picture(page):
            scale = dpi / 72
            x0, y0 = int(part.x0 * scale), int(part.top * scale)
            image = self.image(page, dpi)
            return image[y0 : max(y0 + 1, round(part.bottom * scale)), x0 : max(x0 + 1, round(part.x1 * scale))].copy()
        return self._levelled(page, dpi, part) if page.skew else self._rendered(page, dpi, part)

    def recognise(self, image: Image) -> Reading:
        return self._engine.recognise(image)

    def read(self, image: Image, dpi: int = 150) -> tuple[Line, ...]:
        return reading_order(scaled_line(line, 72 / dpi) for line in self._engine.read(image))

    def _is_picture(self, page: Page) -> bool:
        if page.file not in self._pictures:
            self._pictures[page.file] = kind_of(self._paths[page.file]) == "image"
        return self._pictures[page.file]

    def _raster(self, page: Page, dpi: int) -> Image:
        if not self._is_picture(page):
            image = self._rendered(page, dpi, None)
        else:
            shown, native = images.load(self._paths[page.file], page.number - 1, Limits.from_environment())
            image = upright.turn(shown, page.turned)
            if abs(native - dpi) > 0.5:
                size = (max(1, round(page.width * dpi / 72)), max(1, round(page.height * dpi / 72)))
                how = cv2.INTER_AREA if dpi < native else cv2.INTER_CUBIC
                image = np.asarray(cv2.resize(image, size, interpolation=how), np.uint8)
        return upright.level(image, page.skew)

    def _levelled(self, page: Page, dpi: int, part: Box) -> Image:
        """A part of a page that lay askew, from no more of the page than it takes: a whole one at 300 dpi would need 100 MiB."""
        scale = dpi / 72
        there = upright.skewed_box(part, page.skew, page.width, page.height).grown(2 / scale)
        region = Box(max(0.0, there.x0), max(0.0, there.top), min(page.width, there.x1), min(page.height, there.bottom))
        size = (max(1, round(part.width * scale)), max(1, round(part.height * scale)))
        at, wanted = ((b.x0 * scale, b.top * scale) for b in (region, part))
        whole = (page.width * scale, page.height * scale)
        return upright.level_part(self._rendered(page, dpi, region), page.skew, whole, at, wanted, size)

    def _rendered(self, page: Page, dpi: int, part: Box | None) -> Image:
        """The upright page, or a part of it (points), from the PDF."""
        sheet = self._document(page.file)[page.number - 1]
        try:
            if part is None:
                return pdf.render(sheet, dpi, page.turned)
            left, top, right, bottom = part.x0, part.top, page.width - part.x1, page.height - part.bottom
            return pdf.render(sheet, dpi, page.turned, (left, bottom, right, top))
        finally:
            sheet.close()

    def _document(self, file: str) -> Any:
        if file not in self._documents:
            self._documents[file] = self._stack.enter_context(pdf.opened(self._paths[file], self._passwords))[0]
        return self._documents[file]
