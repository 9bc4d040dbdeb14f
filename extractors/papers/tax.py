"""纳税证明: 完税证明, 缴款凭证 or 纳税申报表 (domain 3.7): payer, credit code, the year of the taxes' periods, number, issue."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from extractors.papers import common, dates
from extractors.papers.sheet import Sheet, Span, squeeze
from extractors.papers.values import Desk, Paper, value_of
from models.application import FieldValue

_PERIOD = re.compile(r"(20\d{2})[-年./]?(\d{1,2})[-月./]?(?:\d{1,2}日?)?(?:至|到|[-—~～]{1,2}):?(20\d{2})[-年./]?(\d{1,2})")
_MONTH = re.compile(r"(20\d{2})年(\d{1,2})月(?:份)?$|^(20\d{2})-(\d{2})$")
_WITHIN = re.compile(r"(20\d{2})年(?:第?[一二三四1-4](?:至[一二三四1-4])?季度|上半年|下半年|\d{1,2}月?份?(?:至|到|[-—~～]{1,2})\d{1,2}月)")
_YEARLY = re.compile(r"(20\d{2})年(?:度|全年|累计|合计|共|应纳|实缴|实际|缴纳|入库|纳税)")
_NUMBER = re.compile(r"[(]\d{2,4}[)][一-龥]{1,4}\d{6,}")


def read(paper: Paper, desk: Desk) -> dict[str, FieldValue]:
    out: dict[str, FieldValue | None] = {
        "holder": common.named(paper.sheets, desk) or common.addressed(paper.sheets, desk),
        "uscc": common.uscc_field(paper.sheets, desk),
        "year": _year(paper, desk),
        "number": _number(paper, desk),
        "issued": common.labelled_date(paper.sheets, desk, "issued") or common.closing_date(paper.sheets, desk, ["所属"]),
    }
    return {k: v for k, v in out.items() if v is not None}


def _year(paper: Paper, desk: Desk) -> FieldValue | None:
    """The year in which most periods of the taxes end (never the day of payment or printing)."""
    spans: list[tuple[str, Span]] = []
    for sheet in paper.sheets:
        spans += [
            (m[3], s) for s in sheet.spans() for m in _PERIOD.finditer(dates.apart(s.text).replace(" ", "")) if _near_years(m[1], m[3])
        ]
    if not spans:
        spans = [hit for sheet in paper.sheets for hit in _broken(sheet)]
    if not spans:
        spans = [(m[1], span) for sheet in paper.sheets for m, span in sheet.search(_WITHIN)]
    if not spans:
        spans = [hit for sheet in paper.sheets for hit in _single_months(sheet, desk)]
    stated = _stated(paper)
    if not spans:
        return value_of(stated[0], stated[1]) if stated else None
    counts = Counter(y for y, _ in spans)
    year, most = max(counts.items(), key=lambda c: (c[1], c[0]))
    if most * 2 <= len(spans) and stated and stated[0] in counts:
        year = stated[0]
    chosen = [s for y, s in spans if y == year]
    readings = [f"税款所属时期还涉及{y}年（{n}项）" for y, n in sorted(counts.items()) if y != year and n > 1]
    doubt = ""
    if most * 2 <= len(spans) and not (stated and stated[0] == year):
        doubt = "税款所属时期涉及多个年度，需人工核对"
    return value_of(year, chosen[:1], doubt, readings, max(s.confidence for s in chosen))


def _broken(sheet: Sheet) -> Iterator[tuple[str, Span]]:
    """Periods that the line's end breaks: 税款所属期2024年1月1日至2024年 / 12月31日."""
    for above, below in zip(sheet.rows, sheet.rows[1:], strict=False):
        m = _PERIOD.search(dates.apart(above.text + below.text).replace(" ", ""))
        span = above.span(0)
        if m and span is not None and _near_years(m[1], m[3]):
            yield m[3], span


def _near_years(a: str, b: str) -> bool:
    return 0 <= int(b) - int(a) <= 1


def _single_months(sheet: Sheet, desk: Desk) -> list[tuple[str, Span]]:
    """Periods of one month under or beside the column's header."""
    out = []
    for found in sheet.find(desk.labels("year")):
        rest = found.beside()
        for span in [*([rest] if rest else []), *found.below(12.0)]:
            m = _MONTH.search(squeeze(span.text))
            if m:
                out.append((m[1] or m[3], span))
            elif hits := dates.find(span.text):
                out.append((hits[-1].iso[:4], span))
    return out


def _stated(paper: Paper) -> tuple[str, Span] | None:
    """2024年度 of the remark 证明纳税人2024年度已缴纳税款情况."""
    for sheet in paper.sheets:
        for m, span in sheet.search(_YEARLY):
            return m[1], span
    return None


def _number(paper: Paper, desk: Desk) -> FieldValue | None:
    """（251）冀证明60417329 or a labelled number."""
    for sheet in paper.sheets:
        for m, span in sheet.search(_NUMBER):
            text = m.group()
            if not _of_province(text, desk):
                return _reread(text, span, desk, common.uscc_field(paper.sheets, desk))
            wide = text.replace("(", "（").replace(")", "）")
            return common.checked_number(wide, span, desk) if span.confidence < 0.9 else value_of(wide, span)
    return common.number_field(paper.sheets, desk, lambda t: sum(c.isdigit() for c in t) >= 8)


def _of_province(number: str, desk: Desk) -> bool:
    """Whether the character after the bracket is a province's short name, as on every 完税证明."""
    provinces = desk.say("provinces")
    return not provinces or number.rsplit(")", maxsplit=1)[-1][:1] in provinces


def _reread(number: str, span: Span, desk: Desk, payer: FieldValue | None) -> FieldValue:
    """A number whose province is no province: read again from larger pictures, else mended by where the payer is registered.

    The third and fourth digits of a credit code are its province (GB/T 2260).
    """
    for dpi in (300, 200, 400):
        m = _NUMBER.search(squeeze(desk.again(span, dpi).text))
        if m and _of_province(m.group(), desk):
            return value_of(m.group().replace("(", "（").replace(")", "）"), span, readings=[number, m.group()], confidence=0.85)
    province = desk.say("province_codes")
    known = {p[:2]: p[2:] for p in province}.get(str(payer.value)[2:4]) if payer is not None and not payer.doubt else None
    if known:
        head, _, tail = number.partition(")")
        mended = f"{head})".replace("(", "（").replace(")", "）") + known + tail[1:]
        return value_of(mended, span, readings=[f"原读数{number}，省份简称按纳税人识别号的地区代码更正为{known}"], confidence=0.7)
    return value_of(number.replace("(", "（").replace(")", "）"), span, "凭证字号识别不清，需人工核对", [number])
