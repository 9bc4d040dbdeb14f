"""Fields that many papers share: holder, credit code, number, dates of issue and validity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from extractors.papers import codes, dates, names
from extractors.papers.sheet import Found, Row, Sheet, Span, squeeze
from extractors.papers.strips import under_seals
from extractors.papers.values import LOW, Desk, labelled, value_of
from models.application import FieldValue
from models.geometry import Box

_NUMBER = re.compile(r"^[A-Za-z0-9一-龥〔〕\[\]【】()（）\-—–_./·第号\s]{4,44}$")
_MISREAD_LABEL = re.compile(r"^.{1,5}号:([A-Za-z0-9][A-Za-z0-9\-]{7,30})$")
_YEAR = re.compile(r"[〔【\[(|](20\d{2})[〕】\])|]?|(?<=[一-龥])[|](20\d{2})[〕】\])]")


def dated(found: Found, sheet: Sheet, reach: float = 2.5) -> tuple[str, Span] | None:
    """The first date beside a label, else below it."""
    for span in [*found.right(), *found.below(reach)]:
        hits = dates.find(span.text)
        if hits and hits[0].whole:
            return hits[0].iso, span
    return None


def labelled_date(sheets: Sequence[Sheet], desk: Desk, field: str) -> FieldValue | None:
    for sheet, found in labelled(sheets, desk.labels(field)):
        hit = dated(found, sheet, 1.5)
        if hit:
            return checked_date(hit[0], hit[1], desk)
    return None


def checked_date(iso: str, span: Span, desk: Desk) -> FieldValue:
    """A date; where its line was read badly, a second reading decides or casts doubt."""
    if span.confidence >= LOW:
        return value_of(iso, span)
    second = desk.again(span)
    again = [f.iso for f in dates.find(second.text)]
    if iso in again:
        return value_of(iso, span, confidence=max(span.confidence, second.confidence, 0.9))
    if again and second.confidence > span.confidence + 0.1:
        return value_of(again[0], span, f"日期两次读数不一致（{iso}、{again[0]}），需人工核对", [iso, again[0]], second.confidence)
    return value_of(iso, span, "日期识别不清，需人工核对", [iso, *again])


def closing_date(sheets: Sequence[Sheet], desk: Desk, skip: Iterable[str] = ()) -> FieldValue | None:
    """The date that stands alone at the end of a paper (落款日期): the lowest line that is nothing but a date."""
    avoid = [squeeze(s) for s in skip]
    for sheet in reversed(sheets):
        lone = [hit for row in sheet.rows for hit in _lone_dates(row, avoid)]
        lone = [h for h in lone if h[1].box.top > 0.3 * sheet.page.height] or lone
        if lone:
            iso, span = lone[-1]
            return checked_date(iso, span, desk)
    return _hidden_date(sheets, desk)


def _lone_dates(row: Row, avoid: Sequence[str]) -> list[tuple[str, Span]]:
    """The date that a row, or a line of it, consists of; boxes of one row that a seal parted are read as one."""
    whole = row.span(0)
    if whole is None or any(a in row.text for a in avoid):
        return []
    hits = dates.find(row.text)
    if len(hits) == 1 and hits[0].whole and len(row.text) - (hits[0].end - hits[0].start) <= 4:
        return [(hits[0].iso, whole)]
    out: list[tuple[str, Span]] = []
    for line in row.lines:
        found = dates.find(line.text)
        if len(found) == 1 and found[0].whole and len(squeeze(line.text)) - (found[0].end - found[0].start) <= 2:
            out.append((found[0].iso, Span(row.page, line.text, line.box, line.confidence)))
    return out


def _hidden_date(sheets: Sequence[Sheet], desk: Desk) -> FieldValue | None:
    """The closing date under a seal: the lower part of the page read again with its colours taken out, then strip by strip."""
    for sheet in reversed(sheets):
        page = sheet.page
        lines = [line.box.bottom for line in page.lines]
        bottom = max(lines, default=page.height)
        box = Box(0.3 * page.width, max(0.0, bottom - 0.3 * page.height), page.width, min(page.height, bottom + 60))
        for span in reversed(desk.under_seal(page, box)):
            hits = dates.find(span.text)
            if len(hits) == 1 and hits[0].whole and len(squeeze(span.text)) <= 14:
                low = "" if span.confidence >= LOW else "日期被印章遮盖，识别不清，需人工核对"
                return value_of(hits[0].iso, span, low)
        found = under_seals(page, desk)
        if found is not None:
            return found
    return None


def uscc_field(sheets: Sequence[Sheet], desk: Desk) -> FieldValue | None:
    """The labelled credit code, else the first sound code on the paper."""
    candidates: list[tuple[codes.Code, Span]] = []
    for _, found in labelled(sheets, desk.labels("uscc")):
        for span in [*found.right(), *found.below(2.5)]:
            hits = list(codes.credit_codes(span.text))
            if hits:
                candidates.append((hits[0], span))
                break
    if not any(c.sound for c, _ in candidates):
        for sheet in sheets:
            candidates += [(c, span) for span in sheet.spans() for c in codes.credit_codes(span.text) if len(c.value) == 18]
    if not candidates:
        return None
    code, span = next(((c, s) for c, s in candidates if c.sound), candidates[0])
    return checked_code(code, span, desk)


def checked_code(code: codes.Code, span: Span, desk: Desk) -> FieldValue:
    """A credit code; one whose check character fails is read again before it is believed."""
    if code.sound and not code.note:
        return value_of(code.value, span, confidence=max(span.confidence, 0.95))
    second = desk.again(span)
    again = [c for c in codes.credit_codes(second.text) if c.sound and not c.note]
    if again:
        note = f"原读数{code.raw}，放大重读为{again[0].value}" if again[0].value != code.raw else ""
        return value_of(again[0].value, span, readings=[note], confidence=max(second.confidence, 0.9))
    if code.sound:
        return value_of(code.value, span, readings=[code.note], confidence=min(span.confidence, 0.9))
    agreed = any(c.raw == code.raw for c in codes.credit_codes(second.text))
    doubt = "" if agreed and span.confidence > 0.95 else "信用代码识别不清，校验位不符，需人工核对"
    return value_of(code.value, span, doubt, [code.raw, second.text, code.note])


def named(sheets: Sequence[Sheet], desk: Desk, field: str = "holder") -> FieldValue | None:
    """The enterprise beside or below a label."""
    for sheet, found in labelled(sheets, desk.labels(field)):
        beside = found.beside()
        options = [beside] if beside else []
        options += list(found.below(2.0)) if not options or not names.companies(options[0].text) else []
        broken = names.beside_on_two_lines(sheet, found.box)
        options = [broken, *options] if broken is not None else options
        for span in options:
            name = names.clean(names.whole_name(sheet, span))
            if names.COMPANY.search(squeeze(name)):
                return settled_name(name, span, desk)
    return None


def settled_name(name: str, span: Span, desk: Desk) -> FieldValue:
    """A name; where it nearly is the applicant's, or was read badly, a second reading decides."""
    if desk.applicant and names.part_of(name, desk.applicant):
        for place in names.over_two_lines(Sheet(span.page), desk.applicant):
            if place.box.intersection(span.box) > 0:
                return value_of(desk.applicant, place, "" if place.confidence >= LOW - 0.1 else "名称识别不清，需人工核对")
    close = bool(desk.applicant) and not names.same(name, desk.applicant) and names.near(name, desk.applicant)
    if not close:
        return value_of(name, span, "" if span.confidence >= LOW - 0.1 else "名称识别不清，需人工核对")
    for dpi in (300, 200, 400):
        for other in [*names.companies(desk.again(span, dpi).text)]:
            if names.same(other, desk.applicant):
                return value_of(desk.applicant, span, readings=[f"原读数{name}，放大重读为{other}"], confidence=0.85)
    doubt = "" if span.confidence >= 0.97 else f"名称“{name}”与申报企业名称仅差个别字，可能为识别误差，需人工核对"
    return value_of(name, span, doubt)


