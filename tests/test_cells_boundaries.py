"""One cell of a county's table against the books, at the boundaries of `validators.table_cells`: what counts as the same, and from where on."""

from __future__ import annotations

import pytest

from models.application import Application
from models.evidence import Evidence
from models.rulebook import Rulebook, SummaryColumn
from models.summary import TableRow
from tests.rules_support import NAME, rulebook, section, sound, turned, value, with_field
from validators.batch_case import BatchCase, BatchFinding
from validators.table_cells import compare

BOOK, CHAIN = sound("lighthouse"), sound("chain")
DOUBT = "两次读数不同"


def cell(
    column: SummaryColumn, said: str, *books: Application, sure: float | None = 1.0, book: Rulebook | None = None, **more: object
) -> BatchFinding | None:
    place = Evidence(file="汇总表.xlsx", page=1, bbox=(0, 0, 1, 1), text=said)
    row = TableRow(
        file="汇总表.xlsx", county="灵寿县", kind="shuzhi", name=NAME, cells={column.name: said}, evidence={column.name: place},
        confidence={} if sure is None else {column.name: sure},
    ).model_copy(update=more)  # fmt: skip
    return compare(BatchCase(books, (), {}, book or rulebook()), row, column, books)


def column(kind: str, **more: str) -> SummaryColumn:
    return SummaryColumn(name="此栏", kind=kind, **more)  # type: ignore[arg-type]


def verdict(found: BatchFinding | None) -> str:
    return found.verdict if found else "none"


# ---------------------------------------------------------------- fields


def test_a_field_is_taken_from_the_first_book_that_states_it() -> None:
    scale = column("above_scale", field="above_scale")
    silent = turned(with_field(BOOK, "above_scale", None), id="silent")
    blank = turned(with_field(BOOK, "above_scale", value("")), id="blank")
    found = cell(scale, "是", silent, blank, BOOK)
    assert found and found.verdict == "pass" and found.applicants == ("sound",)
    found = cell(scale, "是", silent, blank)
    assert found and found.verdict == "unsure" and found.applicants == ("silent",) and "未能识读" in found.message
    assert verdict(cell(scale, "否", silent, BOOK)) == "fail"
    assert cell(column("person"), "张", BOOK) is None, "a column that no book answers"
    several = cell(scale, "是", with_field(BOOK, "above_scale", value(["规上", "规下"])))
    assert several and several.verdict == "unsure" and "未能识读" in several.message


@pytest.mark.parametrize(("said", "sure", "field", "words"), [
    ("是", 0.9, value("规上"), "一致"), ("是", 0.89, value("规上"), "识读存疑（汇总表此处识读存疑）"), ("否", 0.89, value("规上"), "识读存疑（汇总表此处识读存疑）"),
    ("是", 1.0, value("规上", confidence=0.6), "一致"), ("是", 1.0, value("规上", confidence=0.59), "识读存疑（识别把握不足）"), ("否", 1.0, value("规上", doubt=DOUBT), f"识读存疑（{DOUBT}）"),
    ("待定", 1.0, value("规上"), "是否一致难以判定"), ("", 1.0, value("规上"), "为空白"),
])  # fmt: skip
def test_a_doubt_says_whose_it_is(said: str, sure: float, field: object, words: str) -> None:
    found = cell(column("above_scale", field="above_scale"), said, with_field(BOOK, "above_scale", field), sure=sure)  # type: ignore[arg-type]
    assert found and words in found.message and found.verdict == ("pass" if words == "一致" else "unsure")


@pytest.mark.parametrize(("said", "printed", "expected"), [
    ("灵寿县", "灵寿县", "pass"), ("灵寿县城", "灵寿县", "unsure"), ("灵寿", "灵寿县", "unsure"), ("石家庄市", "灵寿县", "fail"), ("灵寿县", "石家庄市", "fail"), ("石家庄市", "石家庄", "pass"),
    ("石家庄高新技术产业开发区", "高新区", "pass"), ("循环化工技术产业开发区", "循环化工区", "fail"), ("循环化工经济开发区", "循环化工经开区", "pass"),
])  # fmt: skip
def test_counties(said: str, printed: str, expected: str) -> None:
    assert verdict(cell(column("county"), said, with_field(BOOK, "county", value(printed)))) == expected


@pytest.mark.parametrize(
    ("said", "printed", "expected"),
    [("平台赋能", "平台赋能模式", "pass"), ("平台", "供应链", "fail"), ("供应链", "链", "unsure"), ("链", "供应链", "unsure")],
)
def test_modes(said: str, printed: str, expected: str) -> None:
    assert verdict(cell(column("mode", field="chain_mode"), said, with_field(BOOK, "chain_mode", value(printed)))) == expected


# ---------------------------------------------------------------- industries

LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉天地玄黄宙"
"""25 characters, no two of them the same."""


def called(alike: int, mark: str) -> str:
    """A label that has its first characters in common with `LETTERS`, and no other."""
    return LETTERS[:alike] + mark * (25 - alike)


def industry(said: str, printed: str, *labels: str) -> str:
    """The verdict where the form has these industries."""
    book = rulebook()
    spec = book.field("pilot_industry")
    assert spec is not None
    options = [spec.options[0].model_copy(update={"value": label, "labels": [label]}) for label in labels]
    fields = [f.model_copy(update={"options": options}) if f.id == spec.id else f for f in book.form.fields]
    changed = book.model_copy(update={"form": book.form.model_copy(update={"fields": fields})})
    return verdict(cell(column("industry", field="pilot_industry"), said, with_field(BOOK, "pilot_industry", value(printed)), book=changed))


@pytest.mark.parametrize(("said", "printed", "labels", "expected"), [
    (LETTERS[:4], LETTERS[:3] + "口", (LETTERS[:3] + "口",), "pass"), (LETTERS[:25], called(18, "口"), (called(18, "口"),), "unsure"),  # 75 of a hundred, 72
    (LETTERS, called(20, "口"), (called(20, "口"), called(17, "田")), "pass"), (LETTERS, called(20, "口"), (called(20, "口"), called(18, "田")), "unsure"),  # a lead of 12, of 8
    (LETTERS, called(20, "口"), (called(20, "口"), called(20, "田")), "unsure"), (LETTERS, called(17, "田"), (called(17, "田"), called(20, "口")), "fail"),
    ("甲乙", "甲乙", (), "pass"), ("甲乙", "甲丙", (), "unsure"),
    ("医药", "生物医药制造业", ("生物医药制造业", "食品"), "pass"), ("药", "生物医药制造业", ("生物医药制造业", "食品"), "unsure"),  # a word of two characters names it
    ("食品", "生物医药制造业", ("生物医药制造业", "食品"), "fail"), ("业", "食品", ("食品",), "unsure"),
])  # fmt: skip
def test_which_industry_a_cell_names(said: str, printed: str, labels: tuple[str, ...], expected: str) -> None:
    assert industry(said, printed, *labels) == expected


# ---------------------------------------------------------------- titles


def _off(text: str, count: int) -> str:
    return "口" * count + text[count:]


SHORT, TITLE = LETTERS[:10], LETTERS + "春夏秋冬东西南北前后左右上下里外山水田林湖草沙风云"


@pytest.mark.parametrize(("said", "printed", "sure", "expected"), [
    (SHORT, SHORT, 1.0, "pass"), (_off(SHORT, 1), SHORT, 1.0, "fail"), (_off(SHORT, 1), SHORT, 0.99, "pass"), (SHORT[1:], SHORT, 0.99, "pass"),
    (_off(SHORT, 2), SHORT, 0.99, "unsure"), (_off(SHORT, 3), SHORT, 0.99, "fail"),  # two characters of a short title
    (_off(TITLE, 4), TITLE, 0.99, "unsure"), (_off(TITLE, 5), TITLE, 0.99, "fail"),  # eight in a hundred of a long one
    ("带动12家企业", "带动15家企业", 0.99, "fail"), ("带动十二家企业", "带动十五家企业", 0.99, "fail"), ("带动12家企业", "带动12家全业", 0.99, "pass"), ("降本2.5%", "降本2.6%", 0.99, "fail"),
])  # fmt: skip
def test_titles(said: str, printed: str, sure: float, expected: str) -> None:
    title, book = column("title", field="case_name"), turned(CHAIN, fields={"case_name": value(printed)})
    assert verdict(cell(title, said, book, sure=sure)) == expected
    if sure < 1:
        scanned = turned(CHAIN, fields={"case_name": value(printed, confidence=0.99)})
        assert verdict(cell(title, said, scanned)) == expected == verdict(cell(title, said, scanned, sure=None))
    assert len(TITLE) == 50


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(("name", "formers", "sure", "field", "expected", "words"), [
    (NAME, (), 1.0, value(NAME), "pass", "一致"), (NAME, (), 0.9, value(NAME, confidence=0.6), "pass", "一致"), (NAME, (), 0.89, value(NAME), "unsure", "识读存疑"),
    (NAME, (), 1.0, value(NAME, doubt=DOUBT), "unsure", "识读存疑"), (NAME, (), 1.0, None, "unsure", "识读存疑"),
    ("河北橙远智能装备有限公司", (), 1.0, value(NAME), "unsure", "相差一字"), ("河北新名智能装备有限公司", (NAME,), 1.0, value(NAME), "unsure", "可能已更名"),
])  # fmt: skip
def test_the_name_of_a_row(name: str, formers: tuple[str, ...], sure: float, field: object, expected: str, words: str) -> None:
    found = cell(column("name"), name, with_field(BOOK, "company_name", field), sure=sure, name=name, formers=formers)  # type: ignore[arg-type]
    assert found and found.verdict == expected and words in found.message


