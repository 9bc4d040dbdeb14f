"""What several companies' books have in common, at the boundaries of `validators.applicants`: names in running text, papers, partners, authors."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from models.application import Application, Attachment, FileRecord, Metric, Sme
from tests.generators.passages import book
from tests.rules_support import at, metric, rulebook, section, sound, turned, unread, value, with_field
from validators import applicants
from validators.applicants import MOST_NAME, _made_of, _names_in, groups
from validators.batch_case import BatchCase, BatchFinding

BOOK = turned(sound("lighthouse"), attachments=(), metrics=())
DOUBT = "两次读数不同"
Rule = Callable[[BatchCase], Iterator[BatchFinding]]


def company(n: int, name: str = "", **more: object) -> Application:
    """The ``n``-th company, with facts of its own."""
    name = name or f"石家庄甲乙丙丁{'戊己庚辛壬癸子丑寅卯'[n]}有限公司"
    return Application(id=f"a{n}", name=name, county="灵寿县", fields={"company_name": value(name)}, **more)  # type: ignore[arg-type]


def run(rule: Rule, *books: Application) -> list[BatchFinding]:
    return list(rule(BatchCase(books, (), {a.id: "灵寿县" for a in books}, rulebook())))


# ---------------------------------------------------------------- who is one company


def test_names_one_misreading_apart_join_only_where_no_code_says_otherwise() -> None:
    def joined(one: str, other: str) -> bool:
        books = company(0, uscc=one), company(1, "石家庄甲乙丙丁申有限公司", uscc=other)
        return len(groups(BatchCase(books, (), {}, rulebook()))) == 1

    assert joined("", "") and joined("A", "") and joined("", "B") and joined("A", "A") and not joined("A", "B")


def test_companies_joined_by_chance_stay_joined() -> None:
    """One by name with a second, the second by code with a third, the third by name with a fourth."""
    books = (
        company(0, "甲乙丙丁公司", uscc="1"),
        company(1, "另一公司名", uscc="2"),
        company(2, "甲乙丙丁公司", uscc="2"),
        company(3, "另一公司名", uscc="3"),
        company(4, "第三家公司"),
    )
    assert [[a.id for a in g] for g in groups(BatchCase(books, (), {}, rulebook()))] == [["a0", "a1", "a2", "a3"], ["a4"]]


@pytest.mark.parametrize(("programmes", "verdicts"), [
    ((("lighthouse",), ("lighthouse",)), ["fail"]), ((("lighthouse",), ("innovation",)), ["pass"]), ((("lighthouse",), ()), ["unsure"]), (((), ()), ["unsure"]), (((),), ["pass"]),
    ((("lighthouse",), ("innovation",), ("lighthouse", "chain")), ["fail"]), ((("lighthouse",), (), ("lighthouse",)), ["fail"]),
])  # fmt: skip
def test_one_company_and_its_books(programmes: tuple[tuple[str, ...], ...], verdicts: list[str]) -> None:
    books = [turned(company(n, "石家庄甲乙丙丁有限公司"), programmes=p) for n, p in enumerate(programmes)]
    found = run(applicants.duplicate_application, *books)
    assert [f.verdict for f in found] == verdicts
    assert all(f.applicants == tuple(b.id for b in books) and len(f.evidence) == len(books) for f in found)
    assert run(applicants.duplicate_application, Application(id="nobody")) == []


# ---------------------------------------------------------------- two books of one company


def figure(v: float, **more: object) -> Metric:
    return metric("main_revenue", v, **more)  # type: ignore[arg-type]


def books_of(a: Metric, b: Metric) -> list[tuple[str, str]]:
    two = turned(BOOK, metrics=(a,), fields={}), turned(BOOK, id="again", metrics=(b,), fields={})
    return [(f.subject, f.verdict) for f in run(applicants.books_contradict, *two)]


@pytest.mark.parametrize(("a", "b", "same"), [
    (figure(1000.0), figure(995.0), True), (figure(1000.0), figure(1005.02), True), (figure(1000.0), figure(1005.1), False), (figure(1005.1), figure(1000.0), False),  # half a per cent of the larger
    (figure(-1000.0), figure(-1005.02), True), (figure(-1000.0), figure(1000.0), False),
    (figure(2.0, places=0), figure(2.4, places=1), True), (figure(2.0, places=0), figure(2.6, places=1), False), (figure(2.44), figure(2.4, places=1), True),
])  # fmt: skip
def test_one_figure_rounded(a: Metric, b: Metric, same: bool) -> None:
    assert books_of(a, b) == ([("", "pass")] if same else [("main_revenue", "fail"), ("", "pass")])


def test_only_figures_of_a_year_are_held_against_each_other() -> None:
    for more in ({"period": None}, {"period": "after"}, {"period": "2024-06"}, {"role": "before"}, {"scope": "车间"}):
        assert books_of(figure(1.0, **more), figure(9.0, **more)) == [], more
    assert books_of(figure(1.0), figure(9.0, confidence=0.89))[0] == ("main_revenue", "unsure")
    assert books_of(figure(1.0, period="2022/2024"), figure(9.0, period="2022/2024"))[0] == ("main_revenue", "fail")


def test_two_books_of_which_one_was_not_read_in_whole() -> None:
    two = BOOK, unread(turned(BOOK, id="again"), 6)
    for books in (two, two[::-1]):
        assert [(f.subject, f.verdict) for f in run(applicants.books_contradict, *books)] == [("", "unsure")]
    three = BOOK, with_field(turned(BOOK, id="b"), "employees", value(999)), turned(BOOK, id="c")
    found = [f for f in run(applicants.books_contradict, *three) if f.subject]
    assert [(f.subject, f.applicants) for f in found] == [("employees", ("sound", "b")), ("employees", ("b", "c"))]
    assert all("可比的8项" in f.message for f in run(applicants.books_contradict, *three) if not f.subject)


# ---------------------------------------------------------------- papers, partners, authors


def certificate(number: object, **more: object) -> Attachment:
    place = at(26, str(number))
    return Attachment(type="ip_certificate", file="a.pdf", pages=(26,), evidence=(place,), fields={"number": value(number, 26)}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("paper", "verdict"), [
    (certificate("ZL2022"), "fail"), (certificate("ZL202"), "pass"), (certificate("zl 2022"), "fail"), (certificate(202201), "pass"),
    (certificate("ZL2022", doubt=DOUBT), "unsure"), (certificate("ZL2022", confidence=0.6), "fail"), (certificate("ZL2022", confidence=0.59), "unsure"),
    (certificate("ZL2022").model_copy(update={"fields": {}}), "pass"), (certificate("ZL2022").model_copy(update={"type": "tax_proof"}), "pass"),
])  # fmt: skip
def test_one_number_of_two_companies(paper: Attachment, verdict: str) -> None:
    other = paper if verdict == "pass" else certificate("ZL2022")
    for books in (
        (company(0, attachments=(paper,)), company(1, attachments=(other,))),
        (company(0, attachments=(other,)), company(1, attachments=(paper,))),
    ):
        assert [f.verdict for f in run(applicants.same_paper, *books)] == [verdict]
    assert run(applicants.same_paper, company(0, attachments=(paper, paper)))[:1] == []


@pytest.mark.parametrize(("count", "words"), [(2, "”、“"), (5, "”的材料中"), (6, "等6家的材料中")])
def test_of_many_companies_five_are_named(count: int, words: str) -> None:
    (found,) = run(applicants.same_paper, *(company(n, attachments=(certificate("ZL2022"),)) for n in range(count)))
    assert words in found.message and len(found.applicants) == count
    assert ("等" in found.message) == (count > 5)


@pytest.mark.parametrize(("name", "doubt", "verdict"), [("甲乙公司", "", "fail"), ("甲乙厂", "", "pass"), ("甲乙公司", DOUBT, "unsure")])
def test_one_driven_company_of_two_lists(name: str, doubt: str, verdict: str) -> None:
    books = company(0, smes=(Sme(name=name, evidence=(at(8),)),)), company(1, smes=(Sme(name=name, evidence=(at(9),), doubt=doubt),))
    (found,) = run(applicants.sme_claimed_twice, *books)
    assert found.verdict == verdict and (verdict == "pass" or (found.subject == name and (DOUBT in found.message) == bool(doubt)))
    same_company = books[0], turned(books[1], name=books[0].name)
    assert [f.verdict for f in run(applicants.sme_claimed_twice, *same_company)] == ["pass"]


@pytest.mark.parametrize(
    ("one", "other", "verdict"), [("赵工", "赵工 ", "fail"), ("赵", "赵", "pass"), ("赵工", "钱工", "pass"), ("Admin", "Admin", "pass")]
)
def test_one_author_of_two_companies(one: str, other: str, verdict: str) -> None:
    def by(n: int, author: str, key: str) -> Application:
        return company(n, files=(FileRecord(path=f"{n}.docx", sha256="0", pages=1, role="editable_copy", metadata=((key, author),)),))

    (found,) = run(applicants.same_author, by(0, one, "author"), by(1, other, "Last_Modified_By"))
    assert found.verdict == verdict
    if verdict == "fail":
        assert [(e.file, e.page) for e in found.evidence] == [("0.docx", 1), ("1.docx", 1)]
    assert [f.verdict for f in run(applicants.same_author, by(0, one, "title"), by(1, other, "title"))] == ["pass"]
    assert [f.verdict for f in run(applicants.same_author, by(0, one, "author"), turned(by(1, other, "author"), name=company(0).name))] == [
        "pass"
    ]


def test_books_without_a_name_are_companies_of_their_own() -> None:
    sme = Sme(name="甲乙丙丁公司", evidence=(at(8),))
    file = FileRecord(path="a.docx", sha256="0", pages=1, role="editable_copy", metadata=(("author", "赵工"),))
    facts = {"attachments": (certificate("ZL2022"),), "smes": (sme,), "files": (file,)}
    books = [turned(company(n), name="", fields={}, **facts) for n in range(2)]
    for rule in (applicants.same_paper, applicants.sme_claimed_twice, applicants.same_author):
        assert [f.applicants for f in run(rule, *books)] == [("a0", "a1")]


def test_one_book_alone_has_nothing_in_common() -> None:
    for rule in (applicants.same_paper, applicants.sme_claimed_twice, applicants.foreign_name, applicants.same_author):
        assert run(rule, company(0)) == [] and [f.verdict for f in run(rule, company(0), company(1))] == ["pass"]


# ---------------------------------------------------------------- names in running text


def writing(n: int, text: str, name: str = "", **more: object) -> Application:
    made = book(n, {"workshop.systems": text})
    name = name or made.name
    return made.model_copy(update={"name": name, "fields": {"company_name": value(name)}, **more})


@pytest.mark.parametrize(("name", "said", "verdict"), [
    ("河北渡岚仪表有限公司", "渡岚仪表建成产线。", "fail"), ("河北渡岚仪有限公司", "渡岚仪建成产线。", "pass"),  # four characters of a short name
    ("河北渡岚厂", "渡岚厂建成产线。", "pass"), ("河北渡岚厂", "河北渡岚厂建成产线。", "fail"),
    ("渡" * (MOST_NAME - 1) + "厂", "渡" * (MOST_NAME - 1) + "厂建成产线。", "fail"), ("渡" * MOST_NAME + "厂", "渡" * MOST_NAME + "厂建成产线。", "pass"),
    ("河北渡岚仪表有限公司", "主要客户很多。渡岚仪表建成产线。", "fail"), ("河北渡岚仪表有限公司", "主要客户很多；渡岚仪表建成产线。", "fail"), ("河北渡岚仪表有限公司", "主要客户很多\n渡岚仪表建成产线。", "fail"),
    ("河北渡岚仪表有限公司", "渡岚仪表建成产线。主要客户很多。", "fail"), ("河北渡岚仪表有限公司", "渡岚仪表建成产线；主要客户很多", "fail"), ("河北渡岚仪表有限公司", "渡岚仪表建成产线\n主要客户很多", "fail"),
    ("河北渡岚仪表有限公司", "主要客户有渡岚仪表", "unsure"), ("河北渡岚仪表有限公司", "渡岚仪表是主要客户", "unsure"), ("河北渡岚仪表有限公司", "前句。客户渡岚仪表等。后句。", "unsure"),
])  # fmt: skip
def test_a_name_left_in_a_text(name: str, said: str, verdict: str) -> None:
    found = run(applicants.foreign_name, writing(0, said), writing(1, "另有内容。", name))
    assert [f.verdict for f in found] == [verdict]
    if verdict != "pass":
        assert found[0].applicants == ("a0000", "a0001") and found[0].subject == "workshop.systems" and "客户很多" not in found[0].message


def test_a_partner_that_the_book_lists_may_be_named() -> None:
    other = writing(1, "另有内容。", "河北渡岚仪表有限公司")
    for sme, verdict in (("河北渡岚仪表有限公司", "unsure"), ("河北另一家有限公司", "fail")):
        one = writing(0, "渡岚仪表建成产线。", smes=(Sme(name=sme, evidence=(at(8),)),))
        assert [f.verdict for f in run(applicants.foreign_name, one, other)] == [verdict]


def test_whose_name_it_is() -> None:
    """A name that is part of the own, or that the own other book bears, is nobody else's; one that two bear names both."""
    one = writing(0, "渡岚仪表建成产线。", "石家庄渡岚仪表制造有限公司")
    assert [f.verdict for f in run(applicants.foreign_name, one, writing(1, "另有内容。", "河北渡岚仪表有限公司"))] == ["pass"]
    mine = writing(0, "渡岚仪表建成产线。", "河北渡岚仪表有限公司")
    assert [f.verdict for f in run(applicants.foreign_name, mine, writing(1, "另有内容。", "河北渡岚仪表有限公司"))] == ["pass"]
    nameless = turned(writing(0, "渡岚仪表建成产线。"), name="", fields={})
    both = writing(1, "另有内容。", "河北渡岚仪表有限公司"), writing(2, "另有内容。", "石家庄渡岚仪表有限公司")
    (found,) = run(applicants.foreign_name, nameless, *both)
    assert found.applicants == ("a0000", "a0001", "a0002") and found.verdict == "fail"


