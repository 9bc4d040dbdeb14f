"""The batch on a Dask cluster, as the same Prefect flow: one task per application. Imported only where it is asked for."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import uuid4

import dask
from prefect import flow, task
from prefect.futures import as_completed
from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect_dask.task_runners import DaskTaskRunner

from flows import batch_flow
from flows.batch_flow import longest_first, lost_book, screen_guarded
from flows.shared import job_elsewhere
from pipeline.errors import YushenError
from pipeline.jobs import Job, Screened
from pipeline.workers import WorkerPool

START_SECONDS = 300


@task(name="screen", task_run_name="{job.applicant.id}", persist_result=False)
def screen_task(job: Job, source: str, target: str) -> Screened:
    """What a Dask worker does: the job in a child process, so that a crash or a hang costs this book alone.

    ``source`` and ``target`` are the URLs of submission folder and OUT where those are not folders that all machines see.
    """
    with job_elsewhere(job, source, target) as here:
        return screen_guarded(here, _pool().screen, None)


@cache
def _pool() -> WorkerPool:
    """The one child of this Dask worker, kept from book to book with its engine."""
    return WorkerPool(1)


@flow(name="yushen", persist_result=False)
def screen_flow(batch: str) -> None:
    """Hands out the jobs of a running batch and reports each result as it comes."""
    running = batch_flow.RUNNING[batch]
    futures = {screen_task.submit(job, *running.elsewhere): job for job in longest_first(running.jobs)}
    for future in as_completed(list(futures)):
        found: object = future.result(raise_on_failure=False)  # what was raised, where the cluster gave the task up
        if not isinstance(found, Screened):
            found = lost_book(
                futures[future],
                f"集群未能完成这份申报书（{found if isinstance(found, YushenError) else type(found).__name__}）。请再次运行。",
            )
        running.finished(found)


@contextmanager
def _one_server() -> Iterator[None]:
    """A Prefect server for command and workers together; each worker would start one of its own, and leave it behind when killed."""
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    server = SubprocessASGIServer()
    server.start(timeout=START_SECONDS)
    os.environ["PREFECT_API_URL"] = server.api_url
    try:
        with temporary_settings({PREFECT_API_URL: server.api_url}):
            yield
    finally:
        del os.environ["PREFECT_API_URL"]
        server.stop()


def screen_on_dask(
    jobs: list[Job], address: str, workers: int, finished: Callable[[Screened], None], elsewhere: tuple[str, str] = ("", "")
) -> None:
    """Screens the jobs on the cluster at ``address``, or on one of ``workers`` processes started for them where that is empty.

    All machines see the submission folder and OUT under the same paths, or reach them under the URLs ``elsewhere``. A worker that dies costs nothing: Dask gives its book to
    another, which finds the pages already read in the cache.
    """
    logging.getLogger("distributed").setLevel(logging.WARNING)
    dask.config.set({"distributed.worker.daemon": False})  # a worker has a child of its own
    local = {"n_workers": workers, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    runner: Any = DaskTaskRunner(address=address) if address else DaskTaskRunner(cluster_kwargs=local)
    name = uuid4().hex
    batch_flow.RUNNING[name] = batch_flow.Running(jobs, finished, elsewhere)
    try:
        with _one_server():
            screen_flow.with_options(task_runner=runner)(name)
    finally:
        del batch_flow.RUNNING[name]
