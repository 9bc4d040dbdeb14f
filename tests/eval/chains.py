"""Whole books of invented chain leaders (`tests/generators/books/chains`): form, headings, figures, driven firms, papers and faults.

They are printed by Chromium and read from their text layer; ``YUSHEN_SCANNED=1`` scans them first.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from models.text import name_key
from pipeline.intake import discover
from pipeline.jobs import Job, load_facts
from pipeline.rulebook import load
from pipeline.screening import screen
from tests.eval.books import RULEBOOK, counted, row, truth_of
from tests.generators.books.chain_cases import CASES, build_chain
from tests.generators.books.printing import CHROMIUM
from tests.report import Report

KINDS = ("section.", "metric.", "sme.", "attachment.", "cross.name", "cross.uscc", "cross.revenue")
"""Kinds of rules that are counted."""
COLUMNS = (
    "书",
    "字段",
    "章节找到",
    "章节误报",
    "篇幅误差≤2%",
    "指标找到",
    "指标误报",
    "应报问题",
    "报为不合格或待核实",
    "漏成合格",
    "误报不合格",
    "带动企业找到",
    "企业误报",
    "盖章证明判对",
    "附件找到",
    "附件误报",
)


def reports() -> list[Report]:
    if CHROMIUM is None:
        return [Report("“链式”案例", ("结果",), (("没有 Chromium，未测",),))]
    rows = []
    total: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        for name in CASES:
            one = tally(Path(folder) / name, name)
            total += one
            rows.append(_row(name, one))
    rows.append(_row("合计", total))
    scanned = "扫描后" if os.environ.get("YUSHEN_SCANNED") else "数字版"
    return [Report(f"“链式”案例（{scanned}）", COLUMNS, tuple(rows), "四家链主企业，十种版式，五本各带数处缺陷；每格为“对／共”。")]


def tally(folder: Path, name: str) -> Counter[str]:
    root = folder / "in"
    build_chain(name, root, folder / "truth", load(RULEBOOK), digital=not os.environ.get("YUSHEN_SCANNED"))
    [applicant] = discover(root).applicants
    (folder / "out").mkdir()
    screen(Job(root, applicant, folder / "out", RULEBOOK))
    found = load_facts(folder / "out", applicant.id)
    assert found is not None
    application, checks = found
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
