"""The structure of a submission: which page is what, and the running text of each section."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.pages import Line, Page, Picture, Table
from models.passage import Passage


@dataclass(frozen=True)
class SectionText:
    """A section as found: its heading line and its body, without heading, tables, captions, page furniture and the template's hints.

    ``tables`` and ``pictures`` are those inside the section (of a parent: those of its children too, as is ``body``).
    """

    id: str
    spec_id: str
    programme: str
    title: str
    file: str
    heading: tuple[Page, Line]
    body: Passage
    first_page: int
    last_page: int
    parent: str = ""
    tables: tuple[tuple[Page, Table], ...] = ()
    pictures: tuple[tuple[Page, Picture], ...] = ()
    captions: tuple[tuple[Page, Line], ...] = ()
    hints: tuple[tuple[Page, Line], ...] = ()
    """Lines (or parts of lines) of the template's own instructions left standing in the section."""
    own: Passage = field(default_factory=Passage)
    """The part of ``body`` before the first section below this one: the ``own`` of all sections hold every word once."""


@dataclass(frozen=True)
class Outline:
    """``kinds`` gives each (file, page number) its kind: cover, toc, commitment, declaration, form, narrative, enclosed, blank, unread.

    ``enclosed`` are the pages after the body and all pages of separate files, in order: the attachments' raw material.
    """

    programmes: tuple[str, ...]
    sections: tuple[SectionText, ...]
    kinds: dict[tuple[str, int], str] = field(default_factory=dict)
    enclosed: tuple[Page, ...] = ()
    pages: tuple[Page, ...] = ()
    name: str = ""
    """The applicant's name as the cover, the form or the folder has it."""

    strays: dict[str, tuple[Page, Line]] = field(default_factory=dict)
    """Id of a section that was not found → a heading in its place that is none of the template's."""

    def section(self, id: str) -> SectionText | None:
        return next((s for s in self.sections if s.id == id), None)

    def of_kind(self, kind: str) -> tuple[Page, ...]:
        return tuple(p for p in self.pages if self.kinds.get((p.file, p.number)) == kind)

    def leaves(self) -> tuple[SectionText, ...]:
        """Sections without sections below them. A parent's own words before its first child are in its ``own`` alone: who
        wants every word of the narrative once goes through `stretches`."""
        parents = {s.parent for s in self.sections}
        return tuple(s for s in self.sections if s.id not in parents)

    def stretches(self) -> tuple[SectionText, ...]:
        """Sections with words of their own, in the order of the book: read each one's ``own``, and every word comes once."""
        return tuple(s for s in self.sections if s.own.text)
