"""Form, files and rights at their boundaries."""

from __future__ import annotations

import pytest

from models.application import Application, Comparison, Difference, FileRecord, Metric
from models.checks import Check
from tests.rules_support import (
    BOOK as PATH,
)
from tests.rules_support import (
    COPY,
    NAME,
    at,
    checks,
    metric,
    paper,
    rulebook,
    sound,
    turned,
    unread,
    value,
    with_field,
    with_marks,
    with_metrics,
    with_papers,
)
from validators.case import Case
from validators.form_matches import _revenues, size_class
from validators.ip import certificates

BOOK, RESEARCH, CHAIN = sound("lighthouse"), sound("innovation"), sound("chain")
OTHER, DOUBT = "石家庄远曜机床制造有限公司", "两次读数不同"


def check(application: Application, rule: str, subject: str = "") -> Check:
    return checks(application)[rule, subject]


def verdict(application: Application, rule: str, subject: str = "") -> str:
    found = checks(application).get((rule, subject))
    return found.verdict if found else "none"


# ---------------------------------------------------------------- the form's size and directions


@pytest.mark.parametrize(("people", "revenue", "size"), [
    (19, 300.0, "微型"), (20, 300.0, "小型"), (20, 299.9, "微型"), (299, 2000.0, "小型"), (300, 2000.0, "中型"), (300, 1999.9, "小型"), (999, 50000.0, "中型"), (1000, 39999.9, "中型"), (1000, 40000.0, "大型"), (0, 0.0, "微型"),
])  # fmt: skip
def test_a_size_is_reached_where_both_legs_are(people: int, revenue: float, size: str) -> None:
    assert size_class(rulebook().form, people, revenue) == size
    assert size_class(rulebook().form, people, -1.0) == "微型"  # a loss of all revenue, as misread
    assert size_class(rulebook().form.model_copy(update={"large": None}), 5000, 90000.0) == "中型"
    assert size_class(rulebook().form.model_copy(update={"sizes": [], "large": None}), people, revenue) == ""


def _audit(**fields: object) -> Application:
    more = {"revenue": 3000.0, "year": "2024"} | fields
    told = {k: more.pop(k) for k in ("doubt", "confidence") if k in more}
    return turned(with_papers(BOOK, "audit_report", paper("audit_report", 22, **more).model_copy(update=told)), metrics=())


@pytest.mark.parametrize(("application", "known"), [
    (_audit(), [3000.0]), (_audit(year="2023"), []), (_audit(year=value("2024", doubt=DOUBT)), []), (_audit(revenue=value(3000.0, confidence=0.59)), []), (_audit(revenue="3000"), []), (_audit(doubt=DOUBT), []),
    (_audit(confidence=0.59), []), (_audit(revenue=3000), [3000.0]),
    (with_metrics(_audit(), metric("main_revenue", 2900.0)), [3000.0, 2900.0]), (with_metrics(_audit(), metric("main_revenue", 2900.0, "2023")), [3000.0]), (with_metrics(_audit(), metric("main_revenue", 2900.0, None)), [3000.0]),
    (with_metrics(_audit(), metric("main_revenue", 2900.0, relation="≈")), [3000.0, 2900.0]), (with_metrics(_audit(), metric("main_revenue", 2900.0, relation="≥")), [3000.0]), (with_metrics(_audit(), metric("main_revenue", 2900.0, doubt=DOUBT)), [3000.0]),
    (with_metrics(_audit(), metric("main_revenue", 9000.0, "2022/2024")), [3000.0]),
])  # fmt: skip
def test_which_revenue_tells_the_size(application: Application, known: list[float]) -> None:
    assert [r for r, _, _ in _revenues(Case(application, rulebook()))] == known


