"""Several books and several companies: who is one company, what its books say of the same fact, and what two companies have in common."""

from __future__ import annotations

import pytest

from models.application import Application, FileRecord, Metric, Sme
from tests.rules_support import NAME, at, metric, paper, rulebook, sound, turned, value, with_field, with_papers, with_section
from validators.applicants import groups
from validators.batch import judge_batch
from validators.batch_case import BatchCase, BatchCheck

BOOK = turned(sound("lighthouse"), attachments=())
OTHER, CODE = "石家庄远曜机床制造有限公司", "91130100MA0EXJ2Q6X"
DOUBT = "两次读数不同"


def case(*books: Application, county: str = "灵寿县") -> BatchCase:
    return BatchCase(books, (), {a.id: county for a in books}, rulebook())


def judge(*books: Application) -> dict[tuple[str, str], BatchCheck]:
    return {(c.rule, c.subject): c for c in judge_batch(case(*books))}


def company(name: str = OTHER, uscc: str = CODE, id: str = "other", **more: object) -> Application:
    return turned(with_field(BOOK, "company_name", value(name)), id=id, name=name, uscc=uscc, **more)


def again(id: str = "again", programmes: tuple[str, ...] = ("innovation",), **more: object) -> Application:
    return turned(BOOK, id=id, programmes=programmes, **more)


# ---------------------------------------------------------------- who is one company


@pytest.mark.parametrize(
    ("name", "uscc", "one"),
    [
        (NAME, CODE, True),  # by name
        (OTHER, BOOK.uscc, True),  # by code
        (NAME.replace("澄", "橙"), "", True),  # one misreading away
        (NAME.replace("澄", "橙"), CODE, False),  # another code
        (NAME.replace("澄远", "橙源"), "", False),
        (OTHER, "", False),
        ("", BOOK.uscc, True),
        ("", "", False),
    ],
)
def test_who_is_one_company(name: str, uscc: str, one: bool) -> None:
    assert [len(g) for g in groups(case(BOOK, company(name, uscc)))] == ([2] if one else [1, 1])


def test_names_are_alike_within_one_county_alone() -> None:
    near = company(NAME.replace("澄", "橙"), "")
    apart = BatchCase((BOOK, near), (), {"sound": "灵寿县", "other": "正定县"}, rulebook())
    assert [len(g) for g in groups(apart)] == [1, 1]
    three = groups(case(BOOK, company(NAME, "", "x"), company("另一家有限公司", BOOK.uscc, "y")))
    assert [[a.id for a in g] for g in three] == [["sound", "x", "y"]]


def test_one_company_twice() -> None:
    twice = judge(BOOK, again(programmes=("lighthouse",)))["batch.duplicate-application", NAME]
    assert twice.verdict == "fail" and twice.applicants == ("sound", "again") and len(twice.evidence) == 2
    assert "2份申报书" in twice.message and "小灯塔" in twice.message and "灵寿县/" in twice.message
    assert judge(BOOK, again())["batch.duplicate-application", NAME].verdict == "pass"
    assert judge(BOOK, again(programmes=()))["batch.duplicate-application", NAME].verdict == "unsure"
    assert judge(BOOK)["batch.duplicate-application", NAME].verdict == "pass"
    flat = again(programmes=("lighthouse",), files=(FileRecord(path="申报书.pdf", sha256="0", pages=1, role="book"),))
    assert "申报书.pdf" in judge(BOOK, flat)["batch.duplicate-application", NAME].message


# ---------------------------------------------------------------- what its books say


