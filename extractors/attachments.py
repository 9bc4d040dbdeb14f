"""Enclosed papers (附件) of an application: their types, the pages of each, their fields, and whether the right seal stands on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from extractors.papers import audit, certificates, credit, ip, licence, names, sme_evidence, tax
from extractors.papers.claims import listed
from extractors.papers.grouping import group, merge_licences
from extractors.papers.kinds import guess
from extractors.papers.stamps import stamps
from extractors.papers.values import Desk, Paper
from models.application import Attachment, FieldValue
from models.evidence import Evidence
from models.eyes import Eyes
from models.outline import Outline
from models.pages import Page
from models.rulebook import AttachmentSpec, Rulebook

__all__ = ["attachments", "listed"]

Reader = Callable[[Paper, Desk], dict[str, FieldValue]]

READERS: dict[str, Reader] = {
    "business_licence": licence.read,
    "cpa_licence": licence.read,
    "audit_report": audit.read,
    "tax_proof": tax.read,
    "maturity_certificate": certificates.read_level,
    "qualification": certificates.read,
    "award": certificates.read,
    "rd_institution_certificate": certificates.read,
    "ip_certificate": ip.read,
    "credit_report": credit.read,
    "sme_evidence": sme_evidence.read,
}


def attachments(outline: Outline, eyes: Eyes | None, rulebook: Rulebook) -> tuple[Attachment, ...]:
    """All enclosed papers in page order, each with its fields (contract, "Attachments")."""
    spec = rulebook.attachments
    pages = [p for p in outline.enclosed if outline.kinds.get((p.file, p.number)) != "blank"]
    separate = frozenset(p.file for p in pages) - frozenset(_body_files(outline))
    guesses = [guess(p, spec, outline.programmes) for p in pages]
    papers = group(guesses, spec, separate)
    read = [_read(paper, outline, eyes, rulebook) for paper in papers]
    papers, read = _place_licences(papers, read, outline.name)
    papers = _audited(papers, desk_for("audit_report", outline, eyes, rulebook))
    papers = _both_sides(papers)
    return tuple(_attachment(paper, fields, outline) for paper, fields in zip(papers, read, strict=True))


def _audited(papers: Sequence[Paper], desk: Desk) -> tuple[Paper, ...]:
    """Audit papers with a doubt where they may not be the audit asked for."""
    found = [p for p in papers if p.type == "audit_report"]
    doubt = dict(zip(map(id, found), audit.doubts(found, desk), strict=True))
    return tuple(replace(p, doubt=p.doubt or doubt[id(p)]) if doubt.get(id(p)) else p for p in papers)


_BEFORE, _AFTER = re.compile(r"(?:改造|升级|技改|转型|实施)前(?!后)"), re.compile(r"(?:改造|升级|技改|转型|实施)后")


def _both_sides(papers: Sequence[Paper]) -> tuple[Paper, ...]:
    """Photographs with a doubt where their captions speak of one side only: the notice asks for those before and after."""
    text = "".join(p.text for p in papers if p.type == "transformation_photos")
    before, after = bool(_BEFORE.search(text)), bool(_AFTER.search(text))
    if before == after or "前后" in text:
        return tuple(papers)
    missing = "后" if before else "前"
    doubt = f"图注只见改造{'前' if before else '后'}，未见改造{missing}的影像"
    return tuple(replace(p, doubt=p.doubt or doubt) if p.type == "transformation_photos" else p for p in papers)


def _body_files(outline: Outline) -> set[str]:
    """Files that hold a part of a book."""
    return {file for (file, _), kind in outline.kinds.items() if kind not in ("enclosed", "blank", "unread")}


def desk_for(type: str, outline: Outline, eyes: Eyes | None, rulebook: Rulebook) -> Desk:
    spec = rulebook.attachment(type) or AttachmentSpec(type=type, name=type, titles=[])
    return Desk(spec, rulebook.attachments.words, rulebook.attachments.honours, eyes, outline.name, rulebook.heading.fiscal_year)


def _read(paper: Paper, outline: Outline, eyes: Eyes | None, rulebook: Rulebook) -> dict[str, FieldValue]:
    reader = READERS.get(paper.type)
    return reader(paper, desk_for(paper.type, outline, eyes, rulebook)) if reader else {}


def _place_licences(
    papers: Sequence[Paper], read: Sequence[dict[str, FieldValue]], applicant: str
) -> tuple[tuple[Paper, ...], list[dict[str, FieldValue]]]:
    """A licence of a driven firm beside the firm's own statement belongs to that statement."""
    holders = {n: _holder(fields) for n, fields in enumerate(read)}
    home: dict[int, int] = {}
    for n, paper in enumerate(papers):
        if paper.type != "business_licence" or not applicant or names.same(holders[n], applicant):
            continue
        for m in (n - 1, n + 1):
            if (
                0 <= m < len(papers)
                and papers[m].type == "sme_evidence"
                and papers[m].file == paper.file
                and names.same(holders[m], holders[n])
            ):
                home[n] = m
                break
    if not home:
        return tuple(papers), list(read)
    return merge_licences(papers, holders, home), [f for n, f in enumerate(read) if n not in home]


def _holder(fields: dict[str, FieldValue]) -> str:
    value = fields.get("holder")
    return str(value.value) if value else ""


def _attachment(paper: Paper, fields: dict[str, FieldValue], outline: Outline) -> Attachment:
    pages: list[Page] = [s.page for s in paper.sheets]
    evidence: tuple[Evidence, ...] = tuple(_title_evidence(paper))
    owner = _holder(fields) if paper.type == "sme_evidence" else outline.name
    sure = min((p.confidence for p in pages), default=1.0)
    return Attachment(
        type=paper.type,
        file=paper.file,
        pages=tuple(p.number for p in pages),
        fields=fields,
        evidence=evidence,
        confidence=round(min(sure, 0.5 + 0.1 * paper.score), 3) if paper.type != "other" else round(sure * 0.6, 3),
        title=evidence[0].text if evidence else "",
        stamped=stamps(pages, owner),
        doubt=paper.doubt,
    )


def _title_evidence(paper: Paper) -> list[Evidence]:
    """The largest line of the upper half of the first page; the whole page where it has no text."""
    sheet = paper.sheets[0]
    upper = [s for s in sheet.spans() if s.box.top < 0.6 * sheet.page.height and len(s.text.strip()) > 1]
    if not upper:
        return [sheet.page.evidence(None, paper.label)]
    best = max(upper, key=lambda s: s.box.height if s.box.width > s.box.height else 0)
    return [best.evidence()]
