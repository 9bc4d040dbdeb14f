"""Rules over a batch: county tables against books, one applicant twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from extractors.summary_table import read_workbook
from models.application import Application, FieldValue, Section
from models.evidence import Evidence
from pipeline.rulebook import load
from validators.batch import judge_batch
from validators.batch_case import BatchCase, BatchCheck, similar_name
from validators.table_cells import yes_no

NAME = "河北澄岚仪表有限公司"
RULEBOOK = load("shijiazhuang-2025")
SHUZHI = tuple(c.name for c in RULEBOOK.summaries[0].columns)
CHAIN = tuple(c.name for c in RULEBOOK.summaries[1].columns)


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


def table_file(tmp_path: Path, *rows: tuple[str, ...], headers: tuple[str, ...] = SHUZHI) -> Path:
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


def judge(
    tmp_path: Path,
    apps: list[Application],
    *rows: tuple[str, ...],
    problem: str = "",
    gap: str = "",
    tables: bool = True,
    headers: tuple[str, ...] = SHUZHI,
) -> list[BatchCheck]:
    (table,) = read_workbook(table_file(tmp_path, *rows, headers=headers), "桥西区/汇总表.xlsx", "桥西区", RULEBOOK.summaries)
    table = table.model_copy(update={"problem": problem, "gap": gap, "rows": () if problem else table.rows})
    case = BatchCase(tuple(apps), (table,) if tables else (), {a.id: "桥西区" for a in apps}, RULEBOOK)
    return list(judge_batch(case))


def verdicts(checks: list[BatchCheck], rule: str) -> dict[str, str]:
    return {c.subject: c.verdict for c in checks if c.rule == rule}


def test_a_row_that_agrees_passes_everywhere(tmp_path: Path) -> None:
    checks = [c for c in judge(tmp_path, [applicant()], ROW) if c.rule.startswith(("cross.", "batch."))]
    assert {c.verdict for c in checks} == {"pass"}
    assert all(c.evidence for c in checks)
    assert {c.subject for c in checks if c.rule == "cross.summary-mismatch"} >= {SHUZHI[k] for k in (1, 2, 3, 4, 5, 6, 7)}


@pytest.mark.parametrize(
    ("column", "at", "said"),
    [
        ("规模以上工业企业（是/否）", 4, "否"),
        ("争创“小灯塔”标杆企业（是/否）", 5, "否"),
        ("争创数字化车间及智能工厂（是/否）", 6, "是"),
        ("争创创新能力显著提升（是/否）", 7, "是"),
        ("所属行业", 3, "生物医药制造业"),
        ("县（市、区）", 1, "新华区"),
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
    path = table_file(tmp_path, ROW, headers=("甲", "乙"))
    (read,) = read_workbook(path, "x.xlsx", "桥西区", RULEBOOK.summaries)
    assert not read.rows
    assert "表头" in read.problem


def test_a_row_without_a_name_or_a_page_unread_leaves_a_book_in_doubt(tmp_path: Path) -> None:
    other = tuple("石家庄远曜机床有限公司" if i == 2 else v for i, v in enumerate(ROW))
    nameless = tuple("" if i == 2 else v for i, v in enumerate(ROW))
    assert verdicts(judge(tmp_path, [applicant()], other, nameless), "cross.summary-absent") == {NAME: "unsure"}
    assert verdicts(judge(tmp_path, [applicant()], other, gap="第2页未能读出"), "cross.summary-absent") == {NAME: "unsure"}


def test_a_book_of_the_other_kind_is_no_book_of_this_row(tmp_path: Path) -> None:
    chain = applicant(programmes=("chain",))
    assert verdicts(judge(tmp_path, [chain], ROW), "cross.book-absent") == {NAME: "fail"}
    assert verdicts(judge(tmp_path, [chain], ROW), "cross.summary-absent") == {NAME: "unsure"}, "附件2-2 is not there"


def test_two_books_of_one_company_are_compared_together(tmp_path: Path) -> None:
    both = [applicant("a"), applicant("b", programmes=("innovation",), directions=["innovation"])]
    row = tuple("是" if i == 7 else v for i, v in enumerate(ROW))
    found = verdicts(judge(tmp_path, both, row), "cross.summary-mismatch")
    assert found["争创创新能力显著提升（是/否）"] == "pass" and found["争创“小灯塔”标杆企业（是/否）"] == "pass"


TITLE = f"{NAME}通过“澄链”平台推动12家仪表企业协同降本"
CASE_ROW = ("1", NAME, "平台赋能", TITLE, "公司自建“澄链”平台，带动12家企业接入。", "张", "0311-80000000", "a@b.com")


def chain_book(**fields: object) -> Application:
    text = "公司自建“澄链”平台，向上下游开放接口，已带动十二家企业接入，平均交付周期缩短20%。"
    made = applicant(programmes=("chain",), case_name=TITLE, chain_mode="平台赋能", **fields)
    section = Section(
        id="chain.summary.abstract", title="案例简述", file="f", first_page=1, last_page=1, evidence=(place("案例简述"),), text=text
    )
    return made.model_copy(update={"sections": (section,)})


@pytest.mark.parametrize(
    ("at", "said", "column"),
    [
        (2, "供应链赋能", "案例模式"),
        (3, TITLE.replace("12", "15"), "案例名称"),
        (3, TITLE.replace("降本", "增效"), "案例名称"),
        (4, "公司自建“澄链”平台，带动18家企业接入。", "案例简述（150字以内）"),
    ],
)
def test_each_column_of_the_cases_table(tmp_path: Path, at: int, said: str, column: str) -> None:
    row = tuple(said if i == at else v for i, v in enumerate(CASE_ROW))
    assert set(verdicts(judge(tmp_path, [chain_book()], CASE_ROW, headers=CHAIN), "cross.summary-mismatch").values()) == {"pass"}
    found = verdicts(judge(tmp_path, [chain_book()], row, headers=CHAIN), "cross.summary-mismatch")
    assert {c for c, v in found.items() if v == "fail"} == {column}


@pytest.mark.parametrize(
    ("rule", "change", "subject"),
    [
        ("summary.numbering", {0: "3"}, "桥西区/汇总表.xlsx"),
        ("summary.directions", {5: "是", 6: "是"}, NAME),
        ("summary.directions", {5: "否", 6: "否", 7: "否"}, NAME),
        ("summary.contact-invalid", {9: "1380311"}, f"{NAME} 联系方式"),
        ("summary.blank", {8: ""}, f"{NAME} 联系人"),
    ],
)
def test_the_tables_own_mistakes(tmp_path: Path, rule: str, change: dict[int, str], subject: str) -> None:
    row = tuple(change.get(i, v) for i, v in enumerate(ROW))
    assert verdicts(judge(tmp_path, [applicant()], ROW), rule).get(subject, "pass") == "pass"
    assert verdicts(judge(tmp_path, [applicant()], row), rule)[subject] == "fail"


def test_a_short_account_over_its_limit_and_one_company_in_two_rows(tmp_path: Path) -> None:
    long = tuple("平台" * 76 if i == 4 else v for i, v in enumerate(CASE_ROW))
    assert verdicts(judge(tmp_path, [chain_book()], long, headers=CHAIN), "summary.too-long") == {NAME: "fail"}
    assert verdicts(judge(tmp_path, [chain_book()], CASE_ROW, CASE_ROW, headers=CHAIN), "summary.duplicate-row") == {NAME: "fail"}


def test_one_number_left_by_two_companies(tmp_path: Path) -> None:
    other = tuple("石家庄远曜机床有限公司" if i == 2 else v for i, v in enumerate(ROW))
    assert verdicts(judge(tmp_path, [applicant()], ROW, other), "summary.contact-invalid")["031180000000"] == "fail"


def test_answers_to_yes_or_no() -> None:
    assert [yes_no(x) for x in ("是", "√", "规上", "否", "／", "规下", "", "待定")] == [True, True, True, False, False, False, None, None]


@pytest.mark.parametrize(
    ("said", "total"),
    [
        (("合计", "", "2家"), 2), (("合计：1家",), 1), (("", "共推荐企业3家"), 3), (("总计", "", "", "12"), 12), (("备注：合计以盖章件为准",), None),
    ],
)  # fmt: skip
def test_the_number_of_companies_that_a_table_states(tmp_path: Path, said: tuple[str, ...], total: int | None) -> None:
    (table,) = read_workbook(table_file(tmp_path, ROW, said), "桥西区/汇总表.xlsx", "桥西区", RULEBOOK.summaries)
    assert table.total == total and len(table.rows) == 1
    assert bool(table.total_places) == (total is not None)


def test_rows_total_and_books_are_counted_by_company(tmp_path: Path) -> None:
    both = [applicant("a"), applicant("b", programmes=("innovation",), directions=["innovation"])]
    assert verdicts(judge(tmp_path, both, ROW), "summary.total-mismatch") == {"桥西区/汇总表.xlsx": "pass"}
    assert verdicts(judge(tmp_path, both, ROW, ("合计", "2家")), "summary.total-mismatch") == {"桥西区/汇总表.xlsx": "fail"}
    stranger = [applicant("a", name="石家庄远曜机床有限公司")]
    assert verdicts(judge(tmp_path, stranger, ROW), "summary.total-mismatch") == {"桥西区/汇总表.xlsx": "fail"}, "as many, but others"
    other = tuple("石家庄远曜机床有限公司" if i == 2 else v for i, v in enumerate(ROW))
    assert verdicts(judge(tmp_path, both, ROW, other), "summary.total-mismatch") == {"桥西区/汇总表.xlsx": "fail"}


def sheet_file(path: Path, rows: list[list[object]], merged: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    book.save(path)
    return path


HEADS = (
    (
        ["序号", "县（市、区）", "企业全称", "所属行业", "规模以上工业企业", "争创类别（是/否）", None, None, "联系人信息", None, "备注"],
        [None, None, None, None, "（是/否）", "“小灯塔”标杆企业", "数字化车间及智能工厂", "创新能力显著提升", "姓名", "电话", None],
        ("A2:A3", "B2:B3", "C2:C3", "D2:D3", "K2:K3", "F2:H2", "I2:J2"),
    ),
    (
        ["序号", "县", "单位全称", "行业", "规上", "争创方向", "", "", "联系人", "手机号", "备注"],
        ["", "", "", "", "", "小灯塔", "车间/工厂", "创新", "", "", ""],
        (),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("upper", "lower", "merged"), HEADS, ids=["merged", "plain"])
def test_a_header_of_two_rows(tmp_path: Path, upper: list[object], lower: list[object], merged: tuple[str, ...]) -> None:
    path = sheet_file(tmp_path / "a.xlsx", [["汇总表"], upper, lower, list(ROW)], merged)
    (table,) = read_workbook(path, "a.xlsx", "桥西区", RULEBOOK.summaries)
    (row,) = table.rows
    assert tuple(row.cells.get(c, "") for c in SHUZHI) == ROW


def test_a_former_name_beside_the_name_still_finds_the_book(tmp_path: Path) -> None:
    renamed = tuple(f"{NAME}\n（原石家庄第二仪表厂）" if i == 2 else v for i, v in enumerate(ROW))
    found = judge(tmp_path, [applicant()], renamed)
    assert verdicts(found, "cross.book-absent") == {NAME: "pass"} and verdicts(found, "cross.summary-absent") == {NAME: "pass"}
    under_old = judge(tmp_path, [applicant(name="石家庄第二仪表厂")], renamed)
    assert verdicts(under_old, "cross.book-absent") == {NAME: "pass"}
    assert verdicts(under_old, "cross.summary-mismatch")["企业名称"] == "unsure", "renamed, or another company: a person looks"
    book = applicant(name=f"{NAME}（曾用名：石家庄第二仪表厂）")
    assert verdicts(judge(tmp_path, [book], ROW), "cross.summary-mismatch")["企业名称"] == "pass"


def test_spaces_and_widths_of_brackets_are_no_other_name(tmp_path: Path) -> None:
    name = "河北澄岚（石家庄）仪表有限公司"
    spaced = tuple("河北 澄岚(石家庄) 仪表有限公司 " if i == 2 else v for i, v in enumerate(ROW))
    found = judge(tmp_path, [applicant(name=name)], spaced)
    assert {c.verdict for c in found if c.rule.startswith("cross.")} == {"pass"}
