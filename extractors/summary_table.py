"""A county's summary table (附件1-5 “数智”标杆汇总表, 附件2-2 案例汇总表): its rows by the form's columns, and what stands around them.

The columns are told by their headers, fuzzily, since counties retype the form and a scan loses characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from rapidfuzz import fuzz

from extractors.packages import check_package
from extractors.summary_grid import Grid, GridCell, page_grids, sheet_grid
from models.evidence import Evidence
from models.limits import Limits
from models.pages import SourceFile
from models.rulebook import SummarySpec
from models.summary import SummaryTable, TableRow
from models.text import former_names, normalise

NO_HEADER = "没有找到汇总表的表头行（应有“企业名称”等列），请核对是否为{forms}的格式。"
HEADER_ROWS = 30
LIKE = 60.0
"""rapidfuzz ratio from which a header is a column of the form."""
LEAST_COLUMNS = 3
_COMPANY = re.compile(r"公司|(?<!工)厂$|集团$|合作社$")
SHORT = 40
"""Characters of a cell that may state the total; a case's short account states other sums."""
_TOTAL = re.compile(
    r"(?:合计|总计|共计|小计)[:：]?(?:共)?(\d{1,4})[家户个项]|^共(?:推荐|报送|上报|有|计)?(?:企业|案例)?(\d{1,4})[家户个项]"
)
_TOTAL_LABEL = re.compile(r"(?:合\s*计|总\s*计|共\s*计)(?:[（(]家[)）])?[:：]?")
_BELOW = ("填表", "填报", "说明", "注:", "备注:", "联系电话", "主管部门", "合计", "总计", "共计")


def read_workbook(path: Path, relative: str, county: str, specs: Sequence[SummarySpec]) -> tuple[SummaryTable, ...]:
    """The tables of an .xlsx, one for each sheet that has a form's header row."""
    check_package(path, "xl/workbook.xml", Limits.from_environment(), only_xml=True)
    book = load_workbook(path, read_only=False, data_only=True, keep_links=False)
    try:
        grids = [sheet_grid(sheet, n, relative) for n, sheet in enumerate(book.worksheets, start=1)]
    finally:
        book.close()
    return tables(grids, relative, county, specs)


def read_pages(file: SourceFile, county: str, specs: Sequence[SummarySpec]) -> tuple[SummaryTable, ...]:
    """The tables of a read paper; a table without a header continues the one before it."""
    if not file.pages:
        return (SummaryTable(path=file.path, county=county, problem=f"汇总表“{file.path}”未能打开：{file.message}"),)
    return tables(page_grids(file.pages), file.path, county, specs)


@dataclass
class _Open:
    """A table being put together from grids."""

    header: _Header
    grids: list[Grid]
    rows: list[TableRow]


@dataclass(frozen=True)
class _Header:
    spec: SummarySpec
    row: int
    columns: Mapping[int, str]
    width: int


def tables(grids: Sequence[Grid], path: str, county: str, specs: Sequence[SummarySpec]) -> tuple[SummaryTable, ...]:
    """The summary tables among the grids of one paper."""
    found: list[_Open] = []
    for grid in grids:
        header = _header(grid, specs)
        if header is not None and not (found and _repeats(found[-1].header, header)):
            found.append(_Open(header, [grid], []))
            found[-1].rows += _rows(grid, header, header.row + 1, path, county)
        elif found and abs(grid.columns - found[-1].header.width) <= (0 if header is None else 1):
            at = _Header(found[-1].header.spec, -1, header.columns if header else found[-1].header.columns, grid.columns)
            found[-1].grids.append(grid)
            found[-1].rows += _rows(grid, at, header.row + 1 if header else 0, path, county)
    if not found:
        forms = "或".join(s.ref for s in specs)
        return (SummaryTable(path=path, county=county, problem=NO_HEADER.format(forms=forms)),)
    return tuple(_table(one, path, county) for one in found)


def _repeats(before: _Header, header: _Header) -> bool:
    """Whether a header is that of the table before, printed again on the next page."""
    return before.spec is header.spec and before.row == header.row == 0