def _figure(v: float, period: str | None = "2024", page: int = 6, **more: object) -> Metric:
    return metric("main_revenue", v, period, page, **more)


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        (_figure(3000.0), _figure(3000.0), "none"), (_figure(3000.0), _figure(3015.0), "none"), (_figure(3000.0), _figure(3016.0), "fail"),
        (_figure(12000.0, places=0), _figure(11990.4), "none"), (_figure(12.3, places=1), _figure(12.34), "none"), (_figure(12.3, places=1), _figure(12.44), "fail"),
        (_figure(3000.0), _figure(3900.0, doubt=DOUBT), "unsure"), (_figure(3000.0, confidence=0.89), _figure(3900.0), "unsure"), (_figure(3000.0, confidence=0.9), _figure(3900.0), "fail"),
        (_figure(3000.0, relation="≈"), _figure(3900.0), "unsure"),
        (_figure(3000.0), _figure(3900.0, "2023"), "none"), (_figure(3000.0, None), _figure(3900.0, None), "none"), (_figure(3000.0, "2022/2024"), _figure(3900.0, "2022/2024"), "fail"),
        (_figure(3000.0, scope="车间"), _figure(3900.0), "none"), (_figure(3000.0, role="target"), _figure(3900.0), "none"),
    ],
)  # fmt: skip
def test_figures_of_two_books(a: Metric, b: Metric, verdict: str) -> None:
    found = judge(turned(BOOK, metrics=(a,)), again(metrics=(b,))).get(("batch.books-contradict", "main_revenue"))
    assert (found.verdict if found else "none") == verdict
    assert found is None or (found.applicants == ("sound", "again") and len(found.evidence) == 2 and found.county == "灵寿县")


def test_one_of_several_statements_that_agrees_suffices() -> None:
    two = turned(BOOK, metrics=(_figure(3000.0), _figure(4000.0, page=9)))
    assert ("batch.books-contradict", "main_revenue") not in judge(two, again(metrics=(_figure(4000.0),)))


def test_fields_of_two_books() -> None:
    def employees(field: object) -> BatchCheck | None:
        return judge(BOOK, with_field(again(), "employees", field)).get(("batch.books-contradict", "employees"))  # type: ignore[arg-type]

    assert employees(value(180)) is None and employees(value(None)) is None and employees(None) is None
    differs = employees(value(999))
    assert differs is not None and differs.verdict == "fail" and "“180”和“999”" in differs.message and len(differs.evidence) == 2
    for doubted in (value(999, doubt=DOUBT), value(999, confidence=0.5)):
        found = employees(doubted)
        assert found is not None and found.verdict == "unsure"
    whole = judge(BOOK, again())["batch.books-contradict", ""]
    assert whole.verdict == "pass" and "逐项比对" in whole.message
    bare = again(metrics=(), fields={})
    assert ("batch.books-contradict", "") not in judge(turned(BOOK, metrics=(), fields={}), bare)
    assert ("batch.books-contradict", "") not in judge(BOOK, company())


# ---------------------------------------------------------------- what two companies have in common


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("ZL202210000001.8", "ZL 2022 1 0000001.8", "fail"), ("ZL202210000001.8", "ZL202210000002.6", "none"), ("12345", "12345", "none"), ("123456", "123456", "fail"),
    ],
)  # fmt: skip
def test_one_number_of_a_paper(a: str, b: str, verdict: str) -> None:
    books = (
        with_papers(BOOK, "ip_certificate", paper("ip_certificate", 26, number=a)),
        with_papers(company(), "ip_certificate", paper("ip_certificate", 27, number=b)),
    )
    found = [c for (rule, _), c in judge(*books).items() if rule == "batch.same-paper" and c.verdict != "pass"]
    assert [c.verdict for c in found] == ([verdict] if verdict != "none" else [])
    assert all({e.page for e in c.evidence} == {26, 27} and "知识产权" in c.message for c in found)


