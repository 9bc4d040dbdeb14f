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
WORDS_SURE, SURELY_READ = 2, 0.97
"""The same where a scan was read as surely as this."""
LEAST_SECTION = 30
"""Characters from which a section that one paper lacks is a difference."""
MOVED, GONE, DOUBTFUL = 0.5, 0.2, 0.6
"""Share of a section's words in the other paper from which it only stands elsewhere, and below which it stands nowhere."""
_OF_NUMBERS = "0123456789."
_UNITS = "千万亿元%"
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
    # Each section's own words, so that what a parent says before its first child is compared, too.
    ours, theirs = ({s.id: s for s in o.stretches() if "." in s.id} for o in (book, copy))
    shared = [id for id in ours if id in theirs]
    if not shared:
        return Comparison(made=False, reason="可编辑版中未找到与盖章版对应的章节。")
    changed = list(_figures(*metrics, set(shared)))
    figures = [_figure(*pair) for pair in changed]
    wording = [d for id in shared for d in _wording(ours[id], theirs[id], _said_of(id, changed))]
    wording += [*_rewritten(book, copy, ours, theirs)]
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


def _figures(ours: Sequence[Metric], theirs: Sequence[Metric], shared: set[str]) -> Iterator[tuple[Metric, Metric]]:
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
        if other is not None and any(_within(m.section, s) for s in shared):
            there.remove(other)
            yield m, other


def _within(one: str, other: str) -> bool:
    """Whether one section is the other or holds it."""
    return one.startswith(other) or other.startswith(one)


def _figure(m: Metric, other: Metric) -> Difference:
    return Difference(
        kind="metric", subject=m.id, book=f"{m.value:g}{m.unit}", copy_text=f"{other.value:g}{other.unit}",
        evidence=m.evidence, copy_evidence=other.evidence, sure=m.confidence >= SURE_READING and not m.doubt,
    )  # fmt: skip


Printed = tuple[frozenset[str], frozenset[str]]


def _said_of(section: str, changed: Sequence[tuple[Metric, Metric]]) -> list[Printed]:
    """The numbers of a section that are said under their metrics: as the book prints them, and as the copy does."""
    return [(_numbers(m.raw), _numbers(other.raw)) for m, other in changed if _within(m.section, section)]