def addressed(sheets: Sequence[Sheet], desk: Desk) -> FieldValue | None:
    """``XX公司：`` at the head of a certificate, else the largest or first name of an enterprise that is no issuer."""
    first: tuple[str, Span] | None = None
    for sheet in sheets:
        for n, row in enumerate(sheet.rows):
            span = row.span(0)
            if span is None:
                continue
            found = names.companies(row.text)
            if not found:
                joined = _with_next(sheet, n)
                broken = joined.endswith(":") and not names.companies(joined[len(row.text) :])
                found = names.companies(joined) if broken else []
                if found and names.clean(joined.rstrip(":")) == found[-1]:
                    return settled_name(found[-1], span, desk)
                continue
            if row.text.endswith(":") and len(row.text) <= len(found[-1]) + 4:
                return settled_name(found[-1], span, desk)
            if first is None and len(row.text) <= len(found[0]) + 6 and ":" not in row.text[:-1]:
                first = (found[0], span)
            if desk.applicant and any(names.same(f, desk.applicant) for f in found):
                first = (desk.applicant, span)
                break
    return settled_name(first[0], first[1], desk) if first else None


def _with_next(sheet: Sheet, n: int) -> str:
    rows = sheet.rows
    return rows[n].text + (rows[n + 1].text if n + 1 < len(rows) else "")


