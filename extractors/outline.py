"""The structure of a submission: whose books are there, what each page is, and where each section of the templates stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.bodies import section_texts
from extractors.boundary import body_sheets
from extractors.candidates import candidates, positions
from extractors.assignment import Step, assign
from extractors.headings import letters, match, number_of, Reading, specs_of
from extractors.sheets import Front, Sheet, cover, front_papers, leads, sheets
from models.outline import Outline
from models.pages import Page, SourceFile
from models.rulebook import Rulebook, SectionSpec

READ_KINDS = ("pdf", "image")


@dataclass(frozen=True, slots=True)
class Event:
    """A heading in its place: ``spec`` ``None`` for the title over a programme's part. Rows from ``row`` to ``row + rows``."""

    sheet: int
    row: int
    rows: int
    end: int
    spec: SectionSpec | None
    programme: str
    scene: int = 0
    implicit: bool = False


def outline(files: Sequence[SourceFile], rulebook: Rulebook) -> Outline:
    """The outline of one applicant's files. Editable copies are read only where there is no other book."""
    books = _books(files)
    found = [sheet for file in books for sheet in sheets(file)]
    fronts = front_papers(found, specs_of(rulebook.sections, ""))
    _covers(found, rulebook)
    specs = {p.id: specs_of(rulebook.sections, p.id) for p in rulebook.heading.programmes}
    steps = assign(candidates(found, rulebook, specs), specs)
    events = _events(found, fronts, steps, specs, rulebook)
    body = body_sheets(found, events, rulebook)
    _kinds(found, body)
    others = [page for f in files if f not in books and f.kind in READ_KINDS and f.role != "summary_table" for page in f.pages]
    kinds = {(s.page.file, s.page.number): s.kind for s in found}
    kinds.update({(p.file, p.number): _state(p) or "enclosed" for p in others})
    pages = tuple(s.page for s in found) + tuple(others)
    programmes = tuple(dict.fromkeys(e.programme for e in events if e.programme and e.spec is not None))
    return Outline(
        programmes=programmes,
        sections=section_texts(found, events, body, rulebook),
        kinds=kinds,
        enclosed=tuple(p for p in pages if kinds[p.file, p.number] == "enclosed"),
        pages=pages,
        name=_name(found),
    )


def _books(files: Sequence[SourceFile]) -> list[SourceFile]:
    """The files whose text is the book, in the order of their names."""
    readable = [f for f in files if f.pages and f.role != "summary_table"]
    for role in ("book", "unknown", "editable_copy", "attachment"):
        chosen = [f for f in readable if f.role == role]
        if chosen:
            return chosen
    return []


def _covers(found: Sequence[Sheet], rulebook: Rulebook) -> None:
    words = [letters(w) for p in rulebook.heading.programmes for w in (*p.cover_words, "数智", "标杆")]
    first = next((i for i, s in enumerate(found) if s.kind not in ("", "blank", "unread")), len(found))
    for i, sheet in enumerate(found):
        if not sheet.kind and i <= max(first, 0) and i < 6 and cover(sheet, words):
            sheet.kind = "cover"


def _events(
    found: Sequence[Sheet], fronts: Sequence[Front], steps: Sequence[Step], specs: dict[str, tuple[SectionSpec, ...]], rulebook: Rulebook
) -> list[Event]:
    out = [Event(f.sheet, f.row, 1 if f.end else 0, f.end, f.spec, "") for f in fronts]
    places = positions(found)
    for step in steps:
        c = step.candidate
        sheet, row = places[c.row]
        spec = specs[c.programme][c.spec] if c.spec >= 0 else None
        if step.opens and spec is not None:
            parent = next(s for s in specs[c.programme] if s.id == spec.parent)
            out.append(Event(sheet, row, 0, 0, parent, c.programme, step.scene, True))
        out.append(Event(sheet, row, c.match.rows, c.match.end, spec, c.programme, step.scene))
    out += _dividers(found, out, rulebook)
    return _without_umbrella(sorted(out, key=lambda e: (e.sheet, e.row, not e.implicit, e.rows)))


def _dividers(found: Sequence[Sheet], events: Sequence[Event], rulebook: Rulebook) -> list[Event]:
    """四、企业数字化转型实施情况 and its like: headings above all programmes, which only end what stands before them."""
    own = [s for s in specs_of(rulebook.sections, "") if not s.emit]
    taken = {(e.sheet, e.row) for e in events}
    out = []
    for i, sheet in enumerate(found):
        if sheet.kind in ("toc", "cover", "blank", "unread"):
            continue
        for n, row in enumerate(sheet.rows):
            if row.zone or (i, n) in taken or leads(row.text):
                continue
            for spec in own:
                hit = match(Reading(row.text), spec)
                if hit is not None and hit.likeness >= 0.88 and hit.alone and number_of(row.text.strip()):
                    out.append(Event(i, n, 1, hit.end, spec, ""))
    return out


def _without_umbrella(events: list[Event]) -> list[Event]:
    """Drops a scene's heading directly followed by another's: "（一）应用场景建设" above "场景1：…" is no scene of its own."""
    doubled = []
    for a, b in zip(events, events[1:], strict=False):
        if a.spec is b.spec and a.spec is not None and a.spec.repeat and a.spec.id.endswith("{n}") and b.sheet == a.sheet and b.row - a.row <= 2:
            doubled.append(a)
    if not doubled:
        return events
    out = []
    dropped = 0
    for e in events:
        if e in doubled:
            dropped += 1
            continue
        out.append(
            Event(e.sheet, e.row, e.rows, e.end, e.spec, e.programme, e.scene - dropped, e.implicit) if e.scene and dropped else e
        )
    return out


def _kinds(found: Sequence[Sheet], body: set[int]) -> None:
    for i, sheet in enumerate(found):
        if sheet.kind in ("", "narrative"):
            sheet.kind = "narrative" if i in body else "enclosed"


def _state(page: Page) -> str:
    state = page.state.value
    return "blank" if state == "blank" else "unread" if state in ("illegible", "failed") else ""


_NAME = re.compile(r"(?:申报(?:单位|企业)|企业名称|单位名称)\s*(?:[（(]\s*(?:盖章|公章)\s*[）)])?\s*[:：]\s*([\u4e00-\u9fff（）()·A-Za-z]{6,40})")


def _name(found: Sequence[Sheet]) -> str:
    """The applicant's name as the cover or the form prints it."""
    for kind in ("cover", "form"):
        for sheet in found:
            if sheet.kind != kind:
                continue
            for row in sheet.rows:
                m = _NAME.search(row.text)
                if m:
                    return re.sub(r"[（(]\s*(盖章|公章)\s*[）)]?$", "", m[1].strip())
    return ""
