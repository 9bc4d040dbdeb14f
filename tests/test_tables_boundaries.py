"""A county's table at its boundaries: its own mistakes, its number of companies, and which book belongs to a row."""

from __future__ import annotations

import pytest

from models.application import Application
from models.evidence import Evidence
from models.summary import SummaryTable, TableRow
from tests.rules_support import NAME, at, rulebook, sound, turned, unread, value, with_field
from validators.batch import judge_batch
from validators.batch_case import BatchCase, BatchCheck, name_places, named, nothing_found, shown, similar_name
from validators.table_rows import words

TABLE, COUNTY, OTHER = "灵寿县/汇总表.xlsx", "灵寿县", "石家庄远曜机床制造有限公司"
BOOK, CHAIN = sound("lighthouse"), sound("chain")
FIRST = "汇总表"


def row(name: str = NAME, kind: str = "shuzhi", sure: float = 1.0, file: str = TABLE, county: str = COUNTY, **cells: str) -> TableRow:
    said = {"企业名称": name, **cells}
    places = {k: Evidence(file=file, page=1, bbox=(0, 0, 10, 10), text=f"{k} {v}") for k, v in said.items()}
    return TableRow(file=file, county=county, kind=kind, cells=said, evidence=places, name=name, confidence=dict.fromkeys(said, sure))


def table(*rows: TableRow, **more: object) -> SummaryTable:
    kind = rows[0].kind if rows else "shuzhi"
    made = SummaryTable(path=TABLE, county=COUNTY, kind=kind, rows=rows, title=(at(1, FIRST, file=TABLE),))
    return made.model_copy(update=more)


def case(tables: tuple[SummaryTable, ...], *books: Application) -> BatchCase:
    return BatchCase(books, tables, {}, rulebook())


def judge(*rows: TableRow, books: tuple[Application, ...] = (), **more: object) -> dict[tuple[str, str], BatchCheck]:
    return {(c.rule, c.subject): c for c in judge_batch(case((table(*rows, **more),), *books))}


def book(name: str, **more: object) -> Application:
    return turned(BOOK, id=f"b-{name}-{len(more)}", name=name, fields={**BOOK.fields, "company_name": value(name, 1)}, **more)


# ---------------------------------------------------------------- its own mistakes


def test_a_table_that_was_not_read_or_of_no_known_form_is_judged_in_nothing() -> None:
    own = {rule for rule, _ in judge(row()) if rule.startswith("summary.")}
    assert len(own) > 3
    for more in ({"problem": "无法打开"}, {"kind": "unknown"}):
        assert {rule for rule, _ in judge(row(), **more) if rule.startswith("summary.")} == {"summary.unreadable"}


def test_where_a_number_is_wrong_is_shown() -> None:
    rows = [row(f"甲{n}公司", 序号=s) for n, s in enumerate(("1", "3", "3", "9"))]
    found = judge(*rows)["summary.numbering", TABLE]
    assert found.verdict == "fail" and [e.text for e in found.evidence] == ["序号 3", "序号 9"]
    faint = judge(rows[0], row("甲1公司", sure=0.5, 序号="2"))["summary.numbering", TABLE]
    assert faint.verdict == "unsure" and "识读存疑" in faint.message
    gap = judge(rows[0], gap="第2页未能读出")["summary.numbering", TABLE]
    assert gap.verdict == "unsure" and "第2页未能读出" in gap.message
    assert ("summary.numbering", TABLE) not in judge()


def test_companies_once_and_twice() -> None:
    def duplicate(*rows: TableRow, subject: str = TABLE, **more: object) -> str:
        found = judge(*rows, **more).get(("summary.duplicate-row", subject))
        return found.verdict if found else "none"

    one, two, nobody = row(), row(OTHER), row("")
    assert duplicate(one, two) == "pass" and duplicate(one, row(OTHER, sure=0.5)) == "unsure" == duplicate(one, nobody)
    assert duplicate(one, two, gap="第2页未能读出") == "unsure" and duplicate() == "none"
    assert duplicate(one, one) == "none" and duplicate(one, one, subject=NAME) == "fail"
    assert duplicate(one, two, subject=OTHER) == "none"
    assert duplicate(one, row(sure=0.5), subject=NAME) == "unsure"
    written = (row("河北甲（集团）有限公司"), row("河北甲(集团)有限公司"))
    assert duplicate(*written, subject=written[0].name) == "fail"  # called as its first row has it
    assert "有3行" in judge(one, two, one, one)["summary.duplicate-row", NAME].message


