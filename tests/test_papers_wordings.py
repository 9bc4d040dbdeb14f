"""One page of each paper in wordings that are not those of the samples (all names and figures invented)."""

from __future__ import annotations

import pytest

from extractors.papers.names import companies
from models.pages import Page
from tests.paper_support import CODE, FIRM, enclosed, page, values


def paper(title: str, *lines: str, size: float = 22) -> Page:
    """A page with a large title and lines below it."""
    return page(((595 - size * len(title)) / 2, 70, title, size), *((90, 140 + 26 * n, text) for n, text in enumerate(lines)))


CASES = [
    (
        "tax_proof",
        paper(
            "税 收 完 税 证 明",
            "No.313015250600123456",
            "税务机关：国家税务总局石家庄高新技术产业开发区税务局",
            "填发日期：2025年3月12日",
            f"纳税人识别号 {CODE}  纳税人名称 {FIRM}",
            "税种 品目名称 税款所属时期 入（退）库日期 实缴（退）金额",
            "增值税 2024-01-01至2024-12-31 2025-01-15 5,120,000.00",
            "金额合计（大写）伍佰壹拾贰万元整",
        ),
        {"holder": FIRM, "year": "2024"},
    ),
    (
        "tax_proof",
        paper(
            "中华人民共和国企业所得税年度纳税申报表（A类，2017年版）",
            "税款所属期间：2024年01月01日至2024年12月31日",
            f"纳税人识别号（统一社会信用代码）：{CODE}",
            f"纳税人名称：{FIRM}",
            "金额单位：人民币元（列至角分）",
            "一、营业收入 145,003,600.00",
            "减：营业成本 98,000,000.00",
            size=18,
        ),
        {"holder": FIRM, "year": "2024"},
    ),
    (
        "audit_report",
        paper(
            "审 计 报 告",
            "冀天勤审字[2025]第0218号",
            f"{FIRM}全体股东：",
            "一、审计意见",
            f"我们审计了{FIRM}（以下简称“贵公司”）财务报表，包括2024年12月31日的资产负债表，",
            "2024年度的利润表、现金流量表、所有者权益变动表以及相关财务报表附注。",
            "二、形成审计意见的基础",
        ),
        {"holder": FIRM, "year": "2024"},
    ),
    (
        "audit_report",
        paper(
            "2024年度财务审计报告",
            f"被审计单位：{FIRM}",
            "报告文号：京永审字（2025）第146号",
            "会计师事务所：北京永拓会计师事务所（特殊普通合伙）河北分所",
        ),
        {"holder": FIRM, "year": "2024"},
    ),
    (
        "maturity_certificate",
        paper(
            "中小企业数字化水平评测报告",
            f"企业名称：{FIRM}",
            "评测机构：河北赛诺信息技术有限公司",
            "评测日期：2025年5月20日",
            "经评测，该企业数字化水平等级为：三级",
            "证书编号：SJZ-SZH-2025-0136",
        ),
        {"holder": FIRM},
    ),
    (
        "maturity_certificate",
        paper(
            "石家庄市中小企业数字化转型城市试点",
            "改造企业验收评测结果证书",
            f"{FIRM}：",
            "经验收评测，你单位数字化水平达到二级。",
            "发证日期：2025年6月30日",
            "编号：SJZ2025-0088",
        ),
        {"holder": FIRM},
    ),
    (
        "qualification",
        paper(
            "高新技术企业证书",
            f"企业名称：{FIRM}",
            "证书编号：GR202313001234",
            "发证时间：2023年11月14日",
            "有效期：三年",
            "批准机关：河北省科学技术厅 河北省财政厅 国家税务总局河北省税务局",
        ),
        {"holder": FIRM, "number": "GR202313001234", "issued": "2023-11-14", "valid_until": "2026-11-14"},
    ),
    (
        "qualification",
        paper("河北省“专精特新”中小企业", f"{FIRM}", "有效期：2023年12月至2026年12月", "河北省工业和信息化厅", "2023年12月"),
        {"holder": FIRM},
    ),
    (
        "qualification",
        paper(
            "创新型中小企业证书",
            f"企业名称：{FIRM}",
            "证书编号：CX2024130100456",
            "有效期：2024年7月1日至2027年6月30日",
            "发证单位：河北省工业和信息化厅",
        ),
        {"holder": FIRM, "number": "CX2024130100456", "valid_until": "2027-06-30"},
    ),
    (
        "ip_certificate",
        paper(
            "发明专利证书",
            "证书号第5812345号",
            "发明名称：一种耐酸泵密封结构",
            "发明人：王强；李华",
            "专利号：ZL 2021 1 0123456.7",
            "专利申请日：2021年02月01日",
            f"专利权人：{FIRM}",
            "授权公告日：2022年08月16日  授权公告号：CN 112345678 B",
        ),
        {"holder": FIRM, "kind": "发明专利"},
    ),
    (
        "ip_certificate",
        paper(
            "实用新型专利证书",
            "证书号第18123456号",
            "实用新型名称：一种电缆牵引装置",
            "专利号：ZL 2022 2 0456789.X",
            "专利申请日：2022年03月05日",
            f"专利权人：{FIRM}",
            "授权公告日：2022年09月20日",
        ),
        {"holder": FIRM, "kind": "实用新型"},
    ),
    (
        "ip_certificate",
        paper(
            "计算机软件著作权登记证书",
            "证书号：软著登字第10234567号",
            "软件名称：泵站远程监控系统V1.0",
            f"著作权人：{FIRM}",
            "开发完成日期：2022年10月12日",
            "权利取得方式：原始取得",
            "登记号：2023SR0123456",
            "2023年01月20日",
        ),
        {"holder": FIRM, "kind": "软件著作权", "number": "2023SR0123456"},
    ),
    (
        "rd_institution_certificate",
        paper("河北省企业技术中心", f"认定{FIRM}技术中心为河北省企业技术中心", "河北省发展和改革委员会", "二〇二三年十二月"),
        {},
    ),
    (
        "rd_institution_certificate",
        paper(
            "关于公布2023年度石家庄市技术创新中心名单的通知",
            "石科〔2023〕45号",
            "序号 名称 依托单位",
            f"12 石家庄市耐酸泵技术创新中心 {FIRM}",
        ),
        {},
    ),
    (
        "award",
        paper(
            "荣誉证书",
            f"{FIRM}：",
            "你单位“高效耐酸泵”项目荣获2023年度河北省科学技术进步奖三等奖。",
            "特发此证",
            "河北省人民政府",
            "2024年3月",
        ),
        {"holder": FIRM},
    ),
    (
        "credit_report",
        paper(
            "法人和非法人组织公共信用信息报告",
            f"机构名称：{FIRM}",
            f"统一社会信用代码：{CODE}",
            "报告编号：2025070812345",
            "报告生成日期：2025年07月08日",
            "报告出具单位：国家公共信用信息中心",
        ),
        {"holder": FIRM},
    ),
    ("credit_report", paper("信用信息概况", "信用中国（河北石家庄）", f"{FIRM}", "行政许可 12 条 行政处罚 0 条 严重失信主体名单 0 条"), {}),
    ("transformation_photos", paper("改造前后对比照片", "改造前：人工抄表", "改造后：数据大屏"), {}),
    (
        "tax_proof",
        paper(
            "中国工商银行电子缴税付款凭证",
            "转账日期：2024年07月15日 凭证字号：12345678",
            f"纳税人全称及纳税人识别号：{FIRM} {CODE}",
            f"付款人全称：{FIRM}",
            "征收机关名称：国家税务总局石家庄市裕华区税务局",
            "小写（合计）金额：￥356,218.40",
            "税（费）种名称 所属时期 实缴金额",
            "增值税 20240601-20240630 356,218.40",
        ),
        {"holder": FIRM, "year": "2024"},
    ),
    ("other", paper("营销网络分布图", "华北 东北 西北"), {}),
    (
        "business_licence",
        paper(
            "营业执照",
            "（副本）",
            f"统一社会信用代码 {CODE}",
            f"名 称 {FIRM}",
            "类 型 有限责任公司（自然人投资或控股）",
            "住 所 石家庄市高新区长江大道88号",
            "法定代表人 王强",
            "注册资本 伍仟万元整",
            "成立日期 2006年05月12日",
            "营业期限 2006年05月12日至长期",
            "经营范围 泵及真空设备制造；阀门和旋塞制造",
        ),
        {"holder": FIRM, "uscc": CODE},
    ),
]


