"""Two statements of one figure: which may both be right, which differ for a reason that a person must judge, and which contradict each other."""

from __future__ import annotations

import pytest

from models.application import Application, Metric
from models.checks import Finding
from models.evidence import Evidence
from tests.rules_support import BOOK as FILE
from tests.rules_support import metric, rulebook, sound, turned, value, with_field
from validators.case import Case
from validators.contradictions import contradiction

BOOK = turned(sound("innovation"), metrics=())
UNFILLED = with_field(BOOK, "employees", None)
RATE, STAFF, LEVEL, DOUBT = "rd_ratio", "staff_total", "maturity_level", "两次读数不同"


def rate(v: float, period: str | None = "2024", **more: object) -> Metric:
    return metric(RATE, v, period, **more)


def staff(v: float, period: str | None = None, **more: object) -> Metric:
    return metric(STAFF, v, period, **{"places": 0, **more})


def found(*metrics: Metric, book: Application = UNFILLED) -> Finding:
    """What is said of the first metric's id."""
    case = Case(turned(book, metrics=metrics), rulebook())
    return next(f for f in contradiction(case) if f.subject == metrics[0].id)


def placed(v: float, top: float, bottom: float, page: int = 6, file: str = FILE) -> Metric:
    return rate(v, evidence=(Evidence(file=file, page=page, bbox=(100, top, 200, bottom), text=f"{v}"),))


SCENES = "lighthouse.scene-1.results", "lighthouse.scene-2.results"


@pytest.mark.parametrize(("a", "b", "verdict", "words"), [
    (rate(7.1), rate(7.1, page=9), "pass", "共 2 处"), (rate(7.1), rate(6.3, page=9), "fail", "两处不一致。"),
    (rate(7.1, doubt=DOUBT), rate(6.3, page=9), "unsure", "有读数待核对"), (rate(7.1), rate(6.3, page=9, doubt=DOUBT), "unsure", "有读数待核对"),
    (rate(7.1), rate(7.1, page=9, confidence=0.59), "unsure", "读数待核对"), (rate(7.1), rate(7.1, page=9, confidence=0.6), "pass", "一致"),
    (rate(7.1, basis="不含委外研发"), rate(6.3, page=9), "unsure", "口径写法不同（不含委外研发）"), (rate(7.1), rate(6.3, page=9, basis="含委外"), "unsure", "口径写法不同（含委外）"),
    (rate(7.1, basis="含委外"), rate(6.3, page=9, basis="含委外"), "fail", "两处不一致。"),
    (rate(7.1, section=SCENES[0]), rate(6.3, page=9, section=SCENES[1]), "unsure", "分属不同场景"), (rate(7.1, section=SCENES[0]), rate(6.3, page=9, section=SCENES[0]), "fail", "不一致。"),
    (rate(7.1, section=SCENES[0]), rate(6.3, page=9, section="innovation.profile"), "fail", "不一致。"), (rate(7.1, section="innovation.profile"), rate(6.3, page=9, section=SCENES[0]), "fail", "不一致。"),
    (rate(7.1, "2023"), rate(6.3, page=9), "not_applicable", "没有同一时期"), (rate(7.1), rate(6.3, page=9, role="benchmark"), "not_applicable", "没有同一时期"),
    (rate(7.1), rate(6.3, page=9, scope="二车间"), "not_applicable", "没有同一时期"),
    *((rate(7.1, p), rate(6.3, p, page=9), "fail", "不一致。") for p in ("before", "after", "target")),
])  # fmt: skip
def test_two_statements(a: Metric, b: Metric, verdict: str, words: str) -> None:
    said = found(a, b)
    assert said.verdict == verdict and words in said.message, said.message


@pytest.mark.parametrize(("b", "verdict"), [
    (placed(6.3, 112, 124), "unsure"), (placed(6.3, 124, 136), "unsure"), (placed(6.3, 124.1, 136), "fail"),  # beside it, below it by a line at most
    (placed(6.3, 76, 88), "unsure"), (placed(6.3, 76, 87.9), "fail"),  # above it
    (placed(6.3, 100, 112, page=7), "fail"), (placed(6.3, 100, 112, file="另一份.pdf"), "fail"),
])  # fmt: skip
def test_two_figures_side_by_side_may_be_a_total_and_its_part(b: Metric, verdict: str) -> None:
    assert found(placed(7.1, 100, 112), b).verdict == verdict == found(b, placed(7.1, 100, 112)).verdict


