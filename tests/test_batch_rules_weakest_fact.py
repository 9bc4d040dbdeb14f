"""The verdicts over a batch are as sure as the cells and facts they stand on: each in turn is read with less confidence, or with a doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.test_batch_rules_cannot_lie import CASES, NEVER_FAILS
from tests.test_rules_weakest_fact import DOUBT, facts
from validators.batch import judge_batch
from validators.batch_case import BatchCase, BatchCheck
from validators.case import FIRM

CONFIRMED = ("cross.book-absent", "cross.summary-absent")
"""A name of which the reading is in doubt, but which is a book's, is confirmed by it."""
SURE = 0.9
"""Confidence of a table's cell from which it is read beyond doubt."""
STRICT = {"batch.same-figures": 0.9}
"""Rules that accuse of more than an error ask more of a reading."""


def only(case: BatchCase, rule: str) -> dict[str, BatchCheck]:
    alone = case.rulebook.model_copy(update={"rules": [r for r in case.rulebook.rules if r.id == rule]})
    return {c.subject: c for c in judge_batch(replace(case, rulebook=alone))}


def weaker_cells(case: BatchCase, check: BatchCheck) -> Iterator[tuple[str, BatchCase, BatchCase]]:
    """Each cell that a check points at: with the least confidence that counts, and with less."""
    for t, table in enumerate(case.tables):
        for r, row in enumerate(table.rows):
            for column in (c for c, e in row.evidence.items() if e in check.evidence):
                made = []
                for confidence in (SURE, SURE - 0.01):
                    new = row.model_copy(update={"confidence": {**row.confidence, column: confidence}})
                    rows = (*table.rows[:r], new, *table.rows[r + 1 :])
                    tables = (*case.tables[:t], table.model_copy(update={"rows": rows}), *case.tables[t + 1 :])
                    made.append(replace(case, tables=tables))
                yield f"cell {column}", made[0], made[1]


def weaker_facts(case: BatchCase, check: BatchCheck) -> Iterator[tuple[str, BatchCase, list[BatchCase]]]:
    for n, a in enumerate(case.applications):

        def put(new: object, n: int = n) -> BatchCase:
            return replace(case, applications=(*case.applications[:n], new, *case.applications[n + 1 :]))  # type: ignore[arg-type]

        for name, _, weaken in facts(a, check.evidence):
            if name != "field company_name" or check.rule.startswith("cross.book-absent"):
                least = STRICT.get(check.rule, FIRM)
                yield f"{a.id} {name}", put(weaken(least, "")), [put(weaken(least - 0.01, "")), put(weaken(1.0, DOUBT))]


@pytest.mark.parametrize("which", ["holds", "broken"])
@pytest.mark.parametrize("rule", sorted(set(CASES) - set(NEVER_FAILS)))
def test_a_verdict_is_no_surer_than_its_cells(rule: str, which: str) -> None:
    case = getattr(CASES[rule], which)
    for subject, check in only(case, rule).items():
        if check.verdict not in ("pass", "fail"):
            continue
        for name, enough, weak in weaker_cells(case, check):
            same = only(enough, rule)[subject]
            assert (same.verdict, same.evidence) == (check.verdict, check.evidence), name
            found = only(weak, rule)[subject]
            if rule in CONFIRMED and check.verdict == "pass":
                continue
            assert found.verdict == "unsure", f"{name}: {found.message}"
            assert set(check.evidence) <= set(found.evidence), f"{name}: places lost"


@pytest.mark.parametrize("which", ["holds", "broken"])
@pytest.mark.parametrize("rule", sorted(set(CASES) - set(NEVER_FAILS)))
def test_a_verdict_is_no_surer_than_the_books_facts(rule: str, which: str) -> None:
    case = getattr(CASES[rule], which)
    for subject, check in only(case, rule).items():
        if check.verdict not in ("pass", "fail"):
            continue
        for name, enough, weak in weaker_facts(case, check):
            same = only(enough, rule)[subject]
            assert (same.verdict, same.evidence) == (check.verdict, check.evidence), name
            for one in weak:
                if one == enough:
                    continue
                found = only(one, rule).get(subject)
                assert found is not None and found.verdict == "unsure", f"{name}: {found and found.message}"
