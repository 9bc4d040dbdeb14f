"""Reads sentences as the metrics stage does, without pages."""

from __future__ import annotations

from extractors.language.normal import normal
from extractors.language.sentences import read_sentence, sentences
from extractors.language.statements import Reader, Setting, Statement
from extractors.language.vocabulary import Vocabulary, vocabulary
from pipeline.rulebook import load

RULEBOOK = load("shijiazhuang-2025")
OWN = ("actual", "before", "after", "target")


def words() -> Vocabulary:
    return vocabulary(RULEBOOK.metrics)


def read(text: str, setting: Setting | None = None) -> list[Statement]:
    """Every statement of a paragraph."""
    paragraph = normal(text)
    out: list[Statement] = []
    last: str | None = None
    for a, b in sentences(paragraph.text):
        base = setting or Setting()
        reader = Reader(
            read_sentence(paragraph.text[a:b], words(), 2024),
            Setting(base.applicant, base.default, base.applied, last, 2024),
        )
        out.extend(reader.statements())
        last = reader.closing()
    return out


def told(text: str, setting: Setting | None = None) -> str:
    """The applicant's own figures as ``id value period`` joined by ``; ``."""
    own = [s for s in read(text, setting) if s.role in OWN]
    return "; ".join(f"{s.metric} {s.value:g}" + (f" {s.period}" if s.period else "") for s in own)
