"""The reports over a batch: one row per applicant whatever happened, both sides of a difference, no formula from a book's text."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from models.application import Metric
from models.checks import Check
from pipeline import batch_reports
from pipeline.batch_reports.rows import current
from pipeline.batch_reports.workbook import address, screening_xlsx
from tests.dossier_support import BOOK, CLAUSE, application, at, check, checks, make_book, rulebook

SCHEMAS = Path(__file__).parent.parent / "data" / "schemas"


@dataclass(frozen=True)
class Result:
    """As `pipeline.screening.Screened`."""

    id: str
    name: str
    county: str
    programmes: tuple[str, ...] = ()
    pages: int = 0
    code: str = "ok"
    message: str = ""
    unread: tuple[str, ...] = ()


class BatchCheck(Check):
    """As `validators.batch.BatchCheck`."""

    applicants: tuple[str, ...] = ()
    county: str = ""


TABLE = "元氏县/汇总表.xlsx"


def batch_checks() -> list[BatchCheck]:
    both = (at(1, (0, 0, 10, 10), "平台赋能", TABLE), at(2, (100, 200, 200, 230), "技术赋能"))
    return [
        BatchCheck(rule="cross.summary-mismatch", subject="案例模式", verdict="fail", severity="verify", clause=CLAUSE, message="汇总表写“平台赋能”",
                   evidence=both, applicants=("a01",), county="元氏县"),
        BatchCheck(rule="cross.summary-absent", subject="河北示例泵业有限公司", verdict="pass", severity="verify", clause=CLAUSE, message="列有",
                   evidence=(), applicants=("a01",), county="元氏县"),
    ]  # fmt: skip


@pytest.fixture
def out(tmp_path: Path) -> Path:
    make_book(tmp_path / "in")
    apps = [application(), application(id="b02", name='=HYPERLINK("http://x")', county="正定县", metrics=())]
    found = {"a01": checks(), "b02": [check("attachment.missing", "tax_proof", "fail", "correct", "+1 没有")]}
    results = [
        Result("a01", "河北示例泵业有限公司", "元氏县", ("lighthouse",), 3, unread=(f"{BOOK} 第3页",)), Result("b02", "乙公司", "正定县", pages=5),
        Result("c03", "丙公司", "正定县", code="encrypted", message="申报书.pdf：需要口令"),
    ]  # fmt: skip
    run = {
        "seconds": 2.5,
        "pages": 8,
        "pages_per_second": 3.2,
        "code": "0.1.0+abc",
        "libraries": {"python": "3.11"},
        "engine": {"name": "rapidocr", "version": "3.10/PP-OCRv6-small", "models": {"det.onnx": "0123456789abcdef"}},
        "workers": 2,
        "books": [],
    }
    batch_reports.write(
        tmp_path / "out", apps, found, batch_checks(), rulebook(), run=run, results=results,
        files_not_placed=[("元氏县/说明.txt", "不是申报材料"), ("正定县/x.zip", "")], source_root=tmp_path / "in",
    )  # fmt: skip
    return tmp_path / "out"


def sheet(out: Path, name: str) -> list[dict[Any, Any]]:
    book = openpyxl.load_workbook(out / "screening.xlsx")
    head, *body = book[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


@pytest.mark.parametrize("name", ["batch", "run"])
def test_the_files_fit_their_schemas(out: Path, name: str) -> None:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads((out / f"{name}.json").read_text(encoding="utf-8")), schema)


def test_batch_json_holds_every_applicant(out: Path) -> None:
    batch = json.loads((out / "batch.json").read_text(encoding="utf-8"))
    assert [(a["id"], a["dossier"]) for a in batch["applicants"]] == [
        ("a01", "a01/dossier.json"),
        ("b02", "b02/dossier.json"),
        ("c03", None),
    ]
    assert batch["applicants"][0]["verdict_counts"] == {"pass": 2, "fail": 3, "unsure": 1, "not_applicable": 1}
    assert batch["files_not_placed"] == [{"path": "元氏县/说明.txt", "reason": "不是申报材料"}, {"path": "正定县/x.zip", "reason": ""}]


def test_summary_has_a_row_per_applicant_with_the_conclusion_left_blank(out: Path) -> None:
    rows = sheet(out, "评审汇总表")
    assert [(r["县（市、区）"], r["企业名称"]) for r in rows] == [
        ("正定县", '=HYPERLINK("http://x")'),
        ("正定县", "丙公司"),
        ("元氏县", "河北示例泵业有限公司"),
    ]
    row = rows[2]
    assert row["生产设备数字化率（%）"] == 68.3 and row["主营业务收入（万元）"] == 8900
    assert (row["不符合"], row["需补正"], row["待核实"], row["待核实（未判定）"], row["通过"]) == (0, 2, 1, 1, 2)
    assert (
        row["缺少材料"] == "纳税证明"
        and row["审核结论"] is None
        and row["批次核对"] == "汇总表写“平台赋能”"
        and "未能识读 1 页" in row["读取情况"]
    )
    assert rows[1]["读取情况"] == "申报书.pdf：需要口令" and rows[1]["档案"] is None


def test_no_text_becomes_a_formula(out: Path) -> None:
    book = openpyxl.load_workbook(out / "screening.xlsx")
    assert not [c.coordinate for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]


def test_links_lead_into_the_applicants_folders(out: Path) -> None:
    book = openpyxl.load_workbook(out / "screening.xlsx")["评审汇总表"]
    targets = {c.hyperlink.target for row in book.iter_rows() for c in row if c.hyperlink}
    assert targets == {"a01/dossier.html", "b02/dossier.html"}
    assert address("高新区/甲 公司#1%") == "高新区/甲%20公司%231%25/dossier.html"


def test_sheets_are_filtered_and_frozen(out: Path) -> None:
    book = openpyxl.load_workbook(out / "screening.xlsx")
    assert book.sheetnames == ["评审汇总表", "问题清单", "批次核对", "雷同性分析", "读取情况", "未放置文件"]
    assert all(s.auto_filter.ref and s.freeze_panes for s in book)


def test_findings_and_batch_checks_have_their_rows(out: Path) -> None:
    found = sheet(out, "问题清单")
    assert len(found) == 5 and found[0]["情况"] == "+1 没有" and {r["结论"] for r in found} == {"需补正", "待核实", "待核实（未判定）"}
    batch = sheet(out, "批次核对")
    assert "平台赋能" in batch[0]["各处原文"] and "技术赋能" in batch[0]["各处原文"] and batch[1]["结论"] == "通过"
    assert sheet(out, "未放置文件")[0]["文件"] == "元氏县/说明.txt"
    assert "第3页" in next(
        r["未能识读的页"] for r in sheet(out, "读取情况") if r["文件"] == BOOK and r["企业名称"] == "河北示例泵业有限公司"
    )


def test_the_page_shows_both_sides_and_everybody(out: Path) -> None:
    html = (out / "index.html").read_text(encoding="utf-8")
    assert "<q>平台赋能</q>" in html and "<q>技术赋能</q>" in html and html.count("<img") == 1
    assert 'href="./a01/dossier.html"' in html and 'href="./c03/dossier.html"' not in html
    for text in ("丙公司", "申报书.pdf：需要口令", "元氏县/说明.txt", "汇总表写“平台赋能”"):
        assert text in html
    assert html.count('<a href="#b1">第 1 项</a>') == 1
    assert "<script" not in html and "default-src &#39;none&#39;" in html
    assert html.index("正定县") < html.index("元氏县")
    assert set(re.findall(r'href="#(\w+)"', html)) <= set(re.findall(r'id="(\w+)"', html))


def test_equal_content_is_an_equal_workbook() -> None:
    assert screening_xlsx([], batch_checks(), rulebook(), []) == screening_xlsx([], batch_checks(), rulebook(), [])


def metric(value: float, period: str | None, **more: Any) -> Metric:
    return Metric(id="main_revenue", value=value, unit="万元", period=period, raw="", evidence=(at(1, (0, value, 9, value + 1)),), **more)


@pytest.mark.parametrize(
    ("metrics", "shown"),
    [
        ([metric(80, "2023"), metric(90, "2024"), metric(120, "target", role="target")], 90.0),
        ([metric(80, "2023"), metric(70, "2022")], 80.0),
        ([metric(60, None), metric(80, "2023")], 60.0),
        ([metric(90, "2024"), metric(91, "2024")], "90；91"),
        ([metric(90, "2024", relation="≥", low=90)], "≥90"),
        ([metric(120, "target", role="target"), metric(60, "before", role="before")], None),
    ],
)
def test_the_sheet_shows_the_figure_of_today(metrics: list[Metric], shown: float | str | None) -> None:
    assert current(application(metrics=tuple(metrics)), "main_revenue", rulebook()) == shown


def test_a_workbook_of_nobody_opens() -> None:
    book = openpyxl.load_workbook(io.BytesIO(screening_xlsx([], [], rulebook(), [])))
    assert book.sheetnames[0] == "评审汇总表"
