"""Rules that cannot lie: each passes, fails and doubts where it must, and never passes on what was not read."""

from __future__ import annotations

import pytest

from models.application import Application, FieldValue
from models.checks import Check
from tests.rule_cases import darken, rule_cases, unopened
from tests.rules_support import checks, sound
from validators.case import UNREAD
from validators.registry import rule_ids

RULES = sorted(rule_cases())
PROGRAMMES = [("lighthouse",), ("workshop",), ("innovation",), ("chain",), ("lighthouse", "innovation")]
OF_EXISTENCE = ("file.", "section.", "seal.missing", "form.direction-without-book", "sme.self-listed")
"""Rules whose pass rests on something being there, or on two names being quite unlike, not on how surely characters were read."""


def said(application: Application, rule: str, subjects: tuple[str, ...]) -> set[str]:
    """The verdicts of a rule over the subjects, and over the rule as a whole."""
    found = checks(application)
    return {found[key].verdict for s in (*subjects, "") if (key := (rule, s)) in found}


def test_every_rule_has_its_cases() -> None:
    """A rule added without them fails here."""
    assert rule_ids() == set(RULES)
    for case in rule_cases().values():
        assert case.unread, f"{case.rule}: no case of a page that was not read"
        for a in case.unread:
            dark = [p for p in a.pages if p.state in UNREAD] + [f for f in a.files if f.outcome != "read"]
            assert dark or not a.files, f"{case.rule}: all was read in a case of what was not"


@pytest.mark.parametrize("rule", RULES)
def test_what_holds_passes(rule: str) -> None:
    case = rule_cases()[rule]
    found = said(case.holds, rule, case.subjects)
    assert "pass" in found and not found & {"fail", "unsure"}


@pytest.mark.parametrize("rule", RULES)
def test_what_is_broken_fails(rule: str) -> None:
    case = rule_cases()[rule]
    assert "fail" in said(case.broken, rule, case.subjects)


@pytest.mark.parametrize("rule", RULES)
def test_what_is_doubtful_is_unsure(rule: str) -> None:
    case = rule_cases()[rule]
    found = said(case.doubtful, rule, case.subjects)
    assert "unsure" in found and "fail" not in found


@pytest.mark.parametrize("rule", RULES)
def test_what_was_not_read_is_unsure(rule: str) -> None:
    case = rule_cases()[rule]
    for application in case.unread:
        found = said(application, rule, case.subjects)
        assert "unsure" in found and not found & {"pass", "fail"}, [p.page for p in application.pages if p.state != "read"]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("outcome", ["unreadable", "encrypted", "too_large", "timeout", "crashed", "unsupported"])
def test_a_book_that_was_not_opened_passes_nothing(rule: str, outcome: str) -> None:
    case = rule_cases()[rule]
    for application in (case.holds, case.broken):
        assert "pass" not in said(unopened(application, outcome), rule, case.subjects)


def _faint(application: Application, confidence: float, doubt: str) -> Application:
    """The same facts, none of them read well."""
    change = {"confidence": confidence, "doubt": doubt}

    def field(f: FieldValue) -> FieldValue:
        return f.model_copy(update=change)

    return application.model_copy(
        update={
            "fields": {k: field(v) for k, v in application.fields.items()},
            "metrics": tuple(m.model_copy(update=change) for m in application.metrics),
            "attachments": tuple(
                a.model_copy(update={**change, "fields": {k: field(v) for k, v in a.fields.items()}}) for a in application.attachments
            ),
            "smes": tuple(s.model_copy(update={"doubt": doubt or "名称识别把握不大"}) for s in application.smes),
            "seals": tuple(s.model_copy(update={"confidence": 0.1, "text": s.text[:2]}) for s in application.seals),
            "marks": tuple(m.model_copy(update={"confidence": 0.2}) for m in application.marks),
        }
    )


@pytest.mark.parametrize("programmes", PROGRAMMES)
@pytest.mark.parametrize(("confidence", "doubt"), [(0.3, ""), (0.95, "两次读数不同")])
def test_nothing_passes_on_values_read_with_doubt(programmes: tuple[str, ...], confidence: float, doubt: str) -> None:
    passed = [c for c in checks(_faint(sound(*programmes), confidence, doubt)).values() if c.verdict == "pass"]
    assert not [f"{c.rule} {c.subject}" for c in passed if not c.rule.startswith(OF_EXISTENCE)]


@pytest.mark.parametrize("programmes", PROGRAMMES)
def test_no_page_that_was_not_read_supports_a_pass_or_makes_a_fault(programmes: tuple[str, ...]) -> None:
    """Each page in turn taken away from an application without fault."""
    for page in range(1, 41):
        found = checks(darken(sound(*programmes), page)).values()
        assert not [c for c in found if c.verdict == "pass" and any(e.page == page for e in c.evidence)], page
        assert not [_name(c) for c in found if c.verdict == "fail" and c.rule != "file.page-illegible"], page


def _name(c: Check) -> str:
    return f"{c.rule} {c.subject}: {c.message}"