# ---------------------------------------------------------------- directions

NEW = column("direction", programme="innovation")


def ticking(*directions: str, **more: object) -> Application:
    return with_field(BOOK, "directions", value(list(directions), **more))


@pytest.mark.parametrize(("said", "books", "sure", "expected"), [
    ("是", [ticking("innovation")], 1.0, "pass"), ("否", [ticking("innovation")], 1.0, "fail"), ("否", [ticking("lighthouse")], 1.0, "pass"), ("是", [ticking("lighthouse")], 1.0, "fail"),
    ("是", [ticking("lighthouse"), ticking("innovation")], 1.0, "pass"), ("否", [ticking("lighthouse"), ticking("innovation")], 1.0, "fail"),  # all its books together
    ("是", [ticking("innovation")], 0.9, "pass"), ("是", [ticking("innovation")], 0.89, "unsure"), ("否", [ticking("innovation")], 0.89, "unsure"),
    ("", [ticking("innovation")], 1.0, "unsure"), ("待定", [ticking("innovation")], 1.0, "unsure"),
    ("是", [ticking("innovation"), with_field(BOOK, "directions", None)], 1.0, "unsure"), ("是", [ticking("innovation", doubt=DOUBT)], 1.0, "unsure"),
    ("是", [with_field(BOOK, "directions", value("innovation"))], 1.0, "unsure"), ("否", [ticking("lighthouse", confidence=0.59)], 1.0, "unsure"), ("否", [ticking("lighthouse", confidence=0.6)], 1.0, "pass"),
])  # fmt: skip
def test_a_direction(said: str, books: list[Application], sure: float, expected: str) -> None:
    found = cell(NEW, said, *books, sure=sure)
    assert found and found.verdict == expected and found.evidence[0].file == "汇总表.xlsx", found and found.message
    assert cell(column("direction", programme="no-such"), said, *books) is None


# ---------------------------------------------------------------- short accounts

BRIEF = column("brief", section="chain.summary.abstract")


def told(text: str, **more: object) -> Application:
    abstract, rest = section("chain.summary.abstract", 5, text=""), section("chain.measures", 7, text=text, **more)
    return turned(CHAIN, sections=(abstract, rest, section("lighthouse.profile", 6, text="共999家企业，缩短99%。")))


@pytest.mark.parametrize(("said", "text", "expected"), [
    ("带动8家", "带动八家企业", "pass"), ("带动10家", "带动十家企业", "pass"), ("带动12家", "带动十二家企业", "pass"), ("带动20家", "带动二十家企业", "pass"), ("带动23家", "带动二十三家企业", "pass"),
    ("带动十三家", "带动13家企业", "pass"), ("带动13家", "带动十二家企业", "fail"), ("带动30家", "带动三十余家", "pass"),
    ("带动12家", "带动112家企业", "fail"), ("带动12家", "带动3.12家企业", "fail"), ("缩短2.5%", "缩短2.5%", "pass"), ("缩短2.5%", "缩短215%", "fail"), ("投入300万元", "投入300多万元", "pass"), ("投入300余万元", "投入300万元", "pass"),
    ("带动12家、缩短20%", "带动12家", "unsure"), ("带动13家、缩短20%", "带动12家", "fail"), ("带动999家", "带动12家", "fail"),  # the book's other parts are no part of the case
    ("没有数字", "带动12家", "pass"), ("", "带动12家", "none"), ("带动12家", "", "none"),
])  # fmt: skip
def test_the_figures_of_a_short_account(said: str, text: str, expected: str) -> None:
    found = cell(BRIEF, said, told(text))
    assert verdict(found) == expected, found and found.message
    if found:
        assert [e.page for e in found.evidence] == [1, 5]


@pytest.mark.parametrize(
    ("sure", "more", "expected"),
    [(0.9, {}, "fail"), (0.89, {}, "unsure"), (1.0, {"unread": 1}, "unsure"), (1.0, {"scanned": True}, "unsure")],
)
def test_a_short_account_that_was_not_read_well_or_whose_book_was_not(sure: float, more: dict, expected: str) -> None:
    found = cell(BRIEF, "带动13家", told("带动12家", **more), sure=sure)
    assert verdict(found) == expected
    assert found and ("识读存疑" in found.message) == (sure < 0.9)
    bare = turned(told("带动12家"), sections=told("带动12家").sections[1:])
    assert [e.page for e in cell(BRIEF, "带动12家", bare).evidence] == [1]  # type: ignore[union-attr]
