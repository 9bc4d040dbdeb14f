"""A whole book, made and read: the generator's truth and the pipeline's facts agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.eval import chains
from tests.eval.books import tally
from tests.generators.books.printing import CHROMIUM

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="没有 chromium，不能印制申报书")]


def test_a_workshop_book_with_faults(tmp_path: Path) -> None:
    n = tally(tmp_path, "api-reworded", digital=True)
    assert (n["fields.right"], n["sections.right"], n["sections.wrong"]) == (n["fields"], n["sections"], 0)
    assert (n["checks.found"], n["checks.passed"], n["checks.wrong"]) == (n["checks"], 0, 0)
    assert n["metrics.right"] == n["metrics"] and n["checks"] == 5


def test_a_chain_book_with_faults(tmp_path: Path) -> None:
    n = chains.tally(tmp_path, "pumps-faults", digital=True)
    assert (n["fields.right"], n["sections.right"], n["sections.wrong"]) == (n["fields"], n["sections"], 0)
    assert (n["checks.found"], n["checks.passed"], n["checks.wrong"]) == (n["checks"], 0, 0)
    assert (n["firms.right"], n["firms.wrong"], n["proofs.right"]) == (10, 0, 10)
    assert (n["metrics.right"], n["papers.right"], n["papers.wrong"]) == (n["metrics"], n["papers"], 0)
