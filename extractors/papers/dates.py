"""Dates as Chinese papers print them: 2025年3月27日, 2025-03-27, 20250327, 二〇二五年三月二十七日; always given as YYYY-MM-DD."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from extractors.papers.sheet import squeeze

_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "D": "0", "l": "1", "I": "1", "|": "1", "Z": "2", "S": "5", "曰": "日", "B": "8"})
_ZERO = "〇零○OoΟ0"
_CN = {c: i for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("零○OoΟ", 0) | {"壹": 1, "贰": 2, "叁": 3, "元": 1}
_D = r"[0-9OoDlI|ZSB]"
_DIGITS = re.compile(rf"({_D}{{4}})年({_D}{{1,2}})月(?:({_D}{{1,2}})[日曰]|({_D}{{2}}))?")
"""A day of one figure counts with its 日 only: without it a seal may hide the second figure."""
_DASHED = re.compile(r"(?<![0-9])((?:19|20)\d{2})([-./])(\d{1,2})\2(\d{1,2})(?![0-9])")
_PLAIN = re.compile(r"(?<![0-9])((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![0-9])")
_CHINESE = re.compile(rf"([一二三四五六七八九{_ZERO}]{{4}})年([一二三四五六七八九十]{{1,3}})月(?:([一二三四五六七八九十]{{1,3}})[日曰])?")
_GAP = re.compile(r"(?<=[0-9A-Za-z])\s+(?=[0-9A-Za-z])")
_BETWEEN = re.compile("\u241f")
_YEARS = re.compile(r"(?<!\d)(?:([一二三四五六七八九十壹贰叁肆伍]|\d{1,2})(?:周)?年(?!\d|[一二三四五六七八九十]{1,3}月)|(\d{2})个月)")
_YEAR_WORDS = dict(zip("一二三四五六七八九十壹贰叁肆伍", (*range(1, 11), *range(1, 6)), strict=True))
_YEAR_SPAN = re.compile(r"(?:(?:19|20)\d{2}年?度?(?:至|到|[-—~～]{1,2})|(?:^|至|到))((?:19|20)\d{2})年?度?(?:年?底|末|止)?$")


@dataclass(frozen=True, slots=True)
class Found:
    """A date at ``start:end`` of the squeezed text; ``iso`` is YYYY-MM-DD, or YYYY-MM where no day is printed."""

    iso: str
    start: int
    end: int

    @property
    def whole(self) -> bool:
        return len(self.iso) == 10

    def last_day(self) -> str:
        """The date itself, or the last day of its month."""
        if self.whole:
            return self.iso
        y, m = int(self.iso[:4]), int(self.iso[5:7])
        return f"{self.iso}-{monthrange(y, m)[1]:02d}"


def find(text: str) -> list[Found]:
    """All dates of a text, in order; positions are those of `apart`."""
    return sorted(_all(apart(text)), key=lambda f: f.start)


def apart(text: str) -> str:
    """Squeezed text in which two numbers that a space separates stay two numbers."""
    return _BETWEEN.sub(" ", squeeze(_GAP.sub("\u241f", text)))


def first(text: str) -> str | None:
    return next((f.iso for f in find(text)), None)


def _all(text: str) -> Iterator[Found]:
    for m in _DIGITS.finditer(text):
        year, month, day = (g.translate(_LOOKALIKES) if g else None for g in (m[1], m[2], m[3] or m[4]))
        yield from _made(m, year, month, day)
    for m in _DASHED.finditer(text):
        yield from _made(m, m[1], m[3], m[4])
    for m in _PLAIN.finditer(text):
        yield from _made(m, m[1], m[2], m[3])
    for m in _CHINESE.finditer(text):
        yield from _made(m, "".join(str(_CN.get(c, 0)) for c in m[1]), str(_numeral(m[2])), str(_numeral(m[3])) if m[3] else None)


def _made(m: re.Match[str], year: str | None, month: str | None, day: str | None) -> Iterator[Found]:
    try:
        made = date(int(year or 0), int(month or 0), int(day or 1))
    except ValueError:
        return
    if 1949 <= made.year <= 2100:
        yield Found(made.isoformat() if day else made.isoformat()[:7], m.start(), m.end())


def _numeral(text: str) -> int:
    """A Chinese numeral up to 99; 0, which is no month or day, where it is none (二十十六 of a page read badly)."""
    tens, mark, ones = text.partition("十")
    if not mark:
        return sum(_CN[c] * 10**i for i, c in enumerate(reversed(tens)))
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (_CN[tens] if tens else 1) * 10 + (_CN[ones] if ones else 0)


def span_end(text: str) -> str | None:
    """The end of a validity: the last date of ``A至B``, the last day of a month or year where no day is printed.

    ``A起三年`` ends three years later; ``A起`` alone says no end.
    """
    flat = apart(text)
    found = find(text)
    if not found:
        m = _YEAR_SPAN.search(flat.rstrip("。;,)"))
        return f"{m[1]}-12-31" if m else None
    if len(found) == 1 and re.match(r"起", flat[found[0].end :]) and not re.search(r"[至到]", flat[found[0].end :]):
        years = years_of(flat[found[0].end :])
        return plus_years(found[0].iso, years) if years and found[0].whole else None
    return found[-1].last_day()


def years_of(text: str) -> int | None:
    """``三年`` of “有效期三年”, also 36个月."""
    m = _YEARS.search(squeeze(text))
    if not m:
        return None
    if m[2]:
        return int(m[2]) // 12 if int(m[2]) % 12 == 0 else None
    return int(m[1]) if m[1].isdecimal() else _YEAR_WORDS.get(m[1])


def plus_years(iso: str, years: int) -> str:
    """The same day ``years`` later (28 February for 29 February)."""
    d = date.fromisoformat(iso)
    try:
        return d.replace(year=d.year + years).isoformat()
    except ValueError:
        return d.replace(year=d.year + years, day=28).isoformat()