@pytest.mark.parametrize(("metrics", "verdict"), [
    ((rate(7.1, None), rate(6.3)), "unsure"), ((rate(7.1, None), rate(7.1)), "not_applicable"), ((rate(7.1, "after"), rate(6.3)), "unsure"),
    ((rate(7.1, None), rate(6.3, "2023")), "not_applicable"), ((rate(7.1, "before"), rate(6.3)), "not_applicable"), ((rate(7.1, "target"), rate(6.3)), "not_applicable"),
    ((rate(7.1, None, role="target"), rate(6.3)), "not_applicable"), ((rate(7.1, None), rate(6.3, "2024", role="target")), "not_applicable"),
    ((staff(180), staff(160, "2024", raw="平均人数160人")), "not_applicable"), ((staff(180), staff(160, "2024")), "unsure"),
    ((staff(180, raw="平均180人"), staff(160, "2024", raw="平均人数160人")), "unsure"), ((rate(7.1, None, raw="平均7.1%"), rate(6.3)), "unsure"),
])  # fmt: skip
def test_a_figure_of_now_beside_one_of_the_fiscal_year(metrics: tuple[Metric, ...], verdict: str) -> None:
    assert found(*metrics).verdict == verdict == found(*metrics[::-1]).verdict


def test_a_figure_of_now_that_is_one_of_the_years_is_no_doubt_of_its_own() -> None:
    """Two figures of the year contradict each other; the undated one that agrees with one of them says no more of it."""
    said = list(contradiction(Case(turned(UNFILLED, metrics=(rate(7.1, None), rate(7.1), rate(6.3, page=9))), rulebook())))
    assert [f.verdict for f in said] == ["fail"] and "时点" not in said[0].message
    split = (rate(7.1, None), rate(7.1, section=SCENES[0]), rate(6.3, page=9, section=SCENES[1]))
    assert "分属不同场景" in found(*split).message


def test_an_average_is_another_figure_than_that_of_a_day() -> None:
    day, mean = staff(180, "2024", raw="年末从业人员180人"), staff(160, "2024", page=9, raw="平均人数160人")
    assert found(day, mean).verdict == "not_applicable", "nothing to hold against it, and so no agreement either"
    assert found(day, staff(160, "2024", page=9)).verdict == "fail" == found(mean, staff(180, "2024", raw="平均180人")).verdict
    assert found(rate(7.1, raw="平均7.1%"), rate(6.3, page=9)).verdict == "fail", "only head counts have averages"


@pytest.mark.parametrize(("m", "verdict"), [
    (staff(180), "pass"), (staff(179), "fail"), (staff(180, "after"), "pass"),
    (staff(180, relation="≥", low=180.0), "pass"), (staff(181, relation="≥", low=181.0), "fail"), (staff(170, relation=">", low=170.0), "pass"), (staff(170, relation="≥"), "pass"), (staff(190, relation="≥"), "fail"),
    (staff(180, relation="≤", high=180.0), "pass"), (staff(179, relation="≤", high=179.0), "fail"), (staff(200, relation="<", high=200.0), "pass"),
    (staff(180, relation="≥", low=170.0, high=180.0), "pass"), (staff(185, relation="≈", low=180.0, high=190.0), "pass"), (staff(186, relation="≈", low=181.0, high=191.0), "fail"), (staff(170, relation="≈", low=161.0, high=179.0), "fail"),
    (staff(171, relation="≈"), "pass"), (staff(189, relation="≈"), "pass"), (staff(170, relation="≈"), "fail"), (staff(190, relation="≈"), "fail"), (staff(100, relation="≈", low=95.0), "fail"),
    (staff(171, "2024"), "unsure"), (staff(189, "2024"), "unsure"), (staff(170, "2024"), "fail"), (staff(190, "2024"), "fail"),  # the days differ
    (staff(171, raw="平均171人"), "unsure"), (staff(170, raw="平均170人"), "fail"),
    (staff(100, doubt=DOUBT), "unsure"), (staff(100, confidence=0.5), "unsure"),
    (staff(100, "2022"), "fail"), (staff(100, "before"), "not_applicable"), (staff(100, "target"), "not_applicable"),
])  # fmt: skip
def test_the_head_count_of_the_text_against_the_forms_180(m: Metric, verdict: str) -> None:
    said = found(m, book=BOOK)
    assert said.verdict == verdict, said.message
    assert verdict in ("pass", "not_applicable") or {e.page for e in said.evidence} == {4, 6}


@pytest.mark.parametrize(
    ("said", "verdict"), [("三级", "pass"), ("四级", "fail"), ("二级", "fail"), ("", "not_applicable"), ("未定", "not_applicable")]
)
def test_the_level_of_the_text_against_the_forms(said: str, verdict: str) -> None:
    book = with_field(BOOK, "maturity_level", value(said))
    assert found(metric(LEVEL, 3.0, "2024", places=0), book=book).verdict == verdict


@pytest.mark.parametrize("empty", [None, "", [], "约180人"])
def test_a_form_without_a_number_is_held_against_nothing(empty: object) -> None:
    assert found(staff(100), book=with_field(BOOK, "employees", value(empty))).verdict == "not_applicable"
