"""The editable copy: read as a book, refused where it is no safe Word file, compared with the stamped book."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from extractors.comparison import compare
from extractors.editable import read_editable
from models.application import FieldValue, Metric
from models.evidence import Evidence
from models.geometry import Box
from models.outline import Outline, SectionText
from models.pages import Line, Page
from models.passage import join


def word_file(path: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "企业名称"
    table.cell(0, 2).text = "甲公司"
    table.cell(1, 0).text = "从业人数"
    document.save(str(path))
    return path


def test_paragraphs_and_tables_become_lines_and_cells(tmp_path: Path) -> None:
    read = read_editable(word_file(tmp_path / "a.docx", "一、企业基本情况", "公司位于" + "某地" * 60), "a.docx", "0")
    assert read.outcome == "read"
    page = read.pages[0]
    assert page.lines[0].text == "一、企业基本情况"
    assert sum(len(line.text) for line in page.lines[1:6]) >= 100
    table = page.tables[0]
    merged = table.at(0, 1)
    assert merged is not None and merged.text == "企业名称" and merged.column_span == 2


@pytest.mark.parametrize("kind", ["text", "bomb", "doctype", "empty"])
def test_what_is_no_safe_word_file_is_refused_with_advice(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.docx"
    if kind == "text":
        path.write_text("不是压缩包")
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
            if kind == "bomb":
                z.writestr("word/document.xml", b"\0" * (60 * 1024 * 1024))
            elif kind == "doctype":
                z.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>')
            else:
                z.writestr("readme.txt", "x")
    read = read_editable(path, "a.docx", "0")
    assert read.outcome == ("too_large" if kind == "bomb" else "unreadable")
    assert read.message


def outline(*sections: tuple[str, str], confidence: float = 1.0, origin: str = "text") -> Outline:
    found = []
    for id, text in sections:
        line = Line(text, Box(0, 0, 400, 12), confidence)
        page = Page("f", 1, 595, 842, origin=origin, lines=(line,))  # type: ignore[arg-type]
        body = join([[(page, line)]])
        found.append(SectionText(id, id, "workshop", id, "f", (page, line), body, 1, 1, own=body))
    return Outline(("workshop",), tuple(found))


def metric(value: float, section: str = "workshop.integration") -> Metric:
    place = Evidence(file="f", page=1, bbox=(0, 0, 1, 1), text=f"{value}%")
    return Metric(id="productivity_gain", value=value, unit="%", raw=f"生产效率提高{value}%", evidence=(place,), section=section)


TEXT = "信息化工作由总经理办公会直接领导，设数据中心，配备专职人员六名，每月召开例会一次。生产效率提高26.4%。"


def test_equal_copies_differ_nowhere() -> None:
    book = outline(("workshop.integration", TEXT))
    found = compare(book, outline(("workshop.integration", TEXT.replace("，", ","))), ({}, {}), ([metric(26.4)], [metric(26.4)]))
    assert found.made and found.differences == ()


def test_a_changed_figure_goes_under_its_metric_and_wording_under_its_section() -> None:
    book = outline(("workshop.integration", TEXT), ("workshop.profile", "设数据中心并由总经理办公会直接领导。"))
    copy = outline(("workshop.integration", TEXT.replace("26.4", "24.6")), ("workshop.profile", "设数据中心并由分管副总经理兼管。"))
    found = compare(book, copy, ({}, {}), ([metric(26.4)], [metric(24.6)]))
    assert {(d.kind, d.subject) for d in found.differences} == {("metric", "productivity_gain"), ("wording", "workshop.profile")}


def test_a_misread_character_of_a_scan_is_no_difference() -> None:
    copy = outline(("workshop.integration", TEXT))
    scan = outline(("workshop.integration", TEXT.replace("例会", "倒会").replace("数据", "数掘")), origin="ocr")
    assert compare(scan, copy, ({}, {}), ([], [])).differences == ()


def test_words_read_with_doubt_are_not_sure() -> None:
    scan = outline(("workshop.integration", TEXT.replace("总经理办公会直接领导", "某部门代管")), confidence=0.6, origin="ocr")
    found = compare(scan, outline(("workshop.integration", TEXT)), ({}, {}), ([], []))
    assert [d.sure for d in found.differences] == [False]


def test_fields_are_compared_without_dates() -> None:
    def value(x: str) -> FieldValue:
        return FieldValue(value=x, confidence=0.99)

    same = outline(("workshop.integration", TEXT))
    ours = {"subfield": value("农机（播种）"), "commitment_date": value("2025-07-18"), "industry_code": value("3572")}
    theirs = {"subfield": value("农机(播种)"), "commitment_date": value("2025-07-19"), "industry_code": value("3571")}
    assert [d.subject for d in compare(same, same, (ours, theirs), ([], [])).differences] == ["industry_code"]


def test_a_section_rewritten_or_left_out_is_a_difference() -> None:
    other = "研发、采购、销售三个部门各自保管数据，由分管副总经理每季度抽查一次，问题在季度会上通报并限期整改完成。"
    book = outline(("workshop.integration", TEXT), ("workshop.security", other))
    rewritten = compare(
        book, outline(("workshop.integration", other.replace("三个", "四个")), ("workshop.security", other)), ({}, {}), ([], [])
    )
    assert {(d.subject, d.sure) for d in rewritten.differences} == set(), "the words stand elsewhere in the book"
    new = "生产网与办公网分区管理，边界部署防火墙与审计设备，每年委托机构开展等级保护测评并按报告整改。"
    assert {
        d.subject
        for d in compare(book, outline(("workshop.integration", new), ("workshop.security", other)), ({}, {}), ([], [])).differences
    } == {"workshop.integration"}
    left_out = compare(book, outline(("workshop.integration", TEXT)), ({}, {}), ([], []))
    assert [(d.subject, d.copy_text) for d in left_out.differences] == [("workshop.security", "（无此内容）")]


def test_a_number_that_is_no_metric_differs_in_a_scan_too() -> None:
    scan = outline(("workshop.integration", TEXT + "建立接口68个，服务供应商92家。"), confidence=0.99, origin="ocr")
    found = compare(scan, outline(("workshop.integration", TEXT + "建立接口68个，服务供应商95家。")), ({}, {}), ([], []))
    assert [(d.kind, d.subject, d.sure) for d in found.differences] == [("wording", "workshop.integration", True)]


def test_a_changed_figure_among_others_of_its_sentence_is_said_once() -> None:
    text = TEXT.replace("生产效率提高26.4%。", "2024年投入120万元建设接口68个，生产效率提高26.4%，设备186台联网。")
    book = outline(("workshop.integration", text))
    copy = outline(("workshop.integration", text.replace("26.4", "24.6")))
    found = compare(book, copy, ({}, {}), ([metric(26.4)], [metric(24.6)]))
    assert [(d.kind, d.subject) for d in found.differences] == [("metric", "productivity_gain")]
    both = outline(("workshop.integration", text.replace("26.4", "24.6").replace("68个", "98个")))
    found = compare(book, both, ({}, {}), ([metric(26.4)], [metric(24.6)]))
    assert sorted(d.kind for d in found.differences) == ["metric", "wording"], "another number of the sentence is still a difference"


def test_a_figure_with_its_thousands_parted_is_said_once() -> None:
    """Money is kept in 万元, whatever the book prints."""

    def revenue(value: float, raw: str) -> Metric:
        return metric(value).model_copy(update={"id": "main_revenue", "unit": "万元", "raw": raw})

    text = TEXT + "2024年实现主营业务收入1.25亿元，出口12个国家。"
    book, copy = outline(("workshop.integration", text)), outline(("workshop.integration", text.replace("1.25亿元", "13,500万元")))
    found = compare(book, copy, ({}, {}), ([revenue(12500, "主营业务收入1.25亿元")], [revenue(13500, "主营业务收入13,500万元")]))
    assert [(d.kind, d.subject) for d in found.differences] == [("metric", "main_revenue")]
