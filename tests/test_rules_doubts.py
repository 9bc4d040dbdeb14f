"""Doubts of single rules: what is unsure, what it says about why, and where it points."""

from __future__ import annotations

import pytest

from models.application import NONE_SAID, Application, Attachment, Mark, Scene
from models.checks import Check
from tests.rules_support import (
    NAME,
    at,
    checks,
    metric,
    paper,
    seal,
    section,
    sound,
    turned,
    unread,
    value,
    with_field,
    with_marks,
    with_metrics,
    with_papers,
    with_section,
)  # fmt: skip
from validators.names import compare

BOOK, RESEARCH, CHAIN = sound("lighthouse"), sound("innovation"), sound("chain")
DOUBT = "两次读数不同"


def check(application: Application, rule: str, subject: str = "") -> Check:
    return checks(application)[rule, subject]


def says(c: Check, verdict: str, *words: str, pages: set[int] | None = None) -> None:
    """The verdict, what the message holds, and the pages pointed at."""
    assert c.verdict == verdict, c.message
    for word in words:
        assert word in c.message
    if pages is not None:
        assert {e.page for e in c.evidence} == pages, c.message


# ---------------------------------------------------------------- arithmetic


def test_a_ratio_that_agrees_with_a_doubtful_part_is_unsure() -> None:
    parts = (metric("equipment_total", 100.0, page=5), metric("equipment_digital", 75.0, page=7, doubt=DOUBT))
    book = with_metrics(BOOK, *parts, metric("digitization_rate", 75.0, page=9))
    says(check(book, "metric.arithmetic", "digitization_rate"), "unsure", "算得一致", "待核对", pages={5, 7, 9})


def _total(stated: float, **more: object) -> Application:
    text = f"拥有授权知识产权{stated:g}项，其中发明专利8件、实用新型26件、软件著作权6项。"
    where = {"section": "lighthouse.profile", "places": 0}
    rights = (
        metric("ip_total", stated, None, raw=f"{stated:g}项", page=5, **where, **more),
        metric("invention_patents", 8.0, None, raw="发明专利8件", page=6, **where),
        metric("utility_models", 26.0, None, raw="实用新型26件", page=7, **where),
        metric("software_copyrights", 6.0, None, raw="软件著作权6项", page=8, **where),
    )
    return with_metrics(with_section(BOOK, "lighthouse.profile", text=text), *rights)


@pytest.mark.parametrize(
    ("stated", "verdict", "words"), [(40.0, "pass", "合计 40项，一致"), (39.0, "fail", "多于总数"), (38.0, "fail", "多于总数")]
)
def test_the_kinds_of_rights_add_up_to_their_total(stated: float, verdict: str, words: str) -> None:
    says(check(_total(stated), "metric.arithmetic", "ip_total"), verdict, words, pages={5, 6, 7, 8})


def test_a_doubtful_total_is_unsure() -> None:
    says(check(_total(39.0, doubt=DOUBT), "metric.arithmetic", "ip_total"), "unsure", "两处不一致", "待核对", pages={5, 6, 7, 8})


# ---------------------------------------------------------------- validity


def _honour(
    kind: str = "高新技术企业", issued: str | None = "2023-10-16", confidence: float = 1.0, doubt: str = "", **more: object
) -> Application:
    fields: dict = {"holder": NAME, "kind": value(kind, 25, confidence=confidence, doubt=doubt)}
    if issued:
        fields["issued"] = value(issued, 25, doubt=doubt)
    return with_papers(BOOK, "qualification", paper("qualification", 25, **fields, **more))


@pytest.mark.parametrize(
    ("application", "verdict", "words"),
    [
        (_honour(), "pass", "通例有效期 3 年，推算仍在有效期内"),
        (_honour(issued="2022-07-20"), "pass", "推算仍在有效期内"),  # three years to the day of the declaration
        (_honour(issued="2022-07-19"), "unsure", "推算在声明日期 2025-07-20 前已到期，请核实是否通过复核"),
        (_honour(kind="科技型中小企业"), "unsure", "通例有效期 1 年"),
        (_honour(kind="科技型中小企业", issued="2024-09-01"), "pass", "通例有效期 1 年"),
        (_honour(doubt=DOUBT), "unsure", "读数待核对"),
        (_honour(confidence=0.5), "unsure", "读数待核对"),
        (_honour(issued=None, valid_until=value(None, 25, doubt="有效期被印章遮盖")), "unsure", "有效期：有效期被印章遮盖"),
    ],
)
def test_a_title_without_a_printed_end(application: Application, verdict: str, words: str) -> None:
    says(check(application, "attachment.expired", "qualification"), verdict, words)


