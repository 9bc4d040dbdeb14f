"""Enclosed papers at their boundaries: under a seal, in force, of whole years, whose code, which sums agree with the audit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.application import Application, Attachment, FieldValue, Seal
from models.checks import Check
from models.evidence import Evidence
from tests.rules_support import (
    NAME,
    USCC,
    at,
    checks,
    metric,
    paper,
    rulebook,
    seal,
    sound,
    turned,
    unread,
    value,
    with_field,
    with_metrics,
    with_papers,
)
from validators.attachments import _under, _where, _whole_years, covered
from validators.case import Case
from validators.cross import agrees

BOOK, CHAIN = sound("lighthouse"), sound("chain")
OTHER, DOUBT = "石家庄远曜机床制造有限公司", "两次读数不同"


def check(application: Application, rule: str, subject: str = "") -> Check:
    return checks(application)[rule, subject]


# ---------------------------------------------------------------- under a seal


@pytest.mark.parametrize(("box", "under"), [
    ((-400, -1e5, 40, 1e5), True), ((-400, -1e5, 34, 1e5), False), ((360, -1e5, 800, 1e5), True), ((366, -1e5, 800, 1e5), False),
    ((-1, -210, 401, 10), True), ((20, -210, 380, 10), False), ((-1, 20, 401, 240), True), ((20, 20, 380, 240), False),
])  # fmt: skip
def test_a_value_is_under_a_seal_from_a_tenth_of_its_place(box: tuple[float, float, float, float], under: bool) -> None:
    """The place is 400 by 30 points; the ellipses reach over its left and right, its top and bottom edge, to just a tenth or less."""
    place = Evidence(file="f.pdf", page=3, bbox=(0, 0, 400, 30), text="")
    ring = seal("", "", 3).model_copy(update={"file": "f.pdf", "bbox": box})
    assert _under(place, ring) is under
    assert not _under(place, ring.model_copy(update={"page": 4})) and not _under(place, ring.model_copy(update={"file": "g.pdf"}))


def test_a_value_without_a_place_is_under_no_seal() -> None:
    scan = turned(BOOK, pages=tuple(p.model_copy(update={"scanned": True}) for p in BOOK.pages), seals=(seal("", "", 4),))
    case = Case(scan, rulebook())
    under = FieldValue(value="甲", evidence=(Evidence(file=scan.seals[0].file, page=4, bbox=scan.seals[0].bbox, text=""),))
    beside = Evidence(file=scan.seals[0].file, page=4, bbox=(0.0, 0.0, 20.0, 20.0), text="")
    assert covered(case, under) and not covered(case, None) and not covered(case, under.model_copy(update={"evidence": ()}))
    assert not covered(case, under.model_copy(update={"evidence": (*under.evidence, beside)}))  # one of its places is clear
    digital = turned(scan, pages=tuple(p.model_copy(update={"scanned": False}) for p in scan.pages))
    assert not covered(Case(digital, rulebook()), under)


def test_the_corner_of_a_seals_box_is_blank_paper() -> None:
    place = Evidence(file="f.pdf", page=3, bbox=(0, 0, 20, 20), text="")
    ring = seal("", "", 3).model_copy(update={"file": "f.pdf", "bbox": (0.0, 0.0, 160.0, 160.0)})
    assert not _under(place, ring) and _under(place, ring.model_copy(update={"bbox": (-60.0, -60.0, 60.0, 60.0)}))


def test_where_a_paper_is() -> None:
    pages = {(24,): "（第 24 页）", (24, 25, 26): "（第 24—26 页）", (): ""}
    assert {p: _where(paper("tax_proof").model_copy(update={"pages": p})) for p in pages} == pages


# ---------------------------------------------------------------- in force


@pytest.mark.parametrize(("days", "whole"), [
    (-400, False), (0, False), (10, False), (333, False), (334, True), (365, True), (397, True), (398, False), (550, False), (1063, False), (1064, True), (1127, True), (1493, True), (1494, False), (1429, True), (1428, False), (1128, False),
])  # fmt: skip
def test_a_validity_runs_for_whole_years_a_month_aside(days: int, whole: bool) -> None:
    issued = date(2022, 7, 20)
    assert _whole_years(issued, issued + timedelta(days)) is whole


def test_a_validity_to_the_end_of_a_year_is_whole() -> None:
    assert _whole_years(date(2024, 3, 1), date(2024, 12, 31)) and not _whole_years(date(2024, 3, 1), date(2024, 12, 30))
    assert not _whole_years(date(2024, 12, 31), date(2024, 12, 31)) and not _whole_years(date(2024, 3, 1), date(2024, 10, 31))


def test_a_certificate_of_a_few_days_was_misread() -> None:
    brief = paper("maturity_certificate", 24, holder=NAME, level="三级", issued="2024-05-01", valid_until="2024-05-20")
    found = check(with_papers(BOOK, "maturity_certificate", brief), "attachment.expired", "maturity_certificate")
    assert found.verdict == "unsure" and "不成整年" in found.message


@pytest.mark.parametrize(("days", "verdict"), [(0, "unsure"), (179, "unsure"), (180, "pass"), (-1, "fail")])
def test_without_a_date_of_declaration_half_a_year_after_the_notice_is_in_doubt(days: int, verdict: str) -> None:
    until = date.fromisoformat(rulebook().heading.notice_date) + timedelta(days)
    undated = with_field(with_field(BOOK, "declaration_date", None), "commitment_date", None)
    book = with_papers(undated, "maturity_certificate", paper("maturity_certificate", 24, holder=NAME, valid_until=until.isoformat()))
    assert check(book, "attachment.expired", "maturity_certificate").verdict == verdict


def _titled(issued: object, kind: object = "专精特新中小企业", type: str = "qualification", title: str = "", **more: object) -> Attachment:
    made = paper(type, 25, holder=NAME, **{k: v for k, v in {"issued": issued, "kind": kind}.items() if v is not None})
    return made.model_copy(update={"title": title, **more})


@pytest.mark.parametrize(("made", "verdict", "words"), [
    (_titled("2022-07-20"), "pass", "推算仍在有效期内"), (_titled("2022-07-19"), "unsure", "已到期"), (_titled("2024-02-29"), "pass", "2024-02-29"),
    (_titled("2022-07-31"), "pass", ""), (_titled(value("2024-05-01", doubt=DOUBT)), "unsure", "读数待核对"), (_titled("2024-05-01", value("专精特新中小企业", doubt=DOUBT)), "unsure", "读数待核对"),
    (_titled("2024-05-01", doubt="可能是另一种证书"), "unsure", "读数待核对"), (_titled("2024-05-01", None, title="专精特新中小企业证书"), "unsure", "读数待核对"),
])  # fmt: skip
def test_a_title_without_a_printed_end_lasts_three_years(made: Attachment, verdict: str, words: str) -> None:
    found = check(with_papers(BOOK, "qualification", made), "attachment.expired", "qualification")
    assert found.verdict == verdict and words in found.message, found.message


def test_what_has_no_end_is_not_judged() -> None:
    """Neither another kind of paper, nor an unknown title, nor a title without its day."""
    for made in (_titled("2020-01-01", type="award"), _titled("2020-01-01", "绿色工厂"), _titled(None)):
        assert ("attachment.expired", made.type) not in checks(with_papers(BOOK, made.type, made)), made
    faint = value(None, 25, doubt="有效期被印章遮住")
    for type, told in (("qualification", True), ("maturity_certificate", True), ("award", False)):
        found = checks(with_papers(BOOK, type, paper(type, 25, holder=NAME, valid_until=faint))).get(("attachment.expired", type))
        assert (found is not None and found.verdict == "unsure") is told, type


def test_an_end_read_with_doubt_or_told_with_doubt_decides_nothing() -> None:
    for until in ("2028-01-01", "2024-01-01"):
        for field, more in ((value(until, doubt=DOUBT), {}), (value(until, confidence=0.59), {}), (value(until), {"confidence": 0.59})):
            made = paper("maturity_certificate", 24, holder=NAME, valid_until=field).model_copy(update=more)
            assert check(with_papers(BOOK, "maturity_certificate", made), "attachment.expired", "maturity_certificate").verdict == "unsure"


# ---------------------------------------------------------------- of which year


@pytest.mark.parametrize(("year", "readings", "verdict"), [
    ("2023/2024", (), "pass"), ("2024/2025", (), "pass"), ("2025/2026", (), "fail"), ("2023/2025", (), "pass"), ("2021/2023", (), "fail"), ("2022/2023/2025", (), "fail"), ("2022/2023/2024", (), "pass"),
    ("2023", ("2023-12—2024-11",), "unsure"), ("2023", ("2022-12—2023-11",), "fail"), ("2024", ("2023-12—2024-11",), "pass"),
])  # fmt: skip
def test_the_years_that_a_tax_paper_spans(year: str, readings: tuple[str, ...], verdict: str) -> None:
    book = with_papers(BOOK, "tax_proof", paper("tax_proof", 23, holder=NAME, year=value(year, 23, readings=readings)))
    assert check(book, "attachment.wrong-period", "tax_proof").verdict == verdict


# ---------------------------------------------------------------- whose


def _all_of(*types: str) -> Application:
    """Papers of another company, the only ones that name any."""
    others = tuple(paper(t, 21 + n, holder=OTHER) for n, t in enumerate(types))
    return turned(BOOK, attachments=others)


@pytest.mark.parametrize(("types", "verdict"), [
    (("business_licence", "tax_proof", "tax_proof"), "unsure"), (("business_licence", "tax_proof"), "fail"), (("tax_proof",) * 3, "fail"), (("tax_proof",) * 4, "fail"),
])  # fmt: skip
def test_three_papers_of_two_kinds_that_agree_put_the_form_in_doubt(types: tuple[str, ...], verdict: str) -> None:
    assert check(_all_of(*types), "cross.name-mismatch", "tax_proof").verdict == verdict


def test_a_paper_in_doubt_or_one_that_names_the_applicant_puts_the_form_in_no_doubt() -> None:
    three = _all_of("business_licence", "tax_proof", "tax_proof").attachments
    faint = (*three[:2], paper("tax_proof", 23, holder=value(OTHER, 23, doubt=DOUBT)))
    shared = (*three, paper("ip_certificate", 24, holder=f"{NAME}；河北大学"))
    for papers in (faint, shared):
        assert check(turned(BOOK, attachments=papers), "cross.name-mismatch", "business_licence").verdict == "fail"


def test_a_name_in_doubt_on_the_form_accuses_nobody_and_passes_nobody() -> None:
    for holder in (NAME, OTHER):
        book = with_papers(BOOK, "tax_proof", paper("tax_proof", 23, holder=holder))
        doubted = with_field(book, "company_name", value(NAME, 1, doubt=DOUBT))
        found = check(doubted, "cross.name-mismatch", "tax_proof")
        assert found.verdict == "unsure" and DOUBT in found.message
        unnamed = turned(with_field(book, "company_name", None), name=NAME)  # the name is that of the folder
        assert check(unnamed, "cross.name-mismatch", "tax_proof").verdict == ("pass" if holder == NAME else "fail")


BAD = "91130126MA0CPTDW8"  # with 1 behind it the applicant's code


@pytest.mark.parametrize(("code", "verdict"), [
    (USCC[:-1] + "2", "unsure"), (USCC[:-2] + "72", "unsure"), (USCC[:-3] + "V72", "fail"), ("911301260000001", "unsure"), ("91130126000000X", "fail"), ("9113012600000012", "fail"),
    (f" {USCC[:8]} {USCC[8:].lower()} ", "pass"),
])  # fmt: skip
def test_a_code_one_or_two_characters_off_with_a_wrong_check_character_was_misread(code: str, verdict: str) -> None:
    book = with_papers(BOOK, "business_licence", paper("business_licence", 21, holder=NAME, uscc=code))
    found = check(book, "cross.uscc-mismatch", "business_licence")
    assert found.verdict == verdict, found.message


def test_a_code_in_doubt_on_any_side_decides_nothing() -> None:
    for code in (USCC, "91130100MA0EXJ2Q6X"):
        licence = paper("business_licence", 21, holder=NAME, uscc=code)
        for book in (
            with_papers(with_field(BOOK, "uscc", value(USCC, doubt=DOUBT)), "business_licence", licence),
            with_papers(BOOK, "business_licence", paper("business_licence", 21, holder=NAME, uscc=value(code, 21, doubt=DOUBT))),
            with_papers(BOOK, "business_licence", licence.model_copy(update={"doubt": DOUBT})),
        ):
            found = check(book, "cross.uscc-mismatch", "business_licence")
            assert found.verdict == "unsure" and DOUBT in found.message


# ---------------------------------------------------------------- sums


@pytest.mark.parametrize(
    ("audited", "same"), [(5000.0, True), (4999.5, False), (15000.0, True), (15000.5, False), (10000.0, True), (-10000.0, False)]
)
def test_a_sum_agrees_with_all_that_it_may_be_rounded_from(audited: float, same: bool) -> None:
    assert agrees(metric("main_revenue", 10000.0, raw="1亿元"), audited, 0.0) is same


def test_the_tolerance_is_a_share_of_the_audited_sum() -> None:
    m = metric("main_revenue", 200.0, raw="200.00万元")
    assert agrees(m, 201.0, 0.005) and not agrees(m, 201.1, 0.005) and not agrees(m, 198.9, 0.005)
    loss = metric("main_revenue", -200.0, raw="-200.00万元")
    assert agrees(loss, -201.0, 0.005) and not agrees(loss, -201.1, 0.005) and not agrees(loss, 200.0, 0.005)


@pytest.mark.parametrize("factor", [10, 100, 1e3, 1e4, 0.1, 0.01, 1e-3, 1e-4])
def test_sums_apart_by_a_unit_were_perhaps_read_in_the_wrong_one(factor: float) -> None:
    for off, verdict in ((1.0, "unsure"), (1.02, "fail")):
        stated = metric("main_revenue", 3000.0 * factor * off, raw="3000.0000万元", places=4)
        found = check(with_metrics(BOOK, stated), "cross.revenue-mismatch", "audit_report")
        assert found.verdict == verdict and ("单位可能识读有误" in found.message) is (verdict == "unsure"), found.message


def _audit(**fields: object) -> Application:
    old = next(a for a in BOOK.attachments if a.type == "audit_report")
    page = old.pages[0]
    made = {k: v if hasattr(v, "evidence") else value(v, page) for k, v in fields.items() if v is not None}
    kept = {k: v for k, v in old.fields.items() if k not in fields}
    return with_metrics(with_papers(BOOK, "audit_report", old.model_copy(update={"fields": kept | made})), metric("main_revenue", 3000.0))


@pytest.mark.parametrize(("application", "verdict"), [
    (_audit(revenue=3000.0), "pass"), (_audit(revenue=3600.0), "fail"), (_audit(revenue=3600.0, main_revenue=3000.0), "pass"), (_audit(revenue=3600.0, main_revenue=3300.0), "fail"),
    (_audit(revenue=3600.0, main_revenue=value(3000.0, doubt=DOUBT)), "fail"), (_audit(revenue=3600.0, main_revenue="3000"), "fail"), (_audit(revenue=3600.0, main_revenue=30000.0), "unsure"),
    (_audit(revenue="3000"), "unsure"), (_audit(revenue=None), "unsure"), (_audit(year=None), "unsure"), (_audit(year=value("2024", doubt=DOUBT)), "unsure"),
    (_audit(revenue=3600.0, year=value("2024", doubt=DOUBT)), "unsure"), (_audit(year="2023"), "not_applicable"), (_audit(revenue=value(3000.0, confidence=0.59)), "unsure"),
])  # fmt: skip
def test_the_books_revenue_against_that_of_the_audit_of_its_year(application: Application, verdict: str) -> None:
    found = check(application, "cross.revenue-mismatch", "audit_report")
    assert found.verdict == verdict, found.message


def test_only_a_sure_figure_makes_a_fault_of_another_sum() -> None:
    for stated, verdict in (
        ((metric("main_revenue", 3300.0),), "fail"),
        ((metric("main_revenue", 3300.0), metric("main_revenue", 3400.0, page=9, doubt=DOUBT)), "fail"),
        ((metric("main_revenue", 3300.0, doubt=DOUBT), metric("main_revenue", 3400.0, page=9, doubt=DOUBT)), "unsure"),
        ((metric("main_revenue", 3300.0), metric("main_revenue", 30000.0, page=9)), "fail"),
        ((metric("main_revenue", 3000.0, doubt=DOUBT), metric("main_revenue", 3000.0, page=9)), "pass"),
        ((metric("main_revenue", 3300.0, None),), "not_applicable"),
        ((metric("main_revenue", 3300.0, "2023/2024"),), "not_applicable"),
        ((metric("main_revenue", 3300.0, "target"),), "not_applicable"),
    ):
        found = check(with_metrics(BOOK, *stated), "cross.revenue-mismatch", "audit_report")
        assert found.verdict == verdict, found.message


# ---------------------------------------------------------------- enclosed or not


@pytest.mark.parametrize("programme", ["lighthouse", "workshop", "innovation"])
def test_a_paper_that_a_book_claims_is_asked_by_its_own_programmes_clause(programme: str) -> None:
    spec = rulebook().attachment("qualification")
    assert spec is not None
    found = check(with_papers(sound(programme), "qualification"), "attachment.missing", "qualification")
    assert found.verdict == "fail" and found.clause == spec.clause[programme]


def test_only_a_faint_paper_that_bears_the_name_may_be_the_missing_one() -> None:
    gone = with_papers(BOOK, "tax_proof")
    for title, confidence, verdict in (
        ("纳税证明", 0.59, "unsure"),
        ("纳税证明", 0.6, "fail"),
        ("产品说明书", 0.3, "fail"),
        ("", 0.3, "fail"),
        ("税收完税证明（表格式）", 0.3, "unsure"),
    ):
        strange = paper("other", 32).model_copy(update={"title": title, "confidence": confidence})
        assert check(with_papers(gone, "other", strange), "attachment.missing", "tax_proof").verdict == verdict, (title, confidence)
    headed = paper("other", 32).model_copy(update={"confidence": 0.3, "evidence": (at(32, "纳税证明"),)})
    found = check(with_papers(gone, "other", headed), "attachment.missing", "tax_proof")
    assert found.verdict == "unsure" and "题为“纳税证明”" in found.message  # it has no title, but its first line says so


def test_where_a_missing_paper_is_asked_for() -> None:
    gone = with_papers(BOOK, "audit_report")
    heading = next(s for s in BOOK.sections if s.id == "lighthouse.attachments")
    assert check(gone, "attachment.missing", "audit_report").evidence == heading.evidence
    bare = turned(gone, sections=tuple(s for s in gone.sections if s.id != heading.id))
    assert check(bare, "attachment.missing", "audit_report").evidence == bare.sections[-1].evidence
    assert check(turned(gone, sections=()), "attachment.missing", "audit_report").evidence == ()
    two = with_papers(BOOK, "tax_proof", *(paper("tax_proof", n).model_copy(update={"doubt": f"疑{n}"}) for n in (23, 31)))
    found = check(two, "attachment.missing", "tax_proof")
    assert found.verdict == "unsure" and "疑23" in found.message and [e.page for e in found.evidence] == [23]


def test_on_its_last_day_a_certificate_is_in_force_whatever_else_is_odd() -> None:
    day = "2025-07-20"
    scan = turned(
        BOOK, pages=tuple(p.model_copy(update={"scanned": True}) for p in BOOK.pages), seals=(*BOOK.seals, seal("", "", 24, x=90.0))
    )
    covering = turned(
        scan, seals=tuple(s.model_copy(update={"bbox": (50.0, 50.0, 250.0, 170.0)}) if s.page == 24 else s for s in scan.seals)
    )
    for until, verdict in ((day, "pass"), ("2025-07-19", "unsure")):
        sealed = paper("maturity_certificate", 24, holder=NAME, valid_until=until)
        assert check(with_papers(covering, "maturity_certificate", sealed), "attachment.expired", "maturity_certificate").verdict == verdict
        odd = paper("maturity_certificate", 24, holder=NAME, valid_until=until, issued="2025-01-01")
        assert check(with_papers(BOOK, "maturity_certificate", odd), "attachment.expired", "maturity_certificate").verdict == verdict


def test_a_certificate_is_called_by_what_it_says_it_is() -> None:
    named = paper("qualification", 25, holder=NAME, valid_until="2028-01-01", kind="绿色工厂")
    assert "绿色工厂（第 25 页）" in check(with_papers(BOOK, "qualification", named), "attachment.expired", "qualification").message
    nameless = paper("qualification", 25, holder=NAME, valid_until="2028-01-01")
    assert "企业资质证书（第 25 页）" in check(with_papers(BOOK, "qualification", nameless), "attachment.expired", "qualification").message


def test_several_papers_of_no_right_year() -> None:
    for years, verdict, page in (
        (("2021", "2022"), "fail", 23),
        ((None, "2022"), "unsure", 23),
        (("2022", None), "unsure", 31),
        (("2024", "2024"), "pass", 23),
    ):
        papers = tuple(paper("tax_proof", n, **({"year": y} if y else {})) for n, y in zip((23, 31), years, strict=True))
        found = check(with_papers(BOOK, "tax_proof", *papers), "attachment.wrong-period", "tax_proof")
        assert found.verdict == verdict and found.evidence[0].page == page, years
    for application, year, verdict in ((BOOK, "2024", "pass"), (BOOK, "2022", "fail"), (unread(BOOK, 30), "2022", "unsure")):
        for made, page in ((paper("tax_proof", 23, year=FieldValue(value=year)), 23), (paper("tax_proof", 23, year=value(year, 31)), 31)):
            found = check(with_papers(application, "tax_proof", made), "attachment.wrong-period", "tax_proof")
            assert found.verdict == verdict and [e.page for e in found.evidence] == [page]  # where the year stands, else the paper
    faint = paper("tax_proof", 23, year="2022").model_copy(update={"confidence": 0.59, "doubt": DOUBT})
    assert DOUBT in check(with_papers(BOOK, "tax_proof", faint), "attachment.wrong-period", "tax_proof").message
    faint = paper("tax_proof", 23, year="2022").model_copy(update={"confidence": 0.59})
    assert check(with_papers(BOOK, "tax_proof", faint), "attachment.wrong-period", "tax_proof").verdict == "unsure"
    gone = with_papers(BOOK, "tax_proof")
    assert check(gone, "attachment.wrong-period", "tax_proof").verdict == "not_applicable"
    assert check(unread(gone, 30), "attachment.wrong-period", "tax_proof").verdict == "unsure"


# ---------------------------------------------------------------- stamped

LICENCE = next(a for a in CHAIN.attachments if a.type == "business_licence")
PAGE = LICENCE.pages[0]


def _copy(*seals: Seal, **more: object) -> Application:
    bare = LICENCE.model_copy(update={"stamped": (), **more})
    return turned(with_papers(CHAIN, "business_licence", bare), seals=seals)


@pytest.mark.parametrize(("application", "verdict", "words"), [
    (_copy(seal("", NAME, PAGE)), "pass", "盖有申报单位公章"), (_copy(seal("", NAME.replace("备", "务"), PAGE)), "pass", "盖有"), (_copy(seal("", NAME, PAGE + 1)), "fail", "未盖"), (_copy(seal("", NAME, PAGE).model_copy(update={"file": "附件.pdf"})), "fail", "未盖"),
    (_copy(seal("", NAME, PAGE), confidence=0.59), "unsure", "辨认把握不足"), (_copy(seal("", OTHER, PAGE), confidence=0.59), "unsure", "印文未读清"), (_copy(seal("", OTHER, PAGE)), "fail", "未盖"),
    (_copy(seal("", OTHER, PAGE), seal("", "", PAGE)), "unsure", "印文未读清"), (unread(_copy(seal("", OTHER, 35)), PAGE), "unsure", "该页未能读出"), (unread(_copy(seal("", OTHER, 35)), PAGE + 1), "fail", "未盖"),
    (_copy(), "unsure", "均未检出任何印章"), (turned(_copy(), pages=tuple(p.model_copy(update={"scanned": False}) for p in CHAIN.pages)), "fail", "未盖"), (with_papers(CHAIN, "business_licence"), "not_applicable", "attachment.missing"),
    (unread(with_papers(CHAIN, "business_licence"), 30), "unsure", "第 30 页"), (_copy(seal("", OTHER, 35), stamped=(at(PAGE, NAME),)), "pass", "盖有"), (_copy(seal("", OTHER, 35), stamped=(at(PAGE, NAME),), doubt=DOUBT), "unsure", DOUBT),
])  # fmt: skip
def test_a_copy_that_must_bear_the_applicants_seal(application: Application, verdict: str, words: str) -> None:
    found = check(application, "attachment.unstamped", "business_licence")
    assert found.verdict == verdict and words in found.message, found.message


def test_each_copy_must_be_stamped_but_only_where_the_notice_asks_it() -> None:
    second = LICENCE.model_copy(update={"pages": (39,), "stamped": ()})
    both = with_papers(CHAIN, "business_licence", LICENCE, second)
    assert check(turned(both, seals=(seal("", OTHER, 35),)), "attachment.unstamped", "business_licence").verdict == "fail"
    assert not any(rule == "attachment.unstamped" for rule, _ in checks(BOOK))
    assert ("attachment.unstamped", "sme_evidence") not in checks(CHAIN)


def test_without_an_audit_or_with_a_page_unread_nothing_is_held_against_the_book() -> None:
    gone = with_papers(BOOK, "audit_report")
    assert check(gone, "cross.revenue-mismatch", "audit_report").verdict == "not_applicable"
    assert check(unread(gone, 30), "cross.revenue-mismatch", "audit_report").verdict == "unsure"
    for page in (9, 30):  # of the book, of the papers
        assert check(unread(BOOK, page), "cross.uscc-mismatch").verdict == "unsure"
