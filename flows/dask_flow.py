"""The batch on a Dask cluster, as the same Prefect flow: one task per application. Imported only where it is asked for."""

from __future__ import annotations

import logging
import multiprocessing
import os
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import uuid4

import dask
from distributed import Client
from prefect import flow, task
from prefect.client.orchestration import get_client
from prefect.futures import as_completed
from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect_dask.task_runners import DaskTaskRunner

from flows import batch_flow
from flows.batch_flow import longest_first, lost_book, screen_guarded
from flows.shared import job_elsewhere
from pipeline.errors import InputError, YushenError
from pipeline.jobs import Job, Screened
from pipeline.versions import code_version, library_versions
from pipeline.workers import WorkerPool

START_SECONDS = 300
CONNECT_SECONDS = 15


@task(name="screen", task_run_name="{job.applicant.id}", persist_result=False)
def screen_task(job: Job, source: str, target: str, versions: str) -> Screened:
    """What a Dask worker does: the job in a child process, so that a crash or a hang costs this book alone.

    ``source`` and ``target`` are the URLs of submission folder and OUT where those are not folders that all machines see.
    """
    if versions != _versions():
        raise InputError(f"工作机“{platform.node()}”上的预审或其依赖的版本与发起命令的机器不同，须先装成一致")
    with job_elsewhere(job, source, target) as here:
        return screen_guarded(here, _pool().screen, None)


def _versions() -> str:
    """Two machines of which this differs could write different bytes."""
    return f"{code_version()} {library_versions()}"


@cache
def _pool() -> WorkerPool:
    """The one child of this Dask worker, kept from book to book with its engine."""
    if multiprocessing.current_process().daemon:
        raise InputError("Dask 工作进程须以环境变量 DASK_DISTRIBUTED__WORKER__DAEMON=False 启动")
    return WorkerPool(1)


@flow(name="yushen", persist_result=False)
def screen_flow(batch: str) -> None:
    """Hands out the jobs of a running batch and reports each result as it comes."""
    running = batch_flow.RUNNING[batch]
    futures = {screen_task.submit(job, *running.elsewhere, _versions()): job for job in longest_first(running.jobs)}
    for future in as_completed(list(futures)):
        found: object = future.result(raise_on_failure=False)  # what was raised, where the cluster gave the task up
        if not isinstance(found, Screened):
            why = str(found) if isinstance(found, YushenError) else type(found).__name__
            found = lost_book(futures[future], f"集群未能完成这份申报书：{why.rstrip('。')}。请再次运行。")
        running.finished(found)


@contextmanager
def _one_server() -> Iterator[None]:
    """A Prefect server for command and workers together; each worker would start one of its own, and leave it behind when killed."""
    if address := os.environ.get("PREFECT_API_URL"):
        try:
            with get_client(sync_client=True) as client:
                client.read_flows(limit=1)
        except Exception as error:  # of the transport, of the server, of Prefect
            raise InputError(
                f"Prefect 服务“{address}”不可用（{type(error).__name__}）。请检查 PREFECT_API_URL，服务设有口令时还有 PREFECT_API_AUTH_STRING。"
            ) from error
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


def _reach(address: str) -> None:
    """Makes sure that the cluster is there; says so where nobody works in it yet."""
    try:
        with Client(address, timeout=CONNECT_SECONDS) as client:
            working = client.scheduler_info()["workers"]
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(f"连不上 Dask 集群“{address}”（{type(error).__name__}）。请检查地址；调度进程用 dask scheduler 启动。") from error
    if not working:
        print(
            f"集群“{address}”上还没有工作进程，等待中……（在各工作机上运行：DASK_DISTRIBUTED__WORKER__DAEMON=False dask worker {address}）",
            file=sys.stderr,
            flush=True,
        )


def screen_on_dask(
    jobs: list[Job], address: str, workers: int, finished: Callable[[Screened], None], elsewhere: tuple[str, str] = ("", "")
) -> None:
    """Screens the jobs on the cluster at ``address``, or on one of ``workers`` processes started for them where that is empty.

    All machines see the submission folder and OUT under the same paths, or reach them under the URLs ``elsewhere``. A worker that dies
    costs nothing: Dask gives its book to another.
    """
    logging.getLogger("distributed").setLevel(logging.WARNING)
    dask.config.set({"distributed.worker.daemon": False})  # a worker has a child of its own
    if address:
        _reach(address)
    local = {"n_workers": workers, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    runner: Any = DaskTaskRunner(address=address) if address else DaskTaskRunner(cluster_kwargs=local)
    name = uuid4().hex
    batch_flow.RUNNING[name] = batch_flow.Running(jobs, finished, elsewhere)
    try:
        with _one_server():
            screen_flow.with_options(task_runner=runner)(name)
    finally:
        del batch_flow.RUNNING[name]
