"""Figures at their boundaries: which statement counts, on which side of a threshold, what the parts of a ratio may be."""

from __future__ import annotations

import pytest

from models.application import NONE_SAID, PART, UNCLEAR, Application, Metric
from models.checks import Check
from models.rulebook import Rulebook
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
from validators import judge
from validators.case import Case
from validators.metrics import process_mode

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


def asking(id: str, **update: object) -> Rulebook:
    """The rulebook with one indicator's spec changed."""
    book = rulebook()
    specs = [m.model_copy(update=update) if m.id == id else m for m in book.metrics.metrics]
    return book.model_copy(update={"metrics": book.metrics.model_copy(update={"metrics": specs})})


def judged(application: Application, book: Rulebook, rule: str, subject: str) -> Check:
    return next(c for c in judge(application, book) if (c.rule, c.subject) == (rule, subject))


# ---------------------------------------------------------------- held against a threshold


@pytest.mark.parametrize(("stated", "digital", "verdict", "computed"), [
    ((), 60.0, "pass", True), ((), 59.95, "fail", True), ((), 60.05, "pass", True), ((rate(60.0),), 59.0, "unsure", True), ((rate(60.0),), 60.2, "pass", False),
    ((rate(60.0),), 59.92, "pass", False), ((rate(60.0),), 59.88, "unsure", True), ((rate(59.9),), 60.0, "fail", False), ((rate(59.9),), 60.2, "unsure", True),
    ((rate(75.0, doubt=DOUBT),), 75.0, "pass", False), ((rate(75.0, doubt=DOUBT),), 45.0, "unsure", False), ((rate(45.0, doubt=DOUBT),), 75.0, "unsure", False),
])  # fmt: skip
def test_a_computed_rate_against_the_threshold(stated: tuple[Metric, ...], digital: float, verdict: str, computed: bool) -> None:
    """What the counts give within a tenth of the threshold is no evidence against a stated rate; without one it decides."""
    book = with_metrics(without(BOOK, RATE), *parts(100.0, digital), *stated)
    found = check(book, "metric.below-threshold", RATE)
    assert found.verdict == verdict, found.message
    assert ("按所写数量计算为" in found.message) is computed
    assert all(f"{m.value:g}%" in found.message for m in stated)
    assert "读数待核对" in found.message or not any(m.doubt for m in stated) or verdict == "pass"


@pytest.mark.parametrize(("m", "verdict"), [
    (rate(60.0, relation=">"), "pass"), (rate(60.0, relation="≥"), "pass"), (rate(60.0, relation="<"), "fail"), (rate(60.0, relation="≤"), "unsure"), (rate(59.9, relation="≤"), "fail"),
    (rate(55.0, relation="≥", low=50.0, high=60.0), "unsure"), (rate(55.0, relation="≥", low=50.0, high=59.9), "fail"), (rate(65.0, relation="≥", low=60.0, high=70.0), "pass"),
])  # fmt: skip
def test_an_interval_against_the_threshold(m: Metric, verdict: str) -> None:
    assert check(with_metrics(BOOK, m), "metric.below-threshold", RATE).verdict == verdict


def test_what_is_said_of_a_threshold_names_all_that_speaks_against_it() -> None:
    many = check(with_metrics(BOOK, *(rate(70.0 + n, page=6 + n) for n in range(4))), "metric.below-threshold", RATE)
    assert many.verdict == "pass" and "72%" in many.message and "73%" not in many.message
    level = without(BOOK, LEVEL)
    bare = with_papers(level, "maturity_certificate")
    two = check(with_metrics(with_field(bare, LEVEL, value("二级")), metric(LEVEL, 3.0, None, places=0)), "metric.below-threshold", LEVEL)
    assert two.verdict == "unsure" and "；申请表为“二级”" in two.message and "3级" in two.message
    one = check(with_metrics(with_field(bare, LEVEL, value("三级")), metric(LEVEL, 3.0, None, places=0)), "metric.below-threshold", LEVEL)
    assert one.verdict == "pass" and "申请表" not in one.message
    doubted = check(with_metrics(bare, metric(LEVEL, 3.0, None, places=0, doubt=DOUBT)), "metric.below-threshold", LEVEL)
    assert doubted.verdict == "pass" and "；申请表为“三级”" in doubted.message


