"""Comparing names that were read from scans and seals: the same, another, or not to be told."""

from __future__ import annotations

import re
from typing import Literal

from rapidfuzz.distance import LCSseq, Levenshtein
from rapidfuzz.fuzz import partial_ratio

from models.text import name_key

Likeness = Literal["same", "other", "unclear"]

SPECIAL_SEAL = re.compile(r"(?:合同|财务|发票|业务|投标|报关|人事|行政)?专用章|[（(]\d+[)）]|公章")
FRAGMENT = 90.0
"""rapidfuzz partial ratio from which a fragment is part of a name."""
SCATTERED = 0.8
"""Share of a ring's characters that stand in the name in the same order, from which it may be the name with some lost."""
READ_RING = 0.7
"""Confidence below which a ring's text is guesswork (on scans in black and white, mostly): it tells no other company."""
SHARED, CLEAR_RING = 0.4, 0.9
"""Share of a name's characters that a ring read badly still shows of it (a city alone is less), and the confidence from which such a ring is
another company's all the same (a sister's)."""
LEGAL_FORMS = re.compile(r"(?:股份|集团|责任)?有限(?:责任)?公司$|公司$")


_PART_OF_FORM = re.compile(r"(?:股份?|集团?|责任?|有限?|公)+$")


def core(name: str) -> str:
    """A name without its legal form: what tells companies apart."""
    return LEGAL_FORMS.sub("", name_key(name))


def compare(a: str, b: str, confidence: float = 1.0, seal: bool = False) -> Likeness:
    """Whether two company names are one.

    One differing character (of a name read from a scan) is ``unclear``: the reading or the company may be another; so is a name
    with more behind it (a neighbouring cell, or a branch). In a seal,
    whose ring is read worse, a fragment of the name and one or two differing characters still are the same.
    """
    x, y = name_key(SPECIAL_SEAL.sub("", a) if seal else a), name_key(b)
    if not x or not y:
        return "unclear"
    if x == y:
        return "same"
    distance = Levenshtein.distance(x, y)
    if seal:
        return _ring(x, y, confidence, distance)
    if (distance == 1 and len(x) == len(y)) or (min(len(x), len(y)) >= 5 and (x.startswith(y) or y.startswith(x))):
        return "unclear"
    return "unclear" if _cut_short(x, y) or _cut_short(y, x) else "other"


def _cut_short(part: str, whole: str) -> bool:
    """Whether one name is what is left of the other where only one of its two lines was read."""
    head = _PART_OF_FORM.sub("", part)
    tail = len(part) >= 4 and whole.endswith(part) and bool(LEGAL_FORMS.search(part))
    return tail or (not LEGAL_FORMS.search(part) and len(head) >= 2 and whole.startswith(head))


def _ring(x: str, y: str, confidence: float, distance: int) -> Likeness:
    """The text of a ring ``x`` against a company ``y``. Characters of a ring get lost: those left still come in the name's order."""
    if distance <= max(1, round(0.1 * len(y))):
        return "same"
    if len(x) < len(y) and len(x) >= 5 and partial_ratio(x, y) >= FRAGMENT:
        return "same"
    lost = len(x) <= len(y) - 2 and LCSseq.similarity(x, y) >= SCATTERED * len(x)
    if len(x) < 5 or confidence < READ_RING or lost:
        return "unclear"
    if confidence < CLEAR_RING and _same_core(x, y):
        return "unclear"
    return "other" if distance >= 0.3 * max(len(x), len(y)) else "unclear"


def _same_core(x: str, y: str) -> bool:
    """Whether so much of what tells company ``y`` from others stands in the ring ``x`` in the same order that it may be ``y``, read badly."""
    own = core(y)
    return len(own) >= 4 and LCSseq.similarity(core(x), own) >= SHARED * len(own)


def holds(text: str, name: str) -> bool:
    """Whether a list of holders (``甲公司；乙大学``) names a company; a longer name that contains it is another's."""
    key = name_key(name)
    return bool(key) and key in [name_key(part) for part in re.split(r"[;；、,，/\n]", text)]
