"""Rules over figures: thresholds, contradictions, arithmetic, what can be, what is not said."""

from __future__ import annotations

import pytest

from models.application import Metric
from tests.rules_support import (
    metric,
    paper,
    rulebook,
    sound,
    turned,
    unread,
    value,
    verdict,
    with_field,
    with_metrics,
    with_papers,
    with_section,
    without_section,
)
from validators.figures import grain, same

BOOK = sound("lighthouse")
WORKSHOP = sound("workshop")
INNOVATION = sound("innovation")


def money(v: float, raw: str, **more: object) -> Metric:
    return metric("main_revenue", v, raw=raw, **more)


@pytest.mark.parametrize(
    ("a", "b", "agree"),
    [
        (money(11836.52, "11836.52万元"), money(11800.0, "1.18亿元"), True),
        (money(15482.6, "15482.6万元"), money(15500.0, "约1.55亿元", relation="≈"), True),
        (money(21860.0, "2.186亿元"), money(20860.0, "20,860.00万元"), False),
        (money(12005.0, "120,050,000.00元"), money(12000.0, "1.2亿元"), True),
        (money(8926.4, "8926.40万元"), money(8692.4, "8692.40万元"), False),
        (metric("digitization_rate", 83.9, places=1), metric("digitization_rate", 83.87), True),
        (metric("digitization_rate", 83.9, places=1), metric("digitization_rate", 84.0, places=0), True),
        (metric("digitization_rate", 6.3), metric("digitization_rate", 7.1, places=1), False),
        (metric("driven_sme_count", 8, places=0), metric("driven_sme_count", 10, relation="≥", places=0), False),
        (metric("driven_sme_count", 12, places=0), metric("driven_sme_count", 10, relation="≥", places=0), True),
    ],
)
def test_statements_that_can_be_the_same(a: Metric, b: Metric, agree: bool) -> None:
    assert same(a, b) is agree and same(b, a) is agree


def test_grain_is_that_of_the_printed_unit() -> None:
    assert grain(money(21860.0, "主营业务收入2.186亿元")) == pytest.approx(10.0)
    assert grain(money(8926.4, "8,926.40万元")) == pytest.approx(0.01)
    assert grain(metric("digitization_rate", 81.5, places=1)) == pytest.approx(0.1)


@pytest.mark.parametrize(("rate", "expected"), [(60.0, "pass"), (59.9, "fail"), (92.0, "pass")])
def test_threshold_counts_the_current_figure(rate: float, expected: str) -> None:
    book = with_metrics(
        BOOK, metric("digitization_rate", 41.0, "before"), metric("digitization_rate", rate), metric("digitization_rate", 95.0, "target")
    )
    assert verdict(book, "metric.below-threshold", "digitization_rate") == expected


def test_target_is_no_attainment() -> None:
    book = with_metrics(BOOK, metric("digitization_rate", 58.6, None), metric("digitization_rate", 85.0, "target"))
    assert verdict(book, "metric.below-threshold", "digitization_rate") == "fail"


def test_older_years_do_not_count() -> None:
    book = with_metrics(BOOK, metric("digitization_rate", 42.5, "2022"), metric("digitization_rate", 68.3, "2024"))
    assert verdict(book, "metric.below-threshold", "digitization_rate") == "pass"


def test_intervals() -> None:
    above = metric("digitization_rate", 60.0, None, relation="≥", low=60.0, high=100.0)
    around = metric("digitization_rate", 60.0, None, relation="<", low=50.0, high=60.0)
    half = metric("digitization_rate", 50.0, None, relation=">", low=50.0, high=100.0)
    assert verdict(with_metrics(BOOK, above), "metric.below-threshold", "digitization_rate") == "pass"
    assert verdict(with_metrics(BOOK, around), "metric.below-threshold", "digitization_rate") == "fail"
    assert verdict(with_metrics(BOOK, half), "metric.below-threshold", "digitization_rate") == "unsure"


def test_two_figures_on_both_sides_of_a_threshold() -> None:
    book = with_metrics(BOOK, metric("digitization_rate", 61.5), metric("digitization_rate", 58.0))
    assert verdict(book, "metric.below-threshold", "digitization_rate") == "unsure"
    computed = with_metrics(
        BOOK, metric("digitization_rate", 61.5), metric("equipment_total", 100.0, places=0), metric("equipment_digital", 55.0, places=0)
    )
    assert verdict(computed, "metric.below-threshold", "digitization_rate") == "unsure"


