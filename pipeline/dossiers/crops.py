"""Pictures of the places that findings point at: cut from the page as a viewer shows it, the place framed in red.

All places of a page are cut from one rendering of it, pages are rendered one at a time, and a file is closed when its last page
is done: memory stays that of one page, however many findings there are.
"""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from PIL import Image, ImageDraw

from models.application import PageRecord
from models.limits import Limits
from pipeline.reading import images, pdf

log = logging.getLogger(__name__)

DPI = 110
MAX_PIXELS = 8_000_000
"""Of a rendered page; a larger page is rendered coarser."""
LONGEST_IMAGE = 1600
"""Pixels of the longer side of a bare image's raster: a sheet at the resolution of the other pages, whatever the file says of its own."""
FRAME = (206, 24, 30)
FLOWING = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
"""How papers without fixed pages begin: docx and xlsx, their forerunners, rtf."""

BBox = tuple[float, float, float, float]
Style = Literal["place", "mark", "page", "sheet"]
"""place: the words with their neighbourhood; mark: a seal or a signature, close; page: a small whole page; sheet: a legible whole page."""


@dataclass(frozen=True, slots=True)
class CropRequest:
    """``boxes`` (points, as displayed) are framed; the picture shows them all."""

    file: str
    page: int
    boxes: tuple[BBox, ...] = ()
    style: Style = "place"


@dataclass(frozen=True, slots=True)
class Crop:
    """A picture as a data: address, or ``missing``, the reason in Chinese why there is none."""

    uri: str = ""
    width: int = 0
    height: int = 0
    missing: str = ""


NO_LAYOUT = "该文件没有固定版面，以文字列示"


class CropMaker:
    """Cuts pictures out of the files below ``root``.

    ``budget`` bounds the bytes of all pictures together; what goes beyond it is named instead of shown. ``pages`` are the pages as
    reading left them: one that it could not finish may be hostile and is not rendered again, one that lies on its side is set
    upright after it was cut, so that its words can be read.
    """

    def __init__(self, root: Path, budget: int = 4_000_000, pages: Iterable[PageRecord] = (), passwords: Sequence[str] = ()) -> None:
        self.root, self.left, self.passwords = root, budget, passwords
        self.pages = {(p.file, p.page): p for p in pages}

    def make(self, requests: Iterable[CropRequest]) -> dict[CropRequest, Crop]:
        """All pictures asked for. Where the budget ends, earlier requests go first."""
        wanted = list(dict.fromkeys(requests))
        cut: dict[CropRequest, tuple[bytes, int, int] | str] = {}
        for file in dict.fromkeys(r.file for r in wanted):
            cut.update(self._of_file(file, [r for r in wanted if r.file == file]))
        return {r: self._within_budget(cut[r]) for r in wanted}

    def _within_budget(self, cut: tuple[bytes, int, int] | str) -> Crop:
        if isinstance(cut, str):
            return Crop(missing=cut)
        data, width, height = cut
        if len(data) > self.left:
            return Crop(missing="截图从略（限制文件大小），请查原件")
        self.left -= len(data)
        return Crop("data:image/webp;base64," + base64.b64encode(data).decode(), width, height)

    def _of_file(self, file: str, requests: list[CropRequest]) -> Iterator[tuple[CropRequest, tuple[bytes, int, int] | str]]:
        try:
            with open_pages(self.root, file, self.passwords) as pages:
                for number in dict.fromkeys(r.page for r in requests):
                    yield from self._of_page(pages, number, [r for r in requests if r.page == number])
        except Exception as error:  # whatever a broken file does, the dossier is written, without its pictures
            log.debug("no crops: %s", type(error).__name__)
            reason = str(error) if isinstance(error, NoPicture) else "原件无法打开，没有截图"
            yield from ((r, reason) for r in requests)

    def _of_page(
        self, pages: Pages, number: int, requests: list[CropRequest]
    ) -> Iterator[tuple[CropRequest, tuple[bytes, int, int] | str]]:
        record = self.pages.get((requests[0].file, number))
        if record and record.state == "failed":
            yield from ((r, "该页读取未完成，没有截图，请查原件") for r in requests)
            return
        try:
            image, scale = pages.render(number)
        except Exception as error:  # one broken page must not cost the others
            log.debug("no crop: %s", type(error).__name__)
            yield from ((r, str(error) if isinstance(error, NoPicture) else "该页无法显示，没有截图") for r in requests)
            return
        for r in requests:
            yield r, encode(upright(cut_out(image, scale, r), record.turned if record else 0))


class NoPicture(Exception):
    """There can be no picture; the message says why, in Chinese."""


class Pages:
    """An open file whose pages can be rendered."""

    def render(self, number: int) -> tuple[Image.Image, float]:
        """The page (from 1) as displayed, and its pixels per point."""
        raise NotImplementedError


class PdfPages(Pages):
    def __init__(self, document: Any) -> None:
        self.document = document

    def render(self, number: int) -> tuple[Image.Image, float]:
        if not 1 <= number <= len(self.document):
            raise NoPicture("没有这一页")
        page = self.document[number - 1]
        try:
            width, height = page.get_size()
            dpi = min(float(DPI), (MAX_PIXELS / max(1.0, width * height)) ** 0.5 * 72)
            return Image.fromarray(pdf.render(page, dpi)), dpi / 72
        finally:
            page.close()


