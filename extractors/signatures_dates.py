"""Dates of 承诺书 and 声明: filled in, blank, or not to be told. The value itself is read by `extractors.form`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.signatures_ink import strokes
from extractors.signatures_places import Statement
from models.application import Mark
from models.eyes import Eyes
from models.geometry import Box, union
from models.pages import Line
from models.text import normalise

_NUMBER = r"[\d〇零一二三四五六七八九十OoIl]"
_FULL = re.compile(rf"{_NUMBER}{{2,4}}\s*年\s*{_NUMBER}{{1,3}}\s*月(\s*{_NUMBER}{{1,3}}\s*日?)?")
_DIGITS = re.compile(r"20\d\d\s*[-./．—]\s*\d{1,2}\s*[-./．—]\s*\d{1,2}|20\d{2}[01]\d[0-3]\d")
_BLANK = re.compile(r"(?<![度上下本当今去前近])年|(?<=[\s_\d])月|^月|日\s*$")
FILLED = 0.032
"""Inked area between 年, 月 and 日, in squares of a character's height, from which something stands there; a 7 has 0.05."""
HIDDEN = 0.5
"""Share of such a room under a grey seal from which its being blank cannot be told."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The room for a number before 年, 月 or 日; ``hidden`` where a grey seal lies over it and nothing else was found."""

    box: Box
    filled: bool
    hidden: bool = False


def date_mark(statements: Sequence[Statement], eyes: Eyes, id: str, name: str) -> Mark:
    """The mark of a statement's date, from the last of its pages that has one."""
    for statement in reversed(statements):
        rows = _rows(statement.lines)
        for row in reversed(rows):
            text = " ".join(w.text for w in row)
            plain = normalise(text)
            place = statement.page.evidence(union(w.box for w in row), text)
            if _FULL.search(plain) or _DIGITS.search(plain):
                return Mark(id=f"{id}.date", state="present", evidence=(place,), confidence=min(w.confidence for w in row), text=text)
            mark = _by_slots(statement, row, eyes, id, text)
            if mark is not None:
                return mark
    why = f"未找到{name}的日期栏"
    return Mark(id=f"{id}.date", state="unsure", evidence=(statements[-1].page.evidence(None, why),), confidence=0.0, text=why)


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines side by side, from top to bottom, that may hold a date: short ones with 年, 月, 日 or 日期 in them."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda w: w.box.centre[1]):
        if rows and abs(rows[-1][-1].box.centre[1] - line.box.centre[1]) < 0.6 * max(line.box.height, rows[-1][-1].box.height):
            rows[-1].append(line)
        else:
            rows.append([line])
    kept = []
    for row in rows:
        row.sort(key=lambda w: w.box.x0)
        text = normalise("".join(w.text for w in row))
        if len(text) <= 30 and ("日期" in text or ("年" in text and ("月" in text or "日" in text)) or _DIGITS.search(text)):
            kept.append(row)
    return kept


def _by_slots(statement: Statement, row: Sequence[Line], eyes: Eyes, id: str, text: str) -> Mark | None:
    """The mark by the rooms before 年, 月 and 日: what was read or inked in each."""
    slots = _slots(statement, row, eyes)
    if not slots:
        return None
    filled = [n for n, s in slots.items() if s.filled]
    place = statement.page.evidence(union([w.box for w in row]), text)
    if "年" in filled and "月" in filled:
        return Mark(id=f"{id}.date", state="present", evidence=(place,), confidence=0.75, text=text)
    if "月" in filled or ("日" in filled and "年" in filled):
        return Mark(id=f"{id}.date", state="unsure", evidence=(place,), confidence=0.5, text=f"日期填写不全或未能识读：{text}")
    if filled == ["日"]:
        return Mark(id=f"{id}.date", state="unsure", evidence=(place,), confidence=0.4, text=f"日期处有疑似笔迹：{text}")
    if slots["月"].hidden and ("日" not in slots or slots["日"].hidden):
        return Mark(id=f"{id}.date", state="unsure", evidence=(place,), confidence=0.3, text="日期被印章遮盖，无法判断")
    why = "仅有年份，月、日空白" if filled else "日期空白"
    return Mark(id=f"{id}.date", state="absent", evidence=(place,), confidence=0.9, text=why)


def _slots(statement: Statement, row: Sequence[Line], eyes: Eyes) -> dict[str, Slot]:
    """The rooms before 年, 月 and 日 on a row; empty where 年 and 月 were not both read."""
    marks: list[tuple[str, Box]] = []
    start: float | None = None
    for line in row:
        for i, char in enumerate(line.text):
            if char in "年月日" and not line.text[i:].startswith("日期"):
                marks.append((char, line.span(i, i + 1)))
        found = re.search(r"日\s*期\s*[:：]?", line.text)
        if found:
            start = line.span(found.start(), found.end()).x1
    names = [c for c, _ in marks]
    if "年" not in names or "月" not in names:
        return {}
    height = min(union([b for _, b in marks]).height, 18.0)
    left = start if start is not None else marks[0][1].x0 - 3.4 * height
    out: dict[str, Slot] = {}
    for char, box in marks:
        room = Box(left + 0.1 * height, box.top - 0.35 * height, box.x0 - 0.1 * height, box.bottom + 0.35 * height)
        left = box.x1
        if char in out or room.width < 0.3 * height:
            out.setdefault(char, Slot(room, False))
            continue
        if any(re.search(_NUMBER, normalise(w.text)) for w in _parts(row, room)):
            out[char] = Slot(room, True)
            continue
        ink = strokes(statement.page, eyes, room, height, ())
        filled = ink.area >= FILLED and ink.height > 0.35
        out[char] = Slot(room, filled, not filled and ink.hidden > HIDDEN)
    return out


def _parts(row: Sequence[Line], room: Box) -> list[Line]:
    """What was read inside a room, as pieces of the row's lines."""
    out = []
    for line in row:
        inside = [i for i in range(len(line.text)) if room.contains(*line.span(i, i + 1).centre)]
        if inside:
            out.append(Line(line.text[inside[0] : inside[-1] + 1], line.box, line.confidence))
    return out
