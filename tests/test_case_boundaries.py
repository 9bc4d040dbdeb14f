"""What `validators.case` tells the rules: what was not read and where, which statements count, whose a name is."""

from __future__ import annotations

import pytest

from models.application import NONE_SAID, PART, UNCLEAR, Application, FieldValue, FileRecord, Metric, PageRecord, Section
from tests.rules_support import NAME, metric, rulebook, sound, turned, value, with_field, without_section
from validators.case import Case, _numbered, firm, last_year, text_of

BOOK = sound("lighthouse")
RATE, DOUBT = "digitization_rate", "两次读数不同"


def case(application: Application) -> Case:
    return Case(application, rulebook())


def page(number: int, kind: str = "narrative", state: str = "read", file: str = "书.pdf") -> PageRecord:
    return PageRecord(file=file, page=number, state=state, kind=kind, width=595.0, height=842.0)


def paged(*kinds: str, role: str = "book") -> Case:
    """A file whose pages were taken for these kinds; ``kind!`` is a page that could not be read."""
    pages = tuple(page(n, k.removesuffix("!"), "illegible" if k.endswith("!") else "read") for n, k in enumerate(kinds, 1))
    return case(Application(id="a", pages=pages, files=(FileRecord(path="书.pdf", sha256="0", pages=len(pages), role=role),)))  # type: ignore[arg-type]


def section(first: int, last: int, file: str = "书.pdf", unread: int = 0) -> Section:
    return Section(id="x", title="x", file=file, first_page=first, last_page=last, unread=unread)


# ---------------------------------------------------------------- what was not read


@pytest.mark.parametrize(("kinds", "unplaced"), [
    (("cover", "narrative", "other", "narrative"), [3]), (("other", "narrative"), [1]), (("narrative", "enclosed", "narrative"), [2]), (("narrative", "blank", "narrative"), []),
    (("narrative", "other"), []), (("other",), []), (("narrative",), []), (("narrative", "other!", "narrative"), []),
    (("narrative", "other", "audit_report", "other", "narrative"), [2]), (("narrative", "audit_report", "other", "narrative"), []), (("audit_report", "other"), []),  # before any known paper
])  # fmt: skip
def test_pages_of_the_books_own_text_that_belong_nowhere(kinds: tuple[str, ...], unplaced: list[int]) -> None:
    assert [p.page for p in paged(*kinds).unplaced_pages] == unplaced
    assert paged(*kinds, role="attachment").unplaced_pages == ()


@pytest.mark.parametrize(("kinds", "body", "enclosed"), [
    (("narrative!",), [1], []), (("form!",), [1], []), (("toc!",), [1], []), (("audit_report!",), [], [1]), (("enclosed!",), [], [1]), (("unread!",), [1], [1]),
    (("narrative", "other", "narrative"), [2], []), (("narrative", "narrative"), [], []),
])  # fmt: skip
def test_which_part_an_unread_page_may_be_of(kinds: tuple[str, ...], body: list[int], enclosed: list[int]) -> None:
    found = paged(*kinds)
    assert [p.page for p in found.unread_body()] == body and [p.page for p in found.unread_enclosed()] == enclosed
    assert bool(found.body_gap()) == bool(body) and bool(found.enclosed_gap()) == bool(enclosed)
    assert paged(*(k for k in kinds if k.endswith("!")), role="attachment").unread_body() == []


@pytest.mark.parametrize(("where", "inside"), [
    (section(2, 3), True), (section(1, 1), False), (section(2, 2), True), (section(1, 2), True), (section(3, 4), False), (section(2, 3, file="另一份.pdf"), False),
])  # fmt: skip
def test_an_unread_page_inside_a_section(where: Section, inside: bool) -> None:
    found = paged("narrative", "narrative!", "narrative", "narrative")
    assert found.page_unread(where) is inside and bool(found.unread_body(where)) is inside
    whole = paged("narrative", "narrative")
    assert not whole.page_unread(where) and whole.page_unread(where.model_copy(update={"unread": 1}))
    odd = paged("narrative", "other", "narrative", "narrative")
    assert not odd.page_unread(where) and bool(odd.unread_body(where)) is inside


