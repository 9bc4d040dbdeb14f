"""What scanners and copiers do to a drawn page: blur, grain, uneven light, specks, lean, pale toner, one bit, compression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Quality = Literal["clean", "good", "fair", "poor"]
QUALITIES: tuple[Quality, ...] = ("good", "fair", "poor")
Image = NDArray[np.uint8]
# blur (px at 200 dpi), grain (grey levels), contrast, JPEG quality, specks
_LEVELS = {"clean": (0.0, 0.0, 1.0, 95, 0), "good": (0.5, 3, 1.0, 88, 5), "fair": (0.8, 8, 0.85, 70, 25), "poor": (1.15, 15, 0.6, 45, 60)}


@dataclass(frozen=True)
class Scan:
    """How a page is scanned. ``angle`` is in degrees, ``toner`` the share of darkness left, ``bits`` 1 for black and white,

    ``jpeg`` a quality other than the usual, ``dpi`` a coarser resolution than that it is drawn in.
    """

    quality: Quality = "fair"
    grey: bool = False
    angle: float = 0.0
    toner: float = 1.0
    bits: int = 8
    jpeg: int = 0
    dpi: int = 200


def scan(page: Image, how: Scan, seed: int) -> Image:
    """The page as the scanner gives it, of the same size."""
    rng = np.random.default_rng(seed)
    blur, noise, contrast, jpeg, specks = _LEVELS[how.quality]
    image = page.astype(np.float32)
    if how.angle:
        h, w = image.shape[:2]
        matrix = cv2.getRotationMatrix2D((w / 2, h / 2), how.angle, 1)
        image = cv2.warpAffine(image, matrix, (w, h), borderValue=(255, 255, 255), flags=cv2.INTER_CUBIC)
    if how.toner < 1:
        # Pale and patchy, as a worn drum prints.
        patches = cv2.resize(rng.uniform(0.75, 1.0, (12, 9)).astype(np.float32), image.shape[1::-1], interpolation=cv2.INTER_CUBIC)
        image = 255 - (255 - image) * (how.toner * patches)[..., None]
    if blur:
        image = cv2.GaussianBlur(image, (0, 0), blur)
    if how.quality != "clean":
        paper = np.array([238, 238, 230]) - rng.uniform(0, 18)
        image = paper - (255 - image) / 255 * (paper - 30) * contrast
        light = np.linspace(-8, 8, image.shape[1])[None, :, None] * rng.uniform(-1, 1)
        grain = cv2.GaussianBlur(rng.normal(0, noise * 1.6, image.shape[:2]).astype(np.float32), (0, 0), 0.7)[..., None]
        image = image + light + grain
    for _ in range(specks):
        y, x = int(rng.integers(0, image.shape[0])), int(rng.integers(0, image.shape[1]))
        cv2.circle(image, (x, y), int(rng.integers(1, 3)), (60, 60, 60), -1)
    flat = np.clip(image, 0, 255).astype(np.uint8)
    if how.grey or how.bits == 1:
        flat = np.repeat(cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    if how.bits == 1:
        return np.where(flat < 150, 0, 255).astype(np.uint8)
    return _packed(_coarse(flat, how.dpi), how.jpeg or jpeg)


def _coarse(image: Image, dpi: int) -> Image:
    """As scanned at a lower resolution and enlarged by the viewer."""
    if dpi >= 200:
        return image
    small = cv2.resize(image, None, fx=dpi / 200, fy=dpi / 200, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, image.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.uint8)


def _packed(image: Image, quality: int) -> Image:
    """Through JPEG and back."""
    data = cv2.imencode(".jpg", np.ascontiguousarray(image[:, :, ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1])
