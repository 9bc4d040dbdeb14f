"""Headings in the place of a missing section under words that are none of the template's: a person must say whether they are it."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.events import Event
from extractors.headings import Reading, plain_heading
from extractors.sheets import Sheet
from models.pages import Line, Page
from models.rulebook import SectionSpec

Heading = tuple[Page, Line]


def strays(
    found: Sequence[Sheet], events: Sequence[Event], body: set[int], specs: dict[str, tuple[SectionSpec, ...]]
) -> dict[str, Heading]:
    """Id of a missing section → the heading that bears the number it would have, behind the section before it."""
    out: dict[str, Heading] = {}
    for programme in dict.fromkeys(e.programme for e in events if e.programme and e.spec is not None):
        places = {e.spec.id: n for n, e in enumerate(events) if e.programme == programme and e.spec is not None and not e.spec.repeat}
        for spec in specs[programme]:
            if spec.id in places or spec.repeat or not (spec.required and spec.emit) or (spec.parent and spec.parent not in places):
                continue
            heading = _in_place(found, events, body, _before(spec, specs[programme], places))
            if heading is not None:
                out[spec.id] = heading
    return out


def _before(spec: SectionSpec, own: Sequence[SectionSpec], places: dict[str, int]) -> int | None:
    """The event of the section right before the missing one, of the same rank."""
    same = [s.id for s in own if s.parent == spec.parent and not s.repeat]
    at = same.index(spec.id)
    return places.get(same[at - 1]) if at else None


def _in_place(found: Sequence[Sheet], events: Sequence[Event], body: set[int], before: int | None) -> Heading | None:
    """The first heading behind ``before`` that counts one further than it in the same way of numbering."""
    if before is None:
        return None
    event = events[before]
    number = Reading(found[event.sheet].rows[event.row].text).number
    if number is None or not number.value:
        return None
    taken = {(e.sheet, e.row) for e in events}
    end = next(
        (e for e in events[before + 1 :] if (r := Reading(found[e.sheet].rows[e.row].text).number) is not None and r.style == number.style),
        None,
    )
    for i in sorted(n for n in body if n >= event.sheet):
        for k, row in enumerate(found[i].rows):
            if (i, k) <= (event.sheet, event.row) or row.zone or (i, k) in taken:
                continue
            if end is not None and (i, k) >= (end.sheet, end.row):
                return None
            reading = Reading(row.text)
            same = reading.number is not None and (reading.number.style, reading.number.value) == (number.style, number.value + 1)
            if same and plain_heading(reading, found[i].edge, row):
                return row.page, row.line
    return None
