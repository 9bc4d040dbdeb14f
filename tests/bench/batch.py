"""The checks over a batch as it grows: simulated books with texts, pictures and a county's table; time and memory per size."""

from __future__ import annotations

import json
import math
import os
import random
import resource
import subprocess
import sys
import time

from models.application import Application
from models.evidence import Evidence
from models.summary import SummaryTable, TableRow
from pipeline.rulebook import load
from tests.generators.passages import PASSAGES, STRENGTHS, SYNONYMS, book, company, picture, reworded
from tests.report import ROOT, Report
from validators.batch import judge_batch
from validators.batch_case import BatchCase

SIZES = (125, 250, 500, 1000)
SECTIONS = ("workshop.systems", "workshop.integration", "workshop.security", "workshop.profile.operations")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""So that processor time is work, and not waiting in spin loops."""
COPIES = 50
"""Of so many books one copied a passage of the book before it."""


def simulated(count: int) -> tuple[list[Application], list[SummaryTable]]:
    """Books of about 3,000 characters and a picture each, in twenty counties."""
    rng = random.Random(count)
    words = sorted(
        {w for pair in SYNONYMS for w in pair} | {p[i : i + k] for p in PASSAGES for k in (2, 3) for i in range(0, len(p) - 3, 7)}
    )
    books = []
    for n in range(count):
        texts = {id: "\n".join(_paragraph(rng, words) for _ in range(5)) for id in SECTIONS}
        if n % COPIES == 1:
            source = f"{company(n - 1)}自主建设该系统。{PASSAGES[n % len(PASSAGES)]}"
            books[-1] = _with(books[-1], SECTIONS[0], source)
            texts[SECTIONS[0]] += "\n" + reworded(source, company(n), company(n - 1), STRENGTHS[1], n)
        books.append(book(n, texts, county=f"第{n % 20}县").model_copy(update={"pictures": (picture(n, section=SECTIONS[0]),)}))
    return books, _tables(books)


def _with(made: Application, id: str, text: str) -> Application:
    return made.model_copy(
        update={"sections": tuple(s.model_copy(update={"text": s.text + "\n" + text}) if s.id == id else s for s in made.sections)}
    )


def _paragraph(rng: random.Random, words: list[str]) -> str:
    return "".join("".join(rng.choices(words, k=rng.randint(6, 14))) + "。" for _ in range(6))


def _tables(books: list[Application]) -> list[SummaryTable]:
    out = []
    for county in sorted({b.county for b in books}):
        place = Evidence(file=f"{county}/汇总表.xlsx", page=1, bbox=(0, 0, 9, 9), text="")
        rows = tuple(
            TableRow(file=place.file, county=county, kind="shuzhi", cells={"企业名称": b.name}, evidence={"企业名称": place}, name=b.name)
            for b in books if b.county == county
        )  # fmt: skip
        out.append(SummaryTable(path=place.file, county=county, kind="shuzhi", rows=rows))
    return out


def measured(count: int) -> dict[str, float]:
    """In this process: seconds of processor time, the memory that the checks added, and what they found."""
    books, tables = simulated(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    checks = judge_batch(BatchCase(tuple(books), tuple(tables), {b.id: b.county for b in books}, load("shijiazhuang-2025")))
    seconds = time.process_time() - began
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    copies = sum(c.rule == "batch.duplicate-text" and c.verdict == "fail" for c in checks)
    return {"seconds": seconds, "mib": added, "checks": len(checks), "copies": copies}


def growth(size: int) -> float:
    """n·log n against the smallest size."""
    return size * math.log(size) / (SIZES[0] * math.log(SIZES[0]))


def reports() -> list[Report]:
    rows = []
    first = 0.0
    for size in SIZES:
        command = [sys.executable, "-c", f"import json; from tests.bench.batch import measured; print(json.dumps(measured({size})))"]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}
        )
        found = json.loads(done.stdout.splitlines()[-1])
        first = first or found["seconds"]
        rows.append(
            (
                size,
                round(found["seconds"], 1),
                round(found["seconds"] / first, 1),
                round(growth(size), 1),
                round(found["mib"]),
                found["checks"],
                found["copies"],
                2 * sum(n % COPIES == 1 for n in range(size)),
            )
        )
    notes = (
        "Simulated books of about 3,000 characters and one picture each, in twenty counties; one in fifty copied a passage of the book before it. "
        "Each size in a process of its own; memory is what the checks added to the peak. n·log n is the growth that is allowed."
    )
    columns = ("books", "CPU s", "times the smallest", "n·log n", "MiB added", "checks", "sections found alike", "planted")
    return [Report("Checks over a batch as it grows", columns, tuple(rows), notes)]
