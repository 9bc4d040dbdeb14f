"""What an extractor may look at beside the words: the raster of a page and a recogniser of text in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.geometry import Box
from models.pages import Line, Page

Image = NDArray[np.uint8]
"""Height × width × 3, RGB."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One line recognised in a picture; "" where nothing was."""

    text: str
    confidence: float


class Eyes(Protocol):
    """Access to a page's pixels, in the *upright* frame, and to the OCR engine of the process."""

    def image(self, page: Page, dpi: int = 150) -> Image:
        """The upright page; ``dpi`` pixels per 72 points."""
        ...

    def crop(self, page: Page, box: Box, dpi: int = 150) -> Image:
        """The part of the upright page inside ``box`` (points), rendered at ``dpi``."""
        ...

    def recognise(self, image: Image) -> Reading:
        """Reads ``image`` as one line of text (no detection)."""
        ...

    def read(self, image: Image, dpi: int = 150) -> tuple[Line, ...]:
        """Finds and reads all lines of ``image``; boxes in points of a page whose raster it is."""
        ...


class Engine(Protocol):
    """An OCR engine. ``name`` and ``version`` go into the cache key and the run record."""

    name: str
    version: str

    def recognise(self, image: Image) -> Reading: ...

    def read(self, image: Image, **options: Any) -> tuple[Line, ...]:
        """Boxes in pixels of ``image``."""
        ...
