"""Figures at their boundaries: thresholds, what a printed figure may be, shares, sums, what is stated and what is not."""

from __future__ import annotations

from math import inf

import pytest

from models.application import PART, UNCLEAR, Application, Metric
from models.checks import Check
from models.rulebook import Formula
from tests.rules_support import (
    checks,
    metric,
    paper,
    rulebook,
    sound,
    turned,
    unread,
    value,
    with_field,
    with_metrics,
    with_papers,
    with_section,
)
from validators.case import Case
from validators.figures import Span, combinations, grain, point, ratio_span, same, span
from validators.metrics import level_of

BOOK, WORKSHOP, RESEARCH = sound("lighthouse"), sound("workshop"), sound("innovation")
RATE, DOUBT = "digitization_rate", "两次读数不同"


def check(application: Application, rule: str, subject: str) -> Check:
    return checks(application)[rule, subject]


def rate(v: float, period: str | None = "2024", **more: object) -> Metric:
    return metric(RATE, v, period, **more)


@pytest.mark.parametrize(("m", "verdict"), [
    (rate(60.0), "pass"), (rate(59.99), "fail"), (rate(60.01), "pass"),
    (rate(60.0, relation="≥"), "pass"), (rate(59.0, relation="≥"), "unsure"), (rate(60.0, relation="<"), "fail"), (rate(60.0, relation="≤"), "unsure"), (rate(61.0, relation="<"), "unsure"),
    (rate(60.0, relation="≈"), "unsure"), (rate(62.0, relation="≈"), "pass"), (rate(55.0, relation="≈"), "fail"),
    (rate(65.0, low=60.0, high=70.0, relation="≥"), "pass"), (rate(65.0, low=59.0, high=70.0, relation="≥"), "unsure"), (rate(55.0, low=50.0, high=59.0, relation="≥"), "fail"),
    (rate(75.0, doubt=DOUBT), "pass"), (rate(45.0, doubt=DOUBT), "unsure"), (rate(75.0, confidence=0.5), "pass"),
])  # fmt: skip
def test_on_which_side_of_a_threshold(m: Metric, verdict: str) -> None:
    found = check(with_metrics(BOOK, m), "metric.below-threshold", RATE)
    if m.doubt or m.confidence < 0.6:
        assert found.verdict == "unsure"  # not even a good one passes on a doubtful reading
    else:
        assert found.verdict == verdict, found.message
    assert "要求不低于 60%" in found.message and [e.page for e in found.evidence] == [6]


@pytest.mark.parametrize(("metrics", "verdict"), [
    ([rate(45.0, "before"), rate(75.0, "after")], "pass"), ([rate(75.0, "before"), rate(45.0, "after")], "fail"),
    ([rate(45.0), rate(75.0, "target")], "fail"), ([rate(45.0, "2022"), rate(75.0, "2024")], "pass"), ([rate(75.0, "2022"), rate(45.0, "2024")], "fail"),
    ([rate(75.0), rate(45.0, page=9)], "unsure"), ([rate(45.0, None), rate(75.0, "2024")], "unsure"), ([rate(45.0, None), rate(75.0, "2022")], "fail"),
    ([rate(45.0, scope="车间"), rate(75.0)], "pass"),
    ([rate(75.0), rate(80.0, page=9, doubt=DOUBT)], "pass"), ([rate(75.0), rate(45.0, page=9, doubt=DOUBT)], "unsure"),
])  # fmt: skip
def test_which_figure_is_held_against_a_threshold(metrics: list[Metric], verdict: str) -> None:
    assert check(with_metrics(BOOK, *metrics), "metric.below-threshold", RATE).verdict == verdict


@pytest.mark.parametrize(("total", "digital", "stated", "verdict"), [
    (100.0, 60.0, None, "pass"), (100.0, 59.0, None, "fail"), (100.0, 75.0, 75.0, "pass"), (100.0, 45.0, 75.0, "unsure"), (1000.0, 600.5, 59.9, "fail"),
])  # fmt: skip
def test_a_share_computed_from_its_parts(total: float, digital: float, stated: float | None, verdict: str) -> None:
    parts = [metric("equipment_total", total, places=0), metric("equipment_digital", digital, places=0)]
    without = turned(BOOK, metrics=tuple(m for m in BOOK.metrics if m.id != RATE))
    found = check(with_metrics(without, *parts, *([rate(stated)] if stated else [])), "metric.below-threshold", RATE)
    assert found.verdict == verdict, found.message
    assert ("按所写数量计算为" in found.message) == (stated is None or verdict == "unsure")


