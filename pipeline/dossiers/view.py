"""What a dossier's page shows, in the order in which it shows it: plain records for the template, every text ready to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from models.application import Application, PageRecord
from models.checks import Check
from models.evidence import Evidence
from models.rulebook import Rulebook
from pipeline.dossiers import words
from pipeline.dossiers.build import unique_checks
from pipeline.dossiers.crops import NO_LAYOUT, BBox, Crop, CropMaker, CropRequest, Style
from pipeline.dossiers.words import Label

MOST_PICTURES = 6
"""Of one finding; further places are named by their pages."""
FAR_APART = 150.0
"""Points between two places of a page beyond which each gets its own picture."""
CLOSE_UP = ("seal.", "signature.", "date.", "form.choice")


@dataclass
class Picture:
    """A place in the submission: a crop of the page, or what stands there in words and why there is no crop."""

    caption: str
    quote: str = ""
    crop: Crop = field(default_factory=Crop)
    see: str = ""
    """Anchor of another finding that shows the same place."""

    @property
    def no_layout(self) -> bool:
        """Whether the file has words but no pages (docx, xlsx), so that its words are all there is to show."""
        return self.crop.missing == NO_LAYOUT


@dataclass
class Row:
    """One check as 形式审查表 shows it."""

    check: Check
    anchor: str
    no: int
    title: str
    subject: str
    label: Label
    message: str
    clause_ref: str
    clause_text: str
    pages: str
    rule: str
    pictures: list[Picture] = field(default_factory=list)
    more: str = ""


@dataclass
class Group:
    """A group (类别) of 形式审查表: what needs a person first, the rest folded."""

    name: str
    anchor: str
    findings: list[Row]
    passed: list[Row]
    idle: list[Row]

    @property
    def tally(self) -> list[tuple[Label, int]]:
        return tally([*self.findings, *self.passed, *self.idle])


@dataclass
class View:
    """All that is common to the parts of a dossier's page."""

    application: Application
    rulebook: Rulebook
    files: tuple[str, ...]
    main: str
    rows: list[Row]
    groups: list[Group]
    findings: list[Row]

    def pages_of(self, evidence: Iterable[Evidence]) -> str:
        return words.places(evidence, self.files, self.main)

    def caption(self, file: str, page: int) -> str:
        return f"{words.short_path(file, self.files)} 第{page}页"


def view(application: Application, checks: Iterable[Check], rulebook: Rulebook) -> View:
    """Sorts the checks for a reader: findings numbered through, worst first within each group."""
    files = tuple(f.path for f in application.files)
    main = next((f.path for f in application.files if f.role == "book"), files[0] if files else "")
    unique = sorted(unique_checks(checks), key=lambda c: (words.GROUP_ORDER[words.group(c.rule)], words.label(c.verdict, c.severity).rank, c.rule, c.subject))
    rows: list[Row] = []
    for c in unique:
        rows.append(row(c, rulebook, files, main, len(rows) + 1, application.programmes))
    number = 0
    for r in rows:
        if r.label.rank <= words.NOTE.rank:
            number += 1
            r.no, r.anchor = number, f"f{number}"
    findings = sorted((r for r in rows if r.label.rank <= words.NOTE.rank), key=lambda r: (r.label.rank, r.no))
    return View(application, rulebook, files, main, rows, groups(unique, rows), findings)


def row(check: Check, rulebook: Rulebook, files: Sequence[str], main: str, n: int, programmes: Sequence[str] = ()) -> Row:
    return Row(
        check=check, anchor=f"c{n}", no=0, title=words.rule_title(check.rule, rulebook),
        subject=words.subject_name(check, rulebook, files, programmes),
        label=words.label(check.verdict, check.severity), message=check.message, clause_ref=check.clause.ref, clause_text=check.clause.text,
        pages=words.places(check.evidence, files, main), rule=check.rule,
    )


def groups(checks: Sequence[Check], rows: Sequence[Row]) -> list[Group]:
    out: dict[str, Group] = {}
    for c, r in zip(checks, rows, strict=True):
        name = words.group(c.rule)
        g = out.setdefault(name, Group(name, f"g{words.GROUP_ORDER[name] + 1}", [], [], []))
        (g.passed if r.label is words.PASS else g.idle if r.label is words.NOT_APPLICABLE else g.findings).append(r)
    return list(out.values())


def tally(rows: Iterable[Row]) -> list[tuple[Label, int]]:
    """How many rows each label has, worst first; both kinds of 待核实 apart."""
    count = Counter(r.label.key for r in rows)
    return [(label, count[label.key]) for label in words.LABELS if count[label.key]]


def plan(check: Check) -> list[CropRequest]:
    """The pictures of a finding: places of a page that lie together share one, places far apart or on other pages get their own."""
    by_page: dict[tuple[str, int], list[Evidence]] = {}
    for e in check.evidence:
        by_page.setdefault((e.file, e.page), []).append(e)
    out: list[CropRequest] = []
    style: Style = "mark" if check.rule.startswith(CLOSE_UP) else "place"
    if check.rule.startswith("file."):
        style = "page"
    for (file, page), places in by_page.items():
        for cluster in clusters([e.bbox for e in places]):
            out.append(CropRequest(file, page, tuple(cluster), style))
    return out


