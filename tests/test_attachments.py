"""Types, pages and fields of enclosed papers in layouts of many kinds (all names and figures invented)."""

from __future__ import annotations

from models.geometry import Box
from models.pages import SealMark
from tests.paper_support import CODE, FIRM, enclosed, page, values


def licence(number: int = 1, name: str = FIRM, code: str = CODE):  # type: ignore[no-untyped-def]
    return page(
        (220, 60, "营业执照", 30),
        (270, 100, "（副 本）"),
        (70, 130, "统一社会信用代码"),
        (70, 146, code),
        (70, 200, "名"),
        (110, 200, "称"),
        (140, 200, name),
        (330, 200, "注册资本"),
        (400, 200, "叁仟万元整"),
        (70, 230, "法定代表人"),
        (140, 230, "李青"),
        (330, 230, "成立日期"),
        (400, 230, "2011年9月8日"),
        (70, 260, "经营范围"),
        (140, 260, "仪器仪表的研发、生产、销售。"),
        (360, 420, "登记机关"),
        (400, 450, "2022年12月8日"),
        number=number,
    )


def statement_of(name: str, number: int, sealed: str = ""):  # type: ignore[no-untyped-def]
    seals = (SealMark(Box(360, 480, 480, 600), sealed, 0.9),) if sealed else ()
    return page(
        (200, 120, "情况说明", 20),
        (110, 200, f"我单位{name}（统一社会信用代码："),
        (80, 225, f"{CODE}）与{FIRM}建立有长期合作关系。"),
        (80, 250, f"在其带动下，我单位开展了数字化转型，{FIRM}向我公司提供"),
        (80, 275, "设备上云支持。以上情况属实，特此证明。"),
        (300, 500, f"{name}（盖章）"),
        (400, 530, "2025年7月8日"),
        number=number,
        seals=seals,
    )


def test_licences_of_the_applicant_and_of_its_auditor() -> None:
    own, auditor = enclosed(licence(1), licence(2, "河北明信会计师事务所（普通合伙）", "91130104MA0E81WQ20"))
    assert (own.type, auditor.type) == ("business_licence", "cpa_licence")
    assert values(own) == {"holder": FIRM, "uscc": CODE, "legal_representative": "李青"}
    assert values(auditor)["holder"] == "河北明信会计师事务所（普通合伙）"


def test_dividers_and_blank_contents_belong_to_nothing() -> None:
    divider = page((200, 300, "附件1", 26), (180, 360, "营业执照复印件", 22), number=1)
    listing = page((220, 80, "附件目录", 22), (100, 130, "1.营业执照"), (100, 160, "2.审计报告"), number=3)
    assert [(p.type, p.pages) for p in enclosed(divider, licence(2), listing)] == [("business_licence", (2,))]


def test_a_divider_without_its_paper_is_no_paper() -> None:
    assert enclosed(page((200, 300, "附件2", 26), (180, 360, "纳税证明", 22))) == ()


def test_patent_with_two_holders_and_two_pages() -> None:
    first = page(
        (120, 120, "证书号第9123456号"),
        (200, 200, "实用新型专利证书", 26),
        (100, 260, "实用新型名称：一种压力变送器外壳"),
        (100, 290, "专利号：ZL 2022 2 1640938.6"),
        (100, 320, "专利申请日：2022年06月28日"),
        (100, 350, f"专利权人：{FIRM}；河北某某大学"),
        (100, 380, "授权公告日：2022年11月22日"),
        (330, 380, "授权公告号：CN 218123456 U"),
        (100, 420, "国家知识产权局依照中华人民共和国专利法经过初步审查，决定授予专利权。"),
        (260, 700, "第 1 页（共 2 页）"),
        number=1,
    )
    second = page((100, 120, "专利权人信息变更情况见专利登记簿"), (260, 700, "第 2 页（共 2 页）"), number=2)
    (paper,) = enclosed(first, second)
    assert paper.type == "ip_certificate"
    assert paper.pages == (1, 2)
    assert values(paper) == {"holder": FIRM, "kind": "实用新型", "number": "ZL202221640938.6", "issued": "2022-11-22"}


