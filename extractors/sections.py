"""Sections as a dossier has them: place, length in 字, remains of the template, pictures."""

from __future__ import annotations

from extractors.residue import doubtful, samples
from extractors.wordcount import counts
from models.application import Section
from models.outline import Outline, SectionText
from models.pages import Page
from models.rulebook import Rulebook


def sections(outline: Outline, rulebook: Rulebook) -> tuple[Section, ...]:
    """The sections that the contract names, in the order of the book."""
    pages = {(p.file, p.number): p for p in outline.pages}
    out: list[Section] = []
    seen: set[str] = set()
    for text in outline.sections:
        spec = rulebook.section(text.id)
        if spec is None or not spec.emit or text.id in seen:
            continue
        seen.add(text.id)
        out.append(_section(text, spec.limit, outline, rulebook, pages))
    return tuple(out)


def _section(text: SectionText, limit: int | None, outline: Outline, rulebook: Rulebook, pages: dict[tuple[str, int], Page]) -> Section:
    page, line = text.heading
    own_pages = [p for n in range(text.first_page, text.last_page + 1) if (p := pages.get((text.file, n))) is not None]
    kinds = {p.number: outline.kinds.get((p.file, p.number), "") for p in own_pages}
    scanned = any(p.scanned for p in own_pages if kinds[p.number] == "narrative")
    front = not text.programme
    high, low = (None, None) if front else counts(text.body.text, scanned)
    inner = {id(h) for s in outline.sections if s.parent == text.id for h in s.hints}
    remains = [p.evidence(one.box, one.text) for h in text.hints if id(h) not in inner for p, one in (h,)]
    unclear = () if front else doubtful(text.own, remains, rulebook.residue)
    return Section(
        id=text.id,
        title=text.title,
        file=text.file,
        first_page=text.first_page,
        last_page=text.last_page,
        length=high,
        length_low=low,
        limit=limit,
        evidence=(page.evidence(line.box, text.title or line.text),),
        text="" if front else text.body.text,
        scanned=scanned,
        unread=sum(k == "unread" for k in kinds.values()),
        samples=() if front else (*(e for e in remains if e not in unclear), *samples(text.own, rulebook.residue)),
        doubtful=unclear,
        pictures=tuple(p.evidence(x.box, caption_below(text, p, x.box.bottom)) for p, x in text.pictures),
        picture_pixels=tuple(x.pixels for _, x in text.pictures),
        has_table=bool(text.tables),
        lines=() if front else _lines(text),
    )


def _lines(text: SectionText) -> tuple[tuple[int, int, float, float, float, float], ...]:
    """Where each line of the body stands (those on the section's own file)."""
    out: list[tuple[int, int, float, float, float, float]] = []
    for piece in text.body.pieces:
        if piece.page.file == text.file:
            box = piece.line.span(piece.offset, piece.offset + len(piece.text))
            x0, top, x1, bottom = piece.page.displayed(box).rounded()
            out.append((piece.start, piece.page.number, x0, top, x1, bottom))
    return tuple(out)


def caption_below(text: SectionText, page: Page, bottom: float) -> str:
    """The caption printed right below a picture."""
    below = [(one.box.top - bottom, one.text) for p, one in text.captions if p is page and -6 < one.box.top - bottom < 60]
    return min(below)[1] if below else ""