def clusters(boxes: Sequence[BBox]) -> list[list[BBox]]:
    """Boxes from top to bottom, cut where more than `FAR_APART` lies between two."""
    out: list[list[BBox]] = []
    for b in sorted(dict.fromkeys(boxes), key=lambda b: (b[1], b[0])):
        if out and b[1] - max(x[3] for x in out[-1]) <= FAR_APART:
            out[-1].append(b)
        else:
            out.append([b])
    return out


def quotes(check: Check, request: CropRequest) -> str:
    """What stands at the places of a picture, as read."""
    texts = [e.text.strip() for e in check.evidence if (e.file, e.page) == (request.file, request.page) and e.bbox in request.boxes]
    return shorten("　".join(dict.fromkeys(t for t in texts if t)), 160)


def shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


@dataclass
class Gallery:
    """The seals, signatures, dates and ticks of a book, each with a picture beside its verdict."""

    name: str
    what: str
    rows: list[Row]
    picture: Picture | None


def gallery_plan(v: View) -> list[tuple[Gallery, CropRequest | None]]:
    """One entry for each seal that stands at a place where one is asked for, each signature, date and choice."""
    a, out = v.application, []
    for s in a.seals:
        if s.place in ("", "seam"):
            continue
        rows = [r for r in v.rows if r.rule.startswith("seal.") and r.check.subject == s.place]
        entry = Gallery(f"{words.place_name(s.place, v.rulebook)}·印章", s.text or "印文未能识读", rows, Picture(v.caption(s.file, s.page)))
        out.append((entry, CropRequest(s.file, s.page, (s.bbox,), "mark")))
    for m in a.marks:
        place, _, what = m.id.partition(".")
        if what not in ("signature", "date") or not m.evidence:
            continue
        rows = [r for r in v.rows if r.rule == f"{what}.missing" and r.check.subject == place]
        found = {"present": m.text or "有", "absent": "未见", "unsure": "存疑"}[m.state]
        entry = Gallery(f"{words.PLACES.get(place, place)}·{'法定代表人签字' if what == 'signature' else '日期'}", found, rows, Picture(v.caption(m.evidence[0].file, m.evidence[0].page)))
        out.append((entry, _request(m.evidence, "mark")))
    for id, value in a.fields.items():
        spec = v.rulebook.field(id)
        if spec is None or spec.kind not in ("choice", "multi") or not value.evidence:
            continue
        rows = [r for r in v.rows if r.rule.startswith("form.") and r.check.subject == id]
        shown = "、".join(words.programme_name(x, v.rulebook) for x in value.value) if isinstance(value.value, list) else words.number(value.value)
        entry = Gallery(f"申请表·{words.field_name(id, v.rulebook)}", shown or "未见勾选", rows, Picture(v.caption(value.evidence[0].file, value.evidence[0].page)))
        out.append((entry, _request(value.evidence, "mark")))
    return out


def _request(evidence: Sequence[Evidence], style: Style) -> CropRequest:
    """A picture of the first page of ``evidence`` with all its boxes there."""
    first = evidence[0]
    return CropRequest(first.file, first.page, tuple(e.bbox for e in evidence if (e.file, e.page) == (first.file, first.page)), style)


def not_read(a: Application) -> list[PageRecord]:
    """Pages that ended neither read nor blank."""
    return [p for p in a.pages if p.state not in ("read", "blank")]


@dataclass
class Pictures:
    """All pictures of a dossier's page, made in one go."""

    gallery: list[Gallery]
    sheets: list[Picture]
    unread: list[tuple[PageRecord, Picture]]


SHEETS = ("commitment", "declaration", "form")


def add_pictures(v: View, root: Path, budget: int) -> Pictures:
    """Makes the pictures of the findings (into ``v``), of seals and ticks, of the signed pages and of pages not read."""
    wanted = [(r, plan(r.check)) for r in v.findings]
    gallery = gallery_plan(v)
    sheets = [CropRequest(p.file, p.page, (), "sheet") for p in v.application.pages if p.kind in SHEETS and p.state == "read"][:5]
    unread = [(p, CropRequest(p.file, p.page, (), "page")) for p in not_read(v.application)]
    requests = [q for _, places in wanted for q in places[:MOST_PICTURES]]
    requests += [q for _, q in gallery if q] + sheets + [q for _, q in unread]
    unsafe = {(p.file, p.page) for p in v.application.pages if p.state == "failed"}
    crops = CropMaker(root, budget, unsafe).make(requests)
    shown: dict[CropRequest, int] = {}
    for r, places in wanted:
        for q in places[:MOST_PICTURES]:
            see = shown.setdefault(q, r.no)
            crop = crops[q] if see == r.no else Crop()
            r.pictures.append(Picture(v.caption(q.file, q.page), quotes(r.check, q), crop, f"f{see}" if see != r.no and crops[q].uri else ""))
        beyond = {(q.file, q.page) for q in places[MOST_PICTURES:]}
        r.more = v.pages_of(e for e in r.check.evidence if (e.file, e.page) in beyond)
    for g, request in gallery:
        if g.picture and request:
            g.picture.crop = crops[request]
    return Pictures(
        [g for g, _ in gallery],
        [Picture(v.caption(q.file, q.page), crop=crops[q]) for q in sheets],
        [(p, Picture(v.caption(q.file, q.page), crop=crops[q])) for p, q in unread],
    )