LIGHT, WORKSHOP, NEW = "争创“小灯塔”标杆企业（是/否）", "争创数字化车间及智能工厂（是/否）", "争创创新能力显著提升（是/否）"


def test_as_many_directions_as_the_notice_allows() -> None:
    def chosen(most: int, **answers: str) -> str:
        heading = rulebook().heading.model_copy(update={"max_directions": most, "exclusive_directions": []})
        one = BatchCase((), (table(row(**answers)),), {}, rulebook().model_copy(update={"heading": heading}))
        return next(c.verdict for c in judge_batch(one) if c.rule == "summary.directions")

    two = {LIGHT: "是", WORKSHOP: "否", NEW: "是"}
    assert chosen(2, **two) == "pass" and chosen(1, **two) == "fail" and chosen(2, **two | {WORKSHOP: "是"}) == "fail"
    nameless = judge(row("", **{LIGHT: "否", WORKSHOP: "否", NEW: "否"}))
    assert nameless["summary.directions", "（企业名称空白）"].verdict == "fail"
    mixed = judge(row(**{LIGHT: "是", WORKSHOP: "是", NEW: "？"}))["summary.directions", NAME]
    assert mixed.verdict == "fail"  # both are read well, whatever the third says
    exactly = {LIGHT: "是", WORKSHOP: "是", NEW: "是"}
    assert "两类限报1项" in judge(row(**exactly))["summary.directions", NAME].message


def test_a_short_account_of_150_characters() -> None:
    def long(n: int, sure: float = 1.0, **more: object) -> str:
        return judge(row(kind="chain", sure=sure, **{"案例简述（150字以内）": "平" * n}), **more)["summary.too-long", NAME].verdict

    assert long(150) == "pass" and long(151) == "fail" and long(150, sure=0.5) == "unsure" and long(151, sure=0.5) == "fail"
    assert long(153, scanned=True) == "unsure" and long(154, scanned=True) == "fail"
    assert words("平台MES接入ERP") == 6 and words("平台、MES") == 4


@pytest.mark.parametrize(("column", "kind", "said", "verdict"), [
    ("联系方式", "shuzhi", "13803110000 13903110000", "pass"), ("联系方式", "shuzhi", "0311 8000 0000", "pass"), ("联系方式", "shuzhi", "张三13803110000", "fail"), ("邮箱", "chain", "a @b.com", "pass"),
    ("邮箱", "chain", "13803110000", "fail"), ("电话", "chain", "a@b.com", "fail"),
])  # fmt: skip
def test_what_is_a_number_and_what_an_address(column: str, kind: str, said: str, verdict: str) -> None:
    assert judge(row(kind=kind, **{column: said}))["summary.contact-invalid", f"{NAME} {column}"].verdict == verdict


def test_a_contact_read_with_doubt() -> None:
    def contact(said: str, sure: float, **more: object) -> str:
        return judge(row(sure=sure, 联系方式=said), **more)["summary.contact-invalid", f"{NAME} 联系方式"].verdict

    assert contact("13803110000", 0.5) == contact("1380311", 0.5) == contact("", 0.5) == "unsure"
    assert contact("1380311", 1.0, scanned=True) == "fail" and contact("", 1.0, scanned=True) == "unsure" and contact("", 1.0) == "fail"


def test_one_number_left_by_two_rows() -> None:
    number = "13803110000"

    def shared(*rows: TableRow, books: tuple[Application, ...] = ()) -> BatchCheck | None:
        return judge(*rows, books=books).get(("summary.contact-invalid", number))

    mine, theirs = row(联系方式=number), row(OTHER, 联系方式=f"{number}、0311-80000000")
    found = shared(mine, theirs, row("甲公司", 联系方式="13903110000"), books=(BOOK, book(OTHER), book("甲公司")))
    assert found is not None and found.verdict == "fail" and set(found.applicants) == {"sound", f"b-{OTHER}-0"}
    assert shared(mine, mine) is None and shared(mine, row("", 联系方式=number)) is None
    assert shared(row(kind="chain", 邮箱="a@b.com"), row(OTHER, kind="chain", 邮箱="a@b.com")) is None


