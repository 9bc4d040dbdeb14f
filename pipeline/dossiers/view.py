"""What a dossier's page shows, in the order in which it shows it: plain records for the template, every text ready to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.application import Application
from models.checks import Check
from models.evidence import Evidence
from models.rulebook import Rulebook
from pipeline.dossiers import words
from pipeline.dossiers.build import unique_checks
from pipeline.dossiers.crops import NO_LAYOUT, BBox, Crop, CropRequest, Style
from pipeline.dossiers.words import Label

MOST_PICTURES = 6
"""Of one finding; further places are named by their pages."""
FAR_APART = 150.0
"""Points between two places of a page beyond which each gets its own picture."""


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
    passages: list[Any] = field(default_factory=list)
    """Of a finding over a batch: texts side by side (`pipeline.batch_reports.likeness.SideBySide`)."""
    see_also: list[tuple[int, str]] = field(default_factory=list)
    """Number and anchor of findings that show the same places from the other side."""


@dataclass
class Group:
    """A group (类别) of 形式审查表: what needs a person first, the rest folded."""

    name: str
    anchor: str
    findings: list[Row]
    passed: list[Row]
    idle: list[Row]

    @property
    def folded(self) -> list[tuple[str, list[tuple[str, list[Row]]]]]:
        """What passed and what does not apply, each with its rows gathered by item: a hundred like rows are one paragraph."""
        out = []
        for name, rows in (("通过", self.passed), ("不适用", self.idle)):
            by_item: dict[str, list[Row]] = {}
            for r in rows:
                by_item.setdefault(r.title, []).append(r)
            if rows:
                out.append((name, list(by_item.items())))
        return out

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
        """Where a picture is from; of a page that lies on its side, that the picture does not."""
        turned = any(p.turned and (p.file, p.page) == (file, page) for p in self.application.pages)
        return f"{words.short_path(file, self.files)} {words.page_label(file, [page])}".strip() + (
            "（原件横置或倒置，截图已转正）" if turned else ""
        )


def view(application: Application, checks: Iterable[Check], rulebook: Rulebook) -> View:
    """Sorts the checks for a reader: findings numbered through, worst first within each group."""
    files = tuple(f.path for f in application.files)
    main = next((f.path for f in application.files if f.role == "book"), files[0] if files else "")
    unique = sorted(
        unique_checks(checks),
        key=lambda c: (words.GROUP_ORDER[words.group(c.rule)], words.label(c.verdict, c.severity).rank, c.rule, c.subject),
    )
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
        check=check,
        anchor=f"c{n}",
        no=0,
        title=words.item_name(check.rule, rulebook),
        subject=words.subject_name(check, rulebook, files, programmes),
        label=words.label(check.verdict, check.severity),
        message=check.message,
        clause_ref=check.clause.ref,
        clause_text=check.clause.text,
        pages=words.places(check.evidence, files, main),
        rule=check.rule,
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
    style: Style = "page" if check.rule.startswith("file.") else "place"
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
