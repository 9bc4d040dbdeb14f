"""Whose seal stands on a paper: only the owner's own counts, an authority's printed seal does not."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein

from models.evidence import Evidence
from models.pages import Page
from models.text import name_key

ALIKE = 0.72
"""Similarity from which a seal's text, read along an arc, is taken for a name."""


def stamps(pages: Iterable[Page], owner: str) -> tuple[Evidence, ...]:
    """Evidence of the seals that bear the owner's name (骑缝章 aside)."""
    out = []
    for page in pages:
        out += [page.evidence(s.box, s.text) for s in page.seals if not s.seam and bears(s.text, owner)]
    return tuple(out)


def bears(seal: str, owner: str) -> bool:
    """Whether the text of a seal is the owner's name, a few misread or lost characters allowed."""
    a, b = name_key(seal), name_key(owner)
    if not a or not b or len(a) < 4:
        return False
    return b in a or Levenshtein.normalized_similarity(a, b) >= ALIKE
