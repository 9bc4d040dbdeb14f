"""Judging again from kept facts, the reading cache, and the folder into which books arrive."""

from __future__ import annotations

import ast
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from flows.watching import Arrivals, watch
from pipeline import screening
from pipeline.cache import Cache
from pipeline.errors import ExitCode, OutputError
from pipeline.intake import discover
from pipeline.jobs import Job, facts_key, input_key
from pipeline.output import prepare
from tests.conftest import ROOT, SAMPLES, YUSHEN, Run, yushen
from tests.generators.hostile import one_page
from validators.judging import judge

RULEBOOK = ROOT / "data" / "rulebooks" / "shijiazhuang-2025"


def changed_rulebook(folder: Path, **changes: tuple[str, str, str]) -> Path:
    """A copy of the rulebook; each change is (file, old text, new text)."""
    shutil.copytree(RULEBOOK, folder)
    for file, old, new in changes.values():
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def job_over(folder: Path, rulebook: Path) -> Job:
    (folder / "甲公司申报书.pdf").write_bytes(b"%PDF-1.4")
    batch = discover(folder)
    return Job(batch.root, batch.applicants[0], folder / "out", str(rulebook))


STRICTER = {
    "threshold": ("metrics.yaml", "minimum: 60\n", "minimum: 99.5\n"),
    "severity": ("rules.yaml", "severity: correct", "severity: verify"),
}


