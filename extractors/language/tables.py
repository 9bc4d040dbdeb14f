"""Figures of tables: rows that name a metric against columns of years or stages, and totals under columns that name metrics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.language import shares
from extractors.language.normal import normal, plain
from extractors.language.numbers import Quantity, quantities
from extractors.language.periods import periods
from extractors.language.table_heads import Column, Label, column_of, columns_of, label, text_of
from extractors.language.vocabulary import Vocabulary
from models.application import Role
from models.pages import Cell, Table

_UNIT = re.compile(r"(万元/人|万元/吨标准煤|万元/吨标煤|元/人|亿元|百万元|万元|千元|元|%|台|人|项|件|家|吨标准煤)")
_CAPTION_UNIT = re.compile(r"单位[:：]?\s*(?:人民币)?(亿元|百万元|万元|千元|元)")
_NUMBER = re.compile(
    r"^[(（]?-?[\d,，.．\s]+[)）]?(?:%|万元|亿元|元|台|人|项|件|家|级|台\(套\)|台套|套|[万亿])?(?:以上|左右)?$|^[一二三四1-4][级]$"
)
_NOTHING = re.compile(r"^(?:-|—|/|无|\\|\s)*$")
_MONEY = {"元": 1e-4, "千元": 0.1, "万元": 1.0, "百万元": 100.0, "亿元": 1e4}
_CHANGE = re.compile(
    r"^(?P<sign>[-+↑↓])?(?:(?P<up>提高|提升|增长|上升|增加|改善)|(?P<down>降低|下降|减少|缩短|压缩))?了?约?(?P<value>\d+(?:\.\d+)?)%[↑↓]?$"
)
_PLAIN_ROW = re.compile(r"^(?:数量|件数|数值|金额|台数|人数|总数|本企业|现状)(?:\(.*\)|/.*)?$")
"""Labels of a row that only says: here are the figures."""
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


def read_table(pieces: Sequence[Table], vocabulary: Vocabulary, context: Context) -> Iterator[TableFigure]:
    """The figures of one table, given in pieces where pages part it; only the first has the header."""
    if not pieces:
        return
    grid = [(n, row, _row(table, row)) for n, table in enumerate(pieces) for row in range(table.rows)]
    headers = _header_rows(grid, vocabulary, context)
    columns = columns_of([cells for _, _, cells in grid[:headers]], vocabulary, context.fiscal_year)
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


def _header_rows(grid: list[tuple[int, int, dict[int, Cell]]], vocabulary: Vocabulary, context: Context) -> int:
    """How many rows the header takes: rows without figures before the first row with one."""
    for n, (_, _, cells) in enumerate(grid):
        texts = [text_of(c) for c in cells.values()]
        if any(_NUMBER.match(t) and not _is_year(t) for t in texts[1:] or texts):
            return n
        if n >= 3:
            break
    return 1 if grid else 0


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d年?(?:度|末|底)?", text))


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
    n: int, cells: dict[int, Cell], columns: dict[int, Column], v: Vocabulary, context: Context, money: str
) -> Iterator[TableFigure]:
    """A row whose label names a metric, its figures under years, stages or a plain value column."""
    texts = {c: text_of(cell) for c, cell in sorted(cells.items())}
    named = [(c, found) for c, t in texts.items() if not _PLAIN_ROW.match(t) and (found := label(t, v)) is not None]
    if pairs := _pairs(named, cells):
        for at, name, value in pairs:
            yield from _row_figures(n, at, name, {value: cells[value]}, cells, {}, v, context, money)
    elif named and named[0][0] in sorted(cells)[:3]:
        at, name = named[0]
        yield from _row_figures(n, at, name, {c: cell for c, cell in cells.items() if c > at}, cells, columns, v, context, money)
    else:
        yield from _change_row(n, cells, columns, v, context)


def _pairs(named: list[tuple[int, Label]], cells: dict[int, Cell]) -> list[tuple[int, Label, int]]:
    """Name and value, name and value: a form of facts set in two or three columns; () where a row is none."""
    order = sorted(cells)
    out = []
    for at, name in named:
        ahead = [c for c in order if c > at][:1]
        if not ahead or not _NUMBER.match(text_of(cells[ahead[0]])):
            return []
        out.append((at, name, ahead[0]))
    return out if len(out) > 1 else []


def _row_figures(
    n: int,
    at: int,
    name: Label,
    values: dict[int, Cell],
    cells: dict[int, Cell],
    columns: dict[int, Column],
    v: Vocabulary,
    context: Context,
    money: str,
) -> Iterator[TableFigure]:
    units = next((text_of(cells[c]) for c, col in columns.items() if col.units and c in cells), "")
    own_unit = _UNIT.search(units)
    unit = name.unit or (own_unit[1] if own_unit else "") or _default_unit(name.metric, v, money)
    dated = any(c.period or c.stage for i, c in columns.items() if i > at)
    here = Column() if dated else _row_time(text_of(cells[at]), context)
    spec = v.specs[name.metric]
    for column, cell in sorted(values.items()):
        meaning = columns.get(column, Column())
        if (
            meaning.units
            or meaning.others
            or (meaning.change and not spec.change)
            or (dated and not (meaning.period or meaning.stage or meaning.now))
        ):
            continue
        metric = _ofcolumn_of(name.metric, meaning, columns, v)
        q = _quantity(cell, unit if metric == name.metric else _default_unit(metric, v, money)) if metric else None
        fitted = _value(metric, q, v) if metric and q is not None else None
        plain = len(cells) <= 3 or dated or meaning.value or meaning.applied or metric != name.metric or len(values) == 1
        if not metric or q is None or fitted is None or not plain:
            continue
        value, doubt = fitted
        time = here if not (meaning.period or meaning.stage) else meaning
        yield _figure(metric, q, value, time, v.specs[metric].part, n, (cells[at], cell), doubt or q.doubt, context)


def _row_time(label_text: str, context: Context) -> Column:
    """When the figures of a table hold whose columns tell no time: by the row's label, else by the caption."""
    for text in (label_text, plain(context.caption)):
        years = [p for p in periods(text, context.fiscal_year) if p.value]
        if years:
            return Column(period=years[0].value)
    return Column()