def test_a_notice_of_acceptance_is_no_right() -> None:
    (paper,) = enclosed(page((180, 80, "专利申请受理通知书", 22), (90, 150, f"申请人：{FIRM}"), (90, 180, "申请号：202410123456.7")))
    assert paper.type == "other"


def test_software_copyright_takes_the_day_of_registration() -> None:
    (paper,) = enclosed(
        page(
            (150, 100, "计算机软件著作权登记证书", 24),
            (300, 160, "证书号：软著登字第12345678号"),
            (90, 220, "软件名称：压力标定管理软件V1.0"),
            (90, 250, f"著作权人：{FIRM}"),
            (90, 280, "开发完成日期：2022年01月06日"),
            (90, 310, "首次发表日期：2022年03月01日"),
            (90, 340, "登记号：2022SR1463028"),
            (380, 700, "2022年11月03日"),
        )
    )
    assert values(paper) == {"holder": FIRM, "kind": "软件著作权", "number": "2022SR1463028", "issued": "2022-11-03"}


def test_honours_go_by_what_they_honour() -> None:
    def certificate(text: str, number: int):  # type: ignore[no-untyped-def]
        return page(
            (250, 150, "证 书", 28),
            (100, 220, f"{FIRM}："),
            (120, 260, text, 18),
            (100, 400, f"证书编号：HB-2023-{number:03d}"),
            (100, 425, "有效期：2023年1月至2025年12月"),
            (380, 470, "二〇二三年一月五日"),
            number=number,
        )

    papers = enclosed(
        certificate("被认定为河北省创新型中小企业。", 1),
        certificate("认定你单位为“石家庄市工程技术研究中心”", 2),
        certificate("荣获“2022年度石家庄市科技进步奖二等奖”", 3),
    )
    assert [p.type for p in papers] == ["qualification", "rd_institution_certificate", "award"]
    assert values(papers[0])["kind"] == "河北省创新型中小企业"
    assert values(papers[0])["valid_until"] == "2025-12-31"
    assert values(papers[1])["kind"] == "石家庄市工程技术研究中心"
    assert values(papers[2])["issued"] == "2023-01-05"


def test_a_plaque_with_quotation_marks_inside_its_title() -> None:
    (paper,) = enclosed(
        page(
            (200, 150, FIRM, 16),
            (110, 210, "河北省“专精特新”创新大赛三等奖", 28),
            (230, 270, "编号：HBZJ-2024-3-18"),
            (230, 340, "2024年11月8日"),
        )
    )
    assert paper.type == "award"
    assert values(paper) == {"holder": FIRM, "kind": "河北省“专精特新”创新大赛三等奖", "number": "HBZJ-2024-3-18", "issued": "2024-11-08"}


def test_level_certificate_and_maturity_of_another_scale() -> None:
    level = page(
        (150, 100, "中小企业数字化水平评测证书", 24),
        (100, 180, f"{FIRM}："),
        (100, 210, "经现场评测，贵单位数字化水平等级为"),
        (270, 250, "Ⅲ级", 26),
        (100, 330, "证书编号：SZ-2025-0417"),
        (100, 355, "发证日期：2025年5月16日"),
        (100, 380, "有效期至：2028年5月15日"),
        number=1,
    )
    other = page(
        (150, 100, "智能制造能力成熟度等级证书", 24),
        (100, 180, f"企业名称：{FIRM}"),
        (100, 210, "符合GB/T 39116-2020 二级要求"),
        (100, 330, "证书编号：CMMM-2024-0001"),
        number=2,
    )
    papers = enclosed(level, other)
    assert papers[0].type == "maturity_certificate"
    assert values(papers[0])["level"] == "三级"
    assert papers[1].type != "maturity_certificate"


def test_a_tax_return_says_its_period_not_its_day_of_filing() -> None:
    (paper,) = enclosed(
        page(
            (120, 60, "中华人民共和国企业所得税年度纳税申报表（A类）", 18),
            (90, 110, "税款所属期间：2024年01月01日至2024年12月31日"),
            (90, 140, f"纳税人识别号（统一社会信用代码）：{CODE}"),
            (90, 170, f"纳税人名称：{FIRM}"),
            (90, 200, "金额单位：人民币元（列至角分）"),
            (90, 600, "填表日期：2025年5月20日"),
        )
    )
    assert paper.type == "tax_proof"
    assert values(paper) == {"holder": FIRM, "uscc": CODE, "year": "2024", "issued": "2025-05-20"}


