"""Bare pictures (JPG, PNG, TIFF, BMP, WebP) as pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image as PILImage
from PIL import ImageOps, ImageSequence, UnidentifiedImageError

from models.eyes import Image
from models.limits import Limits
from pipeline.reading import outcomes

FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "WEBP", "GIF")
POINTS = 72.0


@contextmanager
def _our_limit() -> Iterator[None]:
    """Pillow's own bound is a global of the process and lower than L-IMAGE-PIXELS: without it here, as it was for everything else."""
    theirs, PILImage.MAX_IMAGE_PIXELS = PILImage.MAX_IMAGE_PIXELS, None
    try:
        yield
    finally:
        PILImage.MAX_IMAGE_PIXELS = theirs


def _check(picture: PILImage.Image, limits: Limits) -> None:
    if picture.width * picture.height > limits.image_pixels:
        raise outcomes.too_large(f"图像 {picture.width}×{picture.height} 像素，超过限值（L-IMAGE-PIXELS）")


def frames(path: Path, limits: Limits) -> int:
    """How many pages the picture has; `ReadError` where it cannot be opened."""
    if path.stat().st_size == 0:
        raise outcomes.empty()
    try:
        with _our_limit(), PILImage.open(path, formats=FORMATS) as picture:
            _check(picture, limits)
            return min(int(getattr(picture, "n_frames", 1)), limits.pages) if picture.format == "TIFF" else 1
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise outcomes.ReadError("unreadable", "图像文件已损坏或格式不受支持；请另存为 JPG 或 PDF 后重新提供。") from error


def load(path: Path, index: int, limits: Limits) -> tuple[Image, float]:
    """One page of a picture as RGB, as a viewer shows it, and its dots per inch (72 where the file names none)."""
    try:
        with _our_limit(), PILImage.open(path, formats=FORMATS) as picture:
            frame = next(f for i, f in enumerate(ImageSequence.Iterator(picture)) if i == index)
            _check(frame, limits)  # each page of a TIFF has a size of its own
            dpi = _dpi(picture)
            shown = ImageOps.exif_transpose(frame)
            if shown.mode in ("RGBA", "LA", "PA") or "transparency" in shown.info:
                rgba = shown.convert("RGBA")
                white = PILImage.new("RGBA", rgba.size, "white")
                shown = PILImage.alpha_composite(white, rgba)
            elif shown.mode.startswith("I;16"):
                shown = shown.point(lambda v: v / 256).convert("L")
            return np.ascontiguousarray(np.asarray(shown.convert("RGB"), np.uint8)), dpi
    except (OSError, ValueError, StopIteration, SyntaxError) as error:
        raise outcomes.ReadError("unreadable", "图像文件已损坏或不完整；请重新导出后提供。") from error


def _dpi(picture: PILImage.Image) -> float:
    """The resolution the file names; 72 where it names none or nonsense (boxes then are in pixels)."""
    named = picture.info.get("dpi")
    try:
        value = float(named[0]) if named else POINTS
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return POINTS
    return value if 30 <= value <= 2400 else POINTS
