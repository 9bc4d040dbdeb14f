"""A box found on the upright page must come back to its place on the page as displayed, whatever way the page was fed."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.geometry import Box
from models.pages import Line, Page
from pipeline.reading import upright
from pipeline.reading.order import reading_order

WIDTH, HEIGHT = 420, 600


def _sheet(x: int, y: int) -> np.ndarray:
    image = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    image[y : y + 24, x : x + 60] = 0
    return image


def _mark(image: np.ndarray) -> Box:
    ys, xs = np.nonzero(image.min(axis=2) < 128)
    return Box(float(xs.min()), float(ys.min()), float(xs.max() + 1), float(ys.max() + 1))


@given(
    x=st.integers(60, 300),
    y=st.integers(60, 500),
    turned=st.sampled_from([0, 90, 180, 270]),
    skew=st.floats(-6, 6).map(lambda v: round(v, 2)),
)
@settings(max_examples=60, deadline=None)
def test_displayed_undoes_turning_and_levelling(x: int, y: int, turned: int, skew: float) -> None:
    upright_sheet = _sheet(x, y)
    # as displayed: first leaned clockwise, then turned clockwise
    leaned = upright.level(upright_sheet, -skew) if skew else upright_sheet
    displayed = np.ascontiguousarray(np.rot90(leaned, -turned // 90))
    again = upright.level(upright.turn(displayed, turned), skew)
    height, width = again.shape[:2]
    page = Page("a.pdf", 1, width, height, turned=turned, skew=skew)
    assert page.displayed_size == (displayed.shape[1], displayed.shape[0])
    seen, told = _mark(displayed), page.displayed(_mark(again))
    assert abs(seen.centre[0] - told.centre[0]) <= 2.5
    assert abs(seen.centre[1] - told.centre[1]) <= 2.5


@given(turned=st.sampled_from([0, 90, 180, 270]), x=st.integers(10, 300), y=st.integers(10, 500))
def test_corners_turn_with_the_picture(turned: int, x: int, y: int) -> None:
    quad = np.array([[[x, y], [x + 60, y], [x + 60, y + 24], [x, y + 24]]], np.float32)
    moved = upright.turn_quads(quad, turned, WIDTH, HEIGHT)[0]
    mark = _mark(upright.turn(_sheet(x, y), turned))
    assert (moved[0, 0], moved[0, 1], moved[2, 0], moved[2, 1]) == (mark.x0, mark.top, mark.x1, mark.bottom)


@pytest.mark.parametrize("lean", [-3.0, -0.8, 0.6, 5.0])
def test_skew_is_told_by_long_lines(lean: float) -> None:
    quads = np.array([[[50, y], [350, y], [350, y + 14], [50, y + 14]] for y in range(60, 500, 30)], np.float32)
    leaned = upright.level_quads(quads, -lean, WIDTH, HEIGHT)
    assert upright.skew(leaned) == pytest.approx(lean, abs=0.05)
    assert upright.skew(quads) == 0.0


def test_vertical_lines_mean_a_turned_page() -> None:
    across = np.array([[[50, y], [350, y], [350, y + 14], [50, y + 14]] for y in range(60, 500, 30)], np.float32)
    assert not upright.runs_vertically(across)
    assert upright.runs_vertically(upright.turn_quads(across, 90, WIDTH, HEIGHT))
    assert not upright.runs_vertically(across[:0])


def test_rows_are_read_from_left_to_right() -> None:
    def line(text: str, x: float, y: float, height: float = 12) -> Line:
        return Line(text, Box(x, y, x + 80, y + height))

    lines = [line("金额", 200, 101), line("二", 50, 130), line("项目", 50, 100), line("备注", 350, 99), line("12.5", 200, 131)]
    assert [one.text for one in reading_order(lines)] == ["项目", "金额", "备注", "二", "12.5"]


def test_levelling_keeps_the_size_and_the_colour_of_the_paper() -> None:
    sheet = np.full((HEIGHT, WIDTH, 3), (236, 230, 214), np.uint8)
    cv2.putText(sheet, "1234", (100, 300), cv2.FONT_HERSHEY_SIMPLEX, 2, (0, 0, 0), 3)
    level = upright.level(sheet, 4.0)
    assert level.shape == sheet.shape
    assert tuple(int(v) for v in level[0, 0]) == (236, 230, 214)
