"""One page: its text layer where that can be trusted, OCR of its picture where not, both where pictures are pasted in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from pdfplumber.page import Page as PlumberPage

from extractors.seals import find_seals
from models.eyes import Image
from models.geometry import Box
from models.limits import Limits
from models.pages import Line, Page, PageState, Picture
from pipeline.cache import Cache
from pipeline.engines import StagedEngine, WholeEngine
from pipeline.reading import ocr, pdf, text_layer, trust
from pipeline.reading.furnish import furnish, hashed, scaled_line
from pipeline.reading.order import reading_order
from pipeline.reading.records import from_json, to_json

PASTED = 0.05
"""Share of a page from which a pasted picture is read, too: certificates, screenshots."""
PASTED_SURE = 0.7
LAYER_DPI = 150.0


@dataclass(frozen=True, slots=True)
class Tools:
    """What reading a page needs."""

    engine: StagedEngine | WholeEngine
    limits: Limits
    cache: Cache | None = None
    version: str = ""


def read_pdf_page(page: Any, plumber: PlumberPage | None, file: str, number: int, tools: Tools) -> Page:
    """A page of a PDF. ``plumber`` is the same page in pdfplumber, ``None`` where that could not open the file."""
    width, height = page.get_size()
    if width < 1 or height < 1:
        return failed_page(file, number, "页面尺寸无效，请重新导出该文件")
    if max(width, height) > tools.limits.page_points:
        said = f"页面 {width:.0f}×{height:.0f} 点，超过限值 {tools.limits.page_points} 点（L-PAGE-SIZE）；请按实际纸张重新导出"
        return failed_page(file, number, said)
    dpi = pdf.fitting_dpi(width, height, tools.limits.dpi, tools.limits)
    content = trust.look(page)
    why = trust.doubt(content)
    if not why and plumber is not None:
        read = _digital(page, plumber, file, number, dpi, content.stamped, tools)
        if not isinstance(read, str):
            return read
        why = read
    image = pdf.render(page, dpi)
    notes = (why,) if content.characters and why else ()
    return read_image(image, dpi, file, number, tools, notes)


def read_image(image: Image, dpi: float, file: str, number: int, tools: Tools, notes: tuple[str, ...] = ()) -> Page:
    """A page of which only the picture counts; ``dpi`` pixels of ``image`` (as displayed) per 72 points.

    The same picture in another file or on another page (a licence enclosed twice) is read once.
    """
    if tools.cache is None:
        return _read_image(image, dpi, file, number, tools, notes)
    key = (hashlib.sha256(image.data).hexdigest(), str(image.shape), f"{dpi:.4f}", *notes, "raster", tools.version)
    if (kept := tools.cache.get(*key)) is not None:
        with suppress(KeyError, TypeError, ValueError):
            return replace(from_json(kept, file), number=number)
    page = _read_image(image, dpi, file, number, tools, notes)
    tools.cache.put(to_json(page), *key)
    return page


def _read_image(image: Image, dpi: float, file: str, number: int, tools: Tools, notes: tuple[str, ...]) -> Page:
    scale = 72 / dpi
    reading = ocr.read_picture(image, dpi, tools.engine)
    height, width = reading.image.shape[:2]
    page = Page(
        file, number, width * scale, height * scale, reading.state, reading.reason, "ocr", reading.turned, reading.skew,
        engine=f"{tools.engine.name} {tools.engine.version}", notes=(*notes, *reading.notes),
    )  # fmt: skip
    if reading.state is PageState.BLANK:
        return replace(page, origin="none")
    lines = [scaled_line(line, scale) for line in reading.lines]
    found = furnish(reading.image, dpi, lines, tools.engine)
    return replace(page, lines=found.lines, tables=found.tables, seals=found.seals, pictures=found.pictures)


def _digital(page: Any, plumber: PlumberPage, file: str, number: int, dpi: float, stamped: bool, tools: Tools) -> Page | str:
    """A page by its text layer; a reason in Chinese where the layer is not to be used."""
    try:
        turned = text_layer.text_direction(plumber.chars)
        plumber = text_layer.turned_page(plumber, turned)
        layer = text_layer.read_layer(plumber)
    except TimeoutError:
        raise
    except Exception as error:  # pdfminer raises whatever a broken file makes it stumble over
        return f"文本层无法解析（{type(error).__name__}）"
    finally:
        plumber.close()
    image = pdf.render(page, min(dpi, LAYER_DPI), turned)
    used = image.shape[1] * 72 / layer.width
    if abs(image.shape[0] * 72 / layer.height - used) > 0.05 * used:
        return "文本层与页面尺寸不符"
    lines = trust.visible(layer.lines, image, used)
    if len(lines) < 0.7 * len(layer.lines):
        return "文本层多处不可见"
    why = trust.doubtful_characters("".join(line.text for line in lines)) or trust.disagreement(lines, image, used, tools.engine.recognise)
    if why:
        return why
    big = [p for p in layer.pictures if p.box.area > PASTED * layer.width * layer.height]
    lines = reading_order([*lines, *_pasted(page, big, lines, layer, dpi, turned, tools)])
    seals = find_seals(pdf.render(page, dpi, turned), dpi, lines, tools.engine.recognise) if layer.coloured or stamped else ()
    pictures = tuple(hashed(p, image, used) for p in layer.pictures)
    state = PageState.READ if lines or pictures or layer.coloured else PageState.BLANK
    return Page(
        file, number, layer.width, layer.height, state, "", "text", turned, 0.0, False, tuple(lines), layer.tables, seals, pictures,
        engine="pdfplumber" if not big else f"pdfplumber + {tools.engine.name} {tools.engine.version}",
    )  # fmt: skip


def _pasted(
    page: Any, pictures: Sequence[Picture], lines: Sequence[Line], layer: text_layer.Layer, dpi: float, turned: int, tools: Tools
) -> list[Line]:
    """Words inside pasted pictures, in points of the page; words of the layer that lie over a picture are not doubled."""
    if not pictures:
        return []
    image = pdf.render(page, dpi, turned)
    scale = dpi / 72
    out: list[Line] = []
    for picture in pictures:
        box = picture.box.scaled(scale)
        x0, y0 = max(0, int(box.x0)), max(0, int(box.top))
        part = np.ascontiguousarray(image[y0 : int(box.bottom), x0 : int(box.x1)])
        if min(part.shape[:2]) < 20:
            continue
        for line in tools.engine.read(part):
            at = Box(line.box.x0 + x0, line.box.top + y0, line.box.x1 + x0, line.box.bottom + y0).scaled(1 / scale)
            doubled = any(at.intersection(other.box) > 0.4 * min(at.area, other.box.area) for other in (*lines, *out))
            if line.confidence >= PASTED_SURE and not doubled:
                out.append(Line(line.text, at, line.confidence, tuple((e + x0) / scale for e in line.edges) if line.edges else None))
    return out


def failed_page(file: str, number: int, reason: str, size: tuple[float, float] = (595.0, 842.0)) -> Page:
    """A page that could not be read; nothing on it passes."""
    return Page(file, number, size[0], size[1], PageState.FAILED, reason, "none")
