"""Each limit can be set, and what is over it ends with its code; a limit that was changed reads again what it had refused."""

from __future__ import annotations

import os
import time
import zipfile
from pathlib import Path

import pytest

from extractors.editable import read_editable
from extractors.packages import PackageError, check_package
from extractors.summary_table import read_workbook
from models.limits import Limits
from pipeline.errors import InputError
from pipeline.intake import discover
from pipeline.jobs import Job, batch_key, facts_key
from pipeline.office import NotConverted, as_docx
from tests.generators import hostile
from tests.rules_support import rulebook

PDF = hostile.one_page(b"")


def folders(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(PDF)
    return root


def test_too_many_files_are_no_submission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folders(tmp_path, *(f"甲县/公司{n}/申报书.pdf" for n in range(4)))
    monkeypatch.setenv("YUSHEN_FOLDER_FILES", "4")
    assert len(discover(root).applicants) == 4
    monkeypatch.setenv("YUSHEN_FOLDER_FILES", "3")
    with pytest.raises(InputError, match="L-FOLDER-FILES"):
        discover(root)


def test_what_lies_too_deep_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folders(tmp_path, "甲县/一/二/甲公司/申报书.pdf", "甲县/乙公司/申报书.pdf", "甲县/乙公司/附件/三/四/1.pdf")
    assert {a.name for a in discover(root).applicants} == {"甲公司", "乙公司"}
    monkeypatch.setenv("YUSHEN_FOLDER_DEPTH", "2")
    batch = discover(root)
    assert {a.name for a in batch.applicants} == {"乙公司"}
    deep = {path for path, why in batch.not_placed if "L-FOLDER-DEPTH" in why}
    assert deep == {"甲县/一/二", "甲县/乙公司/附件/三/四"}


def test_office_files_keep_to_what_was_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word, table = tmp_path / "a.docx", tmp_path / "汇总表.xlsx"
    word.write_bytes(hostile.word(word___media___a__bin=bytes(12 << 20)))
    table.write_bytes(hostile.sheet(*[("序号", "企业名称", f"第{n}行" * 40) for n in range(4000)]))
    assert read_editable(word, "a.docx", "").outcome == "too_large"
    monkeypatch.setenv("YUSHEN_PACKAGE_RATIO", "2000")
    assert read_editable(word, "a.docx", "").outcome == "read"
    monkeypatch.setenv("YUSHEN_PACKAGE_MIB", "11")
    refused = read_editable(word, "a.docx", "")
    assert refused.outcome == "too_large" and "L-PACKAGE-SIZE" in refused.message
    assert read_workbook(table, "汇总表.xlsx", "甲县", rulebook().summaries) is not None
    monkeypatch.setenv("YUSHEN_TABLE_MIB", "1")
    with pytest.raises(PackageError, match="L-TABLE-SIZE"):
        read_workbook(table, "汇总表.xlsx", "甲县", rulebook().summaries)


def test_as_many_parts_as_may_be_there_and_one_more(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(hostile.sheet(("a",)))
    with zipfile.ZipFile(path) as package:
        parts = len(package.namelist())
    check_package(path, "xl/workbook.xml", Limits(package_parts=parts))
    with pytest.raises(PackageError, match="L-PACKAGE-PARTS"):
        check_package(path, "xl/workbook.xml", Limits(package_parts=parts - 1))


def test_a_conversion_that_hangs_is_ended_with_all_that_it_began(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in LibreOffice's place that never ends and leaves the work to a child, as soffice does."""
    note = tmp_path / "child"
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nsleep 300 &\necho $! > '{note}'\nwait\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("YUSHEN_CONVERT_SECONDS", "1")
    (tmp_path / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    began = time.monotonic()
    with pytest.raises(NotConverted, match="LibreOffice"), as_docx(tmp_path / "a.doc"):
        pass
    assert time.monotonic() - began < 10
    child = int(note.read_text())
    end = time.monotonic() + 5
    while _alive(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _alive(child)


def _alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.parametrize(
    "setting", ["FILE_MIB", "PAGES", "DPI", "PAGE_POINTS", "PAGE_PIXELS", "IMAGE_PIXELS", "PACKAGE_MIB", "PACKAGE_PARTS", "TABLE_MIB"]
)
def test_what_a_limit_refused_is_read_once_it_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    batch = discover(folders(tmp_path, "甲公司/申报书.pdf"))
    job = Job(batch.root, batch.applicants[0], tmp_path / "out", rulebook().id)
    before = facts_key(job), batch_key(batch, {})
    assert before == (facts_key(job), batch_key(batch, {}))
    monkeypatch.setenv(f"YUSHEN_{setting}", "77")
    assert facts_key(job) != before[0] and batch_key(batch, {}) != before[1]
