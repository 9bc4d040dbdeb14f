"""What holds for all rules over a batch: a broken one passes nothing, one switched off is silent, the clause is that of the programme concerned."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.application import Application
from models.checks import Clause
from models.rulebook import Rulebook, RuleSpec
from tests.rules_support import rulebook
from validators import batch
from validators.batch_case import BatchCase, BatchCheck, BatchFinding

RULE = "batch.same-author"
CLAUSES = {"": Clause(ref="通则", text="x"), "lighthouse": Clause(ref="附件1-1", text="x"), "甲": Clause(ref="附件1-5", text="x")}


def only(rule: RuleSpec | None) -> Rulebook:
    return rulebook().model_copy(update={"rules": [rule] if rule else []})


def judged(monkeypatch: pytest.MonkeyPatch, *findings: BatchFinding | Exception, **change: object) -> list[BatchCheck]:
    """The checks where one rule gives these findings, or breaks; applicants are called by their programmes."""

    def rule(case: BatchCase) -> Iterator[BatchFinding]:
        for f in findings:
            if isinstance(f, Exception):
                raise f
            yield f

    monkeypatch.setitem(batch.RULES, RULE, rule)
    spec = rulebook().rule(RULE)
    assert spec is not None
    books = tuple(Application(id=p, programmes=(p,)) for p in ("lighthouse", "chain"))
    return list(batch.judge_batch(BatchCase(books, (), {}, only(spec.model_copy(update={"clauses": CLAUSES, **change})))))


def test_a_rule_that_breaks_is_unsure_and_passes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = judged(monkeypatch, BatchFinding("", "pass", "先说通过"), RuntimeError("odd"))
    assert found.verdict == "unsure" and "出错" in found.message and found.rule == RULE


def test_a_rule_switched_off_or_not_in_the_rulebook_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(monkeypatch, BatchFinding("", "pass", "x"), enabled=False) == []
    assert batch.judge_batch(BatchCase((), (), {}, only(None))) == ()


@pytest.mark.parametrize(("subject", "applicants", "ref"), [
    ("乙", ("lighthouse",), "附件1-1"), ("乙", ("lighthouse", "chain"), "通则"), ("乙", ("chain",), "通则"), ("乙", (), "通则"), ("乙", ("nobody",), "通则"), ("乙", ("lighthouse", "nobody"), "附件1-1"), ("甲", ("lighthouse",), "附件1-5"),
])  # fmt: skip
def test_the_clause_of_a_finding(monkeypatch: pytest.MonkeyPatch, subject: str, applicants: tuple[str, ...], ref: str) -> None:
    (found,) = judged(monkeypatch, BatchFinding(subject, "fail", "x", (), applicants))
    assert found.clause.ref == ref and found.applicants == applicants
