"""What the last run over an OUT was asked to do, kept there for ``yushen judge``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.files import write_atomically

PLACE = ".yushen/last_run.json"


@dataclass(frozen=True, slots=True)
class LastRun:
    """``folder`` is the whole path of the submission folder; passwords are not kept."""

    folder: str
    rulebook: str
    engine: str


def remember(out: Path, run: LastRun) -> None:
    write_atomically(out / PLACE, json.dumps(asdict(run), ensure_ascii=False, sort_keys=True))


def last_run(out: Path) -> LastRun:
    """What `remember` wrote; `InputError` where there is none."""
    try:
        body = json.loads((out / PLACE).read_text(encoding="utf-8"))
        return LastRun(str(body["folder"]), str(body["rulebook"]), str(body["engine"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"“{out}”不是审读结果文件夹（缺少运行记录）。请先运行：yushen run 文件夹 --out {out}") from error


REPORTS = ("batch.json", "screening.xlsx", "index.html", "run.json")
BATCH = ".yushen/batch_done.json"


def remember_batch(out: Path, key: str, failed: int) -> None:
    """Notes that the reports over a batch are written, and how many of its checks failed."""
    write_atomically(out / BATCH, json.dumps({"key": key, "failed": failed}))


def forget_batch(out: Path) -> None:
    """The reports no longer hold: a book is about to be screened (perhaps once more, from the same input)."""
    (out / BATCH).unlink(missing_ok=True)


def finished_batch(out: Path, key: str) -> int | None:
    """What `remember_batch` noted, where it was for the same batch (`pipeline.jobs.batch_key`) and its reports are there."""
    try:
        body = json.loads((out / BATCH).read_text(encoding="utf-8"))
        same = body["key"] == key and all((out / name).is_file() for name in REPORTS)
        return int(body["failed"]) if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
