"""What is fuzzed, and what must hold whatever comes in: Hypothesis drives these in CI, atheris by hand (`make fuzz`)."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from extractors import form_dates, form_values, headings, residue, wordcount
from extractors.codes import agree_digits, agree_uscc
from extractors.codes import uscc_sound as form_code_sound
from extractors.editable import read_editable
from extractors.language.normal import normal
from extractors.language.numbers import chinese_number, quantities
from extractors.language.periods import periods
from extractors.language.tables import Context, read_table
from extractors.papers import codes, dates, money, names
from models.geometry import Box
from models.pages import Cell, Line, Table
from models.text import name_key, names_agree, normalise_with_map
from pipeline.county_tables import county_tables
from pipeline.intake import ApplicantFolder, Batch, SummaryFile
from pipeline.jobs import Job
from tests.generators import hostile
from tests.statement_support import OWN, RULEBOOK, read, words
from validators.form import code_fault


def numbers(text: str) -> None:
    for q in quantities(text):
        assert 0 <= q.start < q.end <= len(text)
        assert math.isfinite(q.value) and (q.low is None or math.isfinite(q.low)) and (q.high is None or math.isfinite(q.high))
    value = chinese_number(text)
    assert value is None or math.isfinite(value)
    parsed = money.parse(text)
    assert parsed is None or math.isfinite(parsed[0])


def times(text: str) -> None:
    for p in periods(text, 2024):
        assert 0 <= p.start <= p.end <= len(text)
    apart = dates.apart(text)
    for found in dates.find(text):
        assert 0 <= found.start < found.end <= len(apart)
        date.fromisoformat(found.last_day())
    form_dates.parse_date(text)
    dates.span_end(text)
    dates.years_of(text)


def codes_read(text: str) -> None:
    for code in codes.credit_codes(text):
        assert not code.sound or (len(code.value) == 18 and not code_fault(code.value)) or len(code.value) == 15
    for code in (*codes.patents(text), *codes.software(text)):
        assert code.value and code.raw
    half = len(text) // 2
    agreed = agree_uscc([(text[:half], 0.9), (text[half:], 0.7)])
    assert agreed.doubt or agreed.value in ("", text[:half], text[half:]) or form_code_sound(agreed.value) or len(agreed.value) <= 18
    agree_digits([(text[:half], 0.9), (text[half:], 0.7)])
    form_values.class_code(text)
    form_values.as_integer(form_values._count(text))
    form_values._code(text)
    code_fault(text)


def titles(text: str) -> None:
    plain, places = normalise_with_map(text)
    assert len(plain) == len(places) and all(a <= b for a, b in pairwise(places)) and all(0 <= i < len(text) for i in places)
    headings.number_of(plain, text)
    row = headings.Reading(text)
    for spec in RULEBOOK.sections[:12]:
        found = headings.match(row, spec)
        assert found is None or found.likeness >= headings.LEAST_LIKENESS
    headings.scene_head(row)
    headings.scene_title(text)
    for a, b in residue.hint_spans(text, RULEBOOK.sections[5].hints, RULEBOOK.residue):
        assert 0 <= a < b <= len(text)
    for scanned in (False, True):
        high, low = wordcount.counts(text, scanned)
        assert high >= low >= 0
    names.companies(text)
    assert names_agree(text, text) in ("matches", "unreadable")
    assert name_key(name_key(text)) == name_key(text)


def statements(text: str) -> None:
    made = normal(text)
    assert all(0 <= i <= len(text) for i in getattr(made, "places", ()))
    for s in read(text):
        assert math.isfinite(s.value)
        assert s.role in (*OWN, "benchmark", "threshold", "example", "other")


def tables(text: str) -> None:
    """Cells parted by ``|``, rows by line breaks, merged ones by ``>``."""
    cells = []
    for row, line in enumerate(text.split("\n")[:12]):
        for column, said in enumerate(line.split("|")[:8]):
            box = Box(column * 60.0, row * 20.0, column * 60.0 + 60, row * 20.0 + 20)
            span = 1 + said.count(">") % 3
            body = said.replace(">", "")
            cells.append(Cell(row, column, box, body, column_span=span, lines=(Line(body, box),)))
    if cells:
        table = Table(Box(0, 0, 600, 400), tuple(cells))
        for figure in read_table([table], words(), Context(2024, text[:20])):
            assert math.isfinite(figure.value)


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="yushen-fuzz-"))


def _xml(text: str) -> bytes:
    return text.encode("utf-8", "replace").replace(b"\0", b"")


DOCUMENT = '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def word_files(text: str) -> None:
    """The body of a .docx is whatever it is; a reader of it never raises."""
    path = _folder() / "a.docx"
    path.write_bytes(hostile.repacked(_word(), {"word/document.xml": _xml(DOCUMENT.format(text))}))
    found = read_editable(path, "a.docx", "")
    assert found.outcome in ("read", "unreadable", "too_large") and (found.outcome == "read" or found.message)


def sheet_files(text: str) -> None:
    path = _folder() / "汇总表.xlsx"
    path.write_bytes(hostile.repacked(_sheet(), {"xl/worksheets/sheet1.xml": _xml(SHEET.format(text))}))
    batch = Batch(_folder(), (), (SummaryFile(path, "汇总表.xlsx", "甲县"),))
    job = Job(_folder(), ApplicantFolder("甲", "", "甲县", ()), _folder(), RULEBOOK.id)
    for found in county_tables(batch, RULEBOOK, job):
        assert all(r.name and r.evidence for r in found.rows)


@cache
def _word() -> bytes:
    return hostile.word()


@cache
def _sheet() -> bytes:
    return hostile.sheet(("序号", "企业名称"), ("1", "甲公司"))


TARGETS: dict[str, Callable[[str], None]] = {
    "numbers": numbers,
    "dates": times,
    "codes": codes_read,
    "headings": titles,
    "statements": statements,
    "tables": tables,
    "docx": word_files,
    "xlsx": sheet_files,
}

WORDS: dict[str, tuple[str, ...]] = {
    "numbers": ("1", "0", "9", ".", ",", "，", "%", "％", "‰", "百分之", "八成", "近", "约", "不低于", "—", "至", "亿元", "万", "元", "十", "百", "千", "零", "两", "半", "翻一番", "倍", "-", "（", "）", " ", "台", "个百分点", "①", "½", "٣"),
    "dates": ("2024", "年", "月", "日", "1", "12", "31", "0", "-", "/", ".", "二〇二四", "十", "三十一", "至", "有效期", "三年", "近", "去年", "上半年", "截至", "底", "以来", "O", "l", " ", "9999", "元年"),
    "codes": ("9113", "0126", "MA0C", "PTDW", "81", "O", "I", "Z", "ZL", "2022", "1000", "0001", ".", "8", "X", "×", "SR", "第", "号", " ", "1", "0", "B", "Ｂ"),
    "headings": ("一、", "（一）", "1.", "1.1", "①", "场景", "企业基本情况", "企业数字化基础", "（不超过 500 字）", "示例：", "：", "。", " ", "\n", "Ⅰ", "十", "第", "章", "有限公司", "(", ")", "“", "”"),
    "statements": ("生产设备数字化率", "联网率", "达到", "由", "提升至", "60", "%", "2024年", "，", "。", "；", "主营业务收入", "万元", "不低于", "目标", "行业平均", "其中", "同比", "增长", "台", "（", "）", "研发费用", "占", "比", "1.2亿元", "、", "分别为"),
    "tables": ("|", "\n", ">", "指标", "2024年", "单位：万元", "主营业务收入", "12,345.6", "%", "改造前", "改造后", "生产设备数字化率", "—", " ", "1", "-"),
    "docx": ("<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:tcPr><w:gridSpan w:val='9'/></w:tcPr>", "<w:tcPr><w:vMerge/></w:tcPr>", "<w:sdt>", "</w:sdt>", "<w:drawing/>", "<w:tab/>", "<w:br/>", "<w:sym/>", "企业", "&amp;", "&x;", "<", "<w:tblGrid/>", "<w:gridSpan w:val='-1'/>", "<w:p><w:r><w:t>甲</w:t></w:r></w:p>", "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='99999'/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"),
    "xlsx": ("<row r='1'>", "</row>", "<c r='A1' t='inlineStr'>", "</c>", "<is><t>企业名称</t></is>", "<v>1</v>", "<c r='B1' t='s'><v>0</v></c>", "<c r='XFD1048576'><v>9</v></c>", "<c t='n'><v>nan</v></c>", "<c t='d'><v>2024-13-99</v></c>", "<c t='b'><v>x</v></c>", "<row r='-1'/>", "<row/>", "<f>1+1</f>", "&x;", "<", "<c r='A2' t='s'><v>99999</v></c>", "<row r='1'><c r='A1' t='inlineStr'><is><t>企业名称</t></is></c></row>", "<row r='2'><c r='A2' t='inlineStr'><is><t>甲公司</t></is></c></row>"),
}  # fmt: skip
"""Words that each target's language is made of: with them a fuzzer gets past the door."""
