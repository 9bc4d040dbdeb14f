"""Rules over enclosed papers, and of the book against them."""

from __future__ import annotations

import pytest

from models.application import FileRecord
from tests.rules_support import (
    BOOK as PATH,
)
from tests.rules_support import (
    NAME,
    USCC,
    at,
    checks,
    metric,
    paper,
    seal,
    sound,
    turned,
    unread,
    value,
    verdict,
    with_field,
    with_metrics,
    with_papers,
)

BOOK = sound("lighthouse")
CHAIN = sound("chain")


def test_missing_paper() -> None:
    gone = with_papers(BOOK, "tax_proof")
    assert verdict(BOOK, "attachment.missing", "tax_proof") == "pass"
    assert verdict(gone, "attachment.missing", "tax_proof") == "fail"
    assert verdict(unread(gone, 33), "attachment.missing", "tax_proof") == "unsure"
    locked = turned(
        gone, files=(*gone.files, FileRecord(path="附件/2.纳税.pdf", sha256="1", pages=0, role="attachment", outcome="encrypted"))
    )
    assert verdict(locked, "attachment.missing", "tax_proof") == "unsure"
    doubtful = with_papers(BOOK, "tax_proof", paper("tax_proof", 30).model_copy(update={"doubt": "标题被印章遮住"}))
    assert verdict(doubtful, "attachment.missing", "tax_proof") == "unsure"


def test_unread_page_of_the_form_hides_no_paper() -> None:
    gone = with_papers(BOOK, "tax_proof")
    pages = tuple(p.model_copy(update={"state": "illegible"}) if p.page == 4 else p for p in gone.pages)
    assert verdict(turned(gone, pages=pages), "attachment.missing", "tax_proof") == "fail"


def test_papers_asked_for_where_claimed() -> None:
    gone = with_papers(BOOK, "ip_certificate")
    assert verdict(gone, "attachment.missing", "ip_certificate") == "fail"
    assert verdict(turned(gone, listed_attachments={}), "attachment.missing", "ip_certificate") == "not_applicable"


def test_each_programme_asks_for_its_own() -> None:
    assert verdict(BOOK, "attachment.missing", "transformation_photos") == "none"
    assert verdict(with_papers(sound("workshop"), "transformation_photos"), "attachment.missing", "transformation_photos") == "fail"
    found = checks(with_papers(sound("workshop"), "transformation_photos"))["attachment.missing", "transformation_photos"]
    assert found.clause.text == "企业改造前后的影像资料"
    assert verdict(with_papers(CHAIN, "credit_report"), "attachment.missing", "credit_report") == "fail"


@pytest.mark.parametrize(
    ("until", "expected"),
    [("2025-07-19", "fail"), ("2025-07-20", "pass"), ("2025-07", "pass"), ("2025-06", "fail"), ("2028-01-01", "pass")],
)
def test_expiry_on_the_day_of_the_declaration(until: str, expected: str) -> None:
    """The declaration is of 2025-07-20."""
    book = with_papers(BOOK, "qualification", paper("qualification", 31, holder=NAME, kind="河北省专精特新中小企业", valid_until=until))
    assert verdict(book, "attachment.expired", "qualification") == expected


def test_expiry_without_a_date_or_in_doubt() -> None:
    old = paper("qualification", 31, holder=NAME, kind="河北省专精特新中小企业", valid_until=value("2025-06-19", 31, doubt="日期压印"))
    assert verdict(with_papers(BOOK, "qualification", old), "attachment.expired", "qualification") == "unsure"
    undated = with_field(with_field(BOOK, "declaration_date", value(None)), "commitment_date", value(None))
    expired = with_papers(undated, "qualification", paper("qualification", 31, holder=NAME, valid_until="2025-07-15"))
    assert verdict(expired, "attachment.expired", "qualification") == "fail"  # the notice is of 2025-07-16
    soon = with_papers(undated, "qualification", paper("qualification", 31, holder=NAME, valid_until="2025-08-01"))
    assert verdict(soon, "attachment.expired", "qualification") == "unsure"
    late = with_papers(undated, "qualification", paper("qualification", 31, holder=NAME, valid_until="2027-08-01"))
    assert verdict(late, "attachment.expired", "qualification") == "pass"


