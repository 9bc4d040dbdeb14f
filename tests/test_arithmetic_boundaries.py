"""Ratios recomputed from their parts, at their boundaries: which parts count, what confirms, what refutes."""

from __future__ import annotations

import pytest

from models.application import Application, Metric
from models.checks import Check
from models.rulebook import Formula
from tests.rules_support import (
    checks,
    metric,
    rulebook,
    sound,
    turned,
    unread,
    with_metrics,
)
from validators.arithmetic import _Parts, computed_current, parts_stated
from validators.case import Case

BOOK, WORKSHOP, RESEARCH = sound("lighthouse"), sound("workshop"), sound("innovation")
RATE, LEVEL, DOUBT = "digitization_rate", "maturity_level", "两次读数不同"


def check(application: Application, rule: str, subject: str) -> Check:
    return checks(application)[rule, subject]


def rate(v: float, period: str | None = "2024", **more: object) -> Metric:
    return metric(RATE, v, period, **more)


def without(application: Application, *ids: str) -> Application:
    return turned(application, metrics=tuple(m for m in application.metrics if m.id not in ids))


def parts(total: float, digital: float, period: str | None = "2024", **more: object) -> tuple[Metric, ...]:
    return metric("equipment_total", total, period, places=0), metric("equipment_digital", digital, period, places=0, **more)


# ---------------------------------------------------------------- arithmetic


def test_the_parts_of_a_formula() -> None:
    made = _Parts.of(Formula(result="x", numerator=["a", "-b"], denominator=["c"]))
    assert made == _Parts(("a", "b", "c"), (1.0, -1.0, 1.0), 2)


@pytest.mark.parametrize(("metrics", "found"), [
    (parts(124.0, 93.0), 75.0), (parts(124.0, 93.0, None), 75.0), (parts(124.0, 93.0, "before"), None), (parts(124.0, 93.0, "target"), None), (parts(124.0, 93.0, doubt=DOUBT), None),
    (parts(124.0, 93.0, relation="≥"), None), ((*parts(124.0, 93.0), metric("equipment_digital", 60.0, places=0)), None), ((*parts(124.0, 93.0), metric("equipment_digital", 93.0, places=0, page=9)), 75.0),
    (parts(0.0, 93.0), None), (parts(124.0, 93.0)[:1], None), ((parts(124.0, 93.0)[0], parts(124.0, 93.0, "2023")[1]), None),
])  # fmt: skip
def test_a_rate_is_computed_where_each_part_has_one_sure_figure(metrics: tuple[Metric, ...], found: float | None) -> None:
    made = computed_current(Case(with_metrics(without(BOOK, RATE), *metrics), rulebook()), RATE)
    assert (made[0] if made else None) == (pytest.approx(found) if found is not None else None)
    assert made is None or {e.page for e in made[1]} == {6} or len(metrics) == 3


def test_parts_are_stated_where_all_are_for_one_time() -> None:
    def stated(*metrics: Metric, result: str = RATE) -> list[float]:
        bare = turned(BOOK, metrics=())
        return [m.value for m in parts_stated(Case(with_metrics(bare, *metrics), rulebook()), result)]

    assert sorted(stated(*parts(124.0, 93.0))) == [93.0, 124.0] and stated(parts(124.0, 93.0)[0]) == []
    assert stated(parts(124.0, 93.0)[0], parts(124.0, 93.0, "2023")[1]) == [] and stated(*parts(124.0, 93.0, "before")) == []
    assert sorted(stated(*parts(124.0, 93.0), metric("equipment_digital", 60.0, places=0))) == [93.0, 124.0]


@pytest.mark.parametrize(("stated", "period", "of", "verdict"), [
    (75.0, "2024", "2024", "pass"), (85.0, "2024", "2024", "fail"), (75.0, None, "after", "pass"), (75.0, "after", None, "pass"), (85.0, None, "after", "none"), (85.0, "after", None, "none"),
    (85.0, "before", "before", "fail"), (75.0, "before", None, "none"), (75.0, "2024", None, "none"), (75.0, "2024", "after", "none"),
])  # fmt: skip
def test_figures_without_a_time_may_confirm_but_not_refute(stated: float, period: str | None, of: str | None, verdict: str) -> None:
    book = with_metrics(without(BOOK, RATE), *parts(124.0, 93.0, of), rate(stated, period, page=9))
    found = checks(book).get(("metric.arithmetic", RATE))
    assert (found.verdict if found else "none") == verdict


@pytest.mark.parametrize(("relation", "verdict"), [("=", "fail"), ("≈", "fail"), ("≥", "none"), ("<", "none")])
def test_only_a_plain_figure_is_recomputed(relation: str, verdict: str) -> None:
    found = checks(with_metrics(without(BOOK, RATE), *parts(124.0, 93.0), rate(85.0, page=9, relation=relation))).get(
        ("metric.arithmetic", RATE)
    )
    assert (found.verdict if found else "none") == verdict


