"""The rules by name. A rule is a function from the facts of one applicant and the rulebook to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from models.application import Application
from models.checks import Finding
from models.rulebook import Rulebook

Function = Callable[["Case"], Iterator[Finding]]

BATCH_PREFIXES = ("batch.", "cross.summary-", "cross.book-absent", "cross.editable-copy")
"""Rules that need more than one applicant's facts; they are judged over a whole batch."""


@dataclass(frozen=True)
class Case:
    """What a rule judges."""

    application: Application
    rulebook: Rulebook


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
    return dict(sorted(_RULES.items()))


def rule_ids() -> set[str]:
    return set(_RULES)


def run(id: str, case: Case) -> Iterable[Finding]:
    return _RULES[id](case)
