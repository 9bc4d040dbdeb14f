"""Worker processes that screen one book after another: a crash, a hang or the OOM killer costs one book, not the batch.

A worker keeps its OCR engine between books, lives in a process group of its own, has a limit on its memory, and is replaced when it
has died, hung, or grown. The pool is used from threads, one per worker. A worker for which no book is left reads ahead in one that
another has still to finish, from its last page backwards: the two meet in the cache.
"""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import os
import queue
import resource
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import Literal, cast

from models.limits import Limits
from models.summary import SummaryTable
from pipeline.errors import OutputError
from pipeline.jobs import Job, Screened
from pipeline.masking import plain, set_up_logging

log = logging.getLogger(__name__)

RECYCLE_BOOKS = 50
WORTH_HELP = 3
"""Pages still to read from which a second worker is worth sending."""
TRIES = 3
"""Times a book is begun: a page that ended its worker twice is put down as failed by reading, and the rest is read."""


class Lost(Exception):
    """A book whose worker did not come back; the message is for users."""

    def __init__(self, code: Literal["crashed", "timeout", "internal"], message: str) -> None:
        super().__init__(message)
        self.code = code


class Stopped(Exception):
    """The pool was closed while a book waited for it (an interrupt): the book is neither done nor lost."""


class Worker:
    """One child process and the pipe to it."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.books = 0
        self.limits = Limits.from_environment()

    def screen(self, job: Job, on_page: Callable[[str, int, int], None], end: float) -> Screened:
        """The result of a job; `Lost` where the worker died, hung, ran into an error of ours or had not ended by ``end``."""
        self.books += 1
        return cast(Screened, self._do("screen", job, on_page, end))

    def read_ahead(self, job: Job) -> None:
        """Puts the last pages of a job that another worker has begun into the cache; `Lost` as for `screen`."""
        self._do("ahead", job, lambda id, done, total: None, time.monotonic() + self.limits.file_seconds)

    def read_table(self, job: Job) -> tuple[SummaryTable, ...]:
        """The summary tables on a county's paper; `Lost` as for `screen`."""
        return cast(
            "tuple[SummaryTable, ...]", self._do("table", job, lambda id, done, total: None, time.monotonic() + self.limits.file_seconds)
        )

    def _do(self, what: Literal["screen", "ahead", "table"], job: Job, on_page: Callable[[str, int, int], None], end: float) -> object:
        page = 0
        try:
            self.pipe.send((what, job))
            while True:
                if not self.pipe.poll(min(self.limits.silent_seconds, max(0.0, end - time.monotonic()))):
                    self.kill()
                    limit = "L-FILE-TIME" if time.monotonic() >= end else "L-SILENT"
                    raise Lost(
                        "timeout", f"审读超时（{limit}，停在第{page + 1}页前后），已中止这份申报书，其余不受影响。请检查该文件是否异常。"
                    )
                kind, value = self.pipe.recv()
                if kind == "page":
                    page = value[0]
                    on_page(job.applicant.id, *value)
                elif kind == "done":
                    return cast(object, value)
                elif kind == "output":
                    raise OutputError(value)
                else:
                    raise Lost("internal", f"审读时程序出错：{value}。其余申报书不受影响，请把日志发给维护人员。")
        except (EOFError, OSError) as error:
            self.kill()
            code = self.process.exitcode
            raise Lost(
                "crashed", f"审读进程意外退出（代码 {code}，停在第{page + 1}页前后）。其余申报书不受影响，请检查该文件是否损坏。"
            ) from error

    @property
    def usable(self) -> bool:
        return self.process.is_alive() and self.books < RECYCLE_BOOKS and _rss(self.process.pid) < self.limits.recycle_mib << 20

    def end(self) -> None:
        """Ends the process with all its children (Tesseract runs as one). Any thread may: the one that waits for the worker finds its
        pipe at an end and closes it. Closed twice at once, its number could by then be another file's."""
        if self.process.pid is not None and self.process.is_alive():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.kill()

    def kill(self) -> None:
        """`end`, and lets go of the pipe: for the thread that holds the worker."""
        self.end()
        self.process.join(10)
        self.pipe.close()

    def stop(self) -> None:
        """Lets an idle worker go."""
        with suppress(OSError, ValueError):
            self.pipe.send(None)
        self.process.join(2)
        self.kill()


