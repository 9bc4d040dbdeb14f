"""Quantities in running text: value, unit, and whether the words say exactly, about, at least or below.

Money comes out in 万元, whatever was printed. Text must be in the form that `normal` gives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import cn2an

Relation = Literal["=", "≈", "≥", ">", "≤", "<"]

_CN = "〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬"
_SCALES = {"百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
_COUNTS = [
    *(
        "台(套)",
        "台/套",
        "(台/套)",
        "(台套)",
        "台套",
        "(台)",
        "台",
        "套",
        "项/10万元",
        "件/10万元",
        "项",
        "件",
        "个百分点",
        "百分点",
        "个月",
        "个",
    ),
    *(
        "人次",
        "家次",
        "人",
        "名",
        "位",
        "余家",
        "家",
        "户",
        "级",
        "款",
        "部",
        "吨标准煤",
        "吨标煤",
        "tce",
        "吨",
        "倍",
        "成",
        "天",
        "年",
        "月",
        "日",
    ),
    *("小时", "分钟", "秒", "%", "‰", "0/0", "o/o", "O/O"),
]
_ALIAS = {
    **dict.fromkeys(("台(套)", "台/套", "(台/套)", "(台套)", "台套", "(台)", "套"), "台"),
    **dict.fromkeys(("0/0", "o/o", "O/O"), "%"),
    **dict.fromkeys(("个百分点", "百分点"), "pp"),
    **dict.fromkeys(("吨标煤", "tce"), "吨标准煤"),
    **dict.fromkeys(("名", "位"), "人"),
    **dict.fromkeys(("户", "余家"), "家"),
    **dict.fromkeys(("件/10万元",), "项/10万元"),
}
_PER = r"(?:[/每](?P<per>人|吨标准煤|吨标煤|吨标准煤当量|tce|吨))"
_UNIT = (
    r"(?P<more>余|多|几)?(?:(?P<scale>万亿|千万|百万|十万|亿|万|千|百)(?P<more2>余|多)?)?"
    rf"(?:(?P<money>元|圆)(?:人民币)?{_PER}?|(?P<count>{'|'.join(re.escape(c) for c in _COUNTS)}))?"
    r"(?P<after>及?以上|左右|上下(?!游)|及?以内|及?以下|不到|[多余](?=[，。；、)]|$))?"
)
_AFTER = r"(?P<after>及?以上|左右|上下(?!游)|及?以内|及?以下|不到|[多余](?=[，。；、)]|$))?"
_ARABIC = re.compile(
    r"(?<![A-Za-z0-9])(?<![0-9]\.)(?<![A-Za-z]-)(?P<sign>(?<![0-9%‰元台人项件家倍成年月])-|负|正)?"
    r"(?P<number>\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+[,，]\d{1,2}(?=%)|\d+(?:[.·]\d+)?)" + _UNIT
)
_CHINESE = re.compile(rf"(?<![第其统唯逐之某{_CN}0-9.])(?P<number>[{_CN}]+(?:点[{_CN}]+)?)" + _UNIT)
_PERCENT = re.compile(rf"百分之(?P<number>[{_CN}]+(?:点[{_CN}]+)?|\d+(?:\.\d+)?)" + _AFTER)
_FRACTION = re.compile(rf"(?P<under>[{_CN}]{{1,3}}|\d+)分之(?P<over>[{_CN}]{{1,3}}|\d+)" + _AFTER)
_TENTHS = re.compile(
    r"(?<![分组构])(?P<n>[一二三四五六七八九两\d])成(?P<half>半|[一二三四五六七八九])?(?![本为了立功就品员果套长熟分])" + _AFTER
)
_DOUBLED = re.compile(r"翻了?(?P<n>[一两二三])?番")
_ZERO = re.compile(r"(?<=[从由])零(?=提|升|增|跃|起|达|到|发展)")
_HALF = re.compile(r"一半|过半数?|近半数?(?!年|个)|半数|五五成")
_BEFORE = re.compile(
    r"(?P<word>(?:未能?|没有?|不能|难以)(?:达到?|超过|突破|满足)|不及|未满|不低于|不少于|不小于|不得低于|至少|不高于|不超过|不大于|至多|最多|不足|不到|低于|小于|少于|超过|高于|大于|多于|突破|超|逾|接近|将近|大约|约为|约|近|达)$"
)
_MISSED = re.compile(r"[未没]|不[能及]|难以")
_RELATIONS: dict[str, Relation] = {
    **dict.fromkeys(("不低于", "不少于", "不小于", "不得低于", "至少", "以上", "及以上"), "≥"),
    **dict.fromkeys(("不高于", "不超过", "不大于", "至多", "最多", "以内", "以下", "及以内", "及以下"), "≤"),
    **dict.fromkeys(("不足", "不到", "低于", "小于", "少于", "接近", "将近", "近"), "<"),
    **dict.fromkeys(("超过", "高于", "大于", "多于", "突破", "超", "逾"), ">"),
    **dict.fromkeys(("大约", "约为", "约", "左右", "上下", "余", "多", "几"), "≈"),
}
_IS_UNIT = re.compile(r"(?:单位[：:]?|\()$")
"""Before 万元 that is a unit by itself, not ten thousand: (万元), 单位：万元."""
_RANGE = re.compile(r"^(?:—{1,2}|-|~|至|到)$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """``text[start:end]`` is number and unit. ``unit`` is %, pp, ‰, 万元, 万元/人, 万元/吨标准煤, a count's word, or "" for none.

    ``low`` and ``high`` bound the value where the words give only an interval; ``words`` marks fractions told in words (近九成).
    """

    start: int
    end: int
    value: float
    unit: str
    relation: Relation = "="
    low: float | None = None
    high: float | None = None
    places: int = 0
    words: bool = False
    doubt: str = ""


_HEADED = re.compile(
    rf"\((?:单位[：:]?)?(?P<scale>亿|万|千)?(?:(?P<money>元){_PER}?|(?P<count>{'|'.join(re.escape(c) for c in _COUNTS)}))\)(?:[为是约达：:\s])*$"
)
"""A unit in brackets before its figure: 主营业务收入(万元)：18,600."""


def quantities(text: str, repaired: frozenset[int] = frozenset(), masked: Sequence[tuple[int, int]] = ()) -> list[Quantity]:
    """All quantities of ``text`` in order. ``masked`` stretches (dates) hold none; ``repaired`` are digits put right by `normal`."""
    found: list[Quantity] = []
    taken = list(masked)

    def free(a: int, b: int) -> bool:
        return all(b <= x or a >= y for x, y in taken)

    for pattern, read in (
        (_PERCENT, _percent),
        (_FRACTION, _fraction),
        (_TENTHS, _tenths),
        (_HALF, _half),
        (_ZERO, _zero),
        (_DOUBLED, _doubled),
        (_ARABIC, _arabic),
        (_CHINESE, _chinese),
    ):
        for match in pattern.finditer(text):
            if not free(match.start(), match.end()):
                continue
            quantity = read(match)
            if quantity is None:
                continue
            if repaired and any(i in repaired for i in range(match.start(), match.end())):
                quantity = replace(quantity, doubt="数字中有字母，已按形近的数字更正")
            found.append(
                _related(text, quantity, match.groupdict().get("after") or match.groupdict().get("more") or match.groupdict().get("more2"))
            )
            taken.append((match.start(), match.end()))
    found.sort(key=lambda q: q.start)
    return _ranges(text, [_headed(text, q) for q in found])


def _arabic(match: re.Match[str]) -> Quantity | None:
    raw = match["number"]
    doubt = ""
    if re.fullmatch(r"\d+[,，]\d{1,2}", raw):
        raw, doubt = re.sub(r"[,，]", ".", raw), "小数点读作逗号，已更正"
    raw = re.sub(r"[,，]", "", raw).replace("·", ".")
    places = len(raw.partition(".")[2])
    return _united(match, float(raw) * (-1 if match["sign"] in ("-", "负") else 1), places, doubt)


def _chinese(match: re.Match[str]) -> Quantity | None:
    if not (match["count"] or match["money"]):
        return None
    if not re.search(rf"[^{''.join(_SCALES)}]", match["number"]) and _IS_UNIT.search(match.string, 0, match.start()):
        return None
    value = chinese_number(match["number"])
    return None if value is None else _united(match, value, 0, "")


def _headed(text: str, quantity: Quantity) -> Quantity:
    """The quantity with the unit that stands in brackets before it, where it has none of its own."""
    head = _HEADED.search(text, max(0, quantity.start - 16), quantity.start) if not quantity.unit else None
    if head is None:
        return quantity
    told = _united(head, quantity.value, quantity.places, quantity.doubt)
    return replace(quantity, value=told.value, unit=told.unit)


def _united(match: re.Match[str], value: float, places: int, doubt: str) -> Quantity:
    scale = _SCALES.get(match["scale"] or "", 1.0)
    end = match.end()
    if match["money"]:
        per = match["per"]
        unit = "万元" + ("" if not per else "/人" if per == "人" else "/吨标准煤" if per != "吨" else "/吨")
        return Quantity(match.start(), end, round(value * scale / 1e4, 10), unit, places=places, doubt=doubt)
    count = match["count"] or ""
    unit = _ALIAS.get(count, count)
    if not unit and scale > 1:
        unit = "×"
    return Quantity(match.start(), end, value * scale, unit, places=places, doubt=doubt)


def _percent(match: re.Match[str]) -> Quantity | None:
    raw = match["number"]
    value = float(raw) if raw[0].isdecimal() else chinese_number(raw)
    return None if value is None else Quantity(match.start(), match.end(), value, "%", places=len(raw.partition("点")[2]))


def _fraction(match: re.Match[str]) -> Quantity | None:
    under, over = chinese_number(match["under"]), chinese_number(match["over"])
    if not under or over is None or under == 100:
        return None
    return Quantity(match.start(), match.end(), round(100 * over / under, 4), "%", words=True)


def _tenths(match: re.Match[str]) -> Quantity | None:
    tens = chinese_number(match["n"])
    if tens is None:
        return None
    rest = 0.5 if match["half"] == "半" else (chinese_number(match["half"]) or 0) / 10 if match["half"] else 0.0
    return Quantity(match.start(), match.end(), 10 * (tens + rest), "%", words=True)


def _half(match: re.Match[str]) -> Quantity:
    relation: Relation = ">" if match[0].startswith("过半") else "<" if match[0].startswith("近半") else "="
    return Quantity(match.start(), match.end(), 50.0, "%", relation, words=True)


def _zero(match: re.Match[str]) -> Quantity:
    """从零提高到42%: the unit is that of the other end."""
    return Quantity(match.start(), match.end(), 0.0, "")


def _doubled(match: re.Match[str]) -> Quantity:
    """翻一番 is once more as much, 翻两番 three times more."""
    times = 2 ** (chinese_number(match["n"] or "一") or 1) - 1
    return Quantity(match.start(), match.end(), float(times), "倍", words=True)


@lru_cache(maxsize=4096)
def chinese_number(text: str) -> float | None:
    """The number that a numeral writes, None where it writes none: 一百三十二, 二点五, 壹仟, 两, 12."""
    if text.isdecimal():
        return float(text)
    if not text:
        return None
    formal = text.replace("〇", "零").replace("萬", "万")
    if formal[0] in "百千万亿":
        formal = "一" + formal
    try:
        return float(cn2an.cn2an(formal, "smart"))
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _related(text: str, quantity: Quantity, after: str | None) -> Quantity:
    """Adds what the words around the number say of its exactness."""
    before = _BEFORE.search(text, max(0, quantity.start - 6), quantity.start)
    word = after or (before["word"] if before else "")
    relation = "<" if before and _MISSED.match(before["word"]) else _RELATIONS.get(word, quantity.relation)
    if relation == "=":
        return quantity
    value = quantity.value
    low = value if relation in (">", "≥") else _least(quantity) if relation in ("≈", "<") and word in _NEARLY else None
    high = value if relation in ("<", "≤") else None
    return replace(quantity, relation=relation, low=low, high=high)


_NEARLY = ("近", "接近", "将近", "约")


def _least(q: Quantity) -> float:
    """How low 近 and 约 may reach: 近九成 is not below 85%, another figure not below 95% of it."""
    return q.value - 5 if q.words and q.unit == "%" else 0.95 * q.value


def _ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """Joins 100—150万元 and 8%至12% into one quantity with bounds, valued at its middle."""
    out: list[Quantity] = []
    for q in found:
        if out and _RANGE.match(text[out[-1].end : q.start]) and out[-1].unit in ("", q.unit) and not _opens_change(text, out[-1].start):
            first = out.pop()
            low = first.value * (q.value and _factor(text, q)) if first.unit == "" and q.unit.startswith("万元") else first.value
            if low < q.value:
                middle = round((low + q.value) / 2, 6)
                out.append(replace(q, start=first.start, value=middle, relation="≈", low=low, high=q.value, doubt="只写了区间"))
                continue
            out.append(first)
        out.append(q)
    return out


def _opens_change(text: str, start: int) -> bool:
    """Whether 由 or 从 stands close before: 由45%至60% is a change, not a range."""
    return bool(re.search(r"[由从][^，。；、]{0,8}$", text[:start]))


def _factor(text: str, q: Quantity) -> float:
    """How many 万元 one of the printed money unit is."""
    scale = re.search(r"(万亿|千万|百万|十万|亿|万|千|百)?(?:元|圆)", text[q.start : q.end])
    return _SCALES.get(scale[1] or "", 1.0) / 1e4 if scale else 1.0