def test_a_size_that_cannot_be_reckoned_says_why() -> None:
    rule = "form.size-inconsistent"
    for people in (value("约300"), value(None), value(180, doubt=DOUBT), None):
        found = check(with_field(BOOK, "employees", people), rule)
        assert found.verdict == "unsure" and "从业人数" in found.message and (DOUBT in found.message) is bool(people and people.doubt)
    faint = _audit(revenue=value(3000.0, doubt=DOUBT))
    found = check(faint, rule)
    assert (
        found.verdict == "unsure"
        and "上年度营业收入" in found.message
        and DOUBT in found.message
        and 30 not in {e.page for e in found.evidence}
    )
    assert found.evidence[-1].page == 22 or 22 in {e.page for e in found.evidence} or found.evidence
    for ticks in ({"form__size__中型": "present"}, {"form__size__小型": "absent"}, {"form__size__中型": "unsure"}):
        found = check(with_marks(BOOK, **ticks), rule)
        assert found.verdict == "unsure" and "不唯一或不清" in found.message
    other = check(with_field(BOOK, "employees", value(19)), rule)
    assert other.verdict == "fail" and "属微型" in other.message
    two = with_metrics(_audit(revenue=3000.0), metric("main_revenue", 200.0))
    assert check(two, rule).verdict == "unsure" and "微型" in check(two, rule).message
    audited = check(with_metrics(_audit(revenue=3000.0), metric("main_revenue", 2900.0)), rule)
    assert audited.verdict == "pass" and "审计报告营业收入 3000万元" in audited.message  # the audited one goes before the book's
    assert check(CHAIN, rule).verdict == "not_applicable"


def test_a_direction_ticked_and_written() -> None:
    without_book, rule = with_marks(BOOK, form__directions__innovation="present"), "form.direction-without-book"
    perhaps = with_marks(BOOK, form__directions__innovation="unsure")
    for application, id, expected, words in (
        (without_book, "innovation", "fail", "没有该方向的实施情况"),
        (unread(without_book, 9), "innovation", "unsure", "第 9 页未能读出"),
        (perhaps, "innovation", "unsure", "勾选痕迹不清"),
        (BOOK, "innovation", "not_applicable", "未勾选"),
        (BOOK, "lighthouse", "pass", "申请表勾选"),
        (with_marks(BOOK, form__directions__lighthouse="unsure"), "lighthouse", "pass", "似勾选"),
        (unread(BOOK, 4), "lighthouse", "pass", "申请表勾选"),
        (unread(BOOK, 4), "innovation", "unsure", "不能确定是否勾选"),
    ):
        found = check(application, rule, id)
        assert found.verdict == expected and words in found.message, found.message
    assert (rule, "chain") not in checks(BOOK) and check(CHAIN, rule).verdict == "not_applicable"


def test_a_book_whose_direction_is_not_ticked() -> None:
    both, rule = sound("lighthouse", "innovation"), "form.book-without-direction"
    none = with_marks(both, form__directions__innovation="absent", form__directions__lighthouse="absent")
    untick = with_marks(both, form__directions__innovation="absent")
    for application, expected, words in (
        (both, "pass", "已在申请表勾选"),
        (untick, "fail", "未勾选该方向"),
        (none, "unsure", "勾选不清"),
        (with_marks(both, form__directions__innovation="unsure"), "unsure", "勾选不清"),
        (unread(untick, 4), "unsure", "申请表所在页未能读出"),
    ):
        found = check(application, rule, "innovation")
        assert found.verdict == expected and words in found.message, found.message
    heading = next(s for s in both.sections if s.id.startswith("innovation."))
    assert heading.evidence[0] in check(untick, rule, "innovation").evidence
    mixed = sound("lighthouse", "chain")
    assert (rule, "chain") not in checks(mixed) and check(CHAIN, rule).verdict == "not_applicable"


# ---------------------------------------------------------------- files


def _file(role: str, outcome: str = "read", path: str = "", **more: object) -> FileRecord:
    return FileRecord(path=path or f"灵寿县/{NAME}/{role}.pdf", sha256="0" * 64, pages=1, role=role, outcome=outcome, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("files", "copy", "stamped"), [
    ((_file("book"), _file("editable_copy")), "pass", "pass"), ((_file("book"),), "fail", "pass"), ((_file("book", path="申报书.pdf"),), "unsure", "pass"), ((_file("book", path="乙公司/申报书.pdf"),), "unsure", "pass"),
    ((_file("book", path="申报书.pdf"), _file("attachment", path="附件.pdf")), "fail", "pass"), ((_file("editable_copy"),), "pass", "fail"), ((), "unsure", "unsure"), ((_file("attachment"),), "unsure", "unsure"),
    ((_file("book", "encrypted"), _file("editable_copy", "encrypted")), "unsure", "unsure"), ((_file("book", "crashed"), _file("editable_copy")), "pass", "unsure"), ((_file("book"), _file("editable_copy", "unsupported")), "unsure", "pass"),
    ((_file("attachment"), _file("editable_copy")), "pass", "fail"),
])  # fmt: skip
def test_a_stamped_book_and_its_copy(files: tuple[FileRecord, ...], copy: str, stamped: str) -> None:
    book = turned(BOOK, files=files)
    assert verdict(book, "file.editable-copy-absent") == copy and verdict(book, "file.stamped-book-absent") == stamped


