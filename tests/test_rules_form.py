"""Rules over the form: each with a case that passes, one that fails, one in doubt, and one where the page was not read."""

from __future__ import annotations

import pytest

from tests.rules_support import (
    NAME,
    broken,
    metric,
    paper,
    sound,
    turned,
    unread,
    value,
    verdict,
    with_field,
    with_marks,
    with_metrics,
    with_papers,
)

BOOK = sound("lighthouse")


@pytest.mark.parametrize(
    "programmes", [("lighthouse",), ("workshop",), ("innovation",), ("chain",), ("lighthouse", "innovation"), ("workshop", "innovation")]
)
def test_an_application_without_fault_has_none(programmes: tuple[str, ...]) -> None:
    assert broken(sound(*programmes)) == set()


def test_blank_cell_fails_only_where_the_form_was_read() -> None:
    blank = with_field(BOOK, "subfield", value(None))
    assert verdict(BOOK, "form.field-missing", "subfield") == "pass"
    assert verdict(blank, "form.field-missing", "subfield") == "fail"
    assert verdict(unread(blank, 4), "form.field-missing", "subfield") == "unsure"
    assert (
        verdict(with_field(BOOK, "subfield", value("制药", doubt="印章压字，两次读数不同")), "form.field-missing", "subfield") == "unsure"
    )
    assert verdict(sound("chain"), "form.field-missing") == "not_applicable"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("91130126MA0CPTDW81", "pass"),
        ("91130126MA0CPTDW82", "fail"),  # check character
        ("91130126MA0CPTDW8", "fail"),  # 17 characters
        ("9113O126MA0CPTDW81", "fail"),  # the letter O is none of the alphabet
        ("130126000012345", "fail"),  # a registration number of the old kind
        ("91110000600037341L", "pass"),
    ],
)
def test_uscc(code: str, expected: str) -> None:
    assert verdict(with_field(BOOK, "uscc", value(code)), "form.uscc-invalid") == expected


def test_uscc_in_doubt_is_not_judged() -> None:
    assert verdict(with_field(BOOK, "uscc", value("91130126MA0CPTDW82", doubt="末位两次读数不同")), "form.uscc-invalid") == "unsure"
    assert verdict(with_field(BOOK, "uscc", value("91130126MA0CPTDW81", confidence=0.4)), "form.uscc-invalid") == "unsure"


@pytest.mark.parametrize(
    ("code", "expected"), [("3544", "pass"), ("C3544", "pass"), ("354", "fail"), ("3399", "pass"), ("6513", "fail"), ("3999", "fail")]
)
def test_industry_code(code: str, expected: str) -> None:
    assert verdict(with_field(BOOK, "industry_code", value(code)), "form.industry-code-invalid") == expected


def test_choice_from_the_boxes() -> None:
    two = with_marks(BOOK, form__size__中型="present")
    none = with_marks(BOOK, form__size__小型="absent")
    faint = with_marks(BOOK, form__size__小型="unsure")
    assert verdict(BOOK, "form.choice-unclear", "size") == "pass"
    assert verdict(two, "form.choice-unclear", "size") == "fail"
    assert verdict(none, "form.choice-unclear", "size") == "fail"
    assert verdict(faint, "form.choice-unclear", "size") == "unsure"
    assert verdict(unread(none, 4), "form.choice-unclear", "size") == "unsure"
    assert verdict(with_marks(BOOK, form__size__中型="unsure"), "form.choice-unclear", "size") == "unsure"


def test_choice_without_boxes_is_taken_from_the_reading() -> None:
    bare = turned(BOOK, marks=())
    assert verdict(with_field(bare, "size", value(["中型", "小型"])), "form.choice-unclear", "size") == "fail"
    assert verdict(with_field(bare, "size", value(["中型", "小型"], doubt="框内痕迹不清")), "form.choice-unclear", "size") == "unsure"
    assert verdict(with_field(bare, "size", None), "form.choice-unclear", "size") == "unsure"


def test_directions() -> None:
    both = sound("lighthouse", "innovation")
    three = with_marks(both, form__directions__workshop="present")
    assert verdict(both, "form.too-many-directions") == "pass"
    assert verdict(three, "form.too-many-directions") == "fail"
    assert verdict(three, "form.exclusive-directions") == "fail"
    assert verdict(with_marks(both, form__directions__workshop="unsure"), "form.exclusive-directions") == "unsure"
    assert verdict(with_marks(both, form__directions__workshop="unsure"), "form.too-many-directions") == "unsure"
    assert verdict(both, "form.exclusive-directions") == "pass"


def test_directions_and_books() -> None:
    ticked = with_marks(BOOK, form__directions__innovation="present")
    assert verdict(ticked, "form.direction-without-book", "innovation") == "fail"
    assert verdict(unread(ticked, 9), "form.direction-without-book", "innovation") == "unsure"
    assert verdict(BOOK, "form.direction-without-book", "innovation") == "not_applicable"
    both = sound("lighthouse", "innovation")
    untic = with_marks(both, form__directions__innovation="absent")
    assert verdict(untic, "form.book-without-direction", "innovation") == "fail"
    assert verdict(with_marks(both, form__directions__innovation="unsure"), "form.book-without-direction", "innovation") == "unsure"
    assert verdict(both, "form.book-without-direction", "innovation") == "pass"


@pytest.mark.parametrize(
    ("employees", "revenue", "size", "expected"),
    [
        (180, 3000.0, "小型", "pass"),
        (300, 2000.0, "中型", "pass"),  # both legs exactly reached
        (299, 38000.0, "中型", "fail"),
        (320, 1900.0, "中型", "fail"),
        (19, 3000.0, "微型", "pass"),
        (1200, 52000.0, "中型", "fail"),
        (1200, 39000.0, "中型", "pass"),
    ],
)
def test_size(employees: int, revenue: float, size: str, expected: str) -> None:
    application = with_field(BOOK, "employees", value(employees))
    application = with_marks(application, **{"form__size__小型": "absent", f"form__size__{size}": "present"})
    application = with_papers(application, "audit_report", paper("audit_report", 22, holder=NAME, year="2024", revenue=revenue))
    application = with_metrics(application, metric("main_revenue", revenue))
    assert verdict(application, "form.size-inconsistent") == expected


def test_size_in_doubt() -> None:
    assert verdict(with_field(BOOK, "employees", value(320, doubt="两次读数不同")), "form.size-inconsistent") == "unsure"
    bare = turned(with_papers(BOOK, "audit_report"), metrics=())
    assert verdict(bare, "form.size-inconsistent") == "unsure"
    two = with_metrics(with_marks(BOOK, form__size__小型="absent", form__size__微型="present"), metric("main_revenue", 200.0))
    assert verdict(two, "form.size-inconsistent") == "unsure"  # the audit's revenue and the book's give different sizes
