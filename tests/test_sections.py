"""Lengths of sections, and remains of the template in them."""

from __future__ import annotations

import pytest

from extractors.outline import outline
from extractors.residue import doubtful, hint_spans, samples
from extractors.sections import sections
from extractors.wordcount import counts, without_headings
from models.geometry import Box
from models.pages import Line, Page
from models.passage import Passage, join
from tests.outline_support import Setter, rulebook, text


@pytest.mark.parametrize(
    ("words", "high", "low"),
    [
        ("提升30%。", 4, 4),
        ("“数智”标杆", 6, 6),
        ("2022—2024年", 4, 2),
        ("MES、ERP系统", 5, 5),
        ("——", 2, 1),
        ("……", 2, 1),
        ("1,200.50万元", 3, 3),
        ("“MES”系统", 5, 3),
        ("（一）场景1：", 7, 7),
        ("90％", 2, 2),
        ("漏检率由2.6‰降到0.4‰", 10, 8),
        ("波动由±3.5℃收窄", 8, 6),
        ("Wi-Fi 6 与 5G 网络", 6, 6),
        ("7×24小时", 5, 3),
        ("", 0, 0),
    ],
)
def test_counts_as_a_word_processor(words: str, high: int, low: int) -> None:
    assert counts(words) == (high, low)


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("公司成立于2008年,主营播种机;共3类:大,中,小", "公司成立于2008年，主营播种机；共3类：大，中，小"),
        ("执行系统(MES)上线", "执行系统（MES）上线"),
        ("设备124台(套），其中", "设备124台（套），其中"),
        ("收入1,200.5万元,同比增长8%,利润", "收入1,200.5万元，同比增长8%，利润"),
        ("漏检率2.6%o", "漏检率2.6‰"),
    ],
)
def test_marks_that_a_reader_of_scans_narrowed(read: str, printed: str) -> None:
    assert counts(read, scanned=True) == counts(printed)


def test_headings_inside_a_section_do_not_count() -> None:
    body = "（一）网络建设\n厂区建成有线无线融合网络。\n（二）研发系统\n采用国产软件。\n1.营业执照\n2.审计报告"
    assert without_headings(body) == "厂区建成有线无线融合网络。\n采用国产软件。\n1.营业执照\n2.审计报告"


def test_tables_captions_and_drawings_do_not_count() -> None:
    to = Setter(head="申报材料", number="- {} -")
    to.heading("一、企业基本情况")
    to.paragraph(text(120))
    to.centred("表1 主要产品")
    to.table([["产品", "产量"], ["播种机", "1200台"], ["打捆机", "860台"]])
    to.paragraph(text(60))
    to.picture(("采集层", "平台层", "应用层"))
    to.centred("图1 总体架构")
    to.paragraph(text(40))
    to.heading("二、企业数字化基础")
    to.paragraph(text(30))
    to.heading("四、工作计划")
    to.paragraph(text(30))
    own = {s.id: s for s in sections(outline([to.done()], rulebook()), rulebook())}
    profile = own["lighthouse.profile"]
    assert (profile.length, profile.limit, profile.has_table, len(profile.pictures)) == (220, 500, True, 1)
    assert profile.evidence[0].text == "一、企业基本情况"
    assert own["lighthouse.foundation"].length == 30


def test_hint_left_above_a_real_answer() -> None:
    to = Setter()
    to.heading("一、企业基本情况")
    to.paragraph("（企业发展历程、主营业务、主要产品、市场份额等方面基本情况，不超过500字。）")
    to.paragraph(text(90))
    to.heading("三、数字化应用系统建设")
    to.heading("（一）场景1：铸件在线智能检测")
    to.paragraph("1. 场景描述：（500字以内，可配图。）" + text(80))
    to.paragraph("2. 解决的痛点：" + text(70))
    own = {s.id: s for s in sections(outline([to.done()], rulebook()), rulebook())}
    assert own["lighthouse.profile"].length == 90
    assert "".join(e.text for e in own["lighthouse.profile"].samples).startswith("（企业发展历程")
    assert own["lighthouse.scene-1.description"].length == 80
    assert own["lighthouse.scene-1.description"].samples
    assert not own["lighthouse.scene-1"].samples and not own["lighthouse.scene-1.pain-points"].samples


def passage(words: str) -> Passage:
    page = Page("书.pdf", 1, 595, 842)
    return join([[(page, Line(one, Box(80, 20 * n, 80 + 14 * len(one), 20 * n + 14)))] for n, one in enumerate(words.split("\n"))])


@pytest.mark.parametrize(
    "words",
    [
        "操作人员由5人减少到2人，加工效率提升30%，产品不良品率降低10%。",
        "该场景总投入500万元，但每年为公司节省超过200万，效果明显。",
        "本场景共计投入500万元，每年可为公司节省200万元以上。",
        "场景建设总计花费500万，每年为企业节约200多万元。",
        "岗位操作人员由5名减少为2名，加工效率提升30％，不良率降低10％。",
        "年节约成本XX万元。",
        "效率提高××%，",
        "项目总投资____万元。",
        "公司成立于XXXX年。",
        "通过XX技术推动XX。",
    ],
)
def test_remains_of_the_template(words: str) -> None:
    assert samples(passage(words), rulebook().residue)


@pytest.mark.parametrize(
    "words",
    [
        "改造后操作人员从6人减少至3人，效率提升28%。",
        "主导产品为XX-200型播种单体，另有XXL规格。",
        "为XX汽车公司、某XX集团配套。",
        "配置X光机2台，幅面3×2米。",
        "场景投入96万元，每年节约41万元。",
        "项目总投资500万元，建成后年产值达到2000万元。",
        "操作人员由15人减少至12人，效率提升30%，不良品率降低10%。",
    ],
)
def test_what_is_no_remain(words: str) -> None:
    assert not samples(passage(words), rulebook().residue)


@pytest.mark.parametrize("words", ["为XX汽车公司、某XX集团配套。", "依托××研究所开展试验。"])
def test_hidden_names_are_for_a_person(words: str) -> None:
    assert doubtful(passage(words), (), rulebook().residue)
    assert not doubtful(passage("为某汽车公司配套，型号XX-200。"), (), rulebook().residue)


def test_a_limit_alone_is_for_a_person() -> None:
    to = Setter()
    to.heading("一、企业基本情况（500字以内）")
    to.paragraph(text(90))
    to.heading("二、企业数字化基础")
    to.paragraph(text(30))
    profile = next(s for s in sections(outline([to.done()], rulebook()), rulebook()) if s.id == "lighthouse.profile")
    assert profile.length == 90
    assert not profile.samples and [e.text for e in profile.doubtful] == ["（500字以内）"]


def test_hint_read_with_slips() -> None:
    hint = rulebook().section("lighthouse.scene-2.results").hints  # type: ignore[union-attr]
    words = "(创造哪些价值，取得的社会效益和经济效盖有哪些，取得成效尽量用数据量化,300字以内。)单次排产由3小时缩短到12分钟。"
    spans = hint_spans(words, hint, rulebook().residue)
    assert len(spans) == 1
    assert words[spans[0][1] :] == "单次排产由3小时缩短到12分钟。"