def test_a_folder_is_the_applicants_by_its_name() -> None:
    for path, own in (
        (f"{NAME}/申报书.pdf", True),
        ("01 澄远智能装备（盖章版）/a/申报书.pdf", False),
        ("桥西区/河北澄远智能装备/申报书.pdf", True),
        ("申报书/河北澄远智能装备.pdf", False),
    ):
        book = turned(BOOK, files=(_file("book", path=path),))
        assert (verdict(book, "file.editable-copy-absent") == "fail") is own, path
    nobody = turned(with_field(BOOK, "company_name", None), name="", files=(_file("book", path="甲/申报书.pdf"),))
    assert verdict(nobody, "file.editable-copy-absent") == "unsure"


def test_the_missing_copy_points_at_the_first_page_that_was_read() -> None:
    alone = turned(BOOK, files=BOOK.files[:1])
    (place,) = check(unread(alone, 1, 2), "file.editable-copy-absent").evidence
    assert (place.file, place.page, place.bbox) == (PATH, 3, (0, 0, 595.0, 842.0))
    assert check(turned(alone, pages=()), "file.editable-copy-absent").evidence == ()
    papers = turned(alone, pages=tuple(p.model_copy(update={"file": "附件.pdf"}) for p in alone.pages))
    assert check(papers, "file.editable-copy-absent").evidence == ()


@pytest.mark.parametrize(("role", "outcome", "opened", "locked"), [
    ("book", "read", "pass", "pass"), ("book", "encrypted", "none", "fail"), ("book", "unreadable", "fail", "none"), ("book", "too_large", "fail", "none"), ("book", "unsupported", "fail", "none"),
    ("book", "timeout", "unsure", "unsure"), ("book", "crashed", "unsure", "unsure"), ("editable_copy", "unsupported", "unsure", "none"), ("editable_copy", "unreadable", "fail", "none"), ("editable_copy", "read", "pass", "pass"),
])  # fmt: skip
def test_what_opens_and_what_is_locked(role: str, outcome: str, opened: str, locked: str) -> None:
    one = _file(role, outcome)
    book = turned(BOOK, files=(one,))
    assert verdict(book, "file.unreadable", one.path) == opened and verdict(book, "file.encrypted", one.path) == locked


def test_pages_that_cannot_be_read_are_shown_whole() -> None:
    second = BOOK.pages[0].model_copy(update={"file": COPY})
    both = turned(unread(BOOK, 5), pages=(*unread(BOOK, 5).pages, second))
    found = check(both, "file.page-illegible", f"{PATH}#5")
    assert found.verdict == "fail" and [e.bbox for e in found.evidence] == [(0.0, 0.0, 595.0, 842.0)]
    assert verdict(both, "file.page-illegible", PATH) == "none" and verdict(both, "file.page-illegible", COPY) == "pass"
    assert "1 页" in check(both, "file.page-illegible", COPY).message
    assert verdict(unread(BOOK, 5, state="failed"), "file.page-illegible", f"{PATH}#5") == "unsure"
    assert verdict(BOOK, "file.page-illegible", COPY) == "none"  # a copy has no pages of its own
    locked = turned(both, files=(BOOK.files[0], BOOK.files[1].model_copy(update={"outcome": "encrypted"})))
    assert verdict(locked, "file.page-illegible", COPY) == "none"


def _different(*pairs: tuple[str, bool], **more: object) -> Application:
    found = tuple(
        Difference(kind="wording", subject="lighthouse.profile", book=book, copy_text="乙", evidence=(at(6 + n, book),), sure=sure)
        for n, (book, sure) in enumerate(pairs)
    )
    return turned(BOOK, comparison=Comparison(**{"made": True, "compared": 12, "differences": found, **more}))


def test_where_copy_and_book_differ() -> None:
    rule, subject = "cross.editable-copy-differs", "lighthouse.profile"
    one = check(_different(("甲" * 60, True)), rule, subject)
    assert one.verdict == "fail" and "甲" * 60 + "”" in one.message and "另有" not in one.message
    long = check(_different(("甲" * 61, True)), rule, subject)
    assert "甲" * 59 + "…" in long.message and "甲" * 60 not in long.message
    two = check(_different(("不清", False), ("清", True)), rule, subject)
    assert two.verdict == "fail" and "“清”" in two.message and "另有1处" in two.message and [e.page for e in two.evidence] == [7]
    assert "识读把握不足" not in two.message
    faint = check(_different(("不清", False), ("也不清", False)), rule, subject)
    assert faint.verdict == "unsure" and "“不清”" in faint.message and "识读把握不足" in faint.message and len(faint.evidence) == 2
    assert verdict(_different(("清", True)), rule) == "none"
    assert "没有可比对的章节" in check(_different(compared=0), rule).message and verdict(_different(compared=0), rule) == "unsure"
    assert verdict(_different(), rule) == "pass" and "第 9 页" in check(unread(_different(), 9), rule).message
    assert verdict(_different(made=False, reason="太大"), rule) == "unsure" and verdict(BOOK, rule) == "not_applicable"