@pytest.mark.parametrize(("form", "verdict"), [
    (value("三级"), "pass"), (value("二级"), "fail"), (value("四级"), "pass"), (value("二级", doubt=DOUBT), "not_applicable"), (value("二级", confidence=0.59), "not_applicable"), (value(None), "not_applicable"),
    (value("暂无"), "not_applicable"), (None, "not_applicable"),
])  # fmt: skip
def test_the_level_ticked_counts_where_it_was_read(form: object, verdict: str) -> None:
    bare = with_papers(without(BOOK, LEVEL), "maturity_certificate")
    assert check(with_field(bare, LEVEL, form), "metric.below-threshold", LEVEL).verdict == verdict  # type: ignore[arg-type]


@pytest.mark.parametrize(("field", "more", "verdict"), [
    (value("三级", 24), {}, "pass"), (value("二级", 24), {}, "fail"), (value("二级", 24), {"confidence": 0.6}, "fail"), (value("二级", 24), {"confidence": 0.59}, "pass"), (value("二级", 24), {"doubt": DOUBT}, "pass"),
    (value("二级", 24, doubt=DOUBT), {}, "pass"), (value("优秀", 24), {}, "pass"), (value(None, 24), {}, "pass"),
])  # fmt: skip
def test_a_certificate_read_well_decides_else_the_form(field: object, more: dict, verdict: str) -> None:
    certificate = paper("maturity_certificate", 24, level=field).model_copy(update=more)
    assert check(with_papers(without(BOOK, LEVEL), "maturity_certificate", certificate), "metric.below-threshold", LEVEL).verdict == verdict


def test_a_certificate_without_a_level_leaves_the_word_to_the_next() -> None:
    first, second = paper("maturity_certificate", 24), paper("maturity_certificate", 25, level="二级")
    assert check(with_papers(BOOK, "maturity_certificate", first, second), "metric.below-threshold", LEVEL).verdict == "fail"


def test_a_threshold_holds_for_its_programmes() -> None:
    assert "没有门槛" in check(RESEARCH, "metric.below-threshold", RATE).message
    both = sound("innovation", "lighthouse")
    assert check(both, "metric.below-threshold", RATE).verdict == "pass"
    cloud = check(BOOK, "metric.below-threshold", "cloud_rate") if ("metric.below-threshold", "cloud_rate") in checks(BOOK) else None
    assert cloud is None or cloud.verdict == "not_applicable"


def test_of_two_rates_that_fail_or_doubt_the_better_one_speaks() -> None:
    bare = without(BOOK, "networked_rate", "cloud_rate")
    for networked, cloud, verdict, words in (
        (metric("networked_rate", 40.0), metric("cloud_rate", 45.0, doubt=DOUBT), "unsure", "上云率"),
        (metric("networked_rate", 40.0, doubt=DOUBT), metric("cloud_rate", 45.0), "unsure", "联网率"),
        (metric("networked_rate", 40.0), metric("cloud_rate", 45.0), "fail", "联网率"),
    ):
        found = check(with_metrics(bare, networked, cloud), "metric.below-threshold", "networked_rate")
        assert found.verdict == verdict and words in found.message.split("要求")[0], found.message
    only = check(with_metrics(bare, metric("cloud_rate", 45.0)), "metric.below-threshold", "networked_rate")
    assert only.verdict == "fail" and "上云率" in only.message
    vague = metric("cloud_rate", 60.0, scope=UNCLEAR, doubt="未写明指什么", page=9)
    found = check(with_metrics(bare, vague), "metric.below-threshold", "networked_rate")
    assert found.verdict == "unsure" and [e.page for e in found.evidence] == [9]


def test_an_indicator_that_only_stands_in_for_another_is_judged_with_it() -> None:
    networked = rulebook().metric("networked_rate")
    assert networked is not None and networked.threshold is not None
    alone = networked.threshold.model_copy(update={"alternative": None})
    book, both = asking("cloud_rate", threshold=alone), with_metrics(BOOK, metric("cloud_rate", 45.0), metric("networked_rate", 55.0))
    found = judged(both, book, "metric.below-threshold", "cloud_rate")
    assert found.verdict == "not_applicable" and "一并判断" in found.message
    assert judged(both, book, "metric.below-threshold", "networked_rate").verdict == "pass"
    each = asking("cloud_rate", threshold=networked.threshold.model_copy(update={"alternative": "networked_rate"}))
    assert judged(both, each, "metric.below-threshold", "cloud_rate").verdict == "pass"
    assert judged(both, each, "metric.below-threshold", "networked_rate").verdict == "pass"


AUTO = "auto_collection_rate"


def test_a_process_is_what_the_workshops_own_sections_call_one() -> None:
    word = rulebook().heading.process_industry_words[0]
    id = next(s.id for s in WORKSHOP.sections if s.id.startswith("workshop."))
    split = with_section(WORKSHOP, id, text=f"本项目为{word[:2]}\n{word[2:]}项目")
    assert process_mode(Case(split, rulebook()))[0] and not process_mode(Case(WORKSHOP, rulebook()))[0]
    elsewhere = with_section(sound("lighthouse", "workshop"), "lighthouse.profile", text=word)
    assert not process_mode(Case(elsewhere, rulebook()))[0]


