"""The flow on a Dask cluster of two worker processes: the same bytes as the local run, also where a worker is killed in between."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.errors import ExitCode
from pipeline.ledger import Ledger
from tests.conftest import ROOT, SAMPLES, YUSHEN, Run, written, yushen

pytestmark = pytest.mark.slow
psutil = pytest.importorskip("psutil", reason="comes with Dask: pip install 'yushen[dask]'")


def on_dask(out: Path, cache: Path) -> subprocess.Popen[bytes]:
    command = [*YUSHEN, "run", str(SAMPLES), "--out", str(out), "--dask", "local", "--workers", "2"]
    env = {**os.environ, "PYTHONUTF8": "1", "YUSHEN_CACHE": str(cache)}
    messages = out.with_name("messages.txt").open("wb")  # no pipe: a process left behind would hold it open
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=messages)


def ended(process: subprocess.Popen[bytes], out: Path) -> None:
    """Waits for a run to end well."""
    assert process.wait(600) == ExitCode.OK, out.with_name("messages.txt").read_text(encoding="utf-8")[-3000:]


def busy_worker(pid: int) -> psutil.Process | None:
    """A Dask worker (a child of the command) that has a screening process of its own."""
    for child in psutil.Process(pid).children():
        if "spawn_main" in " ".join(child.cmdline()) and any("spawn_main" in " ".join(c.cmdline()) for c in child.children()):
            return child
    return None


def test_the_cluster_writes_the_same_bytes(sample_run: Run, tmp_path: Path) -> None:
    process = on_dask(tmp_path / "out", sample_run.cache)
    ended(process, tmp_path / "out")
    assert written(tmp_path / "out") == written(sample_run.out)


def test_a_worker_killed_in_between_costs_nothing(sample_run: Run, tmp_path: Path) -> None:
    process = on_dask(tmp_path / "out", sample_run.cache)
    end = time.monotonic() + 300
    while (victim := busy_worker(process.pid)) is None and process.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
    assert victim is not None, "no worker began a book"
    victim.kill()
    ended(process, tmp_path / "out")
    assert written(tmp_path / "out") == written(sample_run.out)
    assert [r.code for r in Ledger(tmp_path / "out" / ".yushen" / "ledger.sqlite").rows()] == ["ok", "ok"]


def test_a_cluster_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "甲公司申报书.pdf").write_bytes(b"%PDF-1.7\n")
    refused = yushen("run", str(tmp_path), "--out", str(tmp_path / "out"), "--dask", "nosuch://x")
    assert refused.returncode == ExitCode.INPUT, refused.stderr
    assert "连不上 Dask 集群" in refused.stderr and "Traceback" not in refused.stderr


def test_a_prefect_server_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    (tmp_path / "甲公司申报书.pdf").write_bytes(b"%PDF-1.7\n")
    refused = yushen("run", str(tmp_path), "--out", str(tmp_path / "out"), "--dask", "local")
    assert refused.returncode == ExitCode.INPUT, refused.stderr
    assert "PREFECT_API_URL" in refused.stderr and "Traceback" not in refused.stderr


def test_a_worker_of_another_version_screens_nothing(tmp_path: Path) -> None:
    """In a process of its own: Prefect is set up by its environment."""
    code = """
from pathlib import Path
from flows.dask_flow import screen_task
from pipeline.errors import InputError
from pipeline.intake import discover
from pipeline.jobs import Job
folder = Path({folder!r})
(folder / "甲公司申报书.pdf").write_bytes(b"%PDF-1.7")
job = Job(folder, discover(folder).applicants[0], folder / "out", "shijiazhuang-2025")
try:
    screen_task.fn(job, "", "", "an older version")
except InputError as error:
    print(error)
"""
    found = subprocess.run(
        [sys.executable, "-c", code.format(folder=str(tmp_path))], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    assert "版本" in found.stdout and not (tmp_path / "out").exists()
