"""`kill -9` of a run in the middle: the same command goes on, and ends with the bytes of a run that nobody disturbed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pipeline.errors import ExitCode
from pipeline.ledger import Ledger
from tests.conftest import ROOT, SAMPLES, YUSHEN, Run, written, yushen

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("more", [(), ("--dask", "local")], ids=["plain", "dask"])
def test_killed_after_a_book_it_ends_with_the_same_bytes(sample_run: Run, tmp_path: Path, more: tuple[str, ...]) -> None:
    if more:
        pytest.importorskip("distributed", reason="pip install 'yushen[dask]'")
    out = tmp_path / "out"
    arguments = ["run", str(SAMPLES), "--out", str(out), "--workers", "1", *more]
    env = {**os.environ, "PYTHONUTF8": "1", "YUSHEN_CACHE": str(sample_run.cache)}
    with (tmp_path / "messages.txt").open("wb") as messages:
        process = subprocess.Popen([*YUSHEN, *arguments], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=messages)
    end = time.monotonic() + 300
    while not list(out.glob("*/dossier.json")) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    assert process.poll() is None, (tmp_path / "messages.txt").read_text(encoding="utf-8")
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (out / "index.html").exists()
    again = yushen(*arguments, cache=sample_run.cache)
    assert again.returncode == ExitCode.OK, again.stderr
    assert written(out) == written(sample_run.out)
    assert [r.code for r in Ledger(out / ".yushen" / "ledger.sqlite").rows()] == ["ok", "ok"]
