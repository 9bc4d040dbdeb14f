"""The structure of a submission: whose books are there, what each page is, and where each section of the templates stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.assignment import assign
from extractors.bodies import section_texts
from extractors.boundary import body_sheets
from extractors.candidates import candidates
from extractors.events import events_of
from extractors.headings import letters, specs_of
from extractors.sheets import Sheet, cover, form_goes_on, front_papers, sheets
from extractors.strays import strays
from models.outline import Outline
from models.pages import Page, SourceFile
from models.rulebook import Rulebook, SectionSpec

READ_KINDS = ("pdf", "image")
COPIED = 0.6
"""A file of whose headings more than this stand in another file too is a copy of it."""


def outline(files: Sequence[SourceFile], rulebook: Rulebook) -> Outline:
    """The outline of one applicant's files. Editable copies are read only where there is no other book."""
    books = _books(files)
    found = [sheet for file in books for sheet in sheets(file)]
    fronts = front_papers(found, specs_of(rulebook.sections, ""))
    form_goes_on(found, rulebook.form.fields)
    _covers(found, rulebook)
    specs = {p.id: specs_of(rulebook.sections, p.id) for p in rulebook.heading.programmes}
    copies = _copies(found, specs, rulebook)
    for i in copies:
        found[i].kind = "narrative"
    steps = assign(candidates(found, rulebook, specs), specs)
    events = events_of(found, fronts, steps, specs, rulebook)
    body = body_sheets(found, events, rulebook)
    _kinds(found, body | copies)
    others = [page for f in files if f not in books and f.kind in READ_KINDS and f.role != "summary_table" for page in f.pages]
    kinds: dict[tuple[str, int], str] = {}
    for s in found:
        if kinds.get((s.page.file, s.page.number)) != "narrative":  # of a page in two columns either may bear the text
            kinds[s.page.file, s.page.number] = s.kind
    kinds.update({(p.file, p.number): _state(p) or "enclosed" for p in others})
    pages = tuple({(p.file, p.number): p for s in found for p in (s.whole or s.page,)}.values()) + tuple(others)
    programmes = tuple(dict.fromkeys(e.programme for e in events if e.programme and e.spec is not None))
    return Outline(
        programmes=programmes,
        sections=section_texts(found, events, body, rulebook),
        kinds=kinds,
        enclosed=tuple(p for p in pages if kinds[p.file, p.number] == "enclosed"),
        pages=pages,
        name=_name(found),
        strays=strays(found, events, body, specs),
    )


def _copies(found: Sequence[Sheet], specs: dict[str, tuple[SectionSpec, ...]], rulebook: Rulebook) -> set[int]:
    """Text pages of a second copy of a book: most of its headings stand in another file too. Their headings are not taken,

    and they are no enclosed papers. Of two copies the stamped one (盖章 in its name) is the book, else that with more headings.
    """
    files = list(dict.fromkeys(s.page.file for s in found))
    if len(files) < 2:
        return set()
    own: dict[str, tuple[set[tuple[str, int]], set[int]]] = {}
    for file in files:
        at = [i for i, s in enumerate(found) if s.page.file == file]
        sheets_of = [found[i] for i in at]
        steps = assign(candidates(sheets_of, rulebook, specs), specs)
        events = events_of(sheets_of, (), steps, specs, rulebook)
        heads = {(s.candidate.programme, s.candidate.spec) for s in steps if s.candidate.spec >= 0}
        own[file] = heads, {at[n] for n in body_sheets(sheets_of, events, rulebook)} if heads else set()
    out: set[int] = set()
    kept: list[str] = []
    for file in sorted(files, key=lambda f: ("盖章" not in f, -len(own[f][0]), files.index(f))):
        heads, pages = own[file]
        if len(heads) >= 3 and any(len(heads & own[k][0]) > COPIED * len(heads) for k in kept):
            out |= pages
        else:
            kept.append(file)
    return out


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
    started: set[str] = set()
    for sheet in found:
        if sheet.kind not in ("", "blank", "unread"):
            started.add(sheet.page.file)
        elif not sheet.kind and sheet.page.file not in started and sheet.page.number <= 6 and cover(sheet, words):
            sheet.kind = "cover"


def _kinds(found: Sequence[Sheet], body: set[int]) -> None:
    for i, sheet in enumerate(found):
        if sheet.kind in ("", "narrative"):
            sheet.kind = "narrative" if i in body else "enclosed"


def _state(page: Page) -> str:
    state = page.state.value
    return "blank" if state == "blank" else "unread" if state in ("illegible", "failed") else ""


_NAME = re.compile(
    r"(?:申报(?:单位|企业)|企业名称|单位名称)\s*(?:[（(]\s*(?:盖章|公章)\s*[）)])?\s*[:：]\s*([\u4e00-\u9fff（）()·A-Za-z]{6,40})"
)


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
