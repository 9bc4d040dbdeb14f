"""The words of a rulebook as matchers: which metric a term names, and the cue words of stage, owner and change.

spaCy's blank Chinese pipeline over jieba does the matching. Its dictionary is made of the rulebook's words alone, so a longer
name that only holds a term (关键工序数控化率) stays one word, and loading takes milliseconds; nothing is cached on disk.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import jieba
import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import filter_spans

from extractors.language.normal import plain
from models.rulebook import Formula, MetricSpec, MetricsSpec

FILLER = "…"
CUTS = 65536
"""Segmented stretches of text that a process remembers."""
METRIC, BLOCK = "metric", "block"
CUES = ("before", "after", "target", "now", "benchmark", "other", "own", "parts", "institution", "cases", "per")
"""Word lists of the rulebook whose words are marked in a sentence; the others serve inside patterns."""


@dataclass(frozen=True, slots=True)
class Mark:
    """``text[start:end]`` is a word of the rulebook: ``kind`` is ``metric`` (then ``ids`` says which) or the name of a word list."""

    start: int
    end: int
    kind: str
    ids: tuple[str, ...] = ()


class _Segmenter:
    """jieba without its own dictionary: longest words of the rulebook win, all other characters stand alone."""

    def __init__(self, words: Iterable[str]) -> None:
        self._jieba = jieba.Tokenizer()
        total = 0
        for word in words:
            frequency = 10 ** min(len(word), 12)
            self._jieba.FREQ[word] = frequency
            total += frequency
            for end in range(1, len(word)):
                self._jieba.FREQ.setdefault(word[:end], 0)
        self._jieba.total = max(total, 1)
        self._jieba.initialized = True

    def cut(self, text: str, cut_all: bool = False) -> Any:
        """The interface that spaCy's tokenizer calls."""
        return self._jieba.cut(text, cut_all=cut_all, HMM=False)


