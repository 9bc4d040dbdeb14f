"""A job, its result, and what is kept of it: light enough for the process that only hands jobs out.

The extractors and engines are loaded in the workers alone (`pipeline.screening`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from models.application import Application, FileRecord
from models.checks import Check
from pipeline.files import write_atomically
from pipeline.intake import ApplicantFolder
from pipeline.rulebook import folder_of
from pipeline.versions import code_version, folder_digest, library_versions

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
    """What a job came to. ``code`` is "ok" or the outcome of its worst file (encrypted, unreadable, …) or "internal"."""

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
    """What a verdict depends on: the bytes of the files, the code, the libraries, the rulebook and the engine."""
    digest = hashlib.sha256()
    for f in job.applicant.files:
        digest.update(f.relative.encode("utf-8", "surrogatepass"))
        with f.path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    settings = [code_version(), library_versions(), folder_digest(folder_of(job.rulebook)), job.engine, job.passwords]
    digest.update(json.dumps(settings, sort_keys=True).encode())
    return digest.hexdigest()


def save_facts(out: Path, application: Application, checks: tuple[Check, ...]) -> None:
    body = {"application": application.model_dump(mode="json"), "checks": [c.model_dump(mode="json") for c in checks]}
    write_atomically(out / FACTS / f"{application.id}.json", json.dumps(body, ensure_ascii=False, sort_keys=True))


def load_facts(out: Path, id: str) -> tuple[Application, tuple[Check, ...]] | None:
    """What `save_facts` wrote; None where there is none or it is damaged (the book is then screened again)."""
    path = out / FACTS / f"{id}.json"
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        return Application.model_validate(body["application"]), tuple(Check.model_validate(c) for c in body["checks"])
    except (OSError, ValueError, KeyError):
        return None


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
    return worst.outcome, f"{worst.path}：{worst.message}"


def verdict_counts(checks: tuple[Check, ...]) -> dict[str, int]:
    """How many checks ended in each verdict."""
    found = dict.fromkeys(("pass", "fail", "unsure", "not_applicable"), 0)
    for c in checks:
        found[c.verdict] += 1
    return found
