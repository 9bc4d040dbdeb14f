"""The 42 language traps of the domain handbook (section 5), each with everything its sentence states.

A statement is written `metric role value unit period «words»`; `[low, high]` bounds an interval, `None` an open end. What the handbook
marks HUMAN must end as `unsure` in the rules.
"""

from __future__ import annotations

import pytest

from extractors.language.normal import normal
from extractors.language.paragraphs import read_paragraph
from extractors.language.statements import Setting, Statement
from extractors.papers.codes import patents
from tests.language_support import judged
from tests.statement_support import read, told, words

WHOLE: list[tuple[int, str, list[str]]] = [
    (1, "生产设备数字化率由改造前的42.5%提升至68.3%", [
        "digitization_rate before 42.5% before «生产设备数字化率由改造前的42.5%»",
        "digitization_rate after 68.3% after «生产设备数字化率由改造前的42.5%提升至68.3%»",
    ]),
    (2, "数字化率提高了25.8个百分点，达到68.3％", ["digitization_rate actual 68.3% - «达到68.3%»"]),
    (3, "生产设备数字化率提升60%", ["digitization_rate other 60% - «生产设备数字化率提升60%» unclear"]),
    (4, "生产设备数字化率、联网率分别为68.3%、55.1%", [
        "digitization_rate actual 68.3% - «生产设备数字化率、联网率分别为68.3%»",
        "networked_rate actual 55.1% - «联网率分别为68.3%、55.1%»",
    ]),
    (5, "现有生产设备86台（套），数字化设备60台，已联网52台", [
        "equipment_total actual 86台 - «生产设备86台(套)»",
        "equipment_digital actual 60台 - «数字化设备60台»",
        "equipment_networked actual 52台 - «已联网52台»",
    ]),
    (6, "关键工序数控化率92%，生产设备数字化率61%", ["digitization_rate actual 61% - «生产设备数字化率61%»"]),
    (7, "满足生产设备数字化率不低于60%、联网率不低于50%的要求", [
        "digitization_rate threshold ≥60% [60, None] - «生产设备数字化率不低于60%»",
        "networked_rate threshold ≥50% [50, None] - «联网率不低于50%»",
    ]),
    (8, "对照生产设备数字化率不低于60%的标准，我公司目前为58.6%", [
        "digitization_rate threshold ≥60% [60, None] - «生产设备数字化率不低于60%»",
        "digitization_rate actual 58.6% - «我公司目前为58.6%»",
    ]),
    (9, "到2026年底数字化率将达到85%，目前为66%", [
        "digitization_rate target 85% target «数字化率将达到85%»",
        "digitization_rate actual 66% - «目前为66%»",
    ]),
    (10, "数字化率行业平均水平约45%，本企业为68%", [
        "digitization_rate benchmark ≈45% [42.75, None] - «数字化率行业平均水平约45%»",
        "digitization_rate actual 68% - «本企业为68%»",
    ]),
    (11, "近九成设备实现联网", ["networked_rate actual <90% [85, 90] - «近九成设备实现联网» unclear"]),
    (11, "超过三分之二的生产设备实现联网", ["networked_rate actual >66.6667% [66.6667, None] - «超过三分之二的生产设备实现联网» unclear"]),
    (11, "过半数设备已上云", ["cloud_rate actual >50% [50, None] - «过半数设备已上云» unclear"]),
    (11, "六成以上设备实现数字化", ["digitization_rate actual ≥60% [60, None] - «六成以上设备实现数字化» unclear"]),
    (12, "2022—2024年研发费用分别为320.5万元、410.2万元和1,025.6万元，占比分别为3.1%、3.4%、5.6%", [
        "rd_expense actual 320.5万元 2022 «研发费用分别为320.5万元»",
        "rd_expense actual 410.2万元 2023 «研发费用分别为320.5万元、410.2万元»",
        "rd_expense actual 1025.6万元 2024 «研发费用分别为320.5万元、410.2万元和1,025.6万元»",
        "rd_ratio actual 3.1% 2022 «占比分别为3.1%»",
        "rd_ratio actual 3.4% 2023 «占比分别为3.1%、3.4%»",
        "rd_ratio actual 5.6% 2024 «占比分别为3.1%、3.4%、5.6%»",
    ]),
    (13, "2024年实现营业收入1.2亿元，同比增长12.5%，研发投入650.00万元，占比5.42%", [
        "main_revenue actual 12000万元 2024 «营业收入1.2亿元»",
        "rd_expense actual 650万元 2024 «研发投入650.00万元»",
        "rd_ratio actual 5.42% 2024 «占比5.42%»",
    ]),
    (14, "2024年主营业务收入120,050,000.00元（约1.2亿元）", ["main_revenue actual 12005万元 2024 «主营业务收入120,050,000.00元»"]),
    (15, "利润总额为-132.6万元", ["total_profit actual -132.6万元 - «利润总额为-132.6万元»"]),
    (15, "2024年利润总额亏损132.6万元", ["total_profit actual -132.6万元 2024 «亏损132.6万元»"]),
    (17, "R&D人员45人，占从业人员总数296人的15.2%", [
        "rd_staff actual 45人 - «R&D人员45人»",
        "staff_total actual 296人 - «从业人员总数296人»",
        "rd_staff_ratio actual 15.2% - «占从业人员总数296人的15.2%»",
    ]),
    (18, "本科及以上学历98人（其中硕士12人），占33.1%", [
        "bachelor_upward_staff other 98人 - «本科及以上学历98人»",
        "bachelor_upward_ratio other 33.1% - «占33.1%»",
    ]),
    (19, "拥有授权专利36项，其中发明专利8项、实用新型26项、外观设计2项，软件著作权12项", [
        "invention_patents actual 8项 - «发明专利8项»",
        "utility_models actual 26项 - «实用新型26项»",
        "design_patents actual 2项 - «外观设计2项»",
        "software_copyrights actual 12项 - «软件著作权12项»",
    ]),
    (20, "有效发明专利8件，另有5件进入实质审查", [
        "invention_patents actual 8件 - «有效发明专利8件»",
        "invention_applications actual 5件 - «另有5件»",
    ]),
    (21, "2022年以来新增知识产权15项（含受让3项）", ["ip_total actual 15项 - «知识产权15项»"]),
    (22, "专利号：ZL 2022 1 0123456.7／ZL20221O123456·7", []),
    (23, "操作人员由5人减少至2人，减少60%", []),
    (24, "产品不良品率由1.2%降至0.8%，降低33.3%", ["defect_rate_reduction actual 33.3% - «降低33.3%»"]),
    (25, "良品率由98.2%提升至99.1%，提升0.9%", []),
    (26, "生产效率提升近1倍", ["productivity_gain actual <100% [95, 100] - «生产效率提升近1倍»"]),
    (26, "生产效率提高2倍", ["productivity_gain actual 200% - «生产效率提高2倍»"]),
    (26, "生产效率翻一番", ["productivity_gain actual 100% - «生产效率翻一番»"]),
    (26, "生产效率提高到原来的1.5倍", ["productivity_gain actual 50% - «生产效率提高到原来的1.5倍»"]),
    (27, "研制周期由90天缩短至60天，缩短30天（33%）", ["development_cycle_reduction actual 33% - «缩短30天(33%»"]),
    (28, "运营成本降低8%-12%", ["operating_cost_reduction actual ≈10% [8, 12] - «运营成本降低8%-12%» unclear"]),
    (28, "研发费用约200余万元", ["rd_expense actual ≈200万元 - «研发费用约200余万元»"]),
    (28, "利润总额近千万元", ["total_profit actual <1000万元 [950, 1000] - «利润总额近千万元»"]),
    (29, "数字化率从不足40%提升到60%以上", [
        "digitization_rate before <40% [None, 40] before «数字化率从不足40%»",
        "digitization_rate after ≥60% [60, None] after «数字化率从不足40%提升到60%以上»",
    ]),
    (30, "截至2024年底，数字化率68%。截止2024年12月31日，联网率58%。", [
        "digitization_rate actual 68% 2024 «数字化率68%»",
        "networked_rate actual 58% 2024 «联网率58%»",
    ]),
    (30, "上年度主营业务收入1200万元，报告期末资产负债率40%。近三年研发费用累计900万元。", [
        "main_revenue actual 1200万元 2024 «主营业务收入1200万元»",
        "debt_ratio actual 40% 2024 «资产负债率40%»",
        "rd_expense actual 900万元 2022/2024 «研发费用累计900万元»",
    ]),
    (30, "“十四五”以来研发费用累计900万元。", ["rd_expense actual 900万元 - «研发费用累计900万元»"]),
    (31, "带动上下游中小企业12家，其中已签约8家、在谈4家", ["driven_sme_count actual 12家 - «带动上下游中小企业12家»"]),
    (32, "带动河北A科技有限公司、石家庄B医药有限公司等12家企业", ["driven_sme_count actual 12家 - «带动河北A科技有限公司、石家庄B医药有限公司等12家»"]),
    (33, "平台累计服务企业320余家，注册用户1.2万", []),
    (34, "数字化水平由一级提升至三级（集成级）", [
        "maturity_level before 1级 before «数字化水平由一级»",
        "maturity_level after 3级 after «数字化水平由一级提升至三级»",
    ]),
    (34, "数字化水平等级为Ⅲ级", ["maturity_level actual 3级 - «数字化水平等级为3级»"]),
    (34, "数字化水平等级为叁级", ["maturity_level actual 3级 - «数字化水平等级为叁级»"]),
    (34, "数字化水平达到二级以上", ["maturity_level threshold ≥2级 [2, None] - «数字化水平达到二级以上»"]),
    (35, "总投入500万元，每年节省超过200万元", []),
    (36, "研发费用占营业收入的5.6%（不含委外研发）", ["rd_ratio actual 5.6% - «研发费用占营业收入的5.6%» 口径：不含委外研发"]),
    (37, "劳动生产率38.5万元/人，人均营收92万元", ["labour_productivity actual 38.5万元/人 - «劳动生产率38.5万元/人»"]),
    (38, "综合能耗产出率12.6万元/吨标煤；单位产值能耗0.079吨标煤/万元", [
        "energy_output_ratio actual 12.6万元/吨标准煤 - «综合能耗产出率12.6万元/吨标煤»",
    ]),
    (39, "注册资本人民币叁仟伍佰万元整", []),
    (39, "数字化率百分之六十八点三", ["digitization_rate actual 68.3% - «数字化率百分之六十八点三»"]),
    (39, "数字化率６８．３％", ["digitization_rate actual 68.3% - «数字化率68.3%»"]),
    (39, "数字化率68，3%", ["digitization_rate actual 68.3% - «数字化率68，3%» unclear"]),
    (39, "数字化率68. 3 %", ["digitization_rate actual 68.3% - «数字化率68.3%»"]),
    (40, "数字化率68.3%（2024年），较2022年42.5%提高25.8个百分点", [
        "digitization_rate actual 68.3% 2024 «数字化率68.3%»",
        "digitization_rate actual 42.5% 2022 «较2022年42.5%»",
    ]),
    (41, "联网率52%，上云率100%", ["networked_rate actual 52% - «联网率52%»", "cloud_rate actual 100% - «上云率100%»"]),
    (42, "□二级 ☑三级 □四级", []),
    (42, "口二级 区三级 口四级", []),
]  # fmt: skip


