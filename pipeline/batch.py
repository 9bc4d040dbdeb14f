"""The end of a batch: the counties' tables against the books, then the reports over all applicants."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.application import Application
from models.checks import Check
from models.rulebook import Rulebook
from models.summary import SummaryTable
from pipeline import batch_reports
from pipeline.county_tables import county_tables
from pipeline.intake import Batch
from pipeline.jobs import Job, Screened, load_facts
from pipeline.output import writing
from pipeline.rulebook import folder_of, load
from pipeline.versions import code_version, engine_record, folder_digest, library_versions
from validators.batch import judge_batch
from validators.batch_case import BatchCase, BatchCheck

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BatchSummary:
    """What the batch came to beyond its books."""

    checks: tuple[BatchCheck, ...]

    @property
    def checks_failed(self) -> int:
        return sum(c.verdict == "fail" for c in self.checks)


def judged(batch: Batch, applications: Sequence[Application], tables: Sequence[SummaryTable], rulebook: Rulebook) -> tuple[BatchCheck, ...]:
    """The checks over the batch."""
    counties = {a.id: a.county for a in batch.applicants}
    return judge_batch(BatchCase(tuple(applications), tuple(tables), counties, rulebook))


def finish_batch(
    batch: Batch,
    results: Sequence[Screened],
    out: Path,
    rulebook: str,
    *,
    engine: str,
    workers: int,
    began: float,
    passwords: tuple[str, ...] = (),
) -> BatchSummary:
    """Checks over the batch, then batch.json, index.html, screening.xlsx and run.json."""
    book = load(rulebook)
    found = [(r, f) for r in results if (f := load_facts(out, r.id)) is not None]
    applications = [f[0] for _, f in found]
    checks_by_id: dict[str, tuple[Check, ...]] = {f[0].id: f[1] for _, f in found}
    how = Job(batch.root, batch.applicants[0], out, rulebook, engine, max(1, (os.cpu_count() or 1)), passwords)
    checks = judged(batch, applications, county_tables(batch, book, how), book)
    seconds = time.time() - began
    run = {
        "code": code_version(),
        "libraries": library_versions(),
        "rulebook_digest": folder_digest(folder_of(rulebook)),
        "engine": engine_record(engine),
        "workers": workers,
        "seconds": round(seconds, 1),
        "pages": sum(r.pages for r in results),
        "pages_per_second": round(sum(r.pages for r in results) / max(seconds, 0.001), 3),
        "books": [{"id": r.id, "code": r.code, "message": r.message, "pages": r.pages, "seconds": round(r.seconds, 1)} for r in results],
    }
    with writing(out):
        batch_reports.write(
            out,
            applications,
            checks_by_id,
            checks,
            book,
            run=run,
            results=results,
            files_not_placed=batch.not_placed,
            source_root=batch.root,
        )
    return BatchSummary(checks)
