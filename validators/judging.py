"""Runs all rules over one applicant's facts and makes of their findings one check per (rule, subject)."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from models.application import Application
from models.checks import Check, Clause, Finding, Severity, Verdict
from models.evidence import Evidence
from models.rulebook import Rulebook, RuleSpec
from validators.case import Case
from validators.registry import Function, rules
from validators.wording import MOST_EVIDENCE

log = logging.getLogger(__name__)

WORST: tuple[Verdict, ...] = ("fail", "unsure", "pass", "not_applicable")
MOST_MESSAGES = 3


def judge(application: Application, rulebook: Rulebook) -> tuple[Check, ...]:
    """Every check of every enabled rule over one applicant, sorted by rule and subject.

    A rule whose function breaks neither takes the others with it nor passes: it is ``unsure`` and says so.
    """
    case = Case(application, rulebook)
    checks: list[Check] = []
    for id, function in rules().items():
        spec = rulebook.rule(id)
        if spec is None or not spec.enabled:
            continue
        grouped: dict[str, list[Finding]] = {}
        for finding in _findings(id, function, case):
            grouped.setdefault(finding.subject, []).append(finding)
        checks += [_check(case, spec, subject, findings) for subject, findings in grouped.items()]
    return tuple(sorted(checks, key=lambda c: (c.rule, c.subject)))


def _findings(id: str, function: Function, case: Case) -> list[Finding]:
    try:
        return list(function(case))
    except Exception:
        log.exception("%s: %s", case.application.id, id)
        return [Finding(verdict="unsure", message="程序在核对此项时出错，未能判定，请人工核对。")]


def _check(case: Case, spec: RuleSpec, subject: str, findings: Sequence[Finding]) -> Check:
    """The worst verdict of one subject's findings, with the messages and places of those that gave it."""
    verdict = min((f.verdict for f in findings), key=WORST.index)
    deciding = [f for f in findings if f.verdict == verdict]
    messages = list(dict.fromkeys(f.message for f in deciding))
    more = len(messages) - MOST_MESSAGES
    programme = next((f.programme for f in deciding if f.programme), "")
    evidence: dict[Evidence, None] = dict.fromkeys(e for f in deciding for e in f.evidence)
    return Check(
        rule=spec.id,
        subject=subject,
        verdict=verdict,
        severity=_severity(spec, subject, programme),
        clause=clause_for(case.rulebook, spec, subject, programme),
        message=("；".join(m.rstrip("。") for m in messages[:MOST_MESSAGES]) + (f"；另有 {more} 处" if more > 0 else "") + "。")
        if messages
        else "",
        evidence=tuple(evidence)[:MOST_EVIDENCE],
    )


def _severity(spec: RuleSpec, subject: str, programme: str) -> Severity:
    return spec.severities.get(subject, spec.severities.get(programme, spec.severity))


def clause_for(rulebook: Rulebook, spec: RuleSpec, subject: str, programme: str) -> Clause:
    """Where the notice says so: the rule's own clause for the subject, else that of the section, field, paper or threshold, else the rule's."""
    if subject in spec.clauses and subject:
        return spec.clauses[subject]
    return _own_clause(rulebook, spec.id, subject, programme) or spec.clauses.get(programme) or spec.clauses[""]


def _own_clause(rulebook: Rulebook, rule: str, subject: str, programme: str) -> Clause | None:
    group = rule.split(".", maxsplit=1)[0]
    if group == "section" and rule != "section.scene-not-in-guide":
        section = rulebook.section(subject)
        return section.clause if section else None
    if rule in ("form.field-missing", "form.choice-unclear"):
        field = rulebook.field(subject)
        return field.clause if field else None
    if group == "attachment":
        paper = rulebook.attachment(subject)
        return paper.clause.get(programme) or next(iter(paper.clause.values()), None) if paper else None
    if rule == "metric.below-threshold":
        metric = rulebook.metric(subject)
        return metric.threshold.clause if metric and metric.threshold else None
    if rule == "metric.not-stated":
        metric = rulebook.metric(subject)
        stated_in = rulebook.section(metric.section.get(programme, "")) if metric else None
        return stated_in.clause if stated_in else None
    return None
