"""Whose seal it is: readings of a seal against names that are known from the papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Levenshtein

from models.pages import Page, SealMark
from models.text import Agreement, name_key, names_agree

SURE = 0.97
"""Confidence from which a reading on which all ways of unrolling agree is taken for what stands there."""
BLURRED = 0.85
NEAR = 0.22
"""Share of a name that may be in doubt for a damaged reading still to be completed from it."""


def is_sure(mark: SealMark) -> bool:
    """Whether the words of a seal were read alike in all ways and with high confidence."""
    return mark.confidence >= SURE and len(mark.readings) <= 1


def agreement(mark: SealMark, name: str) -> Agreement:
    """Whether a seal bears ``name``: the best of its readings decides for it, only a sure reading against it."""
    states = [names_agree(reading, name, is_sure(mark)) for reading in (mark.text, *mark.readings) if reading]
    if not states:
        return "unreadable"
    return "matches" if "matches" in states else states[0]


def stamped_by(page: Page, name: str) -> tuple[SealMark | None, Agreement]:
    """The seal of ``name`` on a page. Where none matches: an unreadable one that may be it, or nothing with "differs"."""
    doubtful = None
    for mark in page.seals:
        if mark.seam or mark.shape == "square":
            continue
        state = agreement(mark, name)
        if state == "matches":
            return mark, state
        doubtful = mark if state == "unreadable" else doubtful
    return doubtful, "unreadable" if doubtful else "differs"


def resolved(mark: SealMark, names: Iterable[str]) -> str:
    """The seal's text, its doubtful characters completed from the one known name that fits all the sure ones.

    A character that every reading gives alike is not replaced, but for one in a blurred reading and two in a bad one: a seal
    of a firm with a similar name stays what it is.
    """
    readings = [r for r in dict.fromkeys((mark.text, *mark.readings)) if r]
    if not readings:
        return ""
    fitting: list[tuple[int, str]] = []
    for name in dict.fromkeys(names):
        if name_key(name) == name_key(readings[0]):
            return name if len(name) == len(readings[0]) else readings[0]
        off = min(Levenshtein.distance(name_key(r), name_key(name)) for r in readings[:3])
        if off <= max(1, NEAR * len(name)) and _fits(readings, name, mark.confidence):
            fitting.append((off, name))
    fitting.sort()
    if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0] and name_key(fitting[0][1]) != name_key(fitting[1][1])):
        return readings[0]
    return fitting[0][1]


def _fits(readings: Sequence[str], name: str, confidence: float) -> bool:
    """Whether the characters of ``name`` were read somewhere, or are missing, or are read differently from time to time."""
    want = name_key(name)
    seen: list[set[str]] = [set() for _ in want]
    extra = 0
    for reading in readings:
        got = name_key(reading)
        for op in Levenshtein.opcodes(got, want):
            if op.tag in ("equal", "replace"):
                for i in range(op.dest_end - op.dest_start):
                    seen[op.dest_start + i].add(got[op.src_start + i])
            elif op.tag == "insert":
                for i in range(op.dest_start, op.dest_end):
                    seen[i].add("")
            elif 0 < op.dest_start < len(want):
                extra += 1
    against = sum(len(place) == 1 and c not in place and "" not in place for c, place in zip(want, seen, strict=True))
    against += extra // max(1, len(readings))
    return against <= (0 if confidence >= SURE else 1 if confidence >= BLURRED else 2) and against <= 0.16 * len(want)
