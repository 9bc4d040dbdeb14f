"""All pictures of a dossier's page, made in one go so that each page of the submission is rendered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.application import PageRecord
from pipeline.dossiers.crops import Crop, CropMaker, CropRequest
from pipeline.dossiers.gallery import Entry, entries
from pipeline.dossiers.view import MOST_PICTURES, Picture, View, plan, quotes

SHEETS = ("commitment", "declaration", "form")
MOST_SHEETS = 5
MOST_UNREAD = 24


@dataclass
class Pictures:
    """Seals and ticks, whole pages that are signed, and pages that could not be read. Those of findings stand in the findings."""

    gallery: list[Entry]
    sheets: list[Picture]
    unread: list[tuple[PageRecord, Picture]]


def add_pictures(v: View, root: Path, budget: int, passwords: Sequence[str] = ()) -> Pictures:
    """Makes the pictures of the findings (into ``v``), of seals and ticks, of signed pages and of pages not read.

    A place that an earlier finding shows is not shown again but referred to. Where ``budget`` bytes are used up, what comes last
    here goes without.
    """
    pages = v.application.pages
    wanted = [(r, plan(r.check)) for r in v.findings]
    gallery = entries(v)
    sheets = [CropRequest(p.file, p.page, (), "sheet") for p in pages if p.kind in SHEETS and p.state == "read"][:MOST_SHEETS]
    unread = [(p, CropRequest(p.file, p.page, (), "page")) for p in pages if p.state not in ("read", "blank")]
    requests = [q for _, places in wanted for q in places[:MOST_PICTURES]] + [e.request for e in gallery]
    requests += [q for _, q in unread[:MOST_UNREAD]] + sheets
    crops = CropMaker(root, budget, pages, passwords).make(requests)
    shown: dict[CropRequest, str] = {}
    for r, places in wanted:
        for q in places[:MOST_PICTURES]:
            first = shown.setdefault(q, r.anchor)
            again = first != r.anchor and bool(crops[q].uri)
            r.pictures.append(Picture(v.caption(q.file, q.page), quotes(r.check, q), Crop() if again else crops[q], first if again else ""))
        beyond = {(q.file, q.page) for q in places[MOST_PICTURES:]}
        r.more = v.pages_of(e for e in r.check.evidence if (e.file, e.page) in beyond)
    for e in gallery:
        e.picture.crop = crops[e.request]
    return Pictures(
        gallery,
        [Picture(v.caption(q.file, q.page), crop=crops[q]) for q in sheets],
        [(p, Picture(v.caption(q.file, q.page), crop=crops.get(q, Crop()))) for p, q in unread],
    )
