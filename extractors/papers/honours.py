"""Titles of honour on certificates: 认定你单位为“…”, 荣获“…”, 高新技术企业证书, or the large line of a plaque."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractors.papers.dates import find as find_dates
from extractors.papers.names import COMPANY
from extractors.papers.sheet import Row, Sheet, Span, squeeze
from models.geometry import union

_OPEN = '“〝「『"＂'
_CLOSE = '”〞」』"＂'
_QUOTES = re.compile(rf"[{_OPEN}{_CLOSE}]")
_STOP = re.compile(r"[，,。；;!！]|特发|特颁|有效期|称号|荣誉称号")
_TAIL = re.compile(rf"(?:(?<=[{_CLOSE}奖])|[,。;])特[此发颁授]?此?证?$")
_NOTICE = re.compile(
    r"^(?:[一-龥]{4,30}?)??关于(?:公布|认定|确定|确认|命名|发布|下达|表彰|授予|印发)?(.{4,60}?)(?:名单|结果)?(?:的|进行)?(?:公示)?的?(?:通知|公告|公示|决定|批复|通报)$"
)
_BATCH = re.compile(r"^(?:认定)?(?:20\d{2}年?度?)?(?:第[一二三四五六七八九十\d]{1,3}批)?(?:20\d{2}年?度?)?(?:入选|通过)?(?:\(?复核\)?)?")
_LISTED = re.compile(r"^(?:20\d{2}年?度?)?(?:第[一二三四五六七八九十\d]{1,3}批)?(.{4,40}?)名单$")
_TO = re.compile(r"(?:你|贵)(?:单位|公司|企业|司)(?:为)?$")
_RANK = re.compile(r"^(?:特|一|二|三|四|优秀|[金银铜])等?奖$")
_PLAIN = re.compile(r"^[一-龥“”\"()（）0-9A-Za-z·\-、]{4,40}$")


def honour(sheet: Sheet, words: Mapping[str, Sequence[str]]) -> Span | None:
    """The title's place; its ``text`` is the title as printed, outer quotation marks left out."""
    for find in (_noticed, _quoted, _after_verb, _titled, _plaque):
        span = find(sheet, words)
        if span is not None:
            return span
    return None


def notice(sheet: Sheet) -> bool:
    """Whether a page opens a notice (关于公布…名单的通知) rather than a certificate of one enterprise."""
    return _heading_of_notice(sheet) is not None


def _heading_of_notice(sheet: Sheet) -> tuple[Row, str] | None:
    rows = sheet.rows
    for n, row in enumerate(rows[:12]):
        text = row.text
        if "关于" not in text or len(text) > 60:
            continue
        for more in ("", *(r.text for r in rows[n + 1 : n + 3])):
            text += more
            if m := _NOTICE.match(text):
                return row, m[1]
    return None


def _noticed(sheet: Sheet, words: Mapping[str, Sequence[str]]) -> Span | None:
    """河北省专精特新中小企业 of 关于公布2024年第五批河北省专精特新中小企业名单的通知, or of the list behind it."""
    found = _heading_of_notice(sheet)
    if found is None:
        found = next(((r, m[1]) for r in sheet.rows[:4] if (m := _LISTED.match(r.text))), None)
    if found is None:
        return None
    row, text = found
    whole = row.span(0)
    title = tidy(_BATCH.sub("", text).removesuffix("名单"))
    if len(title) < 4 or whole is None or not any(w in title for w in words.get("honour_words", [])):
        return None
    return Span(whole.page, title, whole.box, whole.confidence)


def tidy(text: str) -> str:
    """A title without outer quotation marks, its inner ones in pairs, brackets full width."""
    text = _TAIL.sub("", squeeze(text)).strip(":,。;·★*")
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
    if first and not _TO.sub("", before).endswith(tuple(verbs)):
        return (0, len(text)) if len(marks) == 1 and text.endswith(tuple(_CLOSE)) and first == len(text) - 1 else (0, 0)
    if len(marks) == 1:
        stop = _STOP.search(text, first)
        return first, stop.start() if stop else len(text)
    if text[last + 1 : last + 2] in (",", "。", ";"):
        return first, last + 1
    if after and not after.startswith(("称号", "荣誉", "证书", "资格", "特发", "特颁", "特此")):
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
                following = [r for r in sheet.rows[n + 1 : n + 3] if not COMPANY.fullmatch(r.text.strip(":,"))]
                if not following:
                    continue
                source, start = following[0], 0
            stop = _STOP.search(source.text, start)
            span = source.span(start, stop.start() if stop else None)
            if span is None:
                continue
            more = None if stop or _complete(span.text, words) else _goes_on(sheet, source)
            title = tidy(span.text + more if more else span.text)
            if 4 <= len(title) <= 44 and not find_dates(title):
                return Span(span.page, title, span.box, span.confidence)
    return None


