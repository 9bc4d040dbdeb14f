"""What a paper breaks over two lines: names, units of money, titles of honours (all names and figures invented)."""

from __future__ import annotations

import pytest

from extractors.papers import money
from extractors.papers.honours import honour
from extractors.papers.sheet import Sheet
from models.geometry import Box
from models.pages import Cell, Page, Table
from tests.paper_support import CODE, RULEBOOK, Item, enclosed, page, values
from tests.test_papers_statements import ROWS, opinion, statement

LONG = "河北青禾仪器精密机械制造有限公司"
HEAD, TAIL = "河北青禾仪器精密机械制造", "有限公司"
WORDS = RULEBOOK.attachments.words


def licence(*name: Item, tables: tuple[Table, ...] = ()) -> Page:
    made = page(
        (220, 60, "营业执照", 30),
        (270, 100, "（副 本）"),
        (70, 130, "统一社会信用代码"),
        (70, 146, CODE),
        *name,
        (380, 200, "注册资本"),
        (450, 200, "叁仟万元整"),
        (70, 250, "法定代表人"),
        (150, 250, "李青"),
        (70, 280, "经营范围"),
        (150, 280, "仪器仪表的研发、生产、销售。"),
        (360, 420, "登记机关"),
        (400, 450, "2022年12月8日"),
    )
    return Page(file=made.file, number=1, width=595.0, height=842.0, lines=made.lines, tables=tables)


CELL = Table(Box(140, 195, 375, 240), (Cell(0, 0, Box(140, 195, 375, 240)),))


@pytest.mark.parametrize("applicant", [LONG, "石家庄别家商贸有限公司"])
@pytest.mark.parametrize(
    ("name", "tables"),
    [
        (((70, 200, "名称"), (150, 200, HEAD), (150, 216, TAIL)), ()),
        (((70, 200, f"名称：{HEAD}"), (109, 216, TAIL)), ()),
        (((70, 208, "名称"), (150, 200, HEAD), (150, 216, TAIL)), ()),
        (((70, 208, "名称"), (150, 200, "河北青禾仪器精密"), (150, 216, "机械制造有限公司")), ()),
        (((70, 200, "名称"), (150, 200, HEAD), (202, 216, TAIL)), ()),
        (((70, 200, "名称"), (150, 200, HEAD), (180, 220, TAIL)), (CELL,)),
    ],
)
def test_a_name_over_two_lines_is_read_whole(name: tuple[Item, ...], tables: tuple[Table, ...], applicant: str) -> None:
    (paper,) = enclosed(licence(*name, tables=tables), name=applicant)
    assert values(paper)["holder"] == LONG


def test_a_group_s_legal_form_on_the_next_line_belongs_to_its_name() -> None:
    (paper,) = enclosed(licence((70, 200, "名称"), (150, 200, "河北青禾仪器集团"), (150, 216, "股份有限公司")))
    assert values(paper)["holder"] == "河北青禾仪器集团股份有限公司"


def test_a_complete_name_takes_nothing_from_the_line_below() -> None:
    (paper,) = enclosed(licence((70, 200, "名称"), (150, 200, LONG), (70, 216, "类型"), (150, 216, "有限责任公司")))
    assert values(paper)["holder"] == LONG


def test_an_auditee_broken_in_every_place() -> None:
    report = page(
        (240, 60, "审 计 报 告", 22),
        (350, 100, "明信审字〔2025〕第0031号"),
        (84, 130, "河北青禾仪器精密机械"),
        (84, 146, "制造有限公司全体股东："),
        (84, 180, "一、审计意见"),
        (100, 200, f"我们审计了{HEAD}"),
        (84, 216, "有限公司财务报表，包括2024年12月31日的资产负债表，2024年度的利润表。"),
        (320, 650, "中国注册会计师："),
        (400, 700, "2025年4月8日"),
    )
    (paper,) = enclosed(report, name=LONG)
    assert values(paper)["holder"] == LONG