def test_the_tolerance_of_a_recomputed_rate() -> None:
    for stated, verdict in ((75.10, "pass"), (75.11, "fail"), (74.90, "pass"), (74.89, "fail")):
        found = check(with_metrics(without(BOOK, RATE), *parts(124.0, 93.0), rate(stated, page=9)), "metric.arithmetic", RATE)
        assert found.verdict == verdict, stated


def test_of_several_combinations_the_closest_is_shown() -> None:
    more = (metric("equipment_digital", 60.0, places=0), metric("equipment_digital", 100.0, places=0, page=8))
    found = check(with_metrics(without(BOOK, RATE), *parts(124.0, 93.0), *more, rate(85.0, page=9)), "metric.arithmetic", RATE)
    assert found.verdict == "fail" and "计算应为 80.65%" in found.message
    doubted = (metric("equipment_digital", 60.0, places=0, doubt=DOUBT),)
    found = check(with_metrics(without(BOOK, RATE), *parts(124.0, 93.0), *doubted, rate(85.0, page=9)), "metric.arithmetic", RATE)
    assert found.verdict == "unsure" and "读数待核对" in found.message


def test_a_ratio_that_fits_figures_of_another_time_of_now_is_for_a_person() -> None:
    """现有 and 2024年 stand side by side in books; those of another year do not count."""
    total = (metric("staff_total", 95.0, "2024", places=0), metric("rd_staff", 31.0, "2024", places=0))
    for other, verdict, period in (("2024", "fail", "2024"), (None, "unsure", "2024"), ("2023", "fail", "2024"), (None, "fail", "2023")):
        parts_ = tuple(m.model_copy(update={"period": period}) for m in total)
        stated = metric("rd_staff_ratio", 32.0, period, page=9)
        book = with_metrics(
            turned(RESEARCH, metrics=()), *parts_, metric("staff_total", 97.0 if other != "2024" else 99.0, other, places=0, page=8), stated
        )
        assert check(book, "metric.arithmetic", "rd_staff_ratio").verdict == verdict, (other, period)


def test_parts_that_are_no_indicators_count_for_their_ratio() -> None:
    ratio, part_ids = "new_product_marketing_ratio", ("new_product_marketing_expense", "marketing_expense")
    spent = tuple(metric(id, v, None, role="other", unit="万元", raw=f"{v}万元") for id, v in zip(part_ids, (30.0, 120.0), strict=True))
    case = Case(with_metrics(turned(RESEARCH, metrics=()), *spent), rulebook())
    assert [m.value for m in parts_stated(case, ratio)] == [30.0, 120.0]
    made = computed_current(case, ratio)
    assert made is not None and made[0] == pytest.approx(25.0)


def test_parts_of_an_earlier_year_than_the_latest_are_not_of_now() -> None:
    old, new = parts(124.0, 93.0, "2022"), metric("equipment_digital", 100.0, "2024", places=0)
    case = Case(with_metrics(turned(BOOK, metrics=()), *old, new), rulebook())
    assert parts_stated(case, RATE) == () and computed_current(case, RATE) is None


def test_a_book_without_ratios_has_nothing_to_recompute() -> None:
    bare = turned(BOOK, metrics=())
    found = check(bare, "metric.arithmetic", "")
    assert found.verdict == "not_applicable" and "没有同一时期" in found.message
    dark = check(unread(bare, 9), "metric.arithmetic", "")
    assert dark.verdict == "unsure" and "没有同一时期" not in dark.message
    ratios = with_metrics(without(BOOK, RATE), *parts(124.0, 93.0), rate(75.0, page=9))
    assert ("metric.arithmetic", "") not in checks(ratios)


def test_a_ratio_that_fits_parts_in_doubt_is_for_a_person() -> None:
    for of, stated in ((parts(124.0, 93.0, doubt=DOUBT), rate(75.0, page=9)), (parts(124.0, 93.0), rate(75.0, page=9, doubt=DOUBT))):
        found = check(with_metrics(without(BOOK, RATE), *of, stated), "metric.arithmetic", RATE)
        assert found.verdict == "unsure" and "算得一致，但有读数待核对" in found.message


def test_a_whole_that_may_be_nothing_gives_no_ratio() -> None:
    whole, part = parts(124.0, 93.0)
    vague = whole.model_copy(update={"relation": "≤"})
    found = {
        k: c.verdict
        for k, c in checks(with_metrics(without(BOOK, RATE), vague, part, rate(85.0, page=9))).items()
        if k[0] == "metric.arithmetic"
    }
    assert found.get(("metric.arithmetic", RATE), "none") == "none" and found.get(("metric.arithmetic", "")) != "unsure"


@pytest.mark.parametrize(("stated", "computed"), [(85.0, "80.65%"), (45.0, "48.39%"), (70.0, "75%")])
def test_what_is_closest_to_the_stated_ratio_is_shown(stated: float, computed: str) -> None:
    more = (metric("equipment_digital", 60.0, places=0), metric("equipment_digital", 100.0, places=0, page=8))
    found = check(with_metrics(without(BOOK, RATE), *parts(124.0, 93.0), *more, rate(stated, page=9)), "metric.arithmetic", RATE)
    assert found.verdict == "fail" and f"计算应为 {computed}" in found.message