def test_a_threshold_is_no_fact_and_a_heading_is(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    stricter = job_over(tmp_path / "in", changed_rulebook(tmp_path / "stricter", **STRICTER))
    plain = job_over(tmp_path / "in", RULEBOOK)
    assert facts_key(stricter) == facts_key(plain)
    assert input_key(stricter) != input_key(plain)
    renamed = changed_rulebook(
        tmp_path / "renamed", title=("metrics.yaml", "terms: [生产设备数字化率,", "terms: [设备数码化率, 生产设备数字化率,")
    )
    assert facts_key(job_over(tmp_path / "in", renamed)) != facts_key(plain)


def test_a_changed_file_is_another_input(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    before = facts_key(job_over(tmp_path / "in", RULEBOOK))
    (tmp_path / "in" / "甲公司申报书.pdf").write_bytes(b"%PDF-1.5")
    batch = discover(tmp_path / "in")
    assert facts_key(Job(batch.root, batch.applicants[0], tmp_path / "out", str(RULEBOOK))) != before


def test_the_cache_is_measured_and_emptied_of_its_own_entries_alone(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put({"a": 1}, "x")
    cache.put({"b": 2}, "y")
    stranger = tmp_path / "我的文件.txt"
    stranger.write_text("留着", encoding="utf-8")
    count, size = cache.size()
    assert count == 2 and size > 0
    shown = yushen("cache", cache=tmp_path)
    assert shown.returncode == ExitCode.OK and "条目        2" in shown.stdout
    cleared = yushen("cache", "--clear", cache=tmp_path)
    assert cleared.returncode == ExitCode.OK and "条目        0" in cleared.stdout
    assert cache.get("x") is None and stranger.read_text(encoding="utf-8") == "留着"


def test_a_growing_book_waits_and_a_changed_one_comes_again(tmp_path: Path) -> None:
    book = tmp_path / "甲公司申报书.pdf"
    book.write_bytes(b"%PDF-1.4 half")
    arrivals = Arrivals(settle=10)
    assert not arrivals.ready(discover(tmp_path), 0)
    book.write_bytes(b"%PDF-1.4 half and the rest")
    assert not arrivals.ready(discover(tmp_path), 9)
    assert not arrivals.ready(discover(tmp_path), 18)
    assert {a.name for a in arrivals.ready(discover(tmp_path), 19)} == {a.name for a in discover(tmp_path).applicants}
    assert arrivals.ready(discover(tmp_path), 20), "until it has been screened"
    arrivals.screened()
    assert not arrivals.ready(discover(tmp_path), 40), "nothing new"
    (tmp_path / "乙公司申报书.pdf").write_bytes(b"%PDF-1.4 another")
    assert not arrivals.ready(discover(tmp_path), 50)
    assert len(arrivals.ready(discover(tmp_path), 60)) == 2
    arrivals.screened()
    book.write_bytes(b"%PDF-1.4 corrected")
    assert not arrivals.ready(discover(tmp_path), 61)
    assert len(arrivals.ready(discover(tmp_path), 71)) == 2


def test_a_table_that_arrives_after_the_books_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "甲公司申报书.pdf").write_bytes(b"%PDF-1.4")
    arrivals = Arrivals(settle=10)
    arrivals.look(discover(tmp_path), 0)
    assert arrivals.ready(discover(tmp_path), 10)
    arrivals.screened()
    (tmp_path / "汇总表.xlsx").write_bytes(b"half")
    assert not arrivals.ready(discover(tmp_path), 20)
    assert len(arrivals.ready(discover(tmp_path), 30)) == 1


def test_a_watch_goes_on_after_a_fault_of_the_disk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Told once, tried again, and what could not be screened is not taken as done."""
    (tmp_path / "甲公司申报书.pdf").write_bytes(b"%PDF-1.4")
    outcomes = [OutputError("磁盘空间已满。"), OutputError("磁盘空间已满。"), None]

    def screen_batch(ready: object) -> None:
        outcome = outcomes.pop(0)
        if outcome is not None:
            raise outcome

    class Rested(Exception):
        pass

    def rest(seconds: float) -> None:
        if not outcomes:
            raise Rested

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Rested):
        patch.setattr("flows.watching.time.sleep", rest)
        watch(tmp_path, screen_batch, every=1, settle=0)
    assert capsys.readouterr().err.count("磁盘空间已满") == 1


def test_a_book_that_vanishes_before_its_pictures_are_cut_is_not_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read to its end, and then the share is gone: the same command makes its dossier anew."""
    root, away = tmp_path / "材料", tmp_path / "材料-away"
    root.mkdir()
    (root / "甲公司申报书.pdf").write_bytes(one_page(b""))
    [applicant] = discover(root).applicants
    job = Job(root, applicant, tmp_path / "out", "shijiazhuang-2025")
    prepare(job.out)
    with monkeypatch.context() as patch:
        patch.setattr(screening, "judge", lambda *facts: (root.rename(away), judge(*facts))[1])
        broken_off = screening.screen(job)
    assert (broken_off.code, "请恢复后再次运行" in broken_off.message) == ("unreachable", True)
    away.rename(root)
    assert screening.screen(job).code == "ok"


def test_an_output_without_a_run_is_named(tmp_path: Path) -> None:
    refused = yushen("judge", str(tmp_path))
    assert refused.returncode == ExitCode.INPUT and "yushen run" in refused.stderr


@pytest.mark.slow
def test_judging_from_facts_gives_the_bytes_of_a_whole_run(sample_run: Run, tmp_path: Path) -> None:
    """Without the reading cache: no page is read again. Against a run that extracts anew, so that no extractor looks at judging keys."""
    stricter = changed_rulebook(tmp_path / "stricter", **STRICTER)
    again, fresh = tmp_path / "again", tmp_path / "fresh"
    shutil.copytree(sample_run.out, again)
    judged = yushen("judge", str(again), "--rulebook", str(stricter), "--workers", "1", cache=tmp_path / "empty-cache")
    assert judged.returncode == ExitCode.OK, judged.stderr
    assert Cache(tmp_path / "empty-cache").size()[0] == 0
    whole = sample_run.again("--rulebook", str(stricter), "--workers", "1", out=fresh)
    assert whole.returncode == ExitCode.OK, whole.stderr
    assert dossiers(again) == dossiers(fresh) != dossiers(sample_run.out)


def dossiers(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in (*out.glob("*/dossier.json"), out / "batch.json")}


@pytest.mark.slow
def test_a_book_that_arrives_is_screened(sample_run: Run, tmp_path: Path) -> None:
    folder, out = tmp_path / "收件", tmp_path / "out"
    folder.mkdir()
    command = [*YUSHEN, "watch", str(folder), "--out", str(out), "--every", "0.3", "--settle", "1", "--workers", "1"]
    env = {**os.environ, "PYTHONUTF8": "1", "YUSHEN_CACHE": str(sample_run.cache)}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        shutil.copytree(SAMPLES / "裕华区", folder / "裕华区")
        end = time.monotonic() + 240
        while not (out / "run.json").is_file() and time.monotonic() < end and process.poll() is None:
            time.sleep(0.5)
        assert len(list(out.glob("*/dossier.json"))) == 1
    finally:
        process.send_signal(signal.SIGINT)
        _, messages = process.communicate(timeout=60)
    assert "正在守候" in messages.decode() and "已中断" in messages.decode() and process.returncode == ExitCode.INTERRUPTED


def test_extractors_do_not_look_at_judging_keys() -> None:
    """By name, but for ``year`` and ``alternative``, which other records have, too."""
    names = {"sizes", "large", "industry_map", "industry_adjacent", "stamp_required", "exclusive_directions", "max_directions"}
    names |= {"sme_minimum", "scene_minimum", "rules", "minimum", "maximum"}
    looked = set()
    for path in (ROOT / "extractors").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in names and not (isinstance(node.value, ast.Name) and node.value.id == "np"):
                looked.add((node.attr, path.name))
    assert not looked