def test_doubtful_figure_decides_nothing() -> None:
    low = with_metrics(BOOK, metric("digitization_rate", 58.0, doubt="两次读数不同（58.0/68.0）"))
    assert verdict(low, "metric.below-threshold", "digitization_rate") == "unsure"
    faint = with_metrics(BOOK, metric("digitization_rate", 75.0, confidence=0.3))
    assert verdict(faint, "metric.below-threshold", "digitization_rate") == "unsure"


def test_cloud_rate_does_for_networked_rate() -> None:
    book = with_metrics(BOOK, metric("networked_rate", 45.0), metric("cloud_rate", 52.0))
    assert verdict(book, "metric.below-threshold", "networked_rate") == "pass"
    assert verdict(with_metrics(BOOK, metric("networked_rate", 45.0)), "metric.below-threshold", "networked_rate") == "fail"


def test_level_is_the_certificate_s() -> None:
    two = with_papers(BOOK, "maturity_certificate", paper("maturity_certificate", 25, level="二级"))
    assert verdict(two, "metric.below-threshold", "maturity_level") == "fail"
    assert verdict(BOOK, "metric.below-threshold", "maturity_level") == "pass"


def test_process_rates_are_asked_of_the_process_industry_alone() -> None:
    low = metric("auto_collection_rate", 86.5, None)
    assert verdict(with_metrics(WORKSHOP, low), "metric.below-threshold", "auto_collection_rate") == "fail"
    assert verdict(WORKSHOP, "metric.below-threshold", "auto_collection_rate") == "not_applicable"
    assert verdict(with_metrics(BOOK, low), "metric.below-threshold", "auto_collection_rate") == "not_applicable"
    process = with_section(WORKSHOP, "workshop.profile.operations", text="本次按流程型智能制造模式申报。")
    assert verdict(process, "metric.not-stated", "auto_collection_rate") == "fail"
    assert verdict(WORKSHOP, "metric.not-stated", "auto_collection_rate") == "not_applicable"


def test_two_figures_of_one_line_are_a_total_and_a_part() -> None:
    a, b = metric("ip_applications", 8, places=0), metric("ip_applications", 3, places=0)
    assert verdict(with_metrics(INNOVATION, a, b), "metric.contradiction", "ip_applications") == "unsure"
    apart = metric("ip_applications", 3, page=9, places=0)
    assert verdict(with_metrics(INNOVATION, a, apart), "metric.contradiction", "ip_applications") == "fail"


def test_contradiction_needs_the_same_period() -> None:
    a, b = metric("rd_ratio", 7.1, places=1), metric("rd_ratio", 6.3, page=9)
    assert verdict(with_metrics(INNOVATION, a, b), "metric.contradiction", "rd_ratio") == "fail"
    other = metric("rd_ratio", 6.3, "2023", page=9)
    assert verdict(with_metrics(INNOVATION, a, other), "metric.contradiction", "rd_ratio") == "not_applicable"
    undated = metric("rd_ratio", 6.3, None)
    assert verdict(with_metrics(INNOVATION, a, undated), "metric.contradiction", "rd_ratio") == "unsure"
    doubtful = metric("rd_ratio", 6.3, doubt="读数不清")
    assert verdict(with_metrics(INNOVATION, a, doubtful), "metric.contradiction", "rd_ratio") == "unsure"


def test_part_of_the_enterprise_contradicts_nothing() -> None:
    book = with_metrics(BOOK, metric("digitization_rate", 75.0), metric("digitization_rate", 100.0, scope="二车间"))
    assert verdict(book, "metric.contradiction", "digitization_rate") == "not_applicable"


def test_effects_of_two_scenes_may_differ() -> None:
    one, two = (
        metric("productivity_gain", 21.5, None, section="lighthouse.scene-1.results"),
        metric("productivity_gain", 15.0, None, section="lighthouse.scene-2.results"),
    )
    assert verdict(with_metrics(BOOK, one, two), "metric.contradiction", "productivity_gain") == "unsure"
    profile = metric("productivity_gain", 15.0, None, page=5, section="lighthouse.profile")
    assert verdict(with_metrics(BOOK, one, profile), "metric.contradiction", "productivity_gain") == "fail"