# ---------------------------------------------------------------- rights


def _right(n: int, **fields: object) -> object:
    return paper(
        "ip_certificate", 26 + n, **{"holder": NAME, "kind": "发明专利", "number": f"ZL20221000000{n}.8", "issued": "2023-05-09"} | fields
    )


def _claiming(claims: tuple[Metric, ...] | float, *papers: object, application: Application = BOOK) -> Application:
    stated = claims if isinstance(claims, tuple) else (metric("invention_patents", claims, None, places=0, page=9),)
    return with_metrics(with_papers(application, "ip_certificate", *papers), *stated)  # type: ignore[arg-type]


RULE = "cross.ip-count-mismatch"
OTHERS = _right(1, holder=OTHER)
UNKNOWN = _right(1, kind=None)


@pytest.mark.parametrize(("application", "expected"), [
    (_claiming(2.0, _right(0), _right(1)), "pass"), (_claiming(2.0, _right(0), OTHERS), "unsure"), (_claiming(1.0, _right(0), OTHERS), "pass"), (_claiming(3.0, _right(0), OTHERS), "fail"),
    (_claiming(2.0, _right(0), UNKNOWN), "unsure"), (_claiming(3.0, _right(0), UNKNOWN), "fail"), (_claiming(2.0, _right(0), _right(0)), "fail"), (_claiming(2.0, _right(0, number=None), _right(1, number=None)), "pass"),
    (_claiming(2.0, _right(0), _right(1, kind=value("发明专利", doubt=DOUBT))), "unsure"), (_claiming(1.0, _right(0), _right(1, kind=value("发明专利", doubt=DOUBT))), "pass"),
    (_claiming(2.0, _right(0), _right(1, kind="实用新型专利")), "fail"), (_claiming(1.0, _right(1, kind="实用新型专利")), "fail"), (_claiming(2.0, _right(0), _right(1, holder=value(OTHER, doubt=DOUBT))), "pass"),
    (_claiming((metric("invention_patents", 1.0, None, places=0), metric("invention_patents", 2.0, None, places=0, page=9)), _right(0)), "fail"),
    (_claiming((metric("invention_patents", 2.0, None, places=0, relation="≥"),), _right(0)), "fail"), (_claiming((metric("invention_patents", 2.0, None, places=0, relation="<"),), _right(0)), "none"),
    (_claiming((metric("invention_patents", 2.0, "target", places=0),), _right(0)), "none"), (_claiming((metric("invention_patents", 2.0, None, places=0, doubt=DOUBT),), _right(0)), "unsure"),
    (_claiming((metric("invention_patents", 1.0, None, places=0, doubt=DOUBT),), _right(0)), "unsure"), (_claiming(1.0), "not_applicable"), (unread(_claiming(1.0), 30), "unsure"), (unread(_claiming(2.0, _right(0)), 30), "unsure"),
    (_claiming(1.0, _right(0), application=CHAIN), "not_applicable"),
])  # fmt: skip
def test_rights_claimed_against_certificates(application: Application, expected: str) -> None:
    assert verdict(application, RULE, "invention_patents") == expected


def test_all_rights_together_count_whatever_their_kind() -> None:
    total = (metric("ip_total", 2.0, None, places=0, page=9),)
    assert verdict(_claiming(total, _right(0), _right(1, kind="实用新型专利")), RULE, "ip_total") == "pass"
    assert verdict(_claiming(total, _right(0), _right(1, kind=value("某类", doubt=DOUBT))), RULE, "ip_total") == "pass"
    assert verdict(_claiming(total, _right(0)), RULE, "ip_total") == "fail"
    faint = _right(1).model_copy(update={"doubt": DOUBT})  # type: ignore[attr-defined]
    assert verdict(_claiming(total, _right(0), faint), RULE, "ip_total") == "unsure"
    assert verdict(_claiming((metric("ip_total", 3.0, None, places=0, page=9),), _right(0), faint), RULE, "ip_total") == "unsure"
    unasked = check(_claiming(1.0, _right(0), application=CHAIN), RULE, "invention_patents")
    assert "不要求" in unasked.message and "attachment.missing" in check(_claiming(1.0), RULE, "invention_patents").message
    none = turned(BOOK, metrics=())
    assert verdict(none, RULE) == "not_applicable" and (RULE, "ip_total") not in checks(none)


