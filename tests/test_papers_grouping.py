"""Papers that follow each other without a heading between them, and honours whose name stands in odd places."""

from __future__ import annotations

from models.pages import Page
from tests.paper_support import CODE, FIRM, enclosed, page, values

OTHER = "石家庄衍域乳业有限公司"
THIRD = "河北钧达包装制品有限公司"


def statement(name: str, code: str, number: int, title: str = "", signed: bool = True) -> Page:
    items = [
        (60.0, 150.0, f"我公司{name}，统一社会信用代码{code}，系{FIRM}产业链配套企业。"),
        (60.0, 175.0, f"在{FIRM}带动下，我公司完成了数字化转型，情况属实，特此证明。"),
    ]
    if title:
        items.insert(0, (240.0, 90.0, title))
    if signed:
        items += [(330.0, 560.0, f"{name}（盖章）"), (380.0, 590.0, "2025年6月30日")]
    return page(*items, number=number)


def test_statements_without_a_known_title_are_one_paper_each() -> None:
    papers = enclosed(
        statement(OTHER, "91130110MA0EFLCR35", 1, "情况说明"),
        statement(THIRD, "91130109782653419R", 2, "被带动中小企业情况表"),
        programmes=("chain",),
    )
    assert [(p.type, p.pages) for p in papers] == [("sme_evidence", (1,)), ("sme_evidence", (2,))]
    assert [values(p)["holder"] for p in papers] == [OTHER, THIRD]


def test_a_statement_that_runs_over_two_pages_is_one() -> None:
    first = statement(OTHER, "91130110MA0EFLCR35", 1, "情况说明", signed=False)
    second = page(
        (60, 80, "我公司数字化水平明显提升，以上情况属实，特此说明。"),
        (330, 160, f"{OTHER}（盖章）"),
        (380, 190, "2025年6月30日"),
        number=2,
    )
    assert [p.pages for p in enclosed(first, second, programmes=("chain",))] == [(1, 2)]


def tax_return(title: str, number: int) -> Page:
    return page(
        (150, 60, title, 18),
        (60, 100, "税款所属期间：2024年01月01日至2024年12月31日"),
        (60, 120, f"纳税人识别号（统一社会信用代码）：{CODE}"),
        (60, 140, f"纳税人名称：{FIRM}"),
        number=number,
    )


def test_returns_of_two_taxes_are_two_papers_and_further_tables_none() -> None:
    papers = enclosed(
        tax_return("增值税及附加税费申报表", 1),
        tax_return("增值税及附加税费申报表附列资料（一）", 2),
        tax_return("企业所得税年度纳税申报表", 3),
    )
    assert [(p.type, p.pages) for p in papers] == [("tax_proof", (1, 2)), ("tax_proof", (3,))]


def notice_pages(listed: str) -> tuple[Page, Page]:
    head = page(
        (120, 60, "河北省工业和信息化厅文件", 30),
        (220, 110, "冀工信企业〔2024〕235号"),
        (80, 150, "关于公布2024年第五批河北省创新型中小企业名单的通知", 18),
        (60, 200, "根据《优质中小企业梯度培育管理暂行办法》，现将名单予以公布，有效期三年。"),
        (350, 300, "河北省工业和信息化厅"),
        (380, 330, "2024年6月10日"),
    )
    rows = [(60.0, 120.0 + 20 * i, f"{i + 1} {n}") for i, n in enumerate((OTHER, THIRD, listed, "河北泽川科技有限公司"))]
    return head, page((120, 80, "2024年第五批河北省创新型中小企业名单", 16), *rows, number=2)


def test_a_notice_with_its_list_is_the_applicants_title() -> None:
    (paper,) = enclosed(*notice_pages(FIRM))
    assert (paper.type, paper.pages) == ("qualification", (1, 2))
    assert {k: values(paper)[k] for k in ("holder", "kind", "issued")} == {
        "holder": FIRM,
        "kind": "河北省创新型中小企业",
        "issued": "2024-06-10",
    }


def test_a_notice_that_lists_others_has_no_holder() -> None:
    (paper,) = enclosed(*notice_pages("石家庄弘德食品有限公司"))
    assert "holder" not in values(paper)


def test_a_certificate_behind_a_notice_is_its_own() -> None:
    certificate = page(
        (220, 80, "证书", 30),
        (60, 150, f"{FIRM}："),
        (60, 180, "认定你单位为“河北省专精特新中小企业”。"),
        (380, 500, "2024年3月1日"),
        number=3,
    )
    assert [p.pages for p in enclosed(*notice_pages(FIRM), certificate)] == [(1, 2), (3,)]


def test_a_prize_of_any_name() -> None:
    (paper,) = enclosed(
        page(
            (170, 80, "河北省技术发明奖证书", 30),
            (60, 150, "为表彰在促进科学技术工作中做出重大贡献者，特颁发此证书。"),
            (60, 180, "奖励等级：二等奖"),
            (60, 210, f"获奖单位：{FIRM}"),
            (380, 500, "2023年11月9日"),
        )
    )
    assert (paper.type, values(paper)["kind"], values(paper)["holder"]) == ("award", "河北省技术发明奖二等奖", FIRM)


