"""专利证书 and 软件著作权登记证书: kind, number (with check digit), holder, date of grant or registration."""

from __future__ import annotations

import re

from extractors.papers import codes, common, names
from extractors.papers.sheet import Sheet, Span, squeeze
from extractors.papers.values import Desk, Paper, labelled, value_of
from models.application import FieldValue

_SOFTWARE_WORDS = ("软件著作权", "软著登字", "著作权人", "开发完成日期")
_AND = re.compile(r"[;；、]")


def read(paper: Paper, desk: Desk) -> dict[str, FieldValue]:
    software = sum(w in paper.text for w in _SOFTWARE_WORDS) >= 2 or bool(list(codes.software(paper.text)))
    out = _software(paper, desk) if software else _patent(paper, desk)
    holder = _holder(paper, desk)
    if holder is not None:
        out["holder"] = holder
    return out


def _holder(paper: Paper, desk: Desk) -> FieldValue | None:
    """The enterprise beside 专利权人; of several holders the applicant where it is one of them, else as printed."""
    for sheet, found in labelled(paper.sheets, desk.labels("holder")):
        span = found.beside() or next(found.below(1.5), None)
        if span is None or len(squeeze(span.text)) < 2 or "变更" in span.text:
            continue
        text = names.whole_name(sheet, span)
        several = [names.clean(p) for p in _AND.split(text) if p.strip()]
        mine = next((n for n in several if desk.applicant and names.same(n, desk.applicant)), None)
        if mine and len(several) > 1:
            return value_of(desk.applicant, span, readings=[f"共同权利人：{'；'.join(several)}"])
        if names.COMPANY.search(squeeze(text)):
            return common.settled_name("；".join(several) if len(several) > 1 else names.clean(text), span, desk)
        if len(several) >= 1 and 2 <= len(several[0]) <= 30:
            return value_of("；".join(several), span)
    return None


def _patent(paper: Paper, desk: Desk) -> dict[str, FieldValue]:
    out: dict[str, FieldValue] = {}
    number = patent_number(paper, desk)
    if number is not None:
        out["number"] = number
    kind = _kind(paper, desk, str(number.value) if number else "")
    if kind is not None:
        out["kind"] = kind
    issued = common.labelled_date(paper.sheets, desk, "issued") or common.closing_date(paper.sheets, desk, ["申请日", "公布日"])
    if issued is not None:
        out["issued"] = issued
    return out


def patent_number(paper: Paper, desk: Desk) -> FieldValue | None:
    """The labelled number, else any that stands on the paper; one that fails its check digit is read again."""
    candidates: list[tuple[codes.Code, Span]] = []
    for _, found in labelled(paper.sheets, desk.labels("number")):
        span = found.rest() or next(found.below(1.5), None)
        if span is not None:
            candidates += [(c, span) for c in codes.patents(span.text)]
    if not any(c.sound for c, _ in candidates):
        candidates += [(c, s) for sheet in paper.sheets for s in sheet.spans() for c in codes.patents(s.text)]
    if not candidates:
        return None
    code, span = next(((c, s) for c, s in candidates if c.sound), candidates[0])
    if code.sound:
        return value_of(code.value, span, confidence=max(span.confidence, 0.95))
    for dpi in (300, 200, 400):
        again = [c for c in codes.patents(desk.again(span, dpi).text) if c.sound]
        if again:
            return value_of(again[0].value, span, readings=[f"原读数{code.raw}，放大重读并经校验位核对为{again[0].value}"], confidence=0.9)
    return value_of(code.value, span, "专利号校验位不符，可能识别有误，需人工核对", [code.raw, code.note])


def _kind(paper: Paper, desk: Desk, number: str) -> FieldValue | None:
    """The kind in the title; the number's fifth digit where the title was not read."""
    kinds = desk.say("patent_kinds")
    by_number = codes.patent_kind(number, kinds)
    for sheet in paper.sheets:
        for span in sheet.spans():
            flat = squeeze(span.text)
            for kind in [*kinds, *desk.say("other_ip_kinds")]:
                if kind in flat and ("证书" in flat or flat.startswith(kind + "名称")) and "《" not in flat and len(flat) <= 24:
                    doubt = (
                        f"证书写明{kind}，专利号所示为{by_number}，需人工核对" if by_number and by_number != kind and kind in kinds else ""
                    )
                    return value_of(kind, span, doubt, confidence=max(span.confidence, 0.9))
    if by_number:
        sheet = paper.sheets[0]
        numbered = next((s for s in sheet.spans() if list(codes.patents(s.text))), None)
        if numbered is not None:
            return value_of(by_number, numbered, readings=["证书标题未能识别，按专利号第5位判断"], confidence=0.85)
    return None


def _software(paper: Paper, desk: Desk) -> dict[str, FieldValue]:
    out: dict[str, FieldValue] = {}
    number = _registration(paper, desk)
    if number is not None:
        out["number"] = number
    title = _software_title(paper.sheets[0])
    kind = next(iter(desk.say("software_kind")), "")
    if kind:
        out["kind"] = value_of(kind, title, confidence=max(title.confidence, 0.9))
    issued = common.closing_date(paper.sheets, desk, ["开发完成", "首次发表", "完成日期", "发表日期"])
    if issued is not None:
        out["issued"] = _plausible(issued, str(number.value) if number else "")
    return out


def _plausible(issued: FieldValue, number: str) -> FieldValue:
    """A registration is dated in the year of its number; another year is doubtful."""
    if number[:4].isdigit() and str(issued.value)[:4] != number[:4] and not issued.doubt:
        return issued.model_copy(update={"doubt": "登记日期与登记号年份不一致，需人工核对"})
    return issued


def _registration(paper: Paper, desk: Desk) -> FieldValue | None:
    for sheet in paper.sheets:
        for span in sheet.spans():
            for code in codes.software(span.text):
                if code.sound:
                    return (
                        common.checked_number(code.value, Span(span.page, span.text, span.box, max(span.confidence, 0.0)), desk)
                        if span.confidence < 0.85
                        else value_of(code.value, span)
                    )
    return None


def _software_title(sheet: Sheet) -> Span:
    for span in sheet.spans():
        if "登记证书" in squeeze(span.text) or "软著登字" in squeeze(span.text):
            return span
    return next(sheet.spans())
