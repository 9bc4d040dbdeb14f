"""The date under 承诺书 and 企业申报声明: printed, written by hand between 年 月 日, or left blank."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from extractors.form_reading import clean_lines, faded, inked, stamped
from extractors.grid_text import reading_order
from models.application import FieldValue
from models.eyes import Eyes
from models.geometry import Box, union
from models.pages import Line, Page

_CHINESE = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_HAND = {"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "Z": "2", "z": "2", "S": "5", "s": "5", "B": "8", "T": "7", "丁": "7", "q": "9"}
"""What OCR makes of digits written by hand."""
_ONLY = re.compile(r"^(日期|申报日期|填表日期|时间)?[:：]?[0-9OolI|ZzSsBT丁q〇零○一二三四五六七八九十\s./\-年月日,，。·]*$")
_NUMERIC = re.compile(r"((?:19|20)\d\d)\s*[-./]\s*(\d{1,2})(?:\s*[-./]\s*(\d{1,2}))?(?!\d)")
_DIGITS = r"[0-9OolI|ZzSsBT丁q〇零○一二三四五六七八九十]"
_YEAR = re.compile(rf"({_DIGITS}{{4}})\s*年")
_MONTH = re.compile(rf"(?:年|^|\s)\s*({_DIGITS}{{1,3}})\s*月")
_DAY = re.compile(rf"月\s*({_DIGITS}{{1,3}})\s*(?:日|$)")


@dataclass(frozen=True, slots=True)
class Parts:
    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def empty(self) -> bool:
        return self.year is None and self.month is None and self.day is None

    @property
    def text(self) -> str:
        """YYYY-MM-DD, YYYY-MM where there is no day, "" for less."""
        if self.year is None or self.month is None:
            return ""
        return f"{self.year:04d}-{self.month:02d}" + (f"-{self.day:02d}" if self.day is not None else "")


def _number(text: str) -> int | None:
    """A one- to four-digit number in any of the scripts of a date."""
    plain = "".join(_HAND.get(c, c) for c in text)
    if "十" in plain:
        tens, _, ones = plain.partition("十")
        digits = _CHINESE.get(tens, tens or "1") + _CHINESE.get(ones, ones or "0")
        plain = digits if len(tens) <= 1 and len(ones) <= 1 else ""
    plain = "".join(_CHINESE.get(c, c) for c in plain)
    return int(plain) if plain.isdecimal() else None


def parse_date(text: str) -> Parts:
    """What of a date stands in a text; impossible months and days are left out."""
    plain = normalize("NFKC", text)
    plain = re.sub(r"(?<=\d)\s+(?=\d)", "", plain)
    found = _NUMERIC.search(plain)
    if found:
        return _possible(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    year, month, day = (p.search(plain) for p in (_YEAR, _MONTH, _DAY))
    return _possible(*(_number(m[1]) if m else None for m in (year, month, day)))


def _possible(year: int | None, month: int | None, day: int | None) -> Parts:
    return Parts(
        year if year is not None and 1990 <= year <= 2099 else None,
        month if month is not None and 1 <= month <= 12 else None,
        day if day is not None and 1 <= day <= 31 else None,
    )


def date_lines(page: Page) -> list[Line]:
    """The lines of a page that hold nothing but (parts of) a date, the last group of them."""
    found = [p for p in page.lines if _is_date(p.text) and 0.06 * page.width < p.box.x1 and p.box.x0 < 0.94 * page.width]
    if not found:
        return []
    found = reading_order(found)
    with_year = [p for p in found if "年" in p.text or _NUMERIC.search(normalize("NFKC", p.text))]
    start = with_year[-1].box.top - 0.8 * with_year[-1].box.height if with_year else found[-1].box.top - 30
    return [p for p in found if p.box.bottom > start and p.box.top < start + 5 * found[-1].box.height]


def _is_date(text: str) -> bool:
    plain = normalize("NFKC", text).strip()
    if not _ONLY.match(plain):
        return False
    return any(c in plain for c in "年月日") or bool(_NUMERIC.search(plain)) or len(plain) <= 2


def read_date(page: Page, eyes: Eyes, year: int) -> FieldValue | None:
    """The date of a page; value "" where 年 月 日 stands without figures; ``None`` where not even that was found.

    ``year`` is that of the notice: of two readings of a year by hand the one near it is taken.
    """
    lines = date_lines(page)
    if not any("年" in p.text or "月" in p.text or _NUMERIC.search(normalize("NFKC", p.text)) for p in lines):
        lines = _sought(page, eyes)
        if not lines:
            return None
    box = union(p.box for p in lines)
    text = " ".join(p.text for p in lines)
    first = parse_date(text)
    evidence = (page.evidence(box, text),)
    steady = min(p.confidence for p in lines) >= 0.97 and not stamped(page, box)
    if page.origin == "text" or (steady and first.day is not None and len(lines) == 1):
        return FieldValue(value=first.text, evidence=evidence, confidence=min(p.confidence for p in lines))
    texts = [text, *_again(page, eyes, box)]
    parts = [parse_date(t) for t in texts] + _by_gaps(page, eyes, lines)
    if all(p.empty for p in parts):
        return _blank(page, eyes, lines, evidence[0].bbox, text)
    agreed, doubt = _agreed(parts, year)
    notes = tuple(texts) if len({parse_date(t).text for t in texts}) > 1 else ()
    if not agreed.text:
        doubt = doubt or "日期未填写完整或字迹不清"
    return FieldValue(value=agreed.text, evidence=evidence, confidence=0.4 if doubt else 0.85, doubt=doubt, readings=notes)


def _sought(page: Page, eyes: Eyes) -> list[Line]:
    """The date's lines in the lower half of the page's words, read anew without seals' red."""
    if page.origin == "text" or not page.lines:
        return []
    bottom = max(p.box.bottom for p in page.lines if p.box.bottom < 0.9 * page.height) if page.lines else 0.0
    area = Box(0.1 * page.width, max(0.25 * page.height, bottom - 160), page.width, min(0.92 * page.height, bottom + 60))
    found = [p for p in clean_lines(page, eyes, area) if _is_date(p.text) and ("年" in p.text or "月" in p.text)]
    return reading_order(found)


