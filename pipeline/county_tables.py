"""The counties' summary tables of a batch: spreadsheets read here, papers that need OCR in a worker process of their own."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import nullcontext

from extractors.editable import read_editable
from extractors.packages import PackageError
from extractors.summary_table import read_pages, read_workbook
from models.pages import SourceFile
from models.rulebook import Rulebook
from models.summary import SummaryTable
from pipeline.intake import ApplicantFolder, Batch, IntakeFile, SummaryFile, kind_of
from pipeline.jobs import Job
from pipeline.office import NotConverted, as_docx
from pipeline.workers import Lost, Worker

log = logging.getLogger(__name__)
READABLE = ("pdf", "image", "docx", "doc")


def county_tables(batch: Batch, rulebook: Rulebook, job: Job) -> tuple[SummaryTable, ...]:
    """All tables of the batch; one that cannot be read is there with the reason. ``job`` says how papers are read."""
    out: list[SummaryTable] = []
    reader = _Reader(job)
    try:
        for file in batch.tables:
            out += _table(file, rulebook, reader)
    finally:
        reader.close()
    return tuple(out)


def _table(file: SummaryFile, rulebook: Rulebook, reader: _Reader) -> Sequence[SummaryTable]:
    try:
        kind = kind_of(file.path)
        if kind == "xlsx":
            return read_workbook(file.path, file.relative, file.county, rulebook.summaries)
        if kind in READABLE:
            return reader.read(file, kind)
        problem = f"汇总表“{file.relative}”的格式不能读取，请另存为 .xlsx 或 PDF 后再报。"
    except Lost as lost:
        problem = f"汇总表“{file.relative}”读取未完成：{lost}"
    except PackageError as error:
        problem = f"汇总表“{file.relative}”：{error}；请重新保存为 .xlsx 后再报。"
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble over; one table must not end the batch
        log.warning("%s: %s", file.relative, type(error).__name__)
        problem = f"汇总表“{file.relative}”无法打开，请重新保存为 .xlsx 后再报。"
    return (SummaryTable(path=file.relative, county=file.county, problem=problem),)


class _Reader:
    """A worker started when the first paper needs it, replaced when it died."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._worker: Worker | None = None

    def read(self, file: SummaryFile, kind: str) -> Sequence[SummaryTable]:
        if self._worker is None or not self._worker.process.is_alive():
            self._worker = Worker()
        item = IntakeFile(file.path, file.relative, "summary_table", kind)  # type: ignore[arg-type]
        a = ApplicantFolder(file.relative, "", file.county, (item,))
        j = self._job
        return self._worker.read_table(Job(j.root, a, j.out, j.rulebook, j.engine, j.threads, j.passwords))

    def close(self) -> None:
        if self._worker is not None:
            self._worker.stop()


def tables_of(job: Job) -> tuple[SummaryTable, ...]:
    """The tables of a job's one paper; runs in the worker."""
    from pipeline.reading import read_files
    from pipeline.rulebook import load

    specs = load(job.rulebook).summaries
    file = job.applicant.files[0]
    if file.kind in ("docx", "doc"):
        return read_pages(_word(file), job.applicant.county, specs)
    files, eyes = read_files(job.root, job.applicant, engine=job.engine, threads=job.threads, passwords=job.passwords)
    eyes.close()
    return read_pages(files[0], job.applicant.county, specs)


def _word(file: IntakeFile) -> SourceFile:
    """A Word file, one of the old formats by way of LibreOffice."""
    try:
        with as_docx(file.path) if file.kind == "doc" else nullcontext(file.path) as path:
            return read_editable(path, file.relative, "")
    except NotConverted as error:
        return SourceFile(file.relative, "", "summary_table", outcome="unsupported", message=str(error))
