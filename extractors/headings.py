"""Which rows could be which heading of a template.

Applicants renumber (（一） for 一、), reword, run the heading into its paragraph ("1. 场景描述：针对…"), break it over two rows,
and a reader of scans adds slips. So every row gets a likeness to each heading; `extractors.assignment` then picks the set of
rows that follows the template's order best.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz

from extractors.rows import Margins, Row
from models.rulebook import SectionSpec
from models.text import normalise_with_map

_CN = "一二三四五六七八九十"
_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第\s*[{_CN}\d]+\s*(?:部分|章|节|篇)\s*[、.:：]?\s*")),
    ("cn", re.compile(rf"([{_CN}]{{1,3}})\s*[、.,:，．。]\s*")),
    ("cn", re.compile(r"([-—–_~])\s*[、]\s*")),
    ("cn_bracket", re.compile(rf"[(\[【〔]?\s*([{_CN}]{{1,3}})\s*[)\]】〕]\s*[、.]?\s*")),
    ("cn_bracket", re.compile(r"[(\[]\s*([-—–_~])\s*[)\]]\s*")),
    ("arabic_bracket", re.compile(r"[(\[]?\s*(\d{1,2})\s*[)\]]\s*[、.]?\s*")),
    ("decimal", re.compile(r"(\d{1,2}(?:\s*\.\s*\d{1,2}){1,3})\s*[、.]?\s*(?=[^\d\s.%万亿])")),
    ("arabic", re.compile(r"(\d{1,2})\s*[、.,:，．。]\s*(?!\d)")),
    ("arabic", re.compile(r"(\d{1,2})\s+(?=[\u4e00-\u9fff])(?!\s*[年月日个项台套件人家万亿元名次条])")),
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
_ROMAN = re.compile(r"(I{1,3}|IV|V|VI{0,3})\s*[、.]\s*")
_MISREAD = re.compile(r"(?:[(\[]\s*\S\s*[)\]]|\S[、]|\S?.部分)\s*(?=\S)")
"""A number of which a reader of scans made another character: （成）, 工、"""
_STYLE = {"一、": "cn", "（一）": "cn_bracket", "1.": "arabic"}
_SHORT = re.compile(r"[\w、“”\"]{1,10}")
_MARKS = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")
_END = "：:。；;（([【】]—-"


@dataclass(frozen=True, slots=True)
class Number:
    """The numbering before a heading: ``length`` normalised characters, ``value`` where it counts, 0 where not."""

    style: str
    value: int
    length: int


@dataclass(frozen=True, slots=True)
class Match:
    """How well a row reads as a heading: ``likeness`` 0–1, and where in the row's text the heading ends."""

    likeness: float
    end: int
    number: Number | None
    rows: int = 1
    alone: bool = True
    """Nothing of the paragraph follows in the row."""
    closed: bool = True
    """A colon, a bracket or the row's end closes the heading."""


LEAST_LIKENESS = 0.6
"""Less alike than this, and a row is no heading."""


def number_of(text: str, raw: str = "") -> Number | None:
    """The numbering at the head of a normalised text; ``raw`` the text before normalisation (① becomes 1 by it)."""
    if raw.strip() and raw.lstrip()[0] in _CIRCLED:
        value = _CIRCLED.index(raw.lstrip()[0]) + 1
        length = len(str(value)) + len(text) - len(text.lstrip())
        return Number("circled", value, length)
    for style, pattern in _NUMBERS:
        m = pattern.match(text)
        if m:
            return Number(style, _value(m[1]) if m.groups() and m[1] else 0, m.end())
    m = _ROMAN.match(text)
    if m:
        return Number("roman", 0, m.end())
    m = _MISREAD.match(text)
    return Number("misread", 0, m.end()) if m else None


def _value(text: str) -> int:
    if text[-1:].isdecimal():
        return int(re.findall(r"\d+", text)[-1])
    if text in "-—–_~":
        return 1
    tens, _, ones = text.partition("十") if "十" in text else ("", "", text)
    digit = {c: i + 1 for i, c in enumerate(_CN[:9])}
    return (digit.get(tens, 1) * 10 if "十" in text else 0) + digit.get(ones, 0)


@lru_cache(maxsize=20_000)
def letters(text: str) -> str:
    """What two wordings of one heading share: Han, Latin letters and digits."""
    return _MARKS.sub("", normalise_with_map(text)[0].casefold())