def test_one_expired_among_valid_ones_is_told() -> None:
    papers = [paper("qualification", n, holder=NAME, valid_until=u) for n, u in ((31, "2026-01-01"), (32, "2024-12-31"))]
    assert verdict(with_papers(BOOK, "qualification", *papers), "attachment.expired", "qualification") == "fail"


def test_an_end_that_no_whole_years_lead_to_was_perhaps_misread() -> None:
    odd = paper("qualification", 31, holder=NAME, issued="2023-02-22", valid_until="2023-12-22")
    even = paper("qualification", 31, holder=NAME, issued="2020-12-23", valid_until="2023-12-22")
    assert verdict(with_papers(BOOK, "qualification", odd), "attachment.expired", "qualification") == "unsure"
    assert verdict(with_papers(BOOK, "qualification", even), "attachment.expired", "qualification") == "fail"


def test_a_paper_of_no_known_kind_that_bears_the_name_may_be_the_missing_one() -> None:
    bare = with_papers(BOOK, "business_licence")
    poor = paper("other", 21).model_copy(update={"title": "营业执照", "confidence": 0.4})
    assert verdict(bare, "attachment.missing", "business_licence") == "fail"
    assert verdict(with_papers(bare, "other", poor), "attachment.missing", "business_licence") == "unsure"


def test_period() -> None:
    audit = paper("audit_report", 22, holder=NAME, year="2023", revenue=3000.0)
    assert verdict(with_papers(BOOK, "audit_report", audit), "attachment.wrong-period", "audit_report") == "fail"
    assert verdict(BOOK, "attachment.wrong-period", "audit_report") == "pass"
    assert (
        verdict(with_papers(BOOK, "audit_report", audit, paper("audit_report", 26, year="2024")), "attachment.wrong-period", "audit_report")
        == "pass"
    )
    assert verdict(with_papers(BOOK, "audit_report", paper("audit_report", 22)), "attachment.wrong-period", "audit_report") == "unsure"
    assert verdict(with_papers(BOOK, "audit_report"), "attachment.wrong-period", "audit_report") == "not_applicable"
    assert verdict(with_papers(CHAIN, "tax_proof", paper("tax_proof", 22, year="2024")), "attachment.wrong-period", "tax_proof") == "fail"


def test_stamp_on_the_licence_of_a_chain_book() -> None:
    licence = next(a for a in CHAIN.attachments if a.type == "business_licence").model_copy(update={"stamped": ()})
    bare = with_papers(CHAIN, "business_licence", licence)
    page = licence.pages[0]
    assert verdict(CHAIN, "attachment.unstamped", "business_licence") == "pass"
    assert verdict(bare, "attachment.unstamped", "business_licence") == "unsure"  # no seal was found anywhere in the scan
    office = seal("business_licence", "灵寿县市场监督管理局", page)
    assert verdict(turned(bare, seals=(office,)), "attachment.unstamped", "business_licence") == "fail"
    assert verdict(turned(bare, seals=(office, seal("business_licence", NAME, page))), "attachment.unstamped", "business_licence") == "pass"
    assert verdict(turned(bare, seals=(office, seal("business_licence", "", page))), "attachment.unstamped", "business_licence") == "unsure"
    assert verdict(sound("lighthouse"), "attachment.unstamped", "business_licence") == "none"


def test_holder() -> None:
    def audited(holder: object) -> str:
        return verdict(
            with_papers(BOOK, "audit_report", paper("audit_report", 22, holder=holder, year="2024")), "cross.name-mismatch", "audit_report"
        )

    assert audited(NAME) == "pass"
    assert audited("河北澄远智能装备有限责任公司") == "pass"
    assert audited("河北澄远机械制造有限公司") == "fail"
    assert audited("河北澄沅智能装备有限公司") == "unsure"  # one character apart: misread, or another company
    assert audited(value("河北澄远机械制造有限公司", 22, doubt="印章压字")) == "unsure"
    assert audited("河北科技大学；河北澄远智能装备有限公司") == "pass"
    assert verdict(with_papers(BOOK, "audit_report", paper("audit_report", 22)), "cross.name-mismatch", "audit_report") == "unsure"


def test_papers_that_agree_against_the_form_put_the_form_in_doubt() -> None:
    other = "石家庄鼎昌商贸有限公司"
    holders = tuple(a.model_copy(update={"fields": a.fields | {"holder": value(other, a.pages[0])}}) for a in BOOK.attachments)
    assert verdict(turned(BOOK, attachments=holders), "cross.name-mismatch", "audit_report") == "unsure"


