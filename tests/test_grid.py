"""Ruled tables on drawn pages: merged cells, skew, faint and broken rulings, lines of text across rulings, and what is no table."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extractors.grid import find_tables
from extractors.grid_text import reading_order
from models.geometry import Box
from models.pages import Line

DPI = 150
S = DPI / 72
ROWS = [100.0, 130.0, 160.0, 200.0]
COLUMNS = [80.0, 200.0, 320.0, 500.0]


def page(grey: int = 40, width: int = 2, merged: bool = True) -> NDArray[np.uint8]:
    """A 3 × 3 grid; with ``merged`` the first two cells of the last row are one."""
    image = np.full((round(842 * S), round(595 * S), 3), 245, np.uint8)
    for y in ROWS:
        cv2.line(image, (round(COLUMNS[0] * S), round(y * S)), (round(COLUMNS[-1] * S), round(y * S)), (grey,) * 3, width)
    for i, x in enumerate(COLUMNS):
        end = ROWS[2] if merged and i == 1 else ROWS[-1]
        cv2.line(image, (round(x * S), round(ROWS[0] * S)), (round(x * S), round(end * S)), (grey,) * 3, width)
    return image


def word(text: str, x: float, y: float, size: float = 11.0) -> Line:
    return Line(text, Box(x, y, x + size * len(text), y + 1.3 * size), 0.98)


WORDS = [
    word("项目", 90, 108),
    word("二〇二三年", 210, 108),
    word("二〇二四年", 330, 108),
    word("主营业务收入", 90, 138),
    word("八千万元", 210, 138),
    word("合计", 90, 172),
]


def texts(image: NDArray[np.uint8], lines: list[Line] = WORDS) -> dict[tuple[int, int], str]:
    (table,) = find_tables(image, lines, DPI)
    return {(c.row, c.column): c.text for c in table.cells}


def test_cells_and_merged_cell() -> None:
    (table,) = find_tables(page(), WORDS, DPI)
    assert (table.rows, table.columns, len(table.cells)) == (3, 3, 8)
    assert table.at(2, 1) is table.at(2, 0)
    assert [c.text for c in table.cells[:4]] == ["项目", "二〇二三年", "二〇二四年", "主营业务收入"]
    assert table.box.iou(Box(80, 100, 500, 200)) > 0.95


@pytest.mark.parametrize("angle", [-1.5, 0.7, 1.2])
def test_askew(angle: float) -> None:
    image = page()
    h, w = image.shape[:2]
    turn = cv2.getRotationMatrix2D((w / 2, h / 2), angle, 1)
    moved = []
    for line in WORDS:
        x, y = turn @ np.array([line.box.centre[0] * S, line.box.centre[1] * S, 1.0]) / S
        half, tall = line.box.width / 2, line.box.height / 2
        moved.append(Line(line.text, Box(x - half, y - tall, x + half, y + tall)))
    found = texts(cv2.warpAffine(image, turn, (w, h), borderValue=(245, 245, 245)), moved)
    assert found[1, 0] == "主营业务收入" and found[0, 2] == "二〇二四年" and len(found) == 8


def test_faint_and_broken_by_a_seal() -> None:
    image = page(grey=165)
    cv2.circle(image, (round(320 * S), round(130 * S)), round(40 * S), (215, 60, 60), round(3 * S))
    for y in range(108, 190, 23):
        image[round(y * S) : round((y + 3) * S), round(198 * S) : round(202 * S)] = 245
    assert texts(image)[1, 1] == "八千万元"


def test_line_across_rulings_is_parted_by_its_ink() -> None:
    image = page()
    for x, n in ((90, 6), (330, 4)):
        for k in range(n):
            cv2.rectangle(image, (round((x + 11 * k) * S), round(139 * S)), (round((x + 11 * k + 8) * S), round(150 * S)), (30, 30, 30), 2)
    cv2.rectangle(image, (round(210 * S), round(139 * S)), (round(240 * S), round(150 * S)), (30, 30, 30), 2)
    across = Line("主营业务收入一二三九千万元", Box(90, 138, 374, 152), 0.95)
    found = texts(image, [WORDS[0], across])
    assert (found[1, 0], found[1, 2]) == ("主营业务收入", "九千万元")


def test_edges_of_digital_lines_part_exactly() -> None:
    edges = tuple(90.0 + 11 * k for k in range(6)) + tuple(212.0 + 11 * k for k in range(5))
    line = Line("主营业务收 九千万元", Box(90, 138, 256, 152), 1.0, edges)
    found = texts(page(), [WORDS[0], line])
    assert found[1, 0] == "主营业务收" and found[1, 1] == "九千万元"


def test_open_sides() -> None:
    image = page(merged=False)
    for x in (COLUMNS[0], COLUMNS[-1]):
        image[:, round((x - 3) * S) : round((x + 3) * S)] = 245
    assert texts(image)[0, 2] == "二〇二四年"


def test_scanners_streak_is_no_column() -> None:
    image = page()
    cv2.line(image, (round(430 * S), 0), (round(430 * S), image.shape[0] - 1), (120, 120, 120), 2)
    (table,) = find_tables(image, WORDS, DPI)
    assert table.columns == 3


def test_no_tables() -> None:
    blank = np.full((1755, 1240, 3), 245, np.uint8)
    underlined, frame, boxes = blank.copy(), blank.copy(), blank.copy()
    for y in (300, 400, 500):
        cv2.line(underlined, (400, y), (900, y), (30, 30, 30), 2)
    cv2.rectangle(frame, (100, 100), (1100, 1600), (30, 30, 30), 3)
    cv2.rectangle(frame, (110, 110), (1090, 1590), (30, 30, 30), 2)
    for row in range(3):
        cv2.rectangle(boxes, (200, 300 + 120 * row), (1000, 400 + 120 * row), (30, 30, 30), 2)
        for k in range(4):
            cv2.rectangle(boxes, (210 + 200 * k, 310 + 120 * row), (390 + 200 * k, 390 + 120 * row), (30, 30, 30), 2)
    lines = [word("数据中台", 110, 165), word("边缘网关", 210, 165), word("设备管理", 300, 165)]
    for image in (blank, underlined, frame, boxes):
        assert find_tables(image, lines, DPI) == ()


def test_reading_order() -> None:
    lines = [word("右", 200, 101), word("下", 90, 130), word("左", 90, 100)]
    assert [p.text for p in reading_order(lines)] == ["左", "右", "下"]