def test_what_must_not_be_blank() -> None:
    def blank(column: str, said: str | None, sure: float = 1.0, **more: object) -> str:
        found = judge(row(sure=sure, **({column: said} if said is not None else {})), **more)
        check = found.get(("summary.blank", f"{NAME} {column}"))
        return check.verdict if check else "none"

    assert blank("联系人", "") == "fail" and blank("联系人", "", sure=0.5) == "unsure" == blank("联系人", "", scanned=True)
    assert blank("联系人", "张三") == blank("联系人", None) == blank("备注", "") == blank("联系方式", "") == blank(LIGHT, "") == "none"
    footers = judge(row(), footer={"填表人": "张三", "填表日期": ""}, footer_places={"填表日期": at(2, "填表日期", file=TABLE)})
    assert [e.page for e in footers["summary.blank", f"{TABLE} 填表日期"].evidence] == [2]
    assert [e.text for e in footers["summary.blank", f"{TABLE} 联系电话"].evidence] == [FIRST]
    assert footers["summary.blank", f"{TABLE} 填表人"].verdict == "pass"


def test_the_paper_with_the_seal_may_be_another_file_of_the_same_table() -> None:
    def seals(*tables: SummaryTable) -> list[str]:
        return [c.verdict for c in judge_batch(case(tables)) if c.rule == "summary.seal-missing"]

    paper, scan = table(row(), sealed=False), table(row(), path="灵寿县/汇总表.pdf", sealed=True)
    assert seals(paper, scan) == ["pass", "not_applicable"] and seals(paper) == ["fail"]
    assert sorted(seals(paper, scan.model_copy(update={"county": "正定县"}))) == ["fail", "pass"]
    assert sorted(seals(paper, scan.model_copy(update={"kind": "chain"}))) == ["fail", "pass"]


# ---------------------------------------------------------------- how many companies

NO_NAME = turned(BOOK, id="n", name="")
NO_KIND = turned(BOOK, id="k", programmes=())


@pytest.mark.parametrize(("rows", "books", "more", "verdict"), [
    ((row(),), (BOOK,), {}, "pass"), ((row(),), (BOOK,), {"total": 1}, "pass"), ((row(),), (BOOK,), {"total": 2}, "fail"), ((row(),), (BOOK,), {"total": 2, "scanned": True}, "unsure"), ((row(),), (BOOK,), {"total": 1, "scanned": True}, "pass"),
    ((row(),), (BOOK,), {"scanned": True}, "pass"), ((row(),), (), {"scanned": True}, "fail"), ((row(),), (BOOK,), {"gap": "第2页未能读出"}, "unsure"), ((row(),), (), {}, "fail"), ((row(), row(OTHER)), (BOOK,), {}, "fail"),
    ((row(), row(OTHER)), (BOOK, book(OTHER)), {}, "pass"), ((row(), row()), (BOOK, turned(BOOK, id="twice")), {}, "pass"), ((row(), row()), (BOOK,), {"total": 1}, "pass"), ((row(), row()), (BOOK,), {"total": 2}, "fail"),
    ((row(OTHER),), (BOOK,), {}, "fail"), ((row(), row("")), (BOOK,), {}, "unsure"), ((row(),), (BOOK, NO_NAME), {}, "unsure"), ((row(),), (BOOK, NO_KIND), {}, "unsure"), ((row(),), (BOOK, CHAIN.model_copy(update={"id": "c"})), {}, "pass"),
    ((row(),), (BOOK, book(OTHER, county="正定县")), {}, "pass"),
])  # fmt: skip
def test_rows_total_and_books(rows: tuple[TableRow, ...], books: tuple[Application, ...], more: dict, verdict: str) -> None:
    found = judge(*rows, books=books, **more)["summary.total-mismatch", TABLE]
    assert found.verdict == verdict, found.message
    assert ("企业不同" in found.message) is (rows == (row(OTHER),) and verdict == "fail")
    assert (f"表内合计为{more.get('total')}家" in found.message) is ("total" in more)


def test_a_table_without_rows_counts_nothing_and_two_files_of_one_form_count_together() -> None:
    assert ("summary.total-mismatch", TABLE) not in judge(books=(BOOK,))
    second = "灵寿县/汇总表2.xlsx"
    files = (table(row()), table(row(OTHER, file=second), path=second))
    found = [c for c in judge_batch(case(files, BOOK, book(OTHER))) if c.rule == "summary.total-mismatch"]
    assert [c.verdict for c in found] == ["pass", "pass"] and all("列有2家" in c.message for c in found)
    apart = (files[0], files[1].model_copy(update={"county": "正定县"}))
    found = [c for c in judge_batch(case(apart, BOOK)) if c.rule == "summary.total-mismatch" and c.county == COUNTY]
    assert [c.verdict for c in found] == ["pass"]
    mixed = (table(row()), table(row(OTHER, kind="chain")))  # one file with both forms
    found = [c for c in judge_batch(case(mixed, BOOK)) if c.rule == "summary.total-mismatch"]
    assert sorted(c.verdict for c in found) == ["fail", "pass"]


# ---------------------------------------------------------------- rows and books


