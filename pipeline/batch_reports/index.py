"""index.html: the whole batch on one page, each applicant a link away, differences between papers shown side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from models.application import Application
from models.checks import Check
from models.rulebook import Rulebook
from pipeline.batch_reports import likeness
from pipeline.batch_reports.likeness import applicants as concerned
from pipeline.batch_reports.rows import ApplicantRow
from pipeline.dossiers import words
from pipeline.dossiers.crops import Crop, CropMaker, CropRequest
from pipeline.dossiers.html import render
from pipeline.dossiers.view import Picture, Row, plan, quotes

PICTURE_BYTES = 12_000_000
MOST_PLACES = 4
"""Pictures of one finding; a passage shared by many books is shown in the first of them."""


def index_html(
    rows: Sequence[ApplicantRow],
    checks: Iterable[Check],
    rulebook: Rulebook,
    not_placed: Sequence[tuple[str, str]],
    root: Path,
    applications: Sequence[Application],
) -> bytes:
    """The batch's page. ``root`` is the submission folder, where the places that differ are cut from."""
    every = [batch_row(c, rulebook) for c in checks]
    names = {r.id: r.shown_name for r in rows}
    found = sorted((r for r in every if r.label.rank <= words.NOTE.rank), key=lambda r: (r.label.rank, r.rule, r.subject))
    alike = likeness.ranked([r for r in found if likeness.is_likeness(r.check)])
    across = [r for r in found if not likeness.is_likeness(r.check)]
    findings = [*across, *alike]
    for n, r in enumerate(findings, 1):
        r.no, r.anchor = n, f"b{n}"
    likeness.shown_once(alike, names, rulebook)
    add_pictures(findings, CropMaker(root, PICTURE_BYTES, (p for a in applications for p in a.pages)))
    about = {r.id: [f for f in findings if r.id in concerned(f.check)] for r in rows}
    return render("index.html.j2", {
        "alike": alike, "pairs": likeness.pairs(alike, names), "across": across,
        "heading": rulebook.heading, "counties": [(c, list(g)) for c, g in groupby(rows, key=lambda r: r.county or "县（市、区）不详")],
        "rows": rows, "labels": words.LABELS, "totals": {label.key: sum(r.labels.get(label.key, 0) for r in rows) for label in words.LABELS},
        "pages": sum(r.pages for r in rows), "findings": findings, "passed": [r for r in every if r.label is words.PASS],
        "names": names, "has_dossier": {r.id for r in rows if r.has_dossier}, "not_placed": sorted(not_placed), "trouble": trouble(rows), "link": link,
        "about": about, "programme": lambda id: words.part_name(id, rulebook), "county_of": lambda r: county_of(r.check),
        "concerned": lambda r: [(i, names.get(i, i)) for i in concerned(r.check)],
    })  # fmt: skip


def county_of(check: Check) -> str:
    return str(getattr(check, "county", ""))


def link(id: str, file: str = "dossier.html") -> str:
    """A relative address of an applicant's paper, safe whatever stands in its folder's name."""
    return "./" + quote(f"{id}/{file}")


def batch_row(check: Check, rulebook: Rulebook) -> Row:
    """A check over the batch, its places named by county and folder as they are submitted."""
    return Row(
        check=check, anchor="", no=0, title=words.item_name(check.rule, rulebook), subject=words.subject_name(check, rulebook),
        label=words.label(check.verdict, check.severity), message=check.message, clause_ref=check.clause.ref, clause_text=check.clause.text,
        pages=words.places(check.evidence), rule=check.rule,
    )  # fmt: skip


def add_pictures(findings: Sequence[Row], maker: CropMaker) -> None:
    """Crops of the places of each finding, one place per file first: what is to be compared stands side by side.

    What books share is found from either side; the second finding refers to the first one's pictures.
    """
    first: dict[frozenset[CropRequest], Row] = {}
    wanted = []
    for r in findings:
        places = _by_file(plan(r.check))[:MOST_PLACES]
        shown = first.setdefault(frozenset(places), r) if likeness.is_likeness(r.check) and places else r
        if shown is not r:
            r.see_also = list(dict.fromkeys((*r.see_also, (shown.no, shown.anchor))))
        elif r.passages or not likeness.passages(r.check):
            wanted.append((r, places))
    crops = maker.make(q for _, places in wanted for q in places)
    for r, places in wanted:
        r.pictures = [
            Picture(
                f"{q.file} {words.page_label(q.file, [q.page])}".strip(), "" if r.passages else quotes(r.check, q), crops.get(q, Crop())
            )
            for q in places
        ]


def _by_file(requests: Sequence[CropRequest]) -> list[CropRequest]:
    """The first place of each file, then the second of each, and so on."""
    turn: dict[str, int] = {}
    ranked = []
    for i, q in enumerate(requests):
        turn[q.file] = turn.get(q.file, -1) + 1
        ranked.append((turn[q.file], i, q))
    return [q for _, _, q in sorted(ranked, key=lambda x: x[:2])]


def trouble(rows: Sequence[ApplicantRow]) -> list[tuple[ApplicantRow, str]]:
    """Applicants whose material could not be read in whole, and what is the matter."""
    out = []
    for r in rows:
        said = [r.message or words.OUTCOMES.get(r.code, r.code)] if r.code != "ok" else []
        if r.unread:
            said.append(f"未能识读 {len(r.unread)} 页：{'；'.join(r.unread[:8])}{'……' if len(r.unread) > 8 else ''}")
        if said:
            out.append((r, "；".join(said)))
    return out