def _table(one: _Open, path: str, county: str) -> SummaryTable:
    spec = one.header.spec
    words = [c for g in one.grids for c in (*g.around, *(c for r in g.rows for c in r.values()))]
    footer, places = _footer(words, spec, one.grids)
    seals = [g.sealed for g in one.grids if g.sealed is not None]
    total, said = _total(words, one.grids)
    head = next((c.place for c in words if "汇总表" in c.text or "主管部门" in c.text), None)
    return SummaryTable(
        path=path, county=county, kind=spec.id, rows=tuple(one.rows), gap=one.grids[0].gap, scanned=any(g.scanned for g in one.grids),
        sealed=any(seals) if seals else None, title=(head,) if head else (), footer=footer, footer_places=places,
        total=total, total_places=said,
    )  # fmt: skip


def _header(grid: Grid, specs: Sequence[SummarySpec]) -> _Header | None:
    """The row that names the most columns of one form, a company's name among them; it may take two rows (争创类别 over its three parts)."""
    best: tuple[int, _Header] | None = None
    for number, row in enumerate(grid.rows[:HEADER_ROWS]):
        below = grid.rows[number + 1] if number + 1 < len(grid.rows) else {}
        for deep, words in ((0, row), (1, _two_rows(row, below))):
            for spec in specs if words else ():
                columns = _columns(words, spec)
                if len(columns) < LEAST_COLUMNS or not any(_kind(spec, name) == "name" for name in columns.values()):
                    continue
                if best is None or len(columns) > best[0]:
                    best = (len(columns), _Header(spec, number + deep, columns, grid.columns))
    return best[1] if best else None


def _two_rows(upper: Mapping[int, GridCell], lower: Mapping[int, GridCell]) -> dict[int, GridCell]:
    """A header's two rows as one; nothing where the lower one is a company's."""
    said = [c.text for c in lower.values() if c.text]
    if not said or any(t.isdigit() or _COMPANY.search(t) for t in said):
        return {}
    out = {}
    for number in sorted(upper.keys() | lower.keys()):
        a, b = upper.get(number), lower.get(number)
        words = [c for c in (a, b) if c is not None and c.text]
        if words:
            text = "".join(dict.fromkeys(c.text for c in words))
            out[number] = GridCell(text, words[0].place, min(c.confidence for c in words))
    return out


def _kind(spec: SummarySpec, name: str) -> str:
    column = spec.column(name)
    return column.kind if column else ""


def _columns(row: Mapping[int, GridCell], spec: SummarySpec) -> dict[int, str]:
    """Column number → the form's name, each name given once, the surest first; a county's own columns are left out."""
    scored = []
    seen: set[str] = set()
    for number, cell in sorted(row.items()):
        if not cell.text or cell.text in seen or len(cell.text) > 40:
            continue
        seen.add(cell.text)  # a merged header covers several columns: its first counts
        scored += [
            (likeness, -number, column.name)
            for column in spec.columns
            if (likeness := _likeness(cell.text, column.name, column.words)) >= LIKE
        ]
    out: dict[int, str] = {}
    for _, number, name in sorted(scored, reverse=True):
        if -number not in out and name not in out.values():
            out[-number] = name
    return out


def _likeness(printed: str, name: str, words: Sequence[str]) -> float:
    plain, own = (normalise(t).split("(", maxsplit=1)[0] for t in (printed, name))
    alike = fuzz.ratio(plain, own)
    held = [w for w in words if normalise(w).casefold() in normalise(printed).casefold()]
    return max(alike, 100.0 + len(max(held, key=len)) if held else 0.0) if plain != own else 200.0


