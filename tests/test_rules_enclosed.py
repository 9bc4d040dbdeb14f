"""Enclosed papers at their boundaries: whose they are, of which day and year, read under a seal or not, enclosed or only named."""

from __future__ import annotations

from datetime import date

import pytest

from models.application import Application, Attachment, PageRecord
from models.checks import Check
from tests.rules_support import BOOK as PATH
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
    with_field,
    with_metrics,
    with_papers,
)
from validators.attachments import last_day
from validators.cross import agrees

BOOK, RESEARCH, CHAIN = sound("lighthouse"), sound("innovation"), sound("chain")
OTHER, DOUBT = "石家庄远曜机床制造有限公司", "两次读数不同"


def check(application: Application, rule: str, subject: str = "") -> Check:
    return checks(application)[rule, subject]


def says(c: Check, verdict: str, *words: str) -> None:
    assert c.verdict == verdict, c.message
    for word in words:
        assert word in c.message, c.message


def scanned(application: Application) -> Application:
    return turned(application, pages=tuple(PageRecord(**{**p.model_dump(), "scanned": True}) for p in application.pages))


def over(page: int, x: float = 100.0, y: float = 60.0) -> Application:
    """A scan with a seal over the value at its usual place on a page."""
    return turned(scanned(BOOK), seals=(*BOOK.seals, seal("", "", page, x=x).model_copy(update={"bbox": (x, y, x + 100.0, y + 100.0)})))


@pytest.mark.parametrize(("said", "day"), [
    ("2025-07-20", date(2025, 7, 20)), ("2025-07", date(2025, 7, 31)), ("2024-02", date(2024, 2, 29)), ("2025", date(2025, 12, 31)), (" 2025-7-5 ", date(2025, 7, 5)),
    ("2025-13", None), ("2025-02-30", None), ("长期", None), ("", None), ("2025-07-20日", None),
])  # fmt: skip
def test_the_last_day_that_is_covered(said: str, day: date | None) -> None:
    assert last_day(said) == day


# ---------------------------------------------------------------- whose


@pytest.mark.parametrize(("holder", "verdict", "words"), [
    (value(NAME, 21), "pass", "一致"), (value("河北澄远智能装备有限公司；河北大学", 21), "unsure", ""), (value(OTHER, 21), "fail", "两处不一致"), (value(None, 21), "unsure", "未读到企业名称"),
    (value(NAME.replace("澄", "橙"), 21), "unsure", "只差个别字"), (value(NAME, 21, doubt=DOUBT), "unsure", f"读数相同，但{DOUBT}"), (value(NAME, 21, confidence=0.5), "unsure", "识别把握不足"),
    (value(OTHER, 21, doubt=DOUBT), "unsure", DOUBT), (value(NAME[:-4], 21), "unsure", ""),
])  # fmt: skip
def test_whose_a_paper_is(holder: object, verdict: str, words: str) -> None:
    book = with_papers(BOOK, "business_licence", paper("business_licence", 21, holder=holder, uscc=USCC))
    found = check(book, "cross.name-mismatch", "business_licence")
    if holder.value and "；" in str(holder.value):  # type: ignore[attr-defined]
        assert found.verdict == "pass", found.message  # one of two holders
    else:
        says(found, verdict, words)


def test_where_all_papers_agree_the_form_is_looked_at_first() -> None:
    def all_of(name: str, *types: str) -> Application:
        book = BOOK
        for n, type in enumerate(types, start=21):
            book = with_papers(book, type, paper(type, n, holder=name))
        return book

    three = all_of(OTHER, "business_licence", "tax_proof", "audit_report", "maturity_certificate", "qualification", "ip_certificate")
    says(check(three, "cross.name-mismatch", "business_licence"), "unsure", "先核对申请表的企业名称")
    one = with_papers(BOOK, "tax_proof", paper("tax_proof", 23, holder=OTHER))
    says(check(one, "cross.name-mismatch", "tax_proof"), "fail")


def test_a_name_under_a_seal_accuses_nobody() -> None:
    licence = paper("business_licence", 21, holder=OTHER, uscc=USCC)
    for application, verdict in ((over(21), "unsure"), (over(21, y=400.0), "fail"), (over(20), "fail"), (over(21, x=400.0), "fail")):
        assert check(with_papers(application, "business_licence", licence), "cross.name-mismatch", "business_licence").verdict == verdict
    digital = turned(over(21), pages=tuple(p.model_copy(update={"scanned": False}) for p in BOOK.pages))
    assert check(with_papers(digital, "business_licence", licence), "cross.name-mismatch", "business_licence").verdict == "fail"