def _rss(pid: int | None) -> int:
    try:
        with Path(f"/proc/{pid}/statm").open() as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def serve(pipe: Connection) -> None:
    """The child's loop: jobs in, pages and results out. An exception of ours is reported, not fatal."""
    with suppress(OSError):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()
    with suppress(ValueError, OSError):
        most = Limits.from_environment().data_mib << 20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold what the books hold
    set_up_logging()
    from pipeline.county_tables import tables_of
    from pipeline.screening import read_ahead, screen  # heavy: engines and extractors are loaded here, not where jobs are handed out

    work: dict[str, Callable[..., object]] = {
        "screen": screen, "ahead": read_ahead, "table": lambda job, on_page: tables_of(job),
    }  # fmt: skip
    while True:
        try:
            order = pipe.recv()
        except EOFError:
            return
        if order is None:
            return
        what, job = order
        try:
            pipe.send(("done", work[what](job, lambda done, total: pipe.send(("page", (done, total))))))
        except OutputError as error:
            pipe.send(("output", str(error)))
        except MemoryError:
            pipe.send(("error", "内存不足"))
            return
        except Exception as error:
            log.exception("screening %s", job.applicant.id)
            pipe.send(("error", plain(f"{type(error).__name__}: {error}")[:300]))
        _give_back()


def _end_with_parent() -> None:
    """Ends this process group when the process that hands out jobs is gone, however it went: an orphan must not write into OUT beside
    the next run."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def _give_back() -> None:
    """Returns what a book left in the allocator's heap to the system: a tenth of a worker's memory."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


class WorkerPool:
    """``size`` workers; `screen` blocks its thread until one is free."""

    def __init__(self, size: int) -> None:
        self._idle: queue.Queue[Worker | None] = queue.Queue()
        self._workers: set[Worker] = set()
        self._closed = False
        for _ in range(size):
            self._idle.put(None)
        self._changed = threading.Condition()
        self._begun: dict[str, tuple[Job, int | None]] = {}  # with the pages still to read, once the worker has told

    def screen(self, job: Job, on_page: Callable[[str, int, int], None]) -> Screened:
        """The result of a job. A worker that dies or hangs is replaced and the book begun again: pages already read are in the cache."""

        def paged(id: str, done: int, total: int) -> None:
            with self._changed:
                if id in self._begun:
                    self._begun[id] = (job, total - done)
                    self._changed.notify_all()
            on_page(id, done, total)

        with self._changed:
            self._begun[job.applicant.id] = (job, None)
        try:
            return self._screen(job, paged)
        finally:
            with self._changed:
                self._begun.pop(job.applicant.id, None)
                self._changed.notify_all()

    def assist(self) -> list[str]:
        """Reads ahead in books that are begun and not done, longest rest first, each helped by one worker at most; their ids.

        For a thread that has no book left. A worker lost here costs nothing: the book's own worker reads those pages.
        """
        helped = []
        while (job := self._longest()) is not None:
            helped.append(job.applicant.id)
            worker = self._free()
            try:
                worker.read_ahead(job)
            except Lost as lost:
                log.warning("%s: %s", job.applicant.id, lost)
            finally:
                self._idle.put(worker if worker.process.is_alive() else None)
        return helped

    def _longest(self) -> Job | None:
        """The begun job with the most pages to read, at least `WORTH_HELP`; taken from the list, as it is helped now."""
        with self._changed:
            self._changed.wait_for(lambda: all(left is not None for _, left in self._begun.values()))
            left, id = max(((left or 0, id) for id, (_, left) in self._begun.items()), default=(0, ""))
            return self._begun.pop(id)[0] if left >= WORTH_HELP else None

    def _screen(self, job: Job, on_page: Callable[[str, int, int], None]) -> Screened:
        end = time.monotonic() + Limits.from_environment().file_seconds
        for attempt in range(1, TRIES + 1):
            worker = self._free()
            try:
                return worker.screen(job, on_page, end)
            except Lost as lost:
                if lost.code == "internal" or attempt == TRIES or time.monotonic() >= end:
                    raise
                log.warning("%s: %s", job.applicant.id, lost)
            finally:
                self._idle.put(worker if worker.process.is_alive() else None)
        raise AssertionError("unreachable")

    def _free(self) -> Worker:
        """An idle worker, a new one in the place of one that has died or grown."""
        worker = self._idle.get()
        if self._closed:
            self._idle.put(worker)
            raise Stopped
        if worker is not None and worker.usable:
            return worker
        if worker is not None:
            worker.stop()
            self._workers.discard(worker)
        fresh = Worker()
        self._workers.add(fresh)
        return fresh

    def __enter__(self) -> WorkerPool:
        return self

    def end(self) -> None:
        """Ends all workers, busy ones too, so that no thread waits for them (an interrupt)."""
        self._closed = True
        for worker in list(self._workers):
            worker.end()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if kind:
            self.end()  # threads may still hold workers: each lets go of its own
            return
        self._closed = True
        for worker in list(self._workers):
            worker.stop()
