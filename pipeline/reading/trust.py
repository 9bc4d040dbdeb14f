"""Whether the text inside a PDF page is what a reader sees: a scanner's invisible layer and broken fonts are not."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw
from rapidfuzz import fuzz

from models.eyes import Image, Reading
from models.geometry import Box
from models.pages import Line
from models.text import normalise

FEW = 8
"""Characters below which a page with a picture counts as a picture: a page number or a stamp of the scanner."""
COVERED = 0.6
"""Share of the page under one picture from which the page is a scan, whatever text lies on or under it."""
INVISIBLE = 3
"""Text render mode 3: neither filled nor stroked."""
BAD_SHARE, RARE_SHARE = 0.03, 0.12
SAMPLES = 2
AGREES = 72.0
"""Least similarity (0–100) between the layer and what OCR reads at the same place."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a page is made of: ``covered`` is the share of it under its largest picture."""

    characters: int
    covered: float
    pictures: int
    texts: int
    invisible: int
    text: str
    typed: bool = False
    """Text stands in form fields or notes, which are no part of the text layer."""
    stamped: bool = False
    """Annotations that may be an electronic seal or a signature by hand."""


def look(page: Any) -> Content:
    """Counts a pdfium page's texts and pictures."""
    width, height = page.get_size()
    area = max(1.0, width * height)
    covered, pictures, texts, invisible = 0.0, 0, 0, 0
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_TEXT), max_depth=8):
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            texts += 1
            invisible += raw.FPDFTextObj_GetTextRenderMode(item.raw) == INVISIBLE
            continue
        pictures += 1
        try:
            left, bottom, right, top = item.get_bounds()
        except pdfium.PdfiumError:
            continue
        covered = max(covered, max(0.0, right - left) * max(0.0, top - bottom) / area)
    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range() if text_page.count_chars() else ""
    finally:
        text_page.close()
    typed, stamped = _annotations(page)
    return Content(sum(not c.isspace() for c in text), min(covered, 1.0), pictures, texts, invisible, text, typed, stamped)


def _annotations(page: Any) -> tuple[bool, bool]:
    """Whether there are notes or filled fields with text, and whether there are stamps, drawings or signature fields."""
    typed = stamped = False
    for index in range(min(raw.FPDFPage_GetAnnotCount(page.raw), 500)):
        note = raw.FPDFPage_GetAnnot(page.raw, index)
        if not note:
            continue
        kind = raw.FPDFAnnot_GetSubtype(note)
        if kind == raw.FPDF_ANNOT_WIDGET and page.formenv is not None:
            signature = raw.FPDFAnnot_GetFormFieldType(page.formenv.raw, note) == raw.FPDF_FORMFIELD_SIGNATURE
            typed, stamped = typed or not signature, stamped or signature
        typed = typed or kind == raw.FPDF_ANNOT_FREETEXT
        stamped = stamped or kind in (raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_INK)
        raw.FPDFPage_CloseAnnot(note)
    return typed, stamped


def doubt(content: Content) -> str:
    """Why the text layer is not to be used, in Chinese; "" where nothing in it speaks against it."""
    if content.characters == 0:
        return "无文本层"
    if content.covered >= COVERED:
        return "整页为扫描图像"
    if content.invisible > 0.2 * max(1, content.texts):
        return "文本层不可见（扫描仪附加的识别文字）"
    if content.typed:
        return "页面含表单域或批注文字"
    if content.characters < FEW and content.pictures:
        return "文本层只有零星字符"
    return doubtful_characters(content.text)


def doubtful_characters(text: str) -> str:
    """Why these characters look like those of a broken font map; "" where they do not."""
    characters = [c for c in text if not c.isspace()]
    if not characters:
        return ""
    bad = sum(unicodedata.category(c) in ("Co", "Cn", "Cs", "Cc") or c == "\ufffd" for c in characters) + 5 * text.count("(cid:")
    if bad > BAD_SHARE * len(characters):
        return "文本层含无法对应的字符（字体编码损坏）"
    han = [c for c in characters if "\u3400" <= c <= "\u9fff"]
    rare = sum(not _common(c) for c in han)
    if len(han) >= 20 and rare > RARE_SHARE * len(han):
        return "文本层生僻字过多（字体编码损坏）"
    return ""


def _common(char: str) -> bool:
    """Whether the character is among the 6,763 of GB 2312."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def disagreement(lines: Sequence[Line], image: Image, dpi: float, recognise: Callable[[Image], Reading]) -> str:
    """Compares a few lines of the layer with what is to be seen there; "" where they agree.

    The raster is of the same upright page as the lines. A line that OCR cannot read says nothing.
    """
    scale = dpi / 72
    poor = 0
    samples = _samples(lines)
    for line in samples:
        seen = recognise(_part(image, line.box.grown(1.5).scaled(scale)))
        if seen.confidence < 0.7 or len(seen.text) < 4:
            continue
        poor += fuzz.ratio(normalise(line.text).replace(" ", ""), normalise(seen.text).replace(" ", "")) < AGREES
    return "文本层与页面所见不符" if poor and poor * 2 >= len(samples) else ""


def _samples(lines: Sequence[Line]) -> list[Line]:
    """One line with many figures and one long line: maps of fonts break for digits and for Han apart."""
    fit = [line for line in lines if 5 <= len(line.text) <= 60 and line.box.width > 2 * line.box.height]
    if not fit:
        return []
    figures = max(fit, key=lambda one: (sum(c.isdigit() for c in one.text), -one.box.top))
    han = max(fit, key=lambda one: (sum("\u4e00" <= c <= "\u9fff" for c in one.text), -one.box.top))
    return [figures] if figures is han else [figures, han][:SAMPLES]


def _part(image: Image, box: Box) -> Image:
    height, width = image.shape[:2]
    x0, y0 = min(max(0, int(box.x0)), width - 1), min(max(0, int(box.top)), height - 1)
    return image[y0 : max(y0 + 1, min(height, int(box.bottom) + 1)), x0 : max(x0 + 1, min(width, int(box.x1) + 1))]


def visible(lines: Sequence[Line], image: Image, dpi: float) -> tuple[Line, ...]:
    """The lines under which there is something to see: white, covered and outlying text is dropped."""
    scale = dpi / 72
    height, width = image.shape[:2]
    kept = []
    for line in lines:
        box = line.box
        outside = box.x1 <= 0 or box.bottom <= 0 or box.x0 * scale >= width or box.top * scale >= height
        if not outside and box.height >= 2.5 and int(part_range(_part(image, box.scaled(scale)))) > 24:
            kept.append(line)
    return tuple(kept)


def part_range(part: Image) -> int:
    """Distance between the darkest and the lightest value."""
    return int(part.max()) - int(part.min()) if part.size else 0
