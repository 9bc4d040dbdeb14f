"""Scenes of a lighthouse book and which of the guide's 40 scenes each is.

The title decides: a scene is one of the guide's only where its title names it, by the guide's own name, another edition's, or
the words that mark it. The body tells between several that the title could mean (设备…运维: the enterprise's own machines or
those it sold). A title that names none gives none, whatever words the body shares with the guide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from extractors.headings import letters, scene_title
from models.application import Scene
from models.outline import Outline, SectionText
from models.rulebook import Rulebook, SceneSpec

NAMED = 0.45
"""The least likeness of a title to a scene."""
UNTITLED = 0.12
"""How far a body without a title must lead with its best scene."""


def scenes(outline: Outline, rulebook: Rulebook) -> tuple[Scene, ...]:
    """The scenes in the order of the book."""
    guide = _guide(tuple((s.n, s.title, tuple(s.aliases), tuple(s.keywords), s.text) for s in rulebook.scenes))
    out = []
    for section in outline.sections:
        spec = rulebook.section(section.id)
        if spec is None or not spec.repeat or not spec.id.endswith("{n}"):
            continue
        title = title_of(section)
        best, second, margin = guide.find(title, section.body.text)
        page, line = section.heading
        out.append(
            Scene(
                n=int(section.id.rsplit("-", 1)[-1]),
                title=title,
                guide_scene=best,
                second=second,
                margin=round(margin, 3),
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

    def find(self, title: str, body: str) -> tuple[int | None, int | None, float]:
        """The best scene, the second, and the lead (0 to 1) of the one over the other; of a title that names none, how far

        it is from all names, with the scene that its body is nearest to as the second.
        """
        near = self._bodies(body)
        key = letters(title)
        if not key:
            order = sorted(range(len(self.numbers)), key=lambda i: -near[i])
            lead = near[order[0]] - near[order[1]]
            return (self.numbers[order[0]] if lead >= UNTITLED else None), self.numbers[order[1]], max(0.0, lead)
        scores = []
        for i in range(len(self.numbers)):
            named = self._title(i, key)
            scores.append((named + 0.3 * near[i] if named >= NAMED else 0.0, i))
        scores.sort(key=lambda s: (-s[0], s[1]))
        (first, a), (other, b) = scores[0], scores[1]
        if first == 0.0:
            top = max(range(len(near)), key=lambda i: near[i])
            slip = self._slip(top, key) if body else 0.0
            if slip:
                return self.numbers[top], None, slip
            return None, self.numbers[top], 1.0 - max(fuzz.partial_ratio(n, key) / 100 for names in self.names for n in names)
        return self.numbers[a], self.numbers[b] if other else None, min(1.0, (first - other) / first)

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

    def _bodies(self, body: str) -> list[float]:
        """Cosine of the body with each scene, over pairs of characters; the best is 1."""
        vector = _vector(body, self.weights)
        near = [sum(w * vector.get(k, 0.0) for k, w in v.items()) for v in self.vectors]
        top = max(near, default=0.0)
        return [n / top if top else 0.0 for n in near]


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
