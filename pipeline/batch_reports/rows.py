"""One applicant as the reports over a batch show it: a flat row, small enough that thousands of them are no burden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from models.application import Application, FieldValue, Metric
from models.checks import Check
from models.rulebook import Rulebook
from pipeline.dossiers import words
from pipeline.dossiers.build import counts, dossier_metrics, unique_checks
from pipeline.dossiers.view import Row, view

KEY_METRICS = (
    "digitization_rate",
    "networked_rate",
    "cloud_rate",
    "auto_collection_rate",
    "auto_control_rate",
    "productivity_gain",
    "operating_cost_reduction",
    "defect_rate_reduction",
    "main_revenue",
    "total_profit",
    "debt_ratio",
    "rd_expense",
    "rd_ratio",
    "rd_staff_ratio",
    "invention_patents",
    "ip_total",
    "new_product_ratio",
    "driven_sme_count",
)
"""Metrics that a panel sorts by, in the order of the sheet; a column stands only where some applicant states it."""


class Outcome(Protocol):
    """How the screening of one applicant ended (`pipeline.screening.Screened`)."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def county(self) -> str: ...
    @property
    def programmes(self) -> tuple[str, ...]: ...
    @property
    def pages(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def unread(self) -> tuple[str, ...]: ...


@dataclass
class ApplicantRow:
    """An applicant in the batch. ``labels`` counts checks by `words.Label.key`; ``findings`` are those that need somebody."""

    id: str
    name: str
    county: str
    programmes: tuple[str, ...] = ()
    uscc: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    employees: int | None = None
    metrics: dict[str, float | str] = field(default_factory=dict)
    audit_revenue: float | None = None
    scenes: int = 0
    smes: int = 0
    pages: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    code: str = "ok"
    message: str = ""
    unread: tuple[str, ...] = ()
    files: list[tuple[str, str, int, str]] = field(default_factory=list)
    """Path, role, pages and outcome of each file, in Chinese."""
    has_dossier: bool = True

    @property
    def shown_name(self) -> str:
        return self.name or f"（{self.id}）"


def rows(
    applications: Sequence[Application], checks: Mapping[str, Sequence[Check]], rulebook: Rulebook, results: Iterable[Outcome]
) -> list[ApplicantRow]:
    """All applicants by county (in the rulebook's order) and name; one that left no facts has a row too, from its result alone."""
    found = {a.id: applicant_row(a, checks.get(a.id, ()), rulebook) for a in applications}
    for r in results:
        row = found.setdefault(r.id, ApplicantRow(r.id, r.name, r.county, r.programmes, has_dossier=False, verdicts=counts([])))
        row.name, row.county = row.name or r.name, r.county or row.county
        row.pages, row.code, row.message, row.unread = r.pages or row.pages, r.code, r.message, tuple(r.unread)
    order = {county: i for i, county in enumerate(rulebook.heading.counties)}
    return sorted(found.values(), key=lambda r: (r.county == "", order.get(r.county, len(order)), r.county, r.name == "", r.name, r.id))


def applicant_row(a: Application, checks: Sequence[Check], rulebook: Rulebook) -> ApplicantRow:
    unique = unique_checks(checks)
    v = view(a, unique, rulebook)
    employees = a.fields.get("employees")
    return ApplicantRow(
        a.id, a.name, a.county, a.programmes, a.uscc, fields={k: _text(f, rulebook) for k, f in a.fields.items()},
        employees=employees.value if employees and isinstance(employees.value, int) else None,
        metrics={id: value for id in KEY_METRICS if (value := current(a, id, rulebook)) is not None},
        audit_revenue=_audit_revenue(a), scenes=len(a.scenes), smes=len(a.smes), pages=sum(f.pages for f in a.files),
        verdicts=counts(unique), labels={label.key: sum(r.label is label for r in v.rows) for label in words.LABELS},
        missing=[_missing(r) for r in v.findings if r.rule == "attachment.missing"], findings=sorted(v.findings, key=lambda r: r.no),
        unread=tuple(f"{p.file} 第{p.page}页" for p in a.pages if p.state not in ("read", "blank")),
        files=[(f.path, words.ROLES.get(f.role, f.role), f.pages, words.OUTCOMES.get(f.outcome, f.outcome) + (f"：{f.message}" if f.message else ""))
               for f in a.files],
    )  # fmt: skip


def _text(f: FieldValue, rulebook: Rulebook) -> str:
    if isinstance(f.value, list):
        return "、".join(words.part_name(p, rulebook) for p in f.value)
    return words.number(f.value)


def _missing(r: Row) -> str:
    return r.subject if r.check.verdict == "fail" else f"{r.subject}（待核实）"


def current(a: Application, id: str, rulebook: Rulebook) -> float | str | None:
    """What the book says the figure is now: of the fiscal year, else after the transformation, else undated, else of the latest year.

    Statements that differ are all named ("68.3；66.1"), so that nobody sorts by one of them unawares.
    """
    own = [m for m in dossier_metrics(a) if m.id == id and m.period not in ("before", "target")]
    year = str(rulebook.heading.fiscal_year)
    dated = sorted((m.period for m in own if m.period and m.period not in ("after", year)), reverse=True)
    for period in (year, "after", None, *dated):
        values = list(dict.fromkeys(_figure(m) for m in own if m.period == period))
        if values:
            return values[0] if len(values) == 1 else "；".join(map(words.number, values))
    return None


def _figure(m: Metric) -> float | str:
    return round(m.value, 6) if m.relation == "=" else f"{m.relation}{words.number(m.value)}"


def _audit_revenue(a: Application) -> float | None:
    for x in a.attachments:
        f = x.fields.get("revenue")
        if x.type == "audit_report" and f and isinstance(f.value, int | float):
            return round(float(f.value), 6)
    return None
