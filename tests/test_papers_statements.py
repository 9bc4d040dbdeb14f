"""Revenue and R&D expense of 利润表 in the layouts that accounting firms use."""

from __future__ import annotations

import pytest

from models.pages import Page
from tests.paper_support import FIRM, enclosed, page

ROWS = [
    ("一、营业收入", 9000.0, 8000.0),
    ("减：营业成本", 6000.0, 5500.0),
    ("税金及附加", 50.0, 45.0),
    ("销售费用", 400.0, 380.0),
    ("管理费用", 600.0, 580.0),
    ("研发费用", 500.0, 450.0),
    ("财务费用", 50.0, 45.0),
    ("二、营业利润（亏损以“-”号填列）", 1400.0, 1000.0),
]


def opinion(number: int = 1) -> Page:
    return page(
        (240, 60, "审 计 报 告", 22),
        (350, 100, "明信审字〔2025〕第0031号"),
        (84, 130, f"{FIRM}全体股东："),
        (84, 150, "一、审计意见"),
        (100, 170, f"我们审计了{FIRM}财务报表，包括2024年12月31日的资产负债表，2024年度的利润表。"),
        (320, 650, "中国注册会计师："),
        (400, 700, "2025年4月8日"),
        number=number,
    )


def statement(
    headers: tuple[str, str], unit: str, factor: float, swap: bool = False, rows: list[tuple[str, float, float]] | None = None
) -> Page:
    items: list[tuple[float, float, str]] = [
        (260, 60, "利 润 表"),
        (270, 85, "2024年度"),
        (70, 105, f"编制单位：{FIRM}"),
        (450, 105, unit),
        (150, 135, "项目"),
        (340, 135, headers[0]),
        (450, 135, headers[1]),
    ]
    for n, (label, now, before) in enumerate(rows or ROWS):
        left, right = (before, now) if swap else (now, before)
        items += [(70, 165 + 28 * n, label), (345, 165 + 28 * n, f"{left * factor:,.2f}"), (455, 165 + 28 * n, f"{right * factor:,.2f}")]
    return page(*items, number=2)


@pytest.mark.parametrize(
    ("headers", "unit", "factor", "swap"),
    [
        (("本期金额", "上期金额"), "单位：人民币元", 10000.0, False),
        (("上期金额", "本期金额"), "单位：元", 10000.0, True),
        (("本年累计数", "上年同期数"), "金额单位：人民币万元", 1.0, False),
        (("2023年度", "2024年度"), "单位：千元", 10.0, True),
    ],
)
def test_columns_and_units(headers: tuple[str, str], unit: str, factor: float, swap: bool) -> None:
    (paper,) = enclosed(opinion(), statement(headers, unit, factor, swap))
    assert paper.type == "audit_report"
    assert paper.pages == (1, 2)
    assert paper.fields["revenue"].value == pytest.approx(9000.0)
    assert paper.fields["rd_expense"].value == pytest.approx(500.0)
    assert paper.fields["revenue"].doubt == ""
    assert "勾稽" in " ".join(paper.fields["revenue"].readings)


def test_head_of_the_report() -> None:
    (paper,) = enclosed(opinion(), statement(("本期金额", "上期金额"), "单位：元", 1e4))
    assert {k: paper.fields[k].value for k in ("holder", "number", "issued", "year")} == {
        "holder": FIRM,
        "number": "明信审字〔2025〕第0031号",
        "issued": "2025-04-08",
        "year": "2024",
    }


def test_a_figure_that_does_not_add_up_and_was_read_badly_is_in_doubt() -> None:
    rows = [("一、营业收入", 9300.0, 8000.0), *ROWS[1:]]
    sheet = statement(("本期金额", "上期金额"), "单位：元", 1e4, rows=rows)
    blurred = page(number=2)
    blurred = type(sheet)(
        file=sheet.file,
        number=2,
        width=sheet.width,
        height=sheet.height,
        lines=tuple(type(x)(x.text, x.box, 0.7) if x.text.startswith("93") else x for x in sheet.lines),
    )
    (paper,) = enclosed(opinion(), blurred)
    assert paper.fields["revenue"].doubt


def test_a_report_without_a_line_for_research_takes_it_from_the_notes() -> None:
    rows = [r for r in ROWS if r[0] != "研发费用"]
    rows = [("管理费用", 1100.0, 1030.0) if r[0] == "管理费用" else r for r in rows]
    notes = page(
        (200, 60, FIRM),
        (180, 85, "2024年度财务报表附注"),
        (450, 105, "单位：元"),
        (90, 190, "（二十七）研发费用"),
        (140, 220, "项目"),
        (290, 220, "本期发生额"),
        (420, 220, "上期发生额"),
        (90, 250, "职工薪酬"),
        (300, 250, "5,000,000.00"),
        (430, 250, "4,500,000.00"),
        (90, 280, "合计"),
        (300, 280, "5,000,000.00"),
        (430, 280, "4,500,000.00"),
        number=3,
    )
    (paper,) = enclosed(opinion(), statement(("本期金额", "上期金额"), "单位：元", 1e4, rows=rows), notes)
    assert paper.pages == (1, 2, 3)
    assert paper.fields["rd_expense"].value == pytest.approx(500.0)
