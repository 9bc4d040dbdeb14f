"""What a rule judges: the facts of one applicant, the rulebook, and what of the papers was not read.

A rule must not pass, nor call a thing missing, on pages that were not read; the questions about that are asked here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from models.application import NONE_SAID, UNCLEAR, Application, Attachment, FieldValue, FileRecord, Metric, PageRecord, Section
from models.evidence import Evidence
from models.rulebook import ProgrammeSpec, Rulebook
from models.text import name_key

FIRM = 0.6
"""Confidence below which a reading supports neither a pass nor a fail."""

UNREAD = ("illegible", "failed")
PAPER_ROLES = ("book", "attachment", "unknown")
OF_FORM = ("commitment", "declaration", "form", "cover", "toc")


@dataclass(frozen=True)
class Case:
    """One applicant before the rules."""

    application: Application
    rulebook: Rulebook

    # ------------------------------------------------------------ who applies for what

    @cached_property
    def programmes(self) -> tuple[ProgrammeSpec, ...]:
        """Those whose book is there, in the rulebook's order."""
        return tuple(p for p in self.rulebook.heading.programmes if p.id in self.application.programmes)

    @cached_property
    def with_form(self) -> bool:
        """Whether the book begins with 承诺书, 声明 and 申请表; so it does where its kind could not be told."""
        return any(p.shares_form for p in self.programmes) or not self.programmes

    @cached_property
    def name(self) -> str:
        """The applicant's name as the form has it, else as the book or its folder has it."""
        return text_of(self.field("company_name")) or self.application.name

    @cached_property
    def fiscal_year(self) -> str:
        return str(self.rulebook.heading.fiscal_year)

    def field(self, id: str) -> FieldValue | None:
        return self.application.fields.get(id)

    @cached_property
    def declared_on(self) -> tuple[str, str, tuple[Evidence, ...]]:
        """The day of the declaration (YYYY-MM-DD), what it is in words, and where it stands; else the day of the notice."""
        for id, words in (("declaration_date", "声明日期"), ("commitment_date", "承诺书日期")):
            field = self.field(id)
            day = text_of(field)
            if field is not None and firm(field) and re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", day):
                return (day if len(day) == 10 else day + "-01"), words, field.evidence
        return self.rulebook.heading.notice_date, "通知日期", ()

    # ------------------------------------------------------------ sections

    @cached_property
    def sections(self) -> dict[str, Section]:
        out: dict[str, Section] = {}
        for s in self.application.sections:
            out.setdefault(s.id, s)
        return out

    def section(self, id: str) -> Section | None:
        return self.sections.get(id)

    def children(self, id: str) -> list[Section]:
        """The sections below one, at any depth."""
        specs = {s.id: s for s in self.rulebook.sections}
        out = []
        for s in self.application.sections:
            if s.id == id:
                continue
            spec = self.rulebook.section(s.id)
            parents = []
            while spec is not None and spec.parent:
                parents.append(_numbered(spec.parent, s.id))
                spec = specs.get(spec.parent)
            if id in parents or s.id.startswith(id + "."):
                out.append(s)
        return out

    # ------------------------------------------------------------ what was not read

    @cached_property
    def unopened(self) -> tuple[FileRecord, ...]:
        """Files of the applicant's papers that could not be opened."""
        return tuple(f for f in self.application.files if f.outcome != "read" and f.role in PAPER_ROLES)

    @cached_property
    def unread_pages(self) -> tuple[PageRecord, ...]:
        return tuple(p for p in self.application.pages if p.state in UNREAD)

    @cached_property
    def unplaced_pages(self) -> tuple[PageRecord, ...]:
        """Pages among the book's own text, before any known paper, that were taken for an unknown one: perhaps a section not recognised."""
        known = {a.type for a in self.rulebook.attachments.attachments}
        out: list[PageRecord] = []
        for file in self.application.files:
            pages = [p for p in self.application.pages if p.file == file.path] if file.role != "attachment" else []
            last = max((p.page for p in pages if p.kind == "narrative"), default=0)
            first = min((p.page for p in pages if p.kind in known), default=last)
            out += [p for p in pages if p.kind in ("other", "enclosed") and p.page < min(first, last) and p not in self.unread_pages]
        return tuple(out)

    @cached_property
    def _roles(self) -> dict[str, str]:
        return {f.path: f.role for f in self.application.files}

    def unread_body(self, section: Section | None = None) -> list[PageRecord]:
        """Pages unread or not understood that may belong to the book's own text; inside a section where one is given."""
        types = {a.type for a in self.rulebook.attachments.attachments} | {"enclosed"}
        unread = [p for p in self.unread_pages if self._roles.get(p.file) != "attachment" and p.kind not in types]
        return [p for p in (*unread, *self.unplaced_pages) if section is None or _inside(p, section)]

    def unread_enclosed(self) -> list[PageRecord]:
        """Unread pages that may be enclosed papers."""
        body = set(OF_FORM) | {"narrative"}
        return [p for p in self.unread_pages if p.kind not in body]

    def body_gap(self) -> str:
        """Why a thing that was not found in the book's text may still be there; "" where all of it was read."""
        return self.gap(self.unread_body(), [f for f in self.unopened if f.role != "attachment"])

    def enclosed_gap(self) -> str:
        """Why a paper that was not found may still be there; "" where everything was read."""
        return self.gap(self.unread_enclosed(), list(self.unopened))

    @staticmethod
    def gap(pages: Sequence[PageRecord], files: Sequence[FileRecord]) -> str:
        parts = []
        if files:
            parts.append("文件“" + "”、“".join(PurePosixPath(f.path).name for f in files[:3]) + "”未能打开")
        if pages:
            for words, some in (
                ("未能读出", [p for p in pages if p.state in UNREAD]),
                ("未能归入任何章节", [p for p in pages if p.state not in UNREAD]),
            ):
                shown = "、".join(f"第 {p.page} 页" for p in some[:5]) + ("等" if len(some) > 5 else "")
                parts += [f"{shown}{words}"] if some else []
        return "，".join(parts)

    def page_unread(self, section: Section) -> bool:
        """Whether a page of a section could not be read."""
        return bool(section.unread) or any(_inside(p, section) for p in self.unread_pages)

    # ------------------------------------------------------------ papers and figures

    def papers(self, type: str) -> list[Attachment]:
        return [a for a in self.application.attachments if a.type == type]

    def statements(self, id: str, *roles: str) -> list[Metric]:
        """Statements of a metric about the whole applicant, in the given roles (none: all four that count)."""
        wanted = roles or ("actual", "before", "after", "target")
        return [m for m in self.application.metrics if m.id == id and m.role in wanted and not m.scope]

    def unclear(self, id: str) -> list[Metric]:
        """Statements that name a metric but leave open what their figure is of (数字化率提升60%)."""
        return [m for m in self.application.metrics if m.id == id and m.scope == UNCLEAR]

    def none_said(self, id: str) -> list[Metric]:
        """Where the book says that there is none (未发生技术引进)."""
        return [m for m in self.application.metrics if m.id == id and m.scope == NONE_SAID]

    def parts(self, id: str) -> list[Metric]:
        """Statements of a part of a formula, be it a metric of the dossier or not."""
        spec = self.rulebook.metric(id)
        return self.statements(id, "other") if spec is not None and spec.part else self.statements(id)

    def current(self, id: str) -> list[Metric]:
        """What the applicant says it has now: undated and after statements and those of the latest year."""
        found = [m for m in self.statements(id, "actual", "after") if m.period not in ("before", "target")]
        latest = max((last_year(m.period) for m in found), default="")
        undated = any(not last_year(m.period) for m in found)
        recent = latest if latest >= self.fiscal_year or not undated else None
        return [m for m in found if last_year(m.period) in ("", recent)]

    def is_applicant(self, name: str) -> bool:
        return bool(self.name) and name_key(name) == name_key(self.name)


def _inside(page: PageRecord, section: Section) -> bool:
    return page.file == section.file and section.first_page <= page.page <= section.last_page


def _numbered(parent: str, id: str) -> str:
    """A parent's id with ``{n}``, where it has one, filled in from a child's id."""
    number = re.match(re.escape(parent.partition("{n}")[0]) + r"(\d+)", id)
    return parent.replace("{n}", number[1]) if number else parent


def last_year(period: str | None) -> str:
    """The (last) year of a period, "" for a stage or none."""
    return max(re.findall(r"\d{4}", period or ""), default="")


def text_of(field: FieldValue | None) -> str:
    """A field's value as text, "" where it has none or several."""
    if field is None or field.value is None or isinstance(field.value, list):
        return ""
    return str(field.value).strip()


def firm(field: FieldValue | None) -> bool:
    """Whether a field was read without doubt."""
    return field is not None and not field.doubt and field.confidence >= FIRM