@pytest.mark.parametrize(("type", "paper", "fields"), CASES, ids=[str(n) for n in range(len(CASES))])
def test_the_type_and_the_fields(type: str, paper: Page, fields: dict[str, object]) -> None:
    (found,) = enclosed(paper, programmes=("innovation", "lighthouse"))
    assert (found.type, {k: v for k, v in values(found).items() if k in fields}) == (type, fields)


def test_a_title_in_quotation_marks_on_a_plaque() -> None:
    plaque = page((100, 80, "河北省“专精特新”中小企业", 30), (150, 150, FIRM, 20), (150, 230, "有效期：2023年12月至2026年12月"))
    (found,) = enclosed(plaque)
    assert (found.type, values(found)["kind"]) == ("qualification", "河北省“专精特新”中小企业")


def test_what_is_bestowed_is_not_whom_it_is_bestowed_on() -> None:
    plaque = page((100, 80, "授予：", 22), (90, 140, FIRM, 24), (90, 190, "河北省科技型中小企业", 28), (300, 250, "2023年7月"))
    assert values(enclosed(plaque)[0])["kind"] == "河北省科技型中小企业"


@pytest.mark.parametrize("label", ["单位名称（盖章）", "证明单位（公章）：", "企业（盖章）"])
def test_a_label_that_asks_for_the_seal_is_no_name(label: str) -> None:
    """Its colon is lost where the seal's ring lies over it."""
    assert companies(label + "河北沃田饲料有限公司") == ["河北沃田饲料有限公司"]