def test_the_automatic_rates_are_asked_of_a_process_alone() -> None:
    word = rulebook().heading.process_industry_words[0]
    id = next(s.id for s in WORKSHOP.sections if s.id.startswith("workshop."))
    bare = without(WORKSHOP, AUTO)
    process = with_section(bare, id, text=f"本项目为{word}项目")
    for application, stated, below in (
        (bare, "not_applicable", "not_applicable"),
        (process, "fail", "not_applicable"),
        (unread(bare, 9), "unsure", "unsure"),
        (with_metrics(process, metric(AUTO, 90.0)), "pass", "pass"),
        (with_metrics(process, metric(AUTO, 89.9)), "pass", "fail"),
        (with_metrics(bare, metric(AUTO, 89.9)), "not_applicable", "fail"),
    ):
        assert check(application, "metric.not-stated", AUTO).verdict == stated
        assert check(application, "metric.below-threshold", AUTO).verdict == below
    assert "（流程型）" in check(process, "metric.not-stated", AUTO).message
    assert "不作要求" in check(bare, "metric.below-threshold", AUTO).message
    assert "metric.not-stated" in check(process, "metric.below-threshold", AUTO).message
    assert ("metric.not-stated", AUTO) not in checks(BOOK)
    assert "没有门槛" in check(BOOK, "metric.below-threshold", AUTO).message
    required = asking(AUTO, required=["workshop"])
    assert [c.verdict for c in judge(bare, required) if (c.rule, c.subject) == ("metric.not-stated", AUTO)] == ["fail"]


# ---------------------------------------------------------------- stated or not


def test_a_level_asked_for_is_stated_by_the_form() -> None:
    book, silent = asking(LEVEL, required=["lighthouse"]), without(BOOK, LEVEL)
    for form, verdict, words in (
        (value("三级"), "pass", "申请表填写"),
        (value("三级", doubt=DOUBT), "fail", ""),
        (value(None), "fail", ""),
        (None, "fail", ""),
    ):
        found = judged(with_field(silent, LEVEL, form), book, "metric.not-stated", LEVEL)
        assert found.verdict == verdict and words in found.message, found.message
    other = judged(without(BOOK, RATE), rulebook(), "metric.not-stated", RATE)
    assert other.verdict == "fail"  # the form's level states no other indicator


def test_what_is_stated_is_the_first_sure_figure_or_that_of_the_alternative() -> None:
    bare = without(BOOK, "networked_rate", "cloud_rate")
    found = check(with_metrics(bare, metric("cloud_rate", 55.0, page=9)), "metric.not-stated", "networked_rate")
    assert found.verdict == "pass" and "（或" in found.message and [e.page for e in found.evidence] == [9]
    both = with_metrics(bare, metric("networked_rate", 51.0), metric("cloud_rate", 55.0, page=9))
    assert [e.page for e in check(both, "metric.not-stated", "networked_rate").evidence] == [6]
    mixed = with_metrics(BOOK, rate(70.0, doubt=DOUBT), rate(71.0, page=9))
    assert [e.page for e in check(mixed, "metric.not-stated", RATE).evidence] == [9]
    assert "（或" not in check(BOOK, "metric.not-stated", RATE).message
    missing = check(bare, "metric.not-stated", "networked_rate")
    assert missing.verdict == "fail" and "（或" in missing.message
    cloud = asking("cloud_rate", required=["lighthouse"])
    assert judged(with_metrics(bare, metric("networked_rate", 51.0)), cloud, "metric.not-stated", "cloud_rate").verdict == "pass"
    vague = metric("cloud_rate", 60.0, scope=UNCLEAR, doubt="未写明指什么", page=9)
    assert check(with_metrics(bare, vague), "metric.not-stated", "networked_rate").verdict == "unsure"


def test_of_several_doubts_the_first_is_told() -> None:
    bare = without(RESEARCH, "tech_import_ratio")
    none = [metric("tech_import_ratio", 0.0, None, scope=NONE_SAID, raw=f"未发生{n}", page=n) for n in (8, 9)]
    assert [e.page for e in check(with_metrics(bare, *none), "metric.not-stated", "tech_import_ratio").evidence] == [8]
    doubts = [metric("tech_import_ratio", 2.0, page=n, doubt=f"疑{n}") for n in (8, 9)]
    found = check(with_metrics(bare, *doubts), "metric.not-stated", "tech_import_ratio")
    assert found.verdict == "unsure" and "疑8" in found.message and [e.page for e in found.evidence] == [8]
    some = [rate(70.0 + n, scope=PART, page=n) for n in (8, 9)]
    found = check(with_metrics(BOOK, *some), "metric.not-stated", RATE)
    assert found.verdict == "unsure" and "78" in found.message and [e.page for e in found.evidence] == [8]
    workshop = with_metrics(without(BOOK, RATE), rate(70.0, scope="一车间"))
    assert check(workshop, "metric.not-stated", RATE).verdict == "fail"


