"""Every statement of a figure in the narrative of a book: prose sentence by sentence, and the tables between.

Roles tell the applicant's own figures (actual, before, after, target) from averages, demands and other firms' figures; only
the former are metrics of a dossier (contract, "Metrics").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.language.normal import Normal, normal
from extractors.language.owners import Owner
from extractors.language.paragraphs import read_paragraph
from extractors.language.sentences import sentences
from extractors.language.statements import Setting, Statement
from extractors.language.tables import Context, TableFigure, read_table
from extractors.language.vocabulary import Vocabulary, vocabulary
from models.application import DIFFERENCE, NONE_SAID, PART, UNCLEAR, Metric
from models.evidence import Evidence
from models.outline import Outline, SectionText
from models.pages import Line, Page, Table
from models.passage import Passage, Piece
from models.rulebook import Rulebook

_ENDS = "。！？；：!?;:"
_NUMBERED = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．](?!\d)|[①-⑩●■◆▪•·—-])")
_SCOPES: dict[Owner, str] = {
    "own": "",
    "benchmark": "行业或其他平均水平",
    "other": "其他企业",
    "part": PART,
    "institution": "研发机构",
}


@dataclass(frozen=True, slots=True)
class _Prose:
    """A stretch of a section's own text that no section below it holds."""

    section: SectionText
    passage: Passage


def metrics(outline: Outline, rulebook: Rulebook) -> tuple[Metric, ...]:
    """All statements of the book's narrative, in reading order. Figures of parts of formulas have role ``other`` and no scope."""
    words = vocabulary(rulebook.metrics)
    found: list[Metric] = []
    for prose in _prose(outline):
        found.extend(_read_passage(prose, outline, rulebook, words))
    found.extend(_read_tables(outline, rulebook, words))
    order = {(p.file, p.number): n for n, p in enumerate(outline.pages)}
    return tuple(sorted(found, key=lambda m: _place(m, order)))


def _place(metric: Metric, order: dict[tuple[str, int], int]) -> tuple[int, float, float, str]:
    first = metric.evidence[0]
    return order.get((first.file, first.page), 0), first.bbox[1], first.bbox[0], metric.id


# ---- prose ----


def _prose(outline: Outline) -> Iterator[_Prose]:
    """Each word of the narrative once: the leaves, and what parents hold beside their children."""
    children: dict[str, list[SectionText]] = {}
    for section in outline.sections:
        children.setdefault(section.parent, []).append(section)
    for section in outline.sections:
        if not section.programme:  # 承诺书, 声明, 申请表: the form has extractors of its own
            continue
        below = {_key(p) for child in children.get(section.id, []) for p in child.body.pieces}
        if not below:
            yield _Prose(section, section.body)
            continue
        for start, end in _runs(section.body, below):
            yield _Prose(section, section.body.cut(start, end))


def _key(piece: Piece) -> tuple[str, int, object, str, int]:
    return piece.page.file, piece.page.number, piece.line.box, piece.line.text, piece.offset


