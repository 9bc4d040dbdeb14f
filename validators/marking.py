"""The words that two passages share, for a reader: the verified sentences of both sides, aligned character by character."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

from models.application import Application
from models.likeness import Kind, SharedPassage, Stretch
from models.text import normalise, normalise_with_map
from validators.duplicates import SENTENCE, Shared, names_of

LEAST_RUN = 2
"""Characters in a row from which words are the same: single ones fall together by accident."""
SHORT_GAP = 60
"""Characters between two shared sentences up to which what stands there is shown, too."""
LONGEST = 1600
"""Characters of one side that are shown."""
LEFT_OUT = "……"
_SENTENCE = re.compile(r"[^。；;！!？?\n]+[。；;！!？?\n]?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")

Span = tuple[int, int]


def side_by_side(shared: Shared, applications: Sequence[Application]) -> SharedPassage:
    """The passage as both books have it, with what is the same and what was changed."""
    parts = shared.a, shared.b
    apps = [applications[p.applicant] for p in parts]
    own = [p.section.text for p in parts]
    kinds: tuple[list[Kind], list[Kind]] = [""] * len(own[0]), [""] * len(own[1])
    for pair in shared.pairs:
        _mark(kinds, (own[0], own[1]), (pair.a, pair.b), [names_of(x) for x in apps])
    spans = [sorted({p.a for p in shared.pairs}), sorted({p.b for p in shared.pairs})]
    for side in (0, 1):
        _mark_between(kinds[side], own[side], spans[side], own[1 - side], spans[1 - side])
    texts = [tuple(_stretches(own[side], kinds[side], spans[side])) for side in (0, 1)]
    places = [parts[side].section.places(spans[side][0][0], spans[side][-1][1]) for side in (0, 1)]
    return SharedPassage(
        applicants=(apps[0].id, apps[1].id), sections=(parts[0].section.id, parts[1].section.id), texts=(texts[0], texts[1]),
        places=(places[0], places[1]), length=shared.length, part=round(shared.part, 3),
    )  # fmt: skip


def _mark(kinds: tuple[list[Kind], list[Kind]], texts: tuple[str, str], at: tuple[Span, Span], names: Sequence[Sequence[str]]) -> None:
    """Sets the kind of each character of two sentences that say the same."""
    plain, index = zip(*(normalise_with_map(t[s:e]) for t, (s, e) in zip(texts, at, strict=True)), strict=True)
    whole = [_whole(p, n) for p, n in zip(plain, names, strict=True)]
    same = [[False] * len(p) for p in plain]
    for block in SequenceMatcher(None, plain[0], plain[1], autojunk=False).get_matching_blocks():
        if block.size >= LEAST_RUN:
            for side, first in enumerate((block.a, block.b)):
                same[side][first : first + block.size] = [True] * block.size
    for side in (0, 1):
        for start, end in whole[side]:
            # A name or a figure is the same as a whole or not at all: 83% is not 85% because both begin with an 8.
            if plain[side][start:end] not in {plain[1 - side][s:e] for s, e in whole[1 - side]}:
                same[side][start:end] = [False] * (end - start)
        for n, is_same in enumerate(same[side]):
            place = at[side][0] + index[side][n]
            kinds[side][place] = "same" if is_same else kinds[side][place] or "changed"


def _mark_between(kinds: list[Kind], text: str, spans: Sequence[Span], other: str, there: Sequence[Span]) -> None:
    """Sentences between the shared ones that stand in the other passage letter for letter: those that only state what the notice asks for."""
    said = {normalise(s).strip() for s in _SENTENCE.findall(other[there[0][0] : there[-1][1]])}
    for m in _SENTENCE.finditer(text, spans[0][0], spans[-1][1]):
        if len(m[0].strip()) >= SENTENCE and normalise(m[0]).strip() in said:
            kinds[m.start() : m.end()] = ["same"] * len(m[0])


def _whole(plain: str, names: Iterable[str]) -> list[Span]:
    """Figures and the company's names, which are never cut."""
    found = [m.span() for m in _NUMBER.finditer(plain)]
    for name in names:
        found += [m.span() for m in re.finditer(re.escape(name), plain)]
    return found


def _stretches(text: str, kinds: Sequence[Kind], spans: Sequence[Span]) -> Iterator[Stretch]:
    """The passage from its first shared sentence to its last, neighbours of one kind as one."""
    for kind, found in groupby(_shown(text, kinds, spans), key=itemgetter(0)):
        yield Stretch(text="".join(words for _, words in found), kind=kind)


def _shown(text: str, kinds: Sequence[Kind], spans: Sequence[Span]) -> Iterator[tuple[Kind, str]]:
    """The passage character by character, what is long and unshared between its sentences left out."""
    end, shown = spans[0][0], 0
    for start, stop in spans:
        if shown > LONGEST:
            yield "", LEFT_OUT
            return
        if start - end > SHORT_GAP and not all(kinds[end:start]):
            yield "", LEFT_OUT
            end = start
        yield from _characters(text[end:stop], kinds[end:stop])
        shown += stop - start
        end = stop


def _characters(text: str, kinds: Sequence[Kind]) -> Iterator[tuple[Kind, str]]:
    """Each character with its kind; white space takes that of what stands before it."""
    kind: Kind = ""
    for char, own in zip(text, kinds, strict=True):
        kind = kind if char.isspace() else own
        yield kind, char