def test_one_of_two_rates_suffices() -> None:
    networked, cloud = "networked_rate", "cloud_rate"
    bare = turned(BOOK, metrics=tuple(m for m in BOOK.metrics if m.id not in (networked, cloud)))
    for n, c, verdict in (
        (50.0, None, "pass"),
        (49.9, None, "fail"),
        (49.0, 50.0, "pass"),
        (None, 50.0, "pass"),
        (None, 49.0, "fail"),
        (40.0, 49.0, "fail"),
    ):
        stated = [metric(i, v) for i, v in ((networked, n), (cloud, c)) if v is not None]
        found = check(with_metrics(bare, *stated), "metric.below-threshold", networked)
        assert found.verdict == verdict, (n, c, found.message)
    doubted = with_metrics(bare, metric(networked, 40.0, doubt=DOUBT), metric(cloud, 75.0, page=9))
    assert check(doubted, "metric.below-threshold", networked).verdict == "pass"
    other = with_metrics(bare, metric(networked, 75.0), metric(cloud, 40.0, doubt=DOUBT, page=9))
    found = check(other, "metric.below-threshold", networked)
    assert found.verdict == "pass" and [e.page for e in found.evidence] == [6]
    none = check(bare, "metric.below-threshold", networked)
    assert none.verdict == "not_applicable" and "metric.not-stated" in none.message
    assert check(unread(bare, 6), "metric.below-threshold", networked).verdict == "unsure"
    vague = with_metrics(bare, metric(networked, 60.0, scope=UNCLEAR, doubt="未写明指什么"))
    assert check(vague, "metric.below-threshold", networked).verdict == "unsure"


@pytest.mark.parametrize(("form", "certificate", "verdict", "words"), [
    ("三级", "三级", "pass", "等级证书载明"), ("二级", "三级", "pass", "等级证书载明"), ("三级", "二级", "fail", "等级证书载明"),
    ("三级", None, "pass", "申请表为“三级”"), ("二级", None, "fail", "申请表为“二级”"), ("四级", None, "pass", "申请表为“四级”"),
])  # fmt: skip
def test_the_level_is_the_certificates_else_the_forms(form: str, certificate: str | None, verdict: str, words: str) -> None:
    bare = turned(BOOK, metrics=tuple(m for m in BOOK.metrics if m.id != "maturity_level"))
    papers = [paper("maturity_certificate", 24, level=certificate)] if certificate else []
    found = check(
        with_papers(with_field(bare, "maturity_level", value(form)), "maturity_certificate", *papers),
        "metric.below-threshold",
        "maturity_level",
    )
    assert found.verdict == verdict and words in found.message, found.message


def test_a_certificate_told_with_doubt_certifies_nothing() -> None:
    bare = turned(with_field(BOOK, "maturity_level", value("二级")), metrics=tuple(m for m in BOOK.metrics if m.id != "maturity_level"))
    for change in ({"doubt": "可能是自评"}, {"confidence": 0.5}):
        faint = paper("maturity_certificate", 24, level="三级").model_copy(update=change)
        assert check(with_papers(bare, "maturity_certificate", faint), "metric.below-threshold", "maturity_level").verdict == "fail"


@pytest.mark.parametrize(
    ("said", "level"),
    [("三级", 3), ("3级", 3), ("Ⅲ级", 3), ("叁级", 3), ("一级", 1), ("四级", 4), ("五级", None), ("", None), ("级", None)],
)
def test_levels(said: str, level: int | None) -> None:
    assert level_of(said) == level


# ---------------------------------------------------------------- what a printed figure may be


@pytest.mark.parametrize(("m", "low", "high"), [
    (metric("main_revenue", 100.0, raw="100.00万元"), 99.995, 100.005), (metric("main_revenue", 21860.0, raw="2.186亿元"), 21855.0, 21865.0),
    (metric("main_revenue", 12.0, raw="12万元"), 11.5, 12.5), (metric("main_revenue", 100.0, raw="100万元", relation="≈"), 98.5, 101.5),
    (metric("staff_total", 180.0, places=0), 180.0, 180.0), (metric("staff_total", 180.5, places=1), 180.45, 180.55),
    (metric(RATE, 60.0, relation="≥"), 60.0, inf), (metric(RATE, 60.0, relation=">"), 60.0, inf), (metric(RATE, 60.0, relation="≤"), -inf, 60.0), (metric(RATE, 60.0, relation="<"), -inf, 60.0),
    (metric(RATE, 65.0, relation="≥", low=60.0, high=70.0), 60.0, 70.0),
])  # fmt: skip
def test_the_span_of_a_figure(m: Metric, low: float, high: float) -> None:
    assert (span(m).low, span(m).high) == (pytest.approx(low), pytest.approx(high))


