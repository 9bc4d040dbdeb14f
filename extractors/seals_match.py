"""Whose seal it is: readings of a seal against names that are known from the papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from models.pages import Page, SealMark
from models.text import Agreement, name_key, names_agree

SURE = 0.97
"""Confidence from which a reading on which all ways of unrolling agree is taken for what stands there."""
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


def resolved(mark: SealMark, names: Iterable[str], organs: Sequence[str] = (), city: str = "", printed: Iterable[str] = ()) -> str:
    """The seal's text, its doubtful characters completed from the one known name that fits all the sure ones.

    A character that every reading gives alike is not replaced, but for one in a blurred reading: a seal of a firm with a
    similar name stays what it is. Names of public ``organs`` leave one more, because no two of them are that close; the name of the ``city`` before a firm's is mended by itself.
    """
    readings = [_mended(r, city) for r in dict.fromkeys((mark.text, *mark.readings)) if r]
    if not readings:
        return ""
    known, seen = list(dict.fromkeys(names)), list(dict.fromkeys(printed))
    for name in (*known, *organs, *seen):
        if name_key(name) == name_key(readings[0]):
            return name if len(name) == len(readings[0]) else readings[0]
    fitting = []
    if not is_sure(mark):
        fitting = [f for name in known if (f := _fit(readings, name, 1)) is not None]
        fitting += [f for name in seen if (f := _fit(readings, name, 0)) is not None]
    near = [name for name, _, _ in process.extract(readings[0], organs, scorer=fuzz.ratio, limit=8, score_cutoff=65)]
    fitting += [f for name in near if (f := _fit(readings, name, 1 if is_sure(mark) else 2, 0.2)) is not None]
    fitting.sort()
    if not fitting or (len(fitting) > 1 and fitting[0][:2] == fitting[1][:2] and name_key(fitting[0][2]) != name_key(fitting[1][2])):
        return readings[0]
    return fitting[0][2]


def _mended(reading: str, city: str) -> str:
    """``reading`` with the city's name at its beginning set right where one character of it is wrong."""
    short = city.removesuffix("市")
    head = reading[: len(short)]
    wrong = sum(a != b for a, b in zip(head, short, strict=False))
    return short + reading[len(short) :] if len(short) >= 3 and len(head) == len(short) and wrong == 1 else reading


def _fit(readings: Sequence[str], name: str, limit: int, share: float = 0.13) -> tuple[int, int, str] | None:
    """How far the readings are from ``name`` (characters never read, distance of the best reading), nothing where they cannot
    be damaged readings of it.

    Counted are the characters of ``name`` that no reading has (``unread``), and of these those for which all readings have the
    same other character (``against``): the latter speak for another name, and at most ``limit`` of them are let pass.
    """
    want = name_key(name)
    off = min(Levenshtein.distance(name_key(r), want) for r in readings[:3])
    if off > max(1, NEAR * len(want)):
        return None
    seen: list[set[str]] = [set() for _ in want]
    for reading in readings:
        got = name_key(reading)
        for op in Levenshtein.opcodes(got, want):
            for i in range(op.dest_end - op.dest_start):
                seen[op.dest_start + i].add("" if op.tag == "insert" else got[op.src_start + i])
    unread = [place for c, place in zip(want, seen, strict=True) if c not in place]
    against = sum(len(place) == 1 and "" not in place for place in unread)
    return (len(unread), off, name) if against <= limit and len(unread) <= max(1.0, share * len(want)) else None