def number_field(sheets: Sequence[Sheet], desk: Desk, accept: Callable[[str], bool] | None = None) -> FieldValue | None:
    """The certificate's number beside its label; where the label itself is misread, a code after a short word that ends in 号."""
    for _, found in labelled(sheets, desk.labels("number")):
        beside = found.beside()
        options = [beside] if beside else list(found.below(1.5))
        for span in options:
            text = tidy_number(span.text)
            if _is_number(text) and (accept is None or accept(text)):
                return checked_number(text, span, desk)
    for sheet in sheets:
        for span in sheet.spans():
            m = _MISREAD_LABEL.match(squeeze(span.text))
            if m and _is_number(m[1]) and (accept is None or accept(m[1])):
                return checked_number(tidy_number(m[1]), span, desk)
    return None


def _is_number(text: str) -> bool:
    hits = dates.find(text)
    dated = bool(hits) and hits[0].end - hits[0].start >= len(text) - 2
    return bool(_NUMBER.match(text)) and any(c.isdigit() for c in text) and not dated


def tidy_number(text: str) -> str:
    """A number without spaces and the marks around it; hexagonal brackets as official documents have them."""
    text = squeeze(text).strip(":.,;。、|*★ ")
    text = text.replace("—", "-").replace("–", "-").replace("－", "-")
    return _YEAR.sub(_bracketed, text)


def _bracketed(m: re.Match[str]) -> str:
    """The year of a document number between two brackets of one kind, however badly one of them was read."""
    for opening, closing in ("〔〕", "【】", "()", "[]"):
        if opening in m.group() or closing in m.group():
            year = m[1] or m[2]
            return f"〔{year}〕" if opening == "【" else f"{opening}{year}{closing}"
    return f"[{m[1] or m[2]}]"


def checked_number(text: str, span: Span, desk: Desk) -> FieldValue:
    """A number without check digit: below the bar a second reading decides, or casts doubt."""
    if span.confidence >= 0.93:
        return value_of(text, span)
    second = desk.again(span)
    tail = tidy_number(second.text.split("：")[-1].split(":")[-1])
    if tail == text:
        return value_of(text, span, confidence=max(span.confidence, second.confidence))
    if second.confidence > span.confidence + 0.03 and _NUMBER.match(tail) and any(c.isdigit() for c in tail):
        return value_of(tail, span, readings=[text, tail], confidence=second.confidence)
    return value_of(text, span, "" if span.confidence >= LOW else "编号识别不清，需人工核对", [text, tail])


_FOR_YEARS = re.compile(r"有效(?:期限?|年限)(?:为|是|:)?(?=[一二三四五六七八九十壹贰叁肆伍\d])")


def valid_until(sheets: Sequence[Sheet], desk: Desk, issued: FieldValue | None) -> FieldValue | None:
    """The end of validity as printed; ``三年`` alone is counted from the day of issue."""
    for sheet, found in labelled(sheets, desk.labels("valid_until")):
        for span in [*found.right(), *found.below(1.6)]:
            end = dates.span_end(span.text)
            if end and len(end) == 10:
                after = sheet.under(span, 0.8) if span.text.rstrip().endswith(("至", "到", "-", "—")) else None
                if after and (later := dates.span_end(after.text)):
                    return checked_date(later, after, desk)
                return checked_date(end, span, desk) if span.confidence < LOW else value_of(end, span)
            if counted := _counted(span, issued):
                return counted
    for sheet in sheets:
        for m, _ in sheet.search(_FOR_YEARS):
            row = next(r for r in sheet.rows if r.text == m.string)
            span_of = row.span(m.end())
            if span_of is not None and (counted := _counted(span_of, issued)):
                return counted
    return None


def _counted(span: Span, issued: FieldValue | None) -> FieldValue | None:
    """So many years from the day of issue."""
    years = dates.years_of(span.text)
    start = str(issued.value) if issued is not None else ""
    if not years or len(start) != 10 or issued is None:
        return None
    return value_of(dates.plus_years(start, years), span, issued.doubt, [f"有效期{years}年，自发证日期{start}起推算"], confidence=0.8)
