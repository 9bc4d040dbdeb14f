"""From what was read of one applicant to the facts about it: the extractors in their order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from extractors import attachments, form, metrics, picture_records, placing, scenes, sections, signatures, smes
from extractors.comparison import compare
from extractors.outline import outline as make_outline
from extractors.simplified import in_simplified
from models.application import (
    Application,
    Attachment,
    Comparison,
    FieldValue,
    FileRecord,
    Mark,
    Metric,
    PageRecord,
    PictureRecord,
    Scene,
    Seal,
    Section,
    Sme,
)
from models.evidence import Evidence
from models.eyes import Eyes, Image, Reading
from models.geometry import Box
from models.outline import Outline
from models.pages import Line, Page, PageState, SourceFile
from models.rulebook import Rulebook

log = logging.getLogger(__name__)
T = TypeVar("T")


def extract(files: Sequence[SourceFile], eyes: Eyes, rulebook: Rulebook, *, id: str, name: str = "", county: str = "") -> Application:
    """The facts of one applicant. ``name`` and ``county`` are those of its folders, used where the papers do not say.

    A file that could not be opened stays in ``files`` with its outcome: the rules see it.
    """
    files = [in_simplified(f) for f in files]
    papers = [f for f in files if f.role != "editable_copy"]
    copies = [f for f in files if f.role == "editable_copy"]
    outline = make_outline(papers, rulebook)
    steps = Steps(id)
    enclosed = steps.take("附件", lambda: attachments.attachments(outline, eyes, rulebook), tuple[Attachment, ...]())
    placed = steps.take("印章", lambda: placing.place_seals(outline, enclosed, rulebook), tuple[Seal, ...]())
    labels = steps.take("盖章处", lambda: placing.stamp_places(outline, rulebook), dict[str, Evidence]())
    fields, ticks = steps.take("申请表", lambda: form.read_form(outline, eyes, rulebook), (dict[str, FieldValue](), tuple[Mark, ...]()))
    figures = steps.take("指标", lambda: metrics.metrics(outline, rulebook), tuple[Metric, ...]())
    comparison = steps.take("可编辑版比对", lambda: compared(copies, outline, fields, figures, rulebook), None)
    found_sections = steps.take("章节", lambda: sections.sections(outline, rulebook), tuple[Section, ...]())
    shown = steps.take("图片", lambda: picture_records.pictures(outline, enclosed, eyes, rulebook), tuple[PictureRecord, ...]())
    found_scenes = steps.take("场景", lambda: scenes.scenes(outline, rulebook), tuple[Scene, ...]())
    listed = steps.take("带动企业名单", lambda: smes.smes(outline, enclosed, placed, rulebook), tuple[Sme, ...]())
    signed = steps.take("签字", lambda: signatures.signatures(outline, eyes, rulebook), tuple[Mark, ...]())
    claimed = steps.take("附件目录", lambda: attachments.listed(outline, rulebook), dict[str, tuple[Evidence, ...]]())
    fields = completed(fields, enclosed)
    return Application(
        id=id,
        name=printed_name(fields) or outline.name or name,
        uscc=_text(fields.get("uscc")),
        county=_text(fields.get("county")) or county,
        programmes=outline.programmes,
        files=tuple(file_record(f) for f in files),
        pages=steps.marked(page_records(outline, enclosed)),
        fields=fields,
        sections=found_sections,
        pictures=shown,
        scenes=found_scenes,
        metrics=figures,
        smes=listed,
        attachments=enclosed,
        seals=placed,
        marks=ticks + signed,
        listed_attachments=claimed,
        stamp_places=labels,
        strays={id: page.evidence(line.box, line.text) for id, (page, line) in outline.strays.items()},
        comparison=comparison,
    )


class Steps:
    """Steps of which one may break on an odd book without costing the others.

    What broke is not hidden: every page then counts as not understood, so that no rule calls a thing missing, and the reason says which
    step it was.
    """

    def __init__(self, id: str) -> None:
        self.id = id
        self.broken: list[str] = []

    def take(self, name: str, step: Callable[[], T], instead: T) -> T:
        """The step's result, or ``instead`` where it broke."""
        try:
            return step()
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception:
            log.exception("%s: %s", self.id, name)
            self.broken.append(name)
            return instead

    def marked(self, pages: tuple[PageRecord, ...]) -> tuple[PageRecord, ...]:
        """The pages as they are, or all of them as failed where a step broke."""
        if not self.broken:
            return pages
        reason = f"程序处理出错（{'、'.join(self.broken)}），本份材料须人工核对"
        return tuple(p.model_copy(update={"state": PageState.FAILED.value, "reason": p.reason or reason}) for p in pages)


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
    return FileRecord(
        path=file.path, sha256=file.sha256, pages=len(file.pages), role=file.role, outcome=file.outcome, message=file.message,
        metadata=tuple((k, v) for k, v in file.metadata if v.strip()),
    )  # fmt: skip


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
