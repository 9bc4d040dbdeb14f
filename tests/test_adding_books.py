"""A book that joins a batch: it alone is read, and the checks over the batch are made anew over both."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from pipeline.errors import ExitCode
from pipeline.ledger import Ledger, Row
from tests.conftest import SAMPLES, yushen

pytestmark = pytest.mark.slow
FIRST, SECOND = "鹿泉区/河北麦屿坊食品有限公司", "裕华区/河北砺川云工科技有限公司"


def sent(folder: Path, applicant: str, pages: int = 4) -> None:
    """The first pages of a sample's book, as a book of its own."""
    source = pdfium.PdfDocument(next((SAMPLES / applicant).glob("申报书*.pdf")))
    book = pdfium.PdfDocument.new()
    book.import_pages(source, list(range(pages)))
    (folder / applicant).mkdir(parents=True)
    book.save(folder / applicant / "申报书（盖章）.pdf")


def rows(out: Path) -> dict[str, Row]:
    return {r.name: r for r in Ledger(out / ".yushen" / "ledger.sqlite").rows()}


def entries(cache: Path) -> set[str]:
    """Names of what a reading cache holds; they are made of the content that was read."""
    return {p.name for p in cache.rglob("*") if p.is_file() and p.suffix != ".try"}


def batch(out: Path) -> dict[str, Any]:
    return dict(json.loads((out / "batch.json").read_text(encoding="utf-8")))


def absent(found: dict[str, Any]) -> dict[str, str]:
    return {c["subject"]: c["verdict"] for c in found["checks"] if c["rule"] == "cross.book-absent"}


def test_a_book_added_is_read_alone_and_the_batch_is_judged_anew(tmp_path: Path) -> None:
    folder, out = tmp_path / "收件", tmp_path / "out"
    sent(folder, FIRST)
    for applicant in (FIRST, SECOND):
        county = folder / applicant.split("/", maxsplit=1)[0]
        county.mkdir(exist_ok=True)
        shutil.copy(next((SAMPLES / county.name).glob("汇总表*")), county)
    command = ("run", str(folder), "--out", str(out), "--workers", "1")
    before = yushen(*command, cache=tmp_path / "first")
    assert before.returncode == ExitCode.OK, before.stderr
    company = SECOND.split("/")[1]
    assert absent(batch(out))[company] == "fail", "its county's table lists it, and there is no book"
    (old,) = rows(out).values()
    dossier = out / old.id / "dossier.json"
    kept = dossier.read_bytes(), dossier.stat().st_mtime_ns

    sent(folder, SECOND)
    after = yushen(*command, cache=tmp_path / "second")
    assert after.returncode == ExitCode.OK, after.stderr
    assert "1 份此前已完成" in after.stderr
    found = rows(out)
    assert len(found) == 2 and found[old.name] == old, "time and key of the first book are those of its own reading"
    assert (dossier.read_bytes(), dossier.stat().st_mtime_ns) == kept
    new = entries(tmp_path / "second")
    assert new and not new & entries(tmp_path / "first"), "no page of the first book was read again"
    assert absent(batch(out))[company] == "pass"
    assert {a["name"] for a in batch(out)["applicants"]} == {company, FIRST.split("/")[1]}
    html = (out / "index.html").read_text(encoding="utf-8")
    assert company in html and old.name in html
