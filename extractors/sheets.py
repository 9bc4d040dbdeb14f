"""The pages of a book with their rows, and what each is at first sight: cover, contents, front papers, blank, unread."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise, takewhile

from rapidfuzz import fuzz

from extractors.columns import halves
from extractors.furniture import mark
from extractors.headings import Reading, letters, match
from extractors.rows import Margins, Row, margins, rows
from extractors.zones import freed
from models.pages import Line, Page, PageState, SourceFile
from models.rulebook import FieldSpec, OptionSpec, SectionSpec

_LEADER = re.compile(r"(\.{3,}|…+|·{3,}|[-—_]{4,}|\s{4,})[\s.…·]*\d{0,3}\s*$")
_NUMBER_TAIL = re.compile(r"[^\d%.]\s*[.…·\s]*\d{1,3}\s*$")
LEAST_TEXT = 2
"""So many full rows of running text under a table of contents are the book's."""


@dataclass
class Sheet:
    """A page on its way to a kind; ``rows`` in reading order with their zones."""

    page: Page
    rows: list[Row] = field(default_factory=list)
    edge: Margins = field(default_factory=Margins)
    kind: str = ""
    whole: Page | None = None
    """The page of which ``page`` is a column, or the page itself."""

    @property
    def column(self) -> bool:
        return self.whole is not None and self.whole is not self.page

    @property
    def free(self) -> list[Row]:
        return [r for r in self.rows if not r.zone]

    @property
    def letters(self) -> str:
        """All letters of the page: row by row, then cell by cell (a label wrapped in a narrow cell is whole only there)."""
        return letters("".join(r.text for r in self.rows)) + "|" + letters("".join(c.text for t in self.page.tables for c in t.cells))


def sheets(file: SourceFile) -> list[Sheet]:
    """The pages of one file."""
    edges: list[Margins] = []
    raw: list[tuple[Row, ...]] = []
    last = Margins()
    parts = [(page, half) for page in file.pages for half in halves(page)]
    for _, page in parts:
        edge = margins(_text_lines(page), page.width, _moved(last, page))
        edges.append(edge)
        last = edge if edge.known else last
        raw.append(rows(page, edge))
    marked = mark(raw, edges)
    out = [Sheet(half, freed(found, edge), edge, whole=page) for (page, half), found, edge in zip(parts, marked, edges, strict=True)]
    for sheet in out:
        if sheet.page.state in (PageState.ILLEGIBLE, PageState.FAILED):
            sheet.kind = "unread"
        elif sheet.page.state is PageState.BLANK or not (sheet.rows or sheet.page.pictures or sheet.page.seals):
            sheet.kind = "blank"
    _contents(out)
    return out


def _text_lines(page: Page) -> list[Line]:
    inside = [t.box for t in page.tables] + [p.box for p in page.pictures if p.box.area < 0.6 * page.width * page.height]
    return [line for line in page.lines if not any(b.contains(*line.box.centre) for b in inside)]


def _moved(last: Margins, page: Page) -> Margins:
    """The margins of the page before, for a page with too few rows to have its own."""
    return last if last.known and last.right <= page.width * 1.02 else Margins()


def leads(text: str) -> bool:
    """Whether a row ends as one of a table of contents does: dots, then a page number (which a reader may lose)."""
    return _LEADER.search(text) is not None


def _contents(found: Sequence[Sheet]) -> None:
    """Marks the pages of a table of contents."""
    before = False
    for sheet in found:
        free = [r for r in sheet.rows if r.zone in ("", "picture", "table")]
        titled = any(letters(r.text) in ("目录", "目次", "目錄") for r in free[:4])
        dotted = sum(leads(r.text) for r in free)
        tails = sum(bool(_NUMBER_TAIL.search(r.text)) and Reading(r.text).number is not None for r in free)
        long = sum(len(r.text) > 30 and r.text.rstrip()[-1:] in "。，；" for r in free)
        if (
            (titled and (dotted >= 2 or tails >= 2 or (len(free) >= 4 and not long)))
            or (dotted >= 4 and dotted >= 0.3 * len(free) and not long)
            or (before and free and dotted >= max(1, 0.5 * len(free)))
        ):
            sheet.kind = "toc"
            _text_below(sheet, dotted >= 2)
        before = sheet.kind == "toc"