def test_a_name_is_told_once_and_in_the_innermost_section() -> None:
    said = "渡岚仪表建成产线，渡岚仪表已投产。"
    outer = section("workshop.profile", 6, text=said)
    inner = section("workshop.profile.operations", 6, text=said)
    other = writing(1, "另有内容。", "河北渡岚仪表有限公司")
    for sections, subjects in (((outer, inner), [inner.id]), ((outer,), [outer.id]), ((inner,), [inner.id])):
        assert [
            f.subject for f in run(applicants.foreign_name, writing(0, "").model_copy(update={"sections": sections}), other)
        ] == subjects


def test_the_longest_name_at_a_place() -> None:
    known = {"甲乙丙丁": {0}, "甲乙丙丁戊己": {1}, "戊己庚辛": {2}}
    assert list(_names_in("甲乙丙丁戊己庚辛。甲乙丙丁庚", known, [6, 4])) == [(0, 6), (9, 13)]
    assert list(_names_in("甲甲乙丙丁戊己庚辛", known, [6, 4])) == [(1, 7)] and list(_names_in("甲乙丙丁戊己庚辛", known, [4])) == [
        (0, 4),
        (4, 8),
    ]
    assert list(_names_in("", known, [4])) == []


@pytest.mark.parametrize(
    ("name", "everyday"),
    [
        ("智能制造", True),
        ("智能机器人", True),
        ("机器人智能", True),
        ("机器人", True),
        ("机器人智", False),
        ("智能岚造", False),
        ("能制造", True),
        ("岚智能", False),
        ("智能岚", False),
    ],
)
def test_names_made_of_everyday_words(name: str, everyday: bool) -> None:
    assert _made_of(name, "智能制造\n机器人") is everyday