def _numbers(raw: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d+(?:\.\d+)?", normalise_with_map(raw)[0].replace(",", "")))


def _plain(passage: Passage) -> tuple[str, list[int]]:
    """Letters, digits and Han characters only, with their positions in the passage."""
    text, index = normalise_with_map(passage.text)
    kept = [(c, i) for c, i in zip(text, index, strict=True) if not _MARKS.match(c) or c in ".%"]
    return "".join(c for c, _ in kept).casefold(), [i for _, i in kept]


def _plain_words(text: str) -> str:
    return _plain(Passage(text))[0]


def _rewritten(book: Outline, copy: Outline, ours: Mapping[str, SectionText], theirs: Mapping[str, SectionText]) -> Iterator[Difference]:
    """Sections that one paper has and the other lacks, or has in quite other words: sure where the words stand nowhere else in it."""
    whole = {id(o): "".join(_plain(s.own)[0] for s in o.stretches()) for o in (book, copy)}
    gaps = any(kind == "unread" for kind in book.kinds.values())
    for section in [*ours, *(i for i in theirs if i not in ours)]:
        mine, its = (o[section].own if section in o else Passage() for o in (ours, theirs))
        a, b = _plain(mine)[0], _plain(its)[0]
        alike = difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() if a and b else 0.0
        if max(len(a), len(b)) < LEAST_SECTION or alike >= LEAST_ALIKE:
            continue
        moved = max(_held(a, whole[id(copy)]), _held(b, whole[id(book)]))
        if moved >= MOVED:
            continue
        sure = not gaps and moved < GONE and mine.confidence(0, len(mine.text)) >= DOUBTFUL
        yield Difference(
            kind="wording", subject=section, book=mine.text.strip() or "（无此内容）", copy_text=its.text.strip() or "（无此内容）",
            evidence=mine.evidence(0, min(len(mine.text), 200)), copy_evidence=its.evidence(0, min(len(its.text), 200)), sure=sure,
        )  # fmt: skip


def _held(text: str, whole: str) -> float:
    """Share of a text's shingles that stand in another."""
    found = [text[i : i + 6] for i in range(len(text) - 5)]
    return sum(g in whole for g in found) / len(found) if found else 0.0


def _wording(ours: SectionText, theirs: SectionText, said_before: Sequence[Printed] = ()) -> Iterator[Difference]:
    """Stretches of a section that are worded otherwise, one finding per sentence; numbers that were said under their metrics are none."""
    (a, where_a), (b, where_b) = _plain(ours.own), _plain(theirs.own)
    if not a or not b:
        return
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return
    scanned = any(p.page.origin == "ocr" for p in ours.own.pieces)
    said: set[int] = set()
    for tag, a0, a1, b0, b1 in _merged(_unsaid(matcher.get_opcodes(), a, b, said_before)):
        if tag == "equal" or (a0 == b0 == 0 and a[:a1] in _plain_words(theirs.title) and b[:b1] in _plain_words(ours.title)):
            continue  # the end of a long heading, which the two papers break elsewhere, is no text of the section
        read = ours.own.confidence(where_a[min(a0, len(a) - 1)], where_a[min(max(a0, a1 - 1), len(a) - 1)] + 1) if scanned else 1.0
        if max(a1 - a0, b1 - b0) < _least(scanned, read, tag) and not _other_number(a, a0, a1, b, b0, b1):
            continue
        start, end = _sentence(ours.own, where_a, a0, a1)
        if start in said:
            continue
        said.add(start)
        copy_start, copy_end = _sentence(theirs.own, where_b, b0, b1)
        sure = ours.own.confidence(start, end) >= SURE_READING
        yield Difference(
            kind="wording", subject=ours.id, book=ours.own.text[start:end].strip(), copy_text=theirs.own.text[copy_start:copy_end].strip(),
            evidence=_places(ours.own, start, end), copy_evidence=_places(theirs.own, copy_start, copy_end), sure=sure,
        )  # fmt: skip


def _places(passage: Passage, start: int, end: int) -> tuple[Evidence, ...]:
    return passage.evidence(start, end)


def _least(scanned: bool, read: float, tag: str) -> int:
    """Characters that must differ: fewer where the scan was read surely, more where characters are only missing."""
    if not scanned:
        return WORDS_DIGITAL
    return (WORDS_SURE if tag == "replace" else WORDS_SURE + 1) if read >= SURELY_READ else WORDS_SCANNED


def _other_number(a: str, a0: int, a1: int, b: str, b0: int, b1: int) -> bool:
    """Whether a difference makes one number another: digits are replaced, added or lost (a lost point or comma is the reading's)."""
    left, right = (_number_at(t, x, y) for t, x, y in ((a, a0, a1), (b, b0, b1)))
    return bool(left) and bool(right) and left != right


Code = tuple[str, int, int, int, int]


def _unsaid(codes: Sequence[Code], a: str, b: str, said: Sequence[Printed]) -> list[Code]:
    """The differences, those that only make one of ``said``'s numbers another taken as equal."""
    out = []
    for tag, a0, a1, b0, b1 in codes:
        here, there = _sum_at(a, a0, a1), _sum_at(b, b0, b1)
        known = tag != "equal" and any(here in book and there in copy for book, copy in said)
        out.append(("equal" if known else tag, a0, a1, b0, b1))
    return out


def _sum_at(text: str, start: int, end: int) -> str:
    """The number that a stretch touches, its unit of money not counted."""
    while end > start and text[end - 1] in _UNITS:
        end -= 1
    return _whole_number(text, start, end).rstrip(".")


def _number_at(text: str, start: int, end: int) -> str:
    """The digits of the number that a stretch touches."""
    return re.sub(r"\D", "", _whole_number(text, start, end))


def _whole_number(text: str, start: int, end: int) -> str:
    """The number that a stretch touches; "" where it touches other words, too."""
    while start > 0 and text[start - 1] in _OF_NUMBERS:
        start -= 1
    while end < len(text) and text[end] in _OF_NUMBERS:
        end += 1
    found = text[start:end]
    return found if found and all(c in _OF_NUMBERS for c in found) else ""


def _merged(codes: Sequence[Code]) -> list[Code]:
    """Joins differences that only one or two equal characters part: they are one change to a reader."""
    out: list[Code] = []
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
