"""A county's summary table as a grid of cells, whatever paper it comes on: a spreadsheet, a Word file, a PDF, a scan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from models.evidence import Evidence
from models.pages import Page, PageState, Table
from models.text import normalise

MAX_ROWS, MAX_COLUMNS = 5000, 60
DEFAULT_COLUMN = 8.43
"""Characters; a spreadsheet's standard column width."""
DEFAULT_ROW = 15.0
"""Points."""
POINTS_PER_CHARACTER = 5.25


@dataclass(frozen=True, slots=True)
class GridCell:
    text: str
    place: Evidence
    confidence: float = 1.0


@dataclass
class Grid:
    """Rows of cells, a merged cell in every position that it covers; ``below`` are words on the paper outside the cells."""

    rows: list[dict[int, GridCell]] = field(default_factory=list)
    around: list[GridCell] = field(default_factory=list)
    scanned: bool = False
    sealed: bool | None = None
    gap: str = ""

    @property
    def columns(self) -> int:
        return max((max(r, default=-1) + 1 for r in self.rows), default=0)


def sheet_grid(sheet: Worksheet, number: int, path: str) -> Grid:
    """A sheet of a spreadsheet, taken as one page (the sheet's number); the evidence of a cell is its rectangle, in points."""
    rows, columns = min(sheet.max_row, MAX_ROWS), min(sheet.max_column, MAX_COLUMNS)
    lefts, tops = _offsets(_widths(sheet, columns)), _offsets(_heights(sheet, rows))
    anchors = {
        (r, c): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for r in range(area.min_row, min(area.max_row, rows) + 1)
        for c in range(area.min_col, min(area.max_col, columns) + 1)
    }
    grid = Grid()
    for r in range(1, rows + 1):
        cells = {}
        for c in range(1, columns + 1):
            text = _value(sheet.cell(*anchors.get((r, c), (r, c))).value)
            box = (round(lefts[c - 1], 1), round(tops[r - 1], 1), round(lefts[c], 1), round(tops[r], 1))
            shown = text or f"（空白单元格 {get_column_letter(c)}{r}）"
            cells[c - 1] = GridCell(text, Evidence(file=path, page=number, bbox=box, text=shown))
        grid.rows.append(cells)
    if sheet.max_row > MAX_ROWS:
        grid.gap = f"工作表超过{MAX_ROWS}行，其余未读"
    return grid


def _value(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else normalise(str(value)).strip()


def _widths(sheet: Worksheet, count: int) -> Iterator[float]:
    for c in range(1, count + 1):
        letter = get_column_letter(c)
        chars = sheet.column_dimensions[letter].width if letter in sheet.column_dimensions else DEFAULT_COLUMN
        yield (chars or DEFAULT_COLUMN) * POINTS_PER_CHARACTER


def _heights(sheet: Worksheet, count: int) -> Iterator[float]:
    for r in range(1, count + 1):
        yield (sheet.row_dimensions[r].height if r in sheet.row_dimensions else None) or DEFAULT_ROW


def _offsets(sizes: Iterator[float]) -> list[float]:
    out = [0.0]
    for size in sizes:
        out.append(out[-1] + size)
    return out


def page_grids(pages: Sequence[Page]) -> list[Grid]:
    """The ruled tables of read pages, in order; a page that was not read leaves a gap in the grid before it."""
    grids: list[Grid] = []
    gaps: list[str] = []
    for page in pages:
        if page.state in (PageState.ILLEGIBLE, PageState.FAILED):
            gaps.append(f"第{page.number}页未能读出")
            continue
        for n, table in enumerate(page.tables):
            grid = table_grid(page, table)
            if n == 0:
                grid.sealed = bool(page.seals) if page.engine != "docx" else None
                grid.around = _around(page)
            grids.append(grid)
    for grid in grids:
        grid.gap = "、".join(gaps)
    return grids


def table_grid(page: Page, table: Table) -> Grid:
    grid = Grid([{} for _ in range(table.rows)], scanned=page.origin == "ocr")
    for cell in table.cells:
        text = normalise(cell.text).strip()
        confidence = min((line.confidence for line in cell.lines), default=cell.confidence) if text else cell.confidence
        one = GridCell(text, page.evidence(cell.box, text or "（空白单元格）"), confidence)
        for r in range(cell.row, cell.row + cell.row_span):
            for c in range(cell.column, cell.column + cell.column_span):
                grid.rows[r][c] = one
    return grid


def _around(page: Page) -> list[GridCell]:
    """Lines of a page outside its tables."""
    boxes = [t.box for t in page.tables]
    return [
        GridCell(normalise(line.text).strip(), page.evidence(line.box, line.text), line.confidence)
        for line in page.lines
        if not any(b.contains(*line.box.centre) for b in boxes)
    ]
