"""The editable copy against the stamped book: figures and names first, then the wording, OCR's doubts allowed for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence

from models.application import Comparison, Difference, FieldValue, Metric
from models.evidence import Evidence
from models.outline import Outline, SectionText
from models.passage import Passage
from models.text import name_key, normalise_with_map

SURE_READING = 0.9
"""Confidence of a line from which its words are no doubt of the OCR."""
WORDS_DIGITAL, WORDS_SCANNED = 2, 4
"""Characters that must differ in one stretch before the wording differs; OCR errs in one or two at a time."""
LEAST_ALIKE = 0.35
"""Sections less alike than this were not the same section: headings were taken wrongly, nothing is said of the wording."""
_MARKS = re.compile(r"[\W_]+")
_CLAUSE = re.compile(r"[。；;！!？?\n]")


def compare(
    book: Outline,
    copy: Outline,
    fields: tuple[Mapping[str, FieldValue], Mapping[str, FieldValue]],
    metrics: tuple[Sequence[Metric], Sequence[Metric]],
) -> Comparison:
    """What differs between a book and its editable copy; ``fields`` and ``metrics`` are (book's, copy's)."""
    # Commitment and declaration are signed, dated and stamped on paper; the form is compared by its fields.
    ours, theirs = ({s.id: s for s in o.leaves() if "." in s.id} for o in (book, copy))
    shared = [id for id in ours if id in theirs]
    if not shared:
        return Comparison(made=False, reason="可编辑版中未找到与盖章版对应的章节。")
    figures = list(_figures(*metrics, set(shared)))
    taken = {e.text for d in figures for e in (*d.evidence, *d.copy_evidence)}
    wording = [d for id in shared for d in _wording(ours[id], theirs[id]) if not _is_figure(d, figures, taken)]
    return Comparison(made=True, compared=len(shared), differences=(*_fields(*fields), *figures, *wording))


def _fields(ours: Mapping[str, FieldValue], theirs: Mapping[str, FieldValue]) -> Iterator[Difference]:
    """Fields of the form that both state. Dates and signatures are written on paper after the copy was made."""
    for id in sorted(ours.keys() & theirs.keys()):
        a, b = ours[id], theirs[id]
        if id.endswith("_date") or id == "legal_representative" or not a.value or not b.value:
            continue
        left, right = _printed(a), _printed(b)
        if name_key(left) != name_key(right):
            sure = not a.doubt and not b.doubt and a.confidence >= SURE_READING
            yield Difference(kind="field", subject=id, book=left, copy_text=right, evidence=a.evidence, copy_evidence=b.evidence, sure=sure)


def _printed(field: FieldValue) -> str:
    return "、".join(sorted(field.value)) if isinstance(field.value, list) else str(field.value)


def _figures(ours: Sequence[Metric], theirs: Sequence[Metric], shared: set[str]) -> Iterator[Difference]:
    """Statements of one metric, period and section that have another value in the copy."""

    def key(m: Metric) -> tuple[str, str | None, str, str]:
        return m.id, m.period, m.section, m.role

    def left_over(these: Sequence[Metric], those: Sequence[Metric]) -> list[Metric]:
        rest = list(those)
        out = []
        for m in these:
            same = next((o for o in rest if key(o) == key(m) and abs(o.value - m.value) < 1e-9), None)
            if same is not None:
                rest.remove(same)
            else:
                out.append(m)
        return out

    here, there = left_over(ours, theirs), left_over(theirs, ours)
    for m in here:
        other = next((o for o in there if key(o) == key(m)), None)
        if other is None or not any(m.section == s or m.section.startswith(s) or s.startswith(m.section) for s in shared):
            continue
        there.remove(other)
        yield Difference(
            kind="metric", subject=m.id, book=f"{m.value:g}{m.unit}", copy_text=f"{other.value:g}{other.unit}",
            evidence=m.evidence, copy_evidence=other.evidence, sure=m.confidence >= SURE_READING and not m.doubt,
        )  # fmt: skip


def _is_figure(difference: Difference, figures: Sequence[Difference], taken: set[str]) -> bool:
    """Whether a difference in wording is a figure's already said under its metric."""
    digits = {re.sub(r"[^\d.]", "", x) for d in figures for x in (d.book, d.copy_text)}
    found = re.findall(r"\d+(?:\.\d+)?", difference.book + " " + difference.copy_text)
    return bool(found) and all(f in digits for f in found) and bool(taken)


def _plain(passage: Passage) -> tuple[str, list[int]]:
    """Letters, digits and Han characters only, with their positions in the passage."""
    text, index = normalise_with_map(passage.text)
    kept = [(c, i) for c, i in zip(text, index, strict=True) if not _MARKS.match(c) or c in ".%"]
    return "".join(c for c, _ in kept).casefold(), [i for _, i in kept]


def _wording(ours: SectionText, theirs: SectionText) -> Iterator[Difference]:
    """Stretches of a section that are worded otherwise, one finding per sentence."""
    (a, where_a), (b, where_b) = _plain(ours.body), _plain(theirs.body)
    if not a or not b:
        return
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return
    scanned = any(p.page.origin == "ocr" for p in ours.body.pieces)
    least = WORDS_SCANNED if scanned else WORDS_DIGITAL
    said: set[int] = set()
    for tag, a0, a1, b0, b1 in _merged(matcher.get_opcodes()):
        if tag == "equal" or max(a1 - a0, b1 - b0) < least:
            continue
        start, end = _sentence(ours.body, where_a, a0, a1)
        if start in said:
            continue
        said.add(start)
        copy_start, copy_end = _sentence(theirs.body, where_b, b0, b1)
        sure = ours.body.confidence(start, end) >= SURE_READING
        yield Difference(
            kind="wording", subject=ours.id, book=ours.body.text[start:end].strip(), copy_text=theirs.body.text[copy_start:copy_end].strip(),
            evidence=_places(ours.body, start, end), copy_evidence=_places(theirs.body, copy_start, copy_end), sure=sure,
        )  # fmt: skip


def _places(passage: Passage, start: int, end: int) -> tuple[Evidence, ...]:
    return passage.evidence(start, end)


def _merged(codes: Sequence[tuple[str, int, int, int, int]]) -> list[tuple[str, int, int, int, int]]:
    """Joins differences that only one or two equal characters part: they are one change to a reader."""
    out: list[tuple[str, int, int, int, int]] = []
    for n, (tag, a0, a1, b0, b1) in enumerate(codes):
        short = tag == "equal" and a1 - a0 <= 2 and 0 < n < len(codes) - 1
        if out and out[-1][0] != "equal" and (tag != "equal" or short):
            last = out[-1]
            out[-1] = ("replace", last[1], a1, last[3], b1)
        else:
            out.append((tag, a0, a1, b0, b1))
    return out


def _sentence(passage: Passage, where: list[int], first: int, last: int) -> tuple[int, int]:
    """The sentence around the characters ``first:last`` of the plain text, as positions of the passage."""
    text = passage.text
    start = where[min(first, len(where) - 1)]
    end = where[min(max(first, last - 1), len(where) - 1)] + 1
    before = [m.end() for m in _CLAUSE.finditer(text, 0, start)]
    after = _CLAUSE.search(text, max(start, end - 1))
    return (before[-1] if before else 0), (after.end() if after else len(text))
