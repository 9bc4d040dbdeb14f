"""When a figure holds: its year, its span of years, or its stage (before, after, target), by the conventions of the contract."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.language.periods import Period
from extractors.language.sentences import Sentence
from extractors.language.vocabulary import Mark, Vocabulary

_COMPARING = re.compile(r"(?:比|比起|较|与|同|和|由|从|相比|相较|相较于|对比|对照|高于|低于|超过)(?:于)?$")
_COMPARED = re.compile(r"^(?:[^，。；、]{0,2})(?:相比|比较|相较|对比|之比)")
_REACHED = re.compile(r"(?:完成|实现|达成|达到|超过|超出|高于|优于)了?[^，。；、]{0,3}$")
"""完成规划目标: a goal that was reached is none for what comes after."""
_BASIS = re.compile(r"^[^，。；、]{0,14}基础上")
_ALL = re.compile(r"^(?:，)?(?P<all>均|都|全部|全)?(?:为|是|系|于|在)$")
_OF_ALL = re.compile(r"^(?:新)?(?:取得|获得|授权|登记|获批|申请|提交|受理)")
_UNTIL = ("到", "至")


@dataclass(frozen=True, slots=True)
class Time:
    """``stage`` is before, after, target or ""; ``period`` a year or a span, None where none is said."""

    period: str | None = None
    stage: str = ""

    @property
    def value(self) -> str | None:
        """What the contract calls period: the stage wins over the date."""
        return self.stage or self.period


@dataclass
class _State:
    period: str | None = None
    stage: str = ""
    stage_until: int | None = None
    """Segment after which the stage ends, None for the sentence's end."""
    since: int = -1
    """Where the last governing date or stage stands."""