def whole(text: str, s: Statement) -> str:
    """Everything a statement says, in one line."""
    q = s.quantity
    relation = "" if q.relation == "=" else q.relation
    bounds = f" [{_end(q.low)}, {_end(q.high)}]" if q.low is not None or q.high is not None else ""
    note = " unclear" if s.doubt else f" 口径：{s.basis}" if s.basis else ""
    return f"{s.metric} {s.role} {relation}{s.value:g}{q.unit}{bounds} {s.period or '-'} «{text}»{note}"


def _end(value: float | None) -> str:
    return "None" if value is None else f"{value:g}"


@pytest.mark.parametrize(("number", "text", "expected"), WHOLE, ids=[f"{n}-{t[:12]}" for n, t, _ in WHOLE])
def test_a_trap_is_read_whole(number: int, text: str, expected: list[str]) -> None:
    got = [whole(spoken, s) for spoken, s in spelled(text)]
    assert got == expected


def spelled(text: str) -> list[tuple[str, Statement]]:
    """The statements of a text with their words."""
    plain = normal(text)
    return [(plain.text[a + s.start : a + s.end], s) for a, s in read_paragraph(plain, words(), Setting())[0]]


def test_four_percentages_and_one_answer() -> None:
    """The name stands before a colon, in the sentence before, or with 方面; the applicant's own value now is one of four."""
    figures = "行业平均水平约45%，本企业由改造前的42.5%提升至68.3%，到2026年底将达到85%。"
    for start in ("生产设备数字化率：", "设备数字化率方面，", "生产设备数字化率", "数字化率是衡量转型成效的核心指标。"):
        got = [(s.role, s.value) for s in read(start + figures)]
        assert got == [("benchmark", 45), ("before", 42.5), ("after", 68.3), ("target", 85)], start


