"""The language traps of the domain handbook (section 5): what a first-number-after-keyword reader gets wrong."""

from __future__ import annotations

import pytest

from extractors.language.statements import Setting
from tests.statement_support import read, told

CASES = [
    ("生产设备数字化率由改造前的42.5%提升至68.3%", "digitization_rate 42.5 before; digitization_rate 68.3 after"),
    ("数字化率提高了25.8个百分点，达到68.3％", "digitization_rate 68.3"),
    ("生产设备数字化率提升60%", ""),
    ("生产设备数字化率、联网率分别为68.3%、55.1%", "digitization_rate 68.3; networked_rate 55.1"),
    ("现有生产设备86台（套），数字化设备60台，已联网52台", "equipment_total 86; equipment_digital 60; equipment_networked 52"),
    ("关键工序数控化率92%，生产设备数字化率61%", "digitization_rate 61"),
    ("满足生产设备数字化率不低于60%、联网率不低于50%的要求", ""),
    ("对照生产设备数字化率不低于60%的标准，我公司目前为58.6%", "digitization_rate 58.6"),
    ("到2026年底数字化率将达到85%，目前为66%", "digitization_rate 85 target; digitization_rate 66"),
    ("数字化率行业平均水平约45%，本企业为68%", "digitization_rate 68"),
    (
        "2022—2024年研发费用分别为320.5万元、410.2万元和1,025.6万元，占比分别为3.1%、3.4%、5.6%",
        "rd_expense 320.5 2022; rd_expense 410.2 2023; rd_expense 1025.6 2024; rd_ratio 3.1 2022; rd_ratio 3.4 2023; rd_ratio 5.6 2024",
    ),
    (
        "2024年实现营业收入1.2亿元，同比增长12.5%，研发投入650.00万元，占比5.42%",
        "main_revenue 12000 2024; rd_expense 650 2024; rd_ratio 5.42 2024",
    ),
    ("2024年主营业务收入120,050,000.00元（约1.2亿元）", "main_revenue 12005 2024"),
    ("利润总额为-132.6万元", "total_profit -132.6"),
    ("2024年利润总额亏损132.6万元", "total_profit -132.6 2024"),
    ("R&D人员45人，占从业人员总数296人的15.2%", "rd_staff 45; staff_total 296; rd_staff_ratio 15.2"),
    ("本科及以上学历98人（其中硕士12人），占33.1%", ""),
    (
        "拥有授权专利36项，其中发明专利8项、实用新型26项、外观设计2项，软件著作权12项",
        "invention_patents 8; utility_models 26; design_patents 2; software_copyrights 12",
    ),
    ("有效发明专利8件，另有5件进入实质审查", "invention_patents 8"),
    ("2022年以来新增知识产权15项（含受让3项）", "ip_total 15"),
    ("专利号：ZL 2022 1 0123456.7／ZL20221O123456·7", ""),
    ("操作人员由5人减少至2人，减少60%", ""),
    ("产品不良品率由1.2%降至0.8%，降低33.3%", "defect_rate_reduction 33.3"),
    ("良品率由98.2%提升至99.1%，提升0.9%", ""),
    ("研制周期由90天缩短至60天，缩短30天（33%）", "development_cycle_reduction 33"),
    ("数字化率从不足40%提升到60%以上", "digitization_rate 40 before; digitization_rate 60 after"),
    (
        "截至2024年底，数字化率68%。截止2024年12月31日，联网率58%。上年度主营业务收入1200万元。近三年研发费用累计900万元。",
        "digitization_rate 68 2024; networked_rate 58 2024; main_revenue 1200 2024; rd_expense 900 2022/2024",
    ),
    ("带动上下游中小企业12家，其中已签约8家、在谈4家", "driven_sme_count 12"),
    ("带动河北A科技有限公司、石家庄B医药有限公司等12家企业", "driven_sme_count 12"),
    ("平台累计服务企业320余家，注册用户1.2万", ""),
    ("数字化水平由一级提升至三级（集成级）", "maturity_level 1 before; maturity_level 3 after"),
    ("总投入500万元，每年节省超过200万元", ""),
    ("研发费用占营业收入的5.6%（不含委外研发）", "rd_ratio 5.6"),
    ("劳动生产率38.5万元/人，人均营收92万元", "labour_productivity 38.5"),
    ("综合能耗产出率12.6万元/吨标煤；单位产值能耗0.079吨标煤/万元", "energy_output_ratio 12.6"),
    (
        "生产设备数字化率百分之六十八点三，联网率６８．３％，上云率68，3%，自控投用率68. 3 %",
        "digitization_rate 68.3; networked_rate 68.3; cloud_rate 68.3; auto_control_rate 68.3",
    ),
    ("数字化率68.3%（2024年），较2022年42.5%提高25.8个百分点", "digitization_rate 68.3 2024; digitization_rate 42.5 2022"),
    ("联网率52%，上云率100%", "networked_rate 52; cloud_rate 100"),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[str(n) for n in range(len(CASES))])
def test_a_trap_of_the_handbook_is_read_rightly(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("满足生产设备数字化率不低于60%、联网率不低于50%的要求", ["threshold", "threshold"]),
        ("生产设备数字化率行业平均水平约45%，本企业为68%", ["benchmark", "actual"]),
        ("到2026年底数字化率将达到85%，目前为66%", ["target", "actual"]),
        ("某制药企业生产效率提升32%", ["other"]),
        ("示例：产品不良品率降低了10%等", ["example"]),
        ("总装车间生产设备数字化率达到95%", ["other"]),
    ],
)
def test_roles_tell_whose_figure_it_is(text: str, roles: list[str]) -> None:
    assert [s.role for s in read(text)] == roles


def test_bounds_are_kept() -> None:
    before, after = read("数字化率从不足40%提升到60%以上")
    assert (before.quantity.relation, before.quantity.high) == ("<", 40)
    assert (after.quantity.relation, after.quantity.low) == ("≥", 60)


def test_a_repaired_figure_is_doubted() -> None:
    assert read("上云率68，3%")[0].doubt
    assert read("联网率8l.5%")[0].value == 81.5


def test_explicit_none_is_told_apart_from_silence() -> None:
    assert [(s.metric, s.none, s.role) for s in read("2024年公司未发生技术引进支出。")] == [("tech_import_ratio", True, "other")]


def test_a_workshop_book_counts_the_workshop_applied_for_as_the_applicant() -> None:
    text = "数字化车间生产设备数字化率达到95%。合成车间生产设备数字化率为82%。"
    assert told(text, Setting(applied=True)) == "digitization_rate 95"


def test_the_date_of_the_sentence_before_serves_the_same_period() -> None:
    text = "2022—2024年，公司共申请知识产权9项。同期取得授权的发明专利2项。"
    assert told(text) == "ip_applications 9 2022/2024; invention_patents 2 2022/2024"