@pytest.mark.parametrize(("a", "b", "apart", "alike"), [
    ("一二三四五六", "一二三四五七", 1, True), ("一二三四五", "一二三四六", 1, False), ("一二三四五六", "一二三四七八", 2, False), ("一二三四五六", "一二三四五六七", 1, False), ("一二三四五六", "一二三四五六七", 2, True),
    ("一二三四五", "一二三四五六", 2, False), ("一二三四五六", "一二三四五六七八", 2, False), ("一二三四五六", "一二三四五六", 1, True),
])  # fmt: skip
def test_names_of_six_characters_that_one_misreading_parts(a: str, b: str, apart: int, alike: bool) -> None:
    assert similar_name(a, b, apart) is alike and similar_name(b, a, apart) is alike
    assert apart > 1 or similar_name(a, b) is alike


def _found(rows: tuple[TableRow, ...], books: tuple[Application, ...], scanned: bool = False) -> list[list[str]]:
    made = case((table(*rows, scanned=scanned),), *books)
    return [[a.name for a in made.books[n]] for n in range(len(rows))]


def test_the_book_of_a_row() -> None:
    near, lost = NAME.replace("澄", "橙"), NAME.replace("澄", "")
    assert _found((row(),), (BOOK,)) == [[NAME]] and _found((row(""),), (BOOK,)) == [[]] and _found((row(OTHER),), (BOOK,)) == [[]]
    assert (
        _found((row(near),), (BOOK,)) == [[NAME]]
        and _found((row(lost),), (BOOK,)) == [[]]
        and _found((row(lost),), (BOOK,), True) == [[NAME]]
    )
    two = book(NAME.replace("澄", "诚"))
    assert _found((row(near),), (BOOK, two)) == [[]]  # of two that are as near, neither
    assert _found((row(near), row()), (BOOK,)) == [[], [NAME]]  # a book that has its own row is no other's
    assert _found((row(near),), (turned(BOOK, county="正定县"),)) == [[]]
    assert _found((row(near, county=""),), (turned(BOOK, county="正定县"),)) == [[NAME]]
    former = row(OTHER).model_copy(update={"formers": (NAME,)})
    assert _found((former,), (BOOK,)) == [[NAME]] and _found((former,), (BOOK, book(OTHER))) == [[OTHER]]


def test_a_book_named_with_its_former_name_is_found_by_a_name_one_character_off() -> None:
    renamed = book(f"{NAME}（原石家庄澄远机械厂）")
    assert _found((row(),), (renamed,)) == [[renamed.name]]
    assert _found((row(NAME.replace("澄", "橙")),), (renamed,)) == [[renamed.name]]


def test_the_county_and_the_tables_of_an_applicant() -> None:
    tables = (table(row()), table(row(), county=""), table(row(), county="正定县"))
    made = BatchCase((BOOK,), tables, {"sound": "正定县"}, rulebook())
    assert made.county(BOOK) == "正定县" and made.tables_for(BOOK) == [tables[1], tables[2]]
    assert case(tables, BOOK).county(BOOK) == COUNTY and case(tables, BOOK).tables_for(BOOK) == [tables[0], tables[1]]
    assert made.kinds(BOOK) == {"shuzhi"} and made.kinds(CHAIN) == {"chain"} and made.kinds(NO_KIND) == set()


def test_whether_a_name_is_known() -> None:
    assert named(BOOK) and named(with_field(BOOK, "company_name", None)) and not named(turned(BOOK, name=""))
    assert not named(with_field(BOOK, "company_name", value(NAME, doubt="不清"))) and not named(NO_NAME)
    assert not named(turned(with_field(BOOK, "company_name", None), name=""))
    assert shown(BOOK) == NAME and shown(NO_NAME) == "n"
    assert [e.page for e in name_places(BOOK)] == [1 if BOOK.fields["company_name"].evidence[0].page == 1 else 4]
    assert name_places(with_field(BOOK, "company_name", None)) == ()


def test_that_nothing_was_found_is_sure_where_all_was_read() -> None:
    dark_body, dark_paper = turned(unread(BOOK, 9), id="body"), turned(unread(BOOK, 30), id="paper")
    kept = turned(BOOK, id="paper", pages=tuple(p.model_copy(update={"state": "illegible"}) if p.page == 30 else p for p in BOOK.pages))
    assert nothing_found(case((), BOOK), "没有。").verdict == "pass"
    for dark in (dark_body, dark_paper, kept):
        found = nothing_found(case((), BOOK, dark), "没有。")
        assert found.verdict == "unsure" and found.applicants == (dark.id,)
