"""One run at a time on an OUT in shared storage, against a real server of the S3 protocol."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.claims import PLACE, Claim
from pipeline.errors import ExitCode, OutputError
from pipeline.stores import Store
from tests.bucket_support import Bucket, bucket_server
from tests.conftest import yushen
from tests.generators import hostile


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    yield from bucket_server()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    return Bucket.fresh(server, monkeypatch)


def on_machine(bucket: Bucket, machine: Path, monkeypatch: pytest.MonkeyPatch) -> Claim:
    """A claim as a run on that machine makes it: a cache folder stands for a machine."""
    monkeypatch.setenv("YUSHEN_CACHE", str(machine))
    return Claim(Store(bucket.url("结果"), OutputError))


def test_a_second_machine_is_told_who_is_at_work(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with on_machine(bucket, tmp_path / "a", monkeypatch):
        with pytest.raises(OutputError, match=r"正被另一台机器.*占用.*3 分钟后"), on_machine(bucket, tmp_path / "b", monkeypatch):
            pytest.fail("two runs at once")
        assert PLACE in bucket.keys("结果"), "who is refused takes nothing away"
        with pytest.raises(OutputError), on_machine(bucket, tmp_path / "b", monkeypatch):
            pytest.fail("two runs at once")
    assert PLACE not in bucket.keys("结果")
    with on_machine(bucket, tmp_path / "b", monkeypatch) as claim:
        claim.check()


def test_a_claim_is_renewed_while_the_run_lives(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUSHEN_CLAIM_SECONDS", "4")
    with on_machine(bucket, tmp_path / "a", monkeypatch):
        time.sleep(5)
        with pytest.raises(OutputError), on_machine(bucket, tmp_path / "b", monkeypatch):
            pytest.fail("two runs at once")


def left_behind(bucket: Bucket, machine: str, age: float) -> None:
    bucket.put({f"结果/{PLACE}": json.dumps({"machine": machine, "name": "甲机", "at": time.time() - age}).encode()})


def test_a_dead_runs_claim_is_taken_over(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left_behind(bucket, "another", 181)
    with on_machine(bucket, tmp_path / "b", monkeypatch) as claim:
        claim.check()


def test_its_own_machine_goes_on_at_once(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with on_machine(bucket, tmp_path / "a", monkeypatch):
        mine = json.loads(bucket.get(f"结果/{PLACE}"))["machine"]
    left_behind(bucket, mine, 1)
    with on_machine(bucket, tmp_path / "a", monkeypatch):
        pass


def test_what_is_no_claim_holds_nobody_up(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in (b"", b"{}", b"[1]", b'{"machine": "x", "at": "y"}', b"\xff"):
        bucket.put({f"结果/{PLACE}": text})
        with on_machine(bucket, tmp_path / "a", monkeypatch):
            pass


def test_a_machine_that_slept_finds_that_another_has_taken_over(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUSHEN_CLAIM_SECONDS", "2")
    with on_machine(bucket, tmp_path / "a", monkeypatch) as claim:
        left_behind(bucket, "another", -60)
        time.sleep(1.5)
        with pytest.raises(OutputError, match="甲机"):
            claim.check()
    assert PLACE in bucket.keys("结果"), "the other's claim stays"


def test_the_command_line_refuses_with_the_code_of_an_occupied_output(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_behind(bucket, "another", 5)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "甲公司申报书.pdf").write_bytes(hostile.one_page(b""))
    run = yushen("run", str(tmp_path / "in"), "--out", bucket.url("结果"), cache=tmp_path / "cache")
    assert run.returncode == ExitCode.OUTPUT, run.stderr
    assert "“甲机”上的运行占用" in run.stderr and bucket.keys("结果") == [PLACE]