class Vocabulary:
    """Everything that reading figures needs of a rulebook, compiled once."""

    def __init__(self, spec: MetricsSpec) -> None:
        self.specs: dict[str, MetricSpec] = {m.id: m for m in spec.metrics}
        self._alternations: dict[tuple[str, ...], str] = {}
        self.formulas: tuple[Formula, ...] = tuple(spec.formulas)
        self.words: dict[str, list[str]] = {name: [plain(w) for w in words] for name, words in spec.synonyms.items()}
        self._labels: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for metric in spec.metrics:
            self._add(METRIC, metric.terms, metric.id)
            self._add(BLOCK, metric.not_terms)
            self._add("per", metric.context if metric.kind == "ratio" else [])
        self._add(BLOCK, self.words.get("blocks", []))
        for name in CUES:
            self._add(name, self.words.get(name, []))
        self._whole = self._wholes(spec.metrics)
        self._nlp = spacy.blank("zh")
        self._nlp.tokenizer.segmenter = "jieba"
        self._nlp.tokenizer.jieba_seg = _Segmenter(self._labels)
        self._matcher = PhraseMatcher(self._nlp.vocab)
        self._matcher.add("word", [self._nlp.make_doc(word) for word in self._labels])
        self._reach: dict[str, int] = {}
        for word in self._labels:
            self._reach[word[:2]] = max(len(word), self._reach.get(word[:2], 0))
        self._cut = lru_cache(maxsize=CUTS)(lambda text: tuple(t.text for t in self._nlp.make_doc(text)))

    def _add(self, kind: str, words: Iterable[str], id: str = "") -> None:
        for word in words:
            self._labels[plain(word)].add((kind, id))

    def _wholes(self, metrics: list[MetricSpec]) -> dict[str, list[tuple[str, str]]]:
        """(name, id) of everything that a share can be of, by the first two characters of the name."""
        out: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for pair in {(plain(w), m.id) for m in metrics for w in (*m.terms, *m.wholes)}:
            out[pair[0][:2]].append(pair)
        return dict(out)

    def wholes_in(self, text: str) -> list[tuple[str, str]]:
        """(name, id) of the wholes that stand in a text, longest name first."""
        found = {p for i in range(len(text)) for p in self._whole.get(text[i : i + 2], ()) if text.startswith(p[0], i)}
        return sorted(found, key=lambda pair: (-len(pair[0]), pair))

    def marks(self, text: str) -> list[Mark]:
        """The words of the rulebook in ``text``, in order, none over another; of two that overlap the longer counts."""
        tokens, places = self._tokens(text)
        doc = Doc(self._nlp.vocab, words=tokens, spaces=[False] * len(tokens))
        found = filter_spans([doc[start:end] for _, start, end in self._matcher(doc)])
        out = []
        for span in found:
            start, end = places[span.start], places[span.end]
            labels = self._labels.get(span.text, set())
            ids = tuple(sorted(id for kind, id in labels if kind == METRIC))
            kinds = {kind for kind, _ in labels}
            kind = METRIC if ids else next((k for k in (*CUES, BLOCK) if k in kinds), BLOCK)
            out.append(Mark(start, end, kind, ids))
        return out

    def _tokens(self, text: str) -> tuple[list[str], list[int]]:
        """The tokens of a text and where each starts (with the end of the last).

        Only stretches in which a word of the rulebook may stand are segmented, each once per process: they recur from book to book. What
        lies between is one filler; no word reaches into it, so the segmentation is that of the whole text.
        """
        tokens, places, at = [], [0], 0
        for start, end in self._stretches(text):
            for word in ((FILLER,) if start > at else ()) + self._cut(text[start:end]):
                tokens.append(word)
                places.append(start if word is FILLER else places[-1] + len(word))
            at = end
        if at < len(text):
            tokens.append(FILLER)
            places.append(len(text))
        return tokens, places

    def _stretches(self, text: str) -> list[tuple[int, int]]:
        """Where words of the rulebook may stand: from a word's first two characters as far as the longest such word reaches."""
        out: list[tuple[int, int]] = []
        reach, last = self._reach, len(text)
        for i in range(last):
            far = reach.get(text[i : i + 2]) or reach.get(text[i])
            if far:
                end = min(i + far, last)
                if out and i <= out[-1][1]:
                    out[-1] = (out[-1][0], max(out[-1][1], end))
                else:
                    out.append((i, end))
        return out

    @cached_property
    def nothing(self) -> re.Pattern[str]:
        """Words of none: 未发生, 暂无."""
        return re.compile(self.alternation("none"))

    def alternation(self, *names: str) -> str:
        """A pattern for any word of the lists ``names``, longest first; made once for each combination."""
        if names not in self._alternations:
            self._alternations[names] = self._alternation(names)
        return self._alternations[names]

    def _alternation(self, names: tuple[str, ...]) -> str:
        words = {w for name in names for w in self.words.get(name, [])}
        return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) or r"(?!)"

    @cached_property
    def labels(self) -> dict[str, str]:
        """What a table calls a metric, whole → its id; changes are named by their headers only (生产效率提高)."""
        out: dict[str, str] = {}
        tails = ("", "总额", "合计", "数", "总数", "数量", "情况", "比例")
        for tail in tails:
            for spec in self.specs.values():
                if (spec.kind == "ratio" and spec.context) or (tail and spec.change):
                    continue
                for word in (*spec.headers, *([] if spec.change else spec.terms)):
                    out.setdefault(plain(word) + tail, spec.id)
        return out

    @cached_property
    def links(self) -> re.Pattern[str]:
        """Words that may stand between a name and its figure without making it another figure."""
        return re.compile(self.alternation("links"))


@lru_cache(maxsize=8)
def _compiled(json: str) -> Vocabulary:
    return Vocabulary(MetricsSpec.model_validate_json(json))


def vocabulary(spec: MetricsSpec) -> Vocabulary:
    """The compiled vocabulary of a rulebook's metrics; made once per process and rulebook."""
    return _compiled(spec.model_dump_json())
