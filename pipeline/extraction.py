"""From what was read of one applicant to the facts about it: the extractors in their order."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.outline import outline as make_outline

from extractors import attachments, form, metrics, placing, scenes, sections, signatures, smes
from models.application import Application, Attachment, FieldValue, FileRecord, PageRecord, Seal
from models.eyes import Eyes
from models.outline import Outline
from models.pages import PageState, SourceFile
from models.rulebook import Rulebook


def extract(files: Sequence[SourceFile], eyes: Eyes, rulebook: Rulebook, *, id: str, name: str = "", county: str = "") -> Application:
    """The facts of one applicant. ``name`` and ``county`` are those of its folders, used where the papers do not say.

    A file that could not be opened stays in ``files`` with its outcome: the rules see it.
    """
    outline = make_outline(files, rulebook)
    enclosed = attachments.attachments(outline, eyes, rulebook)
    placed = placing.place_seals(outline, enclosed, rulebook)
    fields, ticks = form.read_form(outline, eyes, rulebook)
    fields = completed(fields, enclosed)
    found_name = printed_name(fields) or outline.name or name
    return Application(
        id=id,
        name=found_name,
        uscc=_text(fields.get("uscc")),
        county=_text(fields.get("county")) or county,
        programmes=outline.programmes,
        files=tuple(file_record(f) for f in files),
        pages=page_records(outline, enclosed),
        fields=fields,
        sections=sections.sections(outline, rulebook),
        scenes=scenes.scenes(outline, rulebook),
        metrics=metrics.metrics(outline, rulebook),
        smes=smes.smes(outline, enclosed, placed, rulebook),
        attachments=enclosed,
        seals=placed,
        marks=ticks + signatures.signatures(outline, eyes, rulebook),
        listed_attachments=attachments.listed(outline, rulebook),
    )


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
            )
        )
    return tuple(out)


def unplaced(seals: Sequence[Seal]) -> list[Seal]:
    """Seals that answer no label and belong to no paper."""
    return [s for s in seals if not s.place]
