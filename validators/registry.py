"""The rules by name. A rule is a function from the facts of one applicant and the rulebook to findings.

The docstring of a rule function is its page in the handbook (`pipeline.rule_docs`): a first line that names the rule, then
the parts 检查 (what it checks), 理由 (why), 不合格 (what breaks it), 合格 (what does not) and 依据 (the source).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from models.checks import Finding
from validators.case import Case

Function = Callable[[Case], Iterator[Finding]]

BATCH_PREFIXES = ("summary.", "batch.", "cross.summary-", "cross.book-absent")
"""Rules that need more than one applicant's facts or the editable copy; they are judged over a whole batch."""

_RULES: dict[str, Function] = {}


def rule(id: str) -> Callable[[Function], Function]:
    """Registers the decorated function as the rule ``id``."""

    def register(function: Function) -> Function:
        if id in _RULES:
            raise ValueError(f"two functions for {id}")
        _RULES[id] = function
        return function

    return register


def rules() -> dict[str, Function]:
    """All rules by id, sorted."""
    return dict(sorted(_RULES.items()))


def rule_ids() -> set[str]:
    return set(_RULES)
