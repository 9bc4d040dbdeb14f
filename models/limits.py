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
    page_points: int = 14_400
    """L-PAGE-SIZE: longest side of a page in points (200 inches, the most that PDF itself allows); a larger page is ``failed``."""
    page_pixels: int = 12_000_000
    """L-PAGE-PIXELS: largest raster of a page; larger pages are rendered at a lower resolution."""
    image_pixels: int = 250_000_000
    """L-IMAGE-PIXELS: a bare picture with more pixels is not decoded (``too_large``)."""
    package_mib: int = 300
    """L-PACKAGE-SIZE: size of a .docx, unpacked; a larger one is not opened (``too_large``)."""
    package_ratio: int = 200
    """L-PACKAGE-RATIO: times that an office file of more than 10 MiB unpacked may be larger than packed; another is not opened (``too_large``)."""
    package_parts: int = 10_000
    """L-PACKAGE-PARTS: parts of an office file; one with more is not opened (``too_large``)."""
    table_mib: int = 16
    """L-TABLE-SIZE: size of the XML of a county's .xlsx, unpacked; the library takes fifty times as much memory. A larger one is not opened."""
    convert_seconds: int = 120
    """L-CONVERT-TIME: time for LibreOffice to convert one .doc, .wps or .rtf; then its whole process group is ended (``unreadable``)."""
    folder_files: int = 20_000
    """L-FOLDER-FILES: files of a submission; with more of them the run does not begin (exit code 3)."""
    folder_depth: int = 8
    """L-FOLDER-DEPTH: folders within folders; what lies deeper is listed as not placed."""
    page_seconds: int = 90
    """L-PAGE-TIME: a page that takes more of the processor's time, or three times as much by the clock, is given up (state ``failed``)."""
    file_seconds: int = 3600
    """L-FILE-TIME: an applicant's book that takes longer altogether, begun anew or not, is given up (``timeout``)."""
    silent_seconds: int = 300
    """L-SILENT: a working process that reports no page for so long hangs and is ended."""
    recycle_mib: int = 850
    """L-RECYCLE: resident memory from which a working process is replaced after its book."""
    data_mib: int = 4096
    """L-MEMORY: memory that a working process may allocate; beyond it an allocation fails and costs that book alone."""
    free_mib: int = 64
    """L-FREE-SPACE: free space on OUT's disk from which a run begins."""
    claim_seconds: int = 180
    """L-CLAIM: an OUT in shared storage that another machine's run has not renewed its claim on for so long is taken over."""
    cache_mib: int = 2048
    """L-CACHE: size of the reading cache; the oldest entries go first."""

    @classmethod
    def from_environment(cls) -> Self:
        """The defaults, each replaced by its environment variable where that is a positive whole number."""
        given = {f.name: os.environ.get(f"YUSHEN_{f.name.upper()}", "") for f in fields(cls)}
        return cls(**{name: int(value) for name, value in given.items() if value.isdecimal() and int(value) > 0})
