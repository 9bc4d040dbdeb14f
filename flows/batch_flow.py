"""The batch as a Prefect flow: one task per application, on worker processes of this machine (`flows.dask_flow`: on a cluster)."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flows.progress import Progress
from pipeline.jobs import Job, Screened
from pipeline.workers import Lost, WorkerPool

log = logging.getLogger(__name__)

SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_CLIENT_MAX_RETRIES": "3",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
}
"""Prefect as a quiet library: no telemetry, a start-up as patient as a busy laptop needs (without it the run goes on by itself), a quarter of a
minute and not a whole one for a server that does not answer, no log lines of its own among ours."""

Finished = Callable[[Screened], None]


@dataclass(frozen=True)
class Running:
    """A batch that a cluster works on."""

    jobs: list[Job]
    finished: Finished
    elsewhere: tuple[str, str]


RUNNING: dict[str, Running] = {}
"""Batches of this process by a name. Prefect sends a flow, its parameters and all it mentions by name to every worker: ledger and
progress must not be among them, so `flows.dask_flow` looks them up here, through this module."""


def screen_here(jobs: list[Job], workers: int, progress: Progress, finished: Finished) -> None:
    """Screens the jobs on this machine; ``finished`` is called with each result as it comes.

    Prefect takes ten seconds to start. The first books are begun meanwhile, and their tasks join them.
    """
    order = longest_first(jobs)
    by_id = {j.applicant.id: j for j in jobs}
    with ThreadPoolExecutor(workers) as early, WorkerPool(workers) as pool:
        begun: dict[str, Future[Screened]] = {
            j.applicant.id: early.submit(screen_guarded, j, pool.screen, progress) for j in order[:workers]
        }
        from prefect import flow, task
        from prefect.futures import as_completed as tasks_completed
        from prefect.task_runners import ThreadPoolTaskRunner

        bound_starts()

        @task(name="screen", task_run_name="{id}", persist_result=False)
        def screen_task(id: str) -> Screened:
            return begun[id].result() if id in begun else screen_guarded(by_id[id], pool.screen, progress)

        @task(name="assist", persist_result=False)
        def assist_task() -> None:
            pool.assist()

        runner: Any = ThreadPoolTaskRunner(max_workers=workers)

        @flow(name="yushen", task_runner=runner, persist_result=False)
        def screen_flow() -> None:
            books = [screen_task.submit(job.applicant.id) for job in order]
            helpers = [assist_task.submit() for _ in range(workers - 1)]  # their turn comes when no book is left to begin
            try:
                for future in tasks_completed(books):
                    finished(future.result())
                for helper in helpers:
                    helper.wait()
            except BaseException:
                pool.end()  # before Prefect waits for its threads
                raise

        screen_flow()


MOST_STARTS = 3


@cache
def bound_starts() -> None:
    """Prefect starts its server anew for ever where that ends while starting (exit code 3: a full disk under its database). Here it gives up.
    One that is killed while starting it would ask for two minutes whether it is there: here that one is started anew, too.

    Once in a process: a watch runs many batches, and a bound within a bound would count each start twice.
    """
    from prefect.server.api.server import SubprocessASGIServer

    start: Any = SubprocessASGIServer._run_uvicorn_command

    def bounded(self: Any) -> Any:
        self.starts = getattr(self, "starts", 0) + 1
        if self.starts > MOST_STARTS:
            raise RuntimeError(f"Prefect's server ended {MOST_STARTS} times while starting")
        process = start(self)
        ended = process.poll
        process.poll = lambda: None if ended() is None else 3
        return process

    setattr(SubprocessASGIServer, "_run_uvicorn_command", bounded)  # noqa: B010


def screen_plainly(jobs: list[Job], workers: int, progress: Progress, finished: Finished) -> None:
    """As `screen_here`, without Prefect: for what is left where its server has gone in the middle of a run."""
    with ThreadPoolExecutor(workers) as threads, WorkerPool(workers) as pool:
        for book in as_completed([threads.submit(screen_guarded, job, pool.screen, progress) for job in longest_first(jobs)]):
            finished(book.result())


def quiet(out: Path) -> None:
    """Sets Prefect up for a run over OUT; must come before Prefect is first imported. Its server on this machine is never asked through
    the office's proxy."""
    for name in ("NO_PROXY", "no_proxy"):
        spared = os.environ.get(name, "").split(",")
        os.environ[name] = ",".join(dict.fromkeys(filter(None, (*spared, "127.0.0.1", "localhost"))))
    os.environ.setdefault("PREFECT_HOME", str((out / ".yushen" / "prefect").resolve()))
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)


def longest_first(jobs: list[Job]) -> list[Job]:
    """The jobs in an order in which no long book is left to the end; the size of the files stands for their length."""

    def size(job: Job) -> int:
        total = 0
        for file in job.applicant.files:
            with suppress(OSError):
                total += file.path.stat().st_size
        return total

    return sorted(jobs, key=size, reverse=True)


Screen = Callable[[Job, Callable[[str, int, int], None]], Screened]


def screen_guarded(job: Job, screen: Screen, progress: Progress | None) -> Screened:
    """A job in a worker process; a crash or a hang costs this book alone."""
    began = time.monotonic()
    try:
        return screen(job, progress.page if progress else lambda id, done, total: None)
    except Lost as lost:
        log.error("%s: %s", job.applicant.id, lost)
        return lost_book(job, str(lost), lost.code, time.monotonic() - began)


def lost_book(job: Job, message: str, code: str = "crashed", seconds: float = 0.0) -> Screened:
    """The result of a book whose worker did not come back."""
    from pipeline.screening import failed  # heavy: only where a book was lost

    return failed(job, code, message, seconds)
