"""Titles of honour on certificates: 认定你单位为“…”, 荣获“…”, 高新技术企业证书, or the large line of a plaque."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractors.papers.dates import find as find_dates
from extractors.papers.names import COMPANY
from extractors.papers.sheet import Row, Sheet, Span, squeeze

_OPEN = '“〝「『"＂'
_CLOSE = '”〞」』"＂'
_QUOTES = re.compile(rf"[{_OPEN}{_CLOSE}]")
_STOP = re.compile(r"[，。；;!！]|特发|特颁|有效期|称号|荣誉称号")
_PLAIN = re.compile(r"^[一-龥“”\"()（）0-9A-Za-z·\-、]{4,40}$")


def honour(sheet: Sheet, words: Mapping[str, Sequence[str]]) -> Span | None:
    """The title's place; its ``text`` is the title as printed, outer quotation marks left out."""
    for find in (_quoted, _after_verb, _titled, _plaque):
        span = find(sheet, words)
        if span is not None:
            return span
    return None


def tidy(text: str) -> str:
    """A title without outer quotation marks, its inner ones in pairs, brackets full width."""
    text = squeeze(text).strip(":,。;·★*")
    marks = [i for i, c in enumerate(text) if _QUOTES.match(c)]
    if marks and marks[0] == 0:
        text = text[1:]
        marks = [m - 1 for m in marks[1:]]
    if marks and marks[-1] == len(text) - 1 and len(marks) % 2 == 1:
        text, marks = text[:-1], marks[:-1]
    if len(marks) % 2 == 0:
        for n, at in enumerate(marks):
            text = text[:at] + ("“" if n % 2 == 0 else "”") + text[at + 1 :]
    return text.replace("(", "（").replace(")", "）").removesuffix("荣誉称号").removesuffix("称号")


def _quoted(sheet: Sheet, words: Mapping[str, Sequence[str]]) -> Span | None:
    """The largest quoted line that is not part of a sentence of small print."""
    best: tuple[float, Span] | None = None
    rows = sheet.rows
    for n, row in enumerate(rows):
        text = row.text
        marks = [m.start() for m in _QUOTES.finditer(text)]
        if not marks or len(text) < 6 or "《" in text or _codeword(text):
            continue
        start, end = _bounds(text, marks, words)
        if end <= start:
            continue
        whole = len(marks) > 1 or start > 0
        span = row.span(start, end)
        if span is None:
            continue
        if not whole and n + 1 < len(rows) and (m := _QUOTES.search(rows[n + 1].text)) and rows[n + 1].text[m.start()] in _CLOSE:
            more = rows[n + 1].span(0, m.start() + 1)
            span = Span(span.page, span.text + more.text, span.box, min(span.confidence, more.confidence)) if more else span
        size = row.height
        title = tidy(span.text)
        if len(title) >= 4 and not COMPANY.fullmatch(title) and (best is None or size > best[0] * 1.05):
            best = (size, Span(span.page, title, span.box, span.confidence))
    if best is not None and best[0] >= 0.9 * sheet.size:
        return best[1]
    return None


def _bounds(text: str, marks: Sequence[int], words: Mapping[str, Sequence[str]]) -> tuple[int, int]:
    """Where the title starts and ends in a row with quotation marks; (0, 0) where they only quote a part of it.

    荣获“X”称号 and “X” are titles by their marks; in 河北省“专精特新”创新大赛三等奖 the marks belong to the title.
    """
    first, last = marks[0], marks[-1]
    verbs = (*words.get("recognise_verbs", []), *words.get("award_verbs", []), "为", "获", "予", ":")
    before, after = text[:first], text[last + 1 :].strip("。,;:")
    if first and not before.endswith(tuple(verbs)):
        return (0, len(text)) if len(marks) == 1 and text.endswith(tuple(_CLOSE)) and first == len(text) - 1 else (0, 0)
    if len(marks) == 1:
        return first, len(text)
    if after and not after.startswith(("称号", "荣誉", "证书", "资格", "特发", "特颁")):
        stop = _STOP.search(text, last)
        return first, stop.start() if stop else len(text)
    return first, last + 1


def _codeword(text: str) -> bool:
    """Whether a quoted phrase is that of the licence's notices (扫描二维码登录“国家企业信用信息公示系统”)."""
    return "公示系统" in text or "以下简称" in text or "填列" in text or "信用中国" in text


def _after_verb(sheet: Sheet, words: Mapping[str, Sequence[str]]) -> Span | None:
    """What follows 荣获, 评为, 认定为, to the end of the clause; on the next row where the verb ends its own."""
    verbs = sorted([*words.get("recognise_verbs", []), *words.get("award_verbs", [])], key=len, reverse=True)
    for n, row in enumerate(sheet.rows):
        for verb in verbs:
            at = row.text.find(verb)
            if at < 0:
                continue
            start = at + len(verb)
            source: Row = row
            if start >= len(row.text.rstrip(":,。")):
                if n + 1 >= len(sheet.rows):
                    continue
                source, start = sheet.rows[n + 1], 0
            stop = _STOP.search(source.text, start)
            span = source.span(start, stop.start() if stop else None)
            if span is None:
                continue
            title = tidy(span.text)
            if 4 <= len(title) <= 44 and not find_dates(title):
                return Span(span.page, title, span.box, span.confidence)
    return None


def _titled(sheet: Sheet, words: Mapping[str, Sequence[str]]) -> Span | None:
    """高新技术企业 of the title 高新技术企业证书."""
    plain = {squeeze(w) for w in words.get("certificate_titles", [])}
    for row in sheet.rows[:8]:
        text = row.text
        if text.endswith("证书") and 6 <= len(text) <= 30 and text not in plain and "附件" not in text:
            span = row.span(0)
            title = text.removesuffix("证书").removesuffix("认定")
            if span is not None and len(title) >= 4 and row.height >= sheet.size:
                return Span(span.page, tidy(title), span.box, span.confidence)
    return None


def _plaque(sheet: Sheet, words: Mapping[str, Sequence[str]]) -> Span | None:
    """The largest line of a plaque that is no name, date or number."""
    plain = {squeeze(w) for w in words.get("certificate_titles", [])}
    best: Row | None = None
    for row in sheet.rows:
        text = row.text
        if (
            not _PLAIN.match(text)
            or text in plain
            or COMPANY.fullmatch(text)
            or find_dates(text)
            or "编号" in text
            or text.startswith("附件")
        ):
            continue
        if best is None or row.height > best.height * 1.05:
            best = row
    if best is None or best.height < sheet.size:
        return None
    span = best.span(0)
    return Span(span.page, tidy(best.text), span.box, span.confidence) if span else None