@pytest.mark.parametrize(("code", "verdict"), [
    (value(USCC, 21), "pass"), (value("91130100MA0EXJ2Q6X", 21), "fail"), (value(None, 21), "not_applicable"), (value(USCC, 21, doubt=DOUBT), "unsure"), (value("91130100MA0EXJ2Q6X", 21, confidence=0.5), "unsure"),
])  # fmt: skip
def test_whose_code(code: object, verdict: str) -> None:
    book = with_papers(BOOK, "business_licence", paper("business_licence", 21, holder=NAME, uscc=code))
    found = checks(book).get(("cross.uscc-mismatch", "business_licence"))
    assert found is None or found.verdict == verdict or (verdict == "not_applicable" and found.verdict == "unsure"), found and found.message
    assert found is not None or verdict == "not_applicable"


def test_a_form_without_a_code_decides_nothing_about_a_licence() -> None:
    book = with_papers(with_field(BOOK, "uscc", value(None)), "business_licence", paper("business_licence", 21, holder=NAME, uscc=USCC))
    says(check(book, "cross.uscc-mismatch", "business_licence"), "not_applicable", "未填写统一社会信用代码")


# ---------------------------------------------------------------- of which day and year


@pytest.mark.parametrize(("until", "more", "verdict", "words"), [
    ("2025-07-20", {}, "pass", "在有效期内"), ("2025-07-19", {}, "fail", "已过有效期"), ("2025-07", {}, "pass", ""), ("2025", {}, "pass", ""), ("2024", {}, "fail", ""),
    ("2025-07-19", {"issued": "2022-07-20"}, "fail", ""), ("2025-01-19", {"issued": "2022-07-20"}, "unsure", "不成整年"), ("2024-12-31", {"issued": "2022-07-20"}, "fail", ""),
    ("2021-07-19", {"issued": "2022-07-20"}, "unsure", "不成整年"),
])  # fmt: skip
def test_the_end_of_a_validity(until: str, more: dict, verdict: str, words: str) -> None:
    book = with_papers(
        BOOK, "maturity_certificate", paper("maturity_certificate", 24, holder=NAME, level="三级", valid_until=until, **more)
    )
    says(check(book, "attachment.expired", "maturity_certificate"), verdict, words)


def test_an_end_under_a_seal_or_of_a_paper_told_with_doubt() -> None:
    old = paper("maturity_certificate", 24, holder=NAME, level="三级", valid_until="2024-01-01")
    says(check(with_papers(over(24), "maturity_certificate", old), "attachment.expired", "maturity_certificate"), "unsure", "压有印章")
    doubted = old.model_copy(update={"doubt": "可能是另一种证书"})
    says(
        check(with_papers(BOOK, "maturity_certificate", doubted), "attachment.expired", "maturity_certificate"),
        "unsure",
        "可能是另一种证书",
    )


@pytest.mark.parametrize(
    ("year", "verdict"),
    [
        ("2024", "pass"),
        ("2023", "fail"),
        ("2023/2025", "pass"),
        ("2022/2023", "fail"),
        ("2024-06", "pass"),
        ("去年", "unsure"),
        ("2025", "fail"),
    ],
)
def test_the_year_of_a_tax_paper(year: str, verdict: str) -> None:
    book = with_papers(BOOK, "tax_proof", paper("tax_proof", 23, holder=NAME, year=year))
    says(check(book, "attachment.wrong-period", "tax_proof"), verdict, "2024" if verdict != "pass" else "年度")


def test_of_several_papers_the_right_year_suffices() -> None:
    two = with_papers(BOOK, "tax_proof", paper("tax_proof", 23, year="2021"), paper("tax_proof", 31, year="2024"))
    found = check(two, "attachment.wrong-period", "tax_proof")
    assert found.verdict == "pass" and [e.page for e in found.evidence] == [31]
    doubted = with_papers(
        BOOK, "tax_proof", paper("tax_proof", 23, year="2021"), paper("tax_proof", 31, year=value("2024", 31, doubt=DOUBT))
    )
    says(check(doubted, "attachment.wrong-period", "tax_proof"), "unsure", DOUBT, "要求 2024 年")
    reaches = with_papers(BOOK, "tax_proof", paper("tax_proof", 23, year=value("2023", 23, readings=("2023-12—2024-11",))))
    assert check(reaches, "attachment.wrong-period", "tax_proof").verdict == "unsure"