class Reading:
    """A row's text made ready for comparing: normalised, without its number, with a map back.

    A row is compared with a hundred wordings, many of them the same in several programmes: what that needs is made once.
    """

    def __init__(self, raw: str) -> None:
        text, places = normalise_with_map(raw)
        number = number_of(text, raw)
        skip = number.length if number else 0
        self.raw, self.number, self.rest, self._map = raw, number, text[skip:], places[skip:]
        self._heads: dict[int, str] = {}
        self._matches: dict[str, Match | None] = {}

    @cached_property
    def letter_places(self) -> list[int]:
        """Where in ``rest`` the letters stand that `letters` keeps."""
        return [i for i, c in enumerate(self.rest) if letters(c)]

    @cached_property
    def closers(self) -> list[int]:
        """Where marks stand in ``rest`` that can close a heading."""
        return [i for i, c in enumerate(self.rest) if c in _END and i >= 2]

    def head(self, end: int) -> str:
        """The letters of the first ``end`` characters of ``rest``."""
        if end not in self._heads:
            self._heads[end] = letters(self.rest[:end])
        return self._heads[end]

    def match_title(self, title: str) -> Match | None:
        """The row against one wording, given by its letters."""
        if title not in self._matches:
            self._matches[title] = _match_title(self, title)
        return self._matches[title]

    def raw_end(self, length: int) -> int:
        """Where in ``raw`` the first ``length`` characters of ``rest`` end."""
        if length <= 0:
            return self._map[0] if self._map else 0
        return self._map[min(length, len(self._map)) - 1] + 1 if self._map else len(self.raw)


def match(row: Reading, spec: SectionSpec) -> Match | None:
    """The row against a heading in all its wordings, ``None`` where it is none of them."""
    best: Match | None = None
    for title in (spec.title, *spec.aliases):
        found = row.match_title(letters(title))
        if found is not None and (best is None or found.likeness > best.likeness):
            best = found
    if row.number is not None and row.number.style != "misread" and row.rest.rstrip()[-1:] not in "。；，":
        for title in asked(tuple(spec.hints)):
            found = row.match_title(title)
            if found is not None and found.likeness >= ASKED and (best is None or found.likeness > best.likeness):
                best = found
    by_words = _match_words(row, spec)
    if by_words is not None and (best is None or by_words.likeness > best.likeness):
        best = by_words
    return best


ASKED = 0.8
_ASKING = re.compile(r"^请?(?:分别)?(?:描述|简述|说明|介绍)")


@lru_cache(maxsize=1_000)
def asked(hints: tuple[str, ...]) -> tuple[str, ...]:
    """What the template's short instructions ask for, as applicants take it for a heading: （描述合作申请知识产权情况） → 合作申请知识产权情况."""
    plain = [letters(h) for h in hints]
    return tuple(_ASKING.sub("", h) for h in plain if _ASKING.match(h) and len(h) <= 26 and not re.search(r"\d", h))


