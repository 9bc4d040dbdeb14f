"""batch.json: the applicants of a batch and the checks that concern more than one of them, by the output contract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from models.checks import Check
from pipeline.batch_reports.index import county_of
from pipeline.batch_reports.likeness import applicants as concerned
from pipeline.batch_reports.rows import ApplicantRow
from pipeline.dossiers.build import check_json

SCHEMA = "batch/1"


def batch_json(rows: Sequence[ApplicantRow], checks: Iterable[Check], not_placed: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The batch as plain values, in a fixed order. ``not_placed`` are path and reason."""
    return {
        "schema": SCHEMA,
        "applicants": [
            {"id": r.id, "name": r.name, "county": r.county, "programmes": list(r.programmes), "verdict_counts": r.verdicts,
             "dossier": f"{r.id}/dossier.json" if r.has_dossier else None}
            for r in sorted(rows, key=lambda r: r.id)
        ],
        "checks": [batch_check_json(c) for c in checks],
        "files_not_placed": [{"path": path, "reason": reason} for path, reason in sorted(not_placed)],
    }  # fmt: skip


def batch_check_json(check: Check) -> dict[str, Any]:
    """A check with the ids of the applicants and the county that it concerns."""
    return {**check_json(check), "applicants": list(concerned(check)), "county": county_of(check)}
