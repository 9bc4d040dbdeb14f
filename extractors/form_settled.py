"""Names that a scanned form shows unclearly, settled by what the book prints elsewhere.

A seal over the name's cell, or a rare character of a county's name, makes OCR add, lose or change a character. The book's own pages
(its papers are somebody else's words) print the same name many times. Only a reading that cannot be right as it stands is settled
so: a name without a legal form at its end, one read in doubt, a county that the city does not have. Anything else stays as read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

from models.application import FieldValue
from models.outline import Outline
from models.pages import Page
from models.rulebook import Rulebook

SURE = 0.93
"""Confidence from which a name that could be one is left as it was read."""
TIMES = 3
"""Lines of the book that must agree before they outweigh the form."""
ALIKE = 80.0
"""rapidfuzz partial ratio from which a part of a line may be the name."""
SETTLED = 0.9
_LEGAL_FORM = re.compile(r"(?:公司|厂|集团|合作社|研究院|研究所|中心)$")


def settle(fields: dict[str, FieldValue], outline: Outline, rulebook: Rulebook) -> dict[str, FieldValue]:
    """The fields, company's and county's name settled where the form's own reading is in doubt."""
    enclosed = {(p.file, p.number) for p in outline.enclosed}
    own = [p for p in outline.pages if (p.file, p.number) not in enclosed]
    out = dict(fields)
    for id, settled in (("company_name", _company), ("county", _county)):
        held = fields.get(id)
        if held is not None and isinstance(held.value, str) and held.value and _scanned(held, own):
            out[id] = settled(held, own, rulebook)
    return out


def _scanned(held: FieldValue, own: Sequence[Page]) -> bool:
    places = {(e.file, e.page) for e in held.evidence}
    return any(p.origin != "text" for p in own if (p.file, p.number) in places)


def _packed(text: str) -> str:
    return "".join(text.split())


def _lines(own: Sequence[Page]) -> Iterator[str]:
    for page in own:
        for line in page.lines:
            yield _packed(line.text)


def _company(held: FieldValue, own: Sequence[Page], rulebook: Rulebook) -> FieldValue:
    value = _packed(str(held.value))
    if _LEGAL_FORM.search(value) and held.confidence >= SURE and not held.doubt:
        return held
    stray = not _LEGAL_FORM.search(value)
    if not stray and sum(value in line for line in _lines(own)) > 1:
        return held  # printed so elsewhere, too: another company of a like name (a parent's) may be what the other lines mean
    counts: Counter[str] = Counter()
    for line in _lines(own):
        at = line.find(value)
        if at >= 0 and not (stray and _to_legal_form(line[at : at + len(value) + 2]).startswith(value)):
            continue  # the reading itself; where it lacks the end of the name, lines that go on there are others
        found = partial_ratio_alignment(value, line, score_cutoff=ALIKE)
        if found is None or found.dest_end - found.dest_start < 0.6 * len(value):
            continue
        name = _to_legal_form(line[found.dest_start : found.dest_end + 2])
        alike = value.startswith(name) or name.startswith(value) if stray else len(name) == len(value)
        if name and alike and Levenshtein.distance(name, value) <= 2:
            counts[name] += 1
    (best, times), *rest = counts.most_common(2) or [("", 0)]
    if not best or times < (1 if stray else TIMES) or (rest and rest[0][1] * 2 > times):
        return held
    return _as(held, best, f"本书另有 {times} 处印作“{best}”")


def _to_legal_form(text: str) -> str:
    """``text`` up to its last legal form, "" where it has none."""
    ends = [m.end() for m in re.finditer(_LEGAL_FORM.pattern.rstrip("$"), text)]
    return text[: ends[-1]] if ends else ""


def _county(held: FieldValue, own: Sequence[Page], rulebook: Rulebook) -> FieldValue:
    value = _packed(str(held.value))
    counties = rulebook.heading.counties
    if any(c in value for c in counties):
        return held
    near = [c for c in counties if len(c) == len(value) and Levenshtein.distance(c, value) == 1]
    if not near or sum(value in line for line in _lines(own)) > 1:
        return held  # another city's county, printed as such more than once
    printed = {c: times for c in near if (times := sum(c in line for line in _lines(own)))}
    if len(printed) == 1:
        ((best, times),) = printed.items()
        return _as(held, best, f"本市没有“{value}”，本书另有 {times} 处印作“{best}”")
    return held.model_copy(update={"doubt": held.doubt or f"本市没有“{value}”，可能误读", "confidence": min(held.confidence, 0.5)})


def _as(held: FieldValue, value: str, why: str) -> FieldValue:
    """The settled value; what was read, and why it was not kept, stay on record."""
    readings = tuple(dict.fromkeys((*held.readings, str(held.value), why)))
    return held.model_copy(update={"value": value, "doubt": "", "confidence": max(held.confidence, SETTLED), "readings": readings})
