"""Whole books of invented chain leaders (`tests/generators/books/chains`): form, headings, figures, driven firms, papers and faults.

They are printed by Chromium and read from their text layer, then scanned and read again.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from models.text import name_key
from pipeline.rulebook import load
from tests.eval import books
from tests.eval.books import RULEBOOK, counted, row, screened, truth_of
from tests.generators.books.chain_cases import CASES, build_chain
from tests.generators.books.printing import CHROMIUM
from tests.report import Report

KINDS = ("section.", "metric.", "sme.", "attachment.", "cross.name", "cross.uscc", "cross.revenue")
"""Kinds of rules that are counted."""
COLUMNS = (*books.COLUMNS, "driven firms found", "firms in error", "proofs right", "papers found", "papers in error")


def reports() -> list[Report]:
    if CHROMIUM is None:
        return [Report("Chain leaders’ books", ("result",), (("no Chromium, not measured",),))]
    return [measured("digital"), measured("scanned")]


def measured(way: str) -> Report:
    rows = []
    total: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        for name in CASES:
            one = tally(Path(folder) / name, name, digital=way == "digital")
            total += one
            rows.append(_row(name, one))
    rows.append(_row("all", total))
    return Report(
        f"Chain leaders’ books ({way})",
        COLUMNS,
        tuple(rows),
        "Four chain leaders in ten layouts, five of them with some faults; a cell says right / of so many.",
    )


def tally(folder: Path, name: str, digital: bool) -> Counter[str]:
    root = folder / "in"
    build_chain(name, root, folder / "truth", load(RULEBOOK), digital=digital)
    application, checks = screened(root, folder / "out")
    truth = truth_of(folder / "truth" / f"{name}.json")
    n = counted(truth, application, checks, KINDS)
    n += _firms(truth, application)
    n += _papers(truth, application)
    return n


def _firms(truth: Any, application: Any) -> Counter[str]:
    wanted = {name_key(s["name"]): s["proof"] for s in truth["smes"]}
    got = {name_key(s.name): bool(s.proof) for s in application.smes if name_key(s.name) != name_key(truth["company"])}
    both = wanted.keys() & got.keys()
    return Counter(
        {
            "firms": len(wanted),
            "firms.right": len(both),
            "firms.wrong": len(got.keys() - wanted.keys()),
            "proofs": len(both),
            "proofs.right": sum(wanted[k] == got[k] for k in both),
        }
    )


def _papers(truth: Any, application: Any) -> Counter[str]:
    wanted = Counter((a["type"], a["file"], tuple(a["pages"])) for a in truth["attachments"])
    got = Counter((a.type, a.file, tuple(a.pages)) for a in application.attachments)
    return Counter({"papers": wanted.total(), "papers.right": (wanted & got).total(), "papers.wrong": (got - wanted).total()})


def _row(name: str, n: Counter[str]) -> tuple[str | int, ...]:
    more = (f"{n['firms.right']}/{n['firms']}", n["firms.wrong"], f"{n['proofs.right']}/{n['proofs']}")
    return (*row(name, n), *more, f"{n['papers.right']}/{n['papers']}", n["papers.wrong"])