def _runs(body: Passage, below: set[tuple[str, int, object, str, int]]) -> Iterator[tuple[int, int]]:
    """The stretches of ``body`` whose pieces are not ``below``."""
    start: int | None = None
    end = 0
    for piece in body.pieces:
        if _key(piece) in below:
            if start is not None:
                yield start, end
            start = None
        else:
            start = piece.start if start is None else start
            end = piece.start + len(piece.text)
    if start is not None:
        yield start, end


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the paragraphs of ``text``; a line break inside a sentence, where pages or columns part it, ends none."""
    start = 0
    for match in re.finditer(r"\n+", text):
        before, after = text[start : match.start()].rstrip(), text[match.end() : match.end() + 12]
        if before and before[-1] not in _ENDS and not _NUMBERED.match(after) and len(before) >= 12:
            continue
        if before:
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _read_passage(prose: _Prose, outline: Outline, rulebook: Rulebook, words: Vocabulary) -> Iterator[Metric]:
    title = ""
    for start, end in paragraphs(prose.passage.text):
        paragraph = normal(prose.passage.text[start:end].replace("\n", " "))
        default = _default_owner(paragraph.text, prose.section, words)
        setting = Setting(outline.name, default, prose.section.programme == "workshop", None, rulebook.heading.fiscal_year)
        said, title = read_paragraph(paragraph, words, setting, title)
        for a, statement in said:
            metric = _metric(statement, prose, paragraph, start, a, words)
            if metric is not None:
                yield metric


def _default_owner(text: str, section: SectionText, words: Vocabulary) -> Owner:
    """In a chain book a paragraph headed 配套企业提质降本 speaks of the driven firms until it says otherwise."""
    if section.programme != "chain":
        return "own"
    first = next(sentences(text), (0, 0))
    lead = text[first[0] : first[1]]
    if len(lead) > 30 or re.search(r"\d%", lead):
        return "own"
    kinds = {m.kind for m in words.marks(lead)}
    return "other" if "other" in kinds and not re.search(r"公司|龙头|平台|自身|本部", lead) else "own"


def _metric(statement: Statement, prose: _Prose, paragraph: Normal, start: int, offset: int, words: Vocabulary) -> Metric | None:
    """A statement with its place: ``start`` is the paragraph's in the passage, ``offset`` the sentence's in the paragraph."""
    a, b = paragraph.span(offset + statement.start, offset + statement.end)
    a, b = a + start, b + start
    evidence = prose.passage.evidence(a, b)
    if not evidence:
        return None
    confidence = prose.passage.confidence(a, b)
    q = statement.quantity
    return Metric(
        id=statement.metric,
        value=tidy(statement.value),
        unit=words.specs[statement.metric].unit,
        period=statement.period,
        raw=prose.passage.text[a:b].replace("\n", ""),
        evidence=evidence,
        confidence=round(min(confidence, 0.6 if statement.doubt else 1.0), 3),
        role=statement.role,
        relation=q.relation,
        low=q.low,
        high=q.high,
        scope=NONE_SAID
        if statement.none
        else UNCLEAR
        if statement.unclear
        else DIFFERENCE
        if statement.difference
        else _SCOPES[statement.owner],
        section=prose.section.id,
        places=q.places,
        doubt=statement.doubt,
        basis=statement.basis,
    )


def tidy(value: float) -> float:
    """Without the dust of binary fractions."""
    return round(value, 6)


# ---- tables ----


def _read_tables(outline: Outline, rulebook: Rulebook, words: Vocabulary) -> Iterator[Metric]:
    for section, run in _tables(outline):
        context = Context(
            fiscal_year=rulebook.heading.fiscal_year,
            caption=" ".join(line.text for _, line in _captions(section, *run[0])),
            process=section.programme,
        )
        for figure in read_table([table for _, table in run], words, context):
            page = run[figure.table][0]
            yield _table_metric(figure, page, section, words)


def _tables(outline: Outline) -> Iterator[tuple[SectionText, list[tuple[Page, Table]]]]:
    """Each table with its innermost section; the pieces of a table that runs over a page's end together."""
    inner: dict[tuple[str, int, object], tuple[SectionText, Page, Table]] = {}
    for section in outline.sections:
        for page, table in section.tables if section.programme else ():
            key = (page.file, page.number, table.box)
            known = inner.get(key)
            if known is None or len(section.body.text) <= len(known[0].body.text):
                inner[key] = (section, page, table)
    order = {(p.file, p.number): n for n, p in enumerate(outline.pages)}
    listed = sorted(inner.values(), key=lambda x: (order.get((x[1].file, x[1].number), 0), x[2].box.top))
    run: list[tuple[Page, Table]] = []
    owner: SectionText | None = None
    for section, page, table in listed:
        if run and owner is not None and _continues(run[-1], (page, table), section):
            run.append((page, table))
            continue
        if run and owner is not None:
            yield owner, run
        run, owner = [(page, table)], section
    if run and owner is not None:
        yield owner, run


def _continues(last: tuple[Page, Table], new: tuple[Page, Table], section: SectionText) -> bool:
    """Whether ``new`` is the rest of the table that ended the page before: as many columns, at the top, without a caption above."""
    (before, table), (page, rest) = last, new
    if page.file != before.file or page.number != before.number + 1 or table.columns != rest.columns:
        return False
    above = any(p.number == page.number and p.file == page.file and line.box.top < rest.box.top for p, line in section.captions)
    return not above and rest.box.top < page.height * 0.25


def _captions(section: SectionText, page: Page, table: Table) -> list[tuple[Page, Line]]:
    """The caption lines above a table, nearest last; where none stands above it on its page, the last one of the page before."""
    same = [(p, c) for p, c in section.captions if p.number == page.number and p.file == page.file and c.box.bottom <= table.box.top + 6]
    near = [(p, c) for p, c in same if table.box.top - c.box.bottom < 60]
    if near:
        return near
    before = [(p, c) for p, c in section.captions if p.file == page.file and p.number == page.number - 1]
    return before[-1:] if table.box.top < page.height * 0.2 else []


def _table_metric(figure: TableFigure, page: Page, section: SectionText, words: Vocabulary) -> Metric:
    evidence: list[Evidence] = []
    for cell in figure.cells:
        evidence.append(page.evidence(cell.box, cell.text))
    q = figure.quantity
    return Metric(
        id=figure.metric,
        value=tidy(figure.value),
        unit=words.specs[figure.metric].unit,
        period=figure.period,
        raw=" ".join(_flat(c.text) for c in figure.cells),
        evidence=tuple(evidence),
        confidence=round(min(*(c.confidence for c in figure.cells), 0.6 if figure.doubt else 1.0), 3),
        role=figure.role,
        relation=q.relation,
        low=q.low,
        high=q.high,
        section=section.id,
        places=q.places,
        doubt=figure.doubt,
    )


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def own(found: Iterable[Metric]) -> tuple[Metric, ...]:
    """The metrics of a dossier: the applicant's own actual figures, before and after, and goals."""
    return tuple(m for m in found if m.role in ("actual", "before", "after", "target"))
