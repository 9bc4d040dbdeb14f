"""Counties' tables and the books, row by row and book by book, at the boundaries of `validators.county_tables`: when is one surely missing?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from models.application import Application
from models.evidence import Evidence
from models.summary import SummaryTable, TableRow
from tests.rules_support import NAME, at, rulebook, sound, turned, value, with_field
from validators import county_tables
from validators.batch_case import BatchCase, BatchFinding

BOOK, CHAIN = sound("lighthouse"), sound("chain")
OTHER, COUNTY, TABLE = "石家庄远曜机床制造有限公司", "灵寿县", "灵寿县/汇总表.xlsx"
DOUBT = "两次读数不同"
UNREAD_NAME = with_field(BOOK, "company_name", value(NAME, doubt=DOUBT))


def row(name: str = NAME, kind: str = "shuzhi", sure: float = 1.0, **cells: str) -> TableRow:
    said = {"企业名称": name, **cells}
    places = {k: Evidence(file=TABLE, page=1, bbox=(0, 0, 10, 10), text=v) for k, v in said.items() if v}
    return TableRow(file=TABLE, county=COUNTY, kind=kind, cells=said, evidence=places, name=name, confidence=dict.fromkeys(said, sure))


def table(*rows: TableRow, kind: str = "shuzhi", **more: object) -> SummaryTable:
    return SummaryTable(path=TABLE, county=COUNTY, kind=kind, rows=rows, title=(at(1, "汇总表", file=TABLE),)).model_copy(update=more)


def run(rule: Callable[[BatchCase], Iterator[BatchFinding]], books: tuple[Application, ...], *tables: SummaryTable) -> list[BatchFinding]:
    return list(rule(BatchCase(books, tables, {a.id: COUNTY for a in books}, rulebook())))


@pytest.mark.parametrize(("book", "tables", "verdict", "words"), [
    (BOOK, [table(row())], "pass", "汇总表列有"), (BOOK, [], "not_applicable", "未附"), (BOOK, [table(row(OTHER))], "fail", "没有"),
    (BOOK, [table(row(kind="chain"), kind="chain")], "unsure", "未找到灵寿县的汇总表（附件1-5）"), (CHAIN, [table(row())], "unsure", "（附件2-2）"), (turned(BOOK, programmes=()), [table(row(kind="chain"), kind="chain")], "pass", "列有"),
    (turned(BOOK, programmes=()), [table(row(OTHER))], "fail", "没有"),
    (UNREAD_NAME, [table(row(OTHER))], "unsure", "名称未能识读"), (UNREAD_NAME, [table(row())], "pass", "列有"),
    (BOOK, [table(row(OTHER), county="正定县")], "unsure", "未找到灵寿县"), (BOOK, [table(row(OTHER), county="")], "fail", "没有"),
    (BOOK, [table(problem="无法打开")], "unsure", "无法打开"), (BOOK, [table(row(OTHER)), table(problem="无法打开")], "fail", "没有"), (BOOK, [table(), table(problem="无法打开")], "unsure", "无法打开"),
    (BOOK, [table(row(OTHER), gap="第2页未能读出")], "unsure", "第2页未能读出"), (BOOK, [table(row(OTHER), row(""))], "unsure", "有一行未能读出"), (BOOK, [table(row(OTHER)), table(row("", kind="chain"), kind="chain", gap="第9页")], "fail", "没有"),
])  # fmt: skip
def test_a_book_and_the_tables(book: Application, tables: list[SummaryTable], verdict: str, words: str) -> None:
    (found,) = run(county_tables.summary_absent, (book,), *tables)
    assert found.verdict == verdict and words in found.message, found.message
    assert found.applicants == ("sound",) and found.county == COUNTY
    if verdict == "pass":
        assert [e.text for e in found.evidence] == [NAME]
    if verdict == "fail":
        assert {e.text for e in found.evidence} == {NAME, "汇总表"}


NAMELESS = turned(with_field(BOOK, "company_name", None), id="x", name="", uscc="")
UNKNOWN = turned(BOOK, programmes=())


@pytest.mark.parametrize(("books", "one", "verdict", "words", "applicants"), [
    ((BOOK,), row(), "pass", "已收到", ("sound",)), ((BOOK, UNKNOWN), row(), "pass", "已收到", ("sound",)), ((UNKNOWN,), row(), "unsure", "未能识别申报类别", ("sound",)),
    ((CHAIN,), row(), "fail", "附件1-5列有", ("sound",)), ((CHAIN,), row(sure=0.5), "fail", "另一类别", ("sound",)), ((CHAIN, turned(UNKNOWN, id="u")), row(), "unsure", "未能识别申报类别", ("u",)),
    ((BOOK,), row(OTHER), "fail", "未收到其申报书。", ()), ((BOOK,), row(OTHER, sure=0.9), "fail", "未收到", ()), ((BOOK,), row(OTHER, sure=0.89), "unsure", "识读存疑", ()),
    ((BOOK, NAMELESS), row(OTHER), "unsure", "另有企业名称未能识读", ("x",)), ((BOOK, turned(UNREAD_NAME, id="x")), row(OTHER), "unsure", "另有企业名称未能识读", ("x",)), ((), row(), "fail", "未收到", ()),
])  # fmt: skip
def test_a_row_and_the_books(books: tuple[Application, ...], one: TableRow, verdict: str, words: str, applicants: tuple[str, ...]) -> None:
    (found,) = run(county_tables.book_absent, books, table(one))
    assert found.verdict == verdict and words in found.message, found.message
    assert found.applicants == applicants and found.subject == one.name and found.evidence[0].text == one.name


def test_a_nameless_book_of_another_county_leaves_no_doubt() -> None:
    case = BatchCase((NAMELESS,), (table(row(OTHER)),), {"x": "正定县"}, rulebook())
    assert [f.verdict for f in county_tables.book_absent(case)] == ["fail"]
    assert run(county_tables.book_absent, (BOOK,), table(row(""))) == []
    unplaced = row().model_copy(update={"evidence": {}})
    assert (
        run(county_tables.book_absent, (BOOK,), table(unplaced))[0].evidence
        == ()
        == run(county_tables.summary_absent, (BOOK,), table(unplaced))[0].evidence
    )


SCALE = "规模以上工业企业（是/否）"


@pytest.mark.parametrize(("books", "one", "verdicts"), [
    ((BOOK,), row(**{SCALE: "是"}), ["pass", "pass"]), ((BOOK,), row(**{SCALE: "否"}), ["pass", "fail"]), ((BOOK,), row(**{"联系人": "张"}), ["pass"]), ((CHAIN,), row(**{SCALE: "否"}), []), ((), row(**{SCALE: "否"}), []),
    ((BOOK,), row(kind="no-such", **{SCALE: "否"}), []), ((UNKNOWN,), row(**{SCALE: "否"}), []),
])  # fmt: skip
def test_cells_are_held_against_books_of_their_kind(books: tuple[Application, ...], one: TableRow, verdicts: list[str]) -> None:
    assert [f.verdict for f in run(county_tables.summary_mismatch, books, table(one))] == verdicts
