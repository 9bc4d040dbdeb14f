"""One applicant from its files to its dossier: what a task of the flow does, and `yushen check` without one.

Everything here is plain: a job in, a result out, nothing kept between jobs but the OCR engine of the process.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace

from extractors.editable import read_editable
from models.application import Application, FileRecord
from models.checks import Check
from models.pages import PageState, SourceFile
from models.rulebook import Rulebook
from pipeline import dossiers
from pipeline.extraction import extract, file_record
from pipeline.intake import ApplicantFolder
from pipeline.jobs import Job, Screened, facts_key, kept_application, result, save_facts, verdict_counts
from pipeline.office import NotConverted, as_docx
from pipeline.output import writing
from pipeline.reading import BookEyes, pages_ahead, read_files
from pipeline.rulebook import load
from validators import judge

log = logging.getLogger(__name__)


def screen(job: Job, on_page: Callable[[int, int], None] | None = None) -> Screened:
    """Reads, extracts, judges and writes the dossier of one applicant; where OUT holds the facts already, it only judges."""
    began = time.monotonic()
    rulebook = load(job.rulebook)
    key = facts_key(job)
    application = kept_application(job, key) or _read_and_extract(job, rulebook, on_page)
    checks = judge(application, rulebook)
    write(job, application, checks, rulebook, key if _whole(application) else "")
    screened = result(application, checks, job, time.monotonic() - began)
    gone = next((f.path for f in application.files if f.sha256 and not (job.root / f.path).exists()), None)
    if gone is not None:  # the dossier may lack its pictures: such a book is not done
        return replace(
            screened, code="unreachable", message=f"{gone}：写审读档案时原件已无法访问，截图可能不全。请恢复后再次运行同一命令。"
        )
    return screened


def _read_and_extract(job: Job, rulebook: Rulebook, on_page: Callable[[int, int], None] | None) -> Application:
    files, eyes = read_files(job.root, job.applicant, engine=job.engine, threads=job.threads, passwords=job.passwords, on_page=on_page)
    files = [old_copy(f, job.applicant) if f.role == "editable_copy" and f.outcome == "unsupported" else f for f in files]
    try:
        return facts(job, files, eyes, rulebook)
    finally:
        eyes.close()


def _whole(application: Application) -> bool:
    """Whether no page failed and every file was reached: what was not (a time-out, lack of memory, a share that had gone) may be read another
    time."""
    return all(p.state != PageState.FAILED.value for p in application.pages) and all(f.sha256 for f in application.files)


def old_copy(file: SourceFile, applicant: ApplicantFolder) -> SourceFile:
    """An editable copy in an old format (.doc, .wps, .rtf), by way of LibreOffice where it is at hand."""
    item = next(i for i in applicant.files if i.relative == file.path)
    if item.kind != "doc":
        return file
    try:
        with as_docx(item.path) as made:
            return read_editable(made, file.path, file.sha256)
    except NotConverted as error:
        return replace(file, message=str(error))


def read_ahead(job: Job, on_page: Callable[[int, int], None] | None = None) -> None:
    """Reads the pages of a job's files into the cache, the last first, for another process that reads them from the first on."""
    pages_ahead(job.applicant, engine=job.engine, threads=job.threads, passwords=job.passwords, on_page=on_page)


def facts(job: Job, files: list[SourceFile], eyes: BookEyes, rulebook: Rulebook) -> Application:
    """The facts; where no page at all could be read, no extractor is asked."""
    a = job.applicant
    if any(f.pages for f in files):
        return extract(files, eyes, rulebook, id=a.id, name=a.name, county=a.county)
    return Application(id=a.id, name=a.name, county=a.county, files=tuple(file_record(f) for f in files))


def write(job: Job, application: Application, checks: tuple[Check, ...], rulebook: Rulebook, key: str = "") -> None:
    """The dossier's folder, then the facts for the batch, under the key by which they may be judged again."""
    with writing(job.out):
        dossiers.write(application, checks, rulebook, job.out / application.id, job.root, passwords=job.passwords)
        save_facts(job.out, application, checks, key)


def failed(job: Job, code: str, message: str, seconds: float) -> Screened:
    """The result of a job that ended without one (a crash, a time-out): its files are on record, nothing passes."""
    rulebook = load(job.rulebook)
    a = job.applicant
    files = tuple(
        FileRecord(path=f.relative, sha256="", pages=0, role=f.role, outcome="timeout" if code == "timeout" else "crashed", message=message)
        for f in a.files
    )
    application = Application(id=a.id, name=a.name, county=a.county, files=files)
    checks = judge(application, rulebook)
    write(job, application, checks, rulebook)
    return Screened(a.id, a.name, a.county, (), verdict_counts(checks), 0, code, message, seconds)
