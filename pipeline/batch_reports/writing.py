"""Writes the reports over a batch beside the applicants' folders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from models.application import Application
from models.checks import Check
from models.rulebook import Rulebook
from pipeline.batch_reports.batch_json import batch_json
from pipeline.batch_reports.index import index_html
from pipeline.batch_reports.rows import Outcome, rows
from pipeline.batch_reports.workbook import screening_xlsx
from pipeline.files import canonical_json, write_atomically

RUN_SCHEMA = "run/1"


def write(
    out: Path,
    applications: Sequence[Application],
    checks_by_id: Mapping[str, Sequence[Check]],
    checks: Sequence[Check],
    rulebook: Rulebook,
    *,
    run: Mapping[str, Any],
    results: Sequence[Outcome],
    files_not_placed: Sequence[tuple[str, str]],
    source_root: Path,
) -> None:
    """Writes the four files. ``checks`` are those over the batch; ``run`` is all that may differ from run to run: times, speed, versions;
    ``files_not_placed`` are (path, reason)."""
    found = rows(applications, checks_by_id, rulebook, results)
    write_atomically(out / "batch.json", canonical_json(batch_json(found, checks, files_not_placed)))
    write_atomically(out / "screening.xlsx", screening_xlsx(found, checks, rulebook, files_not_placed))
    write_atomically(out / "index.html", index_html(found, checks, rulebook, files_not_placed, source_root, applications))
    write_atomically(out / "run.json", canonical_json(run_json(run, found, rulebook)))


def run_json(run: Mapping[str, Any], found: Sequence[Any], rulebook: Rulebook) -> dict[str, Any]:
    """run.json: what was run, on what, how fast; kept apart so that the dossiers stay the same from run to run."""
    outcomes: dict[str, int] = {}
    for r in found:
        outcomes[r.code] = outcomes.get(r.code, 0) + 1
    return {
        "schema": RUN_SCHEMA, "rulebook": {"id": rulebook.heading.id, "version": rulebook.heading.version},
        "counts": {"applicants": len(found), "pages": sum(r.pages for r in found), "outcomes": outcomes}, **run,
    }  # fmt: skip
