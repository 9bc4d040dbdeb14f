"""Limits of a run. Each has a code that messages and the documentation name, and an environment variable ``YUSHEN_<FIELD>``."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True)
class Limits:
    """Defaults suit an ordinary book of a few hundred pages; a limit reached is an outcome, never a silent cut."""

    file_mib: int = 512
    """L-FILE-SIZE: a larger file is not opened (outcome ``too_large``)."""
    pages: int = 1500
    """L-PAGES: pages read of one file; a file with more is ``too_large``, its first pages are kept."""
    dpi: int = 200
    """L-DPI: resolution at which a scanned page is rendered for reading."""
    page_pixels: int = 12_000_000
    """L-PAGE-PIXELS: largest raster of a page; larger pages are rendered at a lower resolution."""
    image_pixels: int = 250_000_000
    """L-IMAGE-PIXELS: a bare picture with more pixels is not decoded (``too_large``)."""
    page_seconds: int = 90
    """L-PAGE-TIME: a page that takes longer is given up (state ``failed``)."""
    file_seconds: int = 3600
    """L-FILE-TIME: a file that takes longer altogether is given up (``timeout``)."""
    memory_mib: int = 2048
    """L-MEMORY: resident memory of a working process; over it the process is ended and the page given up."""
    address_mib: int = 24_576
    """L-ADDRESS: address space of a working process (the engine maps several GiB without using them)."""
    page_failures: int = 5
    """L-PAGE-FAILURES: pages of one file that may crash or hang before the file itself is given up."""
    cache_mib: int = 2048
    """L-CACHE: size of the reading cache; the oldest entries go first."""
    folder_files: int = 20_000
    """L-FOLDER-FILES: files looked at below a submission folder."""
    folder_depth: int = 8
    """L-FOLDER-DEPTH: how deep folders are followed."""

    @classmethod
    def from_environment(cls) -> Self:
        """The defaults, each replaced by its environment variable where that is a positive whole number."""
        given = {f.name: os.environ.get(f"YUSHEN_{f.name.upper()}", "") for f in fields(cls)}
        return cls(**{name: int(value) for name, value in given.items() if value.isdecimal() and int(value) > 0})