def test_what_a_gap_is_called() -> None:
    files = [FileRecord(path=f"夹/{n}.pdf", sha256="0", pages=0, role="book", outcome="encrypted") for n in range(1, 5)]
    unread, odd = [page(n, state="illegible") for n in range(1, 8)], [page(9), page(10)]
    assert (
        Case.gap([], []) == ""
        and Case.gap(unread[:1], []) == "第 1 页未能读出"
        and Case.gap(odd, []) == "第 9 页、第 10 页未能归入任何章节"
    )
    assert Case.gap(unread[:5], []) == "、".join(f"第 {n} 页" for n in range(1, 6)) + "未能读出"
    assert Case.gap(unread[:6], []) == "、".join(f"第 {n} 页" for n in range(1, 6)) + "等未能读出"
    assert Case.gap([page(1, state="failed"), *odd[:1]], files[:1]) == "文件“1.pdf”未能打开，第 1 页未能读出，第 9 页未能归入任何章节"
    assert Case.gap([], files) == "文件“1.pdf”、“2.pdf”、“3.pdf”未能打开"


@pytest.mark.parametrize(("role", "outcome", "body", "enclosed"), [
    ("book", "encrypted", True, True), ("unknown", "timeout", True, True), ("attachment", "encrypted", False, True), ("editable_copy", "encrypted", False, False), ("book", "read", False, False),
])  # fmt: skip
def test_a_file_that_was_not_opened(role: str, outcome: str, body: bool, enclosed: bool) -> None:
    found = case(Application(id="a", files=(FileRecord(path="a.pdf", sha256="0", pages=0, role=role, outcome=outcome),)))  # type: ignore[arg-type]
    assert bool(found.unopened) is (body or enclosed) and bool(found.body_gap()) is body and bool(found.enclosed_gap()) is enclosed


# ---------------------------------------------------------------- who, when, which section


@pytest.mark.parametrize(
    ("programmes", "form"), [((), True), (("chain",), False), (("lighthouse",), True), (("chain", "innovation"), True)]
)
def test_which_books_begin_with_a_form(programmes: tuple[str, ...], form: bool) -> None:
    found = case(Application(id="a", programmes=programmes))
    assert found.with_form is form and {p.id for p in found.programmes} == set(programmes)


@pytest.mark.parametrize(("declared", "committed", "day", "words"), [
    (value("2025-07-20", 3), value("2025-07-19", 2), "2025-07-20", "声明日期"), (value("2025-07", 3), None, "2025-07-01", "声明日期"),
    (value("2025-07-20", 3, doubt=DOUBT), value("2025-07-19", 2), "2025-07-19", "承诺书日期"), (value("2025", 3), value("2025-07-19", 2), "2025-07-19", "承诺书日期"),
    (value("2025-07-20", 3, confidence=0.59), value("2025-07-19", 2, confidence=0.6), "2025-07-19", "承诺书日期"), (value("2025-07-20日", 3), None, "2025-07-16", "通知日期"), (None, None, "2025-07-16", "通知日期"),
])  # fmt: skip
def test_the_day_of_the_declaration(declared: FieldValue | None, committed: FieldValue | None, day: str, words: str) -> None:
    found = case(with_field(with_field(BOOK, "declaration_date", declared), "commitment_date", committed)).declared_on
    assert found[:2] == (day, words) and bool(found[2]) == (words != "通知日期")


def test_the_name_and_whose_it_is() -> None:
    assert case(BOOK).is_applicant("河北澄远智能装备有限责任公司") and not case(BOOK).is_applicant("河北澄远智能装备有限公司分公司")
    nameless = with_field(BOOK, "company_name", None)
    assert case(nameless).name == NAME and not case(turned(nameless, name="")).is_applicant("")
    assert case(with_field(BOOK, "company_name", value("另一家公司"))).name == "另一家公司"


