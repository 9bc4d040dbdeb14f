"""Tables without rulings between their columns."""

from __future__ import annotations

from extractors.outline import outline
from extractors.sections import sections
from tests.outline_support import EM, LEFT, Setter, rulebook, text

ROWS = [("年度", "主营业务收入", "R&D经费"), ("2022", "4935", "395"), ("2023", "5710", "500"), ("2024", "6820", "626")]


def book(rows: list[tuple[str, ...]]) -> Setter:
    to = Setter()
    to.heading("一、企业基本情况")
    to.paragraph(text(150))
    to.centred("表1 近三年经营情况（单位：万元）")
    for row in rows:
        y = to._y
        for i, cell in enumerate(row):
            to._y = y
            if cell:
                to.row(cell, LEFT + 10 + 9 * EM * i)
    to.paragraph(text(60))
    to.heading("二、企业数字化基础")
    to.paragraph(text(90))
    return to


def test_columns_of_a_table_with_three_rules() -> None:
    found = outline([book(ROWS).done()], rulebook())
    section = found.section("lighthouse.profile")
    assert section is not None
    [(_, table)] = section.tables
    assert [[table.at(r, c).text for c in range(3)] for r in range(4)] == [list(r) for r in ROWS]  # type: ignore[union-attr]
    profile = next(s for s in sections(found, rulebook()) if s.id == "lighthouse.profile")
    assert profile.has_table and profile.length == 210


def test_a_head_of_two_lines_is_one_row() -> None:
    rows = [ROWS[0], ("", "（万元）", "（万元）"), *ROWS[1:]]
    section = outline([book(rows).done()], rulebook()).section("lighthouse.profile")
    assert section is not None
    [(_, table)] = section.tables
    assert table.rows == 4 and table.at(0, 1).text == "主营业务收入（万元）"  # type: ignore[union-attr]