def _again(page: Page, eyes: Eyes, box: Box) -> list[str]:
    """Further readings of a date's place, a little wider than what was found."""
    wide = Box(box.x0 - 12, box.top - 8, min(page.width, box.x1 + 45), box.bottom + 8)
    texts = []
    for dpi in (150, 200):
        found = [p for p in clean_lines(page, eyes, wide, dpi) if _is_date(p.text)]
        texts.append(" ".join(p.text for p in reading_order(found)))
    if box.height < 40:
        tight = Box(box.x0 - 3, box.top - 4, min(page.width, box.x1 + 4), box.bottom + 4)
        texts.append(eyes.recognise(faded(eyes.crop(page, tight, 200))).text)
    return texts


def _agreed(parts: Sequence[Parts], year: int) -> tuple[Parts, str]:
    """The date that the readings agree on, part by part, and a doubt where they do not."""
    years = [p.year for p in parts if p.year is not None]
    near = [y for y in years if abs(y - year) <= 2] or years
    out: list[int | None] = []
    doubts = [] if not near or abs(near[0] - year) <= 2 else ["年"]
    for name, values in (
        ("年", near),
        ("月", [p.month for p in parts if p.month is not None]),
        ("日", [p.day for p in parts if p.day is not None]),
    ):
        votes = Counter(values).most_common(2)
        out.append(votes[0][0] if votes else None)
        if len(votes) == 2 and votes[0][1] == votes[1][1]:
            doubts.append(name)
    if out[0] is not None and near and abs(out[0] - year) > 2 and _misread(out[0], year):
        out[0] = year  # 2005 by hand in a book of 2025: in doubt, but the likelier reading
    doubt = f"手写日期的“{'、'.join(doubts)}”几次读数不同" if doubts else ""
    return Parts(*out), doubt


def _misread(read: int, year: int) -> bool:
    """Whether a year is the notice's with one digit read wrong."""
    return sum(a != b for a, b in zip(str(read), str(year), strict=True)) == 1


def _blank(page: Page, eyes: Eyes, lines: Sequence[Line], bbox: object, text: str) -> FieldValue:
    """年 月 日 without a figure in any reading. Ink between the words that is not a seal's leaves a doubt."""
    marked = [g for g in _gaps(lines).values() if not stamped(page, g) and inked(page, eyes, g) > 0.012]
    doubt = "年、月、日之间有字迹未能读出" if marked else ""
    box = union(p.box for p in lines)
    return FieldValue(value="", evidence=(page.evidence(box, text),), confidence=0.4 if doubt else 0.9, doubt=doubt)


def _by_gaps(page: Page, eyes: Eyes, lines: Sequence[Line]) -> list[Parts]:
    """The figures read by themselves, each in its gap before 年, 月 or 日: a hand's digits are read best alone."""
    gaps = _gaps(lines)
    out = []
    for dpi in (150, 300):
        numbers: dict[str, int | None] = {}
        for word, gap in gaps.items():
            reading = eyes.recognise(faded(eyes.crop(page, gap.grown(3), dpi)))
            text = re.sub(r"^.*期\s*[:：]?|\s", "", normalize("NFKC", reading.text))
            if reading.confidence >= 0.6 and re.fullmatch(_DIGITS + ("{4}" if word == "年" else "{1,2}"), text):
                numbers[word] = _number(text)
        out.append(_possible(numbers.get("年"), numbers.get("月"), numbers.get("日")))
    return out


def _gaps(lines: Sequence[Line]) -> dict[str, Box]:
    """The spaces left of 年, 月 and 日 where figures would stand (points)."""
    marks = []
    for line in lines:
        for i, char in enumerate(line.text):
            if char in "年月日" and not (char == "日" and line.text[i + 1 : i + 2] == "期"):
                marks.append((char, line.span(i, i + 1)))
    marks.sort(key=lambda m: (round(m[1].top / 12), m[1].x0))
    out = {}
    for n, (char, mark) in enumerate(marks):
        before = marks[n - 1][1] if n and abs(marks[n - 1][1].centre[1] - mark.centre[1]) < mark.height else None
        start = max((before.x1 if before else mark.x0 - 3.2 * mark.height) + 3, mark.x0 - 3.2 * mark.height, 0.0)
        if mark.x0 - 2 - start > 5:
            out[char] = Box(start, mark.top + 2, mark.x0 - 2, mark.bottom - 2)
    return out
