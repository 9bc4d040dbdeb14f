"""Pictures told from text, tables and seals on the raster of a page."""

from __future__ import annotations

import cv2
import numpy as np

from extractors.pictures import find_pictures
from models.eyes import Image
from models.geometry import Box
from models.pages import Line

DPI = 100
SCALE = DPI / 72


def blank() -> Image:
    noise = np.random.default_rng(3).integers(0, 8, (1170, 827, 1))
    return np.asarray(np.repeat(248 - noise, 3, axis=2), np.uint8)


def at(*points: float) -> list[int]:
    return [round(p * SCALE) for p in points]


def line(image: Image, text: str, x: float, y: float, length: float) -> Line:
    """A row of strokes where text stands."""
    for i in range(int(length / 9)):
        x0, y0, x1, y1 = at(x + 9 * i, y + 2, x + 9 * i + 6, y + 10)
        cv2.rectangle(image, (x0, y0), (x1, y1), (30, 30, 30), 1)
    return Line(text, Box(x, y, x + length, y + 12))


def rectangle(image: Image, box: Box, colour: tuple[int, int, int], thick: int = 1) -> None:
    x0, y0, x1, y1 = at(box.x0, box.top, box.x1, box.bottom)
    cv2.rectangle(image, (x0, y0), (x1, y1), colour, thick)


def body(image: Image, top: float, rows: int) -> list[Line]:
    return [line(image, "公司围绕生产经营持续推进系统建设与应用", 85, top + 24 * i, 420) for i in range(rows)]


def test_drawing_of_boxes_above_its_caption() -> None:
    image = blank()
    lines = body(image, 90, 4)
    for r in range(3):
        rectangle(image, Box(110, 220 + 50 * r, 480, 255 + 50 * r), (90, 120, 180))
        for c in range(3):
            rectangle(image, Box(150 + 100 * c, 226 + 50 * r, 230 + 100 * c, 249 + 50 * r), (90, 120, 180))
            lines.append(line(image, "应用", 170 + 100 * c, 230 + 50 * r, 36))
    lines.append(line(image, "图1 系统架构图", 240, 372, 110))
    lines += body(image, 410, 4)
    found = find_pictures(image, lines, DPI)
    assert len(found) == 1
    assert found[0].box.iou(Box(110, 220, 480, 355)) > 0.85
    assert found[0].pixels is None and found[0].phash


def test_photograph_without_caption() -> None:
    image = blank()
    lines = body(image, 90, 3)
    x0, y0, x1, y1 = at(120, 200, 460, 420)
    image[y0:y1, x0:x1] = np.random.default_rng(5).integers(20, 160, (y1 - y0, x1 - x0, 3))
    lines += body(image, 450, 5)
    found = find_pictures(image, lines, DPI)
    assert [p.box.iou(Box(120, 200, 460, 420)) > 0.9 for p in found] == [True]


def test_table_and_seal_are_no_pictures() -> None:
    image = blank()
    lines = body(image, 90, 3)
    for r in range(6):
        for c in range(4):
            rectangle(image, Box(90 + 100 * c, 200 + 22 * r, 190 + 100 * c, 222 + 22 * r), (20, 20, 20))
            lines.append(line(image, "设备", 110 + 100 * c, 205 + 22 * r, 36))
    x, y = at(400, 550)
    cv2.circle(image, (x, y), round(58 * SCALE), (215, 40, 40), 5)
    lines += body(image, 500, 4)
    assert find_pictures(image, lines, DPI) == ()
