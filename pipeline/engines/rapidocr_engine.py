"""RapidOCR (PP-OCRv6 small) on OpenVINO: the default engine.

Its models and the making of boxes from the detector's map are RapidOCR's; they are driven one by one instead of through its
``__call__`` for three reasons, each measured: lines are recognised singly in a few padded widths, because a batch is no faster on one
thread and padding to the widest is pure loss; the precision can be set; and the place of each character is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.eyes import Image, Reading
from models.geometry import Box
from models.pages import Line
from pipeline.engines.openvino_models import DETECTOR, RECOGNISER, DetectorNetwork, RecogniserNetwork, model_path

_WIDTHS = (160, *range(192, 1281, 32), *range(1344, 2561, 64))
"""Widths (px) a line of 48 px height is padded to; wider lines are squeezed into the last."""

_HEIGHT = 48

_LONG, _MARGIN = 7.0, 0.2
"""Lines longer than so many heights get a margin above and below, in heights: measured as fewer errors and a sixth of the time less."""


MOST_PIXELS, OVERLAP = 1_000_000, 64
"""Pixels that the detector looks at in one piece, and how far (px) a strip reaches beyond its seam: half the height of a large title."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """One line: ``edges`` are the character borders as shares (0 to 1) of the crop's width, ``len(text) + 1`` of them."""

    text: str
    confidence: float
    edges: tuple[float, ...]


