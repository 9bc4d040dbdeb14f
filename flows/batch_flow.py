"""The batch as a Prefect flow: one task per application, on worker processes of this machine or on a Dask cluster."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
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
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
}
"""Prefect as a quiet library: no telemetry, a patient start-up, no log lines of its own among ours."""

Finished = Callable[[Screened], None]


def screen_here(jobs: list[Job], workers: int, out: Path, progress: Progress, finished: Finished) -> None:
    """Screens the jobs on this machine; ``finished`` is called with each result as it comes.

    Prefect takes ten seconds to start. The first books are begun meanwhile, and their tasks join them.
    """
    order = longest_first(jobs)
    by_id = {j.applicant.id: j for j in jobs}
    with ThreadPoolExecutor(workers) as early, WorkerPool(workers) as pool:
        begun: dict[str, Future[Screened]] = {
            j.applicant.id: early.submit(screen_guarded, j, pool.screen, progress) for j in order[:workers]
        }
        _quiet(out)
        from prefect import flow, task
        from prefect.futures import as_completed
        from prefect.task_runners import ThreadPoolTaskRunner

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
            for future in as_completed(books):
                finished(future.result())
            for helper in helpers:
                helper.wait()

        screen_flow()


def screen_on_dask(jobs: list[Job], address: str, workers: int, out: Path, finished: Finished) -> None:
    """Screens the jobs on the Dask cluster at ``address``, or on one of ``workers`` processes started for them where that is empty.

    All machines see the submission folder and OUT under the same paths. A worker that dies costs nothing: Dask gives its book to
    another, which finds the pages already read in the cache.
    """
    _quiet(out)
    os.environ.setdefault("DASK_DISTRIBUTED__WORKER__DAEMON", "False")  # a worker has a process of its own per book
    import dask
    from prefect import flow, task
    from prefect.futures import as_completed
    from prefect_dask.task_runners import DaskTaskRunner

    dask.config.set({"distributed.worker.daemon": False})
    local = {"n_workers": workers, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    runner: Any = DaskTaskRunner(address=address) if address else DaskTaskRunner(cluster_kwargs=local)

    @task(name="screen", task_run_name="{job.applicant.id}", persist_result=False)
    def screen_task(job: Job) -> Screened:
        return screen_in_own_process(job)

    @flow(name="yushen", task_runner=runner, persist_result=False)
    def screen_flow() -> None:
        futures = {screen_task.submit(job): job for job in longest_first(jobs)}
        for future in as_completed(list(futures)):
            found = future.result(raise_on_failure=False)
            job = futures[future]
            finished(
                found if isinstance(found, Screened) else _lost(job, f"集群未能完成这份申报书（{type(found).__name__}）。请再次运行。")
            )

    screen_flow()


def screen_in_own_process(job: Job) -> Screened:
    """What a Dask worker does: the job in a child process, so that a crash or a hang costs this book alone."""
    return screen_guarded(job, _pool().screen, None)


@cache
def _pool() -> WorkerPool:
    """The one child of this Dask worker, kept from book to book with its engine."""
    return WorkerPool(1)


def _quiet(out: Path) -> None:
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
        return _lost(job, str(lost), lost.code, time.monotonic() - began)


def _lost(job: Job, message: str, code: str = "crashed", seconds: float = 0.0) -> Screened:
    from pipeline.screening import failed  # heavy: only where a book was lost

    return failed(job, code, message, seconds)