def test_a_faint_date_of_declaration_decides_nothing() -> None:
    """Neither a fault nor a pass rests on it: the other statement's date counts, then that of the notice."""
    late = with_papers(BOOK, "maturity_certificate", paper("maturity_certificate", 24, level="三级", valid_until="2025-07-10"))
    says(check(late, "attachment.expired", "maturity_certificate"), "fail", "声明日期为 2025-07-20")
    faint = with_field(late, "declaration_date", value("2025-07-20", 3, confidence=0.5))
    says(check(faint, "attachment.expired", "maturity_certificate"), "fail", "承诺书日期为 2025-07-20", pages={2, 24})
    neither = with_field(faint, "commitment_date", value("2025-07-20", 2, doubt=DOUBT))
    assert check(neither, "attachment.expired", "maturity_certificate").verdict == "fail"  # before the notice's own date already
    close = with_papers(neither, "maturity_certificate", paper("maturity_certificate", 24, level="三级", valid_until="2025-07-25"))
    says(check(close, "attachment.expired", "maturity_certificate"), "unsure", "声明日期未读出")


# ---------------------------------------------------------------- contradictions


def test_two_statements_that_agree_while_one_is_doubtful() -> None:
    book = with_metrics(BOOK, metric("main_revenue", 3000.0, page=6), metric("main_revenue", 3000.0, page=9, doubt=DOUBT))
    says(check(book, "metric.contradiction", "main_revenue"), "unsure", "与其他各处相同，但读数待核对", pages={6, 9})


@pytest.mark.parametrize(
    ("form", "text", "verdict", "words"),
    [
        (value(180), 180.0, "pass", "同一时期的数值一致"),
        (value(180, doubt=DOUBT), 180.0, "unsure", f"申请表{DOUBT}"),
        (value(180, confidence=0.4), 180.0, "unsure", "识别把握不足"),
        (value(180), 260.0, "fail", "两处不一致。"),
        (value(180, doubt=DOUBT), 260.0, "unsure", "有读数待核对"),
        (value(180), 189.0, "unsure", "时点可能不同"),
        (value("约180人"), 260.0, "not_applicable", "没有同一时期的两处数值"),
    ],
)
def test_the_head_count_of_form_and_text(form: object, text: float, verdict: str, words: str) -> None:
    book = with_metrics(with_field(BOOK, "employees", form), metric("staff_total", text, "2024", page=9, places=0))  # type: ignore[arg-type]
    says(check(book, "metric.contradiction", "staff_total"), verdict, words)


# ---------------------------------------------------------------- papers against the book


def test_without_the_applicants_name_no_paper_can_be_anybodys() -> None:
    nameless = turned(with_field(BOOK, "company_name", None), name="")
    says(check(nameless, "cross.name-mismatch", "business_licence"), "unsure", "未读到申报企业名称")


def _audit(**fields: object) -> Attachment:
    return paper("audit_report", 22, **{"holder": NAME, "year": "2024", "revenue": 3000.0, "rd_expense": 150.0, **fields})


