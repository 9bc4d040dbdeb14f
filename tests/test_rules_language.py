"""From sentences to verdicts: invented books of a few lines, read and judged as a whole book is."""

from __future__ import annotations

import pytest

from tests.language_support import check, judged, lighthouse, workshop

BELOW, STATED, SUM, AGAINST, POSSIBLE = (
    "metric.below-threshold",
    "metric.not-stated",
    "metric.arithmetic",
    "metric.contradiction",
    "metric.implausible",
)
DIGITAL, NETWORK = "digitization_rate", "networked_rate"
GOOD = "联网率达到70%。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("生产设备数字化率由改造前的42.5%提升至58.6%。", "fail"),
        ("生产设备数字化率由改造前的42.5%提升至60.0%。", "pass"),
        ("目前生产设备数字化率为58.6%，到2026年将达到85%。", "fail"),
        ("行业平均数字化率约65%，本企业数字化率为58%。", "fail"),
        ("对照数字化率不低于60%的要求，公司目前为61.2%。", "pass"),
        ("生产设备数字化率超过55%。", "unsure"),
        ("生产设备数字化率约60%。", "unsure"),
        ("生产设备数字化率约72%。", "pass"),
        ("生产设备数字化率约52%。", "fail"),
        ("生产设备数字化率在55%至65%之间。", "unsure"),
        ("生产设备数字化率达到近六成。", "unsure"),
        ("生产设备数字化率不足60%。", "fail"),
        ("2024年底生产设备数字化率为58%，2025年6月为64%。", "pass"),
        ("2022年生产设备数字化率为42%，2024年为57%。", "fail"),
        ("现有生产设备100台，其中数字化设备55台。", "fail"),
        ("现有生产设备100台，其中数字化设备72台。", "pass"),
        ("现有生产设备100台，其中数字化设备55台，生产设备数字化率为65%。", "unsure"),
        ("力争到2026年生产设备数字化率达到85%。", "not_applicable"),
        ("满足生产设备数字化率不低于60%的要求。", "not_applicable"),
        ("生产设备数字化率提升62%。", "unsure"),
        ("灌装车间生产设备数字化率达到92%，全公司生产设备数字化率为57%。", "fail"),
        ("生产设备数字化率58，6%。", "unsure"),
    ],
)
def test_a_threshold_is_held_against_the_figure_of_now(text: str, expected: str) -> None:
    assert judged(text + GOOD, BELOW, DIGITAL) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联网率45%，上云率52%。", "pass"),
        ("联网率45%，上云率47%。", "fail"),
        ("上云率56%。", "pass"),
        ("联网率由30%提升至48%。", "fail"),
        ("生产设备数字化率85%，联网设备占数字化设备的62%。", "pass"),
        ("近半数设备实现联网。", "unsure"),
    ],
)
def test_networked_or_in_the_cloud(text: str, expected: str) -> None:
    assert judged(text, BELOW, NETWORK) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("生产设备数字化率达到70%。", "pass"),
        ("力争到2026年生产设备数字化率达到85%。", "fail"),
        ("满足生产设备数字化率不低于60%的要求。", "fail"),
        ("行业平均生产设备数字化率约45%。", "fail"),
        ("生产设备数字化率提升60%。", "unsure"),
        ("灌装车间生产设备数字化率达到92%。", "unsure"),
        ("现有生产设备100台，其中数字化设备72台。", "unsure"),
        ("数字化率是核心指标。行业平均约45%，本企业由改造前的42.5%提升至68.3%。", "pass"),
    ],
)
def test_stated_or_not(text: str, expected: str) -> None:
    assert judged(text + GOOD, STATED, DIGITAL) == expected


@pytest.mark.parametrize(
    ("text", "subject", "expected"),
    [
        ("生产设备124台，其中数字化设备93台，数字化率81.5%。", DIGITAL, "fail"),
        ("生产设备124台，其中数字化设备93台，数字化率75.0%。", DIGITAL, "pass"),
        ("生产设备124台，其中数字化设备93台，数字化率约75%。", DIGITAL, "pass"),
        ("生产设备86台，数字化设备60台，已联网52台，联网率86.7%。", NETWORK, "pass"),
        ("生产设备86台，数字化设备60台，已联网52台，联网率60.5%。", NETWORK, "pass"),
        ("生产设备86台，数字化设备60台，已联网52台，联网率72%。", NETWORK, "fail"),
        ("数字化设备60台，上云设备33台，上云率55%。", "cloud_rate", "pass"),
        ("数字化设备60台，上云设备33台，上云率65%。", "cloud_rate", "fail"),
        ("改造前生产设备100台，数字化设备40台，数字化率40%。改造后生产设备110台，数字化设备88台，数字化率80%。", DIGITAL, "pass"),
        ("改造前生产设备100台，数字化设备40台，数字化率40%。改造后生产设备110台，数字化设备88台，数字化率86%。", DIGITAL, "fail"),
        ("2023年主营业务收入1亿元，研发费用400万元，占4%。2024年主营业务收入1.2亿元，研发费用500万元，占4.17%。", "rd_ratio", "pass"),
        ("2023年主营业务收入1亿元，研发费用400万元，占4%。2024年主营业务收入1.2亿元，研发费用500万元，占5.17%。", "rd_ratio", "fail"),
        ("公司拥有知识产权22项，其中发明专利3项、实用新型12项、外观设计1项、软件著作权6项。", "ip_total", "pass"),
        ("公司拥有知识产权20项，其中发明专利3项、实用新型12项、外观设计1项、软件著作权6项。", "ip_total", "fail"),
        ("公司拥有知识产权25项，其中发明专利3项、实用新型12项、外观设计1项、软件著作权6项。", "ip_total", "unsure"),
        ("公司拥有知识产权25项，其中发明专利3项、实用新型12项。", "ip_total", "none"),
        ("公司拥有知识产权25项。\n2022年以来新增发明专利3项、实用新型30项。", "ip_total", "none"),
        ("从业人员40人，其中R&D人员52人。", "rd_staff", "fail"),
        ("现有生产设备60台，其中数字化设备86台。", "equipment_digital", "fail"),
        ("现有生产设备86台，其中数字化设备60台。", "equipment_digital", "none"),
        ("生产设备数字化率由42.5%提升至68.3%，提高25.8个百分点。", DIGITAL, "pass"),
        ("生产设备数字化率由42.5%提升至68.3%，提高28.5个百分点。", DIGITAL, "unsure"),
    ],
)
def test_sums_and_ratios(text: str, subject: str, expected: str) -> None:
    assert judged(text, SUM, subject) == expected


