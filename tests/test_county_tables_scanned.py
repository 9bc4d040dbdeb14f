"""Counties' tables as they arrive on paper: drawn, scanned level or askew with noise, read by the engine, held against the books."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from models.application import Application, FieldValue
from models.evidence import Evidence
from models.rulebook import SummarySpec
from models.summary import SummaryTable
from models.text import name_key
from pipeline.county_tables import county_tables
from pipeline.intake import ApplicantFolder, Batch, SummaryFile
from pipeline.jobs import Job
from pipeline.rulebook import load
from tests.generators import county_tables as drawn
from validators.batch import judge_batch
from validators.batch_case import BatchCase, BatchCheck

RULEBOOK = load("shijiazhuang-2025")
YEAR, CHAIN = RULEBOOK.summaries
ABSENT = "石家庄远曜机床有限公司"


@dataclass(frozen=True)
class Scan:
    county: str
    spec: SummarySpec
    angle: float
    noise: float
    count: int = 4


SCANS = (
    Scan("桥西区", YEAR, 0.0, 0.0),
    Scan("新华区", YEAR, 1.2, 6.0),
    Scan("长安区", YEAR, -2.6, 9.0, 7),
    Scan("裕华区", CHAIN, 1.8, 6.0, 3),
)


def rows_of(scan: Scan) -> list[dict[str, str]]:
    return drawn.rows(scan.spec, scan.count, seed=SCANS.index(scan) + 3, county=scan.county)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SummaryTable]:
    """County → its table as the program reads it, all of them in one batch."""
    folder = tmp_path_factory.mktemp("tables")
    files = []
    for n, scan in enumerate(SCANS):
        page = drawn.draw(scan.spec, rows_of(scan), drawn.font_of(n), scan.county)
        image = drawn.scanned(page, scan.angle, scan.noise, n) if scan.angle or scan.noise else np.asarray(page)
        (folder / scan.county).mkdir()
        path = drawn.save(image, folder / scan.county / "汇总表（盖章）.pdf")
        files.append(SummaryFile(path, f"{scan.county}/{path.name}", scan.county))
    job = Job(folder, ApplicantFolder("甲", "", "桥西区", ()), folder / "out", RULEBOOK.id)
    return {t.county: t for t in county_tables(Batch(folder, (), tuple(files)), RULEBOOK, job)}


def book(scan: Scan, n: int, row: dict[str, str]) -> Application:
    """The book of a row's company, which says what the row says."""
    programmes = [c.programme for c in scan.spec.columns if c.kind == "direction" and row[c.name] == "是"] or ["chain"]
    said: dict[str, str | list[str]] = {"company_name": row["企业名称"], "county": scan.county, "directions": list(programmes)}
    for column in scan.spec.columns:
        if column.field:
            said[column.field] = {"是": "规上", "否": "规下"}[row[column.name]] if column.kind == "above_scale" else row[column.name]
    place = Evidence(file=f"{scan.county}/{n}/申报书.pdf", page=3, bbox=(1, 2, 3, 4), text=row["企业名称"])
    fields = {k: FieldValue(value=v, evidence=(place,)) for k, v in said.items()}
    return Application(id=f"{scan.county}{n}", name=row["企业名称"], county=scan.county, programmes=tuple(programmes), fields=fields)


def judged(read: dict[str, SummaryTable], scan: Scan, books: list[Application]) -> list[BatchCheck]:
    table = read[scan.county]
    return list(judge_batch(BatchCase(tuple(books), (table,), {b.id: scan.county for b in books}, RULEBOOK)))


@pytest.mark.parametrize("scan", SCANS, ids=lambda s: f"{s.spec.id} {s.angle:+}° noise {s.noise}")
def test_a_scanned_table_is_read_and_agrees_with_its_books(read: dict[str, SummaryTable], scan: Scan) -> None:
    table = read[scan.county]
    assert not table.problem and table.scanned and table.sealed
    wanted = rows_of(scan)
    assert [name_key(r.name) for r in table.rows] == [name_key(r["企业名称"]) for r in wanted]
    books = [book(scan, n, row) for n, row in enumerate(wanted)]
    checks = [c for c in judged(read, scan, books) if c.rule.startswith("cross.")]
    assert not [(c.rule, c.subject, c.message) for c in checks if c.verdict == "fail"]
    assert {c.verdict for c in checks if c.rule in ("cross.summary-absent", "cross.book-absent")} == {"pass"}
    least = 7 if scan.spec is YEAR else 3
    cells = [c for c in checks if c.rule == "cross.summary-mismatch"]
    assert len(cells) >= least * len(wanted)
    assert sum(c.verdict == "pass" for c in cells) >= 0.9 * len(cells)


@pytest.mark.parametrize("scan", SCANS[1:3], ids=lambda s: f"{s.angle:+}°")
def test_what_a_scanned_table_says_otherwise_is_found(read: dict[str, SummaryTable], scan: Scan) -> None:
    wanted = rows_of(scan)
    books = [book(scan, n, row) for n, row in enumerate(wanted)]
    scale, changed = "规模以上工业企业（是/否）", dict(wanted[0])
    changed[scale] = "否" if changed[scale] == "是" else "是"
    books[0] = book(scan, 0, changed)
    books[-1] = book(scan, len(wanted), {**wanted[-1], "企业名称": ABSENT})
    found = {(c.rule, c.subject) for c in judged(read, scan, books) if c.rule.startswith("cross.") and c.verdict == "fail"}
    assert found == {
        ("cross.summary-mismatch", scale),
        ("cross.summary-absent", ABSENT),
        ("cross.book-absent", wanted[-1]["企业名称"]),
    }
