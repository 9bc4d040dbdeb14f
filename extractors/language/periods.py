"""Years, spans of years and the like in running text. Text must be in the form that `normal` gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["year", "span", "list", "open", "base", "same", "relative"]

_Y = r"(?:19|20)\d{2}"
_CN_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "O": "0", "0": "0"}
_CHINESE_YEAR = re.compile(r"[一二][〇零O0一二三四五六七八九]{3}(?=年)")
_TAIL = r"(?:度)?(?:第?[一二三四1-4]季度|全年|上半年|下半年)?(?:\d{1,2}月(?:份)?(?:\d{1,2}日)?)?(?:年?[底末]前|年?[底末初中]|期末|上旬|中旬|下旬)?"
_JOIN = r"(?:—{1,2}|-{1,2}|~|一|ー|_|至|到)"
"""OCR takes the dash between two years for 一."""
_SPAN = re.compile(
    rf"(?P<a>{_Y})(?:年度?|\.)?(?:\d{{1,2}}月?)?(?:\d{{1,2}}日)?(?:底|末|初)?{_JOIN}(?P<b>{_Y})年?度?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?[底末]?(?:[三四五六两二]年)?(?:间|期间)?"
)
_LIST = re.compile(rf"{_Y}年?度?(?:[、和及与]{_Y}年?度?)+(?:三年|两年|四年|五年)?")
_DATE = re.compile(rf"(?<!\d)(?P<y>{_Y})(?:年{_TAIL}|[./-]\d{{1,2}}(?:[./-]\d{{1,2}})?(?!\d|%|万|元)|(?=[)]))")
_LEAD = re.compile(r"(?:截至|截止到|截止|截到|到|至|自|从|于|在|以|按)$")
_OPEN = re.compile(r"^(?:[^，。；、]{0,8}?(?:以来|至今)|之后|以后|后|起|来|至今)")
_BASE = re.compile(r"^(?:为|作为)?(?:基期|基数|基准|基年)")
_RECENT = re.compile(r"(?:近|最近|过去|前)(?P<n>[一二两三四五六123456])(?:个(?:会计)?年度?|年)(?:来|间|内|以来)?")
_YEARS_LONG = re.compile(r"(?<![\d第近每未今后续前])(?P<n>[两三四五])年(?=来|间|累计|共|合计|R&D|研发|总计|的|分别)(?:来|间)?")
_RELATIVE = re.compile(
    rf"上一?年度|上年末?|去年底?|今年以来|今年底|(?:今年|本年度?)(?:上半年|[一二三]季度|前三季度|1{_JOIN}\d{{1,2}}月)?|报告期末?|报告年度"
)
_SAME = re.compile(r"当年|同年|该年|同期|全年|年末|年底|年内|期末|当期")
_COUNT = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, **{str(i): i for i in range(1, 7)}}


@dataclass(frozen=True, slots=True)
class Period:
    """``text[start:end]`` names ``years``; ``late`` is true for the end of a year, ``lead`` the word before (截至, 到, 自 …)."""

    start: int
    end: int
    kind: Kind
    years: tuple[int, ...] = ()
    late: bool = False
    lead: str = ""

    @property
    def value(self) -> str | None:
        """As the contract writes it: ``2024``, ``2022/2024``, or None."""
        if self.kind in ("open", "base", "same") or not self.years:
            return None
        return str(self.years[0]) if len(self.years) == 1 else f"{self.years[0]}/{self.years[-1]}"


def periods(text: str, fiscal_year: int) -> list[Period]:
    """All periods of ``text`` in order. ``fiscal_year`` is the last full year before the notice: 去年, 近三年 are counted from it."""
    text = _CHINESE_YEAR.sub(lambda m: "".join(_CN_DIGITS.get(c, c) for c in m[0]), text)
    found: list[Period] = []

    def free(match: re.Match[str]) -> bool:
        return all(match.end() <= p.start or match.start() >= p.end for p in found)

    for match in _SPAN.finditer(text):
        a, b = int(match["a"]), int(match["b"])
        if a <= b:
            found.append(_made(text, match, "span" if a < b else "year", (a, b) if a < b else (a,)))
    for match in _LIST.finditer(text):
        if free(match):
            found.append(_made(text, match, "list", tuple(int(y) for y in re.findall(_Y, match[0]))))
    for match in _DATE.finditer(text):
        if free(match) and not (match.end() == match.start() + 4 and text[match.start() - 1 : match.start()] != "("):
            found.append(_made(text, match, "year", (int(match["y"]),)))
    for match in (*_RECENT.finditer(text), *_YEARS_LONG.finditer(text)):
        if free(match):
            n = _COUNT[match["n"]]
            years = (fiscal_year,) if n == 1 else (fiscal_year - n + 1, fiscal_year)
            found.append(Period(match.start(), match.end(), "relative", years))
    for match in _RELATIVE.finditer(text):
        if free(match):
            ahead = match[0].startswith("今年")
            found.append(Period(match.start(), match.end(), "relative", (fiscal_year + ahead,)))
    for match in _SAME.finditer(text):
        if free(match):
            found.append(Period(match.start(), match.end(), "same"))
    return sorted(found, key=lambda p: p.start)


def _made(text: str, match: re.Match[str], kind: Kind, years: tuple[int, ...]) -> Period:
    """Settles whether the words after make it open (以来) or a base, and what stands before."""
    start, end = match.span()
    lead = _LEAD.search(text, max(0, start - 3), start)
    rest = text[end : end + 12]
    opened = _OPEN.match(rest)
    if opened and not (opened[0] == "后" and kind != "year"):
        return Period(start, end + opened.end(), "open", years, lead=lead[0] if lead else "")
    if _BASE.match(rest):
        return Period(start, end, "base", years)
    late = bool(re.search(r"(?:[底末]前?|1[0-2]月(?:3[01]日)?)$", match[0]))
    return Period(start, end, kind, years, late, lead[0] if lead else "")


def spans(found: Sequence[Period]) -> list[tuple[int, int]]:
    """The stretches that are dates, where no quantity can be."""
    return [(p.start, p.end) for p in found]
