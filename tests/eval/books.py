"""Whole books of invented firms (`tests/generators/books`): what of their form, headings, figures and faults is found.

They are printed by Chromium; some are read from their text layer, seals and signatures as pictures, the others are scanned first.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unicodedata import normalize

from pipeline.intake import discover
from pipeline.jobs import Job, load_facts
from pipeline.rulebook import load
from pipeline.screening import screen
from tests.generators.books.cases import build
from tests.generators.books.printing import CHROMIUM
from tests.report import Report

RULEBOOK = "shijiazhuang-2025"
"""The rulebook under which the books are made."""
BOOKS = ("vinegar-template", "pump-decimal", "api-reworded", "sensor-bare", "baler-brackets", "flour-kai")
SCANNED = ("vinegar-chapters", "pump-plain", "api-broken-form", "sensor-small", "baler-written-ticks", "flour-half-scanned")
KINDS = ("form.", "section.", "metric.", "date.", "seal.", "signature.")
"""Kinds of rules that are counted; the papers behind the books are but stand-ins."""

COLUMNS = (
    "book",
    "fields",
    "sections found",
    "sections in error",
    "length within 2%",
    "figures found",
    "figures in error",
    "faults",
    "told as fail or unsure",
    "false passes",
    "wrong fails",
)


def reports() -> list[Report]:
    if CHROMIUM is None:
        return [Report("Whole books", ("result",), (("no Chromium, not measured",),))]
    return [measured("digital", BOOKS), measured("scanned", SCANNED)]


def measured(way: str, books: Sequence[str]) -> Report:
    rows = []
    total: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        for name in books:
            one = tally(Path(folder) / name, name, digital=way == "digital")
            total += one
            rows.append(row(name, one))
    rows.append(row("all", total))
    return Report(
        f"Whole books ({way})",
        COLUMNS,
        tuple(rows),
        "Six books in six layouts, each with some faults; a cell says right / of so many.",
    )


def tally(folder: Path, name: str, digital: bool) -> Counter[str]:
    rulebook = load(RULEBOOK)
    [truth] = build(folder / "in", folder / "truth", rulebook, (name,), digital=digital)
    root = next((folder / "in").iterdir())
    application, checks = screened(root, folder / "out")
    return counted(truth_of(folder / "truth" / f"{truth}.json"), application, checks)


def screened(root: Path, out: Path) -> tuple[Any, Any]:
    """What is read of the one book below ``root``, and what is said of it."""
    [applicant] = discover(root).applicants
    out.mkdir()
    screen(Job(root, applicant, out, RULEBOOK))
    found = load_facts(out, applicant.id)
    assert found is not None
    return found


def truth_of(path: Path) -> Mapping[str, Any]:
    body: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return body


def counted(truth: Mapping[str, Any], application: Any, checks: Any, rules: tuple[str, ...] = KINDS) -> Counter[str]:
    """What of a book's truth was found, and what was said beyond it; of checks those of the kinds in ``rules``."""
    n: Counter[str] = Counter()
    for key, want in truth["fields"].items():
        if isinstance(want, list) and key != "directions":
            continue
        field = application.fields.get(key)
        got = field.value if field is not None else None
        n["fields"] += 1
        n["fields.right"] += _plain(got) == _plain(want)
    sections = {s.id: s for s in application.sections}
    wanted = {s["id"]: s for s in truth["sections"]}
    for id, want in wanted.items():
        n["sections"] += 1
        hit = id in sections and sections[id].first_page == want["first_page"]
        n["sections.right"] += hit
        if hit and want["limit"] and want["length"]:
            n["lengths"] += 1
            n["lengths.right"] += abs(sections[id].length - want["length"]) <= 0.02 * want["length"]
    n["sections.wrong"] = len(sections.keys() - wanted.keys())
    said = Counter((m.id, round(m.value, 3)) for m in application.metrics if m.role in ("actual", "before", "after", "target"))
    stated = Counter((m["id"], round(float(m["value"]), 3)) for m in truth["metrics"])
    n["metrics"] = stated.total()
    n["metrics.right"] = (said & stated).total()
    n["metrics.wrong"] = (said - stated).total()
    _count_checks(truth, checks, n, rules)
    return n


def _count_checks(truth: Mapping[str, Any], checks: Any, n: Counter[str], rules: tuple[str, ...]) -> None:
    verdicts: dict[tuple[str, str], set[str]] = {}
    for c in checks:
        if c.rule.startswith(rules):
            verdicts.setdefault((c.rule, c.subject), set()).add(c.verdict)
    wanted = {(c["rule"], c["subject"]) for c in truth["checks"]}
    free = {(c["rule"], c["subject"]) for c in truth["tolerated"]}
    for key in wanted:
        found = verdicts.get(key, set())
        n["checks"] += 1
        n["checks.found"] += bool(found & {"fail", "unsure"})
        n["checks.passed"] += "pass" in found and "fail" not in found
    n["checks.wrong"] = sum("fail" in v for k, v in verdicts.items() if k not in wanted | free)


def _plain(value: object) -> object:
    if isinstance(value, list):
        return sorted(value)
    return normalize("NFKC", str(value or "")).replace(" ", "")


def row(name: str, n: Counter[str]) -> tuple[str | int, ...]:
    def of(key: str, right: str = "right") -> str:
        return f"{n[f'{key}.{right}']}/{n[key]}"

    return (
        name,
        of("fields"),
        of("sections"),
        n["sections.wrong"],
        of("lengths"),
        of("metrics"),
        n["metrics.wrong"],
        n["checks"],
        of("checks", "found"),
        n["checks.passed"],
        n["checks.wrong"],
    )
