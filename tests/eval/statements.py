"""What sentences and tables state, per metric: precision and recall over the data of `tests/statements`.

A statement counts as found where metric, value, relation and period are all right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.report import Report
from tests.statement_support import Case, prose, tables

SUITES = (
    ("sentences and tables written for the purpose", lambda: (*prose("sentences"), *tables("tables"))),
    ("wordings of the handbook and of applicants", lambda: prose("wordings")),
    ("hold-out set, written after the first mending", lambda: (*prose("holdout"), *tables("holdout_tables"))),
    ("third set, written after the second", lambda: prose("third")),
    ("fourth set, other trades and chain leaders", lambda: prose("trades")),
    (
        "fifth to eighth set",
        lambda: (
            *(c for name in ("fifth", "sixth", "seventh", "eighth") for c in prose(name)),
            *tables("sixth_tables"),
            *tables("eighth_tables"),
        ),
    ),
)


def reports() -> list[Report]:
    return [_report(title, cases()) for title, cases in SUITES]


def _report(title: str, cases: Iterable[Case]) -> Report:
    found, wanted, surplus = Counter[str](), Counter[str](), Counter[str]()
    total = whole = 0
    for case in cases:
        total += 1
        whole += not case.missing and not case.surplus
        own = [w.strip() for w in case.want.split(";") if w.strip() and not w.strip().startswith("!")]
        wanted.update(w.split()[0] for w in own)
        missing = [w.split()[0] for w in case.missing if not w.startswith("!")]
        found.update(w.split()[0] for w in own)
        found.subtract(missing)
        surplus.update(w.split()[0] for w in case.surplus if not w.startswith("!"))
    rows = [_row(id, found[id], wanted[id], surplus[id]) for id in sorted({*wanted, *surplus})]
    rows.append(_row("all", sum(found.values()), sum(wanted.values()), sum(surplus.values())))
    notes = f"{whole} of {total} sentences and tables read without any error; relation and period count, not the value alone."
    return Report(f"Statements: {title}", ("metric", "stated", "precision", "recall"), tuple(rows), notes)


def _row(id: str, found: int, wanted: int, surplus: int) -> tuple[str, int, float, float]:
    return id, wanted, found / (found + surplus) if found + surplus else 1.0, found / wanted if wanted else 1.0