def test_the_auditor_s_licence_is_not_the_applicant_s() -> None:
    book = with_papers(CHAIN, "cpa_licence", paper("cpa_licence", 27, holder="石家庄和信会计师事务所（普通合伙）"))
    assert verdict(book, "cross.name-mismatch", "cpa_licence") == "none"


def test_code_on_the_licence() -> None:
    def licensed(code: object) -> str:
        return verdict(
            with_papers(BOOK, "business_licence", paper("business_licence", 21, holder=NAME, uscc=code)),
            "cross.uscc-mismatch",
            "business_licence",
        )

    assert licensed(USCC) == "pass"
    assert licensed("91110000600037341L") == "fail"
    assert licensed(USCC[:-1] + "7") == "unsure"  # its check character is wrong: misread
    assert licensed(value("91110000600037341L", 21, confidence=0.3)) == "unsure"


def test_wrong_code_on_the_form_differs_from_a_right_one_on_the_licence() -> None:
    book = with_field(BOOK, "uscc", value(USCC[:-1] + "7"))
    assert verdict(book, "form.uscc-invalid") == "fail"
    assert verdict(book, "cross.uscc-mismatch", "business_licence") == "fail"


def test_level() -> None:
    two = with_papers(BOOK, "maturity_certificate", paper("maturity_certificate", 25, holder=NAME, level="二级"))
    assert verdict(two, "cross.level-mismatch", "maturity_certificate") == "fail"
    assert (
        verdict(
            with_papers(BOOK, "maturity_certificate", paper("maturity_certificate", 25, level="Ⅲ级")),
            "cross.level-mismatch",
            "maturity_certificate",
        )
        == "pass"
    )
    assert (
        verdict(
            with_papers(BOOK, "maturity_certificate", paper("maturity_certificate", 25)), "cross.level-mismatch", "maturity_certificate"
        )
        == "unsure"
    )


@pytest.mark.parametrize(
    ("stated", "raw", "expected"),
    [(3000.0, "3000万元", "pass"), (3012.0, "3012万元", "pass"), (3300.0, "3300万元", "fail"), (3000.0, "0.3亿元", "pass")],
)
def test_revenue_of_the_audit(stated: float, raw: str, expected: str) -> None:
    """The audit has 3000万元 for 2024; half a percent is let pass."""
    assert verdict(with_metrics(BOOK, metric("main_revenue", stated, raw=raw)), "cross.revenue-mismatch", "audit_report") == expected


def test_revenue_in_doubt() -> None:
    some = with_metrics(BOOK, metric("main_revenue", 3000.0), metric("main_revenue", 3300.0, page=9))
    assert verdict(some, "cross.revenue-mismatch", "audit_report") == "unsure"
    other = with_metrics(BOOK, metric("main_revenue", 3300.0, "2023"))
    assert verdict(other, "cross.revenue-mismatch", "audit_report") == "not_applicable"
    faint = with_papers(
        BOOK, "audit_report", paper("audit_report", 22, holder=NAME, year="2024", revenue=value(3300.0, 22, doubt="数字压线"))
    )
    assert verdict(with_metrics(faint, metric("main_revenue", 3000.0)), "cross.revenue-mismatch", "audit_report") == "unsure"
    blank = with_papers(BOOK, "audit_report", paper("audit_report", 22, holder=NAME, year="2024"))
    assert verdict(with_metrics(blank, metric("main_revenue", 3000.0)), "cross.revenue-mismatch", "audit_report") == "unsure"


def test_rd_of_the_audit() -> None:
    """The audit has 150万元; two percent are let pass."""
    assert verdict(with_metrics(BOOK, metric("rd_expense", 152.0)), "cross.rd-expense-mismatch", "audit_report") == "pass"
    assert verdict(with_metrics(BOOK, metric("rd_expense", 180.0)), "cross.rd-expense-mismatch", "audit_report") == "fail"


def patents(*kinds: str) -> list:
    return [
        paper("ip_certificate", 30 + i, holder=NAME, kind=k, number=f"ZL20221000000{i}.X", issued="2023-05-09") for i, k in enumerate(kinds)
    ]