# ---------------------------------------------------------------- enclosed, or only named


def test_what_is_enclosed() -> None:
    two = with_papers(BOOK, "tax_proof", paper("tax_proof", 23), paper("tax_proof", 31))
    says(check(two, "attachment.missing", "tax_proof"), "pass", "2 份")
    mixed = with_papers(BOOK, "tax_proof", paper("tax_proof", 23).model_copy(update={"confidence": 0.5}), paper("tax_proof", 31))
    found = check(mixed, "attachment.missing", "tax_proof")
    assert found.verdict == "pass" and [e.page for e in found.evidence] == [31] and "份" not in found.message
    faint = with_papers(BOOK, "tax_proof", paper("tax_proof", 23).model_copy(update={"confidence": 0.59}))
    says(check(faint, "attachment.missing", "tax_proof"), "unsure", "辨认把握不足")
    assert (
        check(
            with_papers(BOOK, "tax_proof", paper("tax_proof", 23).model_copy(update={"confidence": 0.6})), "attachment.missing", "tax_proof"
        ).verdict
        == "pass"
    )
    long = with_papers(BOOK, "tax_proof", paper("tax_proof", 23).model_copy(update={"pages": (23, 24, 25)}))
    says(check(long, "attachment.missing", "tax_proof"), "pass", "第 23—25 页")


def test_what_is_only_claimed() -> None:
    bare = with_papers(BOOK, "award")
    says(check(bare, "attachment.missing", "award"), "not_applicable", "未声称具有")
    listed = turned(bare, listed_attachments={**BOOK.listed_attachments, "award": (at(20, "获奖证书"),)})
    found = check(listed, "attachment.missing", "award")
    says(found, "fail", "列有或提到")
    assert [e.page for e in found.evidence] == [20]
    assert check(unread(listed, 30), "attachment.missing", "award").verdict == "unsure"


def test_a_paper_of_no_kind_that_bears_the_name() -> None:
    gone = with_papers(BOOK, "tax_proof")
    strange = paper("other", 32).model_copy(update={"title": "纳税证明", "confidence": 0.4})
    says(check(with_papers(gone, "other", strange), "attachment.missing", "tax_proof"), "unsure", "题为“纳税证明”")
    clear = strange.model_copy(update={"confidence": 0.9})
    assert check(with_papers(gone, "other", clear), "attachment.missing", "tax_proof").verdict == "fail"


# ---------------------------------------------------------------- stamps and sums


def _licence(**more: object) -> Attachment:
    made = next(a for a in CHAIN.attachments if a.type == "business_licence")
    return made.model_copy(update={"stamped": (), **more})


@pytest.mark.parametrize(
    ("text", "confidence", "verdict"),
    [(NAME, 0.9, "pass"), ("石家庄市行政审批局", 0.9, "fail"), ("河北■■", 0.3, "unsure"), ("", 0.9, "unsure")],
)
def test_a_copy_that_must_be_stamped(text: str, confidence: float, verdict: str) -> None:
    page = _licence().pages[0]
    book = turned(
        with_papers(CHAIN, "business_licence", _licence()),
        seals=(seal("business_licence", text, page, confidence=confidence), seal("", "x" * 6, 35)),
    )
    assert check(book, "attachment.unstamped", "business_licence").verdict == verdict
    seam = turned(with_papers(CHAIN, "business_licence", _licence()), seals=(seal("seam", NAME, page), seal("", "", 35)))
    assert check(seam, "attachment.unstamped", "business_licence").verdict == "fail"
    doubted = turned(
        with_papers(CHAIN, "business_licence", _licence(doubt="可能是另一种执照")), seals=(seal("business_licence", NAME, page),)
    )
    says(check(doubted, "attachment.unstamped", "business_licence"), "unsure", "可能是另一种执照")