def test_marketing_and_other_ratios_are_recomputed_from_parts_that_are_no_metrics() -> None:
    right = "2024年营销费用总额280万元，其中新产品营销费用132万元，占47.1%。"
    assert judged(right, SUM, "new_product_marketing_ratio") == "pass"
    assert judged(right.replace("47.1", "57.1"), SUM, "new_product_marketing_ratio") == "fail"


@pytest.mark.parametrize(
    ("text", "plan", "subject", "expected"),
    [
        ("2024年主营业务收入11836.52万元。", "2024年主营业务收入1.18亿元。", "main_revenue", "pass"),
        ("2024年主营业务收入11836.52万元。", "2024年主营业务收入1.28亿元。", "main_revenue", "fail"),
        ("生产设备数字化率达到70%。", "公司设备数字化率已达到75%。", DIGITAL, "fail"),
        ("生产设备数字化率达到70%。", "今后三年将设备数字化率提升到85%。", DIGITAL, "not_applicable"),
        ("2024年底设备数字化率为70%。", "2025年6月设备数字化率为75%。", DIGITAL, "not_applicable"),
        ("2024年研发费用512万元。", "2024年研发费用418.6万元（不含委外研发）。", "rd_expense", "unsure"),
        ("2024年生产效率较2022年提升29%。", "2024年生产效率较2023年提升11%。", "productivity_gain", "unsure"),
        ("2024年生产效率较2022年提升29%。", "2024年生产效率较2022年提升23%。", "productivity_gain", "fail"),
        ("生产效率提升29%。", "与改造前相比，生产效率提升23%。", "productivity_gain", "fail"),
        ("生产设备数字化率达到70%。", "示例：设备数字化率达到75%。", DIGITAL, "not_applicable"),
        ("生产设备数字化率达到70%。", "包装车间设备数字化率达到95%。", DIGITAL, "not_applicable"),
        ("公司现有员工180人。", "公司现有员工176人。", "staff_total", "fail"),
    ],
)
def test_contradictions(text: str, plan: str, subject: str, expected: str) -> None:
    found = check(lighthouse(text + "\n" + GOOD, plan=plan), AGAINST, subject)
    assert (found.verdict if found else "none") == expected


def test_both_places_of_a_contradiction_are_shown() -> None:
    found = check(lighthouse("生产设备数字化率达到70%。", plan="公司设备数字化率已达到75%。"), AGAINST, DIGITAL)
    assert found is not None and len({(e.page, e.bbox) for e in found.evidence}) == 2
    assert "70%" in found.message and "75%" in found.message


@pytest.mark.parametrize(
    ("text", "subject", "expected"),
    [
        ("生产设备数字化率683%。", DIGITAL, "fail"),
        ("联网率105%。", NETWORK, "fail"),
        ("联网率100%。", NETWORK, "pass"),
    ],
)
def test_what_cannot_be(text: str, subject: str, expected: str) -> None:
    assert judged(text, POSSIBLE, subject) == expected


@pytest.mark.parametrize(
    ("systems", "expected"),
    [
        ("本次按流程型智能制造申报，自动数采率达到88%。", "fail"),
        ("本次按流程型智能制造申报，自动数采率达到93.4%，高于90%的要求。", "pass"),
        ("本次按流程型智能制造申报，满足自动数采率达到90%以上的要求。", "not_applicable"),
    ],
)
def test_rates_of_the_process_industry(systems: str, expected: str) -> None:
    found = check(workshop(systems=systems), BELOW, "auto_collection_rate")
    assert (found.verdict if found else "none") == expected


def test_effects_copied_from_other_firms_are_not_the_applicant_s() -> None:
    said = "运营成本降低12%，产品研制周期缩短28%，产品不良品率降低35%，能源利用率提高9%。某客户使用本公司设备后生产效率提高30%。"
    found = check(workshop(systems=said), STATED, "productivity_gain")
    assert found is not None and found.verdict == "fail"
