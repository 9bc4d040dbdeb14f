"""Amounts as statements print them, and as OCR leaves them: 118.365.196.82 is 118,365,196.82."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.papers.sheet import Row, Sheet, Span, squeeze
from models.geometry import Box

_AMOUNT = re.compile(r"(?<![0-9A-Za-z])[-—–(（]?\s?[0-9OSBIlZ][0-9OSBIlZ,.，。、·:;]*[0-9OSBIlZ][)）]?(?![0-9])")
_DIGITS = str.maketrans({"O": "0", "S": "5", "B": "8", "I": "1", "l": "1", "Z": "2"})
_SEPARATOR = re.compile(r"[,.，。、·:;]")
_MONEY = r"(亿元|百万元|万元|千元|元)(?!氏)"
_BETWEEN = r"[人民币为以计均按(:)/、RMBCNY¥]"
_UNIT = re.compile(rf"(?:单位|币种|金额){_BETWEEN}{{0,8}}?{_MONEY}|^\(?人民币{_MONEY}")
_OPEN = re.compile(rf"(?:单位?|币种|金额){_BETWEEN}*[亿百千万]*$")
_REST = re.compile(r"^[位人民币(:)亿百千万元]{1,9}$")
FACTOR = {"元": 1e-4, "千元": 0.1, "万元": 1.0, "百万元": 100.0, "亿元": 1e4}
"""What one of the unit is in 万元."""


@dataclass(frozen=True, slots=True)
class Amount:
    """``sound`` where its separators stand as they must (groups of three, two decimals)."""

    value: float
    span: Span
    sound: bool = True


def parse(text: str) -> tuple[float, bool] | None:
    """A number and whether its shape is sound; thousands separators and the point may have been read as each other."""
    flat = squeeze(text).translate(_DIGITS).replace("¥", "").removesuffix("元")
    negative = bool(re.match(r"^[-—–]", flat)) or (flat.startswith("(") and flat.endswith(")"))
    flat = flat.strip("()-—–+")
    parts = _SEPARATOR.split(flat)
    if not all(p.isdecimal() for p in parts):
        return None
    whole, cents = parts, ""
    if len(parts) > 1 and len(parts[-1]) != 3:
        whole, cents = parts[:-1], parts[-1]
    sound = all(len(p) == 3 for p in whole[1:]) and (len(whole) == 1 or 1 <= len(whole[0]) <= 3) and len(cents) in (0, 1, 2)
    if len(cents) > 4:
        return None
    number = float("".join(whole) + ("." + cents if cents else ""))
    return (-number if negative else number), sound


def amounts(row: Row) -> list[Amount]:
    """The amounts of a row, left to right; numbers of lines and notes (short whole numbers) are none."""
    out = []
    for line in row.lines:
        for m in _AMOUNT.finditer(line.text):
            raw = m.group()
            got = parse(raw)
            if got is None or (not _SEPARATOR.search(raw) and len(re.sub(r"\D", "", raw)) < 4):
                continue
            if re.search(r"[一-龥]", line.text[max(0, m.start() - 1) : m.start()]) and "年" in line.text[m.end() : m.end() + 1]:
                continue
            out.append(Amount(got[0], Span(row.page, raw, line.span(m.start(), m.end()), line.confidence), got[1]))
    return out


def unit(sheet: Sheet) -> str | None:
    """The unit that the head of a page states (单位：人民币元), also where it is broken (金额单位：人民币 / 万元)."""
    for n, row in enumerate(sheet.rows):
        lines = [squeeze(line.text) for line in row.lines]
        for text in (row.text, *lines, *_unbroken(sheet, n)):
            m = _UNIT.search(text)
            if m:
                return m[1] or m[2]
    return None


def unit_is_open(sheet: Sheet) -> bool:
    """Whether a page says 单位 and what follows was not read: then no unit may be taken for granted."""
    return unit(sheet) is None and any(
        _OPEN.search(squeeze(line.text)) for row in sheet.rows[:12] for line in row.lines if _head(line.text)
    )


def _head(text: str) -> bool:
    """Whether a line's 单位 is that of money: 编制单位 and 单位负责人 are none."""
    flat = squeeze(text)
    return bool(re.search(r"(?:^|[^一-龥]|金额|货币|计量)单位", flat)) and len(flat) <= 40


def _unbroken(sheet: Sheet, n: int) -> Iterator[str]:
    """Lines of a row that end within the unit's statement, each with the box to its right or below that goes on with it."""
    row = sheet.rows[n]
    for line in row.lines:
        text = squeeze(line.text)
        if not _OPEN.search(text):
            continue
        height = max(line.box.height, 6.0)
        for other in (x for r in sheet.rows[n : n + 3] for x in r.lines if x is not line):
            rest = squeeze(other.text)
            right = abs(other.box.centre[1] - line.box.centre[1]) < height and 0 <= other.box.x0 - line.box.x1 + height < 6 * height
            below = -0.4 * height <= other.box.top - line.box.bottom <= 1.5 * height and _shared(line.box, other.box, height)
            if _REST.match(rest) and (right or below):
                yield text + rest


def _shared(a: Box, b: Box, slack: float) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > -slack