def _match_title(row: Reading, title: str) -> Match | None:
    rest = row.rest
    if not title or not rest:
        return None
    best: Match | None = None
    for end, closed in _ends(row, title):
        head = row.head(end)
        if not head or abs(len(head) - len(title)) > max(3, len(title) // 2):
            continue
        likeness = fuzz.ratio(head, title, score_cutoff=100 * LEAST_LIKENESS) / 100
        if likeness < LEAST_LIKENESS or (len(title) <= 3 and head != title):
            continue
        if not closed:
            if _SHORT.fullmatch(rest[end:]):  # the row goes on as a heading: all of it counts, not its beginning
                continue
            likeness -= 0.08
        if best is None or likeness > best.likeness + 1e-9:
            stop = _swallow(rest, end)
            mark = rest[stop - 1 : stop] in (":", "：", "】", "]") or stop >= len(rest)
            best = Match(likeness, row.raw_end(stop), row.number, alone=not rest[stop:].strip(), closed=mark)
    return best if best is not None and best.likeness >= LEAST_LIKENESS else None


def _ends(row: Reading, title: str) -> list[tuple[int, bool]]:
    """Where the heading could end in the row, and whether a mark or the row's end closes it there."""
    rest = row.rest
    out = [(i, True) for i in row.closers if i < len(title) + 12]
    if len(rest) <= len(title) + 12:
        out.append((len(rest), True))
    if row.number is not None and len(row.letter_places) >= len(title):  # without number or mark it is the beginning of a sentence
        last = row.letter_places[len(title) - 1]
        out.append((last + 1, last + 1 == len(rest)))
    return out


def _swallow(rest: str, end: int) -> int:
    """The end of a heading with the colon behind it."""
    while end < len(rest) and rest[end] in ":：.。 】]":
        end += 1
    return end


def _match_words(row: Reading, spec: SectionSpec) -> Match | None:
    """A reworded heading: short, numbered, and with the words that mark this section."""
    if row.number is None or not spec.keywords or (row.number.style == "misread" and len(row.rest) > 20):
        return None
    end = next((i for i, c in enumerate(row.rest) if c in "：:。；;（(" and i >= 2), len(row.rest))
    head = letters(row.rest[:end])
    if not 2 <= len(head) <= 32 or ("，" in row.rest[:end] and len(head) > 20):
        return None
    hits = [k for k in spec.keywords if letters(k) in head]
    if not hits:
        return None
    covered = sum(len(letters(k)) for k in hits) / len(head)
    likeness = min(0.9, 0.5 + 0.1 * len(hits) + 0.3 * min(1.0, covered))
    stop = _swallow(row.rest, end)
    return Match(likeness, row.raw_end(stop), row.number, alone=not row.rest[stop:].strip())


def gain(found: Match, spec: SectionSpec, row: Row, before: Row | None, edge: Margins) -> float:
    """What taking this row for this heading is worth: likeness, numbering, and whether it stands as a heading does."""
    worth = found.likeness
    if found.number is not None and found.number.style == "misread":
        worth += 0.04 if found.alone else -0.35
    elif found.number is not None:
        worth += 0.12
        if _STYLE.get(spec.numbering) == found.number.style:
            worth += 0.08
        want = _value(spec.numbering.strip("（）、.")) if spec.numbering else 0
        if found.number.value and want == found.number.value and not spec.repeat:
            worth += 0.08
    elif not found.alone:
        worth -= 0.12 if found.likeness >= 0.95 and found.closed else 0.35
    elif found.likeness < 0.85:
        worth -= 0.25
    if edge.known:
        flowing = before is not None and not before.zone and before.page is row.page and edge.full(before)
        if flowing and edge.at_left(row) and not (found.number and found.alone):
            worth -= 0.25
        if found.alone and edge.full(row) and found.rows == 1 and found.likeness < 0.9:
            worth -= 0.15
    return worth


def scene_head(row: Reading) -> Match | None:
    """ "（二）场景2：…", "场景一 …", "应用场景3、…": a scene's heading by its own word."""
    rest = row.rest
    m = _SCENE.match(rest)
    if m is None:
        return None
    if m["n"]:
        likeness = 1.0
    elif m["build"] and not m["title"].strip():
        likeness = 0.95
    elif row.number is not None and m["sep"] and m["title"].strip():
        likeness = 0.85
    else:
        return None
    title = m["title"].strip()
    if (not m["sep"] and row.number is None and len(title) > 28) or re.search(r"[。；]", title[:-1]):
        return None
    if m["n"] and not m["sep"] and row.number is None and title[:1] in "中的以由在通建为是将，,、和与":
        return None
    return Match(likeness, len(row.raw), row.number)


_SCENE = re.compile(
    r"(?:数字化|典型|智能制造|智能)?(?:应用)?场景(?P<build>建设(?:情况)?)?\s*"
    rf"(?P<n>[{_CN}]{{1,3}}|\d{{1,2}})?\s*(?P<sep>[:：、.．—\-])?\s*(?P<title>.*)"
)


def scene_title(text: str) -> str:
    """What a scene's heading calls it: "（一）场景1：短保订单智能排产调度" → "短保订单智能排产调度"."""
    row = Reading(text)
    m = _SCENE.match(row.rest)
    if m is None or not (m["n"] or m["build"] or m["sep"]):
        return row.raw[row.raw_end(0) :].strip(" ：:") if row.number else text.strip()
    start = m.start("title")
    return row.raw[row.raw_end(start) if start else 0 :].strip(" ：:、.")


def plain_heading(row: Reading, edge: Margins, line: Row) -> bool:
    """Whether a row is a numbered heading of any kind: short, closed, no sentence."""
    rest = row.rest.strip()
    return (
        row.number is not None
        and row.number.style != "misread"
        and 2 <= len(rest) <= 36
        and rest[-1] not in "。；;，,、"
        and not re.search(r"[。；]", rest)
        and (not edge.full(line) or len(rest) <= 20)
    )


def specs_of(specs: Sequence[SectionSpec], programme: str) -> tuple[SectionSpec, ...]:
    """The headings of one programme that stand in its book, in the template's order."""
    return tuple(s for s in specs if s.programme == programme and not s.whole)