def test_sums_that_agree() -> None:
    m = metric("main_revenue", 3000.0, raw="3000.00万元")
    for audited, tolerance, same in (
        (3000.0, 0.0, True),
        (3015.0, 0.005, True),
        (3015.07, 0.005, True),
        (3015.08, 0.005, False),
        (2985.1, 0.005, True),
        (2984.9, 0.005, False),
        (3000.004, 0.0, True),
        (3000.02, 0.0, False),
    ):
        assert agrees(m, audited, tolerance) is same, audited


def test_money_for_research_within_two_per_cent() -> None:
    for stated, verdict in (
        (150.0, "pass"),
        (153.0, "pass"),
        (153.2, "fail"),
        (147.0, "pass"),
        (146.8, "fail"),
        (1500.0, "unsure"),
        (15.0, "unsure"),
    ):
        assert (
            check(with_metrics(RESEARCH, metric("rd_expense", stated)), "cross.rd-expense-mismatch", "audit_report").verdict == verdict
        ), stated
    spans = with_metrics(RESEARCH, metric("rd_expense", 900.0, "2022/2024"))
    assert check(spans, "cross.rd-expense-mismatch", "audit_report").verdict == "not_applicable"


def test_the_level_of_form_and_certificate() -> None:
    for form, certificate, verdict in (
        ("三级", "Ⅲ级", "pass"),
        ("三级", "3级", "pass"),
        ("三级", "四级", "fail"),
        ("三级", None, "unsure"),
        (None, "三级", "unsure"),
    ):
        book = with_papers(
            with_field(BOOK, "maturity_level", value(form)),
            "maturity_certificate",
            paper("maturity_certificate", 24, level=value(certificate, 24)),
        )
        assert check(book, "cross.level-mismatch", "maturity_certificate").verdict == verdict, (form, certificate)
    assert check(with_papers(BOOK, "maturity_certificate"), "cross.level-mismatch", "maturity_certificate").verdict == "not_applicable"
    assert check(unread(with_papers(BOOK, "maturity_certificate"), 30), "cross.level-mismatch", "maturity_certificate").verdict == "unsure"
    sealed = with_papers(over(24), "maturity_certificate", paper("maturity_certificate", 24, level="四级"))
    assert check(sealed, "cross.level-mismatch", "maturity_certificate").verdict == "unsure"


@pytest.mark.parametrize(
    ("claimed", "enclosed", "unknown", "verdict"),
    [
        (1, 1, 0, "pass"),
        (2, 1, 0, "fail"),
        (2, 1, 1, "unsure"),
        (3, 1, 1, "fail"),
        (1, 2, 0, "pass"),
        (1, 0, 0, "not_applicable"),
        (0, 1, 0, "pass"),
    ],
)
def test_certificates_against_the_number_claimed(claimed: int, enclosed: int, unknown: int, verdict: str) -> None:
    known = [
        paper("ip_certificate", 26 + n, holder=NAME, kind="发明专利", issued="2023-05-09", number=f"ZL20221000000{n}.8")
        for n in range(enclosed)
    ]
    others = [paper("ip_certificate", 36 + n, holder=NAME) for n in range(unknown)]
    book = with_metrics(
        with_papers(BOOK, "ip_certificate", *known, *others), metric("invention_patents", float(claimed), None, places=0, page=9)
    )
    says(check(book, "cross.ip-count-mismatch", "invention_patents"), verdict)
    assert PATH in {e.file for e in check(book, "cross.ip-count-mismatch", "invention_patents").evidence} or verdict == "not_applicable"


def test_certificates_of_others_do_not_count_unseen() -> None:
    other = paper("ip_certificate", 26, holder=OTHER, kind="发明专利", issued="2023-05-09")
    book = with_metrics(with_papers(BOOK, "ip_certificate", other), metric("invention_patents", 1.0, None, places=0, page=9))
    says(check(book, "cross.ip-count-mismatch", "invention_patents"), "unsure", "权利人不是申报企业")


def test_papers_that_are_others_by_their_nature() -> None:
    """An accountant's licence, a driven company's statement, a picture, a paper of no known kind: another's name on it is no mistake."""
    for type in ("cpa_licence", "sme_evidence", "transformation_photos", "other"):
        book = with_papers(BOOK, type, paper(type, 33, holder=OTHER))
        assert ("cross.name-mismatch", type) not in checks(book), type