def _complete(text: str, words: Mapping[str, Sequence[str]]) -> bool:
    """Whether a title ends with what an honour is called (企业, 奖, 中心)."""
    return re.sub(rf"[{_OPEN}{_CLOSE})]+$", "", squeeze(text)).endswith(tuple(words.get("honour_words", [])))


def _goes_on(sheet: Sheet, row: Row) -> str:
    """What the next row of a sentence adds to a title that its own row broke off, "" where it does not end there."""
    after = next((r for r in sheet.rows[sheet.rows.index(row) + 1 :]), None)
    if after is None or after.box.top - row.box.bottom > 2.0 * row.height or not 0.75 < after.height / row.height < 1.33:
        return ""
    stop = _STOP.search(after.text)
    part = after.text[: stop.start()] if stop else after.text
    return part if 1 <= len(part) <= 24 and not find_dates(part) and not COMPANY.search(part) else ""


def _titled(sheet: Sheet, words: Mapping[str, Sequence[str]]) -> Span | None:
    """高新技术企业 of the title 高新技术企业证书."""
    plain = {squeeze(w) for w in words.get("certificate_titles", [])}
    for row in sheet.rows[:8]:
        text = row.text
        if text.endswith("证书") and 6 <= len(text) <= 30 and text not in plain and "附件" not in text:
            span = row.span(0)
            title = text.removesuffix("证书").removesuffix("认定")
            if span is not None and len(title) >= 4 and row.height >= sheet.size:
                return Span(span.page, tidy(title) + _rank(sheet, title), span.box, span.confidence)
    return None


def _rank(sheet: Sheet, title: str) -> str:
    """二等奖 of 奖励等级：二等奖, where the title of the prize does not name it."""
    if not title.endswith("奖") or _RANK.match(title[-3:]):
        return ""
    for found in sheet.find(["奖励等级", "获奖等级", "奖项等级", "奖励级别", "等级"]):
        beside = found.beside()
        if beside is not None and _RANK.match(squeeze(beside.text)):
            return squeeze(beside.text)
    return ""


def _plaque(sheet: Sheet, words: Mapping[str, Sequence[str]]) -> Span | None:
    """The largest line of a plaque that is no name, date or number, with the line that goes on with it."""
    plain = {squeeze(w) for w in words.get("certificate_titles", [])}
    best: int | None = None
    rows = sheet.rows
    for n, row in enumerate(rows):
        text = row.text
        if (
            not _PLAIN.match(text)
            or text in plain
            or COMPANY.fullmatch(text)
            or find_dates(text)
            or "编号" in text
            or text.startswith("附件")
            or text.endswith("文件")
            or _in_seal(sheet, row)
        ):
            continue
        if best is None or row.height > rows[best].height * 1.05:
            best = n
    if best is None or rows[best].height < sheet.size:
        return None
    span = rows[best].span(0)
    if span is None:
        return None
    text = rows[best].text
    if best + 1 < len(rows) and (text.count("(") > text.count(")") or len(_QUOTES.findall(text)) % 2 == 1):
        return Span(span.page, tidy(text + rows[best + 1].text), span.box, span.confidence)
    whole = [n for n in (best - 1, best, best + 1) if n == best or (0 <= n < len(rows) and _one_title(sheet, min(n, best), words))]
    if len(whole) == 3:
        whole = [best, best + 1] if not _complete(text, words) else [best - 1, best]
    parts = [part for n in whole if (part := rows[n].span(0)) is not None]
    title = "".join(rows[n].text for n in whole)
    return Span(span.page, tidy(title), union(p.box for p in parts), min(p.confidence for p in parts))


def _one_title(sheet: Sheet, n: int, words: Mapping[str, Sequence[str]]) -> bool:
    """Whether a row of a plaque and the next are one title over two lines: alike in size, close, on one axis, the first incomplete."""
    upper, lower = sheet.rows[n], sheet.rows[n + 1]
    size = max(upper.height, lower.height)
    if min(upper.height, lower.height) < 0.8 * size or not -0.4 * size <= lower.box.top - upper.box.bottom <= 1.2 * size:
        return False
    if abs(upper.box.centre[0] - lower.box.centre[0]) > 1.5 * size and abs(upper.box.x0 - lower.box.x0) > size:
        return False
    plain = {squeeze(w) for w in words.get("certificate_titles", [])}
    for row in (upper, lower):
        off = COMPANY.search(row.text) or find_dates(row.text) or "编号" in row.text or row.text in plain or ":" in row.text
        if off or not re.match(r"^[一-龥“”\"()0-9A-Za-z·\-、]{2,40}$", row.text) or _in_seal(sheet, row):
            return False
    return not _complete(upper.text, words) and _complete(lower.text, words)


def _in_seal(sheet: Sheet, row: Row) -> bool:
    """Whether a row is what OCR made of a seal's own letters."""
    x, y = row.box.centre
    return any(s.box.x0 < x < s.box.x1 and s.box.top < y < s.box.bottom and row.box.width < 1.1 * s.box.width for s in sheet.page.seals)
