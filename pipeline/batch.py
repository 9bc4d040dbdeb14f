"""The end of a batch: the counties' tables against the books, then the reports over all applicants."""

from __future__ import annotations

import logging
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.summary_table import read_summary_table
from models.application import Application
from models.checks import Check
from models.rulebook import Rulebook
from pipeline import batch_reports
from pipeline.intake import Batch, SummaryFile
from pipeline.jobs import Screened, load_facts
from pipeline.rulebook import load
from pipeline.versions import code_version, library_versions
from validators.batch import BatchCase, BatchCheck, CountyTable, judge_batch

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BatchSummary:
    """What the batch came to beyond its books."""

    checks: tuple[BatchCheck, ...]

    @property
    def checks_failed(self) -> int:
        return sum(c.verdict == "fail" for c in self.checks)


def county_table(file: SummaryFile) -> CountyTable:
    """A county's table; one that cannot be read is kept with the reason."""
    if file.path.suffix.casefold() != ".xlsx":
        problem = f"汇总表“{file.relative}”不是 .xlsx，暂不能自动读取，请人工核对或另存为 .xlsx。"
        return CountyTable(file.relative, file.county, (), problem)
    try:
        table = read_summary_table(file.path, file.relative, file.county)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        log.warning("%s: %s", file.relative, error)
        return CountyTable(file.relative, file.county, (), f"汇总表“{file.relative}”无法打开，请重新保存为 .xlsx 后再报。")
    return CountyTable(file.relative, file.county, table.rows, table.problem)


def judged(batch: Batch, applications: Sequence[Application], rulebook: Rulebook) -> tuple[BatchCheck, ...]:
    """The checks over the batch."""
    counties = {a.id: a.county for a in batch.applicants}
    tables = tuple(county_table(t) for t in batch.tables)
    return judge_batch(BatchCase(tuple(applications), tables, counties, rulebook))


def finish_batch(
    batch: Batch, results: Sequence[Screened], out: Path, rulebook: str, *, engine: str, workers: int, began: float
) -> BatchSummary:
    """Checks over the batch, then batch.json, index.html, screening.xlsx and run.json."""
    book = load(rulebook)
    found = [(r, f) for r in results if (f := load_facts(out, r.id)) is not None]
    applications = [f[0] for _, f in found]
    checks_by_id: dict[str, tuple[Check, ...]] = {f[0].id: f[1] for _, f in found}
    checks = judged(batch, applications, book)
    seconds = time.time() - began
    run = {
        "code": code_version(),
        "libraries": library_versions(),
        "engine": engine,
        "workers": workers,
        "seconds": round(seconds, 1),
        "pages": sum(r.pages for r in results),
        "pages_per_second": round(sum(r.pages for r in results) / max(seconds, 0.001), 3),
        "books": [{"id": r.id, "code": r.code, "message": r.message, "pages": r.pages, "seconds": round(r.seconds, 1)} for r in results],
    }
    batch_reports.write(
        out, applications, checks_by_id, checks, book, run=run, results=results, files_not_placed=batch.not_placed, source_root=batch.root
    )
    return BatchSummary(checks)
