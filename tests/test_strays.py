"""Headings under other words than the template's, and what stands where a section is missing."""

from __future__ import annotations

import pytest

from extractors.outline import outline
from extractors.residue import hint_spans
from models.pages import SourceFile
from tests.outline_support import Setter, rulebook, text


def innovation(third: str, close: str = "三、相关附件") -> SourceFile:
    to = Setter()
    to.heading("一、企业基本情况")
    to.paragraph(text(150))
    to.heading("二、创新能力显著提升企业数字化转型情况")
    to.heading("（四）创新协同能力")
    for head in ("1. 产学研合作", "2. 创新资源整合", third):
        if head:
            to.heading(head)
            to.paragraph(text(80))
    to.heading(close)
    to.paragraph("（一）营业执照；（二）审计报告。")
    return to.done()


def test_a_heading_made_of_what_the_template_asks_for() -> None:
    found = outline([innovation("3. 合作申请知识产权情况")], rulebook())
    assert found.section("innovation.synergy.joint") is not None
    assert not found.strays.get("innovation.synergy.joint")


def test_another_heading_in_the_place_of_a_missing_one_is_for_a_person() -> None:
    found = outline([innovation("3. 对外交流")], rulebook())
    assert found.section("innovation.synergy.joint") is None
    assert found.strays["innovation.synergy.joint"][1].text == "3. 对外交流"


def test_nothing_in_the_place_of_a_missing_section() -> None:
    assert "innovation.synergy.joint" not in outline([innovation("")], rulebook()).strays


@pytest.mark.parametrize(
    "answer",
    [
        "2024年技术引进经费与R&D经费的占比为3.0%，消化吸收经费与技术引进经费的占比为40.0%。",
        "研发机构R&D经费投入占企业R&D经费与人员占比情况良好，分别为78%和73%。",
        "已实施知识产权占全部知识产权的占比达到81.8%，知识产权许可与转让收入与新产品销售收入的占比为0.6%。",
    ],
)
def test_an_answer_in_the_words_of_the_template_is_no_remain(answer: str) -> None:
    hints = [h for s in rulebook().sections if s.programme == "innovation" for h in s.hints]
    assert not hint_spans(answer, hints, rulebook().residue)


def test_a_declaration_whose_foot_stands_on_the_next_page() -> None:
    to = Setter()
    to.centred("二、企业申报声明")
    to.row("1. 申报的所有材料均依据相关申报要求据实提供；")
    to.row("2. 按规定使用奖补资金，设立专账，并做好绩效评价相关工作；")
    to.row("申报单位（盖章）：")
    to.turn()
    to.row("法定代表人（签字或盖章）：")
    to.row("日期：2025年7月18日")
    to.turn()
    to.heading("一、企业基本情况")
    to.paragraph(text(150))
    to.heading("二、企业数字化基础")
    to.paragraph(text(150))
    found = outline([to.done()], rulebook())
    assert [found.kinds["申报书.pdf", n] for n in (1, 2, 3)] == ["declaration", "declaration", "narrative"]


def test_headings_behind_a_page_that_ends_with_a_ruled_table() -> None:
    to = Setter()
    to.heading("信息系统建设情况")
    to.paragraph(text(90))
    to.table([["系统", "上线"], ["MES", "2022年"]])
    to.turn()
    to.row("集成情况", 113.0)
    to.paragraph(text(90))
    to.row("安全保障情况", 113.0)
    to.paragraph(text(90))
    found = outline([to.done()], rulebook())
    section = found.section("workshop.integration")
    assert section is not None and section.first_page == 2
