"""The pictures of a book as they are compared with those of other books: small, grey, without their blank margins."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.sections import caption_below
from models.application import Attachment, PictureRecord
from models.eyes import Eyes, Image
from models.geometry import Box
from models.outline import Outline
from models.pages import Page, Picture
from models.rulebook import Rulebook
from models.text import normalise

DPI = 100
LONGEST = 288
"""Pixels of a thumb's longer side: labels of a diagram are still told apart."""
QUALITY = 75
LEAST = (80.0, 60.0)
"""Points; smaller pictures are logos and icons, which many books share by right."""
LEAST_INK = 6.0
"""Standard deviation of grey below which a picture is a blank panel."""
MOST = 60
PHOTOS = "transformation_photos"


def pictures(outline: Outline, enclosed: Sequence[Attachment], eyes: Eyes, rulebook: Rulebook) -> tuple[PictureRecord, ...]:
    """The pictures of the sections, each in its innermost one, and the photographs among the enclosed papers."""
    out: list[PictureRecord] = []
    for section, page, picture, caption in (*_in_sections(outline, rulebook), *_photos(outline, enclosed)):
        if len(out) < MOST and picture.box.width >= LEAST[0] and picture.box.height >= LEAST[1]:
            thumb = _thumb(eyes.crop(page, picture.box, DPI))
            if thumb:
                place = page.evidence(picture.box, caption)
                words = tuple(normalise(x.text) for x in page.lines if picture.box.contains(*x.box.centre))
                out.append(
                    PictureRecord(
                        section=section, file=page.file, page=page.number, bbox=place.bbox, caption=caption, words=words, thumb=thumb
                    )
                )
    return tuple(out)


def _in_sections(outline: Outline, rulebook: Rulebook) -> Iterator[tuple[str, Page, Picture, str]]:
    """Sections come in the order of the book, children behind their parents: the last one that holds a picture is the innermost."""
    found: dict[tuple[str, int, Box], tuple[str, Page, Picture, str]] = {}
    for text in outline.sections:
        spec = rulebook.section(text.id)
        if spec is not None and spec.emit and not spec.whole:
            for page, picture in text.pictures:
                found[page.file, page.number, picture.box] = (text.id, page, picture, caption_below(text, page, picture.box.bottom))
    yield from found.values()


def _photos(outline: Outline, enclosed: Sequence[Attachment]) -> Iterator[tuple[str, Page, Picture, str]]:
    """Pictures on the pages of the photographs before and after."""
    pages = {(p.file, p.number): p for p in outline.pages}
    section = next((s.id for s in outline.sections if s.id.endswith(".attachments")), "")
    for paper in enclosed:
        for number in paper.pages if paper.type == PHOTOS else ():
            page = pages.get((paper.file, number))
            for picture in page.pictures if page is not None else ():
                assert page is not None
                yield section or PHOTOS, page, picture, ""


def _thumb(image: Image) -> str:
    """A small grey JPEG of the picture; "" for a blank panel."""
    grey = _trimmed(np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8))
    if min(grey.shape) < 24 or float(grey.std()) < LEAST_INK:
        return ""
    scale = LONGEST / max(grey.shape)
    size = (max(8, round(grey.shape[1] * scale)), max(8, round(grey.shape[0] * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    done, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return base64.b64encode(data.tobytes()).decode() if done else ""


def _trimmed(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Without the blank margins that one detector leaves and another does not."""
    soft = cv2.GaussianBlur(grey, (0, 0), 1.5).astype(np.int16)
    paper = int(np.percentile(soft, 95))
    if paper < 200:
        return grey
    ink = soft < paper - 24
    rows, columns = np.flatnonzero(ink.mean(axis=1) > 0.004), np.flatnonzero(ink.mean(axis=0) > 0.004)
    if not len(rows) or not len(columns):
        return grey
    return grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