def test_a_credit_report_counts_entries_not_words() -> None:
    (paper,) = enclosed(
        page(
            (120, 60, "法人和非法人组织公共信用信息报告", 22),
            (380, 90, "生成时间：2025年07月15日"),
            (90, 130, "主体名称"),
            (200, 130, FIRM),
            (90, 160, "统一社会信用代码"),
            (200, 160, CODE),
            (90, 220, "严重失信主体名单信息"),
            (300, 220, "0 条"),
        ),
        programmes=("chain",),
    )
    assert paper.type == "credit_report"
    assert values(paper)["serious_dishonesty"] == 0
    assert values(paper)["issued"] == "2025-07-15"


def test_statements_of_driven_firms_are_one_each_with_their_own_seals() -> None:
    papers = enclosed(
        statement_of("石家庄恒远五金有限公司", 1, "石家庄恒远五金有限公司"),
        statement_of("晋州市丰谷淀粉有限公司", 2, FIRM),
        programmes=("chain",),
    )
    assert [p.type for p in papers] == ["sme_evidence", "sme_evidence"]
    assert [values(p)["holder"] for p in papers] == ["石家庄恒远五金有限公司", "晋州市丰谷淀粉有限公司"]
    assert papers[0].stamped
    assert not papers[1].stamped


def test_photos_run_over_pages() -> None:
    first = page((80, 60, "附件8：企业改造前后影像资料"), (200, 400, "改造前：人工抄表"), (200, 660, "改造后：集中控制室"), number=1)
    second = page((200, 380, "改造前：纸质记录"), (200, 680, "改造后：电子终端"), number=2)
    (paper,) = enclosed(first, second, programmes=("workshop",))
    assert (paper.type, paper.pages) == ("transformation_photos", (1, 2))


def test_a_numeral_read_badly_is_no_date() -> None:
    """OCR doubles characters; an odd numeral must not end the reading of all papers."""
    from extractors.papers.dates import find

    assert [f.iso for f in find("二〇二五年六月二十十六日")] in ([], ["2025-06"])
    assert [f.iso for f in find("二〇二五年十二月二十六日")] == ["2025-12-26"]


def test_a_province_that_is_none_is_mended_by_the_payers_code() -> None:
    (paper,) = enclosed(
        page(
            (200, 60, "税收完税证明", 22),
            (360, 95, "（251）露证明30817265"),
            (60, 120, "填发日期：2025年7月2日"),
            (60, 140, f"纳税人识别号：{CODE}"),
            (60, 160, f"纳税人名称：{FIRM}"),
            (60, 190, "税款所属时期：2024-01-01至2024-12-31"),
        )
    )
    assert values(paper)["number"] == "（251）冀证明30817265"
    assert any("更正" in r for r in paper.fields["number"].readings)


def tax_in_words(sentence: str, issued: str) -> object:
    (paper,) = enclosed(
        page(
            (240, 90, "纳税证明", 26),
            (60, 160, f"{FIRM}（统一社会信用代码：{CODE}）系我局所辖纳税人。经查询税收征管系统，"),
            (60, 185, sentence),
            (60, 210, "特此证明。"),
            (330, 300, "国家税务总局正定县税务局"),
            (380, 330, issued),
        )
    )
    return values(paper).get("year")


def test_the_year_of_a_tax_proof_in_words_is_that_of_the_taxes() -> None:
    """Never that of the day on which it was made out."""
    assert tax_in_words("该公司2024年累计入库税款2,386,114.07元。", "2025年1月15日") == "2024"
    assert tax_in_words("该公司2024年度共缴纳税款2,386,114.07元。", "2025年10月15日") == "2024"
    assert tax_in_words("该公司2025年1月至6月入库税款2,386,114.07元。", "2025年7月15日") == "2025"
    assert tax_in_words("该公司2024年1-12月入库税款2,386,114.07元。", "2025年1月15日") == "2024"
    assert tax_in_words("该公司入库税款2,386,114.07元。", "2025年1月15日") is None
