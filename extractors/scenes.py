"""Scenes of a lighthouse book and which of the guide's 40 scenes each is.

A title names a scene by the guide's own name, another edition's, or the words that mark it. The body tells between several that the
title could mean (设备…运维: the enterprise's own machines or those it sold), and alone where the title names none (车间的眼睛): then
the match is marked as not named, for a person to confirm. A body that is near no scene gives none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from extractors.headings import letters, scene_title
from models.application import Scene
from models.outline import Outline, SectionText
from models.rulebook import Rulebook, SceneSpec

NAMED = 0.45
"""The least likeness of a title to a scene."""
LIKE, UNLIKE, AHEAD = 0.16, 0.1, 0.03
"""The least likeness of title and body to a scene whose name the title does not hold; below which a body speaks of something else than
its title; the lead over the second that tells two scenes apart."""
HINTED = 0.2
"""The least likeness of a title that holds a word of a scene without naming it, where the body is like the same scene."""
SHORT = 30
"""Characters of title and body below which their likeness tells nothing."""
BODY = 0.5
"""Weight of the body beside a title that names several."""


class Match(NamedTuple):
    """``margin`` (0 to 1) is the lead of ``best`` over ``second``; ``named`` tells that the title names it, not the body alone."""

    best: int | None
    second: int | None
    margin: float
    named: bool = True


def scenes(outline: Outline, rulebook: Rulebook) -> tuple[Scene, ...]:
    """The scenes in the order of the book."""
    guide = _guide(tuple((s.n, s.title, tuple(s.aliases), tuple(s.keywords), s.text) for s in rulebook.scenes))
    out = []
    for section in outline.sections:
        spec = rulebook.section(section.id)
        if spec is None or not spec.repeat or not spec.id.endswith("{n}"):
            continue
        title = title_of(section)
        match = guide.find(title, section.body.text)
        page, line = section.heading
        out.append(
            Scene(
                n=int(section.id.rsplit("-", 1)[-1]),
                title=title,
                guide_scene=match.best,
                second=match.second,
                margin=round(match.margin, 3),
                named=match.named,
                evidence=(page.evidence(line.box, section.title or line.text),),
            )
        )
    return tuple(out)


def title_of(section: SectionText) -> str:
    """The scene's name as printed behind 场景N：; "" where the book gives it none."""
    title = scene_title(section.title) if section.title else ""
    if title:
        return title
    first = section.own.text.split("\n", 1)[0].strip()
    return first.strip("：: ") if 2 <= len(first) <= 30 and first[-1] not in "。；，" else ""