def test_why_rights_are_in_doubt_is_said() -> None:
    for application, words in (
        (unread(_claiming(2.0, _right(0)), 30), "第 30 页"),
        (_claiming(2.0, _right(0), UNKNOWN), "另有 1 件证书未读出类别"),
        (_claiming((metric("invention_patents", 2.0, None, places=0, doubt=DOUBT),), _right(0)), "有读数待核对"),
    ):
        assert words in check(application, RULE, "invention_patents").message
    for fields, more, words in (
        ({"issued": value(None, doubt=DOUBT), "number": None}, {}, f"发明专利（第 26 页）的授权（登记）日期未能可靠读出（{DOUBT}）"),
        (
            {"issued": None, "number": None, "kind": None},
            {"doubt": DOUBT},
            f"知识产权证书（第 26 页）的授权（登记）日期未能可靠读出（{DOUBT}）",
        ),
        ({"issued": None}, {"confidence": 0.5}, "ZL202210000000.8（第 26 页）的授权（登记）日期未能可靠读出，"),
    ):
        faint = _right(0, **fields).model_copy(update=more)
        assert words in check(with_papers(BOOK, "ip_certificate", faint), "ip.before-2022", "ip_certificate").message


def test_a_number_written_in_two_ways_is_one_certificate() -> None:
    one, again, bare = _right(0), _right(0, number="zl 2022 1 0000000.8"), _right(2, number=None)
    case = Case(with_papers(BOOK, "ip_certificate", one, again, bare, bare), rulebook())  # type: ignore[arg-type]
    assert len(certificates(case)) == 3


@pytest.mark.parametrize(("fields", "expected"), [
    ({"issued": "2022-01-01"}, "pass"), ({"issued": "2021-12-31"}, "fail"), ({"issued": "2021"}, "fail"), ({"issued": "2022"}, "pass"), ({"issued": None}, "pass"), ({"issued": None, "number": "ZL202110000000.8"}, "unsure"),
    ({"issued": None, "number": "2022SR0123456"}, "pass"), ({"issued": None, "number": "2021SR0123456"}, "unsure"), ({"issued": None, "number": None}, "unsure"), ({"issued": value("2021-01-01", doubt=DOUBT)}, "pass"),
    ({"issued": value("2021-01-01", doubt=DOUBT), "number": None}, "unsure"), ({"issued": "长期", "number": value("ZL202210000000.8", doubt=DOUBT)}, "unsure"), ({"issued": "2021-12-31", "number": None}, "fail"), ({"issued": "2022-01-01", "number": None}, "pass"),
])  # fmt: skip
def test_rights_obtained_since_2022(fields: dict, expected: str) -> None:
    book = with_papers(BOOK, "ip_certificate", _right(0, **fields))  # type: ignore[arg-type]
    assert verdict(book, "ip.before-2022", "ip_certificate") == expected
    faint = _right(0, **fields).model_copy(update={"confidence": 0.59})  # type: ignore[attr-defined]
    assert verdict(with_papers(BOOK, "ip_certificate", faint), "ip.before-2022", "ip_certificate") == "unsure"


@pytest.mark.parametrize(
    ("period", "claimed", "expected"),
    [
        ("2022/2024", 2.0, "fail"),
        ("2022/2024", 1.0, "not_applicable"),
        ("2021/2024", 2.0, "not_applicable"),
        (None, 2.0, "not_applicable"),
        ("2022", 2.0, "not_applicable"),
    ],
)
def test_other_books_are_held_to_2022_by_their_own_count(period: str | None, claimed: float, expected: str) -> None:
    old, new, edge = _right(0, issued="2021-05-09"), _right(1, issued="2022-01-01"), _right(2, issued=None, number=None)
    book = _claiming((metric("ip_total", claimed, period, places=0, page=9),), old, new, edge, application=RESEARCH)
    assert verdict(book, "ip.before-2022", "ip_certificate") == expected
    none = check(with_papers(book, "ip_certificate"), "ip.before-2022", "ip_certificate")
    assert none.verdict == "not_applicable" and "没有知识产权证书" in none.message
