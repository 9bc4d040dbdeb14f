"""Names of a scanned form that cannot be right as read, settled by what the book prints elsewhere."""

from __future__ import annotations

import pytest

from extractors.form_settled import settle
from models.application import FieldValue
from models.geometry import Box
from models.outline import Outline
from models.pages import Line, Page
from tests.outline_support import rulebook

NAME = "河北晨禾乳业有限公司"


def page(number: int, *lines: str, origin: str = "ocr") -> Page:
    boxes = [Line(t, Box(50, 50 + 20 * i, 400, 64 + 20 * i), 0.95) for i, t in enumerate(lines)]
    return Page("a.pdf", number, 595, 842, origin=origin, lines=tuple(boxes))  # type: ignore[arg-type]


def settled(id: str, read: str, *others: str, confidence: float = 0.9, origin: str = "ocr", enclosed: bool = False) -> FieldValue:
    form, rest = page(1, read, origin=origin), page(2, *others)
    outline = Outline((), (), pages=(form, rest), enclosed=(rest,) if enclosed else ())
    value = FieldValue(value=read, evidence=(form.evidence(form.lines[0].box, read),), confidence=confidence)
    return settle({id: value}, outline, rulebook())[id]


@pytest.mark.parametrize("read", ["河北晨禾乳业有限公司限", "河北晨禾乳业有限公司、"])
def test_a_stray_character_behind_the_legal_form_goes_where_the_book_prints_the_name(read: str) -> None:
    value = settled("company_name", read, f"{NAME}通过平台带动上下游")
    assert value.value == NAME
    assert read in value.readings and not value.doubt


def test_a_misread_character_is_settled_by_three_other_lines_only() -> None:
    read = "河北辰禾乳业有限公司"
    lines = [f"申报单位：{NAME}", f"{NAME}成立于2008年", f"兹证明{NAME}"]
    assert settled("company_name", read, *lines).value == NAME
    assert settled("company_name", read, *lines[:2]).value == read


def test_a_name_read_clearly_stays_even_where_the_book_prints_another() -> None:
    read = "河北辰禾乳业有限公司"
    assert settled("company_name", read, *[f"{NAME}成立"] * 5, confidence=0.99).value == read


def test_a_parent_s_longer_name_never_takes_the_applicant_s_place() -> None:
    read = "河北晨禾乳业有限公司"
    assert settled("company_name", read, *["河北晨禾乳业集团有限公司控股"] * 5).value == read


def test_a_name_the_book_prints_elsewhere_too_stays() -> None:
    read = "河北辰禾乳业有限公司"
    assert settled("company_name", read, f"申报单位：{read}", *[f"{NAME}成立"] * 5).value == read


def test_papers_of_others_settle_nothing() -> None:
    read = "河北晨禾乳业有限公司限"
    assert settled("company_name", read, *[f"名称 {NAME}"] * 5, enclosed=True).value == read


def test_a_digital_form_is_never_changed() -> None:
    assert settled("county", "柔城区", "栾城区", origin="text").value == "柔城区"


def test_a_county_the_city_does_not_have_is_the_one_that_the_book_names() -> None:
    value = settled("county", "柔城区", "所在县（市、区）：栾城区", confidence=0.98)
    assert value.value == "栾城区" and "柔城区" in value.readings


def test_between_two_counties_a_person_must_look() -> None:
    value = settled("county", "柔城区", "没有县名的一行")
    assert value.value == "柔城区" and value.doubt and value.confidence <= 0.5


def test_a_county_of_another_city_stays_as_read() -> None:
    value = settled("county", "定州市", "所在县（市、区）：定州市", "位于晋州市以北", confidence=0.98)
    assert value.value == "定州市"


@pytest.mark.parametrize("read", [NAME[:-1], NAME[:-2]])
def test_the_lost_end_of_a_name_comes_from_the_book(read: str) -> None:
    assert settled("company_name", read, f"申报单位：{NAME}", f"{NAME}成立于2008年").value == NAME
    assert settled("company_name", read, "河北晨禾乳业集团有限公司控股").value == read
