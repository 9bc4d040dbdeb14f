"""What a rule over a batch judges: all applicants' facts, the counties' tables, and who belongs to which row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Levenshtein

from models.application import Application
from models.checks import Check, Verdict
from models.evidence import Evidence
from models.likeness import SharedPassage
from models.rulebook import Rulebook
from models.summary import SummaryTable, TableRow
from models.text import former_names, name_key
from validators.case import Case, firm

LEAST_NAME = 6
"""Characters of a name from which one that differs may be a misreading."""


@dataclass(frozen=True)
class BatchFinding:
    """A finding over a batch; ``applicants`` are the ids of those concerned."""

    subject: str
    verdict: Verdict
    message: str
    evidence: tuple[Evidence, ...] = ()
    applicants: tuple[str, ...] = ()
    county: str = ""
    passages: tuple[SharedPassage, ...] = ()


class BatchCheck(Check):
    """A check that concerns more than one applicant, or a county's table."""

    applicants: tuple[str, ...] = ()
    county: str = ""
    passages: tuple[SharedPassage, ...] = ()
    """Shared passages side by side, the longest first; the reports show them, the JSON names only their places."""


@dataclass(frozen=True)
class BatchCase:
    applications: tuple[Application, ...]
    tables: tuple[SummaryTable, ...]
    counties: dict[str, str]
    """Applicant id → county of its folder."""
    rulebook: Rulebook

    @cached_property
    def by_name(self) -> dict[str, list[Application]]:
        found: dict[str, list[Application]] = defaultdict(list)
        for a in self.applications:
            if a.name:
                found[name_key(former_names(a.name)[0])].append(a)
        return found

    @cached_property
    def by_county(self) -> dict[str, list[Application]]:
        found: dict[str, list[Application]] = defaultdict(list)
        for a in self.applications:
            found[self.county(a)].append(a)
        return found

    @cached_property
    def by_id(self) -> dict[str, Application]:
        return {a.id: a for a in self.applications}

    @cached_property
    def rows(self) -> tuple[TableRow, ...]:
        return tuple(r for t in self.tables for r in t.rows)

    @cached_property
    def books(self) -> dict[int, tuple[Application, ...]]:
        """Number of a row among `rows` → the books of its company: by normalised name, else by a name one misreading away."""
        listed = {name_key(r.name) for r in self.rows}
        scanned = {t.path for t in self.tables if t.scanned}
        return {n: self._books(row, listed, row.file in scanned) for n, row in enumerate(self.rows)}

    @cached_property
    def listed(self) -> dict[str, list[tuple[int, TableRow]]]:
        """Applicant id → the rows of its company."""
        found: dict[str, list[tuple[int, TableRow]]] = defaultdict(list)
        for n, row in enumerate(self.rows):
            for a in self.books[n]:
                found[a.id].append((n, row))
        return found

    def _books(self, row: TableRow, listed: set[str], scanned: bool) -> tuple[Application, ...]:
        key = name_key(row.name)
        if not key:
            return ()
        for name in (key, *map(name_key, row.formers)):
            if name in self.by_name:
                return tuple(self.by_name[name])
        near = self.by_county.get(row.county, []) if row.county else self.applications
        keys = {name_key(former_names(a.name)[0]) for a in near}
        close = [k for k in keys if k not in listed and similar_name(k, key, 2 if scanned else 1)]
        return tuple(self.by_name[close[0]]) if len(close) == 1 else ()

    def county(self, a: Application) -> str:
        return self.counties.get(a.id, "") or a.county

    def kinds(self, a: Application) -> set[str]:
        """The kinds of table in which an applicant's book belongs; empty where its programme is not known."""
        return {s.id for s in self.rulebook.summaries if set(s.programmes) & set(a.programmes)}

    def tables_for(self, a: Application) -> list[SummaryTable]:
        """The tables that may list an applicant: its county's, and those of no county."""
        county = self.county(a)
        return [t for t in self.tables if not t.county or t.county == county]


def similar_name(a: str, b: str, apart: int = 1) -> bool:
    """Whether two names are one but for what OCR (or a typist) confuses: one character replaced, of a scanned table also one lost."""
    x, y = name_key(a), name_key(b)
    if min(len(x), len(y)) < LEAST_NAME:
        return False
    if len(x) == len(y):
        return sum(p != q for p, q in zip(x, y, strict=True)) <= 1
    return apart > 1 and Levenshtein.distance(x, y, score_cutoff=1) <= 1


def shown(a: Application) -> str:
    """An applicant as messages call it."""
    return a.name or a.id


def named(a: Application) -> bool:
    """Whether an applicant's name is known without doubt."""
    field = a.fields.get("company_name")
    return bool(a.name) and (field is None or firm(field))


def name_places(a: Application) -> tuple[Evidence, ...]:
    """Where a book says whose it is."""
    field = a.fields.get("company_name")
    return field.evidence if field is not None else ()


def nothing_found(case: BatchCase, text: str) -> BatchFinding:
    """A comparison of all books that found nothing: sure only where every book was read."""
    gaps = [a for a in case.applications if (one := Case(a, case.rulebook)).body_gap() or one.enclosed_gap()]
    if not gaps:
        return BatchFinding("", "pass", text)
    who = "、".join(f"“{shown(a)}”" for a in gaps[:5])
    return BatchFinding("", "unsure", f"{text}但{who}的材料有未能读出之处，不能判定。", (), tuple(a.id for a in gaps))


Rule = Callable[[BatchCase], Iterator[BatchFinding]]
