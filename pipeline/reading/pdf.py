"""Opening PDFs and rendering their pages with pdfium (not thread-safe: one process per document)."""

from __future__ import annotations

import mmap
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from models.eyes import Image
from models.limits import Limits
from pipeline.reading import outcomes

MISSING_IN_A_ROW = 25
"""Pages that cannot be loaded in a row, after which the page count of the file is taken for a lie."""


@contextmanager
def opened(path: Path, passwords: Sequence[str] = (), limits: Limits | None = None) -> Iterator[tuple[Any, str | None]]:
    """The document and the password that opened it (``None`` where none was needed); `ReadError` where it cannot be opened."""
    size = path.stat().st_size
    if size == 0:
        raise outcomes.empty()
    if limits and size > limits.file_mib << 20:
        raise outcomes.too_large(f"文件 {size >> 20} MiB，超过限值 {limits.file_mib} MiB（L-FILE-SIZE）")
    document, password = _open(path, passwords)
    try:
        yield document, password
    finally:
        document.close()


def _open(path: Path, passwords: Sequence[str]) -> tuple[Any, str | None]:
    for password in (None, "", *_spellings(passwords)):
        try:
            document = pdfium.PdfDocument(path, password=password)
            _show_forms(document)
            return document, password
        except pdfium.PdfiumError as error:
            if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD and _says_encrypted(path):
                continue
            with path.open("rb") as file:
                looks_right = b"%PDF" in file.read(1024)
            raise (outcomes.broken() if looks_right else outcomes.not_pdf()) from error
    raise outcomes.encrypted()


def _says_encrypted(path: Path) -> bool:
    """Whether a file names an encryption at all. pdfium keeps its last error: a broken file that sets none would be told by the error of the
    file before it."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(b"/Encrypt") >= 0


def _spellings(passwords: Sequence[str]) -> Iterator[str]:
    """Each password as given and, where that differs, in the form to which PDF 2.0 brings it (full width to half width, say)."""
    for password in passwords:
        yield from dict.fromkeys((password, unicodedata.normalize("NFKC", password)))


def _show_forms(document: Any) -> None:
    """Filled-in fields and electronic seals are drawn only where the form is set up before the first page is opened."""
    with suppress(pdfium.PdfiumError):
        if document.get_formtype() != raw.FORMTYPE_NONE:
            document.init_forms()


def count_pages(document: Any, limits: Limits) -> tuple[int, str]:
    """How many pages can be loaded, with a note where the file claims another number."""
    claimed = len(document)
    last, missing = 0, 0
    for index in range(min(claimed, limits.pages)):
        try:
            document[index].close()
            last, missing = index + 1, 0
        except pdfium.PdfiumError:
            missing += 1
            if missing >= MISSING_IN_A_ROW:
                break
    if last == 0:
        raise outcomes.no_pages()
    if claimed > limits.pages and last == limits.pages:
        return last, f"文件共 {claimed} 页，超过限值 {limits.pages} 页（L-PAGES），只读取了前 {last} 页；请拆分后重新提供，或提高限值。"
    return last, f"文件声明 {claimed} 页，实际可打开 {last} 页；请核对是否完整。" if last < claimed else ""


def fitting_dpi(width: float, height: float, wanted: int, limits: Limits) -> float:
    """Resolution for a page of so many points: ``wanted``, less for huge pages, more (to 300) for small slips."""
    small = min(300.0, wanted * max(1.0, 600 / max(width, height, 1.0)))
    most = (limits.page_pixels / max(1.0, width * height)) ** 0.5 * 72
    return min(max(float(wanted), small), most)


def render(page: Any, dpi: float, turn_back: int = 0, margins: tuple[float, float, float, float] = (0, 0, 0, 0)) -> Image:
    """A page as RGB, turned counter-clockwise by ``turn_back`` degrees from how it is displayed.

    ``margins`` (left, bottom, right, top of the turned page, in points) are not rendered.
    """
    bitmap = page.render(scale=dpi / 72, rotation=(360 - turn_back) % 360, crop=margins, rev_byteorder=True, prefer_bgrx=False)
    try:
        pixels = bitmap.to_numpy()
        if pixels.ndim == 2:
            pixels = pixels[:, :, None]
        if pixels.shape[2] == 1:
            return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB), np.uint8)
        return np.ascontiguousarray(pixels[:, :, :3])
    finally:
        bitmap.close()


def metadata(document: Any) -> tuple[tuple[str, str], ...]:
    """The information dictionary: producer, creator, times; "" entries left out."""
    try:
        found = document.get_metadata_dict(skip_empty=True)
    except (pdfium.PdfiumError, UnicodeError, ValueError):
        return ()
    return tuple(sorted((str(k), str(v)[:500]) for k, v in found.items()))