@pytest.mark.parametrize(
    ("audit", "verdict", "words"),
    [
        (_audit(), "pass", "一致"),
        (_audit(year=value(None)), "unsure", "未读出年度"),
        (_audit(year="2023"), "not_applicable", "未写明 2023 年"),
        (_audit(revenue=value(None)), "unsure", "未读到营业收入"),
        (_audit(revenue=value(3015.0, 22)), "pass", "一致"),  # half a per cent
        (_audit(revenue=value(3015.2, 22)), "fail", "两处不一致"),
        (_audit(revenue=value(300.0, 22)), "unsure", "单位可能识读有误"),
        (_audit(revenue=value(3000.0, 22, doubt=DOUBT)), "unsure", f"数值相同，但{DOUBT}"),
        (_audit(revenue=value(3000.0, 22, confidence=0.3)), "unsure", "读数待核对"),
        (_audit(revenue=value(4000.0, 22, doubt=DOUBT)), "unsure", f"两处不一致（{DOUBT}）"),
    ],
)
def test_the_books_revenue_against_the_audits(audit: Attachment, verdict: str, words: str) -> None:
    book = with_papers(with_metrics(BOOK, metric("main_revenue", 3000.0)), "audit_report", audit)
    says(check(book, "cross.revenue-mismatch", "audit_report"), verdict, words)


def test_one_of_two_figures_agrees_with_the_audit() -> None:
    book = with_metrics(BOOK, metric("main_revenue", 3000.0, page=6), metric("main_revenue", 4100.0, page=9))
    says(check(book, "cross.revenue-mismatch", "audit_report"), "unsure", "申报书另一处（第 6 页）与审计报告一致", pages={9, 22})


def test_enough_certificates_for_a_doubtful_claim() -> None:
    claim = metric("invention_patents", 1.0, places=0, page=9, doubt=DOUBT)
    says(check(with_metrics(BOOK, claim), "cross.ip-count-mismatch", "invention_patents"), "unsure", "待核对", pages={9, 26})


# ---------------------------------------------------------------- the form


def test_choices_known_by_their_field_alone_need_the_whole_form() -> None:
    """No box was seen (a form of text): what is ticked besides on a page not read is not known."""
    unboxed = turned(BOOK, marks=tuple(m for m in BOOK.marks if not m.id.startswith("form.")))
    says(check(unboxed, "form.choice-unclear", "size"), "pass", "“小型”", pages={4})
    says(check(unboxed, "form.too-many-directions"), "pass", "1 项")
    torn = unread(unboxed, 4)
    says(check(torn, "form.choice-unclear", "size"), "pass", "“小型”")
    fewer = unread(turned(BOOK, marks=tuple(m for m in BOOK.marks if m.id != "form.size.微型")), 4)
    says(check(fewer, "form.choice-unclear", "size"), "unsure", "不能确定其余各项是否也勾选", pages={4})
    says(check(torn, "form.too-many-directions"), "unsure", "读到申报方向勾选 1 项", "未能读出")
    says(check(torn, "form.exclusive-directions"), "unsure", "未能读出")
    both = with_field(unboxed, "size", value(["小型", "微型"]))
    says(check(both, "form.choice-unclear", "size"), "fail", "“小型”、“微型”", "应只选一项", pages={4})
    doubted = with_field(unboxed, "size", value("小型", doubt=DOUBT))
    says(check(doubted, "form.choice-unclear", "size"), "unsure", DOUBT)
    blank = with_field(unboxed, "size", value(None))
    says(check(blank, "form.choice-unclear", "size"), "fail", "未勾选任何一项", pages={4})
    says(check(with_field(unboxed, "size", value(None, doubt=DOUBT)), "form.choice-unclear", "size"), "unsure", DOUBT)


def test_one_sure_tick_and_a_doubtful_one() -> None:
    book = with_marks(BOOK, form__size__中型="unsure")
    says(check(book, "form.choice-unclear", "size"), "unsure", "勾选“小型”", "“中型”框内也有痕迹", pages={4})


def test_a_blank_of_which_the_reading_is_not_sure() -> None:
    says(check(with_field(BOOK, "subfield", value("", doubt=DOUBT)), "form.field-missing", "subfield"), "unsure", DOUBT, pages={4})
    says(check(with_field(BOOK, "subfield", value("", confidence=0.4)), "form.field-missing", "subfield"), "unsure", "识别把握不足")
    says(check(with_field(BOOK, "subfield", value("", confidence=0.6)), "form.field-missing", "subfield"), "fail", "未填写（第 4 页）")


def test_the_check_character_of_the_organisation_is_a_note() -> None:
    says(check(BOOK, "form.uscc-invalid"), "pass", "校验码正确。")
    odd = with_field(BOOK, "uscc", value("91130126MA0CPTDX8Y"))
    found = check(odd, "form.uscc-invalid")
    assert found.verdict == "fail" or "GB 11714" in found.message


