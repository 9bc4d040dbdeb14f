"""A job, its result, and what is kept of it: light enough for the process that only hands jobs out.

The extractors and engines are loaded in the workers alone (`pipeline.screening`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from models.application import Application, FileRecord
from models.checks import Check
from models.limits import Limits
from models.rulebook import Rulebook
from pipeline import office
from pipeline.files import write_atomically
from pipeline.intake import ApplicantFolder, Batch
from pipeline.rulebook import folder_of, load
from pipeline.versions import code_version, facts_version, folder_digest, library_versions

FACTS = ".yushen/facts"
"""Below OUT: the facts and checks of each applicant, what the checks over a batch are made from."""


@dataclass(frozen=True)
class Job:
    """One applicant to screen. ``out`` is OUT itself; all is picklable, so that another process can do it."""

    root: Path
    applicant: ApplicantFolder
    out: Path
    rulebook: str
    engine: str = "rapidocr"
    threads: int = 1
    passwords: tuple[str, ...] = ()


@dataclass(frozen=True)
class Screened:
    """What a job came to. ``code`` is "ok" or the outcome of its worst file (encrypted, unreadable, …), "internal", or "unreachable": a file
    could not be opened for a reason that lies outside it (permission, a share that has gone), so the next run tries again."""

    id: str
    name: str
    county: str
    programmes: tuple[str, ...]
    counts: dict[str, int]
    pages: int
    code: str
    message: str
    seconds: float
    unread: tuple[str, ...] = field(default=())


def input_key(job: Job) -> str:
    """What a verdict depends on: the facts, the code and the rulebook to the letter."""
    return _digest([facts_key(job), code_version(), folder_digest(folder_of(job.rulebook))])


def facts_key(job: Job) -> str:
    """What the facts depend on: the bytes of the files, how they were sorted, the code that reads and extracts, the libraries, the
    engine, and of the rulebook what says where facts stand. Thresholds and rules are not among it: they may change without a page
    being read again."""
    files = []
    for f in job.applicant.files:
        files.append([f.relative, f.role, _file_digest(f.path)])
    named = [job.applicant.id, job.applicant.name, job.applicant.county]
    if any(f.kind == "doc" for f in job.applicant.files):
        named.append(office.program() or "no LibreOffice")  # once it is installed, what it could not convert is read
    rules = extraction_part(load(job.rulebook))
    return _digest([files, named, _bounds(), facts_version(), library_versions(), rules, job.engine, job.passwords])


def _bounds() -> list[int]:
    """The limits that say what is read of a file: where one was raised, what had been refused is read."""
    own = Limits.from_environment()
    of_pages = [own.pages, own.dpi, own.page_points, own.page_pixels, own.image_pixels]
    return [own.file_mib, *of_pages, own.package_mib, own.package_ratio, own.package_parts, own.table_mib]


def batch_key(batch: Batch, keys: dict[str, str]) -> str:
    """What the reports over a batch depend on: its books (`input_key` by id), the counties' tables, and what found no place."""
    tables = []
    for table in batch.tables:
        tables.append([table.relative, table.county, _file_digest(table.path)])
    return _digest([keys, tables, batch.not_placed, str(batch.root), code_version(), _bounds()])


def _file_digest(path: Path) -> str:
    """A digest of a file's bytes; of one that cannot be reached, of why: once it is there again, the key is another."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return f"unreachable {error.errno}"


def _digest(parts: list[Any]) -> str:
    # Names of files may hold bytes that are no UTF-8; JSON in ASCII escapes them.
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


JUDGING = {
    "heading": {"id", "version", "title", "exclusive_directions", "max_directions"},
    "rules": True,
    "sme_minimum": True,
    "scene_minimum": True,
    "form": {"sizes", "large", "industry_map", "industry_adjacent"},
    "metrics": {
        "metrics": {"__all__": {"minimum": True, "maximum": True, "threshold": {"minimum", "programmes", "alternative", "clause"}}}
    },
    "attachments": {"attachments": {"__all__": {"stamp_required", "year"}}},
}
"""Keys of a rulebook at which only validators look; a test holds the extractors to it. (Whether a metric has a threshold is a key of
extraction, how high it is is not.)"""


def extraction_part(rulebook: Rulebook) -> dict[str, Any]:
    """A rulebook without the keys at which only validators look."""
    return rulebook.model_dump(mode="json", exclude=cast(Any, JUDGING))


def save_facts(out: Path, application: Application, checks: tuple[Check, ...], key: str = "") -> None:
    """``key`` is the `facts_key` under which the facts may be judged again; "" where they are to be made anew."""
    body = {"key": key, "application": application.model_dump(mode="json"), "checks": [c.model_dump(mode="json") for c in checks]}
    write_atomically(out / FACTS / f"{application.id}.json", json.dumps(body, ensure_ascii=False, sort_keys=True))


def load_facts(out: Path, id: str) -> tuple[Application, tuple[Check, ...]] | None:
    """What `save_facts` wrote; None where there is none or it is damaged (the book is then screened again)."""
    try:
        body = _facts(out, id)
        return Application.model_validate(body["application"]), tuple(Check.model_validate(c) for c in body["checks"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def kept_application(job: Job, key: str) -> Application | None:
    """The facts of an earlier run in OUT, where they were made from the same (`facts_key`)."""
    try:
        body = _facts(job.out, job.applicant.id)
        return Application.model_validate(body["application"]) if key and body.get("key") == key else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _facts(out: Path, id: str) -> Any:
    return json.loads((out / FACTS / f"{id}.json").read_text(encoding="utf-8"))


def result(application: Application, checks: tuple[Check, ...], job: Job, seconds: float) -> Screened:
    bad = [f for f in application.files if f.outcome != "read"]
    code, message = _outcome(application, bad)
    unread = tuple(f"{p.file} 第{p.page}页" for p in application.pages if p.state in ("illegible", "failed"))
    return Screened(
        application.id, application.name or job.applicant.name, job.applicant.county or application.county, application.programmes,
        verdict_counts(checks), sum(f.pages for f in application.files), code, message, seconds, unread,
    )  # fmt: skip


def _outcome(application: Application, bad: list[FileRecord]) -> tuple[str, str]:
    if not bad:
        return ("ok", "") if application.files else ("empty", "文件夹中没有可审的文件。")
    worst = next((f for f in bad if f.role == "book"), bad[0])
    gone = next((f for f in bad if f.outcome == "unreadable" and not f.sha256), None)
    if gone is not None:
        return "unreachable", f"{gone.path}：{gone.message}"
    return worst.outcome, f"{worst.path}：{worst.message}"


def verdict_counts(checks: tuple[Check, ...]) -> dict[str, int]:
    """How many checks ended in each verdict."""
    found = dict.fromkeys(("pass", "fail", "unsure", "not_applicable"), 0)
    for c in checks:
        found[c.verdict] += 1
    return found