def test_rights_claimed_and_enclosed() -> None:
    book = with_papers(BOOK, "ip_certificate", *patents("发明专利", "发明专利", "实用新型"))
    claim = with_metrics(book, metric("invention_patents", 2, None, places=0), metric("ip_total", 3, None, places=0))
    assert verdict(claim, "cross.ip-count-mismatch", "invention_patents") == "pass"
    more = with_metrics(book, metric("invention_patents", 3, None, places=0), metric("ip_total", 4, None, places=0))
    assert verdict(more, "cross.ip-count-mismatch", "invention_patents") == "fail"
    assert verdict(more, "cross.ip-count-mismatch", "ip_total") == "fail"
    assert verdict(unread(more, 36), "cross.ip-count-mismatch", "ip_total") == "unsure"
    unknown = with_papers(more, "ip_certificate", *patents("发明专利", "发明专利", ""))
    assert verdict(unknown, "cross.ip-count-mismatch", "invention_patents") == "unsure"


def test_copies_of_one_certificate_count_once() -> None:
    twice = patents("发明专利") * 2
    book = with_metrics(with_papers(BOOK, "ip_certificate", *twice), metric("invention_patents", 2, None, places=0))
    assert verdict(book, "cross.ip-count-mismatch", "invention_patents") == "fail"


def test_no_certificate_at_all_is_told_once() -> None:
    book = with_metrics(with_papers(BOOK, "ip_certificate"), metric("invention_patents", 2, None, places=0))
    assert verdict(book, "cross.ip-count-mismatch", "invention_patents") == "not_applicable"
    assert verdict(book, "attachment.missing", "ip_certificate") == "fail"


def test_rights_before_2022() -> None:
    old = paper("ip_certificate", 30, holder=NAME, kind="发明专利", number="ZL201810000001.8", issued="2021-12-31")
    assert verdict(with_papers(BOOK, "ip_certificate", old), "ip.before-2022", "ip_certificate") == "fail"
    assert verdict(BOOK, "ip.before-2022", "ip_certificate") == "pass"
    assert verdict(with_papers(BOOK, "ip_certificate", paper("ip_certificate", 30)), "ip.before-2022", "ip_certificate") == "unsure"
    for number, expected in (
        ("2023SR1120647", "pass"),
        ("ZL 2022 1 0123456.7", "pass"),
        ("ZL202111045872.6", "unsure"),
        ("2021SR0351907", "unsure"),
    ):
        assert (
            verdict(with_papers(BOOK, "ip_certificate", paper("ip_certificate", 30, number=number)), "ip.before-2022", "ip_certificate")
            == expected
        )
    assert verdict(with_papers(sound("innovation"), "ip_certificate", old), "ip.before-2022", "ip_certificate") == "not_applicable"


def test_files() -> None:
    bad = FileRecord(path="附件/3.pdf", sha256="1", pages=0, role="attachment", outcome="unreadable")
    locked = FileRecord(path="附件/4.pdf", sha256="2", pages=0, role="attachment", outcome="encrypted")
    old = FileRecord(path="申报书.doc", sha256="3", pages=0, role="editable_copy", outcome="unsupported")
    book = turned(BOOK, files=(*BOOK.files, bad, locked, old))
    assert verdict(book, "file.unreadable", "附件/3.pdf") == "fail"
    assert verdict(book, "file.unreadable", "申报书.doc") == "unsure"
    assert verdict(book, "file.encrypted", "附件/4.pdf") == "fail"
    assert verdict(book, "file.unreadable", PATH) == "pass"
    assert verdict(unread(BOOK, 9), "file.page-illegible", f"{PATH}#9") == "fail"
    assert verdict(unread(BOOK, 9, state="failed"), "file.page-illegible", f"{PATH}#9") == "unsure"
    assert at(1).page == 1


def test_an_old_registration_number_cannot_be_compared() -> None:
    old = with_papers(BOOK, "business_licence", paper("business_licence", 21, holder=NAME, uscc="130100000012345"))
    assert verdict(old, "cross.uscc-mismatch", "business_licence") == "unsure"


def test_main_revenue_of_the_audit_is_as_good_as_all_revenue() -> None:
    def stated(sum: float, **fields: object) -> str:
        audit = paper("audit_report", 22, holder=NAME, year="2024", revenue=3000.0, **fields)
        return verdict(
            with_metrics(with_papers(BOOK, "audit_report", audit), metric("main_revenue", sum)), "cross.revenue-mismatch", "audit_report"
        )

    assert stated(2900.0) == "fail"
    assert stated(2900.0, main_revenue=2900.0) == "pass"
    assert stated(2800.0, main_revenue=2900.0) == "fail"
    assert stated(2900.0, main_revenue=value(2900.0, 22, doubt="数字压线")) == "fail"