def test_the_sections_below_one() -> None:
    found = case(BOOK)
    parts = {s.id for s in found.children("lighthouse.scene-2")}
    assert parts and all(id.startswith("lighthouse.scene-2.") for id in parts)
    below = {s.id for s in found.children("lighthouse.applications")}
    assert parts < below and "lighthouse.scene-1" in below and "lighthouse.applications" not in below and "lighthouse.profile" not in below
    assert found.children("lighthouse.scene-2.results") == []
    odd = turned(
        BOOK,
        sections=(
            section(1, 1).model_copy(update={"id": "lighthouse.profile.more"}),
            section(1, 1).model_copy(update={"id": "lighthouse.profile-2"}),
        ),
    )
    assert [s.id for s in case(odd).children("lighthouse.profile")] == ["lighthouse.profile.more"]
    assert [_numbered(p, "lighthouse.scene-12.results") for p in ("lighthouse.scene-{n}", "lighthouse.scene-")] == [
        "lighthouse.scene-12",
        "lighthouse.scene-",
    ]
    twice = turned(BOOK, sections=(section(1, 1), section(5, 5)))
    assert case(twice).section("x") == section(1, 1) and case(without_section(BOOK, "form")).section("form") is None


# ---------------------------------------------------------------- statements


def rate(v: float, period: str | None = "2024", **more: object) -> Metric:
    return metric(RATE, v, period, **more)


def test_which_statements_count() -> None:
    assert {a.type for a in case(BOOK).papers("tax_proof")} == {"tax_proof"} and case(BOOK).papers("award") == []
    roles = ("actual", "before", "after", "target", "benchmark", "threshold", "example", "other")
    made = [rate(n, None, role=role) for n, role in enumerate(roles)]
    scopes = [
        rate(10, scope=PART),
        rate(11, scope=UNCLEAR),
        rate(12, scope=NONE_SAID),
        metric("networked_rate", 13.0),
        metric("networked_rate", 14.0, scope=UNCLEAR),
    ]
    found = case(turned(BOOK, metrics=(*made, *scopes, metric("networked_rate", 15.0, scope=NONE_SAID))))
    assert [m.value for m in found.statements(RATE)] == [0, 1, 2, 3] and [
        m.value for m in found.statements(RATE, "benchmark", "after")
    ] == [2, 4]
    assert [m.value for m in found.unclear(RATE)] == [11] and [m.value for m in found.none_said(RATE)] == [12]
    assert [m.value for m in found.parts(RATE)] == [0, 1, 2, 3]
    part = next(m.id for m in rulebook().metrics.metrics if m.part)
    both = case(turned(BOOK, metrics=(metric(part, 1.0), metric(part, 2.0, role="other"))))
    assert [m.value for m in both.parts(part)] == [2.0]


@pytest.mark.parametrize(("metrics", "current"), [
    ((rate(1, "2023"), rate(2, "2024")), [2]), ((rate(1, "2023"), rate(2, "2022")), [1]), ((rate(1, None), rate(2, "2023")), [1]), ((rate(1, None), rate(2, "2024")), [1, 2]), ((rate(1, None), rate(2, "2025")), [1, 2]),
    ((rate(1, "before"), rate(2, "target")), []), ((rate(1, "before", role="actual"), rate(2, "target", role="actual")), []), ((rate(1, "after"),), [1]), ((rate(1, "2022/2024"), rate(2, "2023")), [1]), ((), []),
])  # fmt: skip
def test_which_statements_are_of_now(metrics: tuple[Metric, ...], current: list[float]) -> None:
    assert [m.value for m in case(turned(BOOK, metrics=metrics)).current(RATE)] == current


def test_small_readings() -> None:
    assert [last_year(p) for p in ("2024", "2022/2024", "2024-06", "before", "", None)] == ["2024", "2024", "2024", "", "", ""]
    assert [text_of(f) for f in (None, value(None), value(["a"]), value(" a "), value(3), value(0))] == ["", "", "", "a", "3", "0"]
    assert [firm(f) for f in (None, value(1), value(1, confidence=0.6), value(1, confidence=0.59), value(1, doubt=DOUBT))] == [
        False,
        True,
        True,
        False,
        False,
    ]
