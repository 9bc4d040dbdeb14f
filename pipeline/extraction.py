"""From what was read of one applicant to the facts about it: the extractors in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from extractors import attachments, form, metrics, placing, scenes, sections, signatures, smes
from extractors.comparison import compare
from extractors.outline import outline as make_outline
from models.application import Application, Attachment, Comparison, FieldValue, FileRecord, Metric, PageRecord, Seal
from models.eyes import Eyes, Image, Reading
from models.geometry import Box
from models.outline import Outline
from models.pages import Line, Page, PageState, SourceFile
from models.rulebook import Rulebook


def extract(files: Sequence[SourceFile], eyes: Eyes, rulebook: Rulebook, *, id: str, name: str = "", county: str = "") -> Application:
    """The facts of one applicant. ``name`` and ``county`` are those of its folders, used where the papers do not say.

    A file that could not be opened stays in ``files`` with its outcome: the rules see it.
    """
    papers = [f for f in files if f.role != "editable_copy"]
    outline = make_outline(papers, rulebook)
    enclosed = attachments.attachments(outline, eyes, rulebook)
    placed = placing.place_seals(outline, enclosed, rulebook)
    fields, ticks = form.read_form(outline, eyes, rulebook)
    figures = metrics.metrics(outline, rulebook)
    comparison = compared([f for f in files if f.role == "editable_copy"], outline, fields, figures, rulebook)
    fields = completed(fields, enclosed)
    return Application(
        id=id,
        name=printed_name(fields) or outline.name or name,
        uscc=_text(fields.get("uscc")),
        county=_text(fields.get("county")) or county,
        programmes=outline.programmes,
        files=tuple(file_record(f) for f in files),
        pages=page_records(outline, enclosed),
        fields=fields,
        sections=sections.sections(outline, rulebook),
        scenes=scenes.scenes(outline, rulebook),
        metrics=figures,
        smes=smes.smes(outline, enclosed, placed, rulebook),
        attachments=enclosed,
        seals=placed,
        marks=ticks + signatures.signatures(outline, eyes, rulebook),
        listed_attachments=attachments.listed(outline, rulebook),
        comparison=comparison,
    )


class Blind:
    """Eyes for a paper without pixels (a Word file): nothing to see, nothing to read again."""

    def image(self, page: Page, dpi: int = 150) -> Image:
        return np.full((round(page.height * dpi / 72), round(page.width * dpi / 72), 3), 255, np.uint8)

    def crop(self, page: Page, box: Box, dpi: int = 150) -> Image:
        return np.full((max(1, round(box.height * dpi / 72)), max(1, round(box.width * dpi / 72)), 3), 255, np.uint8)

    def recognise(self, image: Image) -> Reading:
        return Reading("", 0.0)

    def read(self, image: Image, dpi: int = 150) -> tuple[Line, ...]:
        return ()


def compared(
    copies: Sequence[SourceFile], book: Outline, fields: Mapping[str, FieldValue], figures: Sequence[Metric], rulebook: Rulebook
) -> Comparison | None:
    """The editable copies against the book; None where the applicant sent none."""
    if not copies:
        return None
    readable = [replace(f, role="book") for f in copies if f.pages]
    if not readable:
        return Comparison(made=False, reason=copies[0].message or "可编辑版无法打开。")
    if not book.sections:
        return Comparison(made=False, reason="盖章版未能识读出章节。")
    copy = make_outline(readable, rulebook)
    copy_fields, _ = form.read_form(copy, Blind(), rulebook)
    return compare(book, copy, (fields, copy_fields), (figures, metrics.metrics(copy, rulebook)))


def _text(field: FieldValue | None) -> str:
    return str(field.value) if field is not None and field.value else ""


def printed_name(fields: dict[str, FieldValue]) -> str:
    """The applicant's name as its form (or, of a chain book, its cover) has it."""
    return _text(fields.get("company_name"))


def completed(fields: dict[str, FieldValue], enclosed: Sequence[Attachment]) -> dict[str, FieldValue]:
    """The form has no cell for the legal representative: where no signature line prints it, the licence does."""
    if _text(fields.get("legal_representative")):
        return fields
    for paper in enclosed:
        held = paper.fields.get("legal_representative")
        if paper.type == "business_licence" and held is not None and held.value:
            return {**fields, "legal_representative": held}
    return fields


def file_record(file: SourceFile) -> FileRecord:
    return FileRecord(path=file.path, sha256=file.sha256, pages=len(file.pages), role=file.role, outcome=file.outcome, message=file.message)


def page_records(outline: Outline, enclosed: Sequence[Attachment]) -> tuple[PageRecord, ...]:
    """How each page ended and what it was taken for; an enclosed page bears the type of its paper."""
    types = {(a.file, n): a.type for a in enclosed for n in a.pages}
    out = []
    for page in outline.pages:
        width, height = page.displayed_size
        kind = outline.kinds.get((page.file, page.number), "")
        out.append(
            PageRecord(
                file=page.file,
                page=page.number,
                state=page.state.value,
                reason=page.reason,
                kind=types.get((page.file, page.number), kind) if page.state is not PageState.BLANK else "blank",
                width=round(width, 1),
                height=round(height, 1),
                confidence=round(page.confidence, 3),
                scanned=page.scanned,
                turned=page.turned,
            )
        )
    return tuple(out)


def unplaced(seals: Sequence[Seal]) -> list[Seal]:
    """Seals that answer no label and belong to no paper."""
    return [s for s in seals if not s.place]