def test_every_trap_is_there() -> None:
    elsewhere = {16}  # units of table headers: tests/statements/tables.yaml
    assert {n for n, _, _ in WHOLE} | elsewhere == set(range(1, 43))


@pytest.mark.parametrize(
    ("text", "rule", "subject"),
    [
        ("生产设备数字化率提升60%，联网率达到70%。", "metric.not-stated", "digitization_rate"),
        ("近九成设备实现联网，生产设备数字化率达到70%。", "metric.below-threshold", "networked_rate"),
        ("六成以上设备实现数字化，联网率达到70%。", "metric.below-threshold", "digitization_rate"),
        ("过半数设备实现联网，生产设备数字化率达到70%。", "metric.below-threshold", "networked_rate"),
    ],
)
def test_what_a_person_must_decide_is_unsure(text: str, rule: str, subject: str) -> None:
    assert judged(text, rule, subject) == "unsure"


def test_numbers_of_patents_are_mended() -> None:
    first, second = [[c.value for c in patents(t)] for t in ("ZL 2022 1 0123456.7", "ZL20221O123456·7")]
    assert first == second and len(first) == 1


def test_bounds_are_kept() -> None:
    before, after = read("数字化率从不足40%提升到60%以上")
    assert (before.quantity.relation, before.quantity.high) == ("<", 40)
    assert (after.quantity.relation, after.quantity.low) == ("≥", 60)


