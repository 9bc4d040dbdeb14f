"""Rules over a batch: county tables against books, one applicant twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from extractors.summary_table import COLUMNS, read_summary_table
from models.application import Application, FieldValue
from models.evidence import Evidence
from pipeline.rulebook import load
from validators.batch import BatchCase, BatchCheck, CountyTable, judge_batch, similar_name

NAME = "河北澄岚仪表有限公司"
RULEBOOK = load("shijiazhuang-2025")


def place(text: str) -> Evidence:
    return Evidence(file="桥西区/甲/申报书.pdf", page=3, bbox=(1, 2, 3, 4), text=text)


def applicant(id: str = "a", name: str = NAME, programmes: tuple[str, ...] = ("lighthouse",), **fields: object) -> Application:
    values = {
        "company_name": name,
        "above_scale": "规上",
        "pilot_industry": "先进专用设备制造业",
        "directions": ["lighthouse"],
        "uscc": "91130104MA0D7K3P5U",
        "county": "桥西区",
        **fields,
    }
    return Application(
        id=id, name=name, uscc=str(values["uscc"]), county="桥西区", programmes=programmes,
        fields={k: FieldValue(value=v, evidence=(place(str(v)),)) for k, v in values.items()},
    )  # fmt: skip


def table_file(tmp_path: Path, *rows: tuple[str, ...], headers: tuple[str, ...] = COLUMNS["shuzhi"]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["附件1-5"])
    sheet.append(["汇总表"])
    sheet.append(list(headers))
    for row in rows:
        sheet.append(list(row))
    sheet.append(["填表日期：2025年7月24日", "", "填表人：某某"])
    book.save(tmp_path / "汇总表.xlsx")
    return tmp_path / "汇总表.xlsx"


ROW = ("1", "桥西区", NAME, "先进专用设备制造业", "是", "是", "否", "否", "张", "0311-80000000", "")


def judge(tmp_path: Path, apps: list[Application], *rows: tuple[str, ...], problem: str = "", tables: bool = True) -> list[BatchCheck]:
    read = read_summary_table(table_file(tmp_path, *rows), "桥西区/汇总表.xlsx", "桥西区")
    county = CountyTable(read.path, "桥西区", () if problem else read.rows, problem)
    case = BatchCase(tuple(apps), (county,) if tables else (), {a.id: "桥西区" for a in apps}, RULEBOOK)
    return list(judge_batch(case))


def verdicts(checks: list[BatchCheck], rule: str) -> dict[str, str]:
    return {c.subject: c.verdict for c in checks if c.rule == rule}


def test_a_row_that_agrees_passes_everywhere(tmp_path: Path) -> None:
    checks = judge(tmp_path, [applicant()], ROW)
    assert {c.verdict for c in checks} == {"pass"}
    assert all(c.evidence for c in checks)


@pytest.mark.parametrize(
    ("column", "at", "said"),
    [
        ("规模以上工业企业（是/否）", 4, "否"),
        ("争创“小灯塔”标杆企业（是/否）", 5, "否"),
        ("争创数字化车间及智能工厂（是/否）", 6, "是"),
        ("所属行业", 3, "生物医药制造业"),
    ],
)
def test_a_column_that_differs_fails_and_shows_both_places(tmp_path: Path, column: str, at: int, said: str) -> None:
    row = tuple(said if i == at else v for i, v in enumerate(ROW))
    found = [c for c in judge(tmp_path, [applicant()], row) if c.rule == "cross.summary-mismatch" and c.verdict == "fail"]
    assert [c.subject for c in found] == [column]
    assert {e.file for e in found[0].evidence} == {"桥西区/汇总表.xlsx", "桥西区/甲/申报书.pdf"}


def test_a_blank_cell_and_a_doubtful_field_are_unsure(tmp_path: Path) -> None:
    blank = tuple("" if i == 4 else v for i, v in enumerate(ROW))
    assert verdicts(judge(tmp_path, [applicant()], blank), "cross.summary-mismatch")["规模以上工业企业（是/否）"] == "unsure"
    doubtful = applicant().model_copy(
        update={"fields": {**applicant().fields, "directions": FieldValue(value=["lighthouse"], evidence=(place("☑"),), doubt="勾选不清")}}
    )
    assert verdicts(judge(tmp_path, [doubtful], ROW), "cross.summary-mismatch")["争创“小灯塔”标杆企业（是/否）"] == "unsure"


def test_books_and_rows_without_each_other(tmp_path: Path) -> None:
    other = tuple("石家庄远曜机床有限公司" if i == 2 else v for i, v in enumerate(ROW))
    checks = judge(tmp_path, [applicant()], other)
    assert verdicts(checks, "cross.summary-absent") == {NAME: "fail"}
    assert verdicts(checks, "cross.book-absent") == {"石家庄远曜机床有限公司": "fail"}


def test_an_unread_table_or_an_unread_name_is_unsure(tmp_path: Path) -> None:
    assert verdicts(judge(tmp_path, [applicant()], problem="无法打开"), "cross.summary-absent") == {NAME: "unsure"}
    nameless = Application(id="x", county="桥西区")
    assert set(verdicts(judge(tmp_path, [nameless], ROW), "cross.book-absent").values()) == {"unsure"}


def test_no_table_at_all_is_not_applicable(tmp_path: Path) -> None:
    assert verdicts(judge(tmp_path, [applicant()], tables=False), "cross.summary-absent") == {NAME: "not_applicable"}


def test_one_character_misread_still_finds_the_book(tmp_path: Path) -> None:
    misread = tuple("河北澄岗仪表有限公司" if i == 2 else v for i, v in enumerate(ROW))
    assert verdicts(judge(tmp_path, [applicant()], misread), "cross.book-absent") == {"河北澄岗仪表有限公司": "pass"}
    assert not similar_name("河北一有限公司", "河北二十有限公司")


def test_the_same_company_twice_for_one_programme(tmp_path: Path) -> None:
    twice = judge(tmp_path, [applicant("a"), applicant("b")], ROW)
    assert verdicts(twice, "batch.duplicate-application") == {NAME: "fail"}
    two_programmes = judge(tmp_path, [applicant("a"), applicant("b", programmes=("innovation",))], ROW)
    assert verdicts(two_programmes, "batch.duplicate-application") == {NAME: "pass"}


def test_a_sheet_without_the_header_says_so(tmp_path: Path) -> None:
    read = read_summary_table(table_file(tmp_path, ROW, headers=("甲", "乙")), "x.xlsx", "桥西区")
    assert not read.rows
    assert "表头" in read.problem