def test_papers_that_may_be_the_same_are_those_of_two_companies() -> None:
    def held(book: Application, type: str = "award", **more: object) -> Application:
        return with_papers(book, type, paper(type, 26, number=value("SZ20250001", **more)))  # type: ignore[arg-type]

    assert judge(held(BOOK), held(again()))["batch.same-paper", ""].verdict == "pass"
    assert judge(held(BOOK), held(company(), confidence=0.5))["batch.same-paper", "SZ20250001"].verdict == "unsure"
    assert judge(held(BOOK, "tax_proof"), held(company(), "tax_proof"))["batch.same-paper", ""].verdict == "pass"
    assert ("batch.same-paper", "") not in judge(held(BOOK))
    three = judge(held(BOOK), held(company()), held(company("河北渡岚精密仪器有限公司", "", "third")))["batch.same-paper", "SZ20250001"]
    assert three.applicants == ("sound", "other", "third") and len(three.evidence) == 3


def test_one_driven_company_of_two_chains() -> None:
    sme = Sme(name="石家庄配套甲机械有限公司", evidence=(at(8),))
    short = Sme(name="甲乙公司", evidence=(at(8),))
    found = judge(turned(BOOK, smes=(sme,)), company(smes=(sme,)))["batch.sme-claimed-twice", sme.name]
    assert found.verdict == "fail" and found.applicants == ("sound", "other")
    assert judge(turned(BOOK, smes=(sme,)), again(smes=(sme,)))["batch.sme-claimed-twice", ""].verdict == "pass"
    assert judge(turned(BOOK, smes=(sme,)), company())["batch.sme-claimed-twice", ""].verdict == "pass"
    assert judge(turned(BOOK, smes=(sme, sme)), company())["batch.sme-claimed-twice", ""].verdict == "pass"
    assert ("batch.sme-claimed-twice", short.name) not in judge(
        turned(BOOK, smes=(short,)), company(smes=(short.model_copy(update={"name": "甲公"}),))
    )


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (f"{OTHER}建成三条产线。", "fail"), (f"我公司为{OTHER}的供应商。", "unsure"), (f"与{OTHER}联合研发。前一句。", "unsure"), (f"主要客户很多。{OTHER}建成产线。", "fail"),
        ("本公司建成三条产线。", "pass"), (f"{NAME}建成三条产线。", "pass"),
    ],
)  # fmt: skip
def test_another_applicants_name_in_a_book(text: str, verdict: str) -> None:
    found = judge(with_section(BOOK, "lighthouse.profile", text=text), company())
    got = found.get(("batch.foreign-name", "lighthouse.profile")) or found["batch.foreign-name", ""]
    assert got.verdict == verdict, got.message
    if verdict != "pass":
        assert got.applicants == ("sound", "other") and OTHER in got.message
    listed = turned(with_section(BOOK, "lighthouse.profile", text=f"{OTHER}建成三条产线。"), smes=(Sme(name=OTHER, evidence=(at(8),)),))
    assert judge(listed, company())["batch.foreign-name", "lighthouse.profile"].verdict == "unsure"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [("赵工", "赵工", True), ("Zhao", "zhao ", True), ("赵工", "钱工", False), ("微软用户", "微软用户", False), ("Administrator", "administrator", False), ("赵", "赵", False), ("WPS Office", "wps office", False)],
)  # fmt: skip
def test_one_author_of_two_companies_files(a: str, b: str, same: bool) -> None:
    def by(book: Application, author: str, key: str = "author") -> Application:
        file = FileRecord(path=f"{book.id}/a.docx", sha256="0", pages=1, role="editable_copy", metadata=((key, author),))
        return turned(book, files=(*book.files, file))

    found = [c for (rule, s), c in judge(by(BOOK, a), by(company(), b, "last_modified_by")).items() if rule == "batch.same-author" and s]
    assert [c.verdict for c in found] == (["fail"] if same else [])
    assert all(len(c.evidence) == 2 and c.applicants == ("sound", "other") for c in found)
    assert not [s for rule, s in judge(by(BOOK, a, "title"), by(company(), b, "title")) if rule == "batch.same-author" and s]
    assert not [s for rule, s in judge(by(BOOK, a), by(again(), b)) if rule == "batch.same-author" and s]