def unit_page(*items: Item) -> Page:
    return page((260, 60, "利 润 表"), *items, (150, 165, "项目"), (340, 165, "本期金额"))


@pytest.mark.parametrize(
    ("items", "unit"),
    [
        (((440, 105, "单位："), (440, 121, "万元")), "万元"),
        (((430, 105, "金额单位：人民币"), (500, 121, "万元")), "万元"),
        (((400, 105, "金额单位：人民币"), (510, 105, "万元")), "万元"),
        (((400, 105, "金额单位：人民币万"), (500, 121, "元")), "万元"),
        (((430, 105, "（金额单"), (430, 121, "位：人民币千元）")), "千元"),
        (((70, 105, "编制单位：元氏青禾仪器有限公司"), (450, 105, "单位：万元")), "万元"),
        (((70, 105, "编制单位：元氏青禾仪器有限公司"), (450, 105, "币种：人民币 单位：元")), "元"),
        (((70, 105, "编制单位：河北青禾仪器有限公司"),), None),
    ],
)
def test_unit_of_a_statement(items: tuple[Item, ...], unit: str | None) -> None:
    assert money.unit(Sheet(unit_page(*items))) == unit


def test_revenue_where_the_unit_is_broken() -> None:
    made = statement(("本期金额", "上期金额"), "单位：", 1.0)
    more = page((455, 119, "万元"), number=2)
    (paper,) = enclosed(opinion(), Page(file=made.file, number=2, width=595.0, height=842.0, lines=(*made.lines, *more.lines)))
    assert paper.fields["revenue"].value == pytest.approx(ROWS[0][1])
    assert paper.fields["revenue"].doubt == ""


def test_a_unit_that_was_announced_and_not_read_casts_doubt() -> None:
    (paper,) = enclosed(opinion(), statement(("本期金额", "上期金额"), "单位：", 1.0))
    assert "单位" in paper.fields["revenue"].doubt


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ((("荣获“2024年智能制造创新大赛优秀奖”，特",), ("发此证，以资鼓励。",)), "2024年智能制造创新大赛优秀奖"),
        ((("荣获“2024年智能制造创新大赛优秀奖”特",), ("发此证，以资鼓励。",)), "2024年智能制造创新大赛优秀奖"),
        ((("荣获2024年智能制造创新大赛优秀奖，特发",), ("此证，以资鼓励。",)), "2024年智能制造创新大赛优秀奖"),
        ((("被评为2024年度河北省智能制造",), ("标杆企业，特发此证。",)), "2024年度河北省智能制造标杆企业"),
        ((("被评为2024年度河北省智能制造标杆企业",), ("颁发单位见印章",)), "2024年度河北省智能制造标杆企业"),
    ],
)
def test_title_in_a_sentence(lines: tuple[tuple[str], ...], title: str) -> None:
    made = page((240, 60, "荣誉证书", 30), *((80, 200 + 22 * n, text, 14.0) for n, (text,) in enumerate(lines)))
    found = honour(Sheet(made), WORDS)
    assert found is not None
    assert found.text == title


@pytest.mark.parametrize(
    ("upper", "lower", "title"),
    [
        ("河北省工业设计", "创新示范企业", "河北省工业设计创新示范企业"),
        ("河北省级", "企业技术中心", "河北省级企业技术中心"),
        ("河北省企业技术中心", "石家庄市工信局", "河北省企业技术中心"),
        ("河北省企业技术中心", "河北青禾仪器有限公司", "河北省企业技术中心"),
    ],
)
def test_title_of_a_plaque(upper: str, lower: str, title: str) -> None:
    made = page((300 - 15 * len(upper), 120, upper, 30.0), (300 - 15 * len(lower), 165, lower, 29.0), (200, 300, "二〇二四年十月", 14.0))
    found = honour(Sheet(made), WORDS)
    assert found is not None
    assert found.text == title