def test_form_against_text() -> None:
    """从业人数 of the form is 180."""
    assert verdict(with_metrics(BOOK, metric("staff_total", 180, None, places=0)), "metric.contradiction", "staff_total") == "pass"
    assert verdict(with_metrics(BOOK, metric("staff_total", 168, None, places=0)), "metric.contradiction", "staff_total") == "fail"
    assert verdict(with_metrics(BOOK, metric("staff_total", 176, "2024", places=0)), "metric.contradiction", "staff_total") == "unsure"
    assert verdict(with_metrics(BOOK, metric("staff_total", 140, "2024", places=0)), "metric.contradiction", "staff_total") == "fail"
    averaged = metric("staff_total", 176, "2024", places=0, raw="全部从业人员平均人数176人")
    assert (
        verdict(with_metrics(BOOK, metric("staff_total", 180, "2024", places=0), averaged), "metric.contradiction", "staff_total")
        == "unsure"
    )
    level = with_metrics(BOOK, metric("maturity_level", 4, "after", places=0), metric("maturity_level", 2, "before", places=0))
    assert verdict(level, "metric.contradiction", "maturity_level") == "fail"


def equipment(total: float, digital: float, rate: float, period: str | None = "2024", **more: object) -> tuple[Metric, ...]:
    return (
        metric("equipment_total", total, period, places=0),
        metric("equipment_digital", digital, period, places=0, **more),
        metric("digitization_rate", rate, period, places=1),
    )


def test_arithmetic() -> None:
    assert verdict(with_metrics(BOOK, *equipment(124, 93, 75.0)), "metric.arithmetic", "digitization_rate") == "pass"
    assert verdict(with_metrics(BOOK, *equipment(124, 93, 81.5)), "metric.arithmetic", "digitization_rate") == "fail"
    assert verdict(with_metrics(BOOK, *equipment(86, 60, 69.8)), "metric.arithmetic", "digitization_rate") == "pass"
    assert verdict(with_metrics(BOOK, *equipment(124, 93, 81.5, doubt="读数不清")), "metric.arithmetic", "digitization_rate") == "unsure"


def test_arithmetic_needs_parts_of_the_same_period() -> None:
    total, digital, _ = equipment(112, 54, 48.2, "before")
    assert (
        verdict(with_metrics(BOOK, total, digital, metric("digitization_rate", 84.4)), "metric.arithmetic", "digitization_rate") == "none"
    )


def test_undated_parts_may_confirm_but_not_refute() -> None:
    total, digital, _ = equipment(138, 114, 82.6, None)
    confirmed = with_metrics(BOOK, total, digital, metric("digitization_rate", 82.6, "after", places=1))
    assert verdict(confirmed, "metric.arithmetic", "digitization_rate") == "pass"
    refuted = with_metrics(BOOK, total, digital, metric("digitization_rate", 91.0, "after", places=1))
    assert verdict(refuted, "metric.arithmetic", "digitization_rate") == "none"


def test_a_ratio_that_fits_the_undated_total_is_for_a_person() -> None:
    staff = (metric("rd_staff", 31.0, period="2024"), metric("staff_total", 95.0, period="2024"), metric("staff_total", 97.0, period=None))
    fits = with_metrics(BOOK, *staff, metric("rd_staff_ratio", 32.0, period="2024"))
    assert verdict(fits, "metric.arithmetic", "rd_staff_ratio") == "unsure"
    wrong = with_metrics(BOOK, *staff, metric("rd_staff_ratio", 42.0, period="2024"))
    assert verdict(wrong, "metric.arithmetic", "rd_staff_ratio") == "fail"


def test_arithmetic_takes_any_combination_and_either_definition() -> None:
    parts = (
        metric("equipment_total", 86, places=0),
        metric("equipment_digital", 60, places=0),
        metric("equipment_networked", 52, places=0),
    )
    for rate in (86.7, 60.5):  # of the digital devices, as the notice has it; of all, as the ministry has it
        assert (
            verdict(with_metrics(BOOK, *parts, metric("networked_rate", rate, places=1)), "metric.arithmetic", "networked_rate") == "pass"
        )
    assert verdict(with_metrics(BOOK, *parts, metric("networked_rate", 72.0, places=1)), "metric.arithmetic", "networked_rate") == "fail"
    twice = (*parts, metric("equipment_digital", 65, places=0))
    assert verdict(with_metrics(BOOK, *twice, metric("networked_rate", 80.0, places=1)), "metric.arithmetic", "networked_rate") == "pass"