def test_the_grain_of_sums_of_money() -> None:
    for raw, v, step in (
        ("3亿元", 3e4, 1e4),
        ("3.5百万元", 350.0, 10.0),
        ("2千万元", 2000.0, 1000.0),
        ("1,234.5万元", 1234.5, 0.1),
        ("800千元", 80.0, 0.1),
        ("12345元", 1.2345, 1e-4),
        ("1.2亿", 12000.0, 1000.0),
    ):
        assert grain(metric("main_revenue", v, raw=raw)) == pytest.approx(step), raw
    assert grain(metric("main_revenue", 7.0, raw="另一个 5 万元", places=1)) == pytest.approx(0.1)


def test_spans_that_meet() -> None:
    assert (
        Span(1, 2).meets(Span(2, 3))
        and not Span(1, 2).meets(Span(2.1, 3))
        and Span(1, 2).meets(Span(2.1, 3), 0.1)
        and Span(2.1, 3).meets(Span(1, 2), 0.1)
    )
    assert same(metric(RATE, 75.0, places=0), metric(RATE, 75.4, places=1)) and not same(
        metric(RATE, 75.0, places=0), metric(RATE, 75.6, places=1)
    )


def test_ratios_of_printed_parts() -> None:
    share = next(f for f in rulebook().metrics.formulas if f.result == RATE)
    parts = [metric("equipment_digital", 93.0, places=0), metric("equipment_total", 124.0, places=0)]
    assert point(share, parts, (1.0, 1.0), 1) == pytest.approx(75.0)
    made = ratio_span(share, parts, (1.0, 1.0), 1)
    assert made is not None and (made.low, made.high) == (pytest.approx(75.0), pytest.approx(75.0))
    nothing = [parts[0], metric("equipment_total", 0.0, places=0)]
    assert ratio_span(share, nothing, (1.0, 1.0), 1) is None and point(share, nothing, (1.0, 1.0), 1) is None
    money = [metric("rd_expense", 150.0, raw="150万元"), metric("main_revenue", 3000.0, raw="3000万元")]
    formula = Formula(result="rd_ratio", numerator=["rd_expense"], denominator=["main_revenue"], factor=100.0, tolerance=0.0)
    wide = ratio_span(formula, money, (1.0, 1.0), 1)
    assert wide is not None and wide.low == pytest.approx(149.5 / 3000.5 * 100) and wide.high == pytest.approx(150.5 / 2999.5 * 100)
    difference = Formula(result="x", numerator=["a", "-b"], denominator=[], factor=2.0, tolerance=0.0)
    assert point(difference, money, (1.0, -1.0), 2) == pytest.approx((150 - 3000) * 2)
    apart = ratio_span(difference, money, (1.0, -1.0), 2)
    assert apart is not None and (apart.low, apart.high) == (pytest.approx((149.5 - 3000.5) * 2), pytest.approx((150.5 - 2999.5) * 2))
    assert len(combinations([[money[0], money[0]], [money[1]]])) == 1 and len(combinations([[*money], [*money]])) == 4


# ---------------------------------------------------------------- arithmetic


def _share(
    stated: float, total: float = 124.0, digital: float = 93.0, period: str | None = "2024", parts: str | None = "2024", **more: object
) -> Check:
    book = with_metrics(
        BOOK,
        metric("equipment_total", total, parts, places=0),
        metric("equipment_digital", digital, parts, places=0),
        rate(stated, period, page=9, **more),
    )
    return check(book, "metric.arithmetic", RATE)


def test_a_share_and_its_parts() -> None:
    assert _share(75.0).verdict == "pass" and _share(75.0, places=0).verdict == "pass"
    far = _share(85.0)
    assert far.verdict == "fail" and "计算应为 75%" in far.message and {e.page for e in far.evidence} == {6, 9}
    assert _share(85.0, doubt=DOUBT).verdict == "unsure" and _share(85.0, confidence=0.5).verdict == "unsure"
    assert _share(75.0, period=None, parts="after").verdict == "pass"
    undated = with_metrics(
        BOOK, metric("equipment_total", 124.0, "2024", places=0), metric("equipment_digital", 93.0, None, places=0), rate(75.0, None)
    )
    assert ("metric.arithmetic", RATE) not in checks(undated)


@pytest.mark.parametrize(("staff", "rd", "verdict"), [(180.0, 40.0, "none"), (180.0, 180.0, "none"), (180.0, 181.0, "fail")])
def test_a_part_is_no_more_than_its_whole(staff: float, rd: float, verdict: str) -> None:
    bare = turned(RESEARCH, metrics=())
    found = checks(with_metrics(bare, metric("staff_total", staff, places=0), metric("rd_staff", rd, places=0))).get(
        ("metric.arithmetic", "rd_staff")
    )
    assert (found.verdict if found else "none") == verdict
    doubted = checks(with_metrics(bare, metric("staff_total", 180.0, places=0), metric("rd_staff", 181.0, places=0, doubt=DOUBT)))
    assert doubted["metric.arithmetic", "rd_staff"].verdict == "unsure"


