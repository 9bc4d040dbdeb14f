"""The batch as a Prefect flow: one task per application, the ledger says what is done, the checks over the batch come last."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flows.progress import Progress
from pipeline.errors import ExitCode, InputError, OutputError
from pipeline.intake import discover
from pipeline.jobs import Job, Screened, input_key, load_facts, result
from pipeline.ledger import Ledger, Row
from pipeline.workers import Lost, WorkerPool

log = logging.getLogger(__name__)

SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
}
"""Prefect as a quiet library: no telemetry, a patient start-up, no log lines of its own among ours."""


def run_batch(folder: Path, out: Path, *, rulebook: str, engine: str, workers: int, passwords: tuple[str, ...] = ()) -> ExitCode:
    """`yushen run`: screens every applicant below ``folder`` into ``out``."""
    from pipeline.engines import make_engine
    from pipeline.rulebook import load

    load(rulebook)
    make_engine(engine)
    batch = discover(folder)
    if not batch.applicants:
        raise InputError(f"“{folder}”中没有找到申报书（PDF）。应为“县/企业/申报书.pdf”，或直接放各企业的 PDF。")
    count = workers or os.cpu_count() or 1
    threads = max(1, (os.cpu_count() or 1) // count)
    with _locked(out):
        jobs = [Job(batch.root, a, out, rulebook, engine, threads, passwords) for a in batch.applicants]
        began = time.time()
        results = _screen_all(jobs, out, count)
        from pipeline.batch import finish_batch  # heavy; the workers are gone by now

        summary = finish_batch(batch, results, out, rulebook, engine=engine, workers=count, began=began)
    Progress.table(results, out, sys.stdout)
    print(f"批次总览：{out / 'index.html'}\n评审汇总表：{out / 'screening.xlsx'}")
    if summary.checks_failed:
        print(f"批次核对另有 {summary.checks_failed} 项不一致，见 index.html。")
    return ExitCode.OK if all(r.code == "ok" for r in results) else ExitCode.PARTIAL


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Only one run at a time writes to OUT."""
    import fcntl

    state = out / ".yushen"
    try:
        state.mkdir(parents=True, exist_ok=True)
        handle = (state / "lock").open("w")
    except OSError as error:
        raise OutputError(f"输出文件夹“{out}”不可写（{error.strerror}）。请检查路径、权限和剩余空间。") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OutputError(f"输出文件夹“{out}”正被另一次运行占用，请等它结束，或换一个 --out。") from error
        yield


def _screen_all(jobs: list[Job], out: Path, workers: int) -> list[Screened]:
    """Screens what the ledger does not hold as done; results in the order of ``jobs``."""
    ledger = Ledger(out / ".yushen" / "ledger.sqlite")
    ledger.keep_only({j.applicant.id for j in jobs})
    keys = {j.applicant.id: input_key(j) for j in jobs}
    done = {j.applicant.id: found for j in jobs if (found := _finished(ledger, j, keys[j.applicant.id])) is not None}
    todo = [j for j in jobs if j.applicant.id not in done]
    progress = Progress(len(jobs), len(done), sys.stderr)

    def finished(screened: Screened) -> None:
        done[screened.id] = screened
        ledger.put(_row(screened, keys[screened.id]))
        progress.book(screened)

    if todo:
        with WorkerPool(workers) as pool:
            _flow(todo, pool, workers, out, progress, finished)
    progress.end()
    return [done[j.applicant.id] for j in jobs]


def _finished(ledger: Ledger, job: Job, key: str) -> Screened | None:
    """The result of a book that an earlier run finished from the same input, read back from its facts."""
    row = ledger.get(job.applicant.id)
    if row is None or row.input_key != key or row.outcome == "failed" or not (job.out / row.dossier / "dossier.json").is_file():
        return None
    facts = load_facts(job.out, job.applicant.id)
    return result(*facts, job, row.seconds) if facts else None


def _row(screened: Screened, key: str) -> Row:
    outcome = "done" if screened.code == "ok" else "failed" if screened.code in ("crashed", "timeout", "internal") else "partial"
    return Row(screened.id, screened.name, screened.county, outcome, screened.code, screened.message, screened.pages, screened.seconds, key, screened.id)  # type: ignore[arg-type]  # fmt: skip


def _flow(jobs: list[Job], pool: WorkerPool, workers: int, out: Path, progress: Progress, finished: Callable[[Screened], None]) -> None:
    """Runs the jobs as tasks of a Prefect flow; ``finished`` is called with each result as it comes."""
    os.environ.setdefault("PREFECT_HOME", str((out / ".yushen" / "prefect").resolve()))
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    from prefect import flow, task
    from prefect.futures import as_completed
    from prefect.task_runners import ThreadPoolTaskRunner

    by_id = {j.applicant.id: j for j in jobs}

    @task(name="screen", task_run_name="{id}", persist_result=False)
    def screen_task(id: str) -> Screened:
        return screen_guarded(by_id[id], pool, progress)

    runner: Any = ThreadPoolTaskRunner(max_workers=workers)

    @task(name="assist", persist_result=False)
    def assist_task() -> None:
        pool.assist()

    @flow(name="yushen", task_runner=runner, persist_result=False)
    def screen_flow() -> None:
        books = [screen_task.submit(job.applicant.id) for job in longest_first(jobs)]
        helpers = [assist_task.submit() for _ in range(workers - 1)]  # their turn comes when no book is left to begin
        for future in as_completed(books):
            finished(future.result())
        for helper in helpers:
            helper.wait()

    screen_flow()


def longest_first(jobs: list[Job]) -> list[Job]:
    """The jobs in an order in which no long book is left to the end; the size of the files stands for their length."""

    def size(job: Job) -> int:
        total = 0
        for file in job.applicant.files:
            with suppress(OSError):
                total += file.path.stat().st_size
        return total

    return sorted(jobs, key=size, reverse=True)


def screen_guarded(job: Job, pool: WorkerPool, progress: Progress) -> Screened:
    """A job in a worker process; a crash or a hang costs this book alone."""
    began = time.monotonic()
    try:
        return pool.screen(job, progress.page)
    except Lost as lost:
        log.error("%s: %s", job.applicant.id, lost)
        from pipeline.screening import failed

        return failed(job, lost.code, str(lost), time.monotonic() - began)