def test_a_repaired_figure_is_doubted() -> None:
    assert read("上云率68，3%")[0].doubt
    assert read("联网率8l.5%")[0].value == 81.5 and read("联网率8l.5%")[0].doubt


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("某制药企业生产效率提升32%", ["other"]),
        ("示例：产品不良品率降低了10%等", ["example"]),
        ("总装车间生产设备数字化率达到95%", ["other"]),
    ],
)
def test_roles_tell_whose_figure_it_is(text: str, roles: list[str]) -> None:
    assert [s.role for s in read(text)] == roles


def test_explicit_none_is_told_apart_from_silence() -> None:
    assert [(s.metric, s.none, s.role) for s in read("2024年公司未发生技术引进支出。")] == [("tech_import_ratio", True, "other")]


def test_a_workshop_book_counts_the_workshop_applied_for_as_the_applicant() -> None:
    text = "数字化车间生产设备数字化率达到95%。合成车间生产设备数字化率为82%。"
    assert told(text, Setting(applied=True)) == "digitization_rate 95"


def test_the_date_of_the_sentence_before_serves_the_same_period() -> None:
    text = "2022—2024年，公司共申请知识产权9项。同期取得授权的发明专利2项。"
    assert told(text) == "ip_applications 9 2022/2024; invention_patents 2 2022/2024"
