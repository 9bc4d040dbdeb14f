"""Totals with their kinds, parts with their wholes, differences with their two levels: what adds up, what cannot, what says nothing of it."""

from __future__ import annotations

import pytest

from models.application import DIFFERENCE, Application, Metric
from models.checks import Finding
from tests.rules_support import metric, rulebook, sound, turned, with_section
from validators.case import Case
from validators.sums import differences, parts_over_wholes, sums

PROFILE, OTHER = "lighthouse.profile", "lighthouse.foundation"
BARE = turned(sound("lighthouse"), metrics=())
KINDS = {"发明专利": "invention_patents", "实用新型": "utility_models", "外观设计": "design_patents", "软件著作权": "software_copyrights"}
DOUBT = "两次读数不同"


def right(raw: str, n: float, **more: object) -> Metric:
    return metric(KINDS.get(raw[:4], KINDS.get(raw[:5], "ip_total")), n, None, raw=raw, **{"places": 0, "section": PROFILE, **more})


def book(text: str, *metrics: Metric) -> Application:
    return turned(with_section(BARE, PROFILE, text=text), metrics=metrics)


def summed(text: str, *metrics: Metric) -> list[Finding]:
    return list(sums(Case(book(text, *metrics), rulebook())))


def stated(total: int, *kinds: int, words: str = "，其中", **more: object) -> list[Finding]:
    """A total of rights in one sentence with the first kinds of them; ``more`` changes the last."""
    raws = [f"{name}{n}件" for name, n in zip(KINDS, kinds, strict=False)]
    made = [right(raw, n, **(more if raw == raws[-1] else {})) for raw, n in zip(raws, kinds, strict=True)]
    return summed(f"{total}项{words}{'、'.join(raws)}。", right(f"{total}项", total), *made)


@pytest.mark.parametrize(("total", "kinds", "verdict", "words"), [
    (6, (1, 2, 3), "pass", "合计 6项，一致"), (5, (1, 2, 3), "fail", "多于总数"), (7, (1, 2, 3), None, ""),  # three of four kinds: there may be the fourth
    (10, (1, 2, 3, 4), "pass", "一致"), (11, (1, 2, 3, 4), "unsure", "少于总数，请核实是否另有其他类别"), (9, (1, 2, 3, 4), "fail", "多于总数"),
    (3, (1, 2), "pass", "一致"), (2, (1, 2), "fail", "多于总数"), (1, (2,), None, ""),  # one kind is no list
])  # fmt: skip
def test_a_total_and_its_kinds(total: int, kinds: tuple[int, ...], verdict: str | None, words: str) -> None:
    found = stated(total, *kinds)
    assert [f.verdict for f in found] == ([verdict] if verdict else []) and all(words in f.message for f in found)


@pytest.mark.parametrize(("words", "more", "count"), [
    ("，其中", {}, 1), ("，包括", {}, 1), ("，分别为", {}, 1), ("（", {}, 1), ("，另有", {}, 0),  # what makes the kinds parts of the total
    ("。其中", {}, 0), ("！其中", {}, 0), ("，其中", {"section": OTHER}, 0), ("，其中", {"period": "2023"}, 0), ("，其中", {"relation": "≥"}, 0),
])  # fmt: skip
def test_what_is_a_part_of_a_total(words: str, more: dict, count: int) -> None:
    period = more.pop("period", None)
    found = stated(2, 1, 2, words=words, **more) if period is None else summed(
        "2项，其中发明专利1件、实用新型2件。", right("2项", 2), right("发明专利1件", 1), right("实用新型2件", 2).model_copy(update={"period": period})
    )  # fmt: skip
    assert [f.verdict for f in found] == ["fail"] * count


def test_a_total_that_is_said_elsewhere_or_loosely_has_no_parts() -> None:
    parts = right("发明专利1件", 1), right("实用新型2件", 2)
    text = "拥有知识产权2项，其中发明专利1件、实用新型2件。"
    assert [f.verdict for f in summed(text, right("2项", 2), *parts)] == ["fail"]
    assert summed(text, right("3项", 3), *parts) == [] == summed(text, right("2项", 2, relation="≥"), *parts)
    assert summed(text, right("2项", 2, section="lighthouse.no-such"), *parts) == []
    away = right("实用新型二件", 2)
    assert summed(text, right("2项", 2), parts[0], away) == [], "one of the two stands elsewhere"
    twice = right("发明专利1件", 1), right("发明专利1件", 1), right("实用新型2件", 2)
    assert summed(text, right("2项", 2), *twice) == [], "a kind said twice is counted once or twice: nobody knows"
    wrapped = summed("拥有知识产权2项，其\n中发明专利1件、实用新型2件。", right("2项", 2), *parts)
    assert [f.verdict for f in wrapped] == ["fail"], "a line's end is no sentence's"


@pytest.mark.parametrize(
    ("total", "more", "verdict"),
    [(5, {"doubt": DOUBT}, "unsure"), (5, {"confidence": 0.59}, "unsure"), (5, {"confidence": 0.6}, "fail"), (6, {"doubt": DOUBT}, "pass")],
)
def test_a_sum_with_a_doubtful_part(total: int, more: dict, verdict: str) -> None:
    assert [f.verdict for f in stated(total, 1, 2, 3, **more)] == [verdict]


# ---------------------------------------------------------------- parts and wholes


