"""Books with their truth, written into a submission folder."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from extractors.wordcount import counts
from models.rulebook import Rulebook
from tests.generators.books.content import Book, plain
from tests.generators.books.headings import Writer
from tests.generators.books.printing import Places, html, printed
from tests.generators.books.scanning import assemble
from tests.generators.books.style import Style


def make(book: Book, style: Style, rulebook: Rulebook, root: Path, truth: Path, flat: bool = False) -> str:
    """Writes one book and its truth; returns the case's id."""
    id = f"{book.name}-{style.name}"
    path = Path(f"{book.company}.pdf") if flat else Path(book.county) / book.company / "申报书（盖章）.pdf"
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    draft = root / path.with_suffix(".draft")
    text, writer = html(book, style, rulebook)
    places = printed(text, draft)
    first_body = min(p for k, v in places.items() if k.startswith("s/") and "." in k for p, _ in v)
    first_paper = min(p for k, v in places.items() if k.startswith("paper/") for p, _ in v)
    count = len(pdfium.PdfDocument(draft))
    how, pages = style.scan, None
    if style.scan_front is not None:
        how, pages = style.scan_front, [n for n in range(1, count + 1) if n < first_body or n >= first_paper]
    numbers = assemble(draft, root / path, how, pages, style.turned, style.blank_after, seed=len(id) * 131 + sum(map(ord, id)))
    draft.unlink()
    record = _truth(id, book, style, rulebook, writer, places, numbers, str(path), first_body, first_paper)
    truth.mkdir(parents=True, exist_ok=True)
    (truth / f"{id}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    return id


def _truth(
    id: str,
    book: Book,
    style: Style,
    rulebook: Rulebook,
    writer: Writer,
    places: Places,
    numbers: dict[int, int],
    path: str,
    first_body: int,
    first_paper: int,
) -> dict[str, Any]:
    def at(key: str) -> int:
        return numbers[min(p for p, _ in places[key])]

    sections = [_front(k, path, at(f"s/{k}")) for k in ("commitment", "declaration", "form")]
    for nodes in book.parts.values():
        for i, node in enumerate(nodes):
            below = [n for n in nodes[i + 1 :] if n.id.startswith(node.id + ".") or _scene_of(node.id, n.id)]
            spec = next(s for s in rulebook.sections if s.id == node.spec)
            if not spec.emit:
                continue
            length = sum(counts("\n".join(plain(b) for b in n.blocks if isinstance(b, str)))[0] for n in [node, *below])
            sections.append(
                {
                    "id": node.id,
                    "title": writer.titles[node.id],
                    "file": path,
                    "first_page": at(f"s/{node.id}"),
                    "last_page": at(f"s/{node.id}"),
                    "length": length,
                    "limit": spec.limit,
                }
            )
    units = {m.id: m.unit for m in rulebook.metrics.metrics}
    metrics = [
        {
            "id": m,
            "value": v,
            "unit": units[m],
            "period": period,
            "file": path,
            "page": at(f"m/{k}"),
            "pages": sorted({numbers[p] for p, _ in places[f"m/{k}"]}),
            "quote": words,
        }
        for k, (m, v, period, words) in enumerate(writer.figures)
    ]
    fields = {
        "company_name": book.company,
        "county": book.county,
        "uscc": book.code,
        "directions": book.ticked,
        "legal_representative": book.legal,
        **book.form,
    }
    fields |= {"commitment_date": book.commitment_date or None, "declaration_date": book.declaration_date or None}
    scenes = [
        {"n": int(n.id.rsplit("-", 1)[1]), "title": n.title, "guide_scene": n.guide, "file": path, "page": at(f"s/{n.id}")}
        for p in book.parts.values()
        for n in p
        if n.spec.endswith("{n}")
    ]
    papers = sorted(((min(p for p, _ in v), k.split("/")[2]) for k, v in places.items() if k.startswith("paper/")))
    last = max(numbers) + 1
    attachments = []
    for (start, kind), end in zip(papers, [s for s, _ in papers[1:]] + [last], strict=True):
        pages = [numbers[p] for p in range(start, end - (1 if style.dividers and end != last else 0))]
        attachments.append({"type": kind, "file": path, "pages": pages, "fields": {}})
    seals = []
    for key, found in places.items():
        if key.startswith("seal/"):
            place = key.split("/")[1]
            page, box = max(found)
            words = f"石家庄市{book.county}工业和信息化局" if place == "form.county" else book.company
            if not style.turned.get(numbers[page]):
                seals.append(
                    {
                        "place": place,
                        "kind": "county" if place == "form.county" else "company",
                        "file": path,
                        "page": numbers[page],
                        "bbox": list(box),
                        "text": words,
                    }
                )
    kinds = ["blank"] * max(numbers.values()) if style.blank_after else ["other"] * max(numbers.values())
    for old, new in numbers.items():
        kinds[new - 1] = "front" if old < first_body else "narrative" if old < first_paper else "enclosed"
    return {
        "id": id,
        "programmes": list(book.parts),
        "company": book.company,
        "files": [{"path": path, "pages": len(kinds), "role": "book"}],
        "fields": fields,
        "field_pages": {k.split("/")[1]: [numbers[p] for p, _ in v] for k, v in places.items() if k.startswith("f/")},
        "sections": sections,
        "metrics": metrics,
        "scenes": scenes,
        "smes": [],
        "attachments": attachments,
        "seals": seals,
        "page_kinds": {path: [{"kind": k} for k in kinds]},
        "checks": book.checks,
        # What the books boast of (patents, titles) is not enclosed.
        "tolerated": book.tolerated
        + [
            {"rule": "attachment.missing", "subject": s} for s in ("ip_certificate", "qualification", "rd_institution_certificate", "award")
        ],
    }


def _scene_of(parent: str, id: str) -> bool:
    return parent == "lighthouse.applications" and re.match(r"lighthouse\.scene-", id) is not None


def _front(id: str, path: str, page: int) -> dict[str, Any]:
    return {"id": id, "title": id, "file": path, "first_page": page, "last_page": page, "length": None, "limit": None}