class ImagePages(Pages):
    """A bare image: its points are pixels at its own resolution, as reading takes them."""

    def __init__(self, path: Path) -> None:
        self.path, self.limits = path, Limits.from_environment()
        self.count = images.frames(path, self.limits)

    def render(self, number: int) -> tuple[Image.Image, float]:
        if not 1 <= number <= self.count:
            raise NoPicture("没有这一页")
        pixels, dpi = images.load(self.path, number - 1, self.limits)
        shown = Image.fromarray(pixels)
        factor = min(1.0, LONGEST_IMAGE / max(shown.size))
        if factor < 1:
            shown = shown.resize((max(1, round(shown.width * factor)), max(1, round(shown.height * factor))), Image.Resampling.BILINEAR)
        return shown, factor * dpi / 72


@contextmanager
def open_pages(root: Path, file: str, passwords: Sequence[str] = ()) -> Iterator[Pages]:
    """Opens a PDF or an image below ``root`` as reading does; `NoPicture` for what has no pages."""
    parts = PurePosixPath(file).parts
    if not parts or ".." in parts or PurePosixPath(file).is_absolute():
        raise NoPicture("原件不在申报材料文件夹内，没有截图")
    path = root.joinpath(*parts)
    if not path.is_file():
        raise NoPicture("原件不在，没有截图")
    with path.open("rb") as stream:
        head = stream.read(1024)
    if b"%PDF-" in head:
        with pdf.opened(path, passwords, Limits.from_environment()) as (document, _):
            yield PdfPages(document)
    elif head.startswith(FLOWING):
        raise NoPicture(NO_LAYOUT)
    else:
        yield ImagePages(path)


def cut_out(page: Image.Image, scale: float, request: CropRequest) -> Image.Image:
    """The part of a rendered page that a request shows, its boxes framed."""
    width, height = page.width / scale, page.height / scale
    boxes = [clamped(b, width, height) for b in request.boxes]
    if request.style in ("page", "sheet"):
        where: BBox = (0.0, 0.0, width, height)
    else:
        where = context(boxes, request.style, width, height)
    pixels = (int(where[0] * scale), int(where[1] * scale), round(where[2] * scale), round(where[3] * scale))
    out = page.crop(pixels)
    draw = ImageDraw.Draw(out)
    for b in boxes:
        if covers(b, width, height):
            continue
        x0, y0, x1, y1 = (round(v * scale - o) for v, o in zip(b, (pixels[0], pixels[1]) * 2, strict=True))
        draw.rectangle((max(0, x0 - 4), max(0, y0 - 4), min(out.width - 1, x1 + 4), min(out.height - 1, y1 + 4)), outline=FRAME, width=2)
    limit = {"page": 620, "sheet": 1240, "mark": 420}.get(request.style, 1400)
    if max(out.size) > limit:
        out.thumbnail((limit, limit), Image.Resampling.LANCZOS)
    return out


def upright(image: Image.Image, turned: int) -> Image.Image:
    """A picture of a page that is shown ``turned`` clockwise, turned back."""
    back = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}.get(turned % 360)
    return image if back is None else image.transpose(back)


def context(boxes: list[BBox], style: Style, width: float, height: float) -> BBox:
    """The part of the page to show around ``boxes``: enough to see what they belong to."""
    if not boxes:
        return (0.0, 0.0, width, height)
    x0, y0 = min(b[0] for b in boxes), min(b[1] for b in boxes)
    x1, y1 = max(b[2] for b in boxes), max(b[3] for b in boxes)
    unit = max(1.0, min(width, height) / 595)  # a poster, or a photo whose points are pixels: the same share of the page
    dx, dy, least_w, least_h = (v * unit for v in ((16.0, 14.0, 110.0, 56.0) if style == "mark" else (30.0, 36.0, 460.0, 118.0)))
    w, h = max(x1 - x0 + 2 * dx, least_w), max(y1 - y0 + 2 * dy, least_h)
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    left = min(max(0.0, cx - w / 2), max(0.0, width - w))
    top = min(max(0.0, cy - h / 2), max(0.0, height - h))
    return (left, top, min(width, left + w), min(height, top + h))


def clamped(box: BBox, width: float, height: float) -> BBox:
    x0, x1 = sorted((min(max(box[0], 0.0), width), min(max(box[2], 0.0), width)))
    y0, y1 = sorted((min(max(box[1], 0.0), height), min(max(box[3], 0.0), height)))
    return (x0, y0, x1, y1)


def covers(box: BBox, width: float, height: float) -> bool:
    """Whether a box is as good as the whole page (or nothing at all), so that a frame would say nothing."""
    w, h = box[2] - box[0], box[3] - box[1]
    return w * h > 0.8 * width * height or (w <= 0 and h <= 0)


def encode(image: Image.Image) -> tuple[bytes, int, int]:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=60, method=1)
    return out.getvalue(), image.width, image.height