# ---------------------------------------------------------------- what can be, and what is not said


@pytest.mark.parametrize(("v", "verdict"), [(0.0, "pass"), (100.0, "pass"), (100.01, "fail"), (-0.01, "fail")])
def test_a_share_lies_between_nothing_and_all(v: float, verdict: str) -> None:
    found = check(with_metrics(BOOK, rate(v)), "metric.implausible", RATE)
    assert found.verdict == verdict, found.message
    assert verdict == "pass" or "应在 0% 至 100% 之间" in found.message
    wild = check(with_metrics(BOOK, rate(175.0, doubt=DOUBT), rate(75.0, page=9)), "metric.implausible", RATE)
    assert wild.verdict == "unsure" and wild.evidence[0].page == 6
    assert check(with_metrics(BOOK, rate(75.0, doubt=DOUBT), rate(75.0, page=9)), "metric.implausible", RATE).verdict == "unsure"


def test_what_is_stated_of_a_part_or_vaguely_is_for_a_person() -> None:
    bare = turned(BOOK, metrics=tuple(m for m in BOOK.metrics if m.id != RATE))
    assert check(bare, "metric.not-stated", RATE).verdict == "fail"
    part = check(with_metrics(bare, rate(80.0, scope=PART, page=9)), "metric.not-stated", RATE)
    assert part.verdict == "unsure" and "一部分" in part.message and part.evidence[0].page == 9
    vague = check(with_metrics(bare, rate(60.0, scope=UNCLEAR, doubt="未写明由多少提升", page=9)), "metric.not-stated", RATE)
    assert vague.verdict == "unsure" and "未写明由多少提升" in vague.message
    parts = check(
        with_metrics(bare, metric("equipment_total", 100.0, places=0), metric("equipment_digital", 75.0, places=0)),
        "metric.not-stated",
        RATE,
    )
    assert parts.verdict == "unsure" and "可据以计算" in parts.message
    loose = with_section(bare, "lighthouse.foundation", text="我公司主要设备的占比为 83.5%，行业平均占比 40%。")
    found = check(loose, "metric.not-stated", RATE)
    assert found.verdict == "unsure" and "83.5%" in found.message and "40%" not in found.message
    faint = check(with_metrics(bare, rate(75.0, doubt=DOUBT)), "metric.not-stated", RATE)
    assert faint.verdict == "unsure" and DOUBT in faint.message
    unsure = check(with_metrics(bare, rate(75.0, confidence=0.5)), "metric.not-stated", RATE)
    assert unsure.verdict == "unsure" and "识别把握不足" in unsure.message
    for role in ("before", "target"):
        assert check(with_metrics(bare, rate(75.0, role)), "metric.not-stated", RATE).verdict == "fail", role
    assert check(unread(bare, 9), "metric.not-stated", RATE).verdict == "unsure"


def test_what_counts_as_current() -> None:
    def current(*metrics: Metric) -> list[float]:
        return [m.value for m in Case(with_metrics(BOOK, *metrics), rulebook()).current(RATE)]

    assert current(rate(1.0, "2023"), rate(2.0, "2024")) == [2.0]
    assert current(rate(1.0, "2022/2024"), rate(2.0, "2023")) == [1.0]
    assert current(rate(1.0, "2023"), rate(2.0, None)) == [2.0]
    assert current(rate(1.0, "2024"), rate(2.0, None)) == [1.0, 2.0]
    assert current(rate(1.0, "2023"), rate(2.0, "after")) == [2.0]
    assert current(rate(1.0, "2025"), rate(2.0, None), rate(3.0, "2024")) == [1.0, 2.0]
    assert current(rate(1.0, "before"), rate(2.0, "target")) == []


def test_without_a_process_the_automatic_rates_are_not_asked() -> None:
    bare = turned(WORKSHOP, metrics=tuple(m for m in WORKSHOP.metrics if m.id != "auto_collection_rate"))
    found = check(bare, "metric.below-threshold", "auto_collection_rate")
    assert found.verdict == "not_applicable" and "不作要求" in found.message
    assert check(unread(bare, 6), "metric.below-threshold", "auto_collection_rate").verdict == "unsure"
    for v, verdict in ((90.0, "pass"), (89.9, "fail")):
        assert (
            check(with_metrics(bare, metric("auto_collection_rate", v)), "metric.below-threshold", "auto_collection_rate").verdict
            == verdict
        )
