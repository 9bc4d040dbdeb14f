"""Comparing figures as printed: how far a printed figure may be from the true one, and whether two can be the same.

A figure rounded to ``1.18亿元`` stands for everything from 11750 to 11850 万元; two statements contradict each other only where
no true value fits both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import inf, isclose

from models.application import Metric
from models.rulebook import Formula
from validators.case import FIRM

MONEY = {"亿元": 1e4, "百万元": 1e2, "千万元": 1e3, "万元": 1.0, "千元": 0.1, "元": 1e-4}
ABOUT = 0.01
"""Share by which a figure said with 约 may be off beside its rounding."""
MOST_COMBINATIONS = 400


@dataclass(frozen=True, slots=True)
class Span:
    """What a figure may truly be, in the metric's unit."""

    low: float
    high: float

    def meets(self, other: Span, slack: float = 0.0) -> bool:
        return self.low - slack <= other.high and other.low - slack <= self.high


def grain(m: Metric) -> float:
    """The step of the printed figure in the metric's unit: 10 for 2.186亿元, 0.1 for 81.5%."""
    if m.unit in MONEY:
        for number, unit in re.findall(r"(\d[\d,，]*(?:\.\d+)?)\s*(亿元|百万元|千万元|万元|千元|元|亿|万)", m.raw):
            factor = MONEY[unit if unit.endswith("元") else unit + "元"]
            digits = number.replace(",", "").replace("，", "")
            if isclose(float(digits) * factor, m.value, rel_tol=1e-5):
                return factor * 10.0 ** -len(digits.partition(".")[2])
    return 10.0**-m.places


def span(m: Metric) -> Span:
    """The values that a statement allows."""
    step = grain(m) / 2 if m.unit not in ("台", "人", "项", "家", "级") or m.places else 0.0
    low, high = m.value - step, m.value + step
    if m.relation == "≈":
        return Span(low - ABOUT * abs(m.value), high + ABOUT * abs(m.value))
    if m.relation == "=":
        return Span(low, high)
    floor = m.low if m.low is not None else (m.value if m.relation in "≥>" else -inf)
    ceiling = m.high if m.high is not None else (m.value if m.relation in "≤<" else inf)
    return Span(floor, ceiling)


def doubtful(m: Metric) -> bool:
    """Whether a statement was not read well enough to decide on it."""
    return bool(m.doubt) or m.confidence < FIRM


def same(a: Metric, b: Metric) -> bool:
    """Whether two statements can be the same figure, rounding allowed for."""
    return span(a).meets(span(b), 1e-9)


def ratio_span(formula: Formula, parts: Sequence[Metric], signs: Sequence[float], split: int) -> Span | None:
    """What ``numerator ÷ denominator × factor`` may be for parts as printed; ``split`` parts are the numerator's.

    None where the denominator may be nothing.
    """
    top = _sum([(span(m), s) for m, s in zip(parts[:split], signs[:split], strict=True)])
    if split == len(parts):
        return Span(top.low * formula.factor, top.high * formula.factor)
    bottom = _sum([(span(m), s) for m, s in zip(parts[split:], signs[split:], strict=True)])
    if bottom.low <= 0:
        return None
    corners = [t / b * formula.factor for t in (top.low, top.high) for b in (bottom.low, bottom.high)]
    return Span(min(corners), max(corners))


def _sum(terms: Iterable[tuple[Span, float]]) -> Span:
    low = high = 0.0
    for s, sign in terms:
        low += s.low if sign > 0 else -s.high
        high += s.high if sign > 0 else -s.low
    return Span(low, high)


def point(formula: Formula, parts: Sequence[Metric], signs: Sequence[float], split: int) -> float | None:
    """The same for the printed figures themselves."""
    top = sum(m.value * s for m, s in zip(parts[:split], signs[:split], strict=True))
    if split == len(parts):
        return top * formula.factor
    bottom = sum(m.value * s for m, s in zip(parts[split:], signs[split:], strict=True))
    return top / bottom * formula.factor if bottom else None


def combinations(candidates: Sequence[Sequence[Metric]]) -> list[tuple[Metric, ...]]:
    """Every choice of one statement per part, the same figure counted once, not more than a rule can look at."""
    distinct = [list({(m.value, m.relation, m.places): m for m in reversed(c)}.values()) for c in candidates]
    return list(islice(product(*distinct), MOST_COMBINATIONS))
