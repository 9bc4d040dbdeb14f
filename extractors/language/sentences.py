"""Sentences, and the items of a sentence between its commas. Text must be in the form that `normal` gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.language.numbers import Quantity, quantities
from extractors.language.periods import Period, periods, spans
from extractors.language.vocabulary import Mark, Vocabulary

_END = re.compile(r"[。！？\n]|(?<=[\u4e00-\u9fff%)])\.(?=[\u4e00-\u9fff(]|$)")
_SEPARATOR = re.compile(r"[，、；：:,]")
_ASIDE = re.compile(r"\([^()]*\)")
_OF_WHOLE = re.compile(r"^[^，。；：]{0,12}(?:比重|比例|占比|比率|之比|比值)$")
_NUMBERING = re.compile(r"^(?:\(?[一二三四五六七八九十\d]{1,2}[)、.](?!\d)|[①-⑩])\s*")


@dataclass(frozen=True, slots=True)
class Item:
    """``text[start:end]`` between two separators; ``before`` is the separator that opens it, ``segment`` counts semicolons."""

    start: int
    end: int
    before: str
    segment: int
    clause: int


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of ``text``, blank ones left out."""
    start = 0
    for match in _END.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.end()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


@dataclass
class Sentence:
    """One sentence with its words, quantities and dates marked, and cut into items. All places are within ``text``."""

    text: str
    marks: list[Mark]
    numbers: list[Quantity]
    dates: list[Period]
    vocabulary: Vocabulary
    items: list[Item] = field(default_factory=list)
    asides: list[tuple[int, int]] = field(default_factory=list)
    """Brackets with something in them that is not part of a unit."""

    def __post_init__(self) -> None:
        self._named = [m for m in self.marks if m.kind == "metric"]
        inside = [(q.start, q.end) for q in self.numbers] + [(d.start, d.end) for d in self.dates] + [(m.start, m.end) for m in self.marks]
        numbers = [(q.start, q.end) for q in self.numbers]
        self.asides = [
            m.span() for m in _ASIDE.finditer(self.text) if not any(a < m.end() and m.start() < b for a, b in numbers if a < m.start())
        ]
        heading = _NUMBERING.match(self.text)
        start, segment, clause, before = heading.end() if heading else 0, 0, 0, ""
        for match in _SEPARATOR.finditer(self.text, start):
            at = match.start()
            if any(a <= at < b for a, b in inside) or (match[0] in "：:" and self._labels(at)):
                continue
            self.items.append(Item(start, at, before, segment, clause))
            before = match[0].replace(",", "，").replace(":", "：")
            segment += before == "；"
            clause += before != "、"
            start = match.end()
        self.items.append(Item(start, len(self.text), before, segment, clause))
        self._item_at = [n for n, item in enumerate(self.items) for _ in range(item.start, item.end + 1)]
        self._first = self.items[0].start
        self._aside_at = {i: (a, b) for a, b in self.asides for i in range(a, b)}

    def _labels(self, at: int) -> bool:
        """Whether the colon stands between a name and its figure: 设备数字化率：74.1%, 主营业务收入(万元)：18,600."""
        figure = next((q for q in self.numbers if q.start > at), None)
        name = next((m for m in reversed(self._named) if m.end <= at), None)
        if figure is None or name is None or self.text[at + 1 : figure.start].strip(" 约近达为"):
            return False
        between = _ASIDE.sub("", self.text[name.end : at]).strip()
        return bool(_OF_WHOLE.search(between)) or not self.vocabulary.links.sub("", between)

    def item(self, position: int) -> int:
        """The number of the item in which a character stands."""
        at = max(0, position - self._first)
        return self._item_at[at] if at < len(self._item_at) else len(self.items) - 1

    def aside(self, position: int) -> tuple[int, int] | None:
        """The brackets in which a character stands."""
        return self._aside_at.get(position)

    def metrics(self, start: int, end: int, at: int | None = None) -> list[Mark]:
        """The metrics named in ``text[start:end]``, without those in brackets that do not hold ``at`` as well."""
        named = [m for m in self._named if start <= m.start and m.end <= end]
        if at is None or not self.asides:
            return named
        inside = self.aside(at)
        return [m for m in named if self.aside(m.start) in (None, inside)]

    def residue(self, start: int, end: int) -> str:
        """What is left of ``text[start:end]`` without dates, cues and the words that only link a name to its figure."""
        if start >= end:
            return ""
        opened = self.aside(start)
        inside = opened if opened and opened[0] < start and opened == self.aside(end - 1) else None
        cut = [(a, b) for a, b in self.asides if start <= a and b <= end and (a, b) != inside]
        cut += [(d.start, d.end) for d in self.dates]
        cut += [(m.start, m.end) for m in self.marks if m.kind in ("own", "now", "before", "after", "target", "benchmark")]
        kept = "".join(c for i, c in enumerate(self.text[start:end], start) if not any(a <= i < b for a, b in cut))
        kept = re.sub(r"[\s，、；：:,()“”\"'‘’《》/。.%—→>\-]", "", kept)
        return self.vocabulary.links.sub("", kept)


def read_sentence(text: str, vocabulary: Vocabulary, fiscal_year: int, repaired: frozenset[int] = frozenset()) -> Sentence:
    """Marks one sentence. Quantities inside words of the rulebook (每10万元) are not figures.

    A sentence without a figure and without a word of none is not searched for names: nothing could be read from it.
    """
    dates = periods(text, fiscal_year)
    numbers = quantities(text, repaired, spans(dates))
    told = any(q.unit or q.places or q.value == 0 for q in numbers) or vocabulary.nothing.search(text)
    found = vocabulary.marks(text) if told else []
    marks = [m for m in found if not any(d.start < m.end and m.start < d.end and m.kind != "target" for d in dates)]
    free = [d for d in dates if not any(m.start <= d.start and d.end <= m.end for m in marks)]
    if len(free) < len(dates):
        numbers = quantities(text, repaired, spans(free))
    numbers = [q for q in numbers if not any(m.start <= q.start and q.end <= m.end for m in marks)]
    return Sentence(text, marks, numbers, dates, vocabulary)
