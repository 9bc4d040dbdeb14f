"""Amounts as statements print them, and as OCR leaves them: 118.365.196.82 is 118,365,196.82."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.papers.sheet import Row, Sheet, Span, squeeze

_AMOUNT = re.compile(r"(?<![0-9A-Za-z])[-—–(（]?\s?[0-9OSBIlZ][0-9OSBIlZ,.，。、·:;]*[0-9OSBIlZ][)）]?(?![0-9])")
_DIGITS = str.maketrans({"O": "0", "S": "5", "B": "8", "I": "1", "l": "1", "Z": "2"})
_SEPARATOR = re.compile(r"[,.，。、·:;]")
_UNIT = re.compile(r"(?:单位|币种|金额).{0,6}?(亿元|百万元|万元|千元|元)|^\(?人民币(亿元|百万元|万元|千元|元)")
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
    """The unit that the head of a page states (单位：人民币元)."""
    for row in sheet.rows:
        m = _UNIT.search(row.text)
        if m:
            return m[1] or m[2]
        for line in row.lines:
            m = _UNIT.search(squeeze(line.text))
            if m:
                return m[1] or m[2]
    return None
