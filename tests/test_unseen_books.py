"""What books of other trades and layouts showed: whose figure, whose table, where a table ends, which of two readings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.columns import halves
from extractors.form import read_form
from extractors.form_dates import Parts, _agreed
from extractors.papers.audit import _surely_yuan
from extractors.papers.sheet import Row, Sheet
from extractors.placing import stamp_places
from extractors.sheets import sheets
from extractors.simplified import in_simplified
from models.geometry import Box
from models.outline import Outline, SectionText
from models.pages import Cell, Line, Page, SourceFile, Table
from models.passage import Passage
from models.simplified import simplified
from models.text import name_key
from tests.outline_support import EM, LEFT, Setter, text
from tests.rules_support import sound, turned, verdict, without_section
from tests.statement_support import read, told
from tests.test_form import CODE, RULES, White, digital, line, table


def _doubts(sentence: str) -> list[str]:
    return [s.doubt for s in read(sentence)]


def test_several_values_behind_one_name_are_in_doubt() -> None:
    assert told("数字化率为68%和72%。") == "digitization_rate 68"
    assert _doubts("数字化率为68%和72%。") == ["一个指标后并列了几个数值"]
    assert _doubts("2023、2024年数字化率为68%和77%。") == ["", ""]
    assert _doubts("数字化率、联网率为68%和72%。") == ["", ""]


@pytest.mark.parametrize(
    ("sentence", "own"),
    [
        ("创新经费和R&D经费占主营业务收入的比重为5.1%和4.3%。", "innovation_expense_ratio 5.1; rd_ratio 4.3"),
        (
            "数字化率和联网率由42%和31%提高到77%和85%。",
            "digitization_rate 42 before; digitization_rate 77 after; networked_rate 31 before; networked_rate 85 after",
        ),
        ("2024年主营业务收入和利润总额为9836万元、612万元。", "main_revenue 9836 2024; total_profit 612 2024"),
        ("2024年底，资产负债率、主营业务收入为38.6%和9836万元。", "debt_ratio 38.6 2024; main_revenue 9836 2024"),
        ("新增发明专利2项、3项实用新型。", "invention_patents 2; utility_models 3"),
    ],
)
def test_as_many_names_as_values_without_respectively(sentence: str, own: str) -> None:
    assert told(sentence) == own and not any(_doubts(sentence))


@pytest.mark.parametrize(
    ("sentence", "own"),
    [
        ("公司派出服务小组驻厂安装，累计为配套企业联网设备233台。", ""),
        ("10家被带动企业平均设备联网率由11%提高到58%。", "driven_sme_count 10"),
        ("累计带动中小企业12家，9家达到数字化水平二级。", "driven_sme_count 12"),
        ("带动12家中小企业实现设备联网率52%。", "driven_sme_count 12"),
        ("公司带动五家企业完成改造，自身设备联网率达到80%。", "driven_sme_count 5; networked_rate 80"),
        ("外部支出27万元，其中付给河北某大学20万元，占74.1%。", ""),
    ],
)
def test_what_is_done_for_others_is_theirs(sentence: str, own: str) -> None:
    assert told(sentence) == own


def _statement() -> Page:
    cells = [["企业名称", "河北乙巳电子有限公司", "统一社会信用代码", CODE], ["所在县（市、区）", "元氏县", "从业人数（人）", "35"]]
    return digital(16, tables=(table(cells),))


def test_a_table_among_the_papers_of_a_chain_book_is_not_its_form() -> None:
    page = _statement()
    kinds = {(page.file, page.number): "enclosed"}
    chain, _ = read_form(Outline(("chain",), (), kinds, pages=(page,)), White(), RULES)
    assert "company_name" not in chain
    other, _ = read_form(Outline(("lighthouse",), (), kinds, pages=(page,)), White(), RULES)
    assert other["company_name"].value == "河北乙巳电子有限公司"


def test_a_cover_set_as_a_table_and_one_that_is_but_the_head_of_the_text() -> None:
    cells = [["申报单位", "河北甲辰乳业有限公司"], ["统一社会信用代码", CODE], ["案例模式", "绿色赋能"]]
    page = digital(1, tables=(table(cells),))
    fields, _ = read_form(Outline(("chain",), (), {(page.file, 1): "cover"}, pages=(page,)), White(), RULES)
    assert (fields["company_name"].value, fields["uscc"].value) == ("河北甲辰乳业有限公司", CODE)
    heading = line("一、案例简介", 80, 200)
    head = digital(1, lines=(line("申报单位：河北甲辰乳业有限公司（盖章）", 80, 100), line(f"统一社会信用代码：{CODE}", 80, 130), heading))
    section = SectionText("chain.summary", "chain.summary", "chain", heading.text, head.file, (head, heading), Passage(), 1, 1)
    fields, _ = read_form(Outline(("chain",), (section,), {(head.file, 1): "narrative"}, pages=(head,)), White(), RULES)
    assert (fields["company_name"].value, fields["uscc"].value) == ("河北甲辰乳业有限公司", CODE)


def test_a_heading_without_a_number_right_below_an_unruled_table_is_no_row_of_it() -> None:
    to = Setter()
    to.paragraph(text(150))
    to.centred("表1 公司改造前后主要指标")
    for cells in (("指标", "改造前", "改造后"), ("数字化率", "46.3%", "73.8%"), ("联网率", "39.5%", "81.0%")):
        y = to._y
        for i, cell in enumerate(cells):
            to._y = y
            to.row(cell, LEFT + 60 + 9 * EM * i)
    to.row("面临的问题及建议", LEFT + 2 * EM)
    to.paragraph(text(90))
    [sheet] = sheets(to.done())
    zones = {r.text: r.zone for r in sheet.rows}
    assert zones["面临的问题及建议"] == "" and zones["联网率 39.5% 81.0%"] == "table"


def test_one_character_in_two_boxes_over_each_other_is_read_once() -> None:
    page = Page("a.pdf", 1, 595, 842)
    two = (Line("信诚紧固件有", Box(185, 565, 486, 585)), Line("有限公司", Box(480, 566, 530, 582)))
    apart = (two[0], Line("有限公司", Box(490, 566, 540, 582)))
    assert (Row(page, two).text, Row(page, apart).text) == ("信诚紧固件有限公司", "信诚紧固件有有限公司")


def test_the_line_that_asks_for_a_seal_is_known() -> None:
    page = digital(
        4,
        lines=(
            line("三、企业申请表", 230, 60),
            line("企业名称：（盖章）", 80, 90),
            line("县（市、区）工业和信息化主管部门：（盖章）", 80, 120),
        ),
    )
    found = stamp_places(Outline(("lighthouse",), (), {(page.file, 4): "form"}, pages=(page,)), RULES)
    assert {k: v.text for k, v in found.items()} == {
        "form": "企业名称：（盖章）",
        "form.county": "县（市、区）工业和信息化主管部门：（盖章）",
    }


def test_a_year_misread_by_a_digit_is_the_notice_s_in_doubt() -> None:
    date, doubt = _agreed([Parts(2005, 7, 18), Parts(2005, 7, 18)], 2025)
    assert date.text == "2025-07-18" and doubt
    assert _agreed([Parts(2019, 7, 18)], 2025)[0].text == "2019-07-18"


@pytest.mark.parametrize(("amount", "sure"), [("86,400,000.00", True), ("8,640.00", False)])
def test_a_statement_without_a_unit_is_in_yuan_only_where_nothing_else_can_be(amount: str, sure: bool) -> None:
    lines = (Line("一、营业收入", Box(80, 100, 160, 114)), Line(amount, Box(300, 100, 400, 114)))
    assert _surely_yuan(Sheet(Page("a.pdf", 1, 595, 842, lines=lines))) is sure


def test_traditional_characters_are_a_slip_of_ocr_not_of_the_file_s_own_text() -> None:
    assert simplified("泵閥裝备乾元") == "泵阀装备乾元"
    assert name_key("石家庄衡川泵閥裝备有限公司") == name_key("石家庄衡川泵阀装备有限公司")
    cell = Cell(0, 0, Box(80, 100, 200, 120), "裝备")
    page = Page("a.pdf", 1, 595, 842, lines=(Line("泵閥裝备", Box(80, 100, 200, 114)),), tables=(Table(cell.box, (cell,)),))
    [read] = in_simplified(SourceFile("a.pdf", "", "book", (page,))).pages
    assert (read.lines[0].text, read.tables[0].cells[0].text) == ("泵阀装备", "装备")
    [own] = in_simplified(SourceFile("a.pdf", "", "book", (replace(page, origin="text"),))).pages
    assert own.lines[0].text == "泵閥裝备"


def _set(words: str, x: float, top: float, per_line: int) -> list[Line]:
    rows = [words[i : i + per_line] for i in range(0, len(words), per_line)]
    return [Line(t, Box(x, top + 18 * n, x + 10 * len(t), top + 18 * n + 11)) for n, t in enumerate(rows)]


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = _set(text(300), 70, 120, 21), _set(text(280), 310, 120, 21)
    title = Line("“链式”数字化转型案例", Box(200, 70, 400, 84))
    foot = Line("第 3 页，共 12 页（续下页）", Box(240, 800, 360, 810))
    page = Page("a.pdf", 1, 595, 842, lines=(title, *(p for pair in zip(left, right, strict=False) for p in pair), left[-1], foot))
    first, second = halves(page)
    assert [p.text for p in first.lines] == [title.text, *(p.text for p in left)]
    assert [p.text for p in second.lines] == [*(p.text for p in right), foot.text]


def test_two_columns_with_a_list_at_the_head_of_one_and_boxes_drawn_too_long() -> None:
    firms = [Line(f"{n}.河北甲乙丙丁某某有限公司", Box(325, 120 + 18 * n, 470, 131 + 18 * n)) for n in range(10)]
    left, right = _set(text(500), 70, 120, 21), _set(text(290), 300, 310, 21)
    left[4] = replace(left[4], box=Box(70, 192, 306, 203))
    page = Page("a.pdf", 1, 595, 842, lines=(*left, *firms, *right))
    first, second = halves(page)
    assert (len(first.lines), len(second.lines)) == (len(left), len(firms) + len(right))


def test_a_page_of_one_column_and_a_table_without_rulings_stay_whole() -> None:
    page = Page("a.pdf", 1, 595, 842, lines=tuple(_set(text(900), 70, 100, 44)))
    assert halves(page) == [page]
    cells = [
        Line(("数字化设备联网改造" + "、系统集成" * (n % 3)), Box(x, 100 + 20 * n, x + 10 * (9 + 5 * (n % 3)), 111 + 20 * n))
        for n in range(14)
        for x in (80, 310)
    ]
    listed = Page("a.pdf", 1, 595, 842, lines=tuple(cells))
    assert halves(listed) == [listed]


def test_text_that_begins_under_the_contents_is_text() -> None:
    to = Setter()
    to.centred("目  录")
    for title in ("一、案例简介", "二、具体举措", "三、取得成效", "四、面临的问题及建议"):
        to.row(title + "." * 24 + "3")
    to.heading("一、案例简介")
    to.paragraph(text(150))
    [sheet] = sheets(to.done())
    assert sheet.kind == "" and next(r.text for r in sheet.free) == "一、案例简介"
    alone = Setter()
    alone.centred("目  录")
    for title in ("一、案例简介", "二、具体举措", "三、取得成效"):
        alone.row(title + "." * 24 + "3")
    assert [s.kind for s in sheets(alone.done())] == ["toc"]


def test_a_page_of_no_known_kind_inside_the_text_leaves_what_is_missing_to_a_person() -> None:
    book = sound("chain")
    pages = tuple(p.model_copy(update={"kind": "other"}) if p.page == 6 else p for p in book.pages)
    holed = without_section(turned(book, pages=pages), "chain.measures")
    assert [p.kind for p in book.pages if p.page in (5, 6, 7)] == ["narrative"] * 3
    assert verdict(without_section(book, "chain.measures"), "section.missing", "chain.measures") == "fail"
    assert verdict(holed, "section.missing", "chain.measures") == "unsure"
    assert verdict(holed, "section.too-many-pictures", "chain") == "unsure"
