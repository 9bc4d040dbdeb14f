"""The batch: the ledger says what is done, a Prefect flow does the rest, the checks over the batch come last."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.guard import stand_guard
from flows.last_run import LastRun, finished_batch, forget_batch, remember, remember_batch
from flows.progress import Progress
from pipeline.errors import ExitCode, InputError, OutputError, YushenError
from pipeline.intake import ApplicantFolder, discover
from pipeline.jobs import Job, Screened, batch_key, input_key, load_facts, result
from pipeline.ledger import Ledger, Row
from pipeline.output import STATE, clear_leftovers, prepare, probe, writing

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from flows.shared import Shared


def run_batch(
    folder: Path,
    out: Path,
    *,
    rulebook: str,
    engine: str,
    workers: int = 0,
    passwords: tuple[str, ...] = (),
    dask: str | None = None,
    ready: Callable[[ApplicantFolder], bool] | None = None,
    shared: Shared | None = None,
) -> ExitCode:
    """`yushen run`: screens every applicant below ``folder`` into ``out``, but for those that ``ready`` says are still arriving.

    ``dask`` is the address of a Dask cluster, "" for one on this machine, ``None`` for worker processes without Dask.
    ``shared`` says what of ``folder`` and ``out`` only mirrors shared storage.
    """
    from pipeline.engines import make_engine
    from pipeline.rulebook import load

    load(rulebook)
    make_engine(engine)
    batch = discover(folder)
    if shared is not None:
        batch = replace(batch, not_placed=batch.not_placed + shared.refused)
    if ready is not None:
        batch = replace(batch, applicants=tuple(a for a in batch.applicants if ready(a)))
    if not batch.applicants:
        raise InputError(f"“{folder}”中没有找到申报书（PDF）。应为“县/企业/申报书.pdf”，或直接放各企业的 PDF。")
    count = workers or os.cpu_count() or 1
    threads = 1 if dask is not None else max(1, (os.cpu_count() or 1) // count)
    with _locked(out), shared.begun() if shared else nullcontext():
        with writing(out):
            remember(out, LastRun((shared and shared.source) or str(folder.resolve()), rulebook_name(rulebook), engine))
        jobs = [Job(batch.root, a, out.resolve(), rulebook_name(rulebook), engine, threads, passwords) for a in batch.applicants]
        began = time.time()
        keys = {j.applicant.id: input_key(j) for j in jobs}
        results = _screen_all(jobs, keys, out, count, dask, shared)
        key = batch_key(batch, keys)
        failed = finished_batch(out, key)
        if failed is None:
            from pipeline.batch import finish_batch  # heavy; the workers are gone by now

            summary = finish_batch(batch, results, out, rulebook, engine=engine, workers=count, began=began, passwords=passwords)
            failed = summary.checks_failed
            with writing(out):
                remember_batch(out, key, failed)
        if shared is not None:
            shared.end()
    shown = (shared and shared.mirror and shared.mirror.store.shown) or str(out)
    Progress.table(results, shown, sys.stdout)
    print(f"批次总览：{shown}/index.html\n评审汇总表：{shown}/screening.xlsx")
    if failed:
        print(f"批次核对另有 {failed} 项不一致，见 index.html。")
    return ExitCode.OK if all(r.code == "ok" for r in results) else ExitCode.PARTIAL


def rulebook_name(id_or_path: str) -> str:
    """The id of a rulebook, or the whole path of its folder: another process may stand elsewhere."""
    path = Path(id_or_path)
    return str(path.resolve()) if path.is_dir() else id_or_path


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Only one run at a time writes to OUT."""
    import fcntl

    prepare(out)
    with writing(out):
        handle = (out / STATE / "lock").open("w")
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OutputError(f"输出文件夹“{out}”正被另一次运行占用，请等它结束，或换一个 --out。") from error
        clear_leftovers(out)
        yield


def _screen_all(jobs: list[Job], keys: dict[str, str], out: Path, workers: int, dask: str | None, shared: Shared | None) -> list[Screened]:
    """Screens what the ledger does not hold as done; results in the order of ``jobs``."""
    ledger = Ledger(out / ".yushen" / "ledger.sqlite")
    ledger.keep_only({j.applicant.id for j in jobs})
    done = {j.applicant.id: found for j in jobs if (found := _finished(ledger, j, keys[j.applicant.id])) is not None}
    todo = [j for j in jobs if j.applicant.id not in done]
    progress = Progress(len(jobs), len(done), sys.stderr)

    def finished(screened: Screened) -> None:
        done[screened.id] = screened
        ledger.put(_row(screened, keys[screened.id]))
        if shared is not None:
            shared.book(screened.id, brought=dask is not None)
        progress.book(screened)

    if todo:
        with writing(out):
            forget_batch(out)
        from flows.batch_flow import quiet, screen_here, screen_plainly

        quiet(out)
        stand_guard()
        try:
            if dask is None:
                screen_here(todo, workers, progress, finished)
            else:
                _dask_flow().screen_on_dask(todo, dask, workers, finished, (shared.source, shared.target) if shared else ("", ""))
        except YushenError:
            raise
        except Exception as error:
            probe(out)  # Prefect keeps its state below OUT, too: where that cannot be written, this is what went wrong
            if dask is not None:
                raise
            rest = [j for j in todo if j.applicant.id not in done]
            log.warning("Prefect 服务出错或已中断（%s），余下 %d 份不经 Prefect 继续审读，结果不受影响。", type(error).__name__, len(rest))
            screen_plainly(rest, workers, progress, finished)
    progress.end()
    return [done[j.applicant.id] for j in jobs]


def _dask_flow() -> Any:
    """The flow on Dask; `InputError` with what to install where that is missing."""
    try:
        from flows import dask_flow
    except ImportError as error:
        raise InputError(f"未安装 Dask 支持（缺少 {error.name}）。安装：pip install 'yushen[dask]'") from error
    return dask_flow


def _finished(ledger: Ledger, job: Job, key: str) -> Screened | None:
    """The result of a book that an earlier run finished from the same input, read back from its facts."""
    row = ledger.get(job.applicant.id)
    if row is None or row.input_key != key or row.outcome == "failed" or not (job.out / row.dossier / "dossier.json").is_file():
        return None
    facts = load_facts(job.out, job.applicant.id)
    return result(*facts, job, row.seconds) if facts else None


def _row(screened: Screened, key: str) -> Row:
    outcome = (
        "done" if screened.code == "ok" else "failed" if screened.code in ("crashed", "timeout", "internal", "unreachable") else "partial"
    )
    return Row(screened.id, screened.name, screened.county, outcome, screened.code, screened.message, screened.pages, screened.seconds, key, screened.id)  # type: ignore[arg-type]  # fmt: skip