def _precision() -> str:
    """bf16 pays where the processor multiplies in it (AMX, AVX-512 BF16: 1.7 times faster); elsewhere it was measured a third slower."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return "f32"
    return "bf16" if "amx_bf16" in flags or "avx512_bf16" in flags else "f32"


class RapidOcrEngine:
    """One per process; not to be shared between threads."""

    name = "rapidocr"

    def __init__(self, threads: int = 1, precision: str | None = None) -> None:
        self.precision = precision or _precision()
        self.version = f"{version('rapidocr')}/PP-OCRv6-small/openvino-{version('openvino')}/{self.precision}"
        self._options = {
            "INFERENCE_NUM_THREADS": threads,
            "INFERENCE_PRECISION_HINT": self.precision,
            "PERFORMANCE_HINT": "LATENCY",
            "ENABLE_CPU_PINNING": False,  # OpenVINO would pin every worker process to the same first core
        }
        for name in (DETECTOR, RECOGNISER):
            model_path(name)

    @cached_property
    def _detector(self) -> DetectorNetwork:
        """Made when first asked for: a book that is in the cache costs no start of the engine."""
        return DetectorNetwork(self._options)

    @cached_property
    def _recogniser(self) -> RecogniserNetwork:
        return RecogniserNetwork(self._options)

    @cached_property
    def _boxes(self) -> Any:
        """RapidOCR's way from the detector's map to boxes, with its defaults for this model."""
        from rapidocr.ch_ppocr_det.utils import DBPostProcess

        return DBPostProcess(thresh=0.3, box_thresh=0.5, max_candidates=1000, unclip_ratio=1.6, use_dilation=True, score_mode="fast")

    def detect(self, image: Image, limit: int = 960) -> NDArray[np.float32]:
        """Corner points of text lines, n × 4 × 2 in pixels, clockwise from the top left; ``limit`` bounds the longer side (px)."""
        height, width = image.shape[:2]
        ratio = min(1.0, limit / max(height, width))
        size = [round(int(side * ratio) / 32) * 32 for side in (height, width)]
        if min(size) == 0:
            return np.zeros((0, 4, 2), np.float32)
        small = np.asarray(cv2.resize(image, (size[1], size[0])), np.uint8)
        boxes = [self._strip(small[top:bottom], top, keep) for top, bottom, keep in strips(size[0], size[0] * size[1])]
        found = np.concatenate(boxes) * np.array([width / size[1], height / size[0]], np.float32)
        return np.asarray(found[np.lexsort((found[:, 0, 0], found[:, 0, 1]))], np.float32)

    def _strip(self, part: Image, top: int, keep: tuple[float, float]) -> NDArray[np.float32]:
        """Boxes found in a strip that begins at ``top``, those with their middle within ``keep``, in pixels of the whole."""
        found, _ = self._boxes(self._detector(np.ascontiguousarray(part)), part.shape[:2])
        if not len(found):
            return np.zeros((0, 4, 2), np.float32)
        boxes = np.asarray(found, np.float32) + np.array([0, top], np.float32)
        middle = boxes[:, :, 1].mean(axis=1)
        return boxes[(middle >= keep[0]) & (middle < keep[1])]

    def recognise_line(self, image: Image) -> Recognised:
        """Reads one upright line of text."""
        height, width = image.shape[:2]
        if height < 2 or width < 2:
            return Recognised("", 0.0, (0.0,))
        if width > _LONG * height:
            margin = int(_MARGIN * height)
            image = np.asarray(cv2.copyMakeBorder(image, margin, margin, 0, 0, cv2.BORDER_REPLICATE), np.uint8)
            height = image.shape[0]
        wanted = int(np.ceil(_HEIGHT * width / height))
        padded = next((w for w in _WIDTHS if w >= wanted), _WIDTHS[-1])
        used = min(wanted, padded)
        tensor = np.zeros((1, 3, _HEIGHT, padded), np.float32)
        small = cv2.resize(image[:, :, ::-1], (used, _HEIGHT))
        tensor[0, :, :, :used] = small.astype(np.float32).transpose(2, 0, 1) / 127.5 - 1.0
        return self._decode(*self._recogniser(tensor), used / padded)

    def _decode(self, best: NDArray[np.intp], chances: Callable[[NDArray[np.intp]], NDArray[np.float32]], share: float) -> Recognised:
        """Best path of the CTC output (`RecogniserNetwork`); ``share`` of the steps lie on the picture, the rest on padding."""
        keep = best != 0
        keep[1:] &= best[1:] != best[:-1]
        steps = np.flatnonzero(keep)
        if not steps.size:
            return Recognised("", 0.0, (0.0,))
        characters = self._recogniser.characters
        text = "".join(characters[i] for i in best[steps])
        confidence = float(chances(steps).mean())
        start, end = 0, len(text)
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        centres = np.clip((steps[start:end] + 0.5) / (len(best) * share), 0.0, 1.0)
        return Recognised(text[start:end], confidence, _edges(centres))

    def recognise(self, image: Image) -> Reading:
        read = self.recognise_line(image)
        return Reading(read.text, read.confidence)

    def read(self, image: Image, **options: Any) -> tuple[Line, ...]:
        """Finds and reads lines; option ``limit``: longer side in pixels given to the detector."""
        out = []
        for quad in self.detect(image, int(options.get("limit", 960))):
            line = self.read_quad(image, quad)
            if line is not None:
                out.append(line)
        return tuple(out)

    def read_quad(self, image: Image, quad: NDArray[np.float32]) -> Line | None:
        """Reads the line inside ``quad``; ``None`` where nothing was recognised."""
        read = self.recognise_line(cut(image, quad))
        if not read.text:
            return None
        x0, top = quad.min(axis=0)
        x1, bottom = quad.max(axis=0)
        edges = tuple(float(x0 + (x1 - x0) * e) for e in read.edges)
        return Line(read.text, Box(float(x0), float(top), float(x1), float(bottom)), read.confidence, edges)


def strips(height: int, pixels: int) -> list[tuple[int, int, tuple[float, float]]]:
    """Strips (top, bottom, the range of middles of boxes that are its own) in which a picture of so many pixels is looked at.

    A large picture in one piece would need a gigabyte, and keep it. Strips overlap, so that each line lies whole in the one that has its
    middle; sides stay multiples of 32.
    """
    if pixels <= MOST_PIXELS:
        return [(0, height, (-np.inf, np.inf))]
    count = -(-pixels // MOST_PIXELS)
    seams = [round(height * i / count / 32) * 32 for i in range(count + 1)]
    out = []
    for i in range(count):
        top, bottom = max(0, seams[i] - OVERLAP), min(height, seams[i + 1] + OVERLAP)
        out.append((top, bottom, (float(seams[i]) if i else -np.inf, float(seams[i + 1]) if i + 1 < count else np.inf)))
    return out


def _edges(centres: NDArray[np.float64]) -> tuple[float, ...]:
    """Borders between characters whose centres are known: half way, the outer ones as far out as the next one is in."""
    if centres.size == 0:
        return (0.0,)
    if centres.size == 1:
        return (0.0, 1.0)
    inner = (centres[1:] + centres[:-1]) / 2
    first = max(0.0, 2 * centres[0] - inner[0])
    last = min(1.0, 2 * centres[-1] - inner[-1])
    return (float(first), *map(float, inner), float(last))


def cut(image: Image, quad: NDArray[np.float32]) -> Image:
    """The part of ``image`` inside a quadrilateral, made level."""
    (x0, y0), (x1, y1) = quad.min(axis=0), quad.max(axis=0)
    slope = abs(float(quad[1, 1] - quad[0, 1]))
    if slope <= 2:
        return image[max(0, int(y0)) : max(int(np.ceil(y1)), int(y0) + 1), max(0, int(x0)) : max(int(np.ceil(x1)), int(x0) + 1)]
    width = max(1, int(max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[2] - quad[3]))))
    height = max(1, int(max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2]))))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(np.ascontiguousarray(quad, np.float32), target)
    level = cv2.warpPerspective(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(level, np.uint8)