def _rows(grid: Grid, header: _Header, first: int, path: str, county: str) -> list[TableRow]:
    """The rows below the header, to the words below the table; a row that says nothing but its number is none."""
    out = []
    name_column = next(c for c, name in header.columns.items() if _kind(header.spec, name) == "name")
    number_column = next((c for c, name in header.columns.items() if _kind(header.spec, name) == "number"), -1)
    for row in grid.rows[first:]:
        cells = {c: cell for c, cell in row.items() if c in header.columns}
        said = [cell.text for c, cell in cells.items() if cell.text and c != number_column]
        if (
            any(cell.text.startswith(_BELOW) or _TOTAL.search(cell.text) for cell in row.values())
            and len({c.text for c in row.values() if c.text}) <= 5
        ):
            continue
        if not said or (name_column in cells and cells[name_column].text in (header.columns[name_column], "企业名称")):
            continue
        out.append(_row(cells, header, path, county, cells[name_column].text if name_column in cells else ""))
    return out


def _row(cells: Mapping[int, GridCell], header: _Header, path: str, county: str, name: str) -> TableRow:
    named = {header.columns[c]: cell for c, cell in cells.items()}
    column = next((c.name for c in header.spec.columns if c.kind == "county"), "")
    own = named[column].text if column in named else ""
    name, formers = former_names(name)
    return TableRow(
        file=path, county=county or own, kind=header.spec.id, name=name, formers=formers, cells={k: c.text for k, c in named.items()},
        evidence={k: c.place for k, c in named.items()}, confidence={k: round(c.confidence, 3) for k, c in named.items()},
        unread=tuple(k for k, c in named.items() if not c.text and c.confidence < 1),
    )  # fmt: skip


def _footer(words: Sequence[GridCell], spec: SummarySpec, grids: Sequence[Grid]) -> tuple[dict[str, str], dict[str, Evidence]]:
    """What stands beside the labels below (or above) the table: in the same words, or in the cell to the right."""
    found: dict[str, str] = {}
    places: dict[str, Evidence] = {}
    every = [label for names in spec.footer.values() for label in names]
    for label, names in spec.footer.items():
        pattern = re.compile(
            rf"(?:{'|'.join(sorted(map(re.escape, map(normalise, names)), key=len, reverse=True))})\s*[:：]?\s*(.*)", re.DOTALL
        )
        for cell in words:
            hit = pattern.search(cell.text)
            if hit is None or (hit.start() > 0 and not _apart(cell.text, hit.start())) or _is_header(cell, grids, spec):
                continue
            said = _cut(hit[1], every) or _right_of(cell, grids)
            if said or label not in found:
                found[label], places[label] = said, cell.place
            if said:
                break
    return found, places


def _total(words: Sequence[GridCell], grids: Sequence[Grid]) -> tuple[int | None, tuple[Evidence, ...]]:
    """How many companies the table says it lists, beside 合计 or in words (共推荐12家企业), and where."""
    for cell in words:
        hit = _TOTAL.search(re.sub(r"\s+", "", cell.text)) if len(cell.text) <= SHORT else None
        if hit is not None:
            return int(hit[1] or hit[2]), (cell.place,)
        if _TOTAL_LABEL.fullmatch(cell.text.strip()):
            beside = re.fullmatch(r"(\d{1,4})[家户个项]?", _right_of(cell, grids))
            if beside is not None:
                return int(beside[1]), (cell.place,)
    return None, ()


def _apart(text: str, at: int) -> bool:
    """Whether a label inside a line begins a new item of it."""
    return text[at - 1] in " \n:;；" or text[at - 1].isdigit()


def _is_header(cell: GridCell, grids: Sequence[Grid], spec: SummarySpec) -> bool:
    names = {c.name for c in spec.columns}
    return cell.text in names or any(
        len(_columns(row, spec)) >= LEAST_COLUMNS and cell in row.values() for g in grids for row in g.rows[:HEADER_ROWS]
    )


def _cut(said: str, labels: Sequence[str]) -> str:
    """An answer without the labels that follow it in the same line."""
    ends = [said.find(normalise(label)) for label in labels if normalise(label) in said]
    return said[: min(ends)].strip() if ends else said.strip()


def _right_of(cell: GridCell, grids: Sequence[Grid]) -> str:
    """The words in the next other cell to the right."""
    for grid in grids:
        for row in grid.rows:
            at = next((c for c, other in row.items() if other is cell), None)
            if at is not None:
                return next((o.text for c, o in sorted(row.items()) if c > at and o.text and o.text != cell.text), "")
    return ""