def test_a_general_title_of_honour_does_not_hide_the_recognition() -> None:
    (paper,) = enclosed(
        page(
            (220, 80, "荣誉证书", 30), (60, 150, f"{FIRM}："), (60, 180, "认定你单位为“河北省企业技术中心”。"), (380, 500, "2023年11月9日")
        )
    )
    assert paper.type == "rd_institution_certificate"
    (paper,) = enclosed(
        page(
            (220, 80, "荣誉证书", 30),
            (60, 150, f"{FIRM}："),
            (60, 180, "授予你单位“石家庄市重合同守信用企业”称号。"),
            (380, 500, "2023年11月9日"),
        )
    )
    assert (paper.type, values(paper)["kind"]) == ("award", "石家庄市重合同守信用企业")


def test_a_title_over_two_lines_of_a_plaque() -> None:
    (paper,) = enclosed(
        page((120, 150, "河北省工业企业研发机构（B", 34), (280, 195, "级）", 34), (200, 260, FIRM, 20), (380, 500, "2022年4月9日"))
    )
    assert (paper.type, values(paper)["kind"]) == ("rd_institution_certificate", "河北省工业企业研发机构（B级）")


def test_level_in_a_sentence_with_words_between() -> None:
    (paper,) = enclosed(
        page(
            (150, 80, "中小企业数字化水平评测报告", 24),
            (60, 150, f"企业名称：{FIRM}"),
            (60, 180, "评测结果：数字化水平四级"),
            (60, 210, "评测日期：2025年4月13日"),
        )
    )
    assert (paper.type, values(paper)["level"]) == ("maturity_certificate", "四级")


def statements_of_finance(number: int = 1) -> Page:
    return page(
        (250, 50, "利润表", 20),
        (60, 90, f"编制单位：{FIRM}"),
        (430, 90, "单位：元"),
        (270, 75, "2024年度"),
        (60, 115, "项目"),
        (280, 115, "本期金额"),
        (430, 115, "上期金额"),
        (60, 135, "一、营业收入"),
        (280, 135, "50,000,000.00"),
        (430, 135, "40,000,000.00"),
        (60, 155, "其中：主营业务收入"),
        (280, 155, "49,000,000.00"),
        (430, 155, "39,000,000.00"),
        (60, 175, "减：营业成本"),
        (280, 175, "40,000,000.00"),
        (430, 175, "33,000,000.00"),
        (60, 195, "二、营业利润"),
        (280, 195, "10,000,000.00"),
        (430, 195, "7,000,000.00"),
        number=number,
    )


def test_statements_that_nobody_audited_are_doubtful() -> None:
    (alone,) = enclosed(statements_of_finance())
    assert "审计" in alone.doubt
    opinion = page(
        (220, 60, "审计报告", 26),
        (60, 120, f"{FIRM}全体股东："),
        (60, 150, f"我们审计了{FIRM}财务报表，包括2024年12月31日的资产负债表。"),
        (60, 400, "石家庄瑞衡会计师事务所"),
    )
    (audited,) = enclosed(opinion, statements_of_finance(2))
    assert not audited.doubt
    assert (values(audited)["revenue"], values(audited)["main_revenue"]) == (5000.0, 4900.0)


def test_an_honour_told_of_in_a_statement_does_not_make_it_a_certificate() -> None:
    told = page(
        (240, 90, "情况说明", 22),
        (60, 150, f"我公司{OTHER}，统一社会信用代码91130110MA0EFLCR35，2023年被认定为河北省专精特新中小企业。"),
        (60, 175, f"在{FIRM}带动下，我公司完成了数字化转型，情况属实，特此证明。"),
        (330, 560, f"{OTHER}（盖章）"),
        (380, 590, "2025年6月30日"),
    )
    assert [p.type for p in enclosed(told, programmes=("chain",))] == ["sme_evidence"]


def test_a_name_that_the_lines_end_cuts_is_whole_at_the_signature() -> None:
    cut = page(
        (240, 90, "带动证明", 22),
        (60, 150, f"兹证明{FIRM}通过工业互联网平台，为石家庄"),
        (60, 175, "衍域乳业有限公司（统一社会信用代码：91130110MA0EFLCR35）提供服务，帮助我公司完成数字化转型。"),
        (60, 200, "特此证明。"),
        (300, 560, f"单位名称（盖章）：{OTHER}"),
        (380, 590, "2025年6月30日"),
    )
    (paper,) = enclosed(cut, programmes=("chain",))
    assert (values(paper)["holder"], paper.fields["holder"].doubt) == (OTHER, "")


def test_photographs_of_one_side_only_are_for_a_person() -> None:
    def photos(*captions: str) -> str:
        items = [(200.0, 300.0 + 200 * i, c) for i, c in enumerate(captions)]
        (paper,) = enclosed(page((200, 60, "车间影像资料", 20), *items), programmes=("workshop",))
        return paper.doubt if paper.type == "transformation_photos" else paper.type

    assert photos("改造前：人工上料", "改造后：机器人上料") == ""
    assert "未见改造前" in photos("改造后：机器人上料", "改造后：立体库", "升级后：中控室")


def test_a_licence_whose_label_was_half_read() -> None:
    half = page(
        (70, 130, "统一社会信用代码"),
        (70, 146, CODE),
        (220, 146, "营业执照", 30),
        (70, 200, "名"),
        (140, 200, FIRM),
        (330, 200, "注册资本"),
        (400, 200, "叁仟万元整"),
        (70, 230, "法定代表人"),
        (140, 230, "李青"),
        (360, 420, "登记机关"),
    )
    (paper,) = enclosed(half)
    assert (paper.type, values(paper)["holder"]) == ("business_licence", FIRM)
