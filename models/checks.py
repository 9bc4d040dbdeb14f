"""Verdicts of rules over facts."""

from __future__ import annotations

from typing import Literal

from models.evidence import Evidence, Record

Verdict = Literal["pass", "fail", "unsure", "not_applicable"]
Severity = Literal["reject", "correct", "verify", "note"]


class Clause(Record):
    """Where the notice says so, and its words letter for letter."""

    ref: str
    text: str


class Finding(Record):
    """What a rule's function says of one subject; the rulebook adds severity and clause to make it a `Check`."""

    subject: str = ""
    verdict: Verdict
    message: str
    evidence: tuple[Evidence, ...] = ()
    programme: str = ""


class Check(Record):
    """One entry per (rule, subject) of everything that was checked."""

    rule: str
    subject: str
    verdict: Verdict
    severity: Severity
    clause: Clause
    message: str
    evidence: tuple[Evidence, ...]