def test_tax_periods_that_reach_into_the_year_asked_for() -> None:
    mixed = value("2024", 22, readings=("税款所属时期还涉及2025年（3项）",))
    assert verdict(with_papers(CHAIN, "tax_proof", paper("tax_proof", 22, year=mixed)), "attachment.wrong-period", "tax_proof") == "unsure"


def test_certificates_of_others_do_not_make_up_the_number() -> None:
    own = patents("发明专利", "发明专利")
    theirs = own[1].model_copy(update={"fields": {**own[1].fields, "holder": value("北京某某科技有限公司", 31)}})
    book = with_metrics(with_papers(BOOK, "ip_certificate", own[0], theirs), metric("invention_patents", 2, None, places=0))
    assert verdict(book, "cross.ip-count-mismatch", "invention_patents") == "unsure"


def covering(field_page: int) -> tuple:
    """A seal over where `value` puts what it makes, on a scanned page."""
    return (*BOOK.seals, seal("", "某某会计师事务所", field_page).model_copy(update={"bbox": (90.0, 60.0, 205.0, 175.0)}))


def test_a_name_cut_at_the_end_of_its_line_is_no_other_name() -> None:
    for part in (
        "河北澄远智能装备",
        "河北澄远智能",
        "河北澄远",
        "智能装备有限公司",
        "河北澄远智能装备有限",
        "河北科技大学；河北澄远智能装备",
    ):
        book = with_papers(BOOK, "audit_report", paper("audit_report", 22, holder=part, year="2024"))
        assert verdict(book, "cross.name-mismatch", "audit_report") == "unsure", part
    longer = with_papers(BOOK, "audit_report", paper("audit_report", 22, holder="新" + NAME, year="2024"))
    assert verdict(longer, "cross.name-mismatch", "audit_report") != "pass"


@pytest.mark.parametrize(
    ("audited", "expected"),
    [(0.3, "unsure"), (3.0, "unsure"), (300.0, "unsure"), (30000.0, "unsure"), (3e7, "unsure"), (6000.0, "fail"), (36000.0, "fail")],
)
def test_sums_apart_by_a_unit(audited: float, expected: str) -> None:
    book = with_metrics(BOOK, metric("main_revenue", 3000.0, raw="3000万元"), metric("rd_expense", 3000.0, raw="3000万元"))
    book = with_papers(book, "audit_report", paper("audit_report", 22, holder=NAME, year="2024", revenue=audited, rd_expense=audited))
    assert verdict(book, "cross.revenue-mismatch", "audit_report") == expected
    assert verdict(book, "cross.rd-expense-mismatch", "audit_report") == expected


@pytest.mark.parametrize(
    ("rule", "type", "fields"),
    [
        ("cross.name-mismatch", "audit_report", {"holder": "河北澄远机械制造有限公司"}),
        ("cross.uscc-mismatch", "business_licence", {"uscc": "91110000600037341L"}),
        ("cross.level-mismatch", "maturity_certificate", {"level": "二级"}),
        ("cross.revenue-mismatch", "audit_report", {"year": "2024", "revenue": 3300.0}),
        ("cross.rd-expense-mismatch", "audit_report", {"year": "2024", "rd_expense": 190.0}),
        ("attachment.wrong-period", "audit_report", {"year": "2023"}),
        ("attachment.expired", "qualification", {"valid_until": "2025-06-19"}),
    ],
)
def test_what_a_seal_covers_or_was_read_faintly_makes_no_fault(rule: str, type: str, fields: dict) -> None:
    book = with_metrics(BOOK, metric("main_revenue", 3000.0), metric("rd_expense", 150.0))
    clear = with_papers(book, type, paper(type, 31, **fields))
    assert verdict(clear, rule, type) == "fail"
    assert verdict(turned(clear, seals=covering(31)), rule, type) == "unsure"
    assert verdict(turned(clear, seals=covering(30)), rule, type) == "fail"
    for name, read in fields.items():
        faint = paper(type, 31, **{**fields, name: value(read, 31, confidence=0.55)})
        assert verdict(with_papers(book, type, faint), rule, type) == "unsure", name