def _text_below(sheet: Sheet, dotted: bool) -> None:
    """A page on which the book's text begins under the contents is text; the rows of the contents are then its furniture."""
    ends = [n for n, r in enumerate(sheet.rows) if leads(r.text) or (not dotted and _NUMBER_TAIL.search(r.text))]
    last = ends[-1] if ends else len(sheet.rows)
    below = [r for r in sheet.rows[last + 1 :] if not r.zone]
    running = [r for r in below if len(r.text) >= 20 and sheet.edge.known and sheet.edge.full(r) and sheet.edge.body_like(r)]
    if len(running) >= LEAST_TEXT:
        sheet.kind = ""
        sheet.rows = [r.put("furniture") if n <= last else r for n, r in enumerate(sheet.rows)]


@dataclass(frozen=True, slots=True)
class Front:
    """Where a front paper (commitment, declaration, form) begins: sheet and row."""

    spec: SectionSpec
    sheet: int
    row: int
    end: int
    """Where in the row's text its title ends."""


def front_papers(found: Sequence[Sheet], specs: Sequence[SectionSpec]) -> list[Front]:
    """The first page of each front paper: its title at the head of a row, or the words that only it has."""
    out: list[Front] = []
    taken: set[str] = set()
    for i, sheet in enumerate(found):
        if sheet.kind or i > 40:
            continue
        text = sheet.letters
        on = text + (found[i + 1].letters if i + 1 < len(found) and not found[i + 1].kind else "")
        for spec in specs:
            if spec.id in taken:
                continue
            title = _title_row(sheet, spec)
            hits = sum(_holds(text if title is None else on, letters(k)) for k in spec.keywords)
            needed = max(4, len(spec.keywords) // 2) if title is None else 2
            if hits < needed:
                continue
            taken.add(spec.id)
            row = title if title is not None else next((n for n, r in enumerate(sheet.rows) if r.zone != "furniture"), 0)
            ending = match(Reading(sheet.rows[row].text), spec) if title is not None else None
            out.append(Front(spec, i, row, ending.end if ending else 0))
            sheet.kind = sheet.kind or spec.id
    return out


def _names_one(options: Sequence[OptionSpec], row: Row) -> bool:
    return any(letters(row.text).endswith(letters(label)) for o in options for label in o.labels)


def form_goes_on(found: Sequence[Sheet], fields: Sequence[FieldSpec]) -> None:
    """Marks the page after the form where it begins with options that the form's own page lacks: the page ended within a choice.

    Without this an option (创新能力显著提升企业) at the head of a page would be taken for the title of a programme's part. One row alone must
    be the option word for word; a title in its place is shorter.
    """
    options = [o for f in fields for o in f.options if any(len(letters(label)) >= 4 for label in o.labels)]
    for sheet, following in pairwise(found):
        if sheet.kind != "form" or following.kind:
            continue
        lacking = [o for o in options if not any(letters(label) in sheet.letters for label in o.labels)]
        own = list(takewhile(partial(_names_one, lacking), (r for r in following.rows if r.zone not in ("furniture", "margin"))))
        if len(own) >= 2 or any(letters(own[0].text) == letters(o.labels[0]) for o in lacking if own):
            following.kind = "form"
            following.rows = [r.put("table") if r in own else r for r in following.rows]


def _holds(text: str, word: str) -> bool:
    return word in text or (len(word) >= 5 and fuzz.partial_ratio(word, text) >= 86)


def _title_row(sheet: Sheet, spec: SectionSpec) -> int | None:
    for n, row in enumerate(sheet.rows):
        if row.zone in ("furniture", "table"):
            continue
        found = match(Reading(row.text), spec)
        if found is not None and found.likeness >= 0.8 and found.alone and len(letters(row.text)) <= len(letters(spec.title)) + 6:
            return n
    return None


def cover(sheet: Sheet, words: Sequence[str]) -> bool:
    """Whether a page is a book's cover: few rows, the words 申报书 or 申报单位, the name of a programme's papers."""
    free = [r for r in sheet.rows if r.zone in ("", "picture", "table", "margin")]
    text = sheet.letters
    return 1 <= len(free) <= 25 and ("申报书" in text or "申报单位" in text or "申请书" in text) and sum(w in text for w in words) >= 1