def test_what_is_not_there_is_not_judged() -> None:
    """Told elsewhere: a blank cell by form.field-missing, a missing list by sme.too-few, a missing paper by attachment.missing."""
    says(check(with_field(BOOK, "uscc", value(None)), "form.uscc-invalid"), "not_applicable", "form.field-missing")
    says(check(with_field(BOOK, "uscc", value(None, doubt=DOUBT)), "form.uscc-invalid"), "unsure", DOUBT)
    says(check(with_field(CHAIN, "uscc", None), "form.uscc-invalid"), "not_applicable", "由营业执照核对")
    says(check(unread(with_field(CHAIN, "uscc", None), 6), "form.uscc-invalid"), "unsure", "未能读出")
    says(check(with_field(BOOK, "industry_code", value(None)), "form.industry-code-invalid"), "not_applicable", "form.field-missing")
    says(check(with_field(BOOK, "industry_code", value(None, doubt=DOUBT)), "form.industry-code-invalid"), "unsure", DOUBT)
    silent = turned(CHAIN, metrics=tuple(m for m in CHAIN.metrics if m.id != "driven_sme_count"))
    for application in (silent, turned(CHAIN, smes=())):
        says(check(application, "sme.count-mismatch", "driven_sme_count"), "not_applicable", "未写明带动家数，或未读到名单")
        assert check(unread(application, 8), "sme.count-mismatch", "driven_sme_count").verdict == "unsure"


def test_a_paper_of_another_year_while_a_page_was_not_read() -> None:
    old = with_papers(BOOK, "tax_proof", paper("tax_proof", 23, holder=NAME, year="2021"))
    says(check(old, "attachment.wrong-period", "tax_proof"), "fail", "所附为 2021 年", pages={23})
    says(check(unread(old, 30), "attachment.wrong-period", "tax_proof"), "unsure", "所读到的为 2021 年", "第 30 页未能读出", pages={23})


def test_a_book_that_says_there_is_none_has_stated_it() -> None:
    bare = turned(RESEARCH, metrics=tuple(m for m in RESEARCH.metrics if m.id != "tech_import_ratio"))
    none = metric("tech_import_ratio", 0.0, None, scope=NONE_SAID, raw="未发生技术引进", page=9)
    says(check(with_metrics(bare, none), "metric.not-stated", "tech_import_ratio"), "pass", "写明没有", "未发生技术引进", pages={9})
    doubted = none.model_copy(update={"doubt": DOUBT})
    assert check(with_metrics(bare, doubted), "metric.not-stated", "tech_import_ratio").verdict == "fail"


# ---------------------------------------------------------------- levels and scenes


@pytest.mark.parametrize(
    ("scene", "verdict", "words"),
    [
        ({"named": False}, "unsure", "标题未点明场景，按内容与指引“18."),
        ({"second": 19, "margin": 0.01}, "unsure", "也与“19."),
        ({"second": 19, "margin": 0.4}, "pass", "对应指引“18."),
        ({"guide_scene": 4}, "pass", "缺印，请人工确认"),
        ({"guide_scene": None}, "fail", "均不相符"),
    ],
)
def test_scenes_against_the_guide(scene: dict, verdict: str, words: str) -> None:
    made = tuple(
        Scene(**{"n": n, "title": "智能仓储", "guide_scene": 18, "margin": 0.4, "evidence": (at(7),), **scene}) for n in range(1, 5)
    )
    says(check(turned(BOOK, scenes=made), "section.scene-not-in-guide", "lighthouse.scene-1"), verdict, words, pages={7})


# ---------------------------------------------------------------- signatures and dates


def _unsigned(id: str) -> Application:
    return with_marks(BOOK, **{f"{id}__signature": "absent"})


def test_a_chop_signs_a_declaration_but_no_commitment() -> None:
    def chopped(id: str, page: int) -> Application:
        chop = seal(id, "王建国印", page, size=50.0).model_copy(update={"shape": "square"})
        return turned(_unsigned(id), seals=(*BOOK.seals, chop))

    says(check(chopped("declaration", 3), "signature.missing", "declaration"), "pass", "个人名章", pages={3})
    says(check(chopped("commitment", 2), "signature.missing", "commitment"), "unsure", "个人名章", "要求签字", pages={2})
    says(check(_unsigned("declaration"), "signature.missing", "declaration"), "fail", "空白", pages={3})


