"""A run from a bucket into a bucket: the bytes of a local run, also killed in between, on another machine, and on a cluster."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import ExitCode
from tests.bucket_support import Bucket, bucket_server
from tests.conftest import ROOT, SAMPLES, YUSHEN, Run, written, yushen

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    yield from bucket_server()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A bucket with the samples."""
    made = Bucket.fresh(server, monkeypatch)
    made.put({f"材料/{p.relative_to(SAMPLES).as_posix()}": p.read_bytes() for p in SAMPLES.rglob("*") if p.is_file()})
    return made


@pytest.fixture
def cache(sample_run: Run, tmp_path: Path) -> Path:
    """A machine that has read the samples' pages before, but knows nothing of the bucket."""
    return Path(shutil.copytree(sample_run.cache, tmp_path / "cache"))


def arguments(bucket: Bucket, *more: str) -> list[str]:
    return ["run", bucket.url("材料"), "--out", bucket.url("结果"), "--workers", "1", *more]


def sent(bucket: Bucket) -> dict[str, bytes]:
    """All that a run writes but its times and its own state."""
    return {k: bucket.get(f"结果/{k}") for k in bucket.keys("结果") if not k.startswith(".yushen/") and k != "run.json"}


def test_the_bucket_holds_the_bytes_of_a_local_run(sample_run: Run, bucket: Bucket, cache: Path, tmp_path: Path) -> None:
    first = yushen(*arguments(bucket), cache=cache)
    assert first.returncode == ExitCode.OK, first.stderr
    assert sent(bucket) == written(sample_run.out)
    assert bucket.url("结果") + "/index.html" in first.stdout and str(tmp_path) not in first.stdout
    again = yushen(*arguments(bucket), cache=cache)
    assert again.returncode == ExitCode.OK and "2 份此前已完成" in again.stderr
    elsewhere = yushen(*arguments(bucket), cache=tmp_path / "another machine")
    assert elsewhere.returncode == ExitCode.OK and "2 份此前已完成" in elsewhere.stderr
    assert sent(bucket) == written(sample_run.out)
    assert {bucket.versions(f"结果/{k}") for k in bucket.keys("结果") if k.endswith("dossier.json")} == {1}
    judged = yushen("judge", bucket.url("结果"), cache=tmp_path / "a third machine")
    assert judged.returncode == ExitCode.OK, judged.stderr


def test_one_changed_object_is_one_book_anew(sample_run: Run, bucket: Bucket, cache: Path) -> None:
    assert yushen(*arguments(bucket), cache=cache).returncode == ExitCode.OK
    victim = next(k for k in bucket.keys("材料") if k.endswith("营业执照复印件.pdf") and "裕华区" in k)
    bucket.delete(f"材料/{victim}")
    again = yushen(*arguments(bucket), cache=cache)
    assert again.returncode == ExitCode.OK and "1 份此前已完成" in again.stderr
    assert sorted(bucket.versions(f"结果/{k}") for k in bucket.keys("结果") if k.endswith("dossier.json")) == [1, 2]


def test_killed_after_a_book_it_goes_on_and_ends_with_the_same_bytes(sample_run: Run, bucket: Bucket, cache: Path, tmp_path: Path) -> None:
    with (tmp_path / "messages.txt").open("wb") as messages:
        process = subprocess.Popen(
            [*YUSHEN, *arguments(bucket)], cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1", "YUSHEN_CACHE": str(cache)},
            stdout=subprocess.DEVNULL, stderr=messages,
        )  # fmt: skip
    end = time.monotonic() + 300
    while not any(k.endswith("dossier.json") for k in bucket.keys("结果")) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
    assert process.poll() is None, "the run ended before it was killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert "index.html" not in bucket.keys("结果")
    assert yushen(*arguments(bucket), cache=cache).returncode == ExitCode.OK
    assert sent(bucket) == written(sample_run.out)


def test_workers_of_a_cluster_fetch_and_send_by_themselves(sample_run: Run, bucket: Bucket, cache: Path) -> None:
    pytest.importorskip("distributed", reason="pip install 'yushen[dask]'")
    run = yushen(*arguments(bucket, "--dask", "local"), cache=cache)
    assert run.returncode == ExitCode.OK, run.stderr
    assert sent(bucket) == written(sample_run.out)
