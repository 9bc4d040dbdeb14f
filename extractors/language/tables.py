"""Figures of tables: rows that name a metric against columns of years or stages, and totals under columns that name metrics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.language import shares
from extractors.language.normal import normal, plain
from extractors.language.numbers import Quantity, quantities
from extractors.language.periods import periods
from extractors.language.vocabulary import Vocabulary
from models.application import Role
from models.pages import Cell, Table

_UNIT = re.compile(r"(亿元|百万元|万元|千元|元|%|台|人|项|件|家|吨标准煤)")
_UNIT_IN_LABEL = re.compile(
    r"[(/]\s*(?:单位[:：]?)?([^()/]{0,4}?)(亿元|百万元|万元/人|万元/吨标准煤|万元/吨标煤|万元|千元|元/人|元|%|台|台/套|台套|套|人|名|项|件|家|级)\)?$"
)
_CAPTION_UNIT = re.compile(r"单位[:：]?\s*(?:人民币)?(亿元|百万元|万元|千元|元)")
_NUMBER = re.compile(
    r"^[(（]?-?[\d,，.．\s]+[)）]?(?:%|万元|亿元|元|台|人|项|件|家|级|台\(套\)|台套|套|[万亿])?(?:以上|左右)?$|^[一二三四1-4][级]$"
)
_NOTHING = re.compile(r"^(?:-|—|/|无|\\|\s)*$")
_MONEY = {"元": 1e-4, "千元": 0.1, "万元": 1.0, "百万元": 100.0, "亿元": 1e4}
_SHARE = re.compile(r"占(?!比|地)(?P<whole>.+?)(?:的)?(?:比例|比重|比率|比)?$")
_SIGN = re.compile(r"^[(（](?P<inner>[\d,.]+)[)）]$")


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a table: its caption (with a unit or a date), the year before the notice, the programme."""

    fiscal_year: int
    caption: str = ""
    process: str = ""


@dataclass(frozen=True, slots=True)
class TableFigure:
    """A figure of a table; ``table`` says in which of the pieces its cells are: the one that names it and the one that holds it."""

    metric: str
    quantity: Quantity
    value: float
    period: str | None
    role: Role
    table: int
    cells: tuple[Cell, ...]
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class _Label:
    metric: str
    unit: str


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column's header says: a metric, a period, a stage, or a unit for the row; "" and None where it says nothing."""

    metric: _Label | None = None
    period: str | None = None
    stage: str = ""
    units: bool = False
    change: bool = False
    value: bool = False


def read_table(pieces: Sequence[Table], vocabulary: Vocabulary, context: Context) -> Iterator[TableFigure]:
    """The figures of one table, given in pieces where pages part it; only the first has the header."""
    if not pieces:
        return
    grid = [(n, row, _row(table, row)) for n, table in enumerate(pieces) for row in range(table.rows)]
    headers = _header_rows(grid, vocabulary, context)
    columns = _columns([cells for _, _, cells in grid[:headers]], vocabulary, context)
    caption = plain(context.caption)
    unit = _CAPTION_UNIT.search(caption)
    money = unit[1] if unit else ""
    for n, _, cells in grid[headers:]:
        yield from _metric_row(n, cells, columns, vocabulary, context, money)
    if sum(c.metric is not None for c in columns.values()) >= 1:
        yield from _metric_columns(grid[headers:], columns, vocabulary, context, money, caption)


def _row(table: Table, row: int) -> dict[int, Cell]:
    """The cells of a row by column, merged ones once, at their first column."""
    out: dict[int, Cell] = {}
    for column in range(table.columns):
        cell = table.at(row, column)
        if cell is not None and cell not in out.values():
            out[column] = cell
    return out


def _text(cell: Cell) -> str:
    return re.sub(r"\s+", "", normal(cell.text.replace("\n", "")).text)


def _header_rows(grid: list[tuple[int, int, dict[int, Cell]]], vocabulary: Vocabulary, context: Context) -> int:
    """How many rows the header takes: rows without figures before the first row with one."""
    for n, (_, _, cells) in enumerate(grid):
        texts = [_text(c) for c in cells.values()]
        if any(_NUMBER.match(t) and not _is_year(t) for t in texts[1:] or texts):
            return n
        if n >= 3:
            break
    return 1 if grid else 0


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d年?(?:度|末|底)?", text))