def _dated(state: str | None, confidence: float = 1.0) -> Application:
    undated = with_field(BOOK, "commitment_date", None)
    marks: list[Mark] = [m for m in undated.marks if m.id != "commitment.date"]
    if state:
        marks.append(Mark(id="commitment.date", state=state, confidence=confidence, evidence=(at(2),)))  # type: ignore[arg-type]
    return turned(undated, marks=tuple(marks))


@pytest.mark.parametrize(
    ("application", "verdict", "words"),
    [
        (_dated("absent"), "fail", "未填写日期"),
        (_dated("absent", 0.6), "fail", "未填写日期"),
        (_dated("absent", 0.5), "unsure", "痕迹不清"),
        (_dated("unsure"), "unsure", "痕迹不清"),
        (_dated("present"), "unsure", "填有日期", ),
        (_dated(None), "unsure", "未能定位"),
        (unread(_dated("absent"), 2), "unsure", "所在页未能读出"),
        (with_field(BOOK, "commitment_date", value("2025-07-20", 2, doubt=DOUBT)), "unsure", f"读数为“2025-07-20”，{DOUBT}"),
    ],
)  # fmt: skip
def test_dates_of_the_commitment(application: Application, verdict: str, words: str) -> None:
    says(check(application, "date.missing", "commitment"), verdict, words, pages={2})


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("a", "b", "how"),
    [
        ("河北澄远智能装备有限公司", "河北澄远智能装备有限公司", "same"),
        ("河北澄远智能装备有限公司", "河北橙远智能装备有限公司", "unclear"),  # one character
        ("河北澄远智能装备有限公司", "河北橙源智能装备有限公司", "other"),
        ("河北澄远智能装备有限公司", "河北澄远智能装备有限公司石家庄分公司", "unclear"),
        ("澄远", "澄远电子", "unclear"),  # half a name
        ("装备有限公司", "河北澄远智能装备有限公司", "unclear"),  # its second line
        ("河北澄远智能装备有限", "河北澄远智能装备有限公司", "unclear"),
        ("", "河北澄远智能装备有限公司", "unclear"),
        ("石家庄远曜机床制造有限公司", "河北澄远智能装备有限公司", "other"),
    ],
)
def test_two_names(a: str, b: str, how: str) -> None:
    assert compare(a, b) == how


@pytest.mark.parametrize(
    ("ring", "confidence", "how"),
    [
        ("河北澄远智能装备有限公司", 0.9, "same"),
        ("河北澄远智能装备有限公", 0.9, "same"),  # one lost
        ("澄远智能装备", 0.9, "same"),  # a fragment
        ("澄远智", 0.9, "unclear"),  # too short to tell
        ("河北澄远智能装备有限公司合同专用章", 0.9, "same"),
        ("石家庄远曜机床制造有限公司", 0.9, "other"),
        ("石家庄远曜机床制造有限公司", 0.4, "unclear"),  # read badly
    ],
)
def test_a_ring_against_a_name(ring: str, confidence: float, how: str) -> None:
    assert compare(ring, NAME, confidence, seal=True) == how


def test_a_section_that_has_room_for_what_was_not_read() -> None:
    """The half-read section says so before it is called too long, and passes only where all of it was read."""
    half = with_section(BOOK, "lighthouse.profile", unread=1, length=480, length_low=470)
    says(check(half, "section.too-long", "lighthouse.profile"), "unsure", pages={6})
    assert section("lighthouse.profile", 6).limit == 500
    for length, low, verdict in ((500, 500, "pass"), (520, 499, "pass"), (501, 501, "fail")):
        exact = with_section(BOOK, "lighthouse.profile", length=length, length_low=low)
        assert check(exact, "section.too-long", "lighthouse.profile").verdict == verdict, length
    assert CHAIN.programmes == ("chain",) and RESEARCH.programmes == ("innovation",)
