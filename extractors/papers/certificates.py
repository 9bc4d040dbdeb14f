"""Certificates of level, qualification, award and R&D institution: holder, title of honour, number, issue, validity."""

from __future__ import annotations

import re

from extractors.papers import common, dates, names
from extractors.papers.honours import honour, notice
from extractors.papers.sheet import Sheet, Span, squeeze
from extractors.papers.values import LOW, Desk, Paper, labelled, value_of
from models.application import FieldValue

_LEVEL = re.compile(r"([一二三四五壹贰叁肆伍12345ⅠⅡⅢⅣⅤ]|I{1,3}V?|IV)级")
_NAMED = {
    "1": "一",
    "2": "二",
    "3": "三",
    "4": "四",
    "5": "五",
    "壹": "一",
    "贰": "二",
    "叁": "三",
    "肆": "四",
    "伍": "五",
    "I": "一",
    "II": "二",
    "III": "三",
    "IV": "四",
    "Ⅰ": "一",
    "Ⅱ": "二",
    "Ⅲ": "三",
    "Ⅳ": "四",
    "V": "五",
    "Ⅴ": "五",
}
_LONE = re.compile(r"^[“”\"(]?([一二三四五壹贰叁肆伍12345ⅠⅡⅢⅣ]|I{1,3}|IV)级[)”\"]?(?:\([一-龥]{2,4}级?\))?$")


def read(paper: Paper, desk: Desk) -> dict[str, FieldValue]:
    """Qualification, award, R&D institution."""
    out = _shared(paper, desk)
    title = honour(paper.sheets[0], desk.words)
    if title is not None:
        kind = value_of(title.text, title)
        out["kind"] = kind if title.confidence >= LOW else kind.model_copy(update={"doubt": "称号识别不清，需人工核对"})
    if "valid_until" not in out and "issued" in out and title is not None:
        years = next((y for name, y in desk.honours.items() if _alike(name, title.text)), None)
        if years and "有效期" in paper.text:
            issued = str(out["issued"].value)
            out["valid_until"] = value_of(
                dates.plus_years(issued, years),
                title,
                "有效期未能读出，按该称号通常有效年限推算，需人工核对",
                [f"自发证日期{issued}起{years}年"],
                0.5,
            )
    return out


def _alike(name: str, title: str) -> bool:
    strip = re.compile(r"[“”\"()（）]")
    return strip.sub("", name) in strip.sub("", title)


def _shared(paper: Paper, desk: Desk) -> dict[str, FieldValue]:
    out: dict[str, FieldValue] = {}
    if notice(paper.sheets[0]):
        holder = _on_the_list(paper, desk)
    else:
        holder = common.named(paper.sheets, desk) or common.addressed(paper.sheets, desk)
    number = common.number_field(paper.sheets, desk)
    issued = common.labelled_date(paper.sheets, desk, "issued") or common.closing_date(paper.sheets, desk, ["有效期", "申请日"])
    if issued is None:
        issued = _start_of_validity(paper, desk)
    until = common.valid_until(paper.sheets, desk, issued)
    for key, value in (("holder", holder), ("number", number), ("issued", issued), ("valid_until", until)):
        if value is not None:
            out[key] = value
    return out


def _on_the_list(paper: Paper, desk: Desk) -> FieldValue | None:
    """The applicant where a notice lists it; whom else it lists does not matter."""
    if not desk.applicant:
        return None
    for sheet in paper.sheets:
        for row in sheet.rows:
            span = row.span(0)
            listed = [n.lstrip("0123456789.、") for n in names.companies(row.text)]
            if span is not None and any(names.same(n, desk.applicant) for n in listed):
                return value_of(desk.applicant, span)
    return None


def _start_of_validity(paper: Paper, desk: Desk) -> FieldValue | None:
    """The first date of 有效期 A至B, where the date of issue itself cannot be read."""
    for _, found in labelled(paper.sheets, desk.labels("valid_until")):
        rest = found.rest()
        hits = dates.find(rest.text) if rest else []
        if rest and len(hits) == 2 and hits[0].whole:
            return value_of(hits[0].iso, rest, "落款日期未能识别，以有效期起始日代替，需人工核对", confidence=0.6)
    return None


def read_level(paper: Paper, desk: Desk) -> dict[str, FieldValue]:
    """数字化水平等级证书: also the level."""
    out = _shared(paper, desk)
    level = _level(paper, desk)
    if level is not None:
        out["level"] = level
    return out


def _level(paper: Paper, desk: Desk) -> FieldValue | None:
    """The level that stands alone in large print, else the one after 等级为 or beside its label."""
    found: list[tuple[int, float, str, Span]] = []
    for sheet in paper.sheets:
        for span in sheet.spans():
            flat = squeeze(span.text)
            m = _LONE.match(flat)
            if m:
                found.append((0, -span.box.height, m[1], span))
        found += _in_sentence(sheet, desk)
    if not found:
        return None
    found.sort(key=lambda f: f[:2])
    _, _, raw, span = found[0]
    value = f"{_NAMED.get(raw, raw)}级"
    others = {f"{_NAMED.get(r, r)}级" for _, _, r, _ in found}
    doubt = f"证书上出现不同等级（{'、'.join(sorted(others))}），需人工核对" if len(others) > 1 and found[0][0] else ""
    if span.confidence < LOW and not doubt:
        second = _LEVEL.search(squeeze(desk.again(span).text))
        if not second or f"{_NAMED.get(second[1], second[1])}级" != value:
            doubt = "等级识别不清，需人工核对"
    return value_of(value, span, doubt)


def _in_sentence(sheet: Sheet, desk: Desk) -> list[tuple[int, float, str, Span]]:
    out: list[tuple[int, float, str, Span]] = []
    flat, spans = "", []
    for span in sheet.spans():
        spans.append((len(flat), span))
        flat += squeeze(span.text)
    for word in (*desk.labels("level"), "达到", "评定为", "认定为", "符合"):
        for m in re.finditer(
            re.escape(squeeze(word))
            + r"[为:是]?(?:中小企业|企业)?(?:数字化(?:转型)?)?(?:水平)?(?:等级)?(?:达到|为|:)*[“\"]?("
            + _LEVEL.pattern
            + ")",
            flat,
        ):
            span = next(s for at, s in reversed(spans) if at <= m.start(1))
            out.append((1, 0.0, m[2], span))
    return out