def _columns(rows: list[dict[int, Cell]], vocabulary: Vocabulary, context: Context) -> dict[int, _Column]:
    """The meaning of each column, from all header rows; a merged header cell speaks for every column under it."""
    texts: dict[int, str] = {}
    for cells in rows:
        for column, cell in cells.items():
            for covered in range(column, column + cell.column_span):
                texts[covered] = texts.get(covered, "") + _text(cell)
    return {column: _column(text, vocabulary, context) for column, text in texts.items()}


def _column(text: str, vocabulary: Vocabulary, context: Context) -> _Column:
    stage = next((m.kind for m in vocabulary.marks(text) if m.kind in ("before", "after", "target")), "")
    if re.search(r"目标|规划|计划", text) and not stage:
        stage = "target"
    years = periods(text, context.fiscal_year)
    year = years[0].value if years else (re.search(r"(?:19|20)\d\d", text) or [None])[0]
    change = bool(re.search(r"增长|增幅|变化|提升|提高|降低|下降|变动|升降|改善|同比|增减", text))
    return _Column(
        metric=label(text, vocabulary),
        period=year,
        stage=stage,
        units=text in ("单位", "计量单位"),
        change=change,
        value=bool(re.search(r"数值|数据|指标值|完成值|实际值|现状|当前|实际|完成情况|金额|数量", text)),
    )


def label(text: str, vocabulary: Vocabulary) -> _Label | None:
    """The metric that a header or a row's first cell names, whole: 主营业务收入/万元, R&D经费占收入比重, 其中：数字化."""
    unit = ""
    found = _UNIT_IN_LABEL.search(text)
    if found:
        unit, text = found[2], text[: found.start()]
    text = re.sub(r"^(?:[\d一二三四五六七八九十]+[、.])|[:：*]|^其中|\(.*?\)|(?:19|20)\d\d年?度?(?:末|底)?", "", text)
    text = text.replace(":", "")
    if not text:
        return None
    if text in vocabulary.labels:
        return _Label(vocabulary.labels[text], unit)
    share = _SHARE.search(text)
    if share:
        part = label(text[: share.start()], vocabulary)
        whole = shares.whole_of(vocabulary, share["whole"])
        found_ratio = shares.result(vocabulary, [part.metric], whole) if part and whole else None
        return _Label(found_ratio[0], "%") if found_ratio else None
    return None


def _quantity(cell: Cell, unit: str) -> Quantity | None:
    """The one figure of a cell, with its own unit or that of its row, column or caption."""
    raw = normal(cell.text.replace("\n", ""))
    text = re.sub(r"\s+", "", raw.text)
    negative = _SIGN.match(text)
    if negative:
        text = "-" + negative["inner"]
    if _NOTHING.match(text) or not _NUMBER.match(text):
        return None
    found = quantities(text)
    if len(found) != 1:
        return None
    q = found[0]
    if not q.unit and unit:
        factor = _MONEY.get(unit.split("/", maxsplit=1)[0], 1.0)
        base = {"元/人": "万元/人"}.get(unit, "万元" if unit in _MONEY else unit)
        base = {"台/套": "台", "台套": "台", "套": "台", "名": "人", "件": "项", "万元/吨标煤": "万元/吨标准煤"}.get(base, base)
        q = replace(q, value=round(q.value * factor, 10) if unit in _MONEY or unit == "元/人" else q.value, unit=base)
    return q


def _value(metric: str, q: Quantity, vocabulary: Vocabulary) -> tuple[float, str] | None:
    """The value in the metric's unit with a doubt where no unit stands anywhere; None where the unit is another."""
    spec = vocabulary.specs[metric]
    if not q.unit:
        return q.value, "" if spec.kind == "count" else "表中未写单位"
    same = {"台": ("台",), "人": ("人",), "项": ("项", "件", "个"), "家": ("家",), "级": ("级",)}.get(spec.unit, (spec.unit,))
    return (q.value, "") if q.unit in same else None


