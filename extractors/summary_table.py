"""A county's summary table (附件1-5 “数智”标杆汇总表, 附件2-2 案例汇总表) from its spreadsheet.

The columns are told by their headers, fuzzily, since counties retype the form. The evidence of a cell is its rectangle on the
sheet, in points, the sheet taken as one page (the number of the sheet is the page number).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from rapidfuzz import fuzz

from models.application import TableRow
from models.evidence import Evidence
from models.text import normalise

MAX_ROWS = 5000
MAX_COLUMNS = 60
DEFAULT_COLUMN = 8.43
"""Characters; a spreadsheet's standard column width."""
DEFAULT_ROW = 15.0
"""Points."""
POINTS_PER_CHARACTER = 5.25

COLUMNS: dict[Literal["shuzhi", "chain"], tuple[str, ...]] = {
    "shuzhi": (
        "序号",
        "县（市、区）",
        "企业名称",
        "所属行业",
        "规模以上工业企业（是/否）",
        "争创“小灯塔”标杆企业（是/否）",
        "争创数字化车间及智能工厂（是/否）",
        "争创创新能力显著提升（是/否）",
        "联系人",
        "联系方式",
        "备注",
    ),
    "chain": ("序号", "企业名称", "案例模式", "案例名称", "案例简述（150字以内）", "联系人", "电话", "邮箱"),
}


@dataclass(frozen=True)
class SummaryTable:
    """The rows of one county's table. ``problem`` is a message in Chinese where it could not be read as one."""

    path: str
    county: str
    kind: Literal["shuzhi", "chain"]
    rows: tuple[TableRow, ...]
    problem: str = ""


def read_summary_table(path: Path, relative: str, county: str) -> SummaryTable:
    """Reads an .xlsx; of several sheets the first that has the form's header row."""
    book = load_workbook(path, read_only=False, data_only=True, keep_links=False)
    try:
        for number, sheet in enumerate(book.worksheets, start=1):
            found = _header(sheet)
            if found is not None:
                at, kind, columns = found
                return SummaryTable(relative, county, kind, tuple(_rows(sheet, number, relative, county, at, kind, columns)))
    finally:
        book.close()
    return SummaryTable(
        relative, county, "shuzhi", (), "没有找到汇总表的表头行（应有“企业名称”等列），请核对是否为附件1-5或附件2-2的格式。"
    )


def _value(sheet: Worksheet, row: int, column: int) -> str:
    value = sheet.cell(row, column).value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else normalise(str(value)).strip()


def _header(sheet: Worksheet) -> tuple[int, Literal["shuzhi", "chain"], dict[int, str]] | None:
    """The header row: its number, the form it belongs to, and column number → column name of the form."""
    for row in range(1, min(sheet.max_row, 30) + 1):
        printed = {c: _value(sheet, row, c) for c in range(1, min(sheet.max_column, MAX_COLUMNS) + 1)}
        if not any("企业名称" in v or "单位名称" in v for v in printed.values()):
            continue
        kind: Literal["shuzhi", "chain"] = "chain" if any("案例" in v for v in printed.values()) else "shuzhi"
        return row, kind, {c: name for c, v in printed.items() if v and (name := _column(v, kind))}
    return None


def _column(printed: str, kind: Literal["shuzhi", "chain"]) -> str:
    """The form's name of a column, or "" for one of the county's own."""
    plain = printed.split("(", maxsplit=1)[0]
    best = max(COLUMNS[kind], key=lambda name: fuzz.ratio(plain, normalise(name).split("(")[0]))
    return best if fuzz.ratio(plain, normalise(best).split("(")[0]) >= 60 else ""


def _rows(
    sheet: Worksheet, number: int, path: str, county: str, header: int, kind: Literal["shuzhi", "chain"], columns: dict[int, str]
) -> list[TableRow]:
    out = []
    name_column = next((c for c, name in columns.items() if name == "企业名称"), None)
    for row in range(header + 1, min(sheet.max_row, MAX_ROWS) + 1):
        name = _value(sheet, row, name_column) if name_column else ""
        if not name or _value(sheet, row, 1).startswith(("填表", "说明", "注")):
            continue
        cells = {title: _value(sheet, row, c) for c, title in columns.items()}
        places = {title: _place(sheet, number, path, row, c, cells[title]) for c, title in columns.items()}
        out.append(TableRow(file=path, county=county, kind=kind, cells=cells, evidence=places, name=name))
    return out


def _place(sheet: Worksheet, number: int, path: str, row: int, column: int, text: str) -> Evidence:
    """The rectangle of a cell on its sheet."""

    def width(c: int) -> float:
        letter = get_column_letter(c)
        chars = sheet.column_dimensions[letter].width if letter in sheet.column_dimensions else DEFAULT_COLUMN
        return (chars or DEFAULT_COLUMN) * POINTS_PER_CHARACTER

    def height(r: int) -> float:
        return (sheet.row_dimensions[r].height if r in sheet.row_dimensions else None) or DEFAULT_ROW

    left, top = sum(width(c) for c in range(1, column)), sum(height(r) for r in range(1, row))
    box = (round(left, 1), round(top, 1), round(left + width(column), 1), round(top + height(row), 1))
    return Evidence(file=path, page=number, bbox=box, text=text or f"（空白单元格 {get_column_letter(column)}{row}）")
