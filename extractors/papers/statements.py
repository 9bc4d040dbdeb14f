"""利润表: which column is the year's, which row an item's, and whether the rows add up to 营业利润 (then every figure is confirmed)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.papers import money
from extractors.papers.money import Amount
from extractors.papers.sheet import Row, Sheet, Span, squeeze
from extractors.papers.values import Desk
from models.geometry import Box

_PREFIX = re.compile(r"^(?:[一二三四五六七八九十]{1,2}[、.,]|[(（]?[一二三四五六七八九十\d]{1,2}[)）、.]|减:?|加:?|其中:?|[△*☆★#\-—])+")
_YEAR = re.compile(r"(20\d{2})年?(?:度|1-12月)?")


@dataclass(frozen=True)
class Column:
    """The column of the year asked for: x range of its header, and where the other columns stand."""

    box: Box
    others: tuple[Box, ...] = ()
    sure: bool = True


def item(row: Row, labels: Sequence[str]) -> str | None:
    """Which of the labels the row's item is: the whole item, not the start of a longer one (营业收入, not 营业收入增长率)."""
    for line in row.lines[:3]:
        name = _PREFIX.sub("", squeeze(line.text))
        for label in labels:
            rest = name[len(label) :]
            if name.startswith(label) and not re.match(r"^[一-龥]", re.sub(r"^[(（][^)）]*[)）]?", "", rest)):
                return label
    return None


def is_income_statement(sheet: Sheet, desk: Desk) -> bool:
    """A page titled 利润表, or one whose rows are its items."""
    head = [row.text for row in sheet.rows if row.box.top < 0.35 * sheet.page.height]
    if any(w in t and len(t) <= len(w) + 12 and "、" not in t for w in desk.say("income_statement") for t in head):
        return True
    known = {
        found for row in sheet.rows if (found := item(row, [*desk.say("cost_rows"), *desk.say("profit_rows"), *desk.labels("revenue")]))
    }
    return len(known) >= 5


def column(sheet: Sheet, desk: Desk, year: str) -> Column | None:
    """The header of the current year: by its year, else 本年累计, else 本期金额."""
    current: list[tuple[int, Box]] = []
    previous: list[Box] = []
    for row in sheet.rows:
        if len(money.amounts(row)) >= 2 and item(row, desk.labels("revenue")):
            break
        current += [(rank, box) for rank, box in _headers(row, desk.say("current_column"))]
        previous += [box for _, box in _headers(row, desk.say("previous_column"))]
        years = [(m[1], span.box) for m, span in _years(row)]
        if len({y for y, _ in years}) >= 2:
            current += [(-10, box) for y, box in years if y == year]
            previous += [box for y, box in years if y != year]
    if not current:
        return None
    best = min(current, key=lambda c: c[0])[1]
    return Column(best, tuple(b for b in previous if b != best))


def _headers(row: Row, words: Sequence[str]) -> list[tuple[int, Box]]:
    """Header words of a row with a rank: 累计 goes before the month's own column."""
    out: list[tuple[int, Box]] = []
    if len(row.text) > 60:
        return out
    taken: set[int] = set()
    for word in sorted(words, key=len, reverse=True):
        at = row.text.find(word)
        while at >= 0:
            if not taken & set(range(at, at + len(word))):
                taken |= set(range(at, at + len(word)))
                span = row.span(at, at + len(word))
                if span is not None:
                    out.append((-5 if "累计" in word else 0, span.box))
            at = row.text.find(word, at + 1)
    return out


def _years(row: Row) -> list[tuple[re.Match[str], Span]]:
    out = []
    for m in _YEAR.finditer(row.text):
        span = row.span(m.start(), m.end())
        if span is not None:
            out.append((m, span))
    return out


def pick(amounts: Sequence[Amount], col: Column | None) -> Amount | None:
    """The amount in the column: nearest to its header, and nearer to it than to any other header."""
    if not amounts:
        return None
    if col is None:
        return amounts[0]

    def gap(a: Amount, box: Box) -> float:
        return min(abs(a.span.box.centre[0] - box.centre[0]), abs(a.span.box.x1 - box.x1))

    best = min(amounts, key=lambda a: gap(a, col.box))
    if any(gap(best, other) < gap(best, col.box) for other in col.others):
        return None
    if not col.others and len(amounts) > 1 and gap(best, col.box) > 80:
        return None
    return best


def rows_of(sheets: Sequence[Sheet], desk: Desk, labels: Sequence[str], year: str) -> list[tuple[str, Amount, Sheet]]:
    """For each statement page, the items of ``labels`` with the year's amount."""
    out = []
    for sheet in sheets:
        col = column(sheet, desk, year)
        for row in sheet.rows:
            label = item(row, labels)
            amount = pick(money.amounts(row), col) if label else None
            if label and amount:
                out.append((label, amount, sheet))
    return out


def adds_up(sheet: Sheet, desk: Desk, year: str, revenue: float, swap: dict[str, float] | None = None) -> bool:
    """Whether revenue less costs plus gains is 营业利润, to the cent; losses may be printed with either sign."""
    col = column(sheet, desk, year)
    costs: dict[str, float] = {}
    gains: dict[str, float] = {}
    profit: float | None = None
    for row in sheet.rows:
        amount = pick(money.amounts(row), col)
        if amount is None:
            continue
        if (label := item(row, desk.say("cost_rows"))) is not None:
            costs.setdefault(label, amount.value)
        elif (label := item(row, desk.say("gain_rows"))) is not None:
            gains.setdefault(label, amount.value)
        elif item(row, desk.say("profit_rows")) is not None and profit is None:
            profit = amount.value
    costs.update({k: v for k, v in (swap or {}).items() if k in costs})
    if profit is None or not costs:
        return False
    base = revenue - sum(costs.values())
    sums = {base}
    for v in gains.values():
        sums = {s + sign * v for s in sums for sign in (1, -1)}
    return any(abs(s - profit) < 0.015 for s in sums)