def _ofcolumn_of(metric: str, meaning: Column, columns: dict[int, Column], v: Vocabulary) -> str:
    """The metric of a cell where its column says more than a value: applied for, the research institution's, a share."""
    if meaning.applied:
        pairs = dict(p.split("=") for p in v.words.get("as_application", []))
        return pairs.get(metric, metric)
    inside = next((m.id for m in v.specs.values() if m.inside == metric and m.owner == "institution"), "")
    if meaning.institution:
        return inside
    if meaning.share and v.specs[metric].unit != "%":
        split = any(c.institution for c in columns.values())
        found = shares.result(v, [inside if split else metric], shares.whole_of(v, meaning.whole)) if inside or not split else None
        return found[0] if found else ""
    return metric


def _change_row(n: int, cells: dict[int, Cell], columns: dict[int, Column], v: Vocabulary, context: Context) -> Iterator[TableFigure]:
    """生产效率（件/班） | 120 | 150 | 提高25%: of a thing whose change is a metric, the column that says by how much."""
    changes = [c for c, col in columns.items() if col.change and not col.growth]
    named = next(((c, id) for c, cell in sorted(cells.items())[:3] if (id := _changed(text_of(cell), v))), None)
    if named is None:
        return
    at, id = named
    for column in changes:
        cell = cells.get(column)
        found = _CHANGE.match(text_of(cell)) if cell is not None and column > at else None
        if cell is None or found is None:
            continue
        falls = bool(found["down"]) or found["sign"] in ("-", "↓")
        rises = bool(found["up"]) or found["sign"] in ("+", "↑")
        wrong = falls if v.specs[id].direction == "up" else rises
        value = -float(found["value"]) if wrong else float(found["value"])
        q = Quantity(0, 0, value, "%", places=len(found["value"].partition(".")[2]))
        yield _figure(id, q, value, _row_time("", context), False, n, (cells[at], cell), "", context)


def _changed(text: str, v: Vocabulary) -> str:
    """The metric whose thing a row names: 产品不良品率, 生产效率（件/班）."""
    bare = re.sub(r"^(?:[\d一二三四五六七八九十]+[、.])|[:：*]|\(.*?\)", "", text)
    return next((m.id for m in v.specs.values() if m.change and bare in [plain(t) for t in m.terms]), "")


def _default_unit(metric: str, v: Vocabulary, money: str) -> str:
    spec = v.specs[metric]
    if spec.unit == "万元":
        return money
    return spec.unit if spec.kind in ("count", "level") or spec.unit == "%" else ""


def _figure(
    metric: str, q: Quantity, value: float, meaning: Column, part: bool, n: int, cells: tuple[Cell, ...], doubt: str, context: Context
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
    rows: list[tuple[int, int, dict[int, Cell]]], columns: dict[int, Column], v: Vocabulary, context: Context, money: str, caption: str
) -> Iterator[TableFigure]:
    """Columns that name metrics: rows of years or stages, or one row of totals; single parts of the enterprise count for nothing."""
    named = {c: col.metric for c, col in columns.items() if col.metric is not None}
    equipment = sum(m.metric.startswith("equipment") for m in named.values()) >= 2 or ("设备" in caption and len(named) >= 2)
    totals = v.words.get("totals", [])
    for n, _, cells in rows:
        head = "".join(
            text_of(cells[c])
            for c in sorted(cells)
            if c < min(named) and (_is_year(text_of(cells[c])) or not _NUMBER.match(text_of(cells[c])))
        )
        plain_row = _PLAIN_ROW.match(head) is not None or (not head and len(rows) == 1)
        if label(head, v) is not None and not plain_row:
            continue
        row = column_of(head, v, context.fiscal_year)
        total = any(re.search(rf"{re.escape(t)}(?:\(.*\))?$|^{re.escape(t)}", head) for t in totals)
        if not (total or row.period or row.stage or plain_row):
            continue
        caption_time = column_of(caption, v, context.fiscal_year)
        meaning = row if row.period or row.stage else replace(caption_time, stage="") if caption_time.period else Column()
        if meaning.period and "/" in meaning.period and total:
            meaning = Column()
        for column, name in named.items():
            spec = v.specs[name.metric]
            if spec.id.startswith("equipment") and not (equipment and (total or plain_row)):
                continue
            cell = cells.get(column)
            q = _quantity(cell, name.unit or _default_unit(name.metric, v, money)) if cell is not None else None
            fitted = _value(name.metric, q, v) if q is not None else None
            if cell is None or q is None or fitted is None:
                continue
            label_cells = tuple(cells[c] for c in sorted(cells) if c < min(named) and text_of(cells[c]))[-1:]
            yield _figure(name.metric, q, fitted[0], meaning, spec.part, n, (*label_cells, cell), fitted[1] or q.doubt, context)
