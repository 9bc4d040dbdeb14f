"""Remains of the template in a section: its instructions, its examples, its placeholders."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from models.evidence import Evidence
from models.passage import Passage
from models.rulebook import Residue
from models.text import normalise_with_map

_SENTENCE = re.compile(r"[^。；;！!\n]+[。；;！!]?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")

Span = tuple[int, int]


def hint_spans(text: str, hints: Sequence[str], residue: Residue) -> list[Span]:
    """Where the template's own instructions stand in ``text`` (original positions).

    A hint is found as a whole with slips of reading, or by a bracket that opens with the template's own words.
    """
    plain, places = _squeezed(text)
    if not plain:
        return []
    out: list[Span] = []
    for hint in (*hints, *residue.instructions):
        key = _squeezed(hint)[0]
        if len(key) < 4:
            continue
        at = plain.find(key)
        if at >= 0:
            out.append((at, at + len(key)))
        elif len(key) >= 10:
            found = fuzz.partial_ratio_alignment(key, plain, score_cutoff=82)
            if found is not None and found.dest_end - found.dest_start >= 0.75 * len(key):
                span = found.dest_start, found.dest_end
                if _stands_alone(plain, span) and set(_NUMBER.findall(plain[slice(*span)])) <= set(_NUMBER.findall(key)):
                    out.append(span)
    out += [m.span() for m in _BRACKET.finditer(plain) if _instructs(m[0], hints, residue)]
    spans = [(places[a], places[b - 1] + 1) for a, b in (_widened(plain, s) for s in _merged(out))]
    return spans


def _stands_alone(plain: str, span: Span) -> bool:
    """Whether a stretch ends as a phrase of its own: an answer in the template's words goes on (…的占比为3.0%)."""
    end = span[1]
    return end >= len(plain) or any(not c.isalnum() for c in plain[end - 1 : end + 1])


_BRACKET = re.compile(r"\([^()]{0,400}(?:\([^()]{0,80}\)[^()]{0,200}){0,3}\)?")


def _instructs(bracket: str, hints: Sequence[str], residue: Residue) -> bool:
    """Whether a bracketed text is one of the template's: its limit (500字以内), or most of it stands in a hint."""
    inner = bracket.strip("()。 ")
    if re.match(r"(不超过)?\d+字(以内|之内)", inner) or re.search(r"(不超过\d+字|\d+字以内)[。.]?$", inner):
        return True
    if len(inner) < 6:
        return False
    return any(len(h) >= 10 and fuzz.partial_ratio(inner, h) >= 88 and len(inner) <= len(h) + 4 for h in (_squeezed(x)[0] for x in hints))


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Normalised text without any space or line end, and where each character comes from."""
    plain, places = normalise_with_map(text)
    kept = [(c, p) for c, p in zip(plain, places, strict=True) if not c.isspace()]
    return "".join(c for c, _ in kept), [p for _, p in kept]


def _merged(spans: Sequence[Span], gap: int = 3) -> list[Span]:
    """Spans that overlap or lie at most ``gap`` apart, as one."""
    out: list[Span] = []
    for a, b in sorted(spans):
        if out and a <= out[-1][1] + gap:
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return out


def _widened(plain: str, span: Span) -> Span:
    """With the brackets and stops around."""
    a, b = span
    while b < len(plain) and plain[b] in ")。.;；」）":
        if plain[b] in ")）" and plain[a:b].count("(") <= plain[a:b].count(")") and not (a and plain[a - 1] == "("):
            break
        b += 1
    while a and plain[a - 1] in "(（" and plain[a:b].count(")") > plain[a:b].count("("):
        a -= 1
    return a, b


def samples(body: Passage, residue: Residue) -> tuple[Evidence, ...]:
    """Sentences taken over from the template's examples, and placeholders left unfilled."""
    plain, places = _squeezed(body.text)
    spans = [(places[a], places[b - 1] + 1) for a, b in _copied(plain, residue)]
    spans += [m.span() for pattern in residue.placeholders for m in re.finditer(pattern, body.text)]
    return tuple(e for a, b in _merged(spans, 0) for e in body.evidence(a, b))


def doubtful(body: Passage, remains: Sequence[Evidence], residue: Residue) -> tuple[Evidence, ...]:
    """What only a person can call a remain or none: in the text, and among the ``remains`` of the template's instructions."""
    patterns = [re.compile(p) for p in residue.doubtful]
    slight = tuple(e for e in remains if any(p.fullmatch(e.text.strip()) for p in patterns))
    spans = [m.span() for p in patterns for m in p.finditer(body.text)]
    return (*slight, *(e for a, b in _merged(spans, 0) for e in body.evidence(a, b)))


def _copied(plain: str, residue: Residue) -> list[Span]:
    """Stretches that say what an example of the template says, with its figures."""
    out: list[Span] = []
    for sample in residue.samples:
        key = _squeezed(sample)[0].strip("。")
        numbers = _NUMBER.findall(key)
        found = fuzz.partial_ratio_alignment(key, plain, score_cutoff=78)
        if found is None or found.dest_end - found.dest_start < 0.7 * len(key):
            continue
        stretch = plain[found.dest_start : found.dest_end + 3]
        if numbers and not set(numbers) <= set(_NUMBER.findall(stretch)):
            continue
        if not numbers and found.score < 88:
            continue
        out.append((found.dest_start, min(found.dest_end, len(plain))))
    return out + [m.span() for pattern in residue.reworded for m in re.finditer(pattern, plain)]
