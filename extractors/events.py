"""The headings of a book in their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.assignment import Step
from extractors.candidates import positions
from extractors.headings import Reading, match, number_of, specs_of
from extractors.sheets import Front, Sheet, leads
from models.rulebook import Rulebook, SectionSpec


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


def events_of(
    found: Sequence[Sheet], fronts: Sequence[Front], steps: Sequence[Step], specs: dict[str, tuple[SectionSpec, ...]], rulebook: Rulebook
) -> list[Event]:
    """All headings of a book in their order: front papers, the templates' headings, and the titles that divide its parts."""
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
    doubled = [a for a, b in pairwise(events) if _scene(a) and _scene(b) and b.sheet == a.sheet and b.row - a.row <= 2]
    if not doubled:
        return events
    out = []
    dropped = 0
    for e in events:
        if e in doubled:
            dropped += 1
            continue
        out.append(Event(e.sheet, e.row, e.rows, e.end, e.spec, e.programme, e.scene - dropped, e.implicit) if e.scene and dropped else e)
    return out


def _scene(event: Event) -> bool:
    return event.spec is not None and event.spec.repeat and event.spec.id.endswith("{n}")
