"""Figures of tables: metrics down and years across, stages across, totals, units in labels and captions, tables over two pages."""

from __future__ import annotations

from extractors.language.tables import Context, read_table
from models.geometry import Box
from models.pages import Cell, Table
from tests.statement_support import words


def table(*rows: tuple[str, ...]) -> Table:
    cells = [
        Cell(r, c, Box(100.0 * c, 20.0 * r, 100.0 * c + 100, 20.0 * r + 20), text)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    return Table(Box(0, 0, 100.0 * len(rows[0]), 20.0 * len(rows)), tuple(cells))


def told(*pieces: Table, caption: str = "") -> list[tuple[str, float, str | None]]:
    found = read_table(pieces, words(), Context(2024, caption))
    return [(f.metric, f.value, f.period) for f in found if f.role in ("actual", "before", "after", "target")]


def test_metrics_down_and_years_across_with_units_in_labels() -> None:
    got = told(
        table(
            ("指标", "2023年", "2024年"),
            ("主营业务收入/万元", "14309.20", "15,482.60"),
            ("研发费用占主营业务收入比\n重/%", "3.76", "3.96"),
            ("利润总额（元）", "9687500", "11263500"),
        )
    )
    assert got == [
        ("main_revenue", 14309.2, "2023"),
        ("main_revenue", 15482.6, "2024"),
        ("rd_ratio", 3.76, "2023"),
        ("rd_ratio", 3.96, "2024"),
        ("total_profit", 968.75, "2023"),
        ("total_profit", 1126.35, "2024"),
    ]


def test_the_unit_of_the_caption_governs_money() -> None:
    got = told(table(("项目", "2023年", "2024年"), ("主营业务收入", "2.086", "2.364")), caption="表2 近两年收入（单位：亿元）")
    assert [value for _, value, _ in got] == [20860, 23640]


def test_a_column_of_units_and_a_column_of_growth() -> None:
    got = told(table(("项目", "单位", "2023年", "2024年", "增长率"), ("R&D经费支出总额", "万元", "312.20", "386.50", "23.8%")))
    assert got == [("rd_expense", 312.2, "2023"), ("rd_expense", 386.5, "2024")]


def test_stages_across() -> None:
    got = told(table(("指标", "改造前", "改造后"), ("生产设备数字化率", "64.5%", "82.6%"), ("吨面耗电（千瓦时）", "141", "129")))
    assert got == [("digitization_rate", 64.5, "before"), ("digitization_rate", 82.6, "after")]


def test_only_the_total_of_equipment_counts() -> None:
    rows = (
        ("序号", "设备名称", "数量（台）", "数字化设备（台）", "联网设备（台）"),
        ("1", "和面机", "14", "10", "8"),
        ("—", "合计（台/套）", "124", "93", "78"),
    )
    assert told(table(*rows), caption="表1 设备情况（2025年6月）") == [
        ("equipment_total", 124, "2025"),
        ("equipment_digital", 93, "2025"),
        ("equipment_networked", 78, "2025"),
    ]
    assert told(table(*rows[:2]), caption="表1 设备情况") == []


def test_a_dated_total_and_short_headers() -> None:
    got = told(
        table(
            ("设备类别", "总数/台", "数字化/台", "联网/台"),
            ("激光切割机", "26", "26", "24"),
            ("各类设备总计（2024年末）", "142", "118", "102"),
        )
    )
    assert got == [("equipment_total", 142, "2024"), ("equipment_digital", 118, "2024"), ("equipment_networked", 102, "2024")]


def test_a_table_that_runs_over_the_page_keeps_its_header() -> None:
    first = table(("项目", "2023年", "2024年"), ("主营业务收入（万元）", "4015.6", "4628"))
    assert told(first, table(("R&D经费占收入比重（%）", "7.77", "9.35")))[2:] == [("rd_ratio", 7.77, "2023"), ("rd_ratio", 9.35, "2024")]


def test_years_down_and_metrics_across() -> None:
    got = told(table(("年度", "主营业务收入（万元）", "研发费用（万元）"), ("2023年", "9320", "365"), ("2024年", "10600", "452")))
    assert got == [
        ("main_revenue", 9320, "2023"),
        ("rd_expense", 365, "2023"),
        ("main_revenue", 10600, "2024"),
        ("rd_expense", 452, "2024"),
    ]


def test_goals_losses_and_blanks() -> None:
    got = told(
        table(
            ("指标", "2024年", "2027年目标"),
            ("利润总额（万元）", "(132.6)", "500"),
            ("数字化水平等级", "三级", "四级"),
            ("主营业务收入（万元）", "/", "—"),
        )
    )
    assert got == [
        ("total_profit", -132.6, "2024"),
        ("total_profit", 500, "target"),
        ("maturity_level", 3, "2024"),
        ("maturity_level", 4, "target"),
    ]
