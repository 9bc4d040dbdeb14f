"""All rows of a book that could be a heading of one of the programmes' templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from extractors.assignment import Candidate
from extractors.headings import Match, Reading, gain, letters, match, plain_heading, scene_head
from extractors.rows import Row
from extractors.sheets import Sheet, leads
from models.rulebook import ProgrammeSpec, Rulebook, SectionSpec

ENOUGH = 0.72
"""A candidate worth less is not considered."""
TICKS = "□■☐☑☒√✓✔○●口囗"
NO_BODY = ("toc", "cover", "blank", "unread", "narrative")
"""Kinds of pages without headings to take; only pages of a second copy are known to be narrative this early."""


def positions(found: Sequence[Sheet]) -> list[tuple[int, int]]:
    """(sheet, row) of each row of the book, by its running number."""
    return [(i, n) for i, sheet in enumerate(found) for n in range(len(sheet.rows))]


def candidates(found: Sequence[Sheet], rulebook: Rulebook, specs: dict[str, tuple[SectionSpec, ...]]) -> list[Candidate]:
    """Rows with what taking them for a heading would be worth, by their running number."""
    out: list[Candidate] = []
    at = 0
    for i, sheet in enumerate(found):
        start = _first_row(sheet)
        overleaf = next((r for s in found[i + 1 : i + 3] for r in s.free), None)
        for n, row in enumerate(sheet.rows):
            if sheet.kind not in NO_BODY and n >= start and not row.zone and not leads(row.text):
                before = sheet.rows[n - 1] if n else None
                after = next((r for r in sheet.rows[n + 1 :] if r.zone not in ("furniture", "margin")), overleaf)
                out += _of_row(at + n, sheet, row, before, after, rulebook, specs)
        at += len(sheet.rows)
    return out


def _first_row(sheet: Sheet) -> int:
    """On the form's page headings can only stand below the form."""
    if sheet.kind != "form":
        return 0
    inside = [n for n, r in enumerate(sheet.rows) if r.zone == "table" or any(c in r.text for c in TICKS) or "等级" in r.text]
    return inside[-1] + 1 if inside else 0


def _of_row(
    number: int,
    sheet: Sheet,
    row: Row,
    before: Row | None,
    after: Row | None,
    rulebook: Rulebook,
    specs: dict[str, tuple[SectionSpec, ...]],
) -> list[Candidate]:
    if any(c in row.text for c in TICKS[:7]):
        return []
    out: list[Candidate] = []
    reading = Reading(row.text)
    joined = Reading(row.text + after.text) if after is not None and _goes_on(sheet, row, after, reading) else None
    for programme in rulebook.heading.programmes:
        worth = _title(programme, reading, row, sheet)
        if worth:
            out.append(Candidate(number, programme.id, -1, worth, Match(1.0, len(row.text), reading.number), row.page.file))
        for i, spec in enumerate(specs[programme.id]):
            found = scene_head(reading) if spec.id.endswith("{n}") else match(reading, spec)
            if joined is not None and not spec.id.endswith("{n}"):
                longer = match(joined, spec)
                if longer is not None and longer.end > len(row.text) and longer.likeness > (found.likeness if found else 0) + 0.08:
                    found = replace(longer, rows=2, end=longer.end - len(row.text))
            if found is None and spec.id.endswith("{n}"):
                found = _untitled_scene(reading, row, after, sheet, specs[programme.id])
            if found is None:
                continue
            if spec.id.endswith("{n}") and joined is not None and found.end == len(row.text):
                found = replace(found, rows=2, end=len(after.text) if after else 0)
            worth = gain(found, spec, row, before, sheet.edge)
            if worth >= ENOUGH:
                out.append(Candidate(number, programme.id, i, worth, found, row.page.file))
    return out


def _goes_on(sheet: Sheet, row: Row, after: Row, reading: Reading) -> bool:
    """Whether a heading could go on in the next row: it fills its row, and the next is short and has no number of its own."""
    if after.zone or after.page is not row.page or reading.number is None or len(row.text) < 8:
        return False
    edge = sheet.edge
    if edge.known and not edge.full(row):
        return False
    if row.text.rstrip()[-1:] in "。；;：:，,":
        return False
    short = not edge.full(after) if edge.known else True
    return short and len(after.text) <= 24 and not _numbered(after.text) and after.text.rstrip()[-1:] not in "。，；：、"


def _numbered(text: str) -> bool:
    number = Reading(text).number
    return number is not None and number.style != "misread"


def _title(programme: ProgrammeSpec, reading: Reading, row: Row, sheet: Sheet) -> float:
    """The worth of a row as the title over a programme's part."""
    text = letters(reading.rest)
    if not text or len(text) > 26 or reading.rest.rstrip()[-1:] in "。，；":
        return 0.0
    likeness = max(fuzz.ratio(text, letters(t)) for t in programme.titles) / 100
    if likeness < 0.86 or sheet.kind == "form":
        return 0.0
    return likeness - (0.0 if not sheet.edge.known or sheet.edge.centred(row) or len(row.text) < 20 else 0.2)


def _untitled_scene(reading: Reading, row: Row, after: Row | None, sheet: Sheet, specs: Sequence[SectionSpec]) -> Match | None:
    """A numbered heading right above 场景描述 is a scene's, whatever it is called."""
    if after is None or not plain_heading(reading, sheet.edge, row):
        return None
    first = next((s for s in specs if s.repeat and not s.id.endswith("{n}")), None)
    if first is None or any((m := match(reading, s)) is not None and m.likeness >= 0.85 for s in specs):
        return None
    below = match(Reading(after.text), first)
    return Match(0.75, len(row.text), reading.number) if below is not None and below.likeness >= 0.85 else None