def test_rounded_parts_leave_room() -> None:
    """650万元 of 1.2亿元 is 5.42%, and 5.40% is what 1.204亿元 would give."""
    parts = (metric("rd_expense", 650.0, raw="650万元", places=0), metric("main_revenue", 12000.0, raw="1.2亿元", places=1))
    assert verdict(with_metrics(INNOVATION, *parts, metric("rd_ratio", 5.42)), "metric.arithmetic", "rd_ratio") == "pass"
    assert verdict(with_metrics(INNOVATION, *parts, metric("rd_ratio", 7.42)), "metric.arithmetic", "rd_ratio") == "fail"


def test_labour_productivity_is_value_added_per_head() -> None:
    parts = (metric("gross_output", 9268.0), metric("intermediate_input", 6342.5), metric("staff_total", 132, places=0))
    assert (
        verdict(with_metrics(INNOVATION, *parts, metric("labour_productivity", 22.16)), "metric.arithmetic", "labour_productivity")
        == "pass"
    )
    assert (
        verdict(with_metrics(INNOVATION, *parts, metric("labour_productivity", 70.2)), "metric.arithmetic", "labour_productivity") == "fail"
    )


def test_implausible() -> None:
    assert verdict(with_metrics(BOOK, metric("digitization_rate", 683.0)), "metric.implausible", "digitization_rate") == "fail"
    assert verdict(with_metrics(BOOK, metric("equipment_total", -3, places=0)), "metric.implausible", "equipment_total") == "fail"
    assert verdict(with_metrics(INNOVATION, metric("absorption_ratio", 130.0)), "metric.implausible", "absorption_ratio") == "pass"
    assert (
        verdict(with_metrics(BOOK, metric("digitization_rate", 683.0, doubt="小数点不清")), "metric.implausible", "digitization_rate")
        == "unsure"
    )


def test_not_stated() -> None:
    silent = turned(INNOVATION, metrics=tuple(m for m in INNOVATION.metrics if m.id != "pct_ratio"))
    assert verdict(INNOVATION, "metric.not-stated", "pct_ratio") == "pass"
    assert verdict(silent, "metric.not-stated", "pct_ratio") == "fail"
    assert verdict(unread(silent, 6), "metric.not-stated", "pct_ratio") == "unsure"
    assert verdict(with_metrics(silent, metric("pct_ratio", 30.0, "target")), "metric.not-stated", "pct_ratio") == "fail"
    benchmark = metric("pct_ratio", 6.0, None, role="benchmark")
    assert verdict(with_metrics(silent, benchmark), "metric.not-stated", "pct_ratio") == "fail"
    unnamed = with_section(silent, "innovation.drive.market", text="三年间申请8项，占比25.0%。")
    assert verdict(unnamed, "metric.not-stated", "pct_ratio") == "unsure"
    growth = with_section(silent, "innovation.drive.market", text="出口额同比增长15.3%，产品良率由88%提高到96.5%。")
    assert verdict(growth, "metric.not-stated", "pct_ratio") == "fail"
    parts = (metric("pct_applications", 2, places=0), metric("invention_applications", 8, places=0))
    assert verdict(with_metrics(silent, *parts), "metric.not-stated", "pct_ratio") == "unsure"


def test_a_missing_or_empty_section_says_enough() -> None:
    silent = turned(INNOVATION, metrics=tuple(m for m in INNOVATION.metrics if m.id != "joint_ip_applications"))
    empty = with_section(silent, "innovation.synergy.joint", text="", length=0)
    assert verdict(empty, "metric.not-stated", "joint_ip_applications") == "not_applicable"
    gone = without_section(silent, "innovation.synergy.joint")
    assert verdict(gone, "metric.not-stated", "joint_ip_applications") == "not_applicable"


def test_level_on_the_form_is_a_statement() -> None:
    required = [m.id for m in rulebook().metrics.metrics if "lighthouse" in m.required]
    if "maturity_level" in required:
        silent = turned(BOOK, metrics=tuple(m for m in BOOK.metrics if m.id != "maturity_level"))
        assert verdict(silent, "metric.not-stated", "maturity_level") == "pass"
        assert verdict(with_field(silent, "maturity_level", value(None)), "metric.not-stated", "maturity_level") == "fail"