@lru_cache(maxsize=8)
def _founded(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile(vocabulary.alternation("founded"))


class Times:
    """The dates and stages of one sentence. ``before`` is the date that governed last in its paragraph, for 同期, 当年, 全年."""

    def __init__(self, sentence: Sentence, fiscal_year: int, before: str | None = None) -> None:
        self._s = sentence
        self._fiscal_year = fiscal_year
        self._before = before
        self._founded = _founded(sentence.vocabulary)
        stages = [m for m in sentence.marks if m.kind in ("before", "after", "target", "now")]
        self._events: list[Period | Mark] = sorted([*sentence.dates, *stages], key=lambda e: e.start)
        self._bound = [e for e in self._events if self._is_bound(e)]
        self.last: str | None = before

    def of(self, start: int, end: int, change: bool = False) -> Time:
        """The time of the quantity at ``start:end``; for a ``change`` before and after are its two ends, not when it holds."""
        time = self._after(end) or (None if change else self._bound_to(start)) or self._governing(start)
        if not change or time.stage == "target":
            return time
        return Time(time.period if self._same_segment(start) else None)

    def _same_segment(self, start: int) -> bool:
        """Whether the date that governs a change stands in its own segment: an improvement after a semicolon is undated."""
        segment = self._s.items[self._s.item(start)].segment
        dates = [e for e in self._events if isinstance(e, Period) and e.start < start and e not in self._bound]
        return bool(dates) and self._s.items[self._s.item(dates[-1].start)].segment == segment

    def base(self, start: int) -> str:
        """The year that a change is reckoned from, where one is named: 较2022年."""
        item = self._s.items[self._s.item(start)]
        dates = [e for e in self._bound if isinstance(e, Period) and item.start <= e.start < start and e.value]
        return f"较{dates[-1].value}年" if dates else ""

    def closing(self) -> str | None:
        """The date that governs at the sentence's end, or the one before it."""
        return self._governing(len(self._s.text)).period or self.last

    def _is_bound(self, event: Period | Mark) -> bool:
        """Whether an event belongs to one figure only: compared with (比2023年的), or in brackets."""
        text = self._s.text
        if isinstance(event, Mark) and event.kind == "now":
            return text[max(0, event.start - 1) : event.start] in ("由", "从")
        if isinstance(event, Mark) and event.kind == "target":
            return text[event.start : event.end].endswith("目标") and bool(_REACHED.search(text, max(0, event.start - 8), event.start))
        if isinstance(event, Period) and event.kind == "same":
            return False
        if self._s.aside(event.start) is not None or (isinstance(event, Mark) and _BASIS.match(text[event.end :])):
            return True
        if _COMPARING.search(text, max(0, event.start - 4), event.start):
            return not (isinstance(event, Period) and event.kind == "open")
        return isinstance(event, Mark) and bool(_COMPARED.match(text[event.end : event.end + 6]))

    def _after(self, end: int) -> Time | None:
        """A date in brackets right behind the figure: 68.3%（2024年）."""
        for date in self._s.dates:
            if date.start >= end and _OF_ALL.match(self._s.text[date.end :]) and self._closes(date, end):
                return self._time(date)
        inside = next(((a, b) for a, b in self._s.asides if a == end), None)
        if inside is None or any(inside[0] < q.start < inside[1] for q in self._s.numbers):
            return None
        for event in self._events:
            if inside[0] < event.start < inside[1]:
                time = self._time(event)
                if time:
                    return time
        return None

    def _closes(self, date: Period, end: int) -> bool:
        """Whether the date closes the clause of the figure that ends at ``end``: 3件、软著8件均为2023年取得."""
        items = self._s.items
        if items[self._s.item(date.start)].clause != items[self._s.item(end - 1)].clause:
            return False
        last = max((q.end for q in self._s.numbers if q.start < date.start), default=end)
        link = _ALL.match(self._s.text[last : date.start])
        return link is not None and (last == end or link["all"] is not None)

    def _bound_to(self, start: int) -> Time | None:
        """A date or stage that belongs to the next figure alone, with no other figure between."""
        item = self._s.items[self._s.item(start)]
        for event in reversed(self._bound):
            if event.start >= start:
                continue
            aside = self._s.aside(event.start)
            together = aside is not None and aside == self._s.aside(start)
            if not together and self._s.items[self._s.item(event.start)].clause != item.clause:
                break
            if any(event.end <= q.start < start for q in self._s.numbers):
                break
            if aside and not aside[0] < start < aside[1] and any(q.end == aside[0] for q in self._s.numbers):
                continue
            return self._time(event)
        return None

    def _time(self, event: Period | Mark) -> Time | None:
        if isinstance(event, Mark):
            return Time(None, event.kind) if event.kind in ("before", "after", "target") else Time()
        if event.kind == "same":
            return Time(self._before)
        if event.value is None:
            return None
        if event in self._bound and self._s.text[event.start : event.end].startswith("上"):
            base = self._governing(event.start).period
            return Time(str((int(base) if base and "/" not in base else self._fiscal_year) - 1))
        return Time(None, "target") if self._is_future(event) else Time(event.value)

    def _governing(self, start: int) -> Time:
        state = _State()
        segment = self._s.items[self._s.item(min(start, len(self._s.text) - 1))].segment
        for event in self._events:
            if event.start >= start:
                break
            if event not in self._bound:
                self._take(state, event)
        if state.stage_until is not None and segment > state.stage_until:
            state.stage = ""
        return Time(state.period, state.stage)

    def _take(self, state: _State, event: Period | Mark) -> None:
        figures = any(state.since <= q.start < event.start for q in self._s.numbers)
        item = self._s.items[self._s.item(event.start)]
        if isinstance(event, Mark):
            self._take_mark(state, event, figures)
        elif event.kind == "base":
            return
        elif event.kind == "same":
            state.period = state.period or self.last
            return
        elif event.kind == "open":
            state.period, state.stage = None, ""
        elif self._is_event(event):
            self.last = event.value
            return
        elif self._is_future(event):
            state.stage, state.stage_until = "target", None
        else:
            same_item = state.since >= item.start
            if not (state.stage and (same_item or not figures)):
                state.stage = ""
            state.period = event.value
            self.last = event.value
        state.since = event.start

    def _take_mark(self, state: _State, mark: Mark, figures: bool) -> None:
        if mark.kind == "now":
            if figures or state.since < 0 or state.stage:
                state.period = None
            state.stage = ""
            return
        if mark.kind == "target":
            state.stage, state.stage_until = "target", None
            return
        if state.stage == "target" and not figures:
            return
        leads = not any(q.start < mark.start for q in self._s.numbers)
        state.stage = mark.kind
        state.stage_until = None if leads else self._s.items[self._s.item(mark.start)].segment

    def _is_event(self, date: Period) -> bool:
        """Whether the date only says when the firm was founded, moved or honoured, so that it dates no figure."""
        item = self._s.items[self._s.item(date.start)]
        if self._s.metrics(item.start, item.end):
            return False
        return bool(self._founded.search(self._s.text, item.start, item.end))

    def _is_future(self, date: Period) -> bool:
        """Whether the date lies after the notice: later than the year in which books are written, or that year's end."""
        if date.kind == "relative" or not date.years:
            return False
        written = self._fiscal_year + 1
        last = date.years[-1]
        return last > written or (
            last == written and date.late and date.lead in _UNTIL and "6月" not in self._s.text[date.start : date.end]
        )
