"""Worker processes: one that is killed is replaced and its book done; one that always dies costs its book alone."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.intake import discover
from pipeline.jobs import Job
from pipeline.output import prepare
from pipeline.workers import TRIES, Lost, Stopped, WorkerPool
from tests.conftest import SAMPLES, Run
from tests.generators import hostile

pytestmark = pytest.mark.slow


def job_of(tmp_path: Path) -> Job:
    batch = discover(SAMPLES)
    applicant = min(batch.applicants, key=lambda a: sum(f.path.stat().st_size for f in a.files))
    prepare(tmp_path / "out")
    return Job(batch.root, applicant, tmp_path / "out", "shijiazhuang-2025")


def kill_all() -> None:
    for child in multiprocessing.active_children():
        if child.pid:
            os.kill(child.pid, signal.SIGKILL)


def test_a_killed_worker_is_replaced_and_its_book_done(sample_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUSHEN_CACHE", str(sample_run.cache))
    kills: list[int] = []

    def once(id: str, done: int, total: int) -> None:
        if not kills:
            kills.append(done)
            kill_all()

    with WorkerPool(1) as pool:
        screened = pool.screen(job_of(tmp_path), once)
    assert kills and screened.code == "ok"
    assert (tmp_path / "out" / screened.id / "dossier.json").is_file()


def test_a_worker_that_always_dies_is_given_up(sample_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUSHEN_CACHE", str(sample_run.cache))
    starts: list[int] = []

    def always(id: str, done: int, total: int) -> None:
        starts.append(done)
        kill_all()

    with WorkerPool(1) as pool, pytest.raises(Lost) as lost:
        pool.screen(job_of(tmp_path), always)
    assert lost.value.code == "crashed" and len(starts) >= TRIES
    assert not list((tmp_path / "out").glob("*/dossier.json"))


def test_one_file_that_ends_its_process_in_several_applications(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read at the same time by several workers: each book keeps its other files, whoever ends or passes the file over first."""
    monkeypatch.setenv("YUSHEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("YUSHEN_DATA_MIB", "3072")  # the file takes all there is
    for name in ("甲公司", "乙公司", "丙公司"):
        folder = tmp_path / "材料" / name
        folder.mkdir(parents=True)
        (folder / "申报书（盖章）.pdf").write_bytes(hostile.one_page(b""))
        (folder / "draws-itself.pdf").write_bytes(hostile.pdfs()["draws-itself.pdf"])
    batch = discover(tmp_path / "材料")
    prepare(tmp_path / "out")
    jobs = [Job(batch.root, applicant, tmp_path / "out", "shijiazhuang-2025") for applicant in batch.applicants]
    with WorkerPool(len(jobs)) as pool, ThreadPoolExecutor(len(jobs)) as threads:
        for screened in threads.map(lambda job: pool.screen(job, lambda id, done, total: None), jobs):
            dossier = json.loads((tmp_path / "out" / screened.id / "dossier.json").read_text(encoding="utf-8"))
            assert {Path(f["path"]).name: f["pages"] for f in dossier["files"]} == {"申报书（盖章）.pdf": 1, "draws-itself.pdf": 0}


def test_an_idle_worker_reads_ahead_in_the_last_book(sample_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pages are the same as those that the book's own worker would have read."""
    monkeypatch.setenv("YUSHEN_CACHE", str(tmp_path / "cache"))
    job = job_of(tmp_path)
    begun = threading.Event()
    with WorkerPool(2) as pool, ThreadPoolExecutor(1) as thread:
        book = thread.submit(pool.screen, job, lambda id, done, total: begun.set())
        begun.wait()
        assert pool.assist() == [job.applicant.id]
        assert book.result().code == "ok"
        assert pool.assist() == []
    alone = sample_run.out / job.applicant.id / "dossier.json"
    assert (job.out / job.applicant.id / "dossier.json").read_bytes() == alone.read_bytes()
    assert not list((tmp_path / "cache").rglob("*.try"))


def test_an_ended_pool_lets_its_threads_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt waits for no book, and writes nothing of the one it broke off."""
    monkeypatch.setenv("YUSHEN_CACHE", str(tmp_path / "cache"))
    begun = threading.Event()
    with ThreadPoolExecutor(1) as thread, WorkerPool(1) as pool:
        book = thread.submit(pool.screen, job_of(tmp_path), lambda id, done, total: begun.set())
        assert begun.wait(120)
        pool.end()
        with pytest.raises(Stopped):
            book.result(60)
    assert not list((tmp_path / "out").glob("*/dossier.json"))
