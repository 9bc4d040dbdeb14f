"""Figures as printed, at their boundaries: which number of a sentence, what its last digit allows, what parts allow of a ratio."""

from __future__ import annotations

from math import inf

import pytest

from models.application import Metric
from models.rulebook import Formula
from tests.rules_support import metric
from validators.figures import MOST_COMBINATIONS, Span, combinations, doubtful, grain, point, ratio_span, same, span

RATE = "digitization_rate"
SHARE = Formula(result=RATE, numerator=["equipment_digital"], denominator=["equipment_total"], factor=100.0, tolerance=0.0)


def money(v: float, raw: str, **more: object) -> Metric:
    return metric("main_revenue", v, raw=raw, **more)


def count(v: float, **more: object) -> Metric:
    return metric("equipment_total", v, **{"places": 0, **more})


@pytest.mark.parametrize(("m", "step"), [
    (money(32000.0, "由500万元增至3.2亿元"), 1000.0), (money(500.0, "由500万元增至3.2亿元"), 1.0), (money(500.0, "500元增至500万元"), 1.0),  # of the number that is stated
    (money(1000.0, "1000.0099万元"), 1e-4), (money(1000.0, "1000.0101万元", places=1), 0.1),  # which is the same to five digits
    (money(0.0, "0.00万元", places=0), 0.01), (money(12000.0, "1,2000.0 万"), 0.1), (money(5e4, "5亿"), 1e4), (money(5.0, "5 万", places=2), 1.0),
    (metric(RATE, 81.0, places=0, raw="81.00万元"), 1.0), (metric(RATE, 81.5, places=1), 0.1),  # only of sums of money
])  # fmt: skip
def test_the_step_of_a_printed_figure(m: Metric, step: float) -> None:
    assert grain(m) == pytest.approx(step)


@pytest.mark.parametrize(("m", "low", "high"), [
    *((metric("x", 8.0, unit=u, places=0), 8.0, 8.0) for u in ("台", "人", "项", "家", "级")), (metric("x", 8.0, unit="%", places=0), 7.5, 8.5), (metric("x", 8.0, unit="人", places=1), 7.95, 8.05),
    (metric(RATE, -50.0, places=0, relation="≈"), -51.0, -49.0), (metric(RATE, 50.0, places=0, relation="="), 49.5, 50.5),
    (metric(RATE, 50.0, relation="≥", low=45.0), 45.0, inf), (metric(RATE, 50.0, relation="≤", high=55.0), -inf, 55.0),
    (metric(RATE, 50.0, relation="≥", low=0.0, high=0.0), 0.0, 0.0),
])  # fmt: skip
def test_what_a_printed_figure_may_be(m: Metric, low: float, high: float) -> None:
    assert (span(m).low, span(m).high) == (pytest.approx(low), pytest.approx(high))


def test_two_figures_are_the_same_where_their_spans_touch() -> None:
    assert same(metric(RATE, 75.0, places=1), metric(RATE, 75.1, places=1)) and not same(
        metric(RATE, 75.0, places=1), metric(RATE, 75.2, places=1)
    )
    assert same(metric(RATE, 75.0, places=0), metric(RATE, 76.0, places=0)) and not same(count(8), count(9))
    assert same(count(8), metric("equipment_total", 8.0, relation="≥", places=0)) and same(
        count(8), metric("equipment_total", 8.0, relation="≤", places=0)
    )
    assert not Span(1, 2).meets(Span(3, 4), 0.9) and Span(1, 2).meets(Span(3, 4), 1.0) and Span(3, 4).meets(Span(1, 2), 1.0)


@pytest.mark.parametrize(
    ("m", "in_doubt"),
    [(count(8), False), (count(8, confidence=0.6), False), (count(8, confidence=0.59), True), (count(8, doubt="不清"), True)],
)
def test_a_figure_read_with_doubt(m: Metric, in_doubt: bool) -> None:
    assert doubtful(m) is in_doubt


def test_a_ratio_of_its_parts_needs_something_to_divide_by() -> None:
    one = ratio_span(SHARE, [count(1), count(1)], (1.0, 1.0), 1)
    assert one is not None and (one.low, one.high) == (100.0, 100.0) and point(SHARE, [count(1), count(1)], (1.0, 1.0), 1) == 100.0
    half = ratio_span(SHARE, [count(0.2, places=1), count(0.4, places=1)], (1.0, 1.0), 1)
    assert half is not None and (half.low, half.high) == (pytest.approx(0.15 / 0.45 * 100), pytest.approx(0.25 / 0.35 * 100))
    assert ratio_span(SHARE, [count(1), count(0.5, places=0, unit="%")], (1.0, 1.0), 1) is None, "0.5 without decimals may be nothing"
    negative = ratio_span(SHARE, [count(-3), count(4, places=1)], (1.0, 1.0), 1)
    assert negative is not None and negative.low == pytest.approx(-3 / 3.95 * 100) and negative.high == pytest.approx(-3 / 4.05 * 100)


def test_a_ratio_of_a_difference() -> None:
    """劳动生产率 = (总产出 − 中间投入) ÷ 平均人数."""
    formula = Formula(
        result="labour_productivity",
        numerator=["gross_output", "-intermediate_input"],
        denominator=["staff_total"],
        factor=1.0,
        tolerance=0.0,
    )
    parts, signs = [money(100.0, "100万元"), money(40.0, "40万元"), count(10)], (1.0, -1.0, 1.0)
    assert point(formula, parts, signs, 2) == pytest.approx(6.0)
    made = ratio_span(formula, parts, signs, 2)
    assert made is not None and (made.low, made.high) == (pytest.approx(5.9), pytest.approx(6.1))
    for parts_, signs_, split in ((parts, (1.0, -1.0), 2), (parts[:1], (1.0, -1.0), 2)):
        with pytest.raises(ValueError):
            point(formula, parts_, signs_, split)
        with pytest.raises(ValueError):
            ratio_span(formula, parts_, signs_, split)


def test_every_choice_of_statements_up_to_a_bound() -> None:
    many = [count(n) for n in range(30)]
    assert len(combinations([many, many])) == MOST_COMBINATIONS == 400 and len(combinations([many[:20], many[:20]])) == 400
    same_figure = [count(8, page=6), count(8, page=9), count(8, relation="≥"), count(8, places=1)]
    found = combinations([same_figure])
    assert len(found) == 3 and {c[0].evidence[0].page for c in found} == {6}, "one figure said twice counts once, where it stands first"