def test_a_share_without_a_name_may_be_the_one_that_is_missing() -> None:
    bare, id = without(BOOK, RATE), "lighthouse.foundation"
    for text, verdict in (
        ("主要设备的占比为 83.51%。", "unsure"),
        ("主要设备占83.51％", "unsure"),
        ("产品合格率 83.5%。", "fail"),
        ("行业平均占比 83.5%。", "fail"),
        ("公司主要设备占比 83.5%，行业平均水平占比 60%", "unsure"),
        ("同比增长 83.5%。", "fail"),
        ("占比为 77.0001%。", "fail"),
        ("占比为 77.0002%。", "unsure"),
        ("占比为 77.00014%。", "fail"),
    ):
        known = with_metrics(with_section(bare, id, text=text), metric("tech_import_ratio", 77.00012))
        assert check(known, "metric.not-stated", RATE).verdict == verdict, text
    counts = with_section(without(BOOK, RATE), id, text="占比为 83.5%。")
    staff = asking("staff_total", required=["lighthouse"], section={"lighthouse": id})
    assert judged(without(counts, "staff_total"), staff, "metric.not-stated", "staff_total").verdict == "fail"  # no share is a head count


def test_what_its_section_says_of_an_indicator_that_is_not_stated() -> None:
    id = "lighthouse.foundation"
    bare = without(BOOK, RATE)
    gone = turned(bare, sections=tuple(s for s in bare.sections if s.id != id))
    empty = with_section(bare, id, text="", length=0)
    for application, verdict, words in (
        (bare, "fail", "没有写明"),
        (gone, "not_applicable", "section.missing"),
        (unread(gone, 9), "unsure", "第 9 页未能读出"),
        (empty, "not_applicable", "section.empty"),
        (unread(empty, 9), "unsure", "第 9 页未能读出"),
    ):
        found = check(application, "metric.not-stated", RATE)
        assert found.verdict == verdict and words in found.message, found.message
    nowhere = asking(RATE, section={})
    assert judged(gone, nowhere, "metric.not-stated", RATE).verdict == "fail"


# ---------------------------------------------------------------- possible


@pytest.mark.parametrize(("low", "high", "v", "words"), [
    (0.0, 100.0, -0.1, "应在 0% 至 100% 之间"), (0.0, 100.0, 100.1, "应在 0% 至 100% 之间"), (0.0, None, -0.1, "不应低于 0%"), (None, 100.0, 100.1, "不应超过 100%"),
    (0.0, 100.0, 0.0, ""), (0.0, 100.0, 100.0, ""), (None, 100.0, -500.0, ""), (0.0, None, 900.0, ""), (None, None, 900.0, ""),
])  # fmt: skip
def test_what_can_be(low: float | None, high: float | None, v: float, words: str) -> None:
    book = asking(RATE, minimum=low, maximum=high)
    found = judged(with_metrics(BOOK, rate(v)), book, "metric.implausible", RATE)
    assert found.verdict == ("fail" if words else "pass") and words in found.message


def test_only_the_applicants_own_figures_must_be_possible() -> None:
    for role, told in (("actual", True), ("before", True), ("after", True), ("target", True), ("benchmark", False), ("other", False)):
        found = checks(with_metrics(BOOK, rate(175.0, role=role))).get(("metric.implausible", RATE))
        assert (found is not None) is told and (found is None or found.verdict == "fail"), role
    first = check(with_metrics(BOOK, rate(175.0, doubt=DOUBT), rate(180.0, page=9, doubt=DOUBT)), "metric.implausible", RATE)
    assert first.verdict == "unsure" and [e.page for e in first.evidence] == [6]
    doubts = check(with_metrics(BOOK, rate(75.0, doubt=DOUBT), rate(80.0, page=9, doubt=DOUBT)), "metric.implausible", RATE)
    assert doubts.verdict == "unsure" and [e.page for e in doubts.evidence] == [6]
    unknown = with_metrics(BOOK, metric("no_such_metric", -5.0, unit="%"))
    assert ("metric.implausible", "no_such_metric") not in checks(unknown)