@dataclass(frozen=True)
class Guide:
    """The guide's scenes made ready for comparing: their names, their words, and the weight of each pair of characters."""

    numbers: tuple[int, ...]
    names: tuple[tuple[str, ...], ...]
    words: tuple[tuple[tuple[str, ...], ...], ...]
    vectors: tuple[dict[str, float], ...]
    weights: dict[str, float]

    def find(self, title: str, body: str) -> Match:
        """The scene of a title and what is written under it; of a title that names none, the one its body is like, if any."""
        key = letters(title)
        likes = self._likes(title + body)
        top = max(likes) or 1.0
        if not key:
            return self._by_likeness(likes, len(letters(body)), named=True)
        scores = []
        for i in range(len(self.numbers)):
            named = self._title(i, key)
            scores.append((named + BODY * likes[i] / top if named >= NAMED else 0.0, i))
        scores.sort(key=lambda s: (-s[0], s[1]))
        (first, a), (other, b) = scores[0], scores[1]
        if first == 0.0:
            nearest = max(range(len(likes)), key=lambda i: likes[i])
            slip = self._slip(nearest, key) if body else 0.0
            hinted = self._title(nearest, key) >= HINTED and top >= UNLIKE
            return Match(self.numbers[nearest], None, slip) if slip else self._by_likeness(likes, len(key + letters(body)), hinted)
        told = len(letters(body)) >= SHORT and likes[a] < UNLIKE
        return Match(self.numbers[a], self.numbers[b] if other else None, min(1.0, (first - other) / first), not told)

    def _by_likeness(self, likes: list[float], length: int, named: bool) -> Match:
        """The scene that a text is like, none where it is like no scene; the nearest is told in any case."""
        order = sorted(range(len(likes)), key=lambda i: -likes[i])
        first, second = likes[order[0]], likes[order[1]]
        lead = (first - second) / first if first else 0.0
        if length < SHORT or first < (UNLIKE if named else LIKE):
            return Match(None, self.numbers[order[0]], lead, named)
        return Match(self.numbers[order[0]], self.numbers[order[1]], lead, named and first - second >= AHEAD)

    def _title(self, i: int, key: str) -> float:
        """How well a title names a scene: by its words, and by how much of a name of the scene stands in it."""
        hits = [parts for parts in self.words[i] if all(p in key for p in parts)]
        part = max(LCSseq.similarity(name, key) / len(name) for name in self.names[i])
        if not hits:
            return part if part >= 0.99 and len(self.names[i][0]) >= 5 else 0.0
        weight = min(1.0, max(sum(len(p) for p in parts) for parts in hits) / 4 + 0.08 * (len(hits) - 1))
        own = LCSseq.similarity(self.names[i][0], key) / len(self.names[i][0])
        return 0.45 * weight + 0.45 * part + 0.1 * own

    def _slip(self, i: int, key: str) -> float:
        """Whether a title holds a name of the scene with one character misread (仑 for 仓); its likeness, 0 where not."""
        return max((fuzz.partial_ratio(n, key) / 100 for n in self.names[i] if len(n) >= 4 and _one_off(n, key)), default=0.0)

    def _likes(self, text: str) -> list[float]:
        """Cosine of a text with each scene, over pairs of characters."""
        vector = _vector(text, self.weights)
        return [sum(w * vector.get(k, 0.0) for k, w in v.items()) for v in self.vectors]


def _one_off(name: str, key: str) -> bool:
    """Whether ``key`` holds ``name`` but for one character in its place."""
    windows = (key[i : i + len(name)] for i in range(len(key) - len(name) + 1))
    return any(sum(a != b for a, b in zip(name, w, strict=True)) == 1 for w in windows)


def _pairs(text: str) -> Counter[str]:
    plain = letters(text)
    return Counter(plain[i : i + 2] for i in range(len(plain) - 1))


def _vector(text: str, weights: dict[str, float]) -> dict[str, float]:
    raw = {k: (1 + log(n)) * weights[k] for k, n in _pairs(text).items() if k in weights}
    norm = sqrt(sum(v * v for v in raw.values())) or 1.0
    return {k: v / norm for k, v in raw.items()}


@lru_cache(maxsize=4)
def _guide(specs: tuple[tuple[int, str, tuple[str, ...], tuple[str, ...], str], ...]) -> Guide:
    texts = [
        " ".join((title, title, *aliases, *(k.replace("/", " ") for k in keywords), text)) for _, title, aliases, keywords, text in specs
    ]
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(set(_pairs(text)))
    weights = {k: log((len(texts) + 1) / n) for k, n in seen.items() if n <= 0.5 * len(texts)}
    return Guide(
        numbers=tuple(s[0] for s in specs),
        names=tuple(tuple(letters(x) for x in (s[1], *s[2])) for s in specs),
        words=tuple(tuple(tuple(letters(p) for p in k.split("/")) for k in s[3]) for s in specs),
        vectors=tuple(_vector(t, weights) for t in texts),
        weights=weights,
    )


def guide_of(specs: Sequence[SceneSpec]) -> Guide:
    """The guide of a rulebook, for asking about a title alone."""
    return _guide(tuple((s.n, s.title, tuple(s.aliases), tuple(s.keywords), s.text) for s in specs))
