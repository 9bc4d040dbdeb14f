"""The command line: bad input, rules, explanations, doctor. Messages are Chinese and say what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.errors import ExitCode
from tests.conftest import ROOT, yushen


def test_help_names_every_command() -> None:
    shown = yushen("--help")
    assert shown.returncode == 0
    assert all(name in shown.stdout for name in ("run", "check", "rules", "explain", "doctor"))


def test_help_imports_nothing_heavy() -> None:
    import subprocess
    import sys

    code = "import sys, flows.cli; print([m for m in ('prefect', 'numpy', 'cv2', 'pandas', 'spacy', 'pydantic', 'openvino') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("kind", ["missing", "empty", "no-books", "file"])
def test_bad_input_is_named_with_advice(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "in"
    if kind != "missing":
        folder.mkdir()
    if kind == "no-books":
        (folder / "说明.txt").write_text("没有申报书", encoding="utf-8")
    if kind == "file":
        folder = tmp_path / "一个文件.txt"
        folder.write_text("x", encoding="utf-8")
    run = yushen("run", str(folder), "--out", str(tmp_path / "out"))
    assert run.returncode == ExitCode.INPUT, run.stderr
    assert "错误：" in run.stderr and "Traceback" not in run.stderr


def test_a_mistake_in_a_rulebook_names_file_and_line(tmp_path: Path) -> None:
    book = tmp_path / "book"
    shutil.copytree(ROOT / "data" / "rulebooks" / "shijiazhuang-2025", book)
    rules = book / "rules.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("severity: correct", "severity: serious", 1), encoding="utf-8")
    (tmp_path / "in").mkdir()
    run = yushen("run", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--rulebook", str(book))
    assert run.returncode == ExitCode.RULEBOOK, run.stderr
    assert "rules.yaml" in run.stderr and "行" in run.stderr


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    run = yushen("run", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--engine", "nosuch")
    assert run.returncode in (ExitCode.ENGINE, ExitCode.USAGE)
    assert "Traceback" not in run.stderr


def test_an_unwritable_output_is_named(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "甲公司申报书.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "file").write_text("x")
    run = yushen("run", str(tmp_path / "in"), "--out", str(tmp_path / "file" / "out"))
    assert run.returncode == ExitCode.OUTPUT, run.stderr


def test_rules_and_explanations() -> None:
    listed = yushen("rules")
    assert listed.returncode == 0 and "metric.below-threshold" in listed.stdout and "batch.duplicate-text" in listed.stdout
    one = yushen("explain", "metric.below-threshold")
    assert "不低于 60%" in one.stdout and "不合格" in one.stdout
    metric = yushen("explain", "metric:digitization_rate")
    assert "门槛" in metric.stdout
    unknown = yushen("explain", "no.such-rule")
    assert unknown.returncode != 0 and "yushen rules" in unknown.stderr


def test_doctor_finds_the_default_path_working() -> None:
    run = yushen("doctor")
    assert run.returncode == ExitCode.OK, run.stdout + run.stderr
    assert "默认引擎" in run.stdout and "可以使用" in run.stdout