def over(*metrics: Metric) -> list[Finding]:
    return list(parts_over_wholes(Case(turned(BARE, metrics=metrics), rulebook())))


def staff(v: float, **more: object) -> Metric:
    return metric("staff_total", v, **{"places": 0, **more})


def rd(v: float, **more: object) -> Metric:
    return metric("rd_staff", v, **{"places": 0, **more})


@pytest.mark.parametrize(("metrics", "verdicts"), [
    ((rd(41), staff(40)), ["fail"]), ((rd(40), staff(40)), []), ((rd(41),), []), ((staff(40),), []),
    ((rd(41, period="2023"), staff(40)), []), ((rd(41), staff(40), staff(41, page=9)), []), ((rd(42), staff(40), staff(41, page=9)), ["fail"]),  # more than any of them
    ((rd(41, relation="≥"), staff(40)), []), ((rd(41), staff(40, relation="≥")), []), ((rd(41), staff(40), staff(30, page=9, relation="≥")), []),
    ((rd(41, doubt=DOUBT), staff(40)), ["unsure"]), ((rd(41), staff(40, doubt=DOUBT)), ["unsure"]), ((rd(42), staff(40), staff(41, page=9, confidence=0.5)), ["unsure"]),
    ((metric("rd_expense", 100.0, raw="100万元"), metric("main_revenue", 99.0, raw="99万元")), []), ((metric("rd_expense", 100.1, raw="100.1万元"), metric("main_revenue", 99.0, raw="99万元")), ["fail"]),
    ((metric("absorption_expense", 130.0, role="other"), metric("tech_import_expense", 100.0, role="other")), []),  # 比值 may be above 100%
    ((metric("gross_output", 900.0, role="other"), metric("energy_consumption", 90.0, role="other")), []),
])  # fmt: skip
def test_a_part_is_no_more_than_its_whole(metrics: tuple[Metric, ...], verdicts: list[str]) -> None:
    found = over(*metrics)
    assert [f.verdict for f in found] == verdicts
    assert all({e.page for e in f.evidence} == {6} and "部分多于总体" in f.message for f in found)


# ---------------------------------------------------------------- differences


def level(v: float, role: str, **more: object) -> Metric:
    return metric("digitization_rate", v, None, **{"role": role, "section": PROFILE, "places": 1, **more})


def points(v: float, **more: object) -> Metric:
    return metric(
        "digitization_rate", v, None, **{"scope": DIFFERENCE, "unit": "个百分点", "section": PROFILE, "places": 1, "role": "other", **more}
    )


def differ(*metrics: Metric) -> list[str]:
    return [f.verdict for f in differences(Case(turned(BARE, metrics=metrics), rulebook()))]


BEFORE, AFTER = level(42.5, "before"), level(68.3, "after")


@pytest.mark.parametrize(("said", "verdict"), [
    (25.8, "pass"), (25.9, "pass"), (26.0, "pass"), (26.1, "unsure"), (25.6, "pass"), (25.5, "unsure"), (20.0, "unsure"), (30.0, "unsure"), (110.8, "unsure"),  # rounding of all three, and a tenth
])  # fmt: skip
def test_points_between_two_levels(said: float, verdict: str) -> None:
    """由42.5%提升至68.3%，提高25.8个百分点."""
    assert differ(BEFORE, AFTER, points(said)) == [verdict]


def test_the_tenth_that_a_difference_may_be_off() -> None:
    exact = {"places": 4}
    levels = level(40.0, "before", **exact), level(60.0, "after", **exact)
    assert [differ(*levels, points(v, **exact)) for v in (20.1, 19.9, 20.11, 19.89)] == [["pass"], ["pass"], ["unsure"], ["unsure"]]
    assert differ(*levels, points(21.0, **exact)) == ["unsure"]


@pytest.mark.parametrize("metrics", [
    (BEFORE, points(25.8)), (AFTER, points(25.8)), (points(25.8), BEFORE, AFTER), (AFTER, BEFORE, points(25.8)), (BEFORE, AFTER),
    (level(42.5, "before", relation="<"), AFTER, points(25.8)), (BEFORE, level(68.3, "after", relation="≥"), points(25.8)),
    (BEFORE, AFTER, points(25.8, section=OTHER)), (level(42.5, "before", section=OTHER), AFTER, points(25.8)), (BEFORE, level(68.3, "actual"), points(25.8)),
    (BEFORE, metric("networked_rate", 68.3, None, role="after", section=PROFILE), points(25.8)), (AFTER, AFTER, points(25.8)),
])  # fmt: skip
def test_a_difference_without_its_two_levels_is_held_against_nothing(metrics: tuple[Metric, ...]) -> None:
    assert differ(*metrics) == []


def test_a_difference_belongs_to_the_two_levels_before_it() -> None:
    other = level(10.0, "before", page=9), level(90.0, "after", page=9)
    assert differ(*other, BEFORE, AFTER, points(25.8)) == ["pass"] == differ(BEFORE, AFTER, points(25.8), *other)
    assert differ(BEFORE, level(68.3, "target"), points(25.8)) == ["pass"]
    (found,) = differences(Case(turned(BARE, metrics=(BEFORE, AFTER, points(20.0, page=9))), rulebook()))
    assert "相差 25.8个百分点" in found.message and "所写为 20个百分点" in found.message and {e.page for e in found.evidence} == {6, 9}
