"""From headings in their places to sections with their text."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.events import Event
from extractors.paragraphs import chained, passage, without
from extractors.residue import hint_spans
from extractors.rows import WHOLE_PAGE, Margins, Row
from extractors.sheets import Sheet
from extractors.unruled import unruled
from models.geometry import Box
from models.outline import SectionText
from models.pages import Line, Page
from models.passage import Passage
from models.rulebook import Rulebook, SectionSpec

Place = tuple[int, float]
"""Sheet and height on it."""


def section_texts(found: Sequence[Sheet], events: Sequence[Event], body: set[int], rulebook: Rulebook) -> tuple[SectionText, ...]:
    """The sections in the order of their headings, and the whole cases (chain) behind their parts."""
    own = {n: _Stretch(found, events, n, body, rulebook) for n in range(len(events))}
    out: list[SectionText] = []
    for n, event in enumerate(events):
        if event.spec is not None:
            out.append(_section(found, events, own, n, event.spec))
    for spec in rulebook.sections:
        if spec.whole:
            whole = _whole(out, spec)
            if whole is not None:
                out.append(whole)
    return tuple(out)


class _Stretch:
    """What stands between one heading and the next: text, tables, pictures, captions."""

    def __init__(self, found: Sequence[Sheet], events: Sequence[Event], n: int, body: set[int], rulebook: Rulebook) -> None:
        event = events[n]
        following = events[n + 1] if n + 1 < len(events) else None
        front = event.spec is not None and not event.programme
        sheets = [
            i
            for i in range(event.sheet, following.sheet + 1 if following else len(found))
            if i in body or i == event.sheet or (front and event.spec is not None and found[i].kind == event.spec.id)
        ]
        taken: list[tuple[int, Row, int, Margins]] = []
        for i in sheets:
            for k, row in enumerate(found[i].rows):
                if (i, k) < (event.sheet, event.row) or (following is not None and (i, k) >= (following.sheet, following.row)):
                    continue
                start = _text_start(event, i, k, row)
                if start is not None:
                    taken.append((i, row, start, found[i].edge))
        self.rows = [(i, row) for i, row, _, _ in taken if row.zone not in ("furniture", "margin")]
        self.captions = tuple((r.page, r.line) for _, r, _, _ in taken if r.zone == "caption")
        text = passage((r, s, e) for _, r, s, e in taken if not r.zone)
        hints = (*event.spec.hints,) if event.spec is not None else ()
        spans = hint_spans(text.text, hints, rulebook.residue) if event.programme else []
        self.hints = tuple(h for a, b in spans for h in _lines(text.cut(a, b)))
        self.text = without(text, spans)
        begin = (event.sheet, found[event.sheet].rows[event.row].box.top if found[event.sheet].rows else 0.0)
        end = (following.sheet, _top(found, following)) if following else (len(found), 0.0)
        tables = ((i, t) for i in sheets for t in (*found[i].page.tables, *unruled(found[i].rows)))
        self.tables = tuple((found[i].page, t) for i, t in tables if begin <= (i, t.box.top) < end)
        self.pictures = tuple(
            (found[i].page, p)
            for i in sheets
            for p in found[i].page.pictures
            if begin <= (i, p.box.top) < end and not _scan(p.box, found[i].page)
        )
        shown = [i for i, _ in self.rows] + [i for i in sheets for x in found[i].page.pictures if begin <= (i, x.box.top) < end]
        self.last_page = found[max(shown, default=event.sheet)].page.number
        self.file = found[event.sheet].page.file
        self.final = following is None or found[following.sheet].page.file != self.file


def _text_start(event: Event, sheet: int, row_index: int, row: Row) -> int | None:
    """From which character on a row is text of the section; ``None`` where all of it is heading."""
    if sheet != event.sheet or (event.rows == 0 and not event.implicit):
        return 0
    offset = row_index - event.row
    if event.implicit:
        return None if offset == 0 else 0
    if offset < event.rows - 1:
        return None
    if offset == event.rows - 1:
        return event.end
    return 0


def _top(found: Sequence[Sheet], event: Event) -> float:
    rows = found[event.sheet].rows
    return rows[event.row].box.top if rows else 0.0


def _scan(box: Box, page: Page) -> bool:
    return box.area >= WHOLE_PAGE * page.width * page.height


def _lines(part: Passage) -> list[tuple[Page, Line]]:
    return [(p.page, Line(p.text, p.line.span(p.offset, p.offset + len(p.text)), p.line.confidence)) for p in part.pieces]


def _named(spec: SectionSpec, scene: int) -> str:
    return spec.id.replace("{n}", str(scene))


def _below(spec: SectionSpec, other: SectionSpec | None, specs: dict[str, SectionSpec]) -> bool:
    while other is not None and other.parent:
        if other.parent == spec.id:
            return True
        other = specs.get(other.parent)
    return False


def _section(found: Sequence[Sheet], events: Sequence[Event], own: dict[int, _Stretch], n: int, spec: SectionSpec) -> SectionText:
    event = events[n]
    specs = {e.spec.id: e.spec for e in events if e.spec is not None}
    members = [n]
    for k in range(n + 1, len(events)):
        other = events[k]
        if other.programme != event.programme or not _below(spec, other.spec, specs) or (spec.repeat and other.scene != event.scene):
            break
        members.append(k)
    parts = [own[k] for k in members]
    sheet = found[event.sheet]
    row = sheet.rows[event.row] if sheet.rows else None
    line, title = _heading(sheet, event, row)
    last = parts[-1]
    ends_file = spec.id.endswith(".attachments") and last.final
    return SectionText(
        id=_named(spec, event.scene),
        spec_id=spec.id,
        programme=event.programme,
        title=title,
        file=sheet.page.file,
        heading=(sheet.page, line),
        body=chained(p.text for p in parts),
        own=own[n].text,
        first_page=sheet.page.number,
        last_page=max(s.page.number for s in found if s.page.file == sheet.page.file) if ends_file else max(p.last_page for p in parts),
        parent=spec.parent.replace("{n}", str(event.scene)),
        tables=tuple(t for p in parts for t in p.tables),
        pictures=tuple(x for p in parts for x in p.pictures),
        captions=tuple(c for p in parts for c in p.captions),
        hints=tuple(h for p in parts for h in p.hints),
    )


def _heading(sheet: Sheet, event: Event, row: Row | None) -> tuple[Line, str]:
    """The heading's own line, cut where the paragraph begins, and its title as printed."""
    if row is None:
        return Line("", Box(0, 0, sheet.page.width, sheet.page.height), 0.0), ""
    if event.rows == 0:
        return row.line, ""
    if event.rows == 1:
        end = event.end or len(row.text)
        text = row.text[:end].strip()
        box = row.line.span(0, end) if end < len(row.text) and len(row.parts) == 1 else row.box
        return Line(text, box, row.line.confidence), text
    following = sheet.rows[event.row + 1 : event.row + event.rows]
    text = row.text.strip() + "".join(r.text.strip() for r in following[:-1]) + following[-1].text[: event.end].strip()
    return Line(text, row.box, row.line.confidence), text


def _whole(out: Sequence[SectionText], spec: SectionSpec) -> SectionText | None:
    """A case as a whole: all sections right below it."""
    parts = [s for s in out if s.parent == spec.id]
    if not parts:
        return None
    first = parts[0]
    return SectionText(
        id=spec.id,
        spec_id=spec.id,
        programme=spec.programme,
        title="",
        file=first.file,
        heading=first.heading,
        body=chained(p.body for p in parts),
        first_page=first.first_page,
        last_page=max(p.last_page for p in parts if p.file == first.file),
        tables=tuple(t for p in parts for t in p.tables),
        pictures=tuple(x for p in parts for x in p.pictures),
        captions=tuple(c for p in parts for c in p.captions),
        hints=tuple(h for p in parts for h in p.hints),
    )