def _metric_row(
    n: int, cells: dict[int, Cell], columns: dict[int, _Column], v: Vocabulary, context: Context, money: str
) -> Iterator[TableFigure]:
    """A row whose label names a metric, its figures under years, stages or a plain value column."""
    named = next(((c, found) for c, cell in sorted(cells.items())[:3] if (found := label(_text(cell), v)) is not None), None)
    if named is None:
        return
    at, name = named
    units = next((_text(cells[c]) for c, col in columns.items() if col.units and c in cells), "")
    own_unit = _UNIT.search(units)
    unit = name.unit or (own_unit[1] if own_unit else "") or _default_unit(name.metric, v, money)
    spec = v.specs[name.metric]
    dated = any(c.period or c.stage for i, c in columns.items() if i > at)
    for column, cell in sorted(cells.items()):
        meaning = columns.get(column, _Column())
        if column <= at or meaning.units or meaning.change or (dated and not (meaning.period or meaning.stage)):
            continue
        q = _quantity(cell, unit)
        if q is None:
            continue
        fitted = _value(name.metric, q, v)
        if fitted is None or (not dated and not meaning.value and len(cells) > 3):
            continue
        value, doubt = fitted
        yield _figure(name.metric, q, value, meaning, spec.part, n, (cells[at], cell), doubt or q.doubt, context)


def _default_unit(metric: str, v: Vocabulary, money: str) -> str:
    spec = v.specs[metric]
    if spec.unit == "万元":
        return money
    return spec.unit if spec.kind in ("count", "level") or spec.unit == "%" else ""


def _figure(
    metric: str, q: Quantity, value: float, meaning: _Column, part: bool, n: int, cells: tuple[Cell, ...], doubt: str, context: Context
) -> TableFigure:
    stage = meaning.stage
    future = meaning.period is not None and int(meaning.period[-4:]) > context.fiscal_year + 1
    if future and not stage:
        stage = "target"
    role: Role = (
        "other" if part else "target" if stage == "target" else "before" if stage == "before" else "after" if stage == "after" else "actual"
    )
    return TableFigure(metric, q, value, stage or meaning.period, role, n, cells, doubt)


def _metric_columns(
    rows: list[tuple[int, int, dict[int, Cell]]], columns: dict[int, _Column], v: Vocabulary, context: Context, money: str, caption: str
) -> Iterator[TableFigure]:
    """Columns that name metrics: rows of years or stages, or one row of totals; single parts of the enterprise count for nothing."""
    named = {c: col.metric for c, col in columns.items() if col.metric is not None}
    equipment = sum(m.metric.startswith("equipment") for m in named.values()) >= 2 or ("设备" in caption and len(named) >= 2)
    totals = v.words.get("totals", [])
    for n, _, cells in rows:
        head = "".join(_text(cells[c]) for c in sorted(cells) if c < min(named) and not _NUMBER.match(_text(cells[c])))
        if label(head, v) is not None:
            continue
        row = _column(head, v, context)
        total = any(re.search(rf"{re.escape(t)}(?:\(.*\))?$|^{re.escape(t)}", head) for t in totals)
        if not (total or row.period or row.stage):
            continue
        caption_time = _column(caption, v, context)
        meaning = row if row.period or row.stage else replace(caption_time, stage="") if caption_time.period else _Column()
        if meaning.period and "/" in meaning.period and total:
            meaning = _Column()
        for column, name in named.items():
            spec = v.specs[name.metric]
            if spec.id.startswith("equipment") and not (equipment and total):
                continue
            cell = cells.get(column)
            q = _quantity(cell, name.unit or _default_unit(name.metric, v, money)) if cell is not None else None
            fitted = _value(name.metric, q, v) if q is not None else None
            if cell is None or q is None or fitted is None:
                continue
            label_cells = tuple(cells[c] for c in sorted(cells) if c < min(named) and _text(cells[c]))[-1:]
            yield _figure(name.metric, q, fitted[0], meaning, spec.part, n, (*label_cells, cell), fitted[1] or q.doubt, context)
