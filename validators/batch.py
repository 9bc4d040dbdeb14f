"""Rules over a batch: a county's table against the books, and one applicant's book against another's.

Each function takes a `BatchCase` and yields `BatchFinding`; `judge_batch` adds severity and clause from the rulebook.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from models.checks import Clause
from models.rulebook import RuleSpec
from validators import applicants, county_tables, likeness, table_rows
from validators.batch_case import BatchCase, BatchCheck, BatchFinding, Rule

log = logging.getLogger(__name__)

RULES: dict[str, Rule] = {
    "batch.books-contradict": applicants.books_contradict,
    "batch.duplicate-application": applicants.duplicate_application,
    "batch.duplicate-text": likeness.duplicate_text,
    "batch.foreign-name": applicants.foreign_name,
    "batch.reused-picture": likeness.reused_picture,
    "batch.same-author": applicants.same_author,
    "batch.same-figures": likeness.same_figures,
    "batch.same-paper": applicants.same_paper,
    "batch.sme-claimed-twice": applicants.sme_claimed_twice,
    "cross.book-absent": county_tables.book_absent,
    "cross.summary-absent": county_tables.summary_absent,
    "cross.summary-mismatch": county_tables.summary_mismatch,
    "summary.blank": table_rows.blanks,
    "summary.contact-invalid": table_rows.contacts,
    "summary.directions": table_rows.directions,
    "summary.duplicate-row": table_rows.duplicate_row,
    "summary.numbering": table_rows.numbering,
    "summary.seal-missing": table_rows.seal,
    "summary.too-long": table_rows.too_long,
    "summary.total-mismatch": table_rows.total,
    "summary.unreadable": table_rows.unreadable,
}
"""The rules over a batch by name; their documentation is the docstring of each."""


def judge_batch(case: BatchCase) -> tuple[BatchCheck, ...]:
    """Every check over the batch, sorted by rule, county, subject and applicants.

    A rule whose function breaks neither takes the others with it nor passes: it is ``unsure`` and says so.
    """
    out: list[BatchCheck] = []
    for id, function in RULES.items():
        spec = case.rulebook.rule(id)
        if spec is not None and spec.enabled:
            out += [_check(spec, case, f) for f in _findings(id, function, case)]
    return tuple(sorted(out, key=lambda c: (c.rule, c.county, c.subject, c.applicants, c.verdict)))


def _findings(id: str, function: Rule, case: BatchCase) -> Sequence[BatchFinding]:
    try:
        return list(function(case))
    except Exception:
        log.exception("%s", id)
        return [BatchFinding("", "unsure", "程序在核对此项时出错，未能判定，请人工核对。")]


def _check(spec: RuleSpec, case: BatchCase, f: BatchFinding) -> BatchCheck:
    programmes = {p for id in f.applicants if (a := case.by_id.get(id)) is not None for p in a.programmes}
    own = next((spec.clauses[p] for p in sorted(programmes) if p in spec.clauses), None) if len(programmes) == 1 else None
    clause = spec.clauses.get(f.subject) or own or spec.clauses.get("") or Clause(ref="", text="")
    return BatchCheck(
        rule=spec.id, subject=f.subject, verdict=f.verdict, severity=spec.severities.get(f.subject, spec.severity), clause=clause,
        message=f.message, evidence=f.evidence, applicants=f.applicants, county=f.county, passages=f.passages,
    )  # fmt: skip
